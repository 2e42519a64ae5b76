//! Other ways to say a word: another stress, another language, letter by letter, as a word; and other readings of a number.

use altavoce_base::error::Result;
use altavoce_base::tr;
use altavoce_italian::{self as italian, Tables};
use altavoce_speech::lexicon::How;
use altavoce_speech::pronunciation::heteronym::Heteronyms;
use altavoce_speech::pronunciation::token::tokens;
use altavoce_speech::pronunciation::{Language, Pronounced, Rule, Word};
use serde::Serialize;

/// The last syllables of a word among which its stress is, as a rule.
const SYLLABLES: usize = 3;

/// What distinguishes a way to say a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WayKind {
    /// Another stress, or another vowel under it.
    Stress,
    /// As it is spelt.
    Italian,
    /// By the rules of English.
    English,
    /// By those of French.
    French,
    /// By those of German.
    German,
    /// By those of Spanish.
    Spanish,
    /// Letter by letter.
    Letters,
    /// An acronym as a word.
    Word,
    /// Another reading of a number.
    Number,
}

/// A way to say a word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Way {
    /// What distinguishes it.
    pub kind: WayKind,
    /// What it is, for people: the accented word, the language, the words of a number.
    pub label: String,
    /// What the word means so, or what else distinguishes it, in a few words of English; where that is known.
    pub gloss: Option<String>,
    /// How a lexicon would write it.
    pub how: How,
}

impl Way {
    fn new(kind: WayKind, label: impl Into<String>, how: How) -> Way {
        Way { kind, label: label.into(), gloss: None, how }
    }

    fn with_gloss(self, gloss: &str) -> Way {
        Way { gloss: Some(gloss.to_string()), ..self }
    }

    /// `word` alone, said so.
    ///
    /// # Errors
    /// As [`How::pronunciation`].
    pub fn alone(&self, word: &str) -> Result<Pronounced<'static>> {
        let pronunciation = self.how.pronunciation(word)?;
        let range = 0..word.len();
        let words = vec![Word { range, pronunciation, rule: Rule::Author, doubt: None }];
        Ok(Pronounced { text: word.to_string().into(), words })
    }
}

/// The ways to say a word or an expression, most likely ones first. `tables` are those of the Italian stage.
///
/// ```
/// use altavoce::italian::Tables;
/// use altavoce::lexicon::How;
/// use altavoce::mend::ways;
/// let ways = ways::of("principi", Tables::builtin());
/// assert_eq!(ways[0].how, How::Say("prìncipi".into()));
/// assert!(ways.iter().any(|way| way.how == How::As("en".into())));
/// ```
pub fn of(word: &str, tables: &Tables) -> Vec<Way> {
    let mut ways = Vec::new();
    if word.contains(|c: char| c.is_ascii_digit()) {
        ways.extend(numbers(word, tables));
    } else {
        ways.extend(stresses(word));
        ways.push(Way::new(WayKind::Italian, word, How::As("it".into())));
        for (language, kind) in [
            (Language::English, WayKind::English),
            (Language::French, WayKind::French),
            (Language::German, WayKind::German),
            (Language::Spanish, WayKind::Spanish),
        ] {
            ways.push(Way::new(kind, language.to_string(), How::As(language.code().into())));
        }
    }
    let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
    let is_short = letters.chars().count() <= 6 && !word.contains(' ');
    if is_short && !letters.is_empty() && !word.contains(|c: char| c.is_ascii_digit()) {
        for (gloss, said) in [
            (tr!("letter by letter"), italian::letters(&letters)),
            (tr!("letter by letter, as in English"), italian::english_letters(&letters)),
        ] {
            ways.push(Way::new(WayKind::Letters, said.text.clone(), How::Say(said.text)).with_gloss(gloss));
        }
    }
    if letters.chars().count() > 1 && letters.chars().all(char::is_uppercase) {
        let small = letters.to_lowercase();
        ways.push(Way::new(WayKind::Word, small.clone(), How::Say(small)));
    }
    let mut known = Vec::new();
    ways.retain(|way| {
        !known.contains(&way.how) && {
            known.push(way.how.clone());
            true
        }
    });
    ways
}

/// The readings of a word that is known to have several, then every stress that its letters allow.
fn stresses(word: &str) -> Vec<Way> {
    if tokens(word).len() != 1 {
        return Vec::new();
    }
    let known = Heteronyms::builtin().readings(word).into_iter();
    let known = known
        .map(|(reading, gloss)| Way::new(WayKind::Stress, reading, How::Say(reading.to_string())).with_gloss(gloss));
    let mut ways: Vec<Way> = known.collect();
    let has = |ways: &[Way], say: &str| ways.iter().any(|way| way.how.parts().1 == say);
    for say in accented(&word.to_lowercase()) {
        if !has(&ways, &say) {
            ways.push(Way::new(WayKind::Stress, say.clone(), How::Say(say)));
        }
    }
    ways
}

/// A word in small letters with an accent on each vowel that may bear its stress, the last but one first.
fn accented(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().map(bare).collect();
    let is_vowel = |c: char| "aeiou".contains(c);
    // the vowels in groups: each group is a syllable, as far as spelling tells
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, &letter) in letters.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if is_vowel(letter) && group.last() == Some(&(at.wrapping_sub(1))) => group.push(at),
            _ if is_vowel(letter) => groups.push(vec![at]),
            _ => {}
        }
    }
    let last = groups.len().saturating_sub(1);
    let behind: Vec<(usize, &Vec<usize>)> = groups.iter().enumerate().rev().take(SYLLABLES).collect();
    // the last but one, the one before it, the last one
    let order = [1, 2, 0];
    let mut words = Vec::new();
    for (n, group) in order.iter().filter_map(|&i| behind.get(i)) {
        let strong = group.iter().copied().filter(|&at| !"iu".contains(letters[at]));
        let weak = group.iter().copied().filter(|&at| "iu".contains(letters[at]));
        // farmacìa: at the end of a word either vowel of a group may bear it
        let places: Vec<usize> = match *n == last && group.len() > 1 {
            true => weak.chain(strong).collect(),
            false if group.iter().any(|&at| !"iu".contains(letters[at])) => strong.collect(),
            false => weak.rev().take(1).collect(),
        };
        for at in places {
            let accents: &[char] = match letters[at] {
                'a' => &['à'],
                'e' => &['è', 'é'],
                'i' => &['ì'],
                'o' => &['ò', 'ó'],
                _ => &['ù'],
            };
            for &accent in accents {
                let said = letters.iter().enumerate().map(|(i, &letter)| if i == at { accent } else { letter });
                words.push(said.collect());
            }
        }
    }
    words
}

/// A letter without its accent.
fn bare(letter: char) -> char {
    match letter {
        'à' | 'á' => 'a',
        'è' | 'é' => 'e',
        'ì' | 'í' => 'i',
        'ò' | 'ó' => 'o',
        'ù' | 'ú' => 'u',
        other => other,
    }
}

/// Other readings of what has digits.
fn numbers(word: &str, tables: &Tables) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut add = |label: String, words: String| {
        let is_said = words.contains(char::is_alphabetic) && !words.contains(|c: char| c.is_ascii_digit());
        if is_said {
            ways.push(Way::new(WayKind::Number, label, How::Say(plain(&words))));
        }
    };
    let read = |text: &str| italian::verbalize_with(tables, text).text;
    add(read(word), read(word));
    let parts: Vec<&str> = word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if let [day, month] | [day, month, _] = parts[..]
        && let (Some(day), Some(month)) = (day.parse::<usize>().ok(), month.parse::<usize>().ok())
    {
        let year = parts.get(2).map_or(String::new(), |year| format!(" {year}"));
        for (day, month) in [(day, month), (month, day)] {
            if let Some(name) = italian::month_name(month).filter(|_| (1..=31).contains(&day)) {
                let date = read(&format!("{day} {name}{year}"));
                add(date.clone(), date);
            }
        }
    }
    let all: String = word.chars().filter(char::is_ascii_digit).collect();
    if let Some(number) =
        all.parse::<u64>().ok().filter(|_| word.chars().all(|c| c.is_ascii_digit() || ".,' ".contains(c)))
    {
        let said = read(&number.to_string());
        add(said.clone(), said);
    }
    if parts.len() > 1 {
        let said = parts.iter().map(|part| read(part)).collect::<Vec<_>>().join(" ");
        add(said.clone(), said);
    }
    let digits: Vec<String> = all.chars().map(|digit| read(&digit.to_string())).collect();
    if digits.len() > 1 {
        add(digits.join(" "), digits.join(" "));
    }
    ways
}

/// Words as a lexicon takes them: letters, spaces, apostrophes.
fn plain(words: &str) -> String {
    let kept = words.chars().map(|c| if c.is_alphabetic() || matches!(c, '\'' | '’' | '-') { c } else { ' ' });
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(word: &str) -> Vec<String> {
        of(word, Tables::builtin()).iter().map(|way| way.how.parts().1.to_string()).collect()
    }

    #[test]
    fn a_word_has_every_stress_that_it_may_have() {
        assert_eq!(accented("ancora"), ["ancòra", "ancóra", "àncora", "ancorà"]);
        assert_eq!(accented("farmacia"), ["farmàcia", "fàrmacia", "farmacìa", "farmacià"]);
        assert_eq!(accented("blog"), ["blòg", "blóg"]);
        assert!(accented("brr").is_empty());
        assert_eq!(said("ancora")[..2], ["àncora", "ancóra"]);
    }

    #[test]
    fn acronyms_are_spelt_or_read() {
        let ways = said("XKAQ");
        for wanted in ["ics cappa a cu", "xkaq", "en", "it"] {
            assert!(ways.iter().any(|way| way == wanted), "{wanted}: {ways:?}");
        }
    }

    #[test]
    fn numbers_have_other_readings() {
        let ways = said("03/04");
        for wanted in ["tre aprile", "quattro marzo", "zero tre zero quattro"] {
            assert!(ways.iter().any(|way| way == wanted), "{wanted}: {ways:?}");
        }
        let ways = said("1984");
        for wanted in ["millenovecentottantaquattro", "uno nove otto quattro"] {
            assert!(ways.iter().any(|way| way == wanted), "{wanted}: {ways:?}");
        }
    }
}
