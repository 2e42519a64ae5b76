//! Rules on the sound itself: a whole MP3 that tells its length, and as loud as other podcasts.

use altavoce_base::locale::text;
use altavoce_base::{mark, tr};

use super::context::{Context, LintEpisode, seconds};
use super::mp3::Content;
use super::{APPLE, Location, Log, OURS, PLAYERS, Rule, Severity};
use crate::manifest::Manifest;
use crate::names;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "audio-content",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("an audio file holds what its name says: frames of an MP3, an MPEG-4 or an Ogg container"),
        check: content,
    },
    Rule {
        id: "mp3-length",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!("an MP3 tells its length in a Xing or Info frame"),
        check: info_frame,
    },
    Rule {
        id: "mp3-whole",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!("an MP3 has all the bytes that its Info frame promises"),
        check: whole,
    },
    Rule {
        id: "id3-version",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!("an MP3 has an ID3v2.3 tag"),
        check: version,
    },
    Rule {
        id: "sound-length",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("MP3 and WAV are as long as the manifest says"),
        check: length,
    },
    Rule {
        id: "loudness",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("an episode has -16 LUFS, give or take one: by its manifest, with --deep by its samples"),
        check: loudness,
    },
    Rule {
        id: "true-peak",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("an episode's true peak is at most -1 dBFS: by its manifest, with --deep by its samples"),
        check: true_peak,
    },
];

/// What Apple asks for, in LUFS.
const LOUDNESS: std::ops::RangeInclusive<f64> = -17.0..=-15.0;
/// The highest true peak, in dBFS.
const PEAK: f64 = -1.0;
/// What two measurements of one sound may differ by: the meter is told to a hundredth.
const SLACK: f64 = 0.05;
/// What two lengths of one sound may differ by, in seconds: a frame of the MP3 and its rounding.
const FRAME: f64 = 0.06;
/// ... and where no Info frame tells what the encoder added at both ends: up to four frames of 1152 samples at 44.1 kHz.
const UNTOLD: f64 = 0.11;

const AGAIN: &str = mark!("make the episode again");

fn content(cx: &Context, log: &mut Log) {
    for (path, _) in cx.sounds.iter().filter(|(_, s)| s.content == Content::Unknown) {
        log.add(Location::file(path), tr!("this is no sound that podcast apps play"), text(AGAIN));
    }
    for (path, sound) in &cx.sounds {
        let ends = path.extension().and_then(|x| x.to_str()).unwrap_or_default().to_ascii_lowercase();
        let fits = match sound.content {
            Content::Mp3(_) => ends == "mp3",
            Content::Mp4 => matches!(ends.as_str(), "m4a" | "mp4" | "m4v" | "mov"),
            Content::Ogg => matches!(ends.as_str(), "ogg" | "opus" | "oga"),
            Content::Unknown => true,
        };
        if !fits {
            log.add(
                Location::file(path),
                tr!("the file's name does not end like what is in it"),
                tr!("rename it or convert it"),
            );
        }
    }
}

fn info_frame(cx: &Context, log: &mut Log) {
    for (path, sound) in &cx.sounds {
        let Content::Mp3(mp3) = &sound.content else { continue };
        if mp3.has_info_frame {
            continue;
        }
        if mp3.is_vbr {
            let what = tr!("the MP3 varies in bit rate and does not tell its length, so players show a wrong one");
            log.add(Location::file(path), what, tr!("encode it with a Xing frame: altavoce episode does"));
        } else {
            let what = tr!("the MP3 does not tell its length, so players guess");
            log.add_as(
                Severity::Warning,
                Location::file(path),
                what,
                tr!("encode it with an Info frame: altavoce episode does"),
            );
        }
    }
}

fn whole(cx: &Context, log: &mut Log) {
    for (path, sound) in &cx.sounds {
        let Content::Mp3(mp3) = &sound.content else { continue };
        if let Some((promised, there)) = mp3.bytes.filter(|(promised, there)| there < promised) {
            let what = tr!("the MP3 promises {promised} bytes of sound, but {there} are there");
            log.add(Location::file(path), what, text(AGAIN));
        }
    }
}

fn version(cx: &Context, log: &mut Log) {
    for (path, sound) in cx.sounds.iter().filter(|(_, s)| matches!(s.content, Content::Mp3(_))) {
        let fix = tr!("write ID3v2.3 in UTF-16: altavoce episode does");
        match &sound.tag {
            None => log.add(Location::file(path), tr!("the MP3 has no ID3 tag: no title, no cover, no chapters"), fix),
            Some(tag) => {
                if let Some(fault) = &tag.fault {
                    log.add(Location::file(path), tr!("the ID3 tag cannot be read: {fault}"), fix);
                } else if tag.version != 3 {
                    let what = tr!(
                        "the ID3 tag is version 2.{version}, in which Apple misreads chapters",
                        version = tag.version
                    );
                    log.add(Location::file(path), what, fix);
                }
            }
        }
    }
}

/// Every episode that has a manifest.
fn made(cx: &Context) -> impl Iterator<Item = (&LintEpisode, &Manifest)> {
    cx.episodes.iter().filter_map(|ep| ep.manifest.as_ref().ok().map(|m| (ep, m)))
}

fn length(cx: &Context, log: &mut Log) {
    for (episode, manifest) in made(cx) {
        let mp3 = episode.folder.join(names::AUDIO);
        let sound = cx.sounds.get(&mp3);
        let has_info_frame = sound.is_some_and(|s| matches!(&s.content, Content::Mp3(mp3) if mp3.has_info_frame));
        let tolerance = if has_info_frame { FRAME } else { UNTOLD };
        if let Some(real) = sound.and_then(seconds).filter(|s| (s - manifest.duration).abs() > tolerance) {
            let what = tr!("the MP3 has {real:.2} s, but the manifest says {told:.2} s", told = manifest.duration);
            log.add(Location::file(&mp3), what, text(AGAIN));
        }
        let wav = episode.folder.join(names::WAV);
        // The WAVs are for other uses; whoever needs the space deletes them.
        let Ok(reader) = hound::WavReader::open(&wav) else { continue };
        let (samples, rate) = (u64::from(reader.duration()), reader.spec().sample_rate);
        if (samples, rate) != (manifest.samples, manifest.sample_rate) {
            let (told, at) = (manifest.samples, manifest.sample_rate);
            let what = tr!("the WAV has {samples} samples at {rate} Hz, but the manifest says {told} at {at} Hz");
            log.add(Location::file(&wav), what, text(AGAIN));
        }
        let seconds = manifest.samples as f64 / f64::from(manifest.sample_rate.max(1));
        if (seconds - manifest.duration).abs() > 0.001 {
            let what = tr!(
                "the manifest says {told:.3} s and {samples} samples",
                told = manifest.duration,
                samples = manifest.samples
            );
            log.add(Location::file(&episode.folder.join(names::MANIFEST)), what, text(AGAIN));
        }
    }
}

/// The level of each episode: what was measured in its WAV when looking deep, else what its manifest says. Told by `judge`.
fn levels(cx: &Context, log: &mut Log, judge: impl Fn(&mut Log, Location, &str, f64, f64)) {
    for (episode, manifest) in made(cx) {
        let path = episode.folder.join(names::MANIFEST);
        judge(log, Location::file(&path), tr!("by its manifest"), manifest.loudness, manifest.true_peak);
        if let Some((wav, Ok(measured))) = cx.measured.get(&episode.folder) {
            judge(log, Location::file(wav), tr!("by its samples"), measured.loudness, measured.true_peak);
        }
    }
}

fn loudness(cx: &Context, log: &mut Log) {
    levels(cx, log, |log, location, by, loudness, _| {
        if !LOUDNESS.contains(&loudness) {
            let what = tr!("the episode has {loudness:.1} LUFS {by}, and apps expect -16, give or take one");
            log.add(location, what, tr!("set [loudness] target to -16 and make the episode again"));
        }
    });
    for (wav, measured) in cx.measured.values() {
        if let Err(error) = measured {
            super::show::report_error(log, error, Location::file(wav));
        }
    }
    for (episode, manifest) in made(cx) {
        let Some((wav, Ok(measured))) = cx.measured.get(&episode.folder) else { continue };
        if (measured.loudness - manifest.loudness).abs() > SLACK
            || (measured.true_peak - manifest.true_peak).abs() > SLACK
        {
            let what = tr!(
                "the sound has {loudness:.2} LUFS and a peak of {peak:.2} dBFS, but the manifest says {told_loudness:.2} and {told_peak:.2}",
                loudness = measured.loudness,
                peak = measured.true_peak,
                told_loudness = manifest.loudness,
                told_peak = manifest.true_peak
            );
            log.add(Location::file(wav), what, text(AGAIN));
        }
    }
}

fn true_peak(cx: &Context, log: &mut Log) {
    levels(cx, log, |log, location, by, _, peak| {
        if peak > PEAK {
            let what = tr!("the episode's true peak is {peak:.1} dBFS {by}, and an encoder goes beyond it");
            log.add(location, what, tr!("set [loudness] true_peak to -1.5 and make the episode again"));
        }
    });
}
