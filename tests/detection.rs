//! English words told from Italian ones, on invented newsletters in which a second person marked what is foreign:
//! `tests/pronunciation/labelled`, odd numbers tuned, even ones held out. `ALTAVOCE_LABELLED=FOLDER` measures other texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use altavoce::pronunciation::token::tokens;
use altavoce::pronunciation::{Language, Lexicon, Pronunciation, Rule, pronounce};

/// A line without its marks, and the bytes of each marked stretch with its language.
fn unmarked(line: &str) -> (String, Vec<(std::ops::Range<usize>, Language)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (inside, behind) = after.split_once('}').expect("a mark is closed");
        let (code, words) = inside.split_once(':').expect("a mark has a language");
        marks.push((text.len()..text.len() + words.len(), Language::named(code).expect("a known language")));
        text.push_str(words);
        rest = behind;
    }
    text.push_str(rest);
    (text, marks)
}

#[derive(Default)]
struct Score {
    words: usize,
    right: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
    other: (usize, usize),
}

impl Score {
    fn add(&mut self, line: &str) {
        let (text, marks) = unmarked(line);
        let said = pronounce(&text, &Lexicon::default());
        for token in tokens(&text) {
            let marked =
                marks.iter().find(|m| m.0.start <= token.range.start && token.range.end <= m.0.end).map(|m| m.1);
            let ours = said.words.iter().find(|w| w.range.start <= token.range.start && token.range.end <= w.range.end);
            let ours = match ours.map(|w| (&w.pronunciation, w.rule)) {
                Some((Pronunciation::Foreign(language, _) | Pronunciation::Phonemes(_, Some(language)), _)) => {
                    Some(*language)
                }
                // a loan that Italians say in their own way (mànager) was found all the same, and no other word was spoilt
                Some((Pronunciation::Respelled(_), Rule::Lexicon)) => marked,
                _ => None,
            };
            self.words += 1;
            match (marked, ours) {
                (Some(Language::English), Some(Language::English)) => self.right += 1,
                (Some(Language::English), _) => self.missed.push(token.text.to_string()),
                (None, Some(Language::English)) => self.wrong.push(token.text.to_string()),
                // a French name that is read as English is no English word that was found, nor an Italian one spoilt
                (Some(language), ours) => {
                    self.other.1 += 1;
                    self.other.0 += usize::from(ours == Some(language));
                }
                _ => {}
            }
        }
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong.len()).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed.len()).max(1) as f64
    }

    fn print(&self, name: &str) {
        let counted = |words: &[String]| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            words.iter().for_each(|w| *counts.entry(w).or_default() += 1);
            counts
                .iter()
                .map(|(w, n)| if *n > 1 { format!("{w} ×{n}") } else { (*w).to_string() })
                .collect::<Vec<_>>()
                .join(", ")
        };
        println!(
            "{name}: {} words, {} English; precision {:.1} %, recall {:.1} %; other languages {} of {}\n  missed: {}\n  wrong: {}",
            self.words,
            self.right + self.missed.len(),
            100.0 * self.precision(),
            100.0 * self.recall(),
            self.other.0,
            self.other.1,
            counted(&self.missed),
            counted(&self.wrong)
        );
    }
}

/// The score of every text of a folder that `wanted` chooses by its number.
fn score(folder: &Path, wanted: impl Fn(u32) -> bool) -> Score {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let mut score = Score::default();
    for path in paths {
        let number = path.file_stem().unwrap().to_str().unwrap().split('.').next().unwrap().parse().unwrap_or(0);
        if wanted(number) {
            fs::read_to_string(&path).unwrap().lines().for_each(|line| score.add(line));
        }
    }
    score
}

#[test]
fn english_words_are_told_from_italian_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pronunciation/labelled");
    let (tuned, held) = (score(&folder, |n| n % 2 == 1), score(&folder, |n| n % 2 == 0));
    tuned.print("tuned");
    println!("held out: precision {:.1} %, recall {:.1} %", 100.0 * held.precision(), 100.0 * held.recall());
    if let Some(other) = std::env::var_os("ALTAVOCE_LABELLED") {
        score(Path::new(&other), |_| true).print("other texts");
    }
    assert!(tuned.words + held.words > 4000);
    assert!(tuned.precision() > 0.95 && tuned.recall() > 0.95, "tuned");
    assert!(held.precision() > 0.92 && held.recall() > 0.92, "held out");
}
