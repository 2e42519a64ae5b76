//! Another's WAV, of any rate, width and number of channels, as mono f32 at [`SAMPLE_RATE`].

use std::io::Cursor;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_fourier::resample;
use altavoce_sound::SAMPLE_RATE;

/// Rates that a speech program can mean.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// A length from here on is what programs write that do not know it yet, because they write into a pipe.
const UNKNOWN: u32 = 0x7fff_0000;

/// The samples of a WAV file.
///
/// # Errors
/// The operator's, about the speech program `program`: it wrote nothing, something else, or half of it.
pub(super) fn read_wav(mut bytes: Vec<u8>, bad: &dyn Fn(&str) -> Error) -> Result<Vec<f32>> {
    if bytes.is_empty() {
        return Err(bad(tr!("wrote an empty WAV file")));
    }
    if !bytes.starts_with(b"RIFF") {
        return Err(bad(&tr!("wrote what is no WAV file: it begins with “{bytes}”", bytes = beginning(&bytes))));
    }
    mend_length(&mut bytes);
    let unreadable = |e: hound::Error| bad(&tr!("wrote a WAV file that cannot be read: {e}"));
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).map_err(unreadable)?;
    let spec = reader.spec();
    if !RATES.contains(&spec.sample_rate) {
        return Err(bad(&tr!("wrote a WAV file of {sample_rate} samples a second", sample_rate = spec.sample_rate)));
    }
    if !(1..=32).contains(&spec.bits_per_sample) {
        return Err(bad(&tr!("wrote a WAV file of {bits} bits a sample", bits = spec.bits_per_sample)));
    }
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>().map_err(unreadable)?,
        hound::SampleFormat::Int => {
            let full = (1u64 << (spec.bits_per_sample - 1)) as f32;
            let scaled = reader.samples::<i32>().map(|s| s.map(|s| s as f32 / full));
            scaled.collect::<Result<_, _>>().map_err(unreadable)?
        }
    };
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<f32> = samples.chunks_exact(channels).map(|c| c.iter().sum::<f32>() / channels as f32).collect();
    if mono.is_empty() {
        return Err(bad(tr!("wrote an empty WAV file")));
    }
    // One such value would spread over all that a filter touches, and panic in it.
    if mono.iter().any(|s| !s.is_finite()) {
        return Err(bad(tr!("wrote a WAV file with samples that are no numbers")));
    }
    resample(&mono, spec.sample_rate, SAMPLE_RATE)
}

/// What garbage begins with, as far as it can be shown.
fn beginning(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]);
    text.chars().map(|c| if c.is_control() { '.' } else { c }).collect()
}

/// Puts the true length where a program that writes into a pipe could not know it.
fn mend_length(bytes: &mut [u8]) {
    let number = |bytes: &[u8], at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk::<4>()?));
    let (mut at, mut frame) = (12, 1);
    while let Some(size) = number(bytes, at + 4) {
        match &bytes[at..at + 4] {
            b"fmt " => frame = number(bytes, at + 8 + 12).map_or(1, |n| (n & 0xffff).max(1)),
            b"data" => {
                let rest = u32::try_from(bytes.len() - at - 8).unwrap_or(u32::MAX);
                if size >= UNKNOWN || size == 0 {
                    bytes[at + 4..at + 8].copy_from_slice(&(rest - rest % frame).to_le_bytes());
                }
                return;
            }
            _ => {}
        }
        at = at.saturating_add(8).saturating_add(size as usize + size as usize % 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a second of 440 Hz at half of full scale.
    fn wav(rate: u32, channels: u16, bits: u16, seconds: f64) -> Vec<u8> {
        let sample_format = if bits == 32 { hound::SampleFormat::Float } else { hound::SampleFormat::Int };
        let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        for n in 0..(seconds * f64::from(rate)) as u32 {
            let value = (f64::from(n) * 440.0 * std::f64::consts::TAU / f64::from(rate)).sin() * 0.5;
            for _ in 0..channels {
                match sample_format {
                    hound::SampleFormat::Float => writer.write_sample(value as f32).unwrap(),
                    hound::SampleFormat::Int => {
                        writer.write_sample((value * f64::from(1u32 << (bits - 1))) as i32).unwrap();
                    }
                }
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn read(bytes: Vec<u8>) -> Result<Vec<f32>> {
        read_wav(bytes, &|what| Error::operator(format!("it {what}")))
    }

    #[test]
    fn any_wav_becomes_mono_at_our_rate() {
        let mut wrong = Vec::new();
        for (rate, channels, bits) in [
            (8_000, 1, 8),
            (16_000, 1, 16),
            (22_050, 1, 16),
            (24_000, 2, 16),
            (44_100, 2, 24),
            (48_000, 1, 32),
            (96_000, 6, 24),
        ] {
            let whole = wav(rate, channels, bits, 1.0);
            // the lengths of a program that writes into a pipe: ffmpeg's, espeak-ng's, none
            let at = whole.windows(4).position(|w| w == b"data").unwrap() + 4;
            for length in [None, Some(u32::MAX), Some(0x7fff_f000), Some(0)] {
                let mut bytes = whole.clone();
                if let Some(length) = length {
                    bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
                }
                let samples = read(bytes).unwrap();
                let level = (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32).sqrt();
                if samples.len() != 24_000 || (level - 0.3535).abs() > 0.006 {
                    wrong.push(format!("{rate}/{channels}/{bits} {length:?}: {} samples, {level}", samples.len()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn bad_output_is_refused() {
        let whole = wav(24_000, 1, 16, 0.5);
        let mut slow = whole.clone();
        slow[24..28].copy_from_slice(&100u32.to_le_bytes());
        slow[28..32].copy_from_slice(&200u32.to_le_bytes());
        let mut endless = wav(48_000, 1, 32, 0.5);
        let last = endless.len() - 4;
        endless[last..].copy_from_slice(&f32::INFINITY.to_le_bytes());
        let mut wide = whole.clone();
        wide[34..36].copy_from_slice(&255u16.to_le_bytes());
        let rows = [
            (endless, "it wrote a WAV file with samples that are no numbers"),
            (wide, "it wrote a WAV file"),
            (Vec::new(), "it wrote an empty WAV file"),
            (wav(24_000, 1, 16, 0.0), "it wrote an empty WAV file"),
            (
                b"Error: no such\nvoice\n".to_vec(),
                "it wrote what is no WAV file: it begins with “Error: no such.voice.”",
            ),
            (vec![0xff; 100], "it wrote what is no WAV file"),
            (whole[..20].to_vec(), "it wrote a WAV file that cannot be read"),
            (whole[..whole.len() / 2].to_vec(), "it wrote a WAV file that cannot be read"),
            (b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff".to_vec(), "it wrote a WAV file that cannot be read"),
            (slow, "it wrote a WAV file of 100 samples a second"),
        ];
        let got = |bytes: &Vec<u8>| read(bytes.clone()).map_or_else(|e| e.to_string(), |s| format!("{}", s.len()));
        let wrong: Vec<_> = rows.iter().filter(|(b, m)| !got(b).starts_with(m)).map(|(b, m)| (m, got(b))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
