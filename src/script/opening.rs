//! The first and the last words of an episode, from the show's templates.

use altavoce_italian::Tables;

use super::sentences::{self, Sentence};
use super::vocabulary::VOCABULARY;
use super::{Passage, Pause, Role, ScriptSettings, clean, templates};
use crate::issue::Issue;
use crate::issue::date;

/// The opening, the subtitle unless the opening has it, and the sentence about the voice. `greeting` is the first text
/// of the issue: where it tells the number, the opening does not.
pub fn opening(issue: &Issue, settings: &ScriptSettings, greeting: &str, tables: &Tables) -> Vec<Passage> {
    let line = issue.shown.title.unwrap_or(1);
    // An issue without a number still says the show's name.
    let unsaid = issue.meta.number.is_none_or(|n| tells_number(greeting, n));
    let mut said: Vec<String> = Vec::new();
    for template in &settings.opening {
        let shorter =
            Some(template).filter(|_| unsaid).and_then(|t| without_number(t)).filter(|t| t.contains("{show}"));
        said.extend(fill(shorter.as_ref().unwrap_or(template), issue, settings));
    }
    // `# 22` of a show without a name is all the title that there is.
    if said.is_empty() && issue.shown.untitled && issue.shown.title.is_some() && uses(&settings.opening, "{title}") {
        said.push(sentences::finish(&issue.meta.title));
    }
    let mut passages = passages(said, Role::Opening, line, tables);
    if let Some(subtitle) = issue.meta.subtitle.as_ref().filter(|_| !uses(&settings.opening, "{subtitle}")) {
        let line = issue.shown.subtitle.unwrap_or(line);
        let split = sentences::split(&clean::title(subtitle, line, &mut Vec::new()), line, tables);
        passages.extend(speech(sentences::join(split, tables), Role::Opening));
    }
    passages.extend(self::passages(disclosure(issue, settings).into_iter().collect(), Role::Opening, line, tables));
    passages
}

/// The sentence about the voice, as it is said in the episode of `issue`; `None` where the show says none. One whose fields the
/// issue does not fill must not fall silent: the usual one stands for it.
pub fn disclosure(issue: &Issue, settings: &ScriptSettings) -> Option<String> {
    let wanted = !settings.disclosure.trim().is_empty();
    wanted.then(|| fill(&settings.disclosure, issue, settings).unwrap_or_else(usual_disclosure))
}

/// The same of the whole show: one that is about a single issue is not the show's, and the usual one stands for it there too.
pub fn show_disclosure(settings: &ScriptSettings) -> Option<String> {
    let wanted = !settings.disclosure.trim().is_empty();
    wanted.then(|| filled(&settings.disclosure, |name| of_show(name, settings)).unwrap_or_else(usual_disclosure))
}

fn usual_disclosure() -> String {
    VOCABULARY.show.disclosure.clone()
}

/// The closing, which speaks of what ends on `line`.
pub fn closing(issue: &Issue, settings: &ScriptSettings, line: u32, tables: &Tables) -> Vec<Passage> {
    passages(settings.closing.iter().filter_map(|t| fill(t, issue, settings)).collect(), Role::Closing, line, tables)
}

/// Whether one of `templates` has the field `{name}`.
pub fn uses(templates: &[String], field: &str) -> bool {
    templates.iter().any(|t| t.contains(field))
}

/// Sentences as passages of `role`, the last with a paragraph's pause behind it.
pub fn speech(sentences: Vec<Sentence>, role: Role) -> Vec<Passage> {
    let last = sentences.len().saturating_sub(1);
    let pause = |i| if i == last { Pause::Paragraph } else { Pause::Sentence };
    sentences
        .into_iter()
        .enumerate()
        .map(|(i, s)| Passage { breaks: s.breaks, ..Passage::new(s.text, role, pause(i), s.line) })
        .collect()
}

fn passages(said: Vec<String>, role: Role, line: u32, tables: &Tables) -> Vec<Passage> {
    let sentences = said.into_iter().map(|text| Sentence::on(line, text)).collect();
    speech(sentences::join(sentences, tables), role)
}

/// One sentence of the show's; `None` when a field is not known or nothing is left to say.
fn fill(template: &str, issue: &Issue, settings: &ScriptSettings) -> Option<String> {
    let meta = &issue.meta;
    let value = |name: &str| match name {
        "number" => meta.number.map(|n| n.to_string()),
        "title" if issue.shown.untitled => None,
        "title" => known(&meta.title),
        "subtitle" => known(meta.subtitle.as_deref()?),
        "date" => meta.date.map(|d| format!("{} {} {}", d.day(), date::month_of(d), d.year())),
        "author" => meta.author.as_deref().and_then(known).or_else(|| of_show(name, settings)),
        _ => of_show(name, settings),
    };
    filled(template, value)
}

/// What the show itself fills a field with.
fn of_show(name: &str, settings: &ScriptSettings) -> Option<String> {
    match name {
        "show" => known(&settings.title),
        "author" => known(&settings.author),
        _ => None,
    }
}

fn known(text: &str) -> Option<String> {
    let text = clean::title(text, 1, &mut Vec::new());
    Some(text.trim_end_matches([',', ';', ':', ' ']).to_string()).filter(|t| !t.is_empty())
}

fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let filled = clean::title(&templates::fill(template, value)?, 1, &mut Vec::new());
    // A title may end with a mark of its own.
    let tidy = filled.replace("...", "…").replace("….", "…").replace("?.", "?").replace("!.", "!").replace("..", ".");
    Some(sentences::finish(&tidy)).filter(|t| t.chars().any(char::is_alphanumeric))
}

/// A sentence without its number: `{show}, numero {number}.` → `{show}.`, `{show} (#{number})` → `{show}`. `None` where
/// other words hang on it: `Il numero {number} di {show}.`
fn without_number(template: &str) -> Option<String> {
    let (before, behind) = template.split_once("{number}")?;
    let mut before = before.trim_end_matches('#').trim_end();
    let word = before.rsplit([' ', ',', '(']).next().unwrap_or("");
    if VOCABULARY.show.numbers.contains(&word.to_lowercase()) {
        before = before[..before.len() - word.len()].trim_end();
    }
    let (before, behind) = match (before.strip_suffix('('), behind.strip_prefix(')')) {
        (Some(before), Some(behind)) => (before.trim_end(), behind),
        _ => (before, behind),
    };
    let parted = |c: char| matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '|' | '·');
    let ends = behind.is_empty() || behind.trim_start().starts_with(|c| parted(c) || ".!?…".contains(c));
    let begins = before.ends_with(|c| parted(c) || c == '}');
    (ends && begins).then(|| format!("{}{behind}", before.trim_end_matches(|c| parted(c) || c == ' ')))
}

/// Whether the first words say `numero 22`.
fn tells_number(greeting: &str, number: u32) -> bool {
    let words: Vec<String> = greeting.split_whitespace().take(15).map(str::to_lowercase).collect();
    let number = number.to_string();
    words
        .windows(2)
        .any(|w| w[0] == VOCABULARY.show.number && w[1].trim_matches(|c: char| !c.is_alphanumeric()) == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_about_the_voice_never_falls_silent() {
        let issue = Issue::parse("a.md".as_ref(), "# Onde\n\nCiao.".as_bytes()).unwrap();
        let usual = Some("La voce che senti è artificiale.");
        let rows = [
            ("", None, None),
            (" \n", None, None),
            ("Legge una macchina", Some("Legge una macchina."), Some("Legge una macchina.")),
            (
                "{show} ha una voce artificiale.",
                Some("Radar ha una voce artificiale."),
                Some("Radar ha una voce artificiale."),
            ),
            ("«{title}» è letto da una macchina.", Some("«Onde» è letto da una macchina."), usual),
            ("Il numero {number} è letto da una macchina.", usual, usual),
            ("🤖", usual, usual),
        ];
        let mut wrong = Vec::new();
        for (template, of_issue, of_show) in rows {
            let settings =
                ScriptSettings { title: "Radar".into(), disclosure: template.into(), ..ScriptSettings::default() };
            let got = (disclosure(&issue, &settings), show_disclosure(&settings));
            if (got.0.as_deref(), got.1.as_deref()) != (of_issue, of_show) {
                wrong.push(format!("{template:?}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn sentences_without_their_number() {
        let rows = [
            ("{show}, numero {number}.", Some("{show}.")),
            ("{show} - Numero {number}: {title}.", Some("{show}: {title}.")),
            ("{show} #{number}", Some("{show}")),
            ("{show} (n. {number}), di {author}.", Some("{show}, di {author}.")),
            ("{show} numero {number}!", Some("{show}!")),
            ("{show}, episodio {number}, {title}.", Some("{show}, {title}.")),
            ("Il numero {number} di {show}.", None),
            ("Benvenuti al numero {number}.", None),
            ("{show}: numero {number} del 2024.", None),
            ("{title}.", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, o)| without_number(t).as_deref() != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
