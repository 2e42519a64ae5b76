//! Lines of an issue, changed while nothing else in its file is: what stands around them, its line ends, its mark of UTF-8.

use std::ops::RangeInclusive;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;

use crate::issue::Issue;
use crate::markup::control::LONGEST_PAUSE;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is in the file, which has these bytes now.
    Written(Vec<u8>),
    /// The file is another than the one that was looked at, and stays as it is: these are its bytes.
    Other(Vec<u8>),
}

/// Puts `text` in the place of `lines` (from 1) of the issue at `path`, if `is_known` says that its bytes are those that were looked
/// at. Without a text the lines go. What others write at the same time is kept: it is looked at under the lock.
///
/// # Errors
/// The author's, and nothing is written: with these lines the file would be no issue any more. The operator's: it cannot be read or
/// written.
pub fn replace(
    path: &Path,
    lines: RangeInclusive<u32>,
    text: &str,
    is_known: impl FnOnce(&[u8]) -> bool,
) -> Result<Changed> {
    change(path, is_known, |old| Ok(spliced(old, lines, text)))
}

/// Changes the text of the issue at `path` as `edit` does; otherwise as [`replace`].
///
/// # Errors
/// As [`replace`], and those of `edit`.
pub fn change(
    path: &Path,
    is_known: impl FnOnce(&[u8]) -> bool,
    edit: impl FnOnce(&str) -> Result<String>,
) -> Result<Changed> {
    let mut changed = None;
    let written = files::change(path, |old| {
        let gone =
            || Error::author(tr!("the file is gone")).in_file(path).fix(tr!("put it back, or look at the list again"));
        let old = old.ok_or_else(gone)?;
        if !is_known(&old) {
            changed = Some(Changed::Other(old));
            return Err(Error::interrupted(tr!("the file was changed meanwhile")));
        }
        let text = std::str::from_utf8(&old);
        let text = text.map_err(|_| Error::author(tr!("not UTF-8")).in_file(path).fix(tr!("save it as UTF-8")))?;
        let new = edit(text)?.into_bytes();
        Issue::parse(path, &new)?;
        changed = Some(Changed::Written(new.clone()));
        Ok(new)
    });
    match (changed, written) {
        (Some(other @ Changed::Other(_)), _) => Ok(other),
        (_, Err(e)) => Err(e),
        (Some(done), Ok(())) => Ok(done),
        (None, Ok(())) => Err(Error::bug(tr!("a change of an issue was lost")).in_file(path)),
    }
}

/// A pause as an author writes it.
///
/// # Errors
/// The author's: it is shorter or longer than a pause may be.
pub fn pause(seconds: f64) -> Result<String> {
    let milliseconds = (seconds * 1000.0).round();
    if !(50.0..=f64::from(LONGEST_PAUSE)).contains(&milliseconds) {
        return Err(Error::author(tr!("a pause of {seconds} s")).fix(tr!("it may last from 50ms to 60s")));
    }
    let length = match milliseconds as u64 {
        whole if whole % 1000 == 0 => format!("{}s", whole / 1000),
        part if part < 1000 => format!("{part}ms"),
        mixed => format!("{}s", (mixed as f64 / 1000.0).to_string().replace('.', ",")),
    };
    Ok(format!("<!-- altavoce: pausa {length} -->"))
}

/// A text where the command `pause` stands behind a sentence, in the place of a pause that stands there; without one that goes.
/// The sentence ends on `line` with `word`, which stands there for the time `nth`, from 0.
///
/// # Errors
/// The author's: its end cannot be found.
pub fn with_pause(text: &str, line: u32, word: &str, nth: usize, pause: Option<&str>) -> Result<String> {
    let lost = || {
        let what = Error::author(tr!("the end of the sentence on line {line} cannot be found in the text"));
        what.fix(tr!("write <!-- altavoce: pausa 1s --> behind it by hand"))
    };
    let range = line_range(text, line).ok_or_else(lost)?;
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let at = text[range.clone()].match_indices(word).nth(nth).filter(|_| !word.is_empty()).ok_or_else(lost)?.0;
    let mut behind = range.start + at + word.len();
    // the marks that end it, and those that close what its last word stands in; a link with its address
    while let Some(c) = text[behind..range.end].chars().next().filter(|c| !c.is_whitespace() && *c != '<') {
        if c == '(' && text[..behind].ends_with(']') {
            behind += text[behind..range.end].find(')').ok_or_else(lost)?;
        } else if c.is_alphanumeric() {
            break;
        }
        behind += c.len_utf8();
    }
    let rest = &text[behind..];
    let old = rest.trim_start_matches([' ', '\t']);
    let gap = rest.len() - old.len();
    let old = match old.strip_prefix("<!--").and_then(|inside| Some((inside, inside.find("-->")?))) {
        Some((inside, close)) if is_pause(&inside[..close]) => gap + "<!--".len() + close + "-->".len(),
        _ => 0,
    };
    let pause = pause.map_or(String::new(), |pause| format!(" {pause}"));
    Ok(format!("{}{pause}{}", &text[..behind], &text[behind + old..]))
}

/// The bytes of a line, without its end.
fn line_range(text: &str, line: u32) -> Option<std::ops::Range<usize>> {
    let start = match line.checked_sub(1)? {
        0 => 0,
        before => text.match_indices('\n').nth(before as usize - 1)?.0 + 1,
    };
    Some(start..text[start..].find('\n').map_or(text.len(), |at| start + at))
}

/// Whether a comment is a pause of ours.
fn is_pause(comment: &str) -> bool {
    let words = comment.trim().to_lowercase();
    words.strip_prefix("altavoce").is_some_and(|rest| {
        let said = rest.trim_start().trim_start_matches(':').trim_start();
        ["pausa", "pause"].iter().any(|word| said.starts_with(word))
    })
}

/// A text without the two commands that skip what begins on a line.
///
/// # Errors
/// The author's: they cannot be found.
pub fn without_skip(text: &str, line: u32) -> Result<String> {
    let lost = || {
        let what = Error::author(tr!("no `salta` stands on line {line}"));
        what.fix(tr!("take the commands out of the text by hand"))
    };
    let start = line_range(text, line).ok_or_else(lost)?.start;
    let command = |from: usize, words: &[&str]| {
        text[from..].match_indices("<!--").find_map(|(at, _)| {
            let at = from + at;
            let close = at + text[at..].find("-->")? + 3;
            let said = text[at + 4..close - 3].trim().to_lowercase();
            let said = said.strip_prefix("altavoce")?.trim_start().trim_start_matches(':').trim().to_string();
            words.contains(&said.as_str()).then_some(at..close)
        })
    };
    let skip = command(start, &["salta", "skip"]).ok_or_else(lost)?;
    let resume = command(skip.end, &["riprendi", "resume"]).ok_or_else(lost)?;
    let without = |range: &std::ops::Range<usize>| {
        // a line of its own goes with it
        let before = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let behind = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        let alone = text[before..range.start].trim().is_empty() && text[range.end..behind].trim().is_empty();
        if alone { before..behind } else { range.clone() }
    };
    let (skip, resume) = (without(&skip), without(&resume));
    Ok(format!("{}{}{}", &text[..skip.start], &text[skip.end..resume.start.max(skip.end)], &text[resume.end..]))
}

/// A file with other lines in the place of some.
fn spliced(old: &str, lines: RangeInclusive<u32>, text: &str) -> String {
    let all: Vec<&str> = old.split_inclusive('\n').collect();
    let end = if all.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let from = (*lines.start() as usize).saturating_sub(1).min(all.len());
    let to = (*lines.end() as usize).clamp(from, all.len());
    let mut new: String = all[..from].concat();
    if !new.is_empty() && !new.ends_with('\n') && !text.is_empty() {
        new.push_str(end);
    }
    let is_last = to == all.len();
    let ends = all[from..to].last().is_none_or(|line| line.ends_with('\n'));
    let written: Vec<&str> = text.lines().collect();
    new.push_str(&written.join(end));
    if !written.is_empty() && (!is_last || ends) {
        new.push_str(end);
    }
    // where lines go, so does one of the two blank ones that then meet
    let behind = &all[to..];
    let blank = |line: Option<&&str>| line.is_some_and(|line| line.trim().is_empty());
    let doubled = written.is_empty() && blank(behind.first()) && (from == 0 || blank(all.get(from - 1)));
    new.push_str(&behind[usize::from(doubled)..].concat());
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_lines_are_others() {
        let rows = [
            ("a\nb\nc\n", 2..=2, "x", "a\nx\nc\n"),
            ("a\r\nb\r\nc", 2..=2, "x\ny", "a\r\nx\r\ny\r\nc"),
            ("a\nb\nc", 3..=3, "x", "a\nb\nx"),
            ("a\nb\nc\n", 3..=3, "x\n", "a\nb\nx\n"),
            ("a\n\nb\n\nc\n", 3..=3, "", "a\n\nc\n"),
            ("a\n\nb\n", 3..=3, "", "a\n\n"),
            ("a\nb\n", 3..=9, "x", "a\nb\nx\n"),
            ("a", 2..=2, "x", "a\nx\n"),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .map(|(old, lines, text, wanted)| (spliced(old, lines.clone(), text), *wanted))
            .filter(|(got, wanted)| got != wanted)
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn a_pause_stands_behind_its_sentence() {
        let pause = |seconds: f64| super::pause(seconds).unwrap();
        assert_eq!(
            [pause(2.0), pause(1.5), pause(0.25)].map(|p| p[21..p.len() - 4].to_string()),
            ["2s", "1,5s", "250ms"]
        );
        assert!(super::pause(61.0).is_err());
        let text = "# T\n\nLa *frase*. E «la [frase](x.html)». Una frase\nin più.\n";
        let with = |word: &str, line, nth, pause: Option<&str>| with_pause(text, line, word, nth, pause).unwrap();
        assert_eq!(with("frase.", 3, 0, Some("X")), text.replace("*frase*.", "*frase*. X"));
        assert_eq!(with("frase».", 3, 1, Some("X")), text.replace("(x.html)».", "(x.html)». X"));
        assert_eq!(with("più.", 4, 0, Some("X")), text.replace("più.", "più. X"));
        let once = with("frase.", 3, 0, Some(&pause(2.0)));
        let twice = with_pause(&once, 3, "frase.", 0, Some(&pause(0.5))).unwrap();
        assert_eq!(twice, text.replace("*frase*.", "*frase*. <!-- altavoce: pausa 500ms -->"));
        assert_eq!(with_pause(&twice, 3, "frase.", 0, None).unwrap(), text);
        assert!(with_pause(text, 3, "altro", 0, None).is_err() && with_pause(text, 9, "frase", 0, None).is_err());
    }

    #[test]
    fn what_was_skipped_is_back() {
        let text = "a\n\n<!-- altavoce: salta -->\nb\n<!-- altavoce: riprendi -->\n\nc <!-- altavoce: salta -->d<!-- altavoce: riprendi --> e\n";
        let once = without_skip(text, 3).unwrap();
        assert!(once.starts_with("a\n\nb\n\nc <!--"), "{once}");
        assert_eq!(without_skip(&once, 5).unwrap(), "a\n\nb\n\nc d e\n");
        assert!(without_skip("a\n", 1).is_err());
    }

    #[test]
    fn a_file_that_another_changed_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.md");
        let old = "# Titolo\n\nUna frase che si legge.\n";
        std::fs::write(&path, old).unwrap();
        let other = replace(&path, 3..=3, "Un'altra.", |_| false).unwrap();
        assert_eq!(other, Changed::Other(old.into()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), old);
        let written = replace(&path, 3..=3, "Un'altra.", |bytes| bytes == old.as_bytes()).unwrap();
        assert_eq!(written, Changed::Written("# Titolo\n\nUn'altra.\n".into()));
        let refused = replace(&path, 3..=3, "Una. <!-- altavoce: pausa lunga -->", |_| true).unwrap_err().to_string();
        assert!(refused.contains("1.md:3: ") && refused.contains("length of a pause"), "{refused}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "# Titolo\n\nUn'altra.\n");
    }
}
