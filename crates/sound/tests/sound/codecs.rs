//! Opus and M4A, read by ffprobe, ffmpeg, mutagen, and by the bytes.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use altavoce_base::error::{Kind, Result};
use altavoce_fourier::{resample, resampled_len};
use altavoce_sound::{Ffmpeg, MOST_CHAPTERS, MP3_RATE, Marker, OpusFile, Tags, WavFile};
use serde_json::{Value, json};

use crate::files::{Made, SENTENCE, check_chapters, delay_of, make, markers, png, tags};
use crate::outsiders::{chapters, decoded, heard_in, probed, python};
use crate::signals::speech;

/// What every Opus decoder gives.
const OPUS_RATE: u32 = 48_000;

/// The M4A of an episode's WAV.
fn make_m4a(made: &Made, tags: &Tags) -> Result<Vec<u8>> {
    let path = made.path("episode.m4a");
    Ffmpeg::find()?.m4a(&made.path("episode.wav"), &path, tags, &AtomicBool::new(false))?;
    Ok(fs::read(path).unwrap())
}

#[test]
fn opus_is_the_episode_to_the_sample() {
    let made = make(20.3);
    let opus = made.path("episode.opus");
    let on_opus = probed(&opus);
    let stream = &on_opus["streams"][0];
    assert_eq!([&stream["codec_name"], &stream["sample_rate"]], ["opus", "48000"]);
    assert_eq!(stream["channels"], 1);
    // Only the starts are written; ffprobe lets the last chapter end with what decoders drop at the start behind it.
    let mut found = chapters(&on_opus);
    let end = &mut found.last_mut().unwrap().2;
    assert!((*end - made.samples as f64 / 24_000.0).abs() < 0.007, "{end}");
    *end = made.samples as f64 / 24_000.0;
    check_chapters(&found, made.samples, 0.000_6);

    let sound = decoded(&opus);
    assert_eq!(sound.len() as u64, resampled_len(made.samples, 24_000, OPUS_RATE));
    assert_eq!(delay_of(&sound, &resample(&made.sound, 24_000, OPUS_RATE).unwrap()), 0);

    let (opus, mp3) = (heard_in(&opus), heard_in(&made.path("episode.mp3")));
    assert!((opus.loudness - mp3.loudness).abs() <= 0.5 && opus.true_peak <= -1.0, "{opus:?}, MP3 {mp3:?}");
    let size = |name: &str| fs::metadata(made.path(name)).unwrap().len() as f64;
    let ratio = size("episode.opus") / size("episode.mp3");
    assert!((0.3..=0.6).contains(&ratio), "{ratio}");
}

#[test]
fn sounds_of_any_length_have_it_in_opus_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.opus");
    // Around a packet's 480 samples, and a page's 24 000, with and without what the encoder looks ahead.
    for length in [1, 100, 323, 324, 325, 479, 480, 481, 23_843, 23_844, 23_845, 24_000, 24_001, 50_000] {
        let sound = speech(3.0)[..length].to_vec();
        let mut opus = OpusFile::create(&path, &Tags::default()).unwrap();
        sound.chunks(777).for_each(|block| opus.write(block).unwrap());
        assert_eq!(opus.finish().unwrap(), length as u64);
        assert_eq!(decoded(&path).len(), 2 * length, "{length} samples");
    }
}

const COMMENTS: &str = r#"
import base64, json, sys
from mutagen.flac import Picture
from mutagen.oggopus import OggOpus
file = OggOpus(sys.argv[1])
tags = {key: file.tags[key] for key in file.tags.keys()}
picture = Picture(base64.b64decode(tags.pop("metadata_block_picture")[0]))
print(json.dumps({"tags": tags, "length": file.info.length, "picture": [picture.type, picture.mime, len(picture.data)]}))
"#;

#[test]
fn mutagen_reads_every_comment() {
    let made = make(12.3);
    let found = python(COMMENTS, &made.path("episode.opus"));
    let mut wanted = json!({
        "title": ["Perché i robot non sognano 🤖"],
        "subtitle": ["Una prova"],
        "album": ["Radar"],
        "artist": ["Niccolò Rossi"],
        "tracknumber": ["22"],
        "discnumber": ["3"],
        "date": ["2025-03-09"],
        "genre": ["Podcast"],
        "language": ["ita"],
        "description": [format!("Un numero di prova: così, per sentire.\n\n{SENTENCE}")],
        "disclosure": [SENTENCE],
        "digitalsourcetype": ["http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"],
    });
    for (n, marker) in markers(made.samples).iter().enumerate() {
        let seconds = marker.start as f64 / 24_000.0;
        wanted[format!("chapter{n:03}")] = json!([format!("00:00:{seconds:06.3}")]);
        wanted[format!("chapter{n:03}name")] = json!([marker.title]);
    }
    assert_eq!(found["tags"], wanted);
    assert_eq!(found["picture"], json!([3, "image/png", png().len()]));
    let seconds = made.samples as f64 / 24_000.0;
    assert!((found["length"].as_f64().unwrap() - seconds).abs() < 1e-4, "{found}");
}

/// A page of an Ogg file: flags, place, and bytes of its packets.
fn pages(bytes: &[u8]) -> Vec<(u8, u64, Vec<u8>)> {
    let (mut pages, mut at, mut serial) = (Vec::new(), 0, None);
    while at < bytes.len() {
        let head = &bytes[at..at + 27];
        assert_eq!(&head[..5], b"OggS\0");
        assert_eq!(*serial.get_or_insert(&head[14..18]), &head[14..18], "one stream");
        assert_eq!(u32::from_le_bytes(head[18..22].try_into().unwrap()), pages.len() as u32);
        let segments = usize::from(head[26]);
        let length: usize = bytes[at + 27..at + 27 + segments].iter().map(|n| usize::from(*n)).sum();
        let body = at + 27 + segments;
        pages.push((head[5], u64::from_le_bytes(head[6..14].try_into().unwrap()), bytes[body..body + length].to_vec()));
        at = body + length;
    }
    pages
}

#[test]
fn opus_pages_are_as_the_rfc_wants_them() {
    let made = make(12.3);
    let pages = pages(&fs::read(made.path("episode.opus")).unwrap());
    let (flags, place, head) = &pages[0];
    assert_eq!((*flags, *place), (2, 0), "the first page, for the head alone");
    let skip = u64::from(u16::from_le_bytes([head[10], head[11]]));
    assert_eq!(*head, [&b"OpusHead\x01\x01"[..], &head[10..12], &[0xC0, 0x5D, 0, 0], &[0, 0, 0]].concat());
    assert!(pages[1].2.starts_with(b"OpusTags") && pages[1].1 == 0);
    let mut before = 0;
    for (n, (flags, place, _)) in pages.iter().enumerate().skip(2) {
        let last = n + 1 == pages.len();
        assert_eq!(*flags, if last { 4 } else { 0 }, "page {n}");
        assert!(*place > before && place - before <= u64::from(OPUS_RATE), "page {n}: {before} to {place}");
        before = *place;
    }
    assert_eq!(before, skip + 2 * made.samples, "the last page says where the sound ends");
}

#[test]
fn a_cover_of_many_pages_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.opus");
    let mut wrong = Vec::new();
    // A page holds 255 segments of 255 bytes: let the comments end before, at and behind the ends of some.
    for size in [48_600, 48_640, 48_650, 97_300, 300_000] {
        let cover = [&png()[..], &vec![7; size]].concat();
        let mut opus = OpusFile::create(&path, &Tags { cover: Some(cover.clone()), ..Tags::default() }).unwrap();
        opus.write(&speech(1.0)).unwrap();
        opus.finish().unwrap();
        if python(COMMENTS, &path)["picture"][2] != cover.len() || decoded(&path).len() != OPUS_RATE as usize {
            wrong.push(size);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The content of the first box at `path` in an MP4 file; `meta` has four bytes ahead of its boxes.
fn find<'a>(bytes: &'a [u8], path: &[&str]) -> Option<&'a [u8]> {
    let Some((name, inner)) = path.split_first() else { return Some(bytes) };
    boxes(bytes).into_iter().filter(|(n, _)| n == name).find_map(|(_, content)| find(content, inner))
}

/// The names and contents of the boxes in `bytes`.
fn boxes(bytes: &[u8]) -> Vec<(String, &[u8])> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at + 8 <= bytes.len() {
        let size = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        found.push((String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned(), &bytes[at + 8..at + size]));
        at += size;
    }
    found
}

#[test]
fn m4a_is_the_episode_with_both_kinds_of_chapters() {
    let made = make(20.3);
    let bytes = make_m4a(&made, &tags(made.samples)).unwrap();
    let path = made.path("episode.m4a");
    let on_m4a = probed(&path);
    let stream = &on_m4a["streams"][0];
    assert_eq!([&stream["codec_name"], &stream["profile"], &stream["sample_rate"]], ["aac", "LC", "44100"]);
    assert_eq!([&stream["channels"], &stream["tags"]["language"]], [&json!(1), &json!("ita")]);
    check_chapters(&chapters(&on_m4a), made.samples, 0.001);

    // The index is ahead of the sound.
    let order: Vec<_> = boxes(&bytes).into_iter().map(|b| b.0).filter(|n| n == "moov" || n == "mdat").collect();
    assert_eq!(order, ["moov", "mdat"]);

    // Nero's: version 1 with four bytes unused, a count, and times in units of 100 ns.
    let chpl = find(&bytes, &["moov", "udta", "chpl"]).unwrap();
    let wanted = markers(made.samples);
    assert_eq!(chpl[..9], [1, 0, 0, 0, 0, 0, 0, 0, wanted.len() as u8]);
    let mut at = 9;
    for marker in &wanted {
        let time = u64::from_be_bytes(chpl[at..at + 8].try_into().unwrap());
        let length = usize::from(chpl[at + 8]);
        assert_eq!(time, (marker.start as f64 / 24.0).round() as u64 * 10_000, "{marker:?}");
        assert_eq!(String::from_utf8_lossy(&chpl[at + 9..at + 9 + length]), marker.title);
        at += 9 + length;
    }
    assert_eq!(at, chpl.len());

    // Apple's: a track of text that the sound refers to, a sample a chapter.
    let moov = find(&bytes, &["moov"]).unwrap();
    let tracks: Vec<_> = boxes(moov).into_iter().filter(|b| b.0 == "trak").map(|b| b.1).collect();
    let number = |track: &[u8]| find(track, &["tkhd"]).unwrap()[12..16].to_vec();
    let chapter_track = find(tracks[0], &["tref", "chap"]).unwrap();
    let text = tracks.iter().find(|t| number(t) == chapter_track).expect("the track that the sound refers to");
    assert_eq!(find(text, &["mdia", "hdlr"]).unwrap()[8..12], *b"text");
    let samples = find(text, &["mdia", "minf", "stbl", "stsz"]).unwrap();
    assert_eq!(samples[8..12], (wanted.len() as u32).to_be_bytes());

    // The sound begins where the WAV's does, and the last frame of 1024 is filled up with silence.
    let (sound, exact) = (decoded(&path), resampled_len(made.samples, 24_000, MP3_RATE) as usize);
    assert!((exact..exact + 1024).contains(&sound.len()), "{} for {exact}", sound.len());
    assert_eq!(delay_of(&sound, &resample(&made.sound, 24_000, MP3_RATE).unwrap()), 0);
    let (m4a, mp3) = (heard_in(&path), heard_in(&made.path("episode.mp3")));
    assert!((m4a.loudness - mp3.loudness).abs() <= 0.5 && m4a.true_peak <= -1.0, "{m4a:?}, MP3 {mp3:?}");

    assert!(make_m4a(&made, &tags(made.samples)).unwrap() == bytes, "the same bytes again");
}

const ATOMS: &str = r#"
import json, sys
from mutagen.mp4 import MP4
file = MP4(sys.argv[1])
tags = {key: [len(v) for v in value] if key == "covr" else value for key, value in file.tags.items()}
chapters = [[round(c.start, 3), c.title] for c in file.chapters or []]
print(json.dumps({"tags": tags, "chapters": chapters}))
"#;

#[test]
fn mutagen_reads_every_atom() {
    let made = make(12.3);
    let long = "Una riga = due; #tre \\ quattro.\n".repeat(120);
    let tags = Tags { description: Some(long.clone()), ..tags(made.samples) };
    make_m4a(&made, &tags).unwrap();
    let found = python(ATOMS, &made.path("episode.m4a"));
    let wanted = json!({
        "©nam": ["Perché i robot non sognano 🤖"],
        "©alb": ["Radar"],
        "©ART": ["Niccolò Rossi"],
        "trkn": [[22, 0]],
        "disk": [[3, 0]],
        "©day": ["2025-03-09"],
        "©gen": ["Podcast"],
        "desc": [format!("{}\n\n{SENTENCE}", long.trim())],
        "©cmt": [SENTENCE],
        "covr": [png().len()],
    });
    assert_eq!(found["tags"], wanted);
    let second = |m: &Marker| json!([(m.start as f64 / 24.0).round() / 1000.0, m.title]);
    assert_eq!(found["chapters"], Value::from_iter(markers(made.samples).iter().map(second)));
}

#[test]
fn as_many_chapters_as_allowed_are_read_from_both() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let marker = |n: u64| Marker { title: format!("Capitolo {n}"), start: n * 1000, end: (n + 1) * 1000 };
    let chapters_of = |count: usize| (0..count as u64).map(marker).collect::<Vec<_>>();
    let tags = |count: usize| Tags { title: "a".into(), chapters: chapters_of(count), ..Tags::default() };
    let sound = vec![0.1; MOST_CHAPTERS * 1000];
    let (mut wav, mut opus) =
        (WavFile::create(&at("a.wav")).unwrap(), OpusFile::create(&at("a.opus"), &tags(MOST_CHAPTERS)).unwrap());
    wav.write(&sound).unwrap();
    opus.write(&sound).unwrap();
    wav.finish(&[], None).unwrap();
    opus.finish().unwrap();
    let m4a = |count| Ffmpeg::find().unwrap().m4a(&at("a.wav"), &at("a.m4a"), &tags(count), &AtomicBool::new(false));
    m4a(MOST_CHAPTERS).unwrap();
    for name in ["a.opus", "a.m4a"] {
        assert_eq!(chapters(&probed(&at(name))).len(), MOST_CHAPTERS, "{name}");
    }
    let (e, other) = (m4a(MOST_CHAPTERS + 1).unwrap_err(), OpusFile::create(&at("a.opus"), &tags(MOST_CHAPTERS + 1)));
    assert_eq!((e.kind, other.err().unwrap().kind), (Kind::Author, Kind::Author));
    m4a(0).unwrap();
    assert!(chapters(&probed(&at("a.m4a"))).is_empty());
}

#[test]
fn an_m4a_that_fails_or_is_stopped_leaves_nothing() {
    let made = make(2.0);
    let left = || fs::read_dir(made.path("")).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>();
    let before = left();
    let damaged = Tags { cover: Some(b"\xff\xd8\xff\xe0rest".to_vec()), ..tags(made.samples) };
    let e = make_m4a(&made, &damaged).unwrap_err();
    assert_eq!(e.kind, Kind::Operator);
    let said = e.to_string();
    assert!(
        said.starts_with("ffmpeg cannot make the M4A: ") && said.contains("`m4a = false` under [formats]"),
        "{said}"
    );
    let (wav, m4a) = (made.path("episode.wav"), made.path("episode.m4a"));
    let e = Ffmpeg::find().unwrap().m4a(&wav, &m4a, &tags(made.samples), &AtomicBool::new(true)).unwrap_err();
    assert_eq!(e.kind, Kind::Interrupted);
    assert_eq!(left(), before);
}

#[test]
fn an_opus_file_says_what_is_wrong() {
    let create = |path: &Path| OpusFile::create(path, &Tags::default());
    let e = create(Path::new("/no/such/folder/a.opus")).err().unwrap();
    assert_eq!(e.to_string(), "/no/such/folder/a.opus: cannot write: no such file or folder; check the path");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.opus");
    assert!(create(&path).unwrap().finish().unwrap_err().to_string().ends_with("an Opus file needs some sound"));

    let late = Tags { chapters: vec![Marker { title: "Uno".into(), start: 0, end: 4999 }], ..Tags::default() };
    let mut opus = OpusFile::create(&path, &late).unwrap();
    opus.write(&[0.1; 5000]).unwrap();
    assert_eq!(opus.finish().unwrap_err().to_string(), "the last chapter ends at sample 4999, but the sound at 5000");
}

/// Linux has a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_of_opus_too() {
    let sound = speech(10.0);
    for length in [1000, sound.len()] {
        let opus = || {
            let mut opus = OpusFile::create(Path::new("/dev/full"), &Tags::default())?;
            sound[..length].chunks(4096).try_for_each(|block| opus.write(block))?;
            opus.finish()
        };
        let e = opus().unwrap_err();
        assert_eq!(e.kind, Kind::Operator);
        assert!(e.to_string().starts_with("/dev/full: cannot write: the disk is full; free some space"), "{e}");
    }
}
