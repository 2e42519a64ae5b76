//! Names for folders and addresses.

use unicode_normalization::UnicodeNormalization;

use super::vocabulary::VOCABULARY;

/// The longest slug, in bytes: folders carry a number in front, and some file systems end at 255.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices; with a digit behind them the last two.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The first of `candidates` that gives a slug: ASCII lower case, digits, single hyphens; `numero` when none does. Every
/// system takes it for the name of a folder.
pub fn of(candidates: &[&str]) -> String {
    candidates.iter().map(|c| slug(c)).find(|s| !s.is_empty()).unwrap_or_else(|| VOCABULARY.slug.clone())
}

fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            '&' => out.push_str(&format!("-{}-", VOCABULARY.ampersand)),
            _ if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            // A combining mark belongs to the letter before it.
            _ if unicode_normalization::char::is_combining_mark(c) => (),
            _ => out.push('-'),
        }
    }
    let words: Vec<&str> = out.split('-').filter(|w| !w.is_empty()).collect();
    let mut slug = String::new();
    for word in words {
        if slug.is_empty() {
            slug.push_str(&word[..word.len().min(LONGEST)]);
        } else if slug.len() + 1 + word.len() <= LONGEST {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    if is_device(&slug) {
        slug = format!("{slug}-{}", VOCABULARY.slug);
    }
    slug
}

fn is_device(slug: &str) -> bool {
    DEVICES.iter().position(|device| slug.starts_with(device)).is_some_and(|n| match &slug.as_bytes()[3..] {
        [] => n < 4,
        [digit] => n >= 4 && digit.is_ascii_digit(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        let long = "Un titolo che non finisce mai e che parla di tutto un po', ma proprio di tutto, anche troppo";
        let rows = [
            ("Il mare è salito!", "il-mare-e-salito"),
            ("L'IA & noi: perché?", "l-ia-e-noi-perche"),
            ("Großes Œuvre", "grosses-oeuvre"),
            (long, "un-titolo-che-non-finisce-mai-e-che-parla-di-tutto-un-po-ma"),
            ("日本", "022"),
            ("../../etc", "etc"),
            ("Con", "con-numero"),
            ("NUL!", "nul-numero"),
            ("com1", "com1-numero"),
            ("Com", "com"),
            ("Con noi", "con-noi"),
            ("aux2", "aux2"),
            ("lpt10", "lpt10"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| of(&[i, "022"]) != *o).map(|r| (r, of(&[r.0, "022"]))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(of(&["", "日本"]), "numero");
        assert_eq!(of(&["a".repeat(90).as_str()]).len(), LONGEST);
    }
}
