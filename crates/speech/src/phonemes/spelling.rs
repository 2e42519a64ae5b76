//! Phonemes in letters that an Italian reads aloud, for people who know no phonetic alphabet: rough for foreign sounds, which
//! Italian has no letters for.

/// The signs of a stress.
const STRESS: char = 'ˈ';
const SECOND_STRESS: char = 'ˌ';
/// The sign of length.
const LONG: char = 'ː';

/// Phonemes of the voice as an Italian would spell them, with the accent on the stressed vowel.
///
/// ```
/// use altavoce_speech::phonemes::spelling;
/// assert_eq!(spelling("ˈankora"), "àncora");
/// assert_eq!(spelling("ʧˈao, sˈɛtːe"), "ciào, sètte");
/// assert_eq!(spelling("məʃˈin lˈɜɹnɪŋ"), "mascìn lérnin");
/// ```
pub fn spelling(phonemes: &str) -> String {
    let sounds: Vec<char> = phonemes.chars().collect();
    let mut out = String::new();
    let mut stressed = false;
    // a double consonant is written before it is known to be one
    let mut last = String::new();
    for (n, &sound) in sounds.iter().enumerate() {
        match sound {
            STRESS => stressed = true,
            SECOND_STRESS => {}
            LONG => {
                // a long consonant is a double one, a long vowel is not written
                // nor is that of those that Italian writes with several letters, which are always long
                let letter = last.chars().next().filter(|c| !"aeiouàèéìòóù".contains(*c) && !is_always_long(&last));
                let at = out.len() - last.len();
                letter.into_iter().for_each(|letter| out.insert(at, letter));
            }
            _ => {
                let vowel = vowel(sound, std::mem::take(&mut stressed) && is_vowel(sound));
                // the sign stands before the vowel, or before the glide that leads to it
                if !is_vowel(sound) && sounds[..n].last() == Some(&STRESS) {
                    stressed = true;
                }
                let next = sounds[n + 1..].iter().copied().find(|c| !matches!(*c, STRESS | SECOND_STRESS | LONG));
                last = vowel.unwrap_or_else(|| consonant(sound, next));
                out.push_str(&last);
            }
        }
    }
    out
}

/// Whether letters stand for a sound that is long wherever it stands between vowels.
fn is_always_long(letters: &str) -> bool {
    ["gl", "gn", "sc"].iter().any(|long| letters.starts_with(long)) || letters == "ss"
}

/// Sounds that are vowels, or begin with one.
fn is_vowel(sound: char) -> bool {
    "aeiouɑɐɒæɛɔəɚɜɪʊʌɨᵻøœyYAIOQWɤɯᵊ".contains(sound)
}

fn vowel(sound: char, stressed: bool) -> Option<String> {
    let (plain, accented, behind) = match sound {
        'a' | 'ɑ' | 'ɐ' | 'ɒ' | 'æ' | 'ə' | 'ʌ' | 'ᵊ' => ("a", "à", ""),
        'ɛ' | 'œ' => ("e", "è", ""),
        'e' | 'ɜ' | 'ø' => ("e", "é", ""),
        'ɚ' => ("er", "ér", ""),
        'i' | 'ɪ' | 'ɨ' | 'ᵻ' | 'y' => ("i", "ì", ""),
        'ɔ' => ("o", "ò", ""),
        'o' | 'ɤ' => ("o", "ó", ""),
        'u' | 'ʊ' | 'ɯ' => ("u", "ù", ""),
        'A' => ("e", "é", "i"),
        'I' => ("a", "à", "i"),
        'O' | 'Q' => ("o", "ó", "u"),
        'W' => ("a", "à", "u"),
        'Y' => ("o", "ò", "i"),
        _ => return None,
    };
    Some(format!("{}{behind}", if stressed { accented } else { plain }))
}

fn consonant(sound: char, next: Option<char>) -> String {
    let front = next.is_some_and(|c| "eɛiɪjøœyɜAɨᵻ".contains(c));
    let before_vowel = next.is_some_and(|c| is_vowel(c) || c == 'w');
    let soft = |letters: &str| if before_vowel && !front { format!("{letters}i") } else { letters.to_string() };
    let hard = |letter: &str| if front { format!("{letter}h") } else { letter.to_string() };
    match sound {
        'k' | 'q' | 'x' | 'χ' => hard("c"),
        'ɡ' | 'ɣ' => hard("g"),
        'ʧ' | 'ʨ' => soft("c"),
        'ʤ' | 'ʒ' | 'ʥ' => soft("g"),
        'ʃ' | 'ʂ' | 'ɕ' | 'ç' => soft("sc"),
        'ɲ' => "gn".into(),
        'ʎ' if front => "gl".into(),
        'ʎ' => "gli".into(),
        'ʦ' | 'ʣ' | 'ꭧ' => "z".into(),
        'S' => "ss".into(),
        'T' | 'θ' | 'ʈ' => "t".into(),
        'ð' | 'ɖ' => "d".into(),
        'ŋ' | 'ɳ' | 'ɴ' => "n".into(),
        'ɹ' | 'ɾ' | 'ʁ' | 'ɻ' | 'ɽ' => "r".into(),
        'j' | 'ɥ' | 'ʝ' => "i".into(),
        'w' | 'ɰ' => "u".into(),
        'β' | 'ʋ' => "v".into(),
        'ʔ' | 'ʰ' | 'ʲ' | '\u{303}' | '↓' | '→' | '↗' | '↘' => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phonemes_are_spelt_as_italians_write() {
        let rows = [
            ("kjˈɛza", "chièza"),
            ("ɡˈatːo", "gàtto"),
            ("aɡː", "agg"),
            ("famˈiʎːa", "famìglia"),
            ("ʃˈɛna", "scèna"),
            ("ʤˈɔko", "giòco"),
            ("vˈirɡola", "vìrgola"),
            ("kwatːroʧˈɛnto", "cuattrocènto"),
            ("ˈɛSe", "èsse"),
            ("blˈoɡ", "blóg"),
            ("dˈAtasˌɛts", "déitasets"),
        ];
        let got = rows.map(|row| spelling(row.0));
        let wrong: Vec<_> = rows.iter().zip(&got).filter(|(row, got)| row.1 != got.as_str()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
