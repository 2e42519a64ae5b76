//! An episode's notes: the plain description with its timestamps, and the whole issue as HTML below the chapters.

use altavoce_base::clock;
use altavoce_base::disclosure::{says, with_sentence};

use crate::html::{clean, is_character};
use crate::limits::{FEWEST_TIMESTAMPS, LONGEST_DESCRIPTION};
use crate::manifest::{ChapterMade, Outline};
use crate::rss::single_line;

/// The longest issue that a feed carries whole, in bytes of HTML: about ten thousand words. A feed is fetched by every
/// app several times a day.
const LONGEST_ISSUE: usize = 96 * 1024;

/// What leads from an episode to its issue, wherever that is said.
pub const READ_THE_ISSUE: &str = "Leggi il numero";

/// The plain description, at most 4000 bytes: the issue's own words, the sentence that the voice is artificial, where the issue
/// is read and, when there are at least three chapters, a line `00:00 title` for each. Timestamps that leave no room for words are
/// left to the chapter files. What a reader might take for HTML is escaped.
pub fn description(episode: &Outline, disclosure: &str) -> String {
    told(episode, disclosure, unmarked)
}

/// The same as plain text that nobody takes for HTML.
pub fn plain(episode: &Outline, disclosure: &str) -> String {
    told(episode, disclosure, str::to_string)
}

fn told(episode: &Outline, disclosure: &str, written: fn(&str) -> String) -> String {
    let words = written(&words(episode));
    let stamps = written(&timestamps(&episode.chapters));
    let stamps = if stamps.len() <= LONGEST_DESCRIPTION * 3 / 4 { stamps } else { String::new() };
    let link = episode.issue_link().map(|link| format!("{READ_THE_ISSUE}: {}", written(link))).unwrap_or_default();
    let tail =
        [link, stamps].iter().filter(|part| !part.is_empty()).map(|part| format!("\n\n{part}")).collect::<String>();
    disclosed(&words, &written(disclosure.trim()), LONGEST_DESCRIPTION.saturating_sub(tail.len())) + &tail
}

/// Words in their room, with the sentence behind them unless they say it. It is never cut: the words are.
fn disclosed(words: &str, sentence: &str, room: usize) -> String {
    let whole = with_sentence(words, sentence);
    if whole.len() <= room {
        return whole;
    }
    let behind = if sentence.is_empty() { 0 } else { "\n\n".len() + sentence.len() };
    with_sentence(&shorten(words, room.saturating_sub(behind)), sentence)
}

/// The notes as HTML: where the issue is read, the chapters with their times, the sentence that the voice is artificial, then
/// `issue`, cleaned when the episode was made; without it what the issue says of itself. Whoever says it already need not say it
/// twice. An issue that is too long for a feed is cut, and leads to its `page`.
pub fn html(episode: &Outline, issue: Option<&str>, page: Option<&str>, disclosure: &str) -> String {
    let link = episode.issue_link();
    let link = link.map(|link| format!("<p><a href=\"{}\" rel=\"noopener\">{READ_THE_ISSUE}</a></p>", escape(link)));
    let link = link.unwrap_or_default();
    let chapters = match stamped(&episode.chapters) {
        None => String::new(),
        Some(lines) => {
            let items: String = lines.map(|l| format!("<li>{}</li>", escape(&l))).collect();
            format!("<p>Capitoli</p><ul>{items}</ul>")
        }
    };
    let paragraphs = |text: &str| text.split("\n\n").map(|p| format!("<p>{}</p>", escape(p))).collect::<String>();
    match issue.map(str::trim).filter(|i| !i.is_empty()) {
        Some(issue) => {
            let issue = cut(issue, page);
            let is_said = disclosure.is_empty() || says(&issue, &escape(disclosure));
            let sentence = if is_said { String::new() } else { paragraphs(disclosure) };
            let head = link + &chapters + &sentence;
            if head.is_empty() { issue } else { format!("{head}<hr>{issue}") }
        }
        None => paragraphs(&with_sentence(&words(episode), disclosure)) + &link + &chapters,
    }
}

/// An issue as long as a feed carries, cut behind a block.
fn cut(issue: &str, page: Option<&str>) -> String {
    if issue.len() <= LONGEST_ISSUE {
        return issue.to_string();
    }
    let start = &issue[..issue.floor_char_boundary(LONGEST_ISSUE)];
    let ends = ["</p>", "</li>", "</tr>", "</pre>"].map(|end| start.rfind(end).map_or(0, |at| at + end.len()));
    let end = ends.into_iter().max().filter(|end| *end > 0).unwrap_or(start.rfind('<').unwrap_or(start.len()));
    // What is still open is closed.
    let start = clean(&start[..end]);
    match page {
        Some(page) => format!("{start}<p>[…] <a href=\"{}\" rel=\"noopener\">Continua a leggere</a></p>", escape(page)),
        None => format!("{start}<p>[…]</p>"),
    }
}

/// What the issue says of itself, one of: its description, its subtitle, its title.
fn words(episode: &Outline) -> String {
    let given = [&episode.description, &episode.subtitle].into_iter().flatten().map(|s| s.trim());
    let text = given.into_iter().find(|s| !s.is_empty()).unwrap_or(episode.title.trim());
    let paragraphs = text.lines().map(str::trim).collect::<Vec<_>>();
    let joined = paragraphs.split(|l| l.is_empty()).filter(|p| !p.is_empty()).map(|p| p.join(" "));
    joined.collect::<Vec<_>>().join("\n\n")
}

fn timestamps(chapters: &[ChapterMade]) -> String {
    stamped(chapters).map(|lines| lines.collect::<Vec<_>>().join("\n")).unwrap_or_default()
}

/// A line a chapter; `None` when players would not take them for chapters.
fn stamped(chapters: &[ChapterMade]) -> Option<impl Iterator<Item = String>> {
    let first = chapters.first()?.start as u64;
    let hours = chapters.last()?.start >= 3600.0;
    // Seconds are cut, so that a click never misses a beginning.
    let line = move |c: &ChapterMade| format!("{} {}", clock::padded(c.start as u64, hours), single_line(&c.title));
    (first == 0 && chapters.len() >= FEWEST_TIMESTAMPS).then(|| chapters.iter().map(line))
}

/// At most `limit` bytes, cut between words and marked with an ellipsis.
fn shorten(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_string();
    }
    let end = text.floor_char_boundary(limit.saturating_sub("…".len()));
    let cut = &text[..end];
    // A text without spaces near its end is cut inside the word.
    let word = cut.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", cut[..word].trim_end())
}

/// Text that a reader may take as plain or as HTML, as readers do with a description: what HTML would take for markup or
/// for an entity is escaped, and nothing else.
pub(crate) fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let entity = || is_character(&text[at + 1..]);
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' if entity() => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// HTML's own characters as entities.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::tests::outline;

    fn episode(description: &str, chapters: &[(f64, &str)]) -> Outline {
        let chapter = |(start, title): &(f64, &str)| ChapterMade {
            title: title.to_string(),
            start: *start,
            end: start + 1.0,
            file: String::new(),
            line: 1,
            image: None,
            link: None,
        };
        Outline {
            title: "Titolo".into(),
            description: Some(description.into()),
            chapters: chapters.iter().map(chapter).collect(),
            ..outline()
        }
    }

    #[test]
    fn notes_are_written() {
        let three = [(0.0, "Uno"), (61.9, "Due\n& tre"), (600.0, "<b>Quattro</b>")];
        let long = [(0.0, "Uno"), (61.9, "Due"), (3723.0, "Tre")];
        type Row<'a> = (&'a str, &'a [(f64, &'a str)], &'a str, &'a str);
        let rows: &[Row] = &[
            (
                "Una riga\nche va a capo.\n\n Un'altra.",
                &three,
                "Una riga che va a capo.\n\nUn'altra.\n\n00:00 Uno\n01:01 Due & tre\n10:00 &lt;b&gt;Quattro&lt;/b&gt;",
                "<p>Una riga che va a capo.</p><p>Un'altra.</p><p>Capitoli</p><ul><li>00:00 Uno</li>\
                 <li>01:01 Due &amp; tre</li><li>10:00 &lt;b&gt;Quattro&lt;/b&gt;</li></ul>",
            ),
            (
                "Lungo",
                &long,
                "Lungo\n\n00:00:00 Uno\n00:01:01 Due\n01:02:03 Tre",
                "<p>Lungo</p><p>Capitoli</p><ul><li>00:00:00 Uno</li><li>00:01:01 Due</li><li>01:02:03 Tre</li></ul>",
            ),
            ("Corto", &three[..2], "Corto", "<p>Corto</p>"),
            ("R&B & 1 < 2 &#1;", &[], "R&B & 1 &lt; 2 &amp;#1;", "<p>R&amp;B &amp; 1 &lt; 2 &amp;#1;</p>"),
            ("AT&T, S&P500, M&A", &[], "AT&T, S&P500, M&A", "<p>AT&amp;T, S&amp;P500, M&amp;A</p>"),
            ("R&D; poi Q&A; &#x", &[], "R&D; poi Q&A; &#x", "<p>R&amp;D; poi Q&amp;A; &amp;#x</p>"),
            (
                "a&copy b&copyleft; c&mela;",
                &[],
                "a&amp;copy b&amp;copyleft; c&mela;",
                "<p>a&amp;copy b&amp;copyleft; c&amp;mela;</p>",
            ),
            (" ", &[], "Titolo", "<p>Titolo</p>"),
        ];
        let mut wrong = Vec::new();
        for (words, chapters, plain, markup) in rows {
            let e = episode(words, chapters);
            let got = (description(&e, ""), html(&e, None, None, ""));
            if (got.0.as_str(), got.1.as_str()) != (*plain, *markup) {
                wrong.push(format!("{words:?}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_voice_is_told_once_and_never_cut() {
        let sentence = "La voce di R&B & 1 < 2 è artificiale.";
        let three = [(0.0, "Uno"), (61.9, "Due"), (600.0, "Tre")];
        let stamps = "00:00 Uno\n01:01 Due\n10:00 Tre";
        let plain = "La voce di R&B & 1 &lt; 2 è artificiale.";
        let marked = "<p>La voce di R&amp;B &amp; 1 &lt; 2 è artificiale.</p>";
        let chapters = "<p>Capitoli</p><ul><li>00:00 Uno</li><li>01:01 Due</li><li>10:00 Tre</li></ul>";
        let e = episode("Parole.", &three);
        assert_eq!(description(&e, sentence), format!("Parole.\n\n{plain}\n\n{stamps}"));
        assert_eq!(html(&e, None, None, sentence), format!("<p>Parole.</p>{marked}{chapters}"));
        assert_eq!(html(&e, Some("<p>Ciao.</p>"), None, sentence), format!("{chapters}{marked}<hr><p>Ciao.</p>"));
        let one = episode("Parole.", &[]);
        assert_eq!(html(&one, Some("<p>Ciao.</p>"), None, sentence), format!("{marked}<hr><p>Ciao.</p>"));
        // Words that say it already, in the description and in the issue.
        let own = episode(&format!("Parole. {sentence}"), &three);
        assert_eq!(description(&own, sentence), format!("Parole. {plain}\n\n{stamps}"));
        let issue = format!("<p>Ciao.</p>{marked}");
        assert_eq!(html(&own, Some(&issue), None, sentence), format!("{chapters}<hr>{issue}"));
        let long = description(&episode(&"è così ".repeat(2000), &three), sentence);
        assert!(long.len() <= 4000 && long.len() > 3980, "{}", long.len());
        assert!(long.ends_with(&format!("…\n\n{plain}\n\n{stamps}")), "{}", &long[3800..]);
        // It stood where the words were cut.
        let last = description(&episode(&format!("{}{sentence}", "è così ".repeat(2000)), &[]), sentence);
        assert!(last.len() <= 4000 && last.ends_with(&format!("…\n\n{plain}")), "{}", &last[3900..]);
    }

    #[test]
    fn a_description_keeps_to_its_limit() {
        let three = [(0.0, "Uno"), (61.9, "Due"), (600.0, "Tre")];
        for words in ["è così ".repeat(2000), "è".repeat(9000)] {
            let plain = description(&episode(&words, &three), "");
            assert!(plain.len() <= 4000 && plain.len() > 3980, "{} bytes", plain.len());
            assert!(plain.ends_with("…\n\n00:00 Uno\n01:01 Due\n10:00 Tre"), "{}", &plain[3900..]);
        }
        let title = "Un titolo di quasi quaranta caratteri";
        let many: Vec<_> = (0..100).map(|n| (f64::from(n) * 10.0, title)).collect();
        assert_eq!(description(&episode("Molti", &many), ""), "Molti");
    }

    #[test]
    fn the_issue_stands_below_its_chapters() {
        let three = [(0.0, "Uno"), (61.9, "Due"), (600.0, "Tre")];
        let issue = "<p>Ciao <a href=\"https://e.org\" rel=\"noopener\">tu</a></p>\n";
        let short = html(&episode("Parole", &three[..1]), Some(issue), None, "");
        assert_eq!(short, issue.trim());
        let whole = html(&episode("Parole", &three), Some(issue), None, "");
        assert!(whole.starts_with("<p>Capitoli</p><ul><li>00:00 Uno</li>"), "{whole}");
        assert!(whole.ends_with(&format!("</ul><hr>{}", issue.trim())), "{whole}");
    }

    #[test]
    fn notes_lead_to_the_issue() {
        let three = [(0.0, "Uno"), (61.9, "Due"), (600.0, "Tre")];
        let link = Some("https://e.org/p/uno?a=1&b=2".to_string());
        let e = Outline { link, ..episode("Parole", &three) };
        let stamps = "00:00 Uno\n01:01 Due\n10:00 Tre";
        assert_eq!(description(&e, ""), format!("Parole\n\nLeggi il numero: https://e.org/p/uno?a=1&b=2\n\n{stamps}"));
        let said =
            "<p><a href=\"https://e.org/p/uno?a=1&amp;b=2\" rel=\"noopener\">Leggi il numero</a></p><p>Capitoli</p>";
        assert!(html(&e, Some("<p>Testo</p>"), None, "").starts_with(said));
        assert!(html(&e, None, None, "").starts_with(&format!("<p>Parole</p>{said}")));
        let voice = "La voce di R&B & 1 < 2 è artificiale.";
        let issue = "Leggi il numero: https://e.org/p/uno?a=1&b=2";
        assert_eq!(plain(&e, voice), format!("Parole\n\n{voice}\n\n{issue}\n\n{stamps}"));
        let said = Outline { description: Some(format!("Parole. {voice}")), ..e.clone() };
        assert_eq!(plain(&said, voice), format!("Parole. {voice}\n\n{issue}\n\n{stamps}"));
        let long = Outline { description: Some("è così ".repeat(2000)), ..e.clone() };
        let plain = description(&long, "");
        assert!(plain.len() <= 4000 && plain.contains("…\n\nLeggi il numero: https") && plain.ends_with(stamps));
        // A manifest that somebody edited leads nowhere else.
        let e = Outline { link: Some("javascript:alert(1)".into()), ..e };
        assert!(!html(&e, None, None, "").contains("Leggi") && !description(&e, "").contains("Leggi"));
    }

    #[test]
    fn an_endless_issue_is_cut_behind_a_block() {
        let issue = format!("<blockquote>{}</blockquote>", "<p>Una riga, è così.</p>\n".repeat(9000));
        let got = html(&episode("Parole", &[]), Some(&issue), Some("https://e.org/a&b/"), "");
        assert!(got.len() > 90_000 && got.len() < 99_000, "{}", got.len());
        let end = "<p>Una riga, è così.</p></blockquote><p>[…] <a href=\"https://e.org/a&amp;b/\" rel=\"noopener\">Continua a leggere</a></p>";
        assert!(got.ends_with(end), "{}", &got[got.len() - 200..]);
        let unbroken = html(&episode("Parole", &[]), Some(&"è".repeat(90_000)), None, "");
        assert!(unbroken.len() < 99_000 && unbroken.ends_with("è<p>[…]</p>"), "{}", unbroken.len());
    }
}
