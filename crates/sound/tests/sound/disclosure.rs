//! That a voice is artificial, as files of every kind say it: read by exiftool, and by our own reader.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use altavoce_base::disclosure::{Disclosure, TRAINED_ALGORITHMIC_MEDIA};
use altavoce_sound::marks::{self, Kind, Marks};
use altavoce_sound::{Ffmpeg, Mp3File, OpusFile, Tags, WavFile};
use serde_json::{Value, json};

use crate::files::{Made, SENTENCE, make, tags};
use crate::outsiders::run;
use crate::signals::speech;

/// An episode with an M4A.
fn whole() -> Made {
    let made = make(5.3);
    let (wav, m4a) = (made.path("episode.wav"), made.path("episode.m4a"));
    Ffmpeg::find().unwrap().m4a(&wav, &m4a, &tags(made.samples), &AtomicBool::new(false)).unwrap();
    made
}

/// What exiftool reads in a file, by group and name.
fn exiftool(file: &Path) -> Value {
    // The fourth group tells apart what there is of one name.
    let args = ["-json", "-G1:4", "-a", "-charset", "RIFF=UTF8", file.to_str().unwrap()];
    let (out, _) = run("exiftool", &args, &[]);
    serde_json::from_slice::<Value>(&out).unwrap()[0].take()
}

#[test]
fn exiftool_reads_it_in_every_kind_of_file() {
    let made = whole();
    let (sentence, term) = (json!(SENTENCE), json!(TRAINED_ALGORITHMIC_MEDIA));
    let about = json!(format!("Un numero di prova: così, per sentire.\n\n{SENTENCE}"));
    let xmp = [("XMP-iptcExt:DigitalSourceType", &term), ("XMP-xmpDM:DMComment", &sentence)];
    let wav = [("RIFF:Comment", &sentence), ("XML:BwfxmlNote", &sentence), ("XML:BwfxmlUserDigitalSourceType", &term)];
    let frames = [("DIGITALSOURCETYPE", TRAINED_ALGORITHMIC_MEDIA), ("DISCLOSURE", SENTENCE)];
    let frames = frames.map(|(name, value)| json!(format!("({name}) {value}")));
    let mp3 = [("ID3v2_3:UserDefinedText", &frames[0]), ("ID3v2_3:Copy1:UserDefinedText", &frames[1])];
    let m4a = [("ItemList:Comment", &sentence), ("ItemList:Description", &about)];
    let opus = [("Vorbis:Disclosure", &sentence), ("Vorbis:Digitalsourcetype", &term), ("Vorbis:Description", &about)];
    let rows: [(&str, Vec<_>); 5] = [
        ("episode.wav", [&wav[..], &xmp].concat()),
        ("3.wav", [&wav[..], &xmp].concat()),
        ("episode.mp3", [&mp3[..], &xmp].concat()),
        ("episode.m4a", [&m4a[..], &xmp].concat()),
        ("episode.opus", opus.to_vec()),
    ];
    let mut wrong = Vec::new();
    for (name, wanted) in rows {
        let found = exiftool(&made.path(name));
        let missing = wanted.iter().filter(|(tag, value)| found[*tag] != **value);
        wrong.extend(missing.map(|(tag, value)| format!("{name} {tag}: {}, not {value}", found[*tag])));
        if !found["ExifTool:Warning"].is_null() {
            wrong.push(format!("{name}: {}", found["ExifTool:Warning"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_written_is_read_back() {
    let made = whole();
    let about = Some(format!("Un numero di prova: così, per sentire.\n\n{SENTENCE}"));
    let sentence = Some(SENTENCE.to_string());
    let rows = [
        ("episode.wav", Kind::Wav, sentence.clone()),
        ("0.wav", Kind::Wav, sentence.clone()),
        ("episode.mp3", Kind::Mp3, about.clone()),
        ("episode.m4a", Kind::M4a, about.clone()),
        ("episode.opus", Kind::Opus, about.clone()),
    ];
    for (name, kind, comment) in rows {
        let path = made.path(name);
        assert_eq!(marks::kind(&path).unwrap(), Some(kind), "{name}");
        let source_type = Some(TRAINED_ALGORITHMIC_MEDIA.to_string());
        assert_eq!(marks::read(&path).unwrap(), Marks { sentence: sentence.clone(), comment, source_type }, "{name}");
    }
}

/// A second of speech in every kind of file, with those tags.
fn second(folder: &Path, tags: &Tags) -> [std::path::PathBuf; 4] {
    let paths = ["a.wav", "a.mp3", "a.opus", "a.m4a"].map(|name| folder.join(name));
    let sound = speech(1.0);
    let [wav, mp3, opus, m4a] = &paths;
    let mut file = WavFile::create(wav).unwrap();
    file.write(&sound).unwrap();
    file.finish(&[], tags.disclosure.as_ref()).unwrap();
    let mut file = Mp3File::create(mp3, tags).unwrap();
    file.write(&sound).unwrap();
    file.finish().unwrap();
    let mut file = OpusFile::create(opus, tags).unwrap();
    file.write(&sound).unwrap();
    file.finish().unwrap();
    Ffmpeg::find().unwrap().m4a(wav, m4a, tags, &AtomicBool::new(false)).unwrap();
    paths
}

#[test]
fn without_a_sentence_the_marks_for_machines_stand() {
    let folder = tempfile::tempdir().unwrap();
    let words = Some("Parole.".to_string());
    let tags = Tags { description: words.clone(), disclosure: Some(Disclosure::synthetic("")), ..Tags::default() };
    for path in second(folder.path(), &tags) {
        let read = marks::read(&path).unwrap();
        let comment = if path.ends_with("a.wav") { None } else { words.clone() };
        let source_type = Some(TRAINED_ALGORITHMIC_MEDIA.to_string());
        assert_eq!(read, Marks { sentence: None, comment, source_type }, "{}", path.display());
    }
}

#[test]
fn a_description_that_says_it_says_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let said = Some(format!("Parole. {SENTENCE}"));
    let tags = Tags { description: said.clone(), disclosure: Some(Disclosure::synthetic(SENTENCE)), ..Tags::default() };
    for path in &second(folder.path(), &tags)[1..] {
        assert_eq!(marks::read(path).unwrap().comment, said, "{}", path.display());
    }
}

#[test]
fn a_sound_of_which_nothing_is_told_has_no_marks() {
    let folder = tempfile::tempdir().unwrap();
    for path in second(folder.path(), &Tags::default()) {
        assert_eq!(marks::read(&path).unwrap(), Marks::default(), "{}", path.display());
    }
    let text = folder.path().join("a.txt");
    for content in ["", "RIFF", "una riga di testo"] {
        fs::write(&text, content).unwrap();
        assert_eq!((marks::kind(&text).unwrap(), marks::read(&text).unwrap()), (None, Marks::default()), "{content}");
    }
    assert!(marks::read(&folder.path().join("none")).is_err());
}

/// Wherever a file is cut and whatever its lengths say, there is an answer.
#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let folder = tempfile::tempdir().unwrap();
    let tags = Tags { disclosure: Some(Disclosure::synthetic(SENTENCE)), ..Tags::default() };
    for path in second(folder.path(), &tags) {
        let whole = fs::read(&path).unwrap();
        let told = marks::read(&path).unwrap();
        let mut lost = 0;
        for n in 0..200 {
            // Mostly near the ends, where the marks are.
            let at = if n % 2 == 0 { n * n } else { whole.len() - n * 17 }.min(whole.len());
            fs::write(&path, &whole[..at]).unwrap();
            lost += usize::from(!marks::read(&path).is_ok_and(|read| read == told));
            let mut bytes = whole.clone();
            bytes[at.min(whole.len() - 4)..][..4].fill(0xff);
            fs::write(&path, &bytes).unwrap();
            let _ = marks::read(&path);
        }
        assert!(lost > 0, "{}: nothing was lost", path.display());
    }
}
