//! What stands above the text of an e-mail, copied with it: who writes, to whom, when, about what.

use altavoce_base::tr;

use super::diagnostic::Diagnostic;
use super::front_matter::{self, Metadata};
use super::structure::Draft;
use super::text;
use super::vocabulary::VOCABULARY;
use super::wrapping::Line;

/// Takes the head of an e-mail from above a text: at least two lines of `Oggetto: …`, a subject among them. What they say
/// goes into the metadata, and the lines are told.
pub fn take_off(lines: &mut Vec<Line>, draft: &mut Draft) {
    let words = &VOCABULARY.mail;
    let begins = |line: &Line| line.text.is_empty() || starts(&line.text, &words.forwarded);
    let start = lines.iter().take_while(|line| begins(line)).count();
    let head: Vec<(usize, &str, &str)> =
        lines[start..].iter().enumerate().map_while(|(at, line)| header(&line.text).map(|(k, v)| (at, k, v))).collect();
    let all = [&words.subject, &words.from, &words.date];
    if head.len() < 2 || !head.iter().any(|(_, key, _)| is(key, &words.subject)) {
        return;
    }
    let said = |names: &[String]| head.iter().find(|(_, key, v)| is(key, names) && !v.is_empty()).map(|(_, _, v)| *v);
    let mut known = all.map(|names| said(names).map(str::to_string));
    known[0] = known[0].take().map(|subject| text::as_markdown(&subject));
    let end = start + head.len();
    fill(&mut draft.metadata, known);
    for line in lines.drain(..end).filter(|line| !line.text.is_empty()) {
        draft.diagnostics.push(Diagnostic::removed(Some(line.number), &line.text, tr!("the head of an e-mail")));
    }
}

/// Subject, sender and date into what is known of an issue, where that does not say it.
pub fn fill(metadata: &mut Metadata, [subject, from, date]: [Option<String>; 3]) {
    let subject = subject.map(|subject| without_marks(&subject).to_string());
    metadata.title = metadata.title.take().or(subject.filter(|s| !s.is_empty()));
    metadata.author = metadata.author.take().or_else(|| name(&from?));
    if let Some(date) = date.filter(|_| metadata.date.is_none()) {
        metadata.publish(&date);
    }
}

/// A subject without `Fwd:` and `R:`.
fn without_marks(subject: &str) -> &str {
    let mut subject = subject.trim();
    while let Some((mark, rest)) = subject.split_once(':')
        && VOCABULARY.mail.marks.contains(&mark.trim().to_lowercase())
    {
        subject = rest.trim();
    }
    subject
}

/// The name of `Livia Sarti <livia@example.org>`; none where there is only an address, or what is no person's name.
fn name(from: &str) -> Option<String> {
    let name = from.split(['<', '(', '[']).next()?.trim().trim_matches(['"', '\'']).trim();
    Some(name.to_string()).filter(|name| front_matter::is_name(name, 2..=4))
}

/// A key and what stands behind its colon.
fn header(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let words = &VOCABULARY.mail;
    let key = key.trim().trim_matches('*');
    let known = [&words.subject, &words.from, &words.date, &words.others].into_iter().any(|names| is(key, names));
    known.then(|| (key, value.trim().trim_matches('*').trim()))
}

fn is(key: &str, names: &[String]) -> bool {
    let key = key.to_lowercase();
    names.contains(&key)
}

fn starts(line: &str, words: &[String]) -> bool {
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    words.iter().any(|word| bare.starts_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (Metadata, Vec<String>, usize) {
        let mut lines = text::lines(text, 1);
        let mut draft = Draft::default();
        take_off(&mut lines, &mut draft);
        (draft.metadata, lines.into_iter().map(|l| l.text).collect(), draft.diagnostics.len())
    }

    #[test]
    fn the_head_of_an_e_mail() {
        let (metadata, rest, told) = taken(
            "---------- Messaggio inoltrato ---------\nDa: Livia Sarti <livia@example.org>\nDate: ven 8 mar 2024 alle ore 07:30\n\
             Oggetto: Fwd: Il molo #4\nA: <tutti@example.org>\n\nCiao.",
        );
        assert_eq!((metadata.title.as_deref(), metadata.author.as_deref()), (Some("Il molo #4"), Some("Livia Sarti")));
        assert_eq!(
            metadata.to_front_matter(),
            "---\ndate: 2024-03-08T07:30:00+01:00\nauthor: \"Livia Sarti\"\n---\n\n"
        );
        assert_eq!((rest, told), (vec![String::new(), "Ciao.".to_string()], 5));
    }

    #[test]
    fn what_is_no_head() {
        let rows = [
            "Oggetto: il molo\n\nCiao.",
            "A: tutti\nDa: me\nCiao.",
            "Nota: uno\nOggetto: due",
            "Il titolo\nOggetto: x\nDa: y",
        ];
        let wrong: Vec<_> = rows.iter().filter(|text| taken(text).2 > 0).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
