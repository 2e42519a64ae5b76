//! The bytes of an export to text: UTF-8, UTF-16, Windows-1252; and text that went through the wrong one before.

use std::path::Path;

use altavoce_base::error::{Error, Result};

use super::remark::Remark;

/// What Windows-1252 has from 0x80 to 0x9F; a NUL where it has nothing.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// How files begin that people take for texts, and what they are.
const BINARY: [(&[u8], &str); 8] = [
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0", "an old Word document"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"ID3", "a sound file"),
];

/// The text of `bytes`, its line ends `\n`, and what was noticed on the way.
///
/// # Errors
/// The author's: nothing in it, a binary file, an encoding that is none of ours.
pub fn decode(path: &Path, bytes: &[u8]) -> Result<(String, Vec<Remark>)> {
    let refuse = |what: &str| Error::author(what).in_file(path);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("the file is empty").fix("give a file with the text of an issue"));
    }
    if let Some((_, kind)) = BINARY.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(refuse(&format!("this is {kind}, not a text")).fix("export the issue as HTML or plain text"));
    }
    let mut remarks = Vec::new();
    let text = if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        utf16(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        utf16(rest, u16::from_be_bytes)
    } else if bytes.contains(&0) {
        None
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_string()),
            Err(e) => {
                let line = line_at(bytes, e.valid_up_to());
                if let Some(name) = charset(bytes).filter(|name| !is_western(name)) {
                    let what = format!("its character set is {name}");
                    return Err(refuse(&what).fix("save it as UTF-8"));
                }
                let what = "read as Windows-1252, since it is not UTF-8; look at the accented letters";
                remarks.push(Remark::doubt(Some(line), what));
                windows(bytes)
            }
        }
    };
    let odd = |c: &char| c.is_control() && !c.is_whitespace();
    let text = text.filter(|t| t.chars().filter(odd).count() * 100 <= t.chars().count());
    let Some(text) = text else {
        return Err(refuse("this is not a text in UTF-8, UTF-16 or Windows-1252").fix("save it as UTF-8 text"));
    };
    let (text, mended) = mend(&text);
    if let Some((line, count)) = mended {
        let what = format!("{count} letters were garbled (UTF-8 read as Windows-1252, like Ã¨ for è) and are mended");
        remarks.push(Remark::doubt(Some(line), what));
    }
    if let Some(at) = text.find('\u{FFFD}') {
        let what = "a letter is lost (\u{FFFD}); write it again";
        remarks.push(Remark::doubt(Some(line_at(text.as_bytes(), at)), what));
    }
    Ok((text.replace("\r\n", "\n").replace(['\r', '\u{C}'], "\n"), remarks))
}

fn line_at(bytes: &[u8], at: usize) -> u32 {
    1 + bytes[..at].iter().filter(|b| **b == b'\n').count() as u32
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
}

fn windows(bytes: &[u8]) -> Option<String> {
    let letter = |b: &u8| match b {
        0x80..=0x9F => Some(WINDOWS[usize::from(b - 0x80)]).filter(|c| *c != '\0'),
        b => Some(char::from(*b)),
    };
    bytes.iter().map(letter).collect()
}

/// The character set that an HTML or XML file declares.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let at = ["charset=", "encoding="].iter().find_map(|key| head.find(key).map(|at| at + key.len()))?;
    let rest = head[at..].trim_start_matches(['"', '\'']);
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    Some(name).filter(|name| !name.is_empty())
}

fn is_western(name: &str) -> bool {
    let western = ["windows-1252", "cp1252", "iso-8859-1", "latin1", "iso-8859-15", "us-ascii", "ascii", "utf-8"];
    western.contains(&name)
}

/// UTF-8 that somebody read as Windows-1252, read right; the first such line, and how many.
fn mend(text: &str) -> (String, Option<(u32, usize)>) {
    let mut out = String::with_capacity(text.len());
    let (mut first, mut count) = (None, 0);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        // The second half of an à is a no-break space, which some programs make a plain one.
        let half = run.ends_with('Ã') && behind.starts_with("  ");
        let whole = if half { format!("{run}\u{A0}") } else { run.to_string() };
        match misread(&whole) {
            Some(right) => {
                first.get_or_insert_with(|| 1 + out.matches('\n').count() as u32);
                count += right.chars().count();
                out.push_str(&right);
                rest = if half { &behind[1..] } else { behind };
            }
            None => {
                out.push_str(run);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    (out, first.map(|line| (line, count)))
}

/// What a run of such letters was, if it was.
fn misread(run: &str) -> Option<String> {
    if !run.starts_with(['Ã', 'Â', 'â', 'ð']) || run.chars().nth(1).is_none() {
        return None;
    }
    let byte = |c: char| match u32::from(c) {
        n @ 0x80..=0xFF => Some(n as u8),
        _ => WINDOWS.iter().position(|w| *w == c).map(|at| 0x80 + at as u8),
    };
    let bytes: Vec<u8> = run.chars().map(byte).collect::<Option<_>>()?;
    let right = String::from_utf8(bytes).ok()?;
    let likely = |c: char| matches!(u32::from(c), 0xA0..=0x17F | 0x2000..=0x27FF | 0xFE0F | 0x1F000..=0x1FAFF);
    right.chars().all(likely).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_every_encoding() {
        let utf16 = |units: Vec<[u8; 2]>, mark: &[u8]| [mark, &units.concat()].concat();
        let word = "Perché – così";
        let rows: [(&str, Vec<u8>, &str, usize); 9] = [
            ("UTF-8", word.into(), word, 0),
            ("with a mark", format!("\u{FEFF}{word}").into(), word, 0),
            ("UTF-16 LE", utf16(word.encode_utf16().map(u16::to_le_bytes).collect(), b"\xFF\xFE"), word, 0),
            ("UTF-16 BE", utf16(word.encode_utf16().map(u16::to_be_bytes).collect(), b"\xFE\xFF"), word, 0),
            ("Windows-1252", b"Perch\xE9 \x96 cos\xEC".into(), word, 1),
            ("garbled", "PerchÃ© â€“ cosÃ¬".into(), word, 1),
            ("garbled, spaces made plain", "CittÃ  e cosÃ¬".into(), "Città e così", 1),
            ("not garbled", "«PERCHÉ»… È”, à»".into(), "«PERCHÉ»… È”, à»", 0),
            ("line ends", b"a\r\nb\rc".into(), "a\nb\nc", 0),
        ];
        let got = |bytes: &[u8]| decode(Path::new("a.txt"), bytes).map(|(t, r)| (t, r.len())).unwrap();
        let wrong: Vec<_> = rows
            .iter()
            .filter(|(_, bytes, text, remarks)| got(bytes) != (text.to_string(), *remarks))
            .map(|row| (row.0, got(&row.1)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let rows: [(&[u8], &str); 7] = [
            (b" \r\n", "a.txt: the file is empty; give a file with the text of an issue"),
            (b"%PDF-1.7\n", "a.txt: this is a PDF, not a text; export the issue as HTML or plain text"),
            (b"a\0b", "a.txt: this is not a text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 text"),
            (b"\xFF\xFEa", "a.txt: this is not a text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 text"),
            (b"Citt\x88 pi\x9D", "a.txt: this is not a text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 text"),
            (b"\x01\x02\x03abc", "a.txt: this is not a text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 text"),
            (b"<meta charset=\"koi8-r\">\xC1", "a.txt: its character set is koi8-r; save it as UTF-8"),
        ];
        let got = |bytes: &[u8]| decode(Path::new("a.txt"), bytes).map_or_else(|e| e.to_string(), |_| "read".into());
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
