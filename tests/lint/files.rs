//! Broken sound, chapters and transcripts.

use std::fs;

use id3::frame::{Content, TableOfContents};
use id3::{Frame, Tag, TagLike, Version};
use serde_json::json;

use super::stage::{attribute, expect, tag_length};

#[test]
fn broken_sound_is_told() {
    expect(
        &[],
        &[
            (
                "no sound at all",
                |s| s.file("episode.mp3", |_| b"<html>404</html>".to_vec()),
                &[("audio-content", "no sound that podcast apps play"), ("disclosure-mp3", "do not say")],
            ),
            (
                "cut off",
                |s| s.file("episode.mp3", |bytes| bytes[..bytes.len() - 5000].to_vec()),
                &[("mp3-whole", "bytes of sound, but")],
            ),
            (
                "damaged inside, and as long as it was",
                |s| {
                    let path = s.path("output/003-terza/episode.mp3");
                    let mut bytes = fs::read(&path).unwrap();
                    let at = bytes.len() * 3 / 4;
                    bytes[at..at + 200].fill(0);
                    fs::write(path, bytes).unwrap();
                },
                &[("episode-files", "the file is damaged: it is as long as its manifest says")],
            ),
            (
                "a manifest with one figure that was never written",
                |s| s.edit("output/003-terza/episode.json", |t| t.replacen("\"number\": 3", "\"number\": 4", 1)),
                &[("episode-manifest", "this manifest is damaged")],
            ),
            (
                "no Info frame",
                |s| {
                    s.file("episode.mp3", |mut bytes| {
                        let at = bytes.windows(4).position(|w| w == b"Info").unwrap();
                        bytes[at..at + 4].fill(0);
                        bytes
                    })
                },
                &[("mp3-length", "does not tell its length")],
            ),
            (
                "no tag",
                |s| s.file("episode.mp3", |bytes| bytes[tag_length(&bytes)..].to_vec()),
                &[("id3-version", "has no ID3 tag"), ("disclosure-mp3", "do not say")],
            ),
            ("version 2.4", |s| s.tag(Version::Id3v24, |_| {}), &[("id3-version", "version 2.4")]),
            (
                "another length than the manifest's",
                |s| {
                    s.manifest(|m| m["duration"] = json!(m["duration"].as_f64().unwrap() + 0.5));
                },
                &[("sound-length", "but the manifest says")],
            ),
            (
                "too quiet",
                |s| s.manifest(|m| m["loudness"] = json!(-23.0)),
                &[("loudness", "-23.0 LUFS by its manifest")],
            ),
            (
                "too high",
                |s| s.manifest(|m| m["true_peak"] = json!(-0.2)),
                &[("true-peak", "-0.2 dBFS by its manifest")],
            ),
            (
                "a manifest that is none",
                |s| fs::write(s.path("output/003-terza/episode.json"), "{").unwrap(),
                &[("episode-manifest", "not a manifest")],
            ),
            (
                "a longer transcript than the manifest's",
                |s| s.edit("output/003-terza/transcript.vtt", |t| format!("{t}\nNOTE fine\n")),
                &[("episode-files", "but its manifest says")],
            ),
        ],
    );
}

#[test]
fn with_deep_the_samples_are_heard_and_hashed() {
    expect(
        &["--deep"],
        &[
            (
                "half as loud as the manifest says",
                |s| {
                    let path = s.path("output/003-terza/episode.wav");
                    let mut reader = hound::WavReader::open(&path).unwrap();
                    let spec = reader.spec();
                    let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
                    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
                    samples.iter().for_each(|x| wav.write_sample(x / 2).unwrap());
                    wav.finalize().unwrap();
                    let bytes = fs::read(&path).unwrap();
                    s.file("episode.wav", |_| bytes);
                },
                &[("loudness", "-22.0 LUFS by its samples"), ("disclosure-wav", "do not say")],
            ),
            (
                "another WAV",
                |s| {
                    let spec = hound::WavSpec {
                        channels: 1,
                        sample_rate: 24_000,
                        bits_per_sample: 16,
                        sample_format: hound::SampleFormat::Int,
                    };
                    let path = s.path("output/003-terza/episode.wav");
                    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
                    (0..24_000).for_each(|_| wav.write_sample(0i16).unwrap());
                    wav.finalize().unwrap();
                },
                &[
                    ("sound-length", "the WAV has 24000 samples"),
                    ("episode-files", "the file has 48044 bytes"),
                    ("loudness", "LUFS by its samples"),
                    ("disclosure-wav", "do not say"),
                ],
            ),
            (
                "another file of the same length",
                |s| s.edit("output/003-terza/script.txt", |t| t.replacen('a', "b", 1)),
                &[("episode-files", "the file is damaged")],
            ),
        ],
    );
}

#[test]
fn broken_chapters_and_transcripts_are_told() {
    fn chapters(tag: &mut Tag, change: impl FnOnce(&mut Vec<id3::frame::Chapter>)) {
        let mut all: Vec<_> = tag.chapters().cloned().collect();
        change(&mut all);
        tag.remove("CHAP");
        all.into_iter().for_each(|c| {
            tag.add_frame(c);
        });
    }
    expect(
        &[],
        &[
            (
                "a wrong type",
                |s| s.item(|x| attribute(x, "podcast:chapters", "type", Some("text/plain"))),
                &[("chapters-tag", "type `text/plain`")],
            ),
            (
                "chapters that are gone",
                |s| fs::remove_file(s.path("output/003-terza/chapters.json")).unwrap(),
                &[("chapters-tag", "there is no file"), ("episode-files", "chapters.json, which is not there")],
            ),
            (
                "a picture by its file's name",
                |s| s.text("chapters.json", |t| t.replacen("\"startTime\"", "\"img\": \"foto.png\", \"startTime\"", 1)),
                &[("chapters-address", "`foto.png` of the chapter “Introduzione” is not a whole address")],
            ),
            ("not JSON", |s| s.text("chapters.json", |_| "{".into()), &[("chapters-json", "not JSON")]),
            (
                "no version",
                |s| s.text("chapters.json", |t| t.replace("version", "v")),
                &[("chapters-json", "no `version`")],
            ),
            (
                "chapters that go back",
                |s| s.text("chapters.json", |t| t.replacen("\"startTime\": 0.0", "\"startTime\": 9999.0", 1)),
                &[("chapters-order", "behind the end"), ("chapters-agree", "chapter 1 in the file")],
            ),
            (
                "a chapter without a time",
                |s| s.text("chapters.json", |t| t.replacen("startTime", "start", 1)),
                &[("chapters-order", "says no time")],
            ),
            (
                "more than a hundred",
                |s| {
                    s.text("chapters.json", |_| {
                        let all: Vec<_> =
                            (0..101).map(|n| json!({ "startTime": f64::from(n) / 100.0, "title": "x" })).collect();
                        json!({ "version": "1.2.0", "chapters": all }).to_string()
                    })
                },
                &[("chapters-count", "101 chapters in the file"), ("chapters-agree", "101 chapters stand")],
            ),
            (
                "a chapter without a title, in the feed",
                |s| s.item(|x| attribute(x, "psc:chapter", "title", Some(" "))),
                &[
                    ("chapters-title", "chapter 1 in psc:chapters has no title"),
                    ("chapters-agree", "chapter 1 in psc:chapters"),
                ],
            ),
            (
                "a late chapter, in the feed",
                |s| s.item(|x| attribute(x, "psc:chapter", "start", Some("09:00:00.000"))),
                &[("chapters-order", "chapter 1 in psc:chapters"), ("chapters-agree", "chapter 1 in psc:chapters")],
            ),
            (
                "no CHAP frame",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        t.remove("CHAP");
                        t.remove("CTOC");
                    })
                },
                &[("chapters-id3", "no CHAP frame")],
            ),
            (
                "no CTOC frame",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        t.remove("CTOC");
                    })
                },
                &[("chapters-id3", "no top-level CTOC frame")],
            ),
            (
                "a CTOC frame that forgets one",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        let mut contents: TableOfContents = t.tables_of_contents().next().unwrap().clone();
                        contents.elements.pop();
                        t.remove("CTOC");
                        t.add_frame(Frame::with_content("CTOC", Content::TableOfContents(contents)));
                    })
                },
                &[("chapters-id3", "does not list the CHAP frames")],
            ),
            (
                "a long title in the tag",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        chapters(t, |all| {
                            all[0].frames = vec![Frame::text("TIT2", "è".repeat(64))];
                        })
                    })
                },
                &[("chapters-title", "a title of 128 bytes"), ("chapters-agree", "chapter 1 in the tag")],
            ),
            (
                "a wrong type of transcript",
                |s| s.item(|x| attribute(x, "podcast:transcript", "type", Some("text/webvtt"))),
                &[("transcript-tag", "type `text/webvtt`")],
            ),
            (
                "a transcript without an address",
                |s| s.item(|x| attribute(x, "podcast:transcript", "url", None)),
                &[("transcript-tag", "has no url")],
            ),
            (
                "a transcript that is gone",
                |s| fs::remove_file(s.path("output/003-terza/transcript.vtt")).unwrap(),
                &[("transcript-tag", "there is no file"), ("episode-files", "transcript.vtt, which is not there")],
            ),
            (
                "not WebVTT",
                |s| s.text("transcript.vtt", |t| t.replacen("WEBVTT", "Trascrizione", 1)),
                &[("transcript-format", "does not begin with the line `WEBVTT`")],
            ),
            ("no cue", |s| s.text("transcript.vtt", |_| "WEBVTT\n".into()), &[("transcript-format", "has no cue")]),
            (
                "times of another format",
                |s| s.text("transcript.vtt", |t| t.replacen(" --> 00:00:", " --> 00:", 1).replacen('.', ",", 1)),
                &[("transcript-format", "not a pair of times")],
            ),
            (
                "a cue behind the end",
                |s| s.text("transcript.vtt", |t| format!("{t}\n01:00:00.000 --> 01:00:01.000\nCiao\n")),
                &[("transcript-times", "the transcript ends at 3601.0 s")],
            ),
            (
                "no cue for the end of the sound",
                |s| {
                    s.text("transcript.vtt", |t| {
                        let first: Vec<&str> = t.split("\n\n").take(2).collect();
                        first.join("\n\n") + "\n"
                    })
                },
                &[("transcript-times", "the transcript ends at")],
            ),
            (
                "no cue for the end of the words",
                |s| s.text("words.vtt", |_| "WEBVTT\n".into()),
                &[("transcript-format", "has no cue")],
            ),
            (
                "words that are gone",
                |s| fs::remove_file(s.path("output/003-terza/words.vtt")).unwrap(),
                &[("episode-files", "words.vtt, which is not there")],
            ),
            (
                "a cue that comes too late",
                |s| s.text("transcript.vtt", |t| format!("{t}\n00:00:00.000 --> 00:00:00.100\nCiao\n")),
                &[("transcript-times", "begins before the one above it")],
            ),
            (
                "a long line",
                |s| s.text("transcript.vtt", |t| t.replacen("Il Faro", &"parola ".repeat(12), 1)),
                &[("transcript-width", "characters")],
            ),
        ],
    );
}
