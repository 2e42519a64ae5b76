//! A word: how it is said and why, other ways to hear at once, and the one that is kept.

use std::ops::Range;

use altavoce_base::error::{Error, Kind};
use altavoce_base::locale::text as message;
use altavoce_base::tr;
use altavoce_speech::lexicon::{self, How};
use altavoce_speech::phonemes::{Phonemized, spelling};
use altavoce_speech::pronunciation::token::tokens;
use altavoce_speech::pronunciation::{Entry, Pronounced, Pronunciation, Word};
use altavoce_speech::synthesis::{self, Job};
use altavoce_speech::voice::{Utterance, Voice};
use serde::Deserialize;
use serde_json::{Value, json};
use toml_edit::InlineTable;

use super::answer::{Asked, Outcome, json as answer};
use super::desk::OpenIssue;
use super::refusal::Refusal;
use super::{Studio, sound};
use crate::episode::marks::Marks;
use crate::mend::lexicon::{self as file, WITHIN};
use crate::mend::{lines, ways};
use crate::narration::{SpokenPassage, sources, touched, words_of};
use crate::project::Project;

/// So many words on either side make a place in a text one of its own.
const AROUND: usize = 3;

/// A written word and what is said of it.
struct Place<'a> {
    passage: &'a SpokenPassage,
    said: Pronounced<'a>,
    /// The bytes of `passage.spoken.spaced` that say it.
    spaced: Range<usize>,
    /// What a lexicon would know it by: the word or expression as it is spoken, or the number as it is written.
    name: String,
    /// The bytes of the written text that an edit of Italian reads, if one does.
    changed: Option<Range<usize>>,
}

impl<'a> Place<'a> {
    /// The written word `at` of a sentence.
    fn of(open: &'a OpenIssue, sid: &str, at: usize) -> Result<(usize, Place<'a>), Refusal> {
        let (n, passage) = open.sentence(sid)?;
        let written = &passage.written.text;
        let missing = || Refusal::missing(tr!("there is no such word in the sentence"));
        let place = words_of(written).get(at).cloned().ok_or_else(missing)?;
        let (sources, words) = (sources(written, &passage.spoken), words_of(&passage.spoken.spaced));
        let is_read = |source: &Range<usize>| source.start < place.end && place.start < source.end;
        let spoken: Vec<&Range<usize>> =
            words.iter().zip(&sources).filter(|(_, source)| is_read(source)).map(|(word, _)| word).collect();
        let silent = || {
            let what = Error::author(tr!("`{word}` is not spoken", word = &written[place.clone()]));
            Refusal::from(what.fix(tr!("edit the text, if it should be")))
        };
        let (first, last) = (spoken.first().ok_or_else(silent)?, spoken.last().ok_or_else(silent)?);
        let spaced = first.start..last.end;
        let said = passage.pronounced(&open.project.lexicon);
        let is_heard = |from: &str, spoken: &str| from.split_whitespace().ne(spoken.split_whitespace());
        let edit = passage
            .spoken
            .edits
            .iter()
            .find(|edit| is_read(&edit.source) && is_heard(&written[edit.source.clone()], &edit.spoken));
        // a word with marks around it is an edit too where only the marks are
        let changed = edit.filter(|edit| edit.spoken.contains(char::is_alphabetic)).map(|edit| edit.source.clone());
        let name = match &changed {
            Some(source) => trimmed(&written[source.clone()]).to_string(),
            None => {
                let touches = |word: &&Word| word.range.start < spaced.end && spaced.start < word.range.end;
                let word = said.words.iter().find(touches).ok_or_else(silent)?;
                said.text[word.range.clone()].to_string()
            }
        };
        Ok((n, Place { passage, said, spaced, name, changed }))
    }

    /// The word of the pronunciation that says it.
    fn word(&self) -> Option<&Word> {
        self.said.words.iter().find(|word| word.range.start < self.spaced.end && self.spaced.start < word.range.end)
    }

    /// What is said where it is said as `pronunciation`.
    fn saying(&self, pronunciation: Pronunciation) -> Pronounced<'a> {
        let range = match (&self.changed, self.word()) {
            (None, Some(word)) => word.range.clone(),
            _ => self.spaced.clone(),
        };
        self.said.saying(range, pronunciation)
    }

    /// The words around it that make it one place.
    fn phrase(&self) -> String {
        let text = self.said.text.as_ref();
        let tokens = tokens(text);
        let ranges: Vec<Range<usize>> = tokens.iter().map(|token| token.range.clone()).collect();
        let own = self.word().map_or(self.spaced.clone(), |word| word.range.clone());
        let here = touched(&ranges, &own);
        let (from, to) = (here.start.saturating_sub(AROUND), (here.end + AROUND).min(ranges.len()));
        match (ranges.get(from), ranges.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) => text[first.start..last.end].to_string(),
            _ => self.name.clone(),
        }
    }

    /// Whether a lexicon can know it: its parts are joined by nothing but a space or a hyphen.
    fn is_entry(&self) -> bool {
        let parts = tokens(&self.name);
        let joined = parts.iter().rev().skip(1).all(|token| token.joins() || token.is_elided());
        !parts.is_empty() && parts[0].range.start == 0 && joined
    }

    /// Where it can be kept.
    fn scopes(&self) -> Vec<&'static str> {
        match (self.changed.is_some(), self.is_entry()) {
            (false, _) | (true, true) => vec!["here", "show"],
            (true, false) => vec!["here"],
        }
    }
}

/// How a word is said, why, and how else it could be.
pub fn word(studio: &Studio, asked: &Asked) -> Outcome {
    let open = studio.issue(asked.name("issue"))?;
    let at = asked.number("word")?;
    let (_, place) = Place::of(&open, asked.name("sid"), at)?;
    let Project { tables, lexicon: known, folders, .. } = &open.project;
    let ways = ways::of(&place.name, tables);
    let mut said: Vec<Pronounced> = vec![now(&place)];
    for way in &ways {
        said.push(way.alone(&place.name)?);
    }
    let phonemes = open.project.phonemizer()?.phonemize(&said)?;
    let (own, others) = phonemes.split_first().map_or((String::new(), &[][..]), |(own, others)| (own.clone(), others));
    let others: Vec<Value> = ways
        .iter()
        .zip(others)
        .enumerate()
        .map(|(n, (way, phonemes))| {
            json!({
                "id": format!("{n}"), "kind": way.kind, "label": way.label, "gloss": way.gloss, "how": way.how, "phonemes": phonemes,
                "letters": spelling(phonemes), "current": *phonemes == own,
            })
        })
        .collect();
    let word = place.word();
    let written = &place.passage.written.text;
    let edit =
        place.changed.as_ref().and_then(|source| place.passage.spoken.edits.iter().find(|e| e.source == *source));
    let doubt = place.changed.as_ref().and_then(|source| {
        let doubts = &place.passage.spoken.doubts;
        doubts.iter().find(|d| d.source.start < source.end && source.start < d.source.end).map(|d| d.why.to_string())
    });
    let entry = known.entries().into_iter().find(|entry| entry.written.eq_ignore_ascii_case(&place.name));
    let path = folders.show_file.with_file_name(lexicon::FILE);
    let line = || lexicon::line_of(&std::fs::read_to_string(&path).ok()?, &place.name);
    let entry = entry.map(|entry| {
        json!({
            "file": path, "line": line(), "how": how_of(&entry.pronunciation), "near": entry.near,
            "within": (!entry.within.is_empty()).then(|| entry.within.join(" ")),
        })
    });
    Ok(answer(&json!({
        "word": place.name, "written": words_of(written).get(at).map(|range| &written[range.clone()]),
        "spoken": &place.said.text[place.spaced.clone()],
        "phonemes": own, "letters": spelling(&own),
        "rule": word.map(|word| word.rule),
        "why": match edit {
            Some(edit) => tr!("read as `{spoken}` ({class})", spoken = edit.spoken.trim(), class = message(edit.class.as_str())),
            None => word.map_or(String::new(), |word| word.rule.to_string()),
        },
        "doubt": doubt.or_else(|| word.and_then(|word| word.doubt).map(|doubt| doubt.to_string())),
        "as": word.map(|word| word.pronunciation.shown(&place.said.text[word.range.clone()])),
        "entry": entry, "scopes": place.scopes(), "alternatives": others,
        "change": edit.map(|edit| json!({ "from": &written[edit.source.clone()], "to": edit.spoken, "class": edit.class })),
    })))
}

/// The word alone, as it is said now.
fn now(place: &Place) -> Pronounced<'static> {
    match (&place.changed, place.word()) {
        (None, Some(word)) => place.said.alone(word),
        _ => {
            let text = place.said.text[place.spaced.clone()].to_string();
            let inside = |word: &&Word| word.range.start >= place.spaced.start && word.range.end <= place.spaced.end;
            let moved = |word: &Word| {
                let range = word.range.start - place.spaced.start..word.range.end - place.spaced.start;
                Word { range, ..word.clone() }
            };
            Pronounced { words: place.said.words.iter().filter(inside).map(moved).collect(), text: text.into() }
        }
    }
}

/// A pronunciation as a lexicon writes it.
fn how_of(pronunciation: &Pronunciation) -> How {
    match pronunciation {
        Pronunciation::Plain => How::As("it".into()),
        Pronunciation::Respelled(say) => How::Say(say.clone()),
        Pronunciation::Foreign(language, _) => How::As(language.code().into()),
        Pronunciation::Phonemes(phonemes, _) => How::Ipa(phonemes.clone()),
    }
}

/// Something to be tried.
#[derive(Deserialize)]
struct Trial {
    word: usize,
    how: How,
    #[serde(default)]
    alone: bool,
}

/// The sound of a sentence, or of a word of it alone, where that word is said in another way. Nothing is kept.
pub fn try_it(studio: &Studio, asked: &Asked) -> Outcome {
    let trial: Trial = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    let (_, place) = Place::of(&open, asked.name("sid"), trial.word)?;
    let ready = studio.speech(&open)?;
    let pronunciation = trial.how.pronunciation(&place.name)?;
    let voices = studio.loaded();
    let voice = voices.iter().find(|voice| voice.name() == place.passage.voice);
    let voice = voice.ok_or_else(|| Error::bug(tr!("the voice of a sentence is not loaded")))?;
    reads_phonemes(voice.as_ref())?;
    let said = match trial.alone {
        true => {
            let text = place.name.clone();
            let word = Word {
                range: 0..text.len(),
                pronunciation,
                rule: altavoce_speech::pronunciation::Rule::Author,
                doubt: None,
            };
            Pronounced { text: text.into(), words: vec![word] }
        }
        false => place.saying(pronunciation),
    };
    let phonemized = open.project.phonemizer()?.align(std::slice::from_ref(&said))?.remove(0);
    let take = Marks::read(&open.issue.path)?.take(asked.name("sid"));
    let (delivery, speed) = take.of(place.passage.delivery, open.project.show.speed);
    let text = if trial.alone { place.name.clone() } else { place.passage.spoken.text.clone() };
    let utterance = Utterance { text, phonemes: phonemized.phonemes.clone(), delivery };
    let job = Job::new(std::sync::Arc::clone(voice), utterance, speed);
    if ready.cache.length(&job.key).is_none() {
        synthesis::synthesize_one(&job, &ready.cache)?;
    }
    let speech = ready.cache.load(&job.key).ok_or_else(sound::vanished)?;
    let timed = if trial.alone { Phonemized::default() } else { phonemized };
    let mut told = sound::heard(&open, place.passage, (&timed, &speech), &job.key);
    told["phonemes"] = json!(job.utterance.phonemes);
    told["letters"] = json!(spelling(&job.utterance.phonemes));
    Ok(answer(&told))
}

/// # Errors
/// The author's: the voice reads text by itself, and nobody tells it how.
fn reads_phonemes(voice: &dyn Voice) -> Result<(), Error> {
    if voice.wants_phonemes() {
        return Ok(());
    }
    let what = tr!("the voice `{name}` decides itself how words are said", name = voice.name());
    Err(Error::author(what).fix(tr!("write the word as it should be read, or choose another voice")))
}

/// Something to be kept.
#[derive(Deserialize)]
struct Keep {
    word: usize,
    how: How,
    scope: Scope,
}

/// Where a way to say a word holds.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Here,
    Show,
}

/// Keeps a way to say a word: in the lexicon of the show; of a number that is to be read otherwise in one place, in the text.
pub fn keep(studio: &Studio, asked: &Asked) -> Outcome {
    let keep: Keep = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    let (_, place) = Place::of(&open, asked.name("sid"), keep.word)?;
    let (_, value) = keep.how.parts();
    let label = format!("{} → {value}", place.name);
    if place.changed.is_some() && (keep.scope == Scope::Here || !place.is_entry()) {
        return written_out(studio, &open, &place, &keep, &label);
    }
    let pronunciation = keep.how.pronunciation(&place.name)?;
    let entry = Entry::new(&place.name, pronunciation, Vec::new());
    let entry = entry.map_err(|e| Error::author(format!("`{}`: {e}", place.name)).fix(tr!("edit the text instead")))?;
    let (key, value) = keep.how.parts();
    let mut row = InlineTable::new();
    row.insert(key, value.trim().into());
    if keep.scope == Scope::Here {
        let phrase = place.phrase();
        lexicon::placed(entry, &phrase)?;
        row.insert(WITHIN, phrase.into());
    }
    let path = open.project.folders.show_file.with_file_name(lexicon::FILE);
    let replaced = studio.remembering(&path, &label, || file::put(&path, &place.name, row))?;
    let line = std::fs::read_to_string(&path).ok().and_then(|text| lexicon::line_of(&text, &place.name));
    Ok(answer(&json!({
        "file": path, "line": line, "label": label, "replaced": replaced, "sid": asked.name("sid"),
    })))
}

/// Writes in the text what is said, in the place of a number.
fn written_out(studio: &Studio, open: &OpenIssue, place: &Place, keep: &Keep, label: &str) -> Outcome {
    let How::Say(words) = &keep.how else {
        let what = Error::author(tr!("`{word}` cannot be read in a language", word = place.name));
        return Err(what.by(Kind::Author).fix(tr!("choose words for it")).into());
    };
    let source = place.changed.clone().unwrap_or_default();
    let (first, last) = (place.passage.written.line_at(source.start), place.passage.written.line_at(source.end));
    let path = &open.issue.path;
    let name = place.name.clone();
    let edit = |text: &str| {
        let mut all: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
        let many = || {
            let what = Error::author(tr!("`{name}` stands in these lines more than once, or otherwise"));
            what.at(path, first).fix(tr!("edit the paragraph instead"))
        };
        let lines = all.get_mut(first as usize - 1..last as usize).ok_or_else(many)?;
        let found: usize = lines.iter().map(|line| line.matches(name.as_str()).count()).sum();
        let line = lines.iter_mut().find(|line| line.contains(name.as_str())).filter(|_| found == 1);
        let line = line.ok_or_else(many)?;
        *line = line.replacen(name.as_str(), words, 1);
        Ok(all.concat())
    };
    let is_known = |bytes: &[u8]| super::version([bytes]) == open.version;
    let changed = studio.remembering(path, label, || lines::change(path, is_known, edit))?;
    match changed {
        lines::Changed::Written(_) => Ok(answer(&json!({
            "file": path, "line": first, "label": label, "replaced": true, "sid": null,
        }))),
        lines::Changed::Other(_) => Err(super::edit::meanwhile(path)),
    }
}

/// A written stretch without the marks around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?' | '«' | '»' | '“' | '”' | '"')
    })
}
