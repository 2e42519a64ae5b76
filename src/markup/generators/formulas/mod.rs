//! Formulas of LaTeX between dollar signs or behind backslashes: said in words where they are simple, else code that is
//! announced. Prices are no formulas.

mod say;

use super::attributes::is_item;
use super::document::{Document, NEW_LINE, Stretch, begins_line, close_gap, ends_line, is_noncharacter};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// The longest formula in a line of text, in bytes.
const LONGEST: usize = 300;

/// The longest environment, in bytes.
const LONGEST_DISPLAY: usize = 5000;

/// The longest text without a sign of a formula that is one between dollars: `x`, `2n`, in characters.
const SHORT: usize = 3;

/// Turns formulas into words or into code.
pub fn read(document: &mut Document) {
    without_second_backslashes(document);
    document.edit_stretches(false, &["$", "\\(", "\\[", "\\begin{"], |stretch, dropped| {
        let mut editor =
            Editor { stretch, out: String::with_capacity(stretch.text.len()), below: String::new(), dropped };
        editor.edit();
        Some(editor.out)
    });
}

/// `\\(x\\)`, which some generators need for `\(x\)`.
fn without_second_backslashes(document: &mut Document) {
    let code = document.code_lines();
    for (line, _) in document.lines.iter_mut().zip(code).filter(|(_, code)| !code) {
        if line.text.contains("\\\\(") && line.text.contains("\\\\)") {
            line.text = line.text.replace("\\\\(", "\\(").replace("\\\\)", "\\)");
        }
    }
}

struct Editor<'a> {
    stretch: &'a Stretch<'a>,
    out: String,
    /// What is to be announced behind the paragraph.
    below: String,
    dropped: &'a mut Vec<Dropped>,
}

/// A formula in a text.
struct Formula<'a> {
    latex: &'a str,
    /// Whether it stands on lines of its own.
    is_display: bool,
    end: usize,
}

impl Editor<'_> {
    fn edit(&mut self) {
        let text = self.stretch.text;
        let mut at = 0;
        // no later `$$` nor `$` closes what the last one did not
        let mut closers = Closers { text, next: [0; 4] };
        while let Some(sign) = text[at..].find(['$', '\\']).map(|found| found + at) {
            self.out.push_str(&text[at..sign]);
            match closers.formula(sign) {
                Some(formula) => at = self.take(&formula, sign),
                None => {
                    // the second of two, and what a backslash escapes
                    let length = if text[sign..].starts_with("$$") || text[sign..].starts_with("\\$") { 2 } else { 1 };
                    self.out.push_str(&text[sign..sign + length]);
                    at = sign + length;
                }
            }
        }
        self.out.push_str(&text[at..]);
        if !self.below.is_empty() {
            let below = std::mem::take(&mut self.below);
            self.out.push_str(&format!("{NEW_LINE}{NEW_LINE}``````math{below}{NEW_LINE}``````{NEW_LINE}"));
        }
    }

    /// Puts words, or code, in the place of a formula; returns where to go on.
    fn take(&mut self, formula: &Formula, sign: usize) -> usize {
        let text = self.stretch.text;
        let behind = &text[formula.end..];
        let line_ends = text[sign..formula.end].matches('\n').count();
        let is_alone = formula.is_display && begins_line(&self.out) && ends_line(behind);
        if let Some(words) = say::say(formula.latex) {
            self.out.push_str(&words);
            if is_alone && !words.ends_with(['.', ',', ';', ':']) {
                self.out.push('.');
            }
            self.out.extend(std::iter::repeat_n('\n', line_ends));
        } else if is_alone {
            let indent = &self.out[self.out.trim_end_matches(' ').len()..].to_string();
            let inside = formula.latex.trim_matches('\n');
            self.out.push_str(&format!("{NEW_LINE}{indent}``````math{NEW_LINE}"));
            self.out.push_str(inside);
            self.out.push_str(&format!("{NEW_LINE}{indent}``````{NEW_LINE}"));
            self.out.extend(std::iter::repeat_n('\n', line_ends - inside.matches('\n').count()));
        } else {
            if self.is_plain() {
                self.below.push(NEW_LINE);
                self.below.extend(formula.latex.chars().map(|c| if c == '\n' { ' ' } else { c }));
            } else {
                let what = &text[sign..formula.end];
                self.dropped.push(Dropped::new(self.stretch.line_at(sign), what, Reason::Formula));
                // nothing can be said behind it, and a sentence with a hole is none
                self.out.push_str(&VOCABULARY.formulas.name);
            }
            self.out.extend(std::iter::repeat_n('\n', line_ends));
            close_gap(&mut self.out, behind);
        }
        formula.end
    }

    /// Whether the paragraph stands in no list, quotation or table, so that a block may follow it.
    fn is_plain(&self) -> bool {
        !self.stretch.text.split('\n').any(|line| line.starts_with([' ', '\t', '>', '|']) || is_item(line))
    }
}

/// Where the marks stand next that close formulas.
struct Closers<'a> {
    text: &'a str,
    next: [usize; 4],
}

impl<'a> Closers<'a> {
    /// The first `mark`, which is the `n`-th of those that close, behind `from`.
    fn close(&mut self, n: usize, mark: &str, from: usize) -> Option<usize> {
        if self.next[n] < from {
            self.next[n] = self.text[from..].find(mark).map_or(usize::MAX, |found| found + from);
        }
        Some(self.next[n]).filter(|next| *next != usize::MAX)
    }

    /// The formula at `sign`.
    fn formula(&mut self, sign: usize) -> Option<Formula<'a>> {
        let text = self.text;
        let rest = &text[sign..];
        if rest.starts_with("$$") {
            let close = self.close(0, "$$", sign + 2)?;
            let latex = &text[sign + 2..close];
            return is_formula(latex, false).then_some(Formula { latex, is_display: true, end: close + 2 });
        }
        for (n, open, close, is_display) in [(1, "\\(", "\\)", false), (2, "\\[", "\\]", true)] {
            if rest.starts_with(open) {
                let close = self.close(n, close, sign + 2)?;
                let latex = &text[sign + 2..close];
                // Markdown knows brackets behind a backslash too
                let is_sure = latex.contains(['\\', '^', '=']) || (latex.contains('_') && !latex.contains(' '));
                return is_sure.then_some(Formula { latex, is_display, end: close + 2 });
            }
        }
        if let Some(behind) = rest.strip_prefix("\\begin{") {
            let name = &behind[..behind.find('}').filter(|end| *end < 40)?];
            let mark = format!("\\end{{{name}}}");
            let known = has(&VOCABULARY.formulas.environments, name.trim_end_matches('*'));
            self.close(3, "\\end{", sign).filter(|_| known)?;
            let close = rest[..rest.floor_char_boundary(LONGEST_DISPLAY)].find(&mark)?;
            let latex = &rest[..close + mark.len()];
            return Some(Formula { latex, is_display: true, end: sign + latex.len() });
        }
        let behind = rest.strip_prefix('$')?;
        let before = text[..sign].chars().next_back();
        let opens = behind.starts_with(|c: char| !c.is_whitespace())
            && before.is_none_or(|c| !c.is_alphanumeric() && c != '$' && c != '\\');
        if !opens {
            return None;
        }
        let shown = &behind[..behind.floor_char_boundary(LONGEST)];
        let close = shown.match_indices('$').map(|(at, _)| at).find(|at| !shown[..*at].ends_with('\\'))?;
        let latex = &behind[..close];
        let next = behind[close + 1..].chars().next();
        let closes = !latex.ends_with(char::is_whitespace) && next.is_none_or(|c| !c.is_alphanumeric() && c != '$');
        (closes && is_formula(latex, true)).then_some(Formula { latex, is_display: false, end: sign + close + 2 })
    }
}

/// One letter, or a figure with or without one: `n`, `2x`, `10`.
fn is_term(text: &str) -> bool {
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
    !text.is_empty() && letters.chars().count() <= 1 && letters.chars().all(char::is_alphabetic)
}

/// Whether what stands between dollars is no text between prices.
fn is_formula(latex: &str, in_line: bool) -> bool {
    let bare = latex.trim();
    if bare.is_empty() || bare.contains(is_noncharacter) {
        return false;
    }
    let signs = ['\\', '^', '_', '=', '<', '>', '+', '≤', '≥', '±', '×', '≈'];
    if bare.contains(signs) {
        // words between two prices
        let words = bare.split_whitespace().filter(|w| w.len() > 3 && w.chars().all(char::is_alphabetic)).count();
        return words < 2 || bare.contains('\\') || !in_line;
    }
    let is_figure = |c: char| c.is_ascii_digit() || " .,-−–/%()[];".contains(c);
    let applied = bare.strip_suffix(')').and_then(|inner| inner.split_once('('));
    bare.chars().all(is_figure)
        || (bare.chars().count() <= SHORT && bare.chars().all(char::is_alphanumeric))
        || applied.is_some_and(|(name, of)| name.chars().count() == 1 && of.chars().count() <= SHORT + 2)
        || bare.split(['-', '−']).count() > 1 && bare.split(['-', '−']).all(|part| is_term(part.trim()))
        || bare.split(',').all(|part| part.trim().chars().count() <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn formulas_are_said_or_announced() {
        let rows = [
            ("Il valore $p < 0.05$ basta.", "Il valore pi minore di 0,05 basta."),
            ("Tra $[1, 2]$ e $(3, 4)$.", "Tra (1, 2) e (3, 4)."),
            ("Restano $n-k$ casi.", "Restano enne meno cappa casi."),
            ("Se $n = 100$ e $\\alpha$, poi $x$.", "Se enne uguale a 100 e alfa, poi ics."),
            ("La funzione \\(f(x)=x^2\\) cresce", "La funzione effe di ics uguale a ics al quadrato cresce"),
            ("Se \\\\(x=2\\\\) allora \\\\(y_1\\\\) sale", "Se ics uguale a 2 allora ipsilon 1 sale"),
            ("$\\large x$ e $n$", "ics e enne"),
            ("$$E = mc^2$$", "e uguale a emme ci al quadrato."),
            ("Allora:\n\n$$\nE = mc^2\n$$\n\nFine", "Allora:\n\ne uguale a emme ci al quadrato.\n\n\n\nFine"),
            ("\\[ a = b \\]", "a uguale a bi."),
            ("Prima $\\int_0^1 f$ dopo.", "Prima dopo.\n\n``````math\n\\int_0^1 f\n``````\n"),
            ("$$\n\\sum_i x_i \\\\\n= 3\n$$", "\n``````math\n\\sum_i x_i \\\\\n= 3\n``````\n\n\n"),
            ("\\begin{align}\na &= b\n\\end{align}", "\n``````math\n\\begin{align}\na &= b\n\\end{align}\n``````\n"),
            ("- la $\\int f$ cresce", "- la formula cresce"),
            ("L'$n$-esimo", "L'enne-esimo"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn prices_stay() {
        let rows = [
            "Costa $5 e poi $20.",
            "Costa 5 $ e 20 $, o 5$ e 20$.",
            "Da $5 a $10, $15 o $20 al mese",
            "Sono US$ 30 e A$40",
            "Tra $5-$10 e tra $5 e i 10$ di resto",
            "Il $ sale, l'euro no: $",
            "Con $20 milioni di debiti e $30 di cassa, $",
            "\\$5 e \\$6",
            "Una \\[nota\\] e una \\(parentesi\\) qui",
            "Il codice `$x$` resta",
            "$HOME e $PATH",
            "$$",
            "```\n$x$\n```",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for text in ["$".repeat(100_001), "$a ".repeat(50_000), "\\(".repeat(50_000), "\\begin{align}".repeat(2_000)] {
            read_text(&text);
        }
    }
}
