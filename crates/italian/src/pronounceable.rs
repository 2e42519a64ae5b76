//! Whether letters that stand in capitals can be a word: told by their groups of consonants.

/// Whether an Italian would read these capitals as a word: four letters and more, with vowels, and no group of
/// consonants that neither Italian nor the names and loan words in its newspapers have.
pub fn is_pronounceable(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower.chars().count() >= 4 && has_syllables(&lower)
}

/// The same for a word in small letters of any length.
pub fn has_syllables(lower: &str) -> bool {
    let mut vowels = 0;
    let mut group_start = 0;
    for (at, c) in lower.char_indices() {
        if !is_vowel(c, at) {
            continue;
        }
        let group = &lower[group_start..at];
        let sayable = if vowels == 0 { starts_syllable(group) } else { stands_inside(group) };
        if !sayable {
            return false;
        }
        vowels += 1;
        group_start = at + c.len_utf8();
    }
    vowels > 0 && ends_syllable(&lower[group_start..])
}

/// Vowels, and a y that begins nothing (`Spotify`).
fn is_vowel(c: char, at: usize) -> bool {
    "aeiouàèéìòùáíóúäöüâêîôû".contains(c) || c == 'y' && at > 0
}

/// Whether a syllable can begin with these consonants.
fn starts_syllable(group: &str) -> bool {
    const PAIRS: &str = "bl br ch cl cr dr fl fr gh gl gn gr kl kn kr ph pl pr ps qu rh sb sc sd sf sg sh sk sl sm sn sp \
                         sq sr st sv sw th tr ts tw vl vr wh wr zh zw cz sz dw gw pn gn";
    const LONGER: &str =
        "sbl sbr sdr sfr sfl sgr sgh sgl sch schl schm schn schr schw scr shr skr spl spr str thr chr chl phr";
    match group.chars().count() {
        0 | 1 => true,
        2 => PAIRS.split(' ').any(|pair| pair == group),
        _ => LONGER.split(' ').any(|long| long == group),
    }
}

/// Whether a syllable can end with these consonants: each goes over into the next.
fn ends_syllable(group: &str) -> bool {
    let after = |first: char| match first {
        'l' => "bcdfgkmpstvzl",
        'r' => "bcdfgklmnpstvzr",
        'n' => "cdgksztnx",
        'm' => "bpsm",
        'w' => "dklns",
        's' => "chkpst",
        'c' => "cthks",
        'p' => "pthsf",
        't' => "tchsz",
        'f' => "ftsp",
        'k' => "kst",
        'd' => "dst",
        'g' => "ghst",
        'b' => "bs",
        'h' => "nmtlrs",
        'x' => "t",
        'z' => "zt",
        _ => "",
    };
    group.chars().zip(group.chars().skip(1)).all(|(first, second)| after(first).contains(second))
        && !group.ends_with(['q', 'j'])
}

/// Whether consonants between vowels part into the end of one syllable and the start of the next.
fn stands_inside(group: &str) -> bool {
    group.char_indices().any(|(at, _)| ends_syllable(&group[..at]) && starts_syllable(&group[at..])) || group.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_pronounceable;

    #[test]
    fn names_and_loan_words_are_words() {
        for word in ["SCHLEIN", "TRUMP", "ZUCKERBERG", "SPOTIFY", "WHATSAPP", "NEWS", "FILM", "GOLF", "BYTE", "BRICS"] {
            assert!(is_pronounceable(word), "{word}");
        }
    }

    #[test]
    fn letters_are_none() {
        for word in ["HTML", "PNRR", "GDPR", "UNHCR", "OPCVM", "CPTPP", "USMCA", "EBRD", "IPCC", "HACCP", "XYZ"] {
            assert!(!is_pronounceable(word), "{word}");
        }
    }
}
