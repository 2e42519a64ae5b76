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
