//! How loud music is: the bed below the voice, and each piece below the speech.

use altavoce::music::{Part, compose};

use super::stage::*;

#[test]
fn a_bed_makes_room_for_the_voice_and_comes_back() {
    let workspace = Workspace::new();
    let mut wrong = Vec::new();
    for (under, level) in [(15.0, -6.0), (20.0, -10.0), (40.0, 0.0)] {
        workspace.music(&format!(
            "intro = \"none\"\noutro = \"none\"\nbed = \"altavoce\"\nbed_under = {under}\nbed_level = {level}\n"
        ));
        let episode = workspace.make("output");
        let (whole, worst) = distance(&episode);
        println!("bed_under = {under}: {whole:.2} LU, {worst:.2} at worst");
        if !(under..under + 8.0).contains(&whole) || worst < under {
            wrong.push(format!("bed_under = {under}: {whole:.2}, {worst:.2} at worst"));
        }
        // Before the first word and behind the last nobody speaks.
        let (first, last) = (&episode.manifest.passages[0], episode.manifest.passages.last().unwrap());
        let speech = all_speech(&episode);
        for (from, to) in [(first.start - 0.8, first.start - 0.2), (last.end + 0.4, last.end + 1.0)] {
            let up = loudness(episode.heard(from, to)) - speech;
            println!("bed_level = {level}: {up:.2}");
            if (up - level).abs() > 4.0 {
                wrong.push(format!("bed_level = {level}: {up:.2}"));
            }
        }
        // Other words have no bed under them, but for the second in which it comes in or goes out.
        let text = taken_apart(&episode, &["text"]);
        let left = loudness(&text[1].1);
        if left > -65.0 {
            wrong.push(format!("the bed goes on: {left}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn with_no_file_an_episode_has_our_music_below_the_speech() {
    let workspace = Workspace::new();
    workspace.music("");
    let episode = workspace.make("output");
    let parts: Vec<Part> = episode.manifest.music.iter().map(|m| m.part).collect();
    assert_eq!(parts, [Part::Intro, Part::Sting, Part::Sting, Part::Outro]);
    let speech = all_speech(&episode);
    let mut wrong = Vec::new();
    for cue in &episode.manifest.music {
        let heard = episode.heard(cue.start, cue.end);
        let level = if cue.part == Part::Sting { -6.0 } else { -4.0 };
        let (_, alike) = likeness(heard, &compose(cue.part), 0..=0);
        if (loudness(heard) - speech - level).abs() > 0.7 || alike < 0.999 {
            wrong.push(format!("{cue:?}: {:.2} LU, {alike:.5}", loudness(heard) - speech));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The speech is what the target is met with, even in an episode of a few sentences.
    let alone = all_speech(spoken());
    println!("speech {speech:.2} LUFS, without music {alone:.2}");
    assert!((speech - alone).abs() < 1.0 && speech > -16.0, "{speech} {alone}");
    let loud = ffmpeg_loudness(&episode.folder.join("episode.wav"));
    assert!((loud + 16.0).abs() <= 0.3, "{loud}");
}

#[test]
fn a_short_or_quiet_or_loud_piece_comes_out_at_its_level() {
    let workspace = Workspace::new();
    // A tenth of a second, one far too quiet, one beyond full scale in places.
    let short: Vec<[f32; 2]> = tune()[..4410].to_vec();
    let quiet: Vec<[f32; 2]> = tune().iter().map(|[l, r]| [l / 200.0, r / 200.0]).collect();
    let loud: Vec<[f32; 2]> =
        tune().iter().map(|[l, r]| [(l * 9.0).clamp(-1.0, 1.0), (r * 9.0).clamp(-1.0, 1.0)]).collect();
    for (name, frames) in [("short.wav", short), ("quiet.wav", quiet), ("loud.wav", loud)] {
        write_wav(&workspace.path(name), &frames);
    }
    let mut wrong = Vec::new();
    workspace
        .music("sting = \"short.wav\"\nintro = \"quiet.wav\"\noutro = \"loud.wav\"\nlevel = -8\nsting_level = -8\n");
    let episode = workspace.make("output");
    let speech = all_speech(&episode);
    for cue in &episode.manifest.music {
        let level = loudness(episode.heard(cue.start, cue.end)) - speech;
        if (level + 8.0).abs() > 0.7 {
            wrong.push(format!("{cue:?}: {level:.2} LU"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
