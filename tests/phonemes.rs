//! Our phonemes beside those of the reference with which the voice was trained: `tests/phonemes.tsv`, made by
//! `tests/phonemes.py` over espeak-ng 1.51.

use altavoce::phonemes::Phonemizer;
use altavoce::pronunciation::Pronounced;

#[test]
fn agree_with_the_reference_sentence_by_sentence() {
    let rows: Vec<(&str, &str)> = include_str!("phonemes.tsv").lines().filter_map(|l| l.split_once('\t')).collect();
    assert!(rows.len() > 100);
    let phonemizer = Phonemizer::find().unwrap();
    let ours = phonemizer.phonemize(&rows.iter().map(|r| Pronounced::plain(r.0)).collect::<Vec<_>>()).unwrap();
    let differing: Vec<_> = rows.iter().zip(&ours).filter(|(row, ours)| row.1 != *ours).collect();
    let alike = rows.len() - differing.len();
    println!("{alike} of {} sentences alike, with {}", rows.len(), phonemizer.version());
    // Another version has another dictionary: a word in a thousand differs.
    let wanted = if phonemizer.version() == "espeak-ng 1.51" { rows.len() } else { rows.len() * 9 / 10 };
    assert!(alike >= wanted, "{alike} of {} alike; the others: {differing:#?}", rows.len());
}

/// Releases bring espeak-ng in a folder beside the program.
#[cfg(target_os = "linux")]
#[test]
fn the_espeak_beside_the_program_goes_before_that_of_the_path() {
    use std::fs;
    use std::process::Command;

    let built = std::path::Path::new(env!("CARGO_BIN_EXE_altavoce"));
    let folder = tempfile::tempdir_in(built.parent().unwrap()).unwrap();
    let program = folder.path().join("altavoce");
    fs::hard_link(built, &program).unwrap();
    let doctor = || {
        let output = Command::new(&program)
            .env("ALTAVOCE_LANG", "en")
            .arg("doctor")
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().lines().next().unwrap().to_string()
    };
    let of_the_path = doctor();
    fs::create_dir_all(folder.path().join("libexec/espeak-ng")).unwrap();
    // written by another process, as no thread of ours that starts a program may hold the file open
    let script = "#!/bin/sh\necho \"eSpeak NG text-to-speech: 9.$(basename \"$ESPEAK_DATA_PATH\")\"\n";
    let file = folder.path().join("libexec/espeak-ng/espeak-ng");
    let write = ["-c", "printf %s \"$1\" >\"$0\" && chmod +x \"$0\""];
    assert!(Command::new("sh").args(write).arg(&file).arg(script).status().unwrap().success());
    assert_eq!(doctor(), "ok       phonemes: espeak-ng 9.espeak-ng");
    assert!(of_the_path.starts_with("ok       phonemes: espeak-ng 1."), "{of_the_path}");
}
