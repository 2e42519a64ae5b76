//! What an author should look at before an issue is spoken: risky words, doubtful numbers, long sentences, empty
//! sections, pictures without a text, and how long each chapter will be. Pure; nothing is synthesised.

mod markdown;

use altavoce_base::locale::text;
use altavoce_base::{tr, trn};
use altavoce_speech::pronunciation::{Lexicon, Pronunciation, Uncertainty};
use serde::Serialize;

use crate::issue::Issue;
use crate::narration::{Losses, Narration, SpokenPassage};
use crate::script::{Pauses, Role};

/// A sentence of more words is hard to follow by ear: it lasts longer than twenty seconds.
const LONG_SENTENCE_WORDS: usize = 60;

/// Letters that a voice says in a second at speed 1.0: sara 13.5, nicola 12.0 over 304 s of an example issue.
const LETTERS_PER_SECOND: f64 = 13.3;

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A reading of the Italian stage that could have been another: an unknown acronym, 03/04.
    Reading,
    /// A spelling with several readings, and nothing around it tells which.
    Heteronym,
    /// A word whose language is not sure.
    Language,
    /// A name that no list has.
    Name,
    /// A section without a word.
    EmptySection,
    /// A picture of which nothing can be said.
    Picture,
    /// A sentence that is hard to follow by ear.
    LongSentence,
    /// Words that nobody will hear.
    NotSpoken,
}

impl FindingKind {
    /// How likely it is that a listener would notice, from 1 to 5.
    fn risk(self) -> u8 {
        match self {
            FindingKind::Reading | FindingKind::EmptySection => 5,
            FindingKind::Heteronym => 4,
            FindingKind::Language | FindingKind::NotSpoken => 3,
            FindingKind::Name => 2,
            FindingKind::Picture | FindingKind::LongSentence => 1,
        }
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IssueFinding {
    /// The line of the issue, from 1, where it stands first.
    pub line: u32,
    /// How often it stands in the issue.
    pub times: usize,
    /// What it is.
    pub kind: FindingKind,
    /// How likely it is that a listener would notice, from 1 to 5.
    pub risk: u8,
    /// The words of the issue.
    pub what: String,
    /// What will be done with them, and why that is not sure.
    pub why: String,
    /// What the author can do.
    pub fix: String,
}

/// How long a chapter will be.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChapterLength {
    /// The chapter's title.
    pub title: String,
    /// The line where it begins.
    pub line: u32,
    /// Spoken words.
    pub words: usize,
    /// Estimated seconds, within a tenth or so.
    pub seconds: f64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// Most doubtful first.
    pub findings: Vec<IssueFinding>,
    /// Every chapter in order.
    pub chapters: Vec<ChapterLength>,
    /// The words that nobody will hear.
    pub losses: Losses,
}

/// What decides how words are said, and how long that takes.
#[derive(Debug, Clone, Copy)]
pub struct CheckSettings<'a> {
    /// The author's lexicon.
    pub lexicon: &'a Lexicon,
    /// Speaking rate.
    pub speed: f32,
    /// Silences.
    pub pauses: Pauses,
}

/// Looks through an issue and what will be said of it.
pub fn check(issue: &Issue, narration: &Narration, settings: CheckSettings) -> CheckReport {
    let mut findings = markdown::findings(issue);
    for passage in narration.passages() {
        findings.extend(readings(passage));
        findings.extend(words(passage, settings.lexicon));
        findings.extend(long_sentence(passage));
    }
    let losses = narration.losses();
    findings.extend(not_spoken(&losses));
    let mut findings = merged(findings);
    findings.sort_by_key(|f| (std::cmp::Reverse(f.risk), f.line));
    let chapters = narration.chapters.iter().map(|chapter| ChapterLength {
        title: chapter.title.clone(),
        line: chapter.line,
        words: chapter.passages.iter().map(|l| l.spoken.text.split_whitespace().count()).sum(),
        seconds: chapter.passages.iter().map(|l| seconds(l, settings)).sum(),
    });
    CheckReport { findings, chapters: chapters.collect(), losses }
}

/// What a passage will take, in seconds, with the pause behind it.
fn seconds(passage: &SpokenPassage, settings: CheckSettings) -> f64 {
    speech_seconds(passage, settings.speed) + passage.silence(&settings.pauses)
}

/// What a passage will take at a speaking rate, in seconds, without the pause behind it: within a tenth or so.
pub fn speech_seconds(passage: &SpokenPassage, speed: f32) -> f64 {
    let letters = passage.spoken.text.chars().filter(|c| c.is_alphabetic()).count() as f64;
    letters / LETTERS_PER_SECOND / f64::from(speed)
}

/// The doubts of the Italian stage.
fn readings(passage: &SpokenPassage) -> impl Iterator<Item = IssueFinding> {
    passage.spoken.doubts.iter().map(|doubt| {
        let what = passage.written.text[doubt.source.clone()].trim().to_string();
        IssueFinding {
            line: passage.written.line_at(doubt.source.start),
            times: 1,
            kind: FindingKind::Reading,
            risk: FindingKind::Reading.risk(),
            why: tr!("read as `{spoken}`: {why}", spoken = doubt.spoken, why = text(doubt.why.as_str())),
            fix: tr!("write it out, or add it to the lexicon").to_string(),
            what,
        }
    })
}

/// Words whose pronunciation was decided on little.
fn words(passage: &SpokenPassage, lexicon: &Lexicon) -> Vec<IssueFinding> {
    let said = passage.pronounced(lexicon);
    let doubtful = said.words.iter().filter_map(|word| Some((word, word.doubt?)));
    let findings = doubtful.map(|(word, doubt)| {
        let what = said.text[word.range.clone()].to_string();
        let kind = match doubt {
            Uncertainty::Heteronym => FindingKind::Heteronym,
            Uncertainty::NewEnglishName | Uncertainty::NewItalianName => FindingKind::Name,
            _ => FindingKind::Language,
        };
        let why = match &word.pronunciation {
            Pronunciation::Respelled(say) if kind == FindingKind::Heteronym => tr!("read as `{say}`: {doubt}"),
            _ => doubt.to_string(),
        };
        let fix = match kind {
            FindingKind::Heteronym => tr!("write the accent, or altavoce lexicon add \"{what}\" --say …"),
            _ => tr!("altavoce lexicon add \"{what}\" --as en, or --as it, or --say …"),
        };
        let line = line_of(passage, &what);
        IssueFinding { line, times: 1, kind, risk: kind.risk(), what, why, fix }
    });
    findings.collect()
}

/// The line of the issue where a spoken word stands, as near as can be told.
fn line_of(passage: &SpokenPassage, word: &str) -> u32 {
    let written = &passage.written.text;
    let found = passage.spoken.words(written).into_iter().find(|w| w.spoken.contains(word));
    passage.written.line_at(found.map_or(0, |w| w.source.start))
}

/// A sentence that is too long for the ear.
fn long_sentence(passage: &SpokenPassage) -> Option<IssueFinding> {
    let text = &passage.spoken.text;
    let longest = text.split_inclusive(['.', '!', '?', '…', ';', ':']).map(|s| s.split_whitespace().count()).max()?;
    let ours = matches!(passage.written.role, Role::Opening | Role::Closing | Role::Row);
    (longest > LONG_SENTENCE_WORDS && !ours).then(|| IssueFinding {
        line: passage.written.line,
        times: 1,
        kind: FindingKind::LongSentence,
        risk: FindingKind::LongSentence.risk(),
        what: markdown::shortened(&passage.written.text),
        why: tr!("{longest} words without a stop"),
        fix: tr!("cut it in two").to_string(),
    })
}

/// A finding for each reason that words are lost; that many are is what a listener would notice first.
fn not_spoken(losses: &Losses) -> impl Iterator<Item = IssueFinding> {
    const LARGEST: u8 = 5;
    let risk = if losses.is_large() { LARGEST } else { FindingKind::NotSpoken.risk() };
    losses.places.iter().map(move |loss| IssueFinding {
        line: loss.lines.first().copied().unwrap_or(1),
        times: loss.lines.len(),
        kind: FindingKind::NotSpoken,
        risk,
        what: loss.what.clone(),
        why: trn!(
            count = loss.words,
            "1 word is not spoken in {what} ({place})",
            "{count} words are not spoken in {what} ({place})",
            what = loss.reason.lost_in().unwrap_or(tr!("text")),
            place = loss.place()
        ),
        fix: tr!("say in the text what a listener must know of it").to_string(),
    })
}

/// The same thing once, on its first line.
fn merged(findings: Vec<IssueFinding>) -> Vec<IssueFinding> {
    let mut kept: Vec<IssueFinding> = Vec::new();
    for finding in findings {
        let is_picture = finding.kind == FindingKind::Picture;
        let same = |f: &&mut IssueFinding| {
            f.kind == finding.kind && (is_picture || f.what == finding.what && f.why == finding.why)
        };
        match kept.iter_mut().find(same) {
            Some(earlier) => {
                // pictures are many and all alike: one finding, with the line of each
                if is_picture {
                    let lead = if earlier.times == 1 { tr!("; others on line") } else { "," };
                    earlier.why.push_str(&format!("{lead} {}", finding.line));
                }
                earlier.times += 1;
            }
            None => kept.push(finding),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::Project;

    const ISSUE: &str = "# Prova\n\n## Vuota\n\n## Piena\n\n![](a.png)\n\nLa XKAQ ha scritto a Zbrkovski il 03/04.\n\n\
        ![un gatto](b.png)\n\nZbrkovski tace.\n";

    fn checked(issue: &Issue) -> CheckReport {
        let project = Project::default();
        let settings = CheckSettings { lexicon: &project.lexicon, speed: 1.0, pauses: Pauses::default() };
        check(issue, &project.narrate(issue), settings)
    }

    #[test]
    fn finds_what_is_risky_with_its_line() {
        let issue = Issue::parse(Path::new("a.md"), ISSUE.as_bytes()).unwrap();
        let report = checked(&issue);
        let got: Vec<_> = report.findings.iter().map(|f| (f.line, f.kind, f.what.as_str(), f.times)).collect();
        let wanted = [
            (3, FindingKind::EmptySection, "Vuota", 1),
            (9, FindingKind::Reading, "XKAQ", 1),
            (9, FindingKind::Reading, "03/04", 1),
            (9, FindingKind::Name, "Zbrkovski", 2),
            (7, FindingKind::Picture, "a.png", 1),
        ];
        assert_eq!(got, wanted);
        assert!(report.chapters.iter().all(|c| c.seconds > 0.5 && c.words > 0));
    }

    #[test]
    fn pictures_are_one_finding_with_the_line_of_each() {
        let text = "# T\n\n![](a.png)\n\nUno.\n\n![](b.png)\n\n![](c.png)\n\nDue.\n";
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        let found = checked(&issue).findings;
        let [picture] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((picture.line, picture.times, picture.what.as_str()), (3, 3, "a.png"));
        assert!(picture.why.ends_with("; others on line 7, 9"), "{}", picture.why);
    }

    #[test]
    fn a_long_sentence_is_told() {
        let long = format!("# T\n\nIl gatto {} dorme.\n", "e il cane ".repeat(25).trim());
        let issue = Issue::parse(Path::new("a.md"), long.as_bytes()).unwrap();
        let found = checked(&issue).findings;
        assert_eq!(found.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(), [(3, FindingKind::LongSentence)]);
    }
}
