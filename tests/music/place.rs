//! Where music is heard: every format, and the markers around it.

use altavoce::music::Part;
use serde_json::Value;

use super::stage::*;
use crate::common::outsider_json;

#[test]
fn every_format_is_heard_where_the_manifest_says() {
    // name, how ffmpeg makes it, the least likeness, the most samples at 24 kHz by which the format itself is late
    let rows: [(&str, &[&str], f64, usize); 7] = [
        ("a.wav", &["-c:a", "pcm_s16le"], 0.9999, 0),
        ("b.wav", &["-c:a", "pcm_s24le"], 0.9999, 0),
        ("c.wav", &["-c:a", "pcm_f32le", "-ar", "48000"], 0.999, 0),
        ("d.flac", &[], 0.9999, 0),
        ("e.mp3", &["-b:a", "128k"], 0.99, 0),
        // An M4A does not tell its decoder about the 1024 samples (or twice that) with which AAC begins.
        ("f.m4a", &["-c:a", "aac", "-b:a", "128k"], 0.98, 1200),
        ("g.ogg", &["-c:a", "libvorbis", "-q:a", "5"], 0.98, 0),
    ];
    let workspace = Workspace::new();
    let mut wrong = Vec::new();
    for (name, codec, least, late) in rows {
        encoded(workspace.folder.path(), name, codec);
        workspace.music(&format!(
            "intro = \"{name}\"\nsting = \"{name}\"\noutro = \"{name}\"\nbed = \"{name}\"\nbed_under = 15\nfade_in = 0\nfade_out = 0"
        ));
        let episode = workspace.make("output");
        let original = heard_tune();
        let beds = episode.parts(Part::Bed);
        let signals = [Part::Intro, Part::Sting, Part::Outro].map(|part| episode.parts(part)).concat();
        if (signals.len(), beds.len()) != (4, 2) {
            wrong.push(format!("{name}: {:?}", episode.manifest.music));
        }
        for cue in signals {
            // Where the bed is heard with it, only what is before or behind that.
            let from = if cue.part == Part::Outro { 25_000 } else { 0 };
            let to = if cue.part == Part::Intro { 46_000 } else { 70_000 };
            let heard = episode.heard(cue.start, cue.end);
            let (lag, alike) = likeness(&heard[from..], &original[from..to - late], 0..=late);
            if alike < least || heard.len().abs_diff(original.len()) > 2 * late {
                wrong.push(format!("{name}: {cue:?} at {lag}: {alike:.5}, {} samples", heard.len()));
            }
        }
        // The bed came in under the end of the intro, from its own start; a moment later it goes down.
        let bed = &episode.samples[at(beds[0].start) + 24_000..][..6000];
        let (lag, alike) = likeness(bed, &original[24_000..30_000 - late], 0..=late);
        if alike < least {
            wrong.push(format!("{name}: bed at {lag}: {alike:.5}"));
        }
        let (whole, worst) = distance(&episode);
        if whole < 15.0 || worst < 15.0 {
            wrong.push(format!("{name}: the bed is {whole:.2} LU under the speech, {worst:.2} at worst"));
        }
        let loud = ffmpeg_loudness(&episode.folder.join("episode.wav"));
        if (loud + 16.0).abs() > 0.3 {
            wrong.push(format!("{name}: {loud} LUFS"));
        }
        println!("{name}: bed {whole:.2} LU under the speech, {worst:.2} at worst; {loud} LUFS");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_markers_are_right_to_the_sample() {
    let workspace = Workspace::new();
    let mut wrong = Vec::new();
    encoded(workspace.folder.path(), "lunga.flac", &[]);
    let shows = [
        ("", 0.3 + 3.4 + 0.4, 2.0, 0.4 + 4.6 + 0.8),
        ("intro = \"none\"\noutro = \"\"", 0.3, 2.0, 0.8),
        ("intro = \"none\"\noutro = \"none\"\nbed = \"altavoce\"", 0.3 + 2.0, 2.0, 2.0 + 0.8),
        // A sting that is longer than the pause makes it longer.
        ("sting = \"lunga.flac\"", 0.3 + 3.4 + 0.4, 0.4 + 3.0 + 0.4, 0.4 + 4.6 + 0.8),
        ("intro = \"none\"\nsting = \"none\"\noutro = \"none\"", 0.3, 2.0, 0.8),
    ];
    for (lines, lead, pause, trail) in shows {
        workspace.music(lines);
        let episode = workspace.make("output");
        let manifest = &episode.manifest;
        let mut said = |what: String| wrong.push(format!("{lines:?}: {what}"));
        let first = |chapter: usize| manifest.passages.iter().find(|p| p.chapter == chapter).unwrap();
        let last = |chapter: usize| manifest.passages.iter().rfind(|p| p.chapter == chapter).unwrap();
        if at(first(0).start) != at(lead) || manifest.chapters[0].start != 0.0 {
            said(format!("the first word is at {}", first(0).start));
        }
        let end = manifest.chapters.len() - 1;
        if at(last(end).end) + at(trail) != episode.samples.len() || episode.samples.len() as u64 != manifest.samples {
            said(format!("the last word ends at {} of {}", last(end).end, manifest.duration));
        }
        for (n, pair) in manifest.chapters.windows(2).enumerate() {
            let (word, next) = (at(last(n).end), at(first(n + 1).start));
            if at(pair[0].end) != next || at(pair[1].start) != next || next - word != at(pause) {
                said(format!("chapter {}: {pair:?}, {word} {next}", n + 2));
            }
            // The sting in the middle, and silence to the sample around it.
            let sting = episode.parts(Part::Sting).into_iter().find(|s| at(s.start) >= word && at(s.end) <= next);
            let quiet = |from: usize, to: usize| episode.samples[from..to].iter().all(|s| s.abs() < 1e-4);
            match sting {
                Some(s) if (at(s.start) - word).abs_diff(next - at(s.end)) > 1 => said(format!("{s:?} is off")),
                Some(s) if !quiet(word, at(s.start)) || !quiet(at(s.end), next) => said(format!("no silence: {s:?}")),
                Some(s) if loudness(episode.heard(s.start, s.end)) < -30.0 => said(format!("{s:?} is not heard")),
                None if lines.contains("sting = \"none\"") && quiet(word, next) => {}
                Some(_) => {}
                None => said(format!("no sting before chapter {}", n + 2)),
            }
        }
        for (file, tolerance) in [("episode.wav", 0.5 / RATE), ("episode.mp3", 0.000_51)] {
            let path = episode.folder.join(file);
            let probe =
                outsider_json("ffprobe", &["-v", "error", "-of", "json", "-show_chapters", path.to_str().unwrap()]);
            let starts: Vec<f64> = probe["chapters"].as_array().unwrap().iter().map(start_of).collect();
            let told: Vec<f64> = manifest.chapters.iter().map(|c| c.start).collect();
            let near = starts.iter().zip(&told).all(|(a, b)| (a - b).abs() <= tolerance + 1e-6);
            if starts.len() != told.len() || !near {
                said(format!("{file}: {starts:?} is not {told:?}"));
            }
        }
        for chapter in &manifest.chapters {
            let wav = hound::WavReader::open(episode.folder.join(&chapter.file)).unwrap();
            if wav.duration() as usize != at(chapter.end) - at(chapter.start) {
                said(format!("{} has {} samples", chapter.file, wav.duration()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn start_of(chapter: &Value) -> f64 {
    let number = |key: &str| -> f64 {
        let text = chapter["time_base"].as_str().unwrap();
        let (above, below) = text.split_once('/').unwrap();
        chapter[key].as_f64().unwrap() * above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap()
    };
    number("start")
}
