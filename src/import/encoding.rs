//! The bytes of an export to text, in whatever encoding; and text that went through the wrong one before.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text as text_of;
use altavoce_base::{mark, tr, trn};
use encoding_rs::{Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::diagnostic::Diagnostic;

/// How files begin that people take for texts, and what they are.
const BINARY: [(&[u8], &str); 8] = [
    (b"%PDF", mark!("a PDF")),
    (b"{\\rtf", mark!("an RTF document")),
    (b"\xD0\xCF\x11\xE0", mark!("an old Word document")),
    (b"\x89PNG", mark!("a picture")),
    (b"\xFF\xD8\xFF", mark!("a picture")),
    (b"GIF8", mark!("a picture")),
    (b"\x1F\x8B", mark!("a gzip archive")),
    (b"ID3", mark!("a sound file")),
];

/// What is said of bytes that are no text in any encoding that a file need not declare.
const NO_TEXT: &str = mark!("this is not a text in UTF-8, UTF-16 or Windows-1252");

/// The text of `bytes`, its line ends `\n`, and what was noticed on the way.
///
/// # Errors
/// The author's: nothing in it, a binary file, a character set that nobody knows or that its bytes are not in.
pub fn decode(path: &Path, bytes: &[u8]) -> Result<(String, Vec<Diagnostic>)> {
    let refuse = |what: &str| Error::author(what).in_file(path);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse(tr!("the file is empty")).fix(tr!("give a file with the text of an issue")));
    }
    if let Some((_, kind)) = BINARY.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(refuse(&tr!("this is {kind}, not a text", kind = text_of(kind)))
            .fix(tr!("export the issue as HTML or plain text")));
    }
    let mend_it = tr!("save it as UTF-8 text");
    let (encoding, doubt) = encoding_of(bytes).map_err(|what| refuse(&what).fix(mend_it))?;
    let odd = |c: &char| c.is_control() && !c.is_whitespace();
    let text = text_in(encoding, bytes).filter(|t| t.chars().filter(odd).count() * 100 <= t.chars().count());
    let Some(text) = text else { return Err(refuse(text_of(NO_TEXT)).fix(mend_it)) };
    let mut diagnostics: Vec<Diagnostic> = doubt.into_iter().collect();
    let (text, mended) = mend(&text);
    if let Some((line, count)) = mended {
        let what = trn!(
            count,
            "1 letter was garbled (UTF-8 read as Windows-1252, like Ã¨ for è) and is mended",
            "{count} letters were garbled (UTF-8 read as Windows-1252, like Ã¨ for è) and are mended"
        );
        diagnostics.push(Diagnostic::doubt(Some(line), what));
    }
    if let Some(at) = text.find('\u{FFFD}') {
        let what = tr!("a letter is lost (\u{FFFD}); write it again");
        diagnostics.push(Diagnostic::doubt(Some(line_at(text.as_bytes(), at)), what));
    }
    Ok((text.replace("\r\n", "\n").replace(['\r', '\u{C}'], "\n"), diagnostics))
}

fn line_at(bytes: &[u8], at: usize) -> u32 {
    1 + bytes[..at].iter().filter(|b| **b == b'\n').count() as u32
}

/// The encoding of `bytes`, and a doubt where it is a guess: by their byte order mark, what they are, what they declare.
fn encoding_of(bytes: &[u8]) -> Result<(&'static Encoding, Option<Diagnostic>), String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok((encoding, None));
    }
    let guess = |line: u32, encoding: &'static Encoding, why: &str| {
        let what = tr!("read as {encoding}, since {why}; look at the accented letters", encoding = named(encoding));
        Ok((encoding, Some(Diagnostic::doubt(Some(line), what))))
    };
    if let Some(encoding) = utf16_without_mark(bytes) {
        return guess(1, encoding, tr!("every other byte of it is zero"));
    }
    if bytes.contains(&0) {
        return Err(text_of(NO_TEXT).to_string());
    }
    let valid = Encoding::utf8_valid_up_to(bytes);
    if valid == bytes.len() {
        return Ok((UTF_8, None));
    }
    if let Some(label) = charset(bytes) {
        let Some(declared) = Encoding::for_label_no_replacement(label.as_bytes()) else {
            return Err(tr!("its character set `{label}` is none that we know"));
        };
        let unicode = [UTF_8, UTF_16LE, UTF_16BE].contains(&declared);
        if !unicode && text_in(declared, bytes).is_some() {
            return Ok((declared, None));
        }
        if !unicode && !declared.is_single_byte() {
            return Err(tr!("it is not in {declared}, the character set that it declares", declared = named(declared)));
        }
    }
    // Of the two that Italian programs have written, one has the euro where the other has a sign that nobody uses, and
    // nothing where the other has its quotation marks.
    let latin9 = bytes.contains(&0xA4) && !bytes.iter().any(|b| (0x80..0xA0).contains(b));
    let encoding = if latin9 { ISO_8859_15 } else { WINDOWS_1252 };
    guess(line_at(bytes, valid), encoding, tr!("it is not UTF-8"))
}

/// UTF-16 of Western letters, whose upper bytes are zero and whose lower bytes are not.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    // A dash and a quotation mark have an upper byte.
    let most = |count: usize| count * 4 >= pairs.len() * 3;
    match (zeros(0), zeros(1)) {
        (0, upper) if most(upper) && rest.is_empty() => Some(UTF_16LE),
        (upper, 0) if most(upper) && rest.is_empty() => Some(UTF_16BE),
        _ => None,
    }
}

/// The text of `bytes` in an encoding, without a byte order mark; none where they are not in it. An encoding of single
/// bytes that gives controls from U+0080 on, which stand in no text, is the wrong one.
fn text_in(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let mark = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?;
    let wrong = encoding.is_single_byte() && text.contains(|c: char| matches!(c, '\u{80}'..='\u{9F}'));
    (!wrong).then(|| text.into_owned())
}

/// The name of an encoding as people write it.
fn named(encoding: &'static Encoding) -> &'static str {
    if encoding == WINDOWS_1252 { "Windows-1252" } else { encoding.name() }
}

/// The character set that an HTML or XML file declares.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let at = ["charset=", "encoding="].iter().find_map(|key| head.find(key).map(|at| at + key.len()))?;
    let rest = head[at..].trim_start_matches(['"', '\'']);
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    Some(name).filter(|name| !name.is_empty())
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
    let byte = |c: char| match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        Err(_) => {
            let mut letter = [0; 4];
            let (bytes, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut letter));
            bytes.first().filter(|_| !lost).copied()
        }
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
        let le: Vec<_> = word.encode_utf16().map(u16::to_le_bytes).collect();
        let be: Vec<_> = word.encode_utf16().map(u16::to_be_bytes).collect();
        let page = |label: &str, text: &str| format!("<meta charset=\"{label}\">{text}");
        let declaring = |label: &str, bytes: &[u8]| [page(label, "").as_bytes(), bytes].concat();
        let xml = |label: &str| format!("<?xml version='1.0' encoding='{label}'?>");
        let rows: [(&str, Vec<u8>, &str, usize); 22] = [
            ("UTF-8", word.into(), word, 0),
            ("with a mark", format!("\u{FEFF}{word}").into(), word, 0),
            ("UTF-16 LE", utf16(le.clone(), b"\xFF\xFE"), word, 0),
            ("UTF-16 BE", utf16(be.clone(), b"\xFE\xFF"), word, 0),
            ("UTF-16 LE without a mark", utf16(le, b""), word, 1),
            ("UTF-16 BE without a mark", utf16(be, b""), word, 1),
            ("Windows-1252", b"Perch\xE9 \x96 cos\xEC".into(), word, 1),
            ("a euro of ISO-8859-15", b"490 \xA4 cos\xEC".into(), "490 € così", 1),
            ("a euro of Windows-1252", b"490 \x80 cos\xEC".into(), "490 € così", 1),
            ("declared", declaring("windows-1252", b"490 \x80"), &page("windows-1252", "490 €"), 0),
            ("by an old name", declaring("Latin1", b"490 \x80"), &page("Latin1", "490 €"), 0),
            ("ISO-8859-15", declaring("iso-8859-15", b"490 \xA4"), &page("iso-8859-15", "490 €"), 0),
            ("in XML", [xml("ISO-8859-15").as_bytes(), b"490 \xA4"].concat(), &(xml("ISO-8859-15") + "490 €"), 0),
            ("Macintosh", declaring("macintosh", b"490 \xDB, cos\x93"), &page("macintosh", "490 €, così"), 0),
            ("KOI8-R", declaring("koi8-r", b"\xC4\xC1"), &page("koi8-r", "да"), 0),
            ("Shift_JIS", declaring("shift_jis", b"\x82\xA0"), &page("shift_jis", "あ"), 0),
            ("UTF-8 that is none", declaring("utf-8", b"Perch\xE9"), &page("utf-8", "Perché"), 1),
            ("ISO-8859-15 that is none", declaring("iso-8859-15", b"\x93s\xEC\x94"), &page("iso-8859-15", "“sì”"), 1),
            ("garbled", "PerchÃ© â€“ cosÃ¬".into(), word, 1),
            ("garbled, spaces made plain", "CittÃ  e cosÃ¬".into(), "Città e così", 1),
            ("not garbled", "«PERCHÉ»… È”, à»".into(), "«PERCHÉ»… È”, à»", 0),
            ("line ends", b"a\r\nb\rc".into(), "a\nb\nc", 0),
        ];
        let got = |bytes: &[u8]| decode(Path::new("a.txt"), bytes).map(|(t, r)| (t, r.len())).unwrap();
        let wrong: Vec<_> = rows
            .iter()
            .filter(|(_, bytes, text, diagnostics)| got(bytes) != (text.to_string(), *diagnostics))
            .map(|row| (row.0, got(&row.1)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_guessed_is_told() {
        let told = |bytes: &[u8]| decode(Path::new("a.txt"), bytes).unwrap().1.remove(0);
        let windows = "read as Windows-1252, since it is not UTF-8; look at the accented letters";
        assert_eq!(told(b"Uno\nPerch\xE9"), Diagnostic::doubt(Some(2), windows));
        let utf16 = "read as UTF-16LE, since every other byte of it is zero; look at the accented letters";
        assert_eq!(told(b"U\0n\0o\0"), Diagnostic::doubt(Some(1), utf16));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let no_text = format!("a.txt: {NO_TEXT}; save it as UTF-8 text");
        let rows: [(&[u8], &str); 8] = [
            (b" \r\n", "a.txt: the file is empty; give a file with the text of an issue"),
            (b"%PDF-1.7\n", "a.txt: this is a PDF, not a text; export the issue as HTML or plain text"),
            (b"a\0b", &no_text),
            (b"\xFF\xFEa", &no_text),
            (b"Citt\x88 pi\x9D", &no_text),
            (b"\x01\x02\x03abc", &no_text),
            (
                b"<meta charset=\"klingon\">\xC1",
                "a.txt: its character set `klingon` is none that we know; save it as UTF-8 text",
            ),
            (
                b"<meta charset=\"shift_jis\">\xC1\xFF",
                "a.txt: it is not in Shift_JIS, the character set that it declares; save it as UTF-8 text",
            ),
        ];
        let got = |bytes: &[u8]| decode(Path::new("a.txt"), bytes).map_or_else(|e| e.to_string(), |_| "read".into());
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
