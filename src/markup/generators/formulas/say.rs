//! A simple formula in Italian words; numbers stay figures, which Italian reads.

use super::super::vocabulary::VOCABULARY;

/// The longest formula that can be said, in bytes, and the most words of it.
const LONGEST: usize = 90;
const WORDS: usize = 24;

/// Groups nested deeper cannot be said.
const DEEPEST: usize = 4;

/// Functions: `f(x)` is *effe di ics*, `x(y)` is not.
const FUNCTIONS: &str = "fghFGHPpEV";

/// The words of a formula, if it is simple enough to be heard.
pub fn say(latex: &str) -> Option<String> {
    let latex = latex.trim();
    if latex.len() > LONGEST {
        return None;
    }
    let mut reader = Reader { rest: latex, words: Vec::new() };
    reader.sequence(None, 0)?;
    (!reader.words.is_empty() && reader.words.len() <= WORDS).then(|| joined(&reader.words))
}

/// Words with spaces between them, marks on the word before.
fn joined(words: &[String]) -> String {
    let mut out = String::new();
    for word in words {
        let glued =
            out.is_empty() || out.ends_with('(') || matches!(word.as_str(), "," | ";" | ":" | "." | ")" | "%" | "…");
        out.push_str(if glued { "" } else { " " });
        out.push_str(word);
    }
    out
}

struct Reader<'a> {
    rest: &'a str,
    words: Vec<String>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn push(&mut self, word: &str) -> Option<()> {
        if !word.is_empty() {
            self.words.push(word.to_string());
        }
        Some(())
    }

    /// Everything up to `end`, which is taken too.
    fn sequence(&mut self, end: Option<char>, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        loop {
            self.rest = self.rest.trim_start_matches(['~', ' ', '\n']);
            match self.rest.chars().next() {
                None => return end.is_none().then_some(()),
                Some(c) if Some(c) == end => {
                    self.next();
                    return Some(());
                }
                Some(_) => self.atom(depth)?,
            }
        }
    }

    /// One sign, command, number or group.
    fn atom(&mut self, depth: usize) -> Option<()> {
        let words = &VOCABULARY.formulas;
        let first = self.rest.chars().next()?;
        if first.is_ascii_digit() {
            let number = self.number();
            self.push(&number);
            return Some(());
        }
        if first.is_alphabetic() {
            let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
            // a word, which no author of formulas means as a product of its letters
            if end > 2 {
                let word = &self.rest[..end];
                self.rest = &self.rest[end..];
                self.push(word);
                return Some(());
            }
            self.next();
            self.push(&letter(first));
            if let Some(inner) = self.rest.strip_prefix('(').filter(|_| FUNCTIONS.contains(first)) {
                self.rest = inner;
                self.push(&words.of);
                return self.sequence(Some(')'), depth + 1);
            }
            return Some(());
        }
        self.next();
        match first {
            '\\' => self.command(depth),
            '{' => self.sequence(Some('}'), depth + 1),
            '^' => self.power(depth),
            '_' => self.argument(depth),
            '\'' => self.push(&words.commands["prime"]),
            '(' | '[' => self.push("("),
            ')' | ']' => self.push(")"),
            ',' | ';' | ':' | '.' | '%' | '…' => self.push(&first.to_string()),
            sign => {
                let word = words.signs.get(&sign.to_string())?;
                self.push(word)
            }
        }
    }

    /// `0.05`, `1{,}5`, `10\,000` in Italian figures.
    fn number(&mut self) -> String {
        let mut number = String::new();
        loop {
            let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
            number.push_str(&self.rest[..digits]);
            self.rest = &self.rest[digits..];
            let marks = [("{,}", ","), ("\\,", ""), (".", ","), (",", ",")];
            let goes_on =
                |mark: &str| self.rest.strip_prefix(mark).filter(|b| b.starts_with(|c: char| c.is_ascii_digit()));
            let Some((behind, mark)) = marks.iter().find_map(|(mark, said)| Some((goes_on(mark)?, *said))) else {
                return number;
            };
            number.push_str(mark);
            self.rest = behind;
        }
    }

    /// What belongs to a command or a sign: a group, or one atom.
    fn argument(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start_matches(' ');
        match self.rest.chars().next()? {
            '{' => {
                self.next();
                self.sequence(Some('}'), depth + 1)
            }
            '\\' => self.atom(depth + 1),
            c if c.is_alphanumeric() => {
                self.next();
                self.push(&if c.is_ascii_digit() { c.to_string() } else { letter(c) });
                Some(())
            }
            _ => self.atom(depth + 1),
        }
    }

    /// The words of an argument, apart from the others.
    fn apart(&mut self, depth: usize) -> Option<Vec<String>> {
        let from = self.words.len();
        self.argument(depth)?;
        Some(self.words.split_off(from))
    }

    fn power(&mut self, depth: usize) -> Option<()> {
        let words = &VOCABULARY.formulas;
        let power = self.apart(depth)?;
        match power.as_slice() {
            [] => None,
            [only] if [&words.commands["circ"], &words.commands["prime"]].contains(&only) => self.push(only),
            [only] if words.signs.values().any(|sign| sign == only) => self.push(only),
            [only] if words.powers.contains_key(only) => self.push(&words.powers[only]),
            some => {
                self.push(&words.to_the);
                self.words.extend_from_slice(some);
                Some(())
            }
        }
    }

    fn command(&mut self, depth: usize) -> Option<()> {
        let words = &VOCABULARY.formulas;
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        match name {
            "" => match self.next()? {
                ',' | ';' | '!' | ':' | ' ' => Some(()),
                '%' => self.push("%"),
                _ => None,
            },
            "frac" | "dfrac" | "tfrac" => {
                let (above, below) = (self.apart(depth)?, self.apart(depth)?);
                match (above.as_slice(), below.as_slice()) {
                    ([a], [b]) if is_small(a) && is_small(b) => self.push(&fraction(a, b)),
                    // more on either side, and nobody hears where it ends
                    (a, b) if a.len() <= 3 && b.len() <= 3 => {
                        self.words.extend_from_slice(a);
                        self.push(&words.over);
                        self.words.extend_from_slice(b);
                        Some(())
                    }
                    _ => None,
                }
            }
            "sqrt" => {
                let root = match self.rest.strip_prefix('[') {
                    None => &words.root,
                    Some(rest) => {
                        self.rest = rest.strip_prefix("3]")?;
                        &words.cube_root
                    }
                };
                self.push(root);
                self.argument(depth)
            }
            "text" | "textrm" | "textit" | "textbf" | "mathrm" | "mathit" | "operatorname" | "mbox" | "textsf" => {
                let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
                self.rest = rest;
                let inside = inside.trim();
                let mut letters = inside.chars();
                match (letters.next(), letters.next()) {
                    (Some(only), None) => self.push(&letter(only)),
                    _ if inside.contains(['\\', '$', '{', '^', '_']) => None,
                    _ => self.push(inside),
                }
            }
            "mathbb" | "mathbf" | "mathcal" | "boldsymbol" | "bm" | "mathsf" => self.argument(depth),
            name if words.accents.contains_key(name) => {
                self.argument(depth)?;
                self.push(&words.accents[name])
            }
            name => {
                let word = words.commands.get(name)?;
                self.push(word)
            }
        }
    }
}

fn is_small(number: &str) -> bool {
    number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit())
}

/// `1/2` in words: beside others the figures would be read with them.
fn fraction(above: &str, below: &str) -> String {
    altavoce_italian::verbalize(&format!("{above}/{below}")).text
}

/// The name of a letter.
fn letter(c: char) -> String {
    let small: String = c.to_lowercase().collect();
    VOCABULARY.formulas.letters.get(&small).cloned().unwrap_or(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_formulas() {
        let rows = [
            ("R^2", "erre al quadrato"),
            ("H_0", "acca 0"),
            ("\\frac{1}{2}", "un mezzo"),
            ("\\frac{2}{3}", "due terzi"),
            ("\\frac{a}{b+1}", "a fratto bi più 1"),
            ("x \\pm 3", "ics più o meno 3"),
            ("\\approx 3{,}14", "circa uguale a 3,14"),
            ("50\\%", "50%"),
            ("\\%", "%"),
            ("x_1, x_2", "ics 1, ics 2"),
            ("2^{10}", "2 alla decima"),
            ("10^{-3}", "10 alla meno 3"),
            ("e^{x}", "e alla ics"),
            ("\\sqrt{2}", "radice di 2"),
            ("90^\\circ", "90 gradi"),
            ("\\text{tasso} = 0.3", "tasso uguale a 0,3"),
            ("\\bar{x}", "ics medio"),
            ("P(A)", "pi di a"),
            ("O(n)", "o (enne)"),
            ("\\mathbb{R}", "erre"),
            ("n \\geq 10\\,000", "enne maggiore o uguale a 10000"),
            ("f'", "effe primo"),
            ("\\lambda", "lambda"),
        ];
        let got = |latex: &str| say(latex).unwrap_or_default();
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i) != *o).map(|(i, o)| (i, o, got(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn others_are_not_said() {
        let rows = [
            "\\int_0^1 f(x) dx",
            "\\sum_{i} x",
            "a & b",
            "\\begin{x}",
            "{",
            "}",
            "\\",
            "x^",
            "\\frac{1}",
            "\\unknown",
            "",
        ];
        let wrong: Vec<_> = rows.iter().filter_map(|latex| say(latex)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(say(&"{".repeat(80)), None);
        assert_eq!(say(&"x^".repeat(40)), None);
    }
}
