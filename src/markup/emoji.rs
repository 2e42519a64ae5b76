//! Emoji and the like: what has a shape but no sound. A cluster goes whole, a broken one in its pieces.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Whether `c` is a picture or a piece of one: emoji, dingbats, arrows, geometric shapes, box drawing, joiners,
/// variation selectors, tags, private use.
///
/// The blocks are whole blocks of Unicode 16 rather than the `Emoji` property: what is not an emoji in them (★, ▸, ✓)
/// is an ornament and just as silent, and an unassigned place is an emoji of a later version.
pub fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF           // game pieces, enclosed letters, flags, pictographs, skin tones
        | 0x1FB00..=0x1FBEF         // legacy computing, save for its digits
        | 0x2600..=0x27BF           // symbols, signs of the sexes, dingbats
        | 0x2190..=0x21FF | 0x27F0..=0x27FF | 0x2900..=0x297F | 0x2B00..=0x2BFF // arrows and stars
        | 0x2300..=0x23FF           // clocks, keys
        | 0x2500..=0x25FF           // lines, blocks, shapes
        | 0x2022..=0x2023 | 0x2043 | 0x204C | 0x204D // bullets
        | 0x2139                    // ℹ
        | 0x203B | 0x203C | 0x2049  // reference mark, ‼ ⁉
        | 0x24B6..=0x24FF           // circled letters
        | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0x200D | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xE0000..=0xE01EF // joiner, enclosing, selectors, tags
        | 0xE000..=0xF8FF | 0xF0000..=0x10FFFF // private use: icon fonts
    )
}

/// Whether `c` is a mark of trade or of rights, which nobody speaks.
pub fn is_mark(c: char) -> bool {
    matches!(c, '©' | '®' | '™' | '℠' | '℗' | '¶')
}

/// Whether `c` shows nothing at all: soft hyphen, zero-width and direction marks, controls. Line ends are no such thing.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}')
        || (c.is_control() && !c.is_whitespace())
}

/// `text` without pictures and marks, composed (NFC), its decorated letters (𝗧, Ｔ) plain, keycaps and circled numbers
/// as digits. Where a picture stood between two words there is a space. `removed` gets each with its place in `text`
/// counted in line ends before it.
pub fn strip(text: &str, mut removed: impl FnMut(&str, usize)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line = 0;
    let mut gap = false;
    let mut run = String::new();
    for cluster in text.graphemes(true) {
        // A grapheme has a first character.
        let first = cluster.chars().next().unwrap_or(' ');
        if is_picture(first) || is_mark(first) {
            run.push_str(cluster);
            gap = true;
            continue;
        }
        if !run.is_empty() {
            removed(&run, line);
            run.clear();
        }
        let kept: String = cluster.chars().filter(|c| !is_picture(*c) && !is_invisible(*c)).flat_map(plain).collect();
        if gap && needs_space(&out, &kept) {
            out.push(' ');
        }
        gap = false;
        line += cluster.matches('\n').count();
        out.push_str(&kept);
    }
    if !run.is_empty() {
        removed(&run, line);
    }
    out.nfc().collect()
}

/// `text` without pictures, its spaces single and none before a mark that a picture has left alone: for titles.
pub fn without(text: &str) -> String {
    let bare = strip(text, |_, _| ());
    let mut out = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        let orphan = word.chars().all(|c| matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '…'));
        if !out.is_empty() && !orphan {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A picture between two words parted them.
fn needs_space(before: &str, after: &str) -> bool {
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '“' | '‘' | '\'' | '’' | '/' | '-');
    !before.chars().next_back().is_none_or(opens) && !after.chars().next().is_none_or(char::is_whitespace)
}

/// Letters in fancy dress as letters, circled numbers as digits.
fn plain(c: char) -> Vec<char> {
    match u32::from(c) {
        0x1D400..=0x1D7FF | 0xFF01..=0xFF5E | 0x2460..=0x2473 | 0xFB00..=0xFB06 | 0x1FBF0..=0x1FBF9 => {
            c.to_string().nfkc().collect()
        }
        0x2474..=0x24B5 => c.to_string().nfkc().filter(|c| c.is_ascii_alphanumeric()).collect(),
        _ => vec![c],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_go_whole() {
        let rows = [
            ("🌬️Il vento", "Il vento"),
            ("🦸♀️Benvenuti", "Benvenuti"),
            ("\u{1F9B8}\u{2640}\u{FE0F}Ciao", "Ciao"),
            ("🦸🏽‍♀️Ciao", "Ciao"),
            ("👨‍👩‍👧‍👦 famiglia", "famiglia"),
            ("viva 🇮🇹 e 🏴󠁧󠁢󠁥󠁮󠁧󠁿!", "viva e!"),
            ("3️⃣ cose", "3 cose"),
            ("#️⃣ hash", "# hash"),
            ("fine.👋Ciao", "fine. Ciao"),
            ("Rust™ e Go®", "Rust e Go"),
            ("★ ▸ ✓ ok", "ok"),
            ("① uno", "1 uno"),
            ("𝗧𝗶𝘁𝗼𝗹𝗼 Ｂ", "Titolo B"),
            ("perche\u{301}", "perché"),
            ("so\u{AD}le", "sole"),
            ("l'🍎albero", "l'albero"),
            ("1.250 €, 3 °C, ½, m², ×2", "1.250 €, 3 °C, ½, m², ×2"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| without(i) != *o).map(|(i, o)| (i, o, without(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_goes_is_told_with_its_line() {
        let mut gone = Vec::new();
        let text = strip("a 🦸♀️\nb ©", |what, line| gone.push((what.to_string(), line)));
        assert_eq!(text, "a \nb ");
        assert_eq!(gone, [("🦸♀️".to_string(), 0), ("©".to_string(), 1)]);
    }
}
