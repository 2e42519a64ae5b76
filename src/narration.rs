//! Who says what: each passage of a script with its spoken words and its voice. Printed by `altavoce script`, spoken by
//! `altavoce episode`.

mod delivery;
mod losses;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use altavoce_base::error::Result;
use altavoce_base::locale::text as name_of;
use altavoce_base::toml_file::SettingError;
use altavoce_base::{tr, trn};
use altavoce_italian as italian;
use altavoce_italian::{Spoken, Tables};
use altavoce_speech::pronunciation::{Lexicon, Pronounced, pronounce};
use altavoce_speech::voice::{self, Delivery};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use losses::{Loss, Losses};
pub use words::{letters, sources, touched, words_of};

use crate::script::{self, Dropped, Passage, Pause, Pauses, Reason, Role, Script};

/// Which voice reads what.
#[derive(Debug, Clone, PartialEq)]
pub struct NarrationSettings {
    /// The voice of all that no other reads.
    pub narrator: String,
    /// The voice of block quotations, if it is another than the narrator's.
    pub quotes: Option<String>,
    /// Sections, by heading, that are read otherwise: `"Superpost - {rest}" = { voice = "nicola" }`.
    pub sections: BTreeMap<String, SectionSettings>,
    /// How much melody, pace and pauses heed what they are of, from 0 to 1.
    pub liveliness: f32,
}

/// What is particular to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSettings {
    /// The voice that reads it; the narrator still leads to it.
    pub voice: String,
}

/// A script as it will be read aloud.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Narration {
    /// The chapters in order.
    pub chapters: Vec<SpokenChapter>,
    /// What of the issue is not spoken.
    pub dropped: Vec<Dropped>,
}

/// A chapter as it will be read aloud.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SpokenChapter {
    /// The marker.
    pub title: String,
    /// The issue's line where it begins.
    pub line: u32,
    /// The address of a picture in it.
    pub image: Option<String>,
    /// Where its heading leads, or all the links that stand in it.
    pub link: Option<String>,
    /// Its passages, in order.
    pub passages: Vec<SpokenPassage>,
}

/// A passage as it will be read aloud.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SpokenPassage {
    /// The author's words and what they are.
    pub written: Passage,
    /// The words as spoken.
    pub spoken: Spoken,
    /// The name of the voice.
    pub voice: String,
    /// How it is said.
    pub delivery: Delivery,
    /// By what the show's pause behind it is multiplied: longer between long passages.
    pub breath: f64,
}

impl SpokenPassage {
    /// How each of its words is pronounced, by the author's lexicon and the tables.
    pub fn pronounced(&self, lexicon: &Lexicon) -> Pronounced<'_> {
        pronounce(&self.spoken.spaced, lexicon)
    }

    /// The silence behind it in seconds: the show's, as it breathes there, or the author's to the millisecond.
    pub fn silence(&self, pauses: &Pauses) -> f64 {
        self.silence_as(self.written.pause, pauses)
    }

    /// The silence behind it where that is a chapter's.
    pub fn chapter_silence(&self, pauses: &Pauses) -> f64 {
        self.silence_as(Pause::Chapter.or_told(self.written.pause), pauses)
    }

    fn silence_as(&self, pause: Pause, pauses: &Pauses) -> f64 {
        match pause {
            Pause::Told(_) => pauses.seconds(pause),
            _ => pauses.seconds(pause) * self.breath,
        }
    }
}

impl Narration {
    /// The narration of a script: its words as Italian says them by `tables`, and their voices. What Italian has no sounds
    /// for (other scripts) is dropped.
    pub fn of(script: Script, settings: &NarrationSettings, tables: &Tables) -> Narration {
        let mut dropped = script.dropped;
        let mut chapters = Vec::new();
        for mut chapter in script.chapters {
            let mut passages = Vec::new();
            let section =
                script::fitting(&chapter.title, &settings.sections).map(|(section, _)| section.voice.as_str());
            for written in std::mem::take(&mut chapter.passages) {
                let spoken = italian::verbalize_with(tables, &written.text);
                dropped.extend(unspoken(&written, &spoken));
                if spoken.text.contains(char::is_alphabetic) {
                    let voice = settings.voice(written.role, written.voice.as_deref().or(section));
                    passages.push(SpokenPassage { written, spoken, voice, delivery: Delivery::default(), breath: 1.0 });
                }
            }
            if !passages.is_empty() {
                delivery::deliver(&mut passages, settings.liveliness);
                let script::Chapter { title, line, image, link, .. } = chapter;
                chapters.push(SpokenChapter { title, line, image, link, passages });
            }
        }
        dropped.sort_by_key(|d| d.line);
        breathe(&mut chapters, f64::from(settings.liveliness));
        Narration { chapters, dropped }
    }

    /// Every passage in order.
    pub fn passages(&self) -> impl Iterator<Item = &SpokenPassage> {
        self.chapters.iter().flat_map(|c| &c.passages)
    }

    /// The words of the issue that nobody will hear.
    pub fn losses(&self) -> Losses {
        Losses::of(self)
    }

    /// The line of the issue on which the first passage stands that the author told the voice `name` to read.
    pub fn told(&self, name: &str) -> Option<u32> {
        self.passages()
            .find(|passage| passage.written.voice.as_deref() == Some(name))
            .map(|passage| passage.written.line)
    }

    /// The names of the voices, in the order of their first words.
    pub fn voices(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for passage in self.passages() {
            if !names.contains(&passage.voice.as_str()) {
                names.push(&passage.voice);
            }
        }
        names
    }

    /// For people: a heading a chapter, then a line a passage with the issue's line, role, words and pause.
    pub fn to_text(&self, pauses: &Pauses) -> String {
        let mut text = String::new();
        for (number, chapter) in self.chapters.iter().enumerate() {
            // Writing to a String cannot fail.
            let gap = if number > 0 { "\n" } else { "" };
            let at = tr!("line {line}", line = chapter.line);
            let _ = writeln!(text, "{gap}== {}. {} ({at})", number + 1, chapter.title);
            for passage in &chapter.passages {
                let p = &passage.written;
                let role = name_of(p.role.name());
                let pause = tr!("{seconds:.2} s", seconds = passage.silence(pauses));
                let _ = writeln!(text, "{:>5} {:<10} {}  [{}]", p.line, role, passage.spoken.text, pause);
            }
        }
        if !self.dropped.is_empty() {
            let (emoji, others): (Vec<&Dropped>, Vec<&Dropped>) =
                self.dropped.iter().partition(|d| d.reason == Reason::Emoji);
            let lost = self.losses().sentence().map_or(String::new(), |sentence| format!("; {sentence}"));
            let things = trn!(
                others = others.len(),
                "Not spoken: {emoji} emoji, and {others} other things",
                "Not spoken: {emoji} emoji, and {others} other things",
                emoji = emoji.len()
            );
            let end = if others.is_empty() { "." } else { ":" };
            let _ = writeln!(text, "\n{things}{lost}{end}");
            for d in others {
                let words = match d.lost() {
                    0 => String::new(),
                    n => trn!(n, " (1 word)", " ({n} words)"),
                };
                let _ = writeln!(text, "{:>5} {}{words}: {}", d.line, d.reason, d.what);
            }
        }
        text
    }

    /// For programs: chapters, passages with written and spoken words and every edit between them, what is dropped.
    pub fn to_json(&self, pauses: &Pauses) -> serde_json::Value {
        let passage = |l: &SpokenPassage| {
            let mut passage = json!({
                "line": l.written.line, "role": l.written.role, "voice": l.voice,
                "text": l.written.text, "spoken": l.spoken.text, "edits": l.spoken.edits,
                "pause": l.written.pause, "pause_seconds": l.silence(pauses),
            });
            if !l.written.links.is_empty() {
                passage["links"] = json!(l.written.links);
            }
            passage
        };
        let chapter = |c: &SpokenChapter| {
            let mut chapter = json!({ "title": c.title, "line": c.line });
            for (key, value) in [("image", &c.image), ("link", &c.link)] {
                if let Some(value) = value {
                    chapter[key] = json!(value);
                }
            }
            chapter["passages"] = c.passages.iter().map(passage).collect();
            chapter
        };
        let dropped = |d: &Dropped| json!({ "line": d.line, "what": d.what, "reason": d.reason, "words": d.words, "lost": d.lost() > 0 });
        let Losses { words, lost, .. } = self.losses();
        json!({
            "chapters": self.chapters.iter().map(chapter).collect::<Vec<_>>(),
            "dropped": self.dropped.iter().map(dropped).collect::<Vec<_>>(),
            "words": words, "words_lost": lost,
        })
    }
}

/// Lets the show's pause behind each passage heed how long it and the next are, so that the pauses of a kind keep their mean.
/// What the last passage is followed by parts nothing.
fn breathe(chapters: &mut [SpokenChapter], liveliness: f64) {
    let letters = |p: &SpokenPassage| p.spoken.text.chars().filter(|c| c.is_alphabetic()).count();
    let kinds = chapters.iter().flat_map(|chapter| {
        let last = chapter.passages.len().saturating_sub(1);
        let passages = chapter.passages.iter().enumerate();
        passages.map(move |(n, p)| if n == last { Pause::Chapter.or_told(p.written.pause) } else { p.written.pause })
    });
    let kinds: Vec<Pause> = kinds.collect();
    let lengths: Vec<usize> = chapters.iter().flat_map(|c| &c.passages).map(letters).collect();
    let usual = lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64;
    let parted: Vec<f64> = lengths.windows(2).map(|pair| voice::breath(pair[0], pair[1], usual)).collect();
    // of each kind, the sum and the number
    let mut sums: HashMap<Pause, (f64, f64)> = HashMap::new();
    for (kind, breath) in kinds.iter().zip(&parted) {
        let (sum, count) = sums.entry(*kind).or_default();
        (*sum, *count) = (*sum + breath, *count + 1.0);
    }
    let passages = chapters.iter_mut().flat_map(|c| &mut c.passages);
    for ((passage, breath), (sum, count)) in passages.zip(&parted).zip(kinds.iter().map(|kind| sums[kind])) {
        passage.breath = 1.0 + liveliness * (breath * count / sum - 1.0);
    }
}

/// The words of a passage that Italian leaves out: letters of other scripts.
fn unspoken(passage: &Passage, spoken: &Spoken) -> Vec<Dropped> {
    let silent =
        spoken.edits.iter().filter(|e| e.class == italian::Class::Silent).map(|e| &passage.text[e.source.clone()]);
    let words = silent.filter(|w| w.contains(char::is_alphabetic)).map(str::trim);
    words.map(|w| Dropped::new(passage.line, w, Reason::OtherScript)).collect()
}

impl NarrationSettings {
    /// Checks the headings of sections.
    ///
    /// # Errors
    /// The first with a brace that stands alone.
    pub fn check(&self) -> Result<(), SettingError> {
        self.sections.keys().try_for_each(|heading| {
            let checked = script::check_pattern(heading);
            checked.map_err(|e| SettingError::at(heading.as_str(), e).below("sections"))
        })
    }

    /// The narrator opens, leads from section to section and closes; a section may have a voice of its own. Quotations have
    /// the second voice, or the narrator's where the second reads the section.
    fn voice(&self, role: Role, section: Option<&str>) -> String {
        let reader = section.unwrap_or(&self.narrator);
        let voice = match (role, self.quotes.as_deref()) {
            (Role::Opening | Role::Transition | Role::Closing, _) => &self.narrator,
            (Role::Quote, Some(quotes)) if quotes == reader => &self.narrator,
            (Role::Quote, Some(quotes)) => quotes,
            _ => reader,
        };
        voice.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::issue::Issue;
    use crate::project::{Folders, Project};
    use crate::settings::Show;

    #[test]
    fn sections_and_quotations_have_their_voices() {
        let settings = "voice = \"sara\"\n[sections]\n\"Ospite - {nome}\" = { voice = \"nicola\" }\n";
        let text = "# Titolo\n\nUn saluto.\n\n## Uno\n\nTesto.\n\n> Detto.\n\n## Ospite – Ada\n\nAltro.\n\n> Ridetto.\n\n## Tre\n\nFine.\n";
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        let spoken = |settings: &str, installed: bool| {
            let show = Show::parse(Path::new("show.toml"), settings).unwrap();
            let narration = Project::of(show, Lexicon::default(), Folders::default(), |_| installed).narrate(&issue);
            let of = |l: &SpokenPassage| (l.voice.clone(), l.written.role.name().to_string(), l.written.text.clone());
            narration.passages().map(of).collect::<Vec<_>>()
        };
        let voice = |lines: &[(String, String, String)], text: &str| {
            lines.iter().find(|l| l.2.contains(text)).map_or(String::new(), |l| l.0.clone())
        };
        let lines = spoken(settings, true);
        let rows = [
            ("Un saluto", "sara"),
            ("Testo", "sara"),
            ("Detto", "nicola"),
            ("Ospite", "sara"), // the transition is the narrator's
            ("Altro", "nicola"),
            ("Ridetto", "sara"), // the other of the two
            ("Fine", "sara"),
            ("presto", "sara"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(text, name)| voice(&lines, text) != *name).collect();
        assert!(wrong.is_empty(), "{wrong:?} {lines:#?}");
        // without the second voice the narrator introduces and reads quotations, unless the settings name one
        let alone = spoken("", false);
        assert!(alone.iter().all(|l| l.0 == "sara"), "{alone:#?}");
        assert_eq!(voice(&spoken("quote_voice = \"eco\"", false), "Detto"), "eco");
        let e = Show::parse(Path::new("s.toml"), "[sections]\n\"A\" = { voce = \"nicola\" }").unwrap_err();
        assert_eq!(e.to_string(), "s.toml:2: unknown key `voce`; did you mean `voice`?");
    }

    #[test]
    fn speakers_of_an_interview_have_their_voices() {
        let settings = "[speakers]\n\"Ada Neri\" = \"giulia\"\n\"Ugo\" = \"marco\"\n";
        let text = "# Titolo\n\n## Prima\n\nIncontriamo due amici.\n\n**Ada Neri:** Che cosa fate?\n\n**Ugo**: Reti da pesca.\n\n\
                    Di ogni misura.\n\n**ADA NERI:** Da quando?\n\n**Ugo:**\n\nDa sempre.\n\n> Lo diceva mio nonno.\n\n---\n\n\
                    Così finisce.\n\n**Nota:** sono veri.\n\n## Seconda\n\nAltro testo.\n\n**Ugo:** Sono tornato.\n\n\
                    ### Poi\n\nFine del giro.\n";
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        let narrate = |settings: &str| {
            let show = Show::parse(Path::new("show.toml"), settings).unwrap();
            Project::of(show, Lexicon::default(), Folders::default(), |_| true).narrate(&issue)
        };
        let narration = narrate(settings);
        let rows = [
            ("Incontriamo", "sara", 5),
            ("Ada Neri.", "sara", 7),
            ("Che cosa", "giulia", 7),
            ("Ugo.", "sara", 9),
            ("Reti da pesca", "marco", 9),
            ("Di ogni", "marco", 11),
            ("Da quando?", "giulia", 13),
            ("Da sempre", "marco", 17),
            ("nonno", "nicola", 19),
            ("Così finisce", "sara", 23),
            ("Nota: sono", "sara", 25),
            ("Altro testo", "sara", 29),
            ("Sono tornato", "marco", 31),
            ("Fine del giro", "sara", 35),
        ];
        let of = |text: &str| narration.passages().find(|p| p.written.text.contains(text));
        let got = |text| of(text).map(|p| (p.voice.as_str(), p.written.line));
        let wrong: Vec<_> = rows.iter().filter(|row| got(row.0) != Some((row.1, row.2))).collect();
        let texts: Vec<_> = narration.passages().map(|p| (&p.voice, p.written.line, &p.written.text)).collect();
        assert!(wrong.is_empty(), "{wrong:#?} {texts:#?}");
        // a name is said once a chapter
        let named = |name: &str| narration.passages().filter(|p| p.written.text == name).count();
        assert_eq!((named("Ada Neri."), named("Ugo.")), (1, 2));
        assert_eq!(narration.losses().lost, 0);
        // names that nobody gave a voice are words
        assert!(narrate("").passages().any(|p| p.written.text.starts_with("Ada Neri: Che cosa fate")));
        let show = Show::parse(Path::new("show.toml"), settings).unwrap();
        assert_eq!(show.voices(), ["sara", "nicola", "giulia", "marco"]);
    }

    #[test]
    fn what_has_no_sound_is_dropped_and_told() {
        let text = "# Titolo\n\n## Uno\n\nIl saluto è 你好世界, dicono.\n\nПривет мир.\n\n## Due\n\n你好。\n\n## Tre\n\nFine.\n";
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        let narration = Project::default().narrate(&issue);
        let told: Vec<(u32, &str)> = narration
            .dropped
            .iter()
            .filter(|d| d.reason == Reason::OtherScript)
            .map(|d| (d.line, d.what.as_str()))
            .collect();
        assert!(told.iter().any(|t| t.0 == 5 && t.1.contains("你好")), "{told:?}");
        assert!(told.iter().any(|t| t.0 == 7 && t.1.contains("Привет")), "{told:?}");
        assert!(narration.passages().all(|l| l.spoken.text.contains(char::is_alphabetic)));
        assert!(narration.passages().all(|l| l.spoken.text.is_ascii() || !l.spoken.text.contains(['你', 'П'])));
    }
}
