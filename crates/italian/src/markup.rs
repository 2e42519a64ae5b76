//! What is written for a browser or set above the line: HTML tags and entities, raised figures.

use super::cardinal::cardinal_of;

/// What stands in the source from some place on, in ordinary characters.
pub struct Plain {
    /// The byte behind it.
    pub end: usize,
    /// What it is; empty if there is nothing to read.
    pub text: String,
}

/// Whether [`read`] may have something to say about the character.
pub fn may_begin(c: char) -> bool {
    matches!(c, '<' | '&' | '★' | '⭐') || is_raised(c)
}

/// The tag, the entity or the raised figures at byte `start` of `source`, behind the clean text `before`.
pub fn read(source: &str, start: usize, before: &str) -> Option<Plain> {
    let rest = &source[start..];
    let (length, text) = match rest.chars().next()? {
        '<' => tag(rest, before).or_else(|| bracketed_address(rest))?,
        '★' => stars(rest, before)?,
        // a row of pictures is a mark where one is announced
        '⭐' if before.trim_end().ends_with([':', '=', '(']) => stars(rest, before)?,
        '&' => entity(rest)?,
        c if is_raised(c) => raised(rest, before)?,
        _ => return None,
    };
    Some(Plain { end: start + length, text })
}

/// No tag is longer than this, in bytes.
const LONGEST_TAG: usize = 300;

/// `<b>`, `</p>`, `<a href="…">`: its length, and a space if it parts blocks.
fn tag(rest: &str, before: &str) -> Option<(usize, String)> {
    const INLINE: [&str; 16] =
        ["a", "b", "i", "u", "s", "em", "strong", "span", "sub", "sup", "code", "small", "font", "mark", "img", "del"];
    const BLOCKS: [&str; 20] = [
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "td",
        "th",
        "table",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "center",
        "blockquote",
    ];
    let close = rest.bytes().take(LONGEST_TAG).position(|b| b == b'>')?;
    let inside = &rest[1..close];
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    let name = name.to_ascii_lowercase();
    let block = BLOCKS.contains(&&*name);
    let well_formed = attributes.trim().is_empty() || attributes.trim() == "/" || attributes.contains('=');
    if !(block || INLINE.contains(&&*name)) || !well_formed || attributes.contains(['<', '\n']) {
        return None;
    }
    let parts = block && before.ends_with(|c: char| !c.is_whitespace());
    Some((close + 1, if parts { " " } else { "" }.to_string()))
}

/// `<ada@example.org>`, `<https://example.org >`: the address without its brackets.
fn bracketed_address(rest: &str) -> Option<(usize, String)> {
    let close = rest.bytes().take(LONGEST_TAG).position(|b| b == b'>')?;
    let inside = rest[1..close].trim();
    let address =
        inside.contains('@') && !inside.starts_with('@') || inside.contains("://") || inside.starts_with("www.");
    (address && !inside.contains(char::is_whitespace)).then(|| (close + 1, inside.to_string()))
}

/// `★★★☆☆`: how many stars are given, and out of how many. One alone adorns a line.
fn stars(rest: &str, before: &str) -> Option<(usize, String)> {
    const MOST: u64 = 10;
    let (mut length, mut full, mut empty) = (0, 0_u64, 0_u64);
    for (at, c) in rest.char_indices() {
        match c {
            '★' | '⭐' if empty == 0 => full += 1,
            '☆' => empty += 1,
            // the selector of a picture, and a space before another star
            '\u{fe0f}' => {}
            ' ' if rest[at + 1..].starts_with(['★', '☆', '⭐']) => continue,
            _ => break,
        }
        length = at + c.len_utf8();
    }
    if !(2..=MOST).contains(&(full + empty)) {
        return None;
    }
    let mut text = if before.ends_with(|c: char| !c.is_whitespace() && c != '(') { " " } else { "" }.to_string();
    text += &if full == 1 { "una stella".to_string() } else { format!("{} stelle", cardinal_of(full).text) };
    if rest[length..].starts_with('½') {
        text += " e mezza";
        length += '½'.len_utf8();
    }
    if empty > 0 {
        text += &format!(" su {}", cardinal_of(full + empty).text);
    }
    Some((length, text))
}

/// `&amp;`, `&#8217;`: its length and the character.
fn entity(rest: &str) -> Option<(usize, String)> {
    const NAMES: [(&str, &str); 32] = [
        ("amp", "&"),
        ("nbsp", " "),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("rsquo", "’"),
        ("lsquo", "‘"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("agrave", "à"),
        ("egrave", "è"),
        ("eacute", "é"),
        ("igrave", "ì"),
        ("ograve", "ò"),
        ("ugrave", "ù"),
        ("Agrave", "À"),
        ("Egrave", "È"),
        ("Eacute", "É"),
        ("Igrave", "Ì"),
        ("Ograve", "Ò"),
        ("Ugrave", "Ù"),
        ("euro", "€"),
        ("deg", "°"),
        ("hellip", "…"),
        ("ndash", "–"),
        ("mdash", "—"),
        ("copy", ""),
        ("reg", ""),
        ("shy", ""),
    ];
    let end = rest.bytes().take(10).position(|b| b == b';')?;
    let name = &rest[1..end];
    let text = match name.strip_prefix('#') {
        Some(code) => {
            let hex = code.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            let c = char::from_u32(hex.unwrap_or_else(|| code.parse()).ok()?)?;
            if c.is_control() { String::new() } else { c.to_string() }
        }
        None => NAMES.iter().find(|(known, _)| *known == name)?.1.to_string(),
    };
    Some((end + 1, text))
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ";

fn is_raised(c: char) -> bool {
    RAISED.contains(c)
}

/// `10⁶`, `10⁻¹⁹`, `2ⁿ`: an exponent behind a small number or a letter, else the number of a note. `²` and `³` alone
/// are said by what stands around them.
fn raised(rest: &str, before: &str) -> Option<(usize, String)> {
    const LONGEST: usize = 8;
    let run: String = rest.chars().take(LONGEST).take_while(|c| is_raised(*c)).collect();
    let figures = run.contains(|c| !matches!(c, '⁻' | '⁺' | 'ⁿ'));
    let base: Vec<char> = before.chars().rev().take(4).take_while(|c| c.is_alphanumeric()).collect();
    let letters = base.iter().filter(|c| c.is_alphabetic()).count();
    if !figures || matches!(run.as_str(), "²" | "³" | "¹") && letters < 4 {
        return None;
    }
    let power = match base.first() {
        None => before.ends_with(')'),
        Some(last) if last.is_ascii_digit() => base.len() < 3,
        Some(_) => base.len() == 1,
    };
    let plain = |c: char| match RAISED.chars().position(|r| r == c) {
        Some(10) => Some('-'),
        Some(11) | None => None,
        Some(12) => Some('n'),
        Some(n) => char::from_digit(n as u32, 10),
    };
    let text = if power { std::iter::once('^').chain(run.chars().filter_map(plain)).collect() } else { String::new() };
    Some((run.len(), text))
}
