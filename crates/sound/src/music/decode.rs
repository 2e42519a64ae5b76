//! A file of music into memory: mono at the voice's rate, whatever it was.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::{mark, tr};
use altavoce_fourier::Resampler;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions, CODEC_ID_NULL_AUDIO};
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatReader, Track, TrackType};
use symphonia::core::io::MediaSourceStream;

use crate::SAMPLE_RATE;

/// The longest piece of music in seconds: ten minutes take 58 MB of memory.
pub const LONGEST: u64 = 600;
/// Sample rates in Hz that sound is recorded at; a damaged header may tell any other.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// Samples beyond this are damage: full scale is 1, and a float file goes over it by a few decibels.
const LOUDEST: f32 = 1e3;
/// What a whole file gives at least of the length that it tells: lengths are estimated in some formats.
const WHOLE: f64 = 0.9;

/// What can be read, for messages.
const FORMATS: &str = mark!("WAV, FLAC, MP3, M4A (AAC) or OGG (Vorbis)");

/// Reads the sound in `path`: its channels' mean at [`SAMPLE_RATE`].
///
/// # Errors
/// The author's, naming the file: it is missing, empty, no sound, in a codec that cannot be read, cut off, damaged, or
/// longer than [`LONGEST`].
pub fn decode(path: &Path) -> Result<Vec<f32>> {
    let cannot = |e| Error::io(tr!("read the music"), path, e);
    let file = File::open(path).map_err(cannot)?;
    let about = file.metadata().map_err(cannot)?;
    if about.is_dir() {
        return Err(Error::author(tr!("this is a folder")).in_file(path).fix(tr!("name a file of music")));
    }
    if about.len() == 0 {
        return Err(Error::author(tr!("the file is empty"))
            .in_file(path)
            .fix(tr!("give {formats}", formats = text(FORMATS))));
    }
    // A decoder of files that anybody may have made: should it trip over one, that file is named.
    let decoded = catch_unwind(AssertUnwindSafe(|| read(file, path)));
    decoded.unwrap_or_else(|_| Err(damaged())).map_err(|e| if e.place().0.is_none() { e.in_file(path) } else { e })
}

fn read(file: File, path: &Path) -> Result<Vec<f32>> {
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|e| e.to_str()) {
        hint.with_extension(extension);
    }
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let probed = symphonia::default::get_probe().probe(&hint, stream, Default::default(), Default::default());
    let mut format = probed.map_err(|e| {
        let what = tr!("no music can be read from this file: it is something else, or cut off");
        Error::author(what).fix(tr!("give a whole {formats}", formats = text(FORMATS))).caused_by(e)
    })?;
    let silent =
        || Error::author(tr!("there is no sound in this file")).fix(tr!("give {formats}", formats = text(FORMATS)));
    let track = format.default_track(TrackType::Audio).or_else(|| format.first_track(TrackType::Audio));
    let track = track.ok_or_else(silent)?;
    let (id, promised) = (track.id, seconds(track));
    let parameters = track.codec_params.as_ref().and_then(|p| p.audio()).ok_or_else(silent)?;
    let foreign = || {
        let what =
            tr!("the sound in this file is in a codec that altavoce does not read (Opus, ALAC and HE-AAC are such)");
        Error::author(what).fix(tr!("convert it to {formats}", formats = text(FORMATS)))
    };
    if parameters.codec == CODEC_ID_NULL_AUDIO {
        return Err(foreign());
    }
    let decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
    let mut decoder = decoder.map_err(|e| foreign().caused_by(e))?;
    let sound = samples(format.as_mut(), decoder.as_mut(), id)?;
    match promised {
        Some(promised) if sound.seconds < promised * WHOLE => {
            let what =
                tr!("the file is cut off: it has {seconds:.1} s of its {promised:.1} s", seconds = sound.seconds);
            Err(Error::author(what).fix(tr!("fetch or export it again")))
        }
        _ => Ok(sound.samples),
    }
}

/// What came out of a file.
struct Decoded {
    samples: Vec<f32>,
    /// Its length before resampling.
    seconds: f64,
}

fn samples(format: &mut dyn FormatReader, decoder: &mut dyn AudioDecoder, track: u32) -> Result<Decoded> {
    let mut made = Vec::new();
    let mut sink = |block: &[f32]| {
        made.extend_from_slice(block);
        Ok(())
    };
    let mut resampler: Option<(Resampler, u32)> = None;
    let (mut frames, mut packets, mut faulty) = (0u64, 0, 0);
    let (mut interleaved, mut mono) = (Vec::<f32>::new(), Vec::new());
    // An error here is the end of what can be read; whether that is enough is judged by what came out.
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id != track {
            continue;
        }
        packets += 1;
        let block = match decoder.decode(&packet) {
            Ok(block) => block,
            Err(Fault::DecodeError(_) | Fault::IoError(_)) => {
                faulty += 1;
                continue;
            }
            Err(_) => break,
        };
        let (rate, channels) = (block.spec().rate(), block.spec().channels().count());
        if !RATES.contains(&rate) || channels == 0 {
            return Err(damaged());
        }
        if resampler.is_none() {
            resampler = Some((Resampler::new(rate, SAMPLE_RATE)?, rate));
        }
        let Some((resampler, first)) = &mut resampler else { continue };
        if *first != rate {
            return Err(damaged());
        }
        frames += block.frames() as u64;
        if frames > LONGEST * u64::from(rate) {
            let what = tr!("this music is longer than {minutes} minutes", minutes = LONGEST / 60);
            return Err(Error::author(what).fix(tr!("cut what is to be heard out of it")));
        }
        block.copy_to_vec_interleaved(&mut interleaved);
        mono.clear();
        mono.extend(interleaved.chunks_exact(channels).map(|f| f.iter().sum::<f32>() / channels as f32));
        if !mono.iter().all(|x| x.abs() <= LOUDEST) {
            return Err(damaged());
        }
        resampler.push(&mono, &mut sink)?;
    }
    // A stray packet is inaudible; where many fail, what comes out is noise.
    let Some((resampler, rate)) = resampler.filter(|_| frames > 0 && faulty * 4 <= packets) else {
        return Err(damaged());
    };
    resampler.finish(&mut sink)?;
    Ok(Decoded { samples: made, seconds: frames as f64 / f64::from(rate) })
}

/// The length that a track tells of itself.
fn seconds(track: &Track) -> Option<f64> {
    Some(track.time_base?.calc_duration(track.duration?)?.as_secs_f64())
}

fn damaged() -> Error {
    Error::author(tr!("the sound in this file is damaged or cut off")).fix(tr!("fetch or export it again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bytes_make_it_panic() {
        let folder = tempfile::tempdir().unwrap();
        let wav = folder.path().join("a.wav");
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&wav, spec).unwrap();
        (0..4000).for_each(|n| writer.write_sample((n * 7919 % 20_011) as i16).unwrap());
        writer.finalize().unwrap();
        let whole = std::fs::read(&wav).unwrap();
        assert_eq!(decode(&wav).unwrap().len(), 1000);
        let mut noise = 12345u32;
        let mut next = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise >> 8
        };
        for (n, name) in ["x.wav", "x.mp3", "x.flac", "x.m4a", "x.ogg"].iter().cycle().take(150).enumerate() {
            let path = folder.path().join(name);
            let mut bytes = whole.clone();
            match n / 5 % 3 {
                0 => bytes.truncate(next() as usize % whole.len()),
                1 => (0..1 + n).for_each(|_| bytes[next() as usize % 64] = next() as u8),
                _ => bytes.iter_mut().for_each(|b| *b = next() as u8),
            }
            std::fs::write(&path, bytes).unwrap();
            if let Err(e) = decode(&path) {
                assert!(e.to_string().starts_with(&path.display().to_string()), "{e}");
                assert!(!e.to_string().contains('\n') && e.advice().is_some(), "{e}");
            }
        }
    }
}
