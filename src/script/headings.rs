//! What is said of a heading: its number as a point, a score as people say it, a word of its own for a title that is
//! none. How it leads on is told in `transitions`.

use super::vocabulary::{VOCABULARY, capitalised};

/// The dashes and strokes that part a number from its title.
const DASHES: [&str; 6] = ["-", "–", "—", "|", "·", ":"];

/// How an issue's headings are numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbering {
    /// Whether a Roman two stands before one of them, so that `I.` and `V.` are numbers and no initials.
    pub roman: bool,
}

impl Numbering {
    /// What `titles` show.
    pub fn of<'a>(titles: impl IntoIterator<Item = &'a str>) -> Numbering {
        let two = |t: &str| t.strip_prefix("II").is_some_and(|rest| parted(rest, true).is_some());
        Numbering { roman: titles.into_iter().any(two) }
    }

    /// The title with its number as a point and its score in words: `02) Il seguito` → `punto 2 - Il seguito`,
    /// `Aurora 2 - 1 Bruma` → `Aurora Bruma, 2 a 1`.
    pub fn spoken(self, title: &str) -> String {
        self.point(title).or_else(|| labelled(title)).or_else(|| score(title)).unwrap_or_else(|| title.to_string())
    }

    /// The same as a title that stands alone: `Punto 2: Il seguito`.
    pub fn alone(self, title: &str) -> String {
        match self.point(title) {
            Some(point) => capitalised(&point).replacen(" - ", ": ", 1),
            None => score(title).unwrap_or_else(|| title.to_string()),
        }
    }

    fn point(self, title: &str) -> Option<String> {
        let (number, rest) = self.number(title)?;
        let rest = rest.trim();
        let begins = |c: char| c.is_alphanumeric() || "«“\"‘'’¿¡(".contains(c);
        let title = score(rest).unwrap_or_else(|| rest.to_string());
        rest.starts_with(begins).then(|| format!("{} {number} - {title}", VOCABULARY.transitions.numbered))
    }

    /// The number that a title begins with, in digits, and what follows.
    fn number(self, title: &str) -> Option<(String, &str)> {
        let bare = title.trim_start_matches(['(', '[', '#']);
        let opened = bare.len() < title.len() && !title.starts_with('#');
        let end = bare.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(bare.len());
        let (number, rest) = bare.split_at(end);
        // `1.2 Titolo`: parts of parts want no mark behind them
        let places: Vec<&str> = number.trim_end_matches('.').split('.').collect();
        let digits = |p: &&str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
        if places.len() > 1 && places.iter().all(digits) {
            let rest = rest.trim_start_matches([')', ':']);
            let title = rest.trim_start();
            let fits = title.len() < rest.len() && title.starts_with(char::is_uppercase);
            let number = places.iter().map(|p| plain(p)).collect::<Vec<_>>().join(".");
            return fits.then_some((number, title));
        }
        let number = number.trim_end_matches('.');
        let rest = &bare[number.len()..];
        if digits(&number) {
            let title = if opened { rest.strip_prefix([')', ']']) } else { parted(rest, true) }?;
            let dashed = !rest.starts_with(['.', ')', ']']);
            let follows = title.trim_start().starts_with(|c: char| c.is_alphabetic() || "«“\"".contains(c));
            return (!dashed || follows).then_some((plain(number).to_string(), title));
        }
        // one letter is an initial as a rule
        let value = roman(number)?;
        let sure = number.len() > 1 || self.roman || number == "I" && !rest.starts_with('.') || rest.starts_with(')');
        Some((value.to_string(), parted(rest, true)?)).filter(|_| sure)
    }
}

/// What stands behind the mark that closes a number: `. Titolo`, `) Titolo`, ` - Titolo`.
fn parted(rest: &str, dashes: bool) -> Option<&str> {
    if let Some(title) = rest.strip_prefix(['.', ')']) {
        let title = title.strip_prefix([')', '-', '–', '—']).unwrap_or(title);
        let glued = title.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        return (!glued).then_some(title);
    }
    let trimmed = rest.trim_start();
    let mark = DASHES.iter().filter(|_| dashes).find(|m| trimmed.starts_with(**m))?;
    let title = &trimmed[mark.len()..];
    title.starts_with(char::is_whitespace).then_some(title)
}

/// Without zeros before it.
fn plain(digits: &str) -> &str {
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() { "0" } else { bare }
}

/// `Capitolo 02. Il seguito` → `Capitolo 2 - Il seguito`.
fn labelled(title: &str) -> Option<String> {
    let (label, rest) = title.split_once(' ')?;
    if !VOCABULARY.transitions.counted.contains(&label.to_lowercase()) {
        return None;
    }
    let rest = rest.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    let number = if number.is_empty() { return None } else { plain(number) };
    match parted(rest, true) {
        Some(behind) if !behind.trim().is_empty() => Some(format!("{label} {number} - {}", behind.trim())),
        _ if rest.is_empty() || rest.starts_with(' ') => Some(format!("{label} {number}{rest}")),
        _ => None,
    }
}

/// `Aurora 2 - 1 Bruma`, `Aurora - Bruma 2-1` → `Aurora Bruma, 2 a 1`; what stands before a colon stays.
fn score(title: &str) -> Option<String> {
    let (head, game) = match title.rsplit_once(": ") {
        Some((head, game)) => (format!("{head}: "), game),
        None => (String::new(), title),
    };
    let even = game.replace(['–', '—', '−'], "-").replace('-', " - ");
    let words: Vec<&str> = even.split_whitespace().collect();
    let goals = |w: &&str| (1..=3).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit());
    let at = words.windows(3).position(|w| goals(&w[0]) && w[1] == "-" && goals(&w[2]))?;
    let (before, behind) = (&words[..at], &words[at + 3..]);
    let named = |words: &[&str]| {
        words.first().is_some_and(|w| w.starts_with(char::is_uppercase)) && !words.iter().any(|w| goals(w) || *w == "-")
    };
    let teams = match before.iter().position(|w| *w == "-") {
        _ if !behind.is_empty() => (before, behind),
        Some(dash) => (&before[..dash], &before[dash + 1..]),
        None => return None,
    };
    if !named(teams.0) || !named(teams.1) || teams.0.len() > 4 || teams.1.len() > 4 {
        return None;
    }
    let (home, away) = (teams.0.join(" "), teams.1.join(" "));
    Some(format!("{head}{home} {away}, {} {} {}", words[at], VOCABULARY.transitions.score, words[at + 2]))
}

/// A Roman number below forty.
fn roman(text: &str) -> Option<u32> {
    let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let rest = text.trim_start_matches('X');
    let tens = text.len() - rest.len();
    // `IX` begins with no X
    let unit = units.iter().position(|u| *u == rest)?;
    let value = 10 * tens as u32 + unit as u32;
    (1..40).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_points() {
        let roman = Numbering { roman: true };
        let rows = [
            ("1. Il mulino", "punto 1 - Il mulino"),
            ("02 - Il seguito", "punto 2 - Il seguito"),
            ("3) Come si fa", "punto 3 - Come si fa"),
            ("4 – Quando", "punto 4 - Quando"),
            ("5: Perché", "punto 5 - Perché"),
            ("6 | Dove", "punto 6 - Dove"),
            ("(7) Chi", "punto 7 - Chi"),
            ("#8 - Che cosa", "punto 8 - Che cosa"),
            ("1.2 Gli attrezzi", "punto 1.2 - Gli attrezzi"),
            ("1.2. Gli attrezzi", "punto 1.2 - Gli attrezzi"),
            ("IV. Dove", "punto 4 - Dove"),
            ("IX - L'arrivo", "punto 9 - L'arrivo"),
            ("I) L'inizio", "punto 1 - L'inizio"),
            ("1. «Basta»", "punto 1 - «Basta»"),
            ("2. 5 motivi per restare", "punto 2 - 5 motivi per restare"),
            ("Capitolo 02. Il seguito", "Capitolo 2 - Il seguito"),
            ("Capitolo 2", "Capitolo 2"),
            ("Giorno 3: la salita", "Giorno 3 - la salita"),
        ];
        let got = |t: &str| Numbering::default().spoken(t);
        let wrong: Vec<_> = rows.iter().filter(|(t, o)| got(t) != *o).map(|(t, _)| got(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(roman.spoken("V. La cena"), "punto 5 - La cena");
        assert_eq!(Numbering::default().alone("01. Il mulino"), "Punto 1: Il mulino");
        assert_eq!(Numbering::of(["I. Uno", "II. Due"]), roman);
        assert_eq!(Numbering::of(["I. Calvino", "IIT"]), Numbering::default());
    }

    #[test]
    fn titles_that_only_look_numbered() {
        let rows = [
            "I. Calvino e la luna",
            "V. Rossi al traguardo",
            "2024 - Un anno da ricordare",
            "7 marzo: la festa",
            "24 ore al forno",
            "3.5 milioni di euro",
            "5.000 anni fa",
            "100 volte grazie",
            "1-2-3 stella",
            "X, la rete che cambia",
            "CD - La musica di una volta",
            "10 - 1 = 9",
            "Il 2 - La rivincita",
            "La finale è 3",
            "Windows 95 - 30 anni dopo",
        ];
        let wrong: Vec<_> =
            rows.iter().map(|t| Numbering::default().spoken(t)).filter(|t| !rows.contains(&&**t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn scores() {
        let rows = [
            ("Aurora 2 - 1 Bruma", "Aurora Bruma, 2 a 1"),
            ("Aurora 2-1 Bruma", "Aurora Bruma, 2 a 1"),
            ("Aurora - Bruma 2-1", "Aurora Bruma, 2 a 1"),
            ("Real Aurora – Bruma Calcio 0 – 0", "Real Aurora Bruma Calcio, 0 a 0"),
            ("Finale: Aurora 78 - 81 Bruma", "Finale: Aurora Bruma, 78 a 81"),
            ("Aurora-Bruma 3-3", "Aurora Bruma, 3 a 3"),
            ("2. Aurora 3 - 1 Bruma", "punto 2 - Aurora Bruma, 3 a 1"),
            ("La stagione 2 - 1 episodio", "La stagione 2 - 1 episodio"),
            ("Dal 3 - 4 maggio", "Dal 3 - 4 maggio"),
            ("Aurora-Bruma", "Aurora-Bruma"),
        ];
        let got = |t: &str| Numbering::default().spoken(t);
        let wrong: Vec<_> = rows.iter().filter(|(t, o)| got(t) != *o).map(|(t, _)| got(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
