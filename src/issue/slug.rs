//! Names for folders and addresses.

use unicode_normalization::UnicodeNormalization;

use super::vocabulary::VOCABULARY;

/// The longest slug, in bytes: folders carry a number in front, and some file systems end at 255.
const LONGEST: usize = 60;

/// The first of `candidates` that gives a slug: ASCII lower case, digits, single hyphens; `numero` when none does.
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
    slug
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
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| of(&[i, "022"]) != *o).map(|r| (r, of(&[r.0, "022"]))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(of(&["", "日本"]), "numero");
        assert_eq!(of(&["a".repeat(90).as_str()]).len(), LONGEST);
    }
}
