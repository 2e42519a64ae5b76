use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use altavoce_base::disclosure::{Disclosure, TRAINED_ALGORITHMIC_MEDIA};
use altavoce_base::error::Kind;
use altavoce_fourier::{resample, resampled_len};
use altavoce_sound::Loudness;
use altavoce_sound::{
    EpisodeFiles, LONGEST_TITLE, MOST_CHAPTERS, Marker, Mp3File, Tags, Track, WavFile, normalize, write_episode,
};
use id3::{Tag, Version};
use serde_json::json;

use crate::outsiders::{chapters, decoded, heard_in, probed, python};
use crate::signals::{RATE, speech};

/// Titles that try the encodings: accents, an emoji, signs, the longest of all.
fn titles() -> Vec<String> {
    let longest = "È ".repeat(LONGEST_TITLE / 3) + "!";
    assert_eq!(longest.len(), LONGEST_TITLE);
    let short = ["Introduzione", "Superpost – “perché no?”", "Città & robot 🤖", "<b>1/2</b>; #22"];
    short.map(String::from).into_iter().chain([longest]).collect()
}

/// Chapters that end at odd samples.
pub fn markers(samples: u64) -> Vec<Marker> {
    let titles = titles();
    let count = titles.len() as u64;
    let edge = |n: u64| if n == count { samples } else { samples * n / count + n % 7 };
    let marker = |(n, title): (usize, String)| Marker { title, start: edge(n as u64), end: edge(n as u64 + 1) };
    titles.into_iter().enumerate().map(marker).collect()
}

/// A picture of one dark pixel.
pub fn png() -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU";
    [&head[..], b"\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q", b"\0\0\0\0IEND\xaeB`\x82"].concat()
}

/// A sentence about the voice that tries what XML escapes.
pub const SENTENCE: &str = "La voce di <Radar> è artificiale & non è di nessuno.";

pub fn tags(samples: u64) -> Tags {
    Tags {
        title: "Perché i robot non sognano 🤖".into(),
        subtitle: Some("Una prova".into()),
        show: "Radar".into(),
        author: Some("Niccolò Rossi".into()),
        number: Some(22),
        season: Some(3),
        date: Some(jiff::civil::date(2025, 3, 9)),
        description: Some("Un numero di prova: così, per sentire.".into()),
        disclosure: Some(Disclosure::synthetic(SENTENCE)),
        cover: Some(png()),
        chapters: markers(samples),
    }
}

/// An episode and what it was made of.
pub struct Made {
    folder: tempfile::TempDir,
    chapters: Vec<PathBuf>,
    pub samples: u64,
    /// What the files should hold.
    pub sound: Vec<f32>,
}

impl Made {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// An episode of speech with every file.
pub fn make(seconds: f64) -> Made {
    let raw = speech(seconds);
    let levelled = normalize(&raw, &Loudness::default()).unwrap();
    let samples = levelled.samples();
    let folder = tempfile::tempdir().unwrap();
    let chapters: Vec<_> = (0..titles().len()).map(|n| folder.path().join(format!("{n}.wav"))).collect();
    let (wav, mp3) = (folder.path().join("episode.wav"), folder.path().join("episode.mp3"));
    let opus = folder.path().join("episode.opus");
    let files = EpisodeFiles { wav: &wav, chapters: &chapters, mp3: &mp3, opus: Some(&opus) };
    assert_eq!(write_episode(&levelled, &files, &tags(samples)).unwrap(), samples);
    let mut sound = Vec::new();
    levelled
        .play(&mut |block| {
            sound.extend_from_slice(block);
            Ok(())
        })
        .unwrap();
    Made { folder, chapters, samples, sound }
}

pub fn check_chapters(found: &[(String, f64, f64)], samples: u64, within: f64) {
    let wanted = markers(samples);
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for ((title, start, end), marker) in found.iter().zip(&wanted) {
        let seconds = |n: u64| n as f64 / RATE as f64;
        assert_eq!(*title, marker.title);
        assert!((start - seconds(marker.start)).abs() <= within, "{title} starts at {start}, not {marker:?}");
        assert!((end - seconds(marker.end)).abs() <= within, "{title} ends at {end}, not {marker:?}");
    }
}

#[test]
fn an_episode_is_the_same_in_every_file() {
    let made = make(61.7);
    let (wav, mp3) = (made.path("episode.wav"), made.path("episode.mp3"));

    let on_wav = probed(&wav);
    let stream = &on_wav["streams"][0];
    assert_eq!([&stream["codec_name"], &stream["sample_rate"]], ["pcm_s16le", "24000"]);
    assert_eq!([&stream["channels"], &stream["duration_ts"]], [&json!(1), &json!(made.samples)]);
    check_chapters(&chapters(&on_wav), made.samples, 1e-5);

    let on_mp3 = probed(&mp3);
    let stream = &on_mp3["streams"][0];
    assert_eq!([&stream["codec_name"], &stream["sample_rate"], &stream["bit_rate"]], ["mp3", "44100", "96000"]);
    assert_eq!(stream["channels"], 1);
    check_chapters(&chapters(&on_mp3), made.samples, 0.000_6);

    // Lengths: to the sample.
    let from_wav = decoded(&wav);
    let from_mp3 = decoded(&mp3);
    assert_eq!(from_wav.len() as u64, made.samples);
    assert_eq!(from_mp3.len() as u64, resampled_len(made.samples, 24_000, 44_100));

    // The WAV is the sound, rounded; its chapters laid end to end are the WAV.
    let worst = from_wav.iter().zip(&made.sound).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= 0.5 / 32768.0, "{worst}");
    let laid: Vec<f32> = made.chapters.iter().flat_map(|path| decoded(path)).collect();
    assert!(laid == from_wav);
    for (path, marker) in made.chapters.iter().zip(markers(made.samples)) {
        assert_eq!(hound::WavReader::open(path).unwrap().duration() as u64, marker.end - marker.start);
    }

    // The MP3 is the same sound, not a sample early or late.
    assert_eq!(delay_of(&from_mp3, &resample(&made.sound, 24_000, 44_100).unwrap()), 0);

    let (wav, mp3) = (heard_in(&wav), heard_in(&mp3));
    assert!((wav.loudness + 16.0).abs() <= 0.1 && wav.true_peak <= -1.5, "{wav:?}");
    assert!((mp3.loudness + 16.0).abs() <= 0.2 && mp3.true_peak <= -1.0, "{mp3:?}");
}

/// The shift in samples at which `a` is most like `b`, looked for within 50 in the middle.
pub fn delay_of(a: &[f32], b: &[f32]) -> i64 {
    let middle = a.len() / 2..a.len() / 2 + 44_100;
    let alike = |shift: &i64| -> f64 {
        middle.clone().map(|n| f64::from(a[(n as i64 + shift) as usize]) * f64::from(b[n])).sum()
    };
    (-50..=50).max_by(|x, y| alike(x).total_cmp(&alike(y))).unwrap()
}

#[test]
fn loud_speech_keeps_its_room_through_the_encoder() {
    // Four decibels beyond what the limiter lets pass.
    let raw = speech(20.0);
    let levelled = normalize(&raw, &Loudness { target: -9.5, true_peak: -1.5 }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp3");
    let mut mp3 = Mp3File::create(&path, &Tags::default()).unwrap();
    levelled.play(&mut |block| mp3.write(block)).unwrap();
    mp3.finish().unwrap();
    let heard = heard_in(&path);
    assert!(heard.true_peak <= -1.0, "{heard:?}");
    assert!((heard.loudness + 9.5).abs() <= 0.3, "{heard:?}");
}

const FRAMES: &str = r#"
import json, sys
from mutagen.mp3 import MP3
from mutagen.id3 import ID3
tag = ID3(sys.argv[1], translate=False)
info = MP3(sys.argv[1]).info
def fields(frame):
    name = frame.FrameID
    if name == "CHAP":
        offsets = [frame.start_offset, frame.end_offset]
        return [name, frame.element_id, frame.start_time, frame.end_time, offsets, [fields(f) for f in frame.sub_frames.values()]]
    if name == "CTOC":
        return [name, frame.element_id, int(frame.flags), frame.child_element_ids]
    if name == "APIC":
        return [name, frame.mime, int(frame.type), len(frame.data)]
    if name == "COMM":
        return [name, int(frame.encoding), frame.lang, frame.desc, frame.text]
    if name == "TXXX":
        return [name, int(frame.encoding), frame.desc, frame.text]
    if name == "PRIV":
        return [name, frame.owner]
    return [name, int(frame.encoding), frame.text]
print(json.dumps({
    "version": tag.version, "frames": [fields(f) for f in tag.values()],
    "length": info.length, "bitrate": info.bitrate, "mode": str(info.bitrate_mode), "encoder": info.encoder_info,
}))
"#;

#[test]
fn mutagen_reads_every_frame() {
    let made = make(12.3);
    let found = python(FRAMES, &made.path("episode.mp3"));
    assert_eq!(found["version"], json!([2, 3, 0]));
    let tags = tags(made.samples);
    let frames = found["frames"].as_array().unwrap();
    let mut plain: Vec<_> = frames.iter().filter(|f| f[0] != "CHAP").cloned().collect();
    let key = |f: &serde_json::Value| (f[0].to_string(), f[2].to_string());
    let by_name = |a: &serde_json::Value, b: &serde_json::Value| key(a).cmp(&key(b));
    plain.sort_by(by_name);
    let ids: Vec<_> = (0..tags.chapters.len()).map(|n| format!("ch{n}")).collect();
    let mut wanted = vec![
        json!(["APIC", "image/png", 3, png().len()]),
        json!(["COMM", 1, "ita", "", [format!("Un numero di prova: così, per sentire.\n\n{SENTENCE}")]]),
        json!(["CTOC", "toc", 3, ids]),
        json!(["PRIV", "XMP"]),
        json!(["TALB", 1, ["Radar"]]),
        json!(["TCON", 1, ["Podcast"]]),
        json!(["TDAT", 1, ["0903"]]),
        json!(["TIT2", 1, ["Perché i robot non sognano 🤖"]]),
        json!(["TIT3", 1, ["Una prova"]]),
        json!(["TLAN", 1, ["ita"]]),
        json!(["TPE1", 1, ["Niccolò Rossi"]]),
        json!(["TPOS", 1, ["3"]]),
        json!(["TRCK", 1, ["22"]]),
        json!(["TXXX", 1, "DIGITALSOURCETYPE", [TRAINED_ALGORITHMIC_MEDIA]]),
        json!(["TXXX", 1, "DISCLOSURE", [SENTENCE]]),
        json!(["TYER", 1, ["2025"]]),
    ];
    wanted.sort_by(by_name);
    assert_eq!(plain, wanted);

    let chapters: Vec<_> = frames.iter().filter(|f| f[0] == "CHAP").collect();
    assert_eq!(chapters.len(), tags.chapters.len());
    let mut end = json!(0);
    for ((n, frame), marker) in chapters.iter().enumerate().zip(&tags.chapters) {
        let ms = |samples: u64| (samples as f64 / 24.0).round() as u64;
        let none = u32::MAX;
        let title = json!([["TIT2", 1, [marker.title]]]);
        assert_eq!(**frame, json!(["CHAP", format!("ch{n}"), ms(marker.start), ms(marker.end), [none, none], title]));
        assert_eq!(frame[2], end, "a gap before {}", marker.title);
        end = frame[3].clone();
    }

    let seconds = made.samples as f64 / RATE as f64;
    assert!((found["length"].as_f64().unwrap() - seconds).abs() < 0.001, "{found}");
    assert_eq!([&found["bitrate"], &found["mode"]], [&json!(96_000), &json!("BitrateMode.CBR")]);
    assert!(found["encoder"].as_str().unwrap().starts_with("LAME"), "{found}");
}

#[test]
fn what_is_not_known_has_no_frame() {
    let bytes = Tags { title: "Radar".into(), ..Tags::default() }.to_bytes().unwrap();
    let tag = Tag::read_from2(Cursor::new(&bytes)).unwrap();
    assert_eq!(tag.version(), Version::Id3v23);
    let mut names: Vec<_> = tag.frames().map(|f| f.id()).collect();
    names.sort_unstable();
    assert_eq!(names, ["TCON", "TIT2", "TLAN"]);
}

#[test]
fn covers_are_known_by_their_first_bytes() {
    let with = |cover: &[u8]| Tags { title: "a".into(), cover: Some(cover.to_vec()), ..Tags::default() }.to_bytes();
    for (cover, mime) in [(&b"\xff\xd8\xff\xe0rest"[..], "image/jpeg"), (&png(), "image/png")] {
        let tag = Tag::read_from2(Cursor::new(with(cover).unwrap())).unwrap();
        let picture = tag.pictures().next().unwrap();
        assert_eq!((picture.mime_type.as_str(), picture.data.as_slice()), (mime, cover));
    }
    for cover in [&b""[..], b"GIF89a", b"<svg>", b"\x89PNG", b"\xff\xd8"] {
        assert_eq!(with(cover).unwrap_err().kind, Kind::Author, "{cover:?}");
    }
    let e = with(&[&png()[..], &[0; 17 << 20]].concat()).unwrap_err();
    assert_eq!(e.to_string(), "the cover is 17 MB large; make it smaller: 1400 pixels square are enough");
}

#[test]
fn sounds_of_any_length_have_it_in_the_mp3_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp3");
    for length in [1, 100, 626, 627, 1152, 24_000, 24_001, 50_000] {
        let sound = speech(3.0)[..length].to_vec();
        let mut mp3 = Mp3File::create(&path, &Tags::default()).unwrap();
        sound.chunks(777).for_each(|block| mp3.write(block).unwrap());
        assert_eq!(mp3.finish().unwrap(), length as u64);
        let wanted = resampled_len(length as u64, 24_000, 44_100);
        assert_eq!(decoded(&path).len() as u64, wanted, "{length} samples");
    }
}

#[test]
fn as_many_chapters_as_allowed_are_read_and_one_more_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (wav, mp3) = (folder.path().join("a.wav"), folder.path().join("a.mp3"));
    let many = |count: usize| -> Vec<Marker> {
        let marker = |n: u64| Marker { title: format!("Capitolo {n}"), start: n * 1000, end: (n + 1) * 1000 };
        (0..count as u64).map(marker).collect()
    };
    let sound = vec![0.1; MOST_CHAPTERS * 1000];
    let tags = Tags { title: "a".into(), chapters: many(MOST_CHAPTERS), ..Tags::default() };
    let (mut one, mut other) = (WavFile::create(&wav).unwrap(), Mp3File::create(&mp3, &tags).unwrap());
    one.write(&sound).unwrap();
    other.write(&sound).unwrap();
    one.finish(&tags.chapters, None).unwrap();
    other.finish().unwrap();
    assert_eq!(chapters(&probed(&wav)).len(), MOST_CHAPTERS);
    assert_eq!(chapters(&probed(&mp3)).len(), MOST_CHAPTERS);

    let e = Mp3File::create(&mp3, &Tags { chapters: many(MOST_CHAPTERS + 1), ..tags }).err().unwrap();
    assert_eq!(e.kind, Kind::Author);
}

#[test]
fn chapters_that_do_not_end_with_the_sound_are_a_bug() {
    let folder = tempfile::tempdir().unwrap();
    let (wav, mp3) = (folder.path().join("a.wav"), folder.path().join("a.mp3"));
    let sound = vec![0.1; 5000];
    for end in [4999, 5001] {
        let tags = Tags { chapters: vec![Marker { title: "Uno".into(), start: 0, end }], ..Tags::default() };
        let chapters = [folder.path().join("0.wav")];
        let files = EpisodeFiles { wav: &wav, chapters: &chapters, mp3: &mp3, opus: None };
        let e = write_episode(&sound, &files, &tags).unwrap_err();
        assert_eq!(e.kind, Kind::Bug);
        assert_eq!(e.to_string(), format!("the last chapter ends at sample {end}, but the sound at 5000"));
        let e = write_episode(&sound, &EpisodeFiles { chapters: &[], ..files }, &tags).unwrap_err();
        assert_eq!(e.to_string(), "0 files for 1 chapters");
    }
}

#[test]
fn a_missing_folder_is_named() {
    let path = Path::new("/no/such/folder/a.wav");
    for e in [WavFile::create(path).err().unwrap(), Mp3File::create(path, &Tags::default()).err().unwrap()] {
        let message = "/no/such/folder/a.wav: cannot write: no such file or folder; check the path";
        assert_eq!(e.to_string(), message);
    }
}

/// Linux has a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_not_hidden() {
    let full = Path::new("/dev/full");
    let sound = speech(10.0);
    let wav = || {
        let mut wav = WavFile::create(full)?;
        wav.write(&sound)?;
        wav.finish(&[], None)
    };
    let mp3 = |length: usize| {
        let mut mp3 = Mp3File::create(full, &Tags::default())?;
        sound[..length].chunks(4096).try_for_each(|block| mp3.write(block))?;
        mp3.finish()
    };
    for e in [wav().unwrap_err(), mp3(sound.len()).unwrap_err(), mp3(1000).unwrap_err()] {
        assert_eq!(e.kind, Kind::Operator);
        assert!(e.to_string().starts_with("/dev/full: cannot write: the disk is full; free some space"), "{e}");
    }
}

#[test]
fn an_mp3_without_sound_is_a_bug_and_a_wav_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp3");
    let mp3 = Mp3File::create(&path, &Tags::default()).unwrap();
    assert!(mp3.finish().unwrap_err().to_string().ends_with("an MP3 needs some sound"));
    let path = folder.path().join("a.wav");
    assert_eq!(WavFile::create(&path).unwrap().finish(&[], None).unwrap(), 0);
    assert_eq!(hound::WavReader::open(&path).unwrap().duration(), 0);
}

#[test]
fn the_same_sound_gives_the_same_bytes() {
    let (one, other) = (make(5.0), make(5.0));
    for name in ["episode.wav", "episode.mp3", "episode.opus", "0.wav", "4.wav"] {
        assert!(fs::read(one.path(name)).unwrap() == fs::read(other.path(name)).unwrap(), "{name}");
    }
}
