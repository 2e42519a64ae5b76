//! Times of day.

use super::cardinal::cardinal_of;
use super::duration;
use super::grammar::count;
use super::reading::Reading;
use super::scan::Kind;
use super::text::{Match, Text};

/// The time whose hours are at token `i`, or the duration that begins there.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    of_day(text, i, false).or_else(|| duration::read(text, i))
}

/// 18:30, ore 9.30, 18:30:15, 9h30.
///
/// A dot wants a word before it that speaks of time, unless one was `said` before.
fn of_day(text: &Text, i: usize, said: bool) -> Option<Match> {
    let h = text.value(i, 2).filter(|h| *h <= 24)?;
    let mark = text.at(i + 1);
    let m = text.value(i + 2, 2).filter(|m| *m < 60 && text.at(i + 2).len() == 2)?;
    let mut end = i + 3;
    match mark {
        ":" => {}
        "." | "," => {
            let hours = matches!(&*text.previous_word(i), "ore" | "h");
            if mark == "," && !hours {
                return None;
            }
            let said = said
                || i > 1
                    && text.kind(i - 1) == Kind::Space
                    && text.is(i - 2, ".")
                    && matches!(text.before(i - 2), "h" | "H")
                || matches!(
                    &*text.previous_word(i),
                    "ore" | "alle" | "dalle" | "le" | "h" | "delle" | "verso" | "ora" | "entro" | "fino"
                );
            let elided = text.kind_before(i) == Kind::Apostrophe && h == 1;
            let no_measure = matches!(text.at(text.skip(end)), "%" | "€" | "$")
                || text.tables.units.contains_key(text.at(text.skip(end)));
            if !(said || elided) || no_measure || text.is(end, ".") && text.kind(end + 1) == Kind::Digits {
                return None;
            }
            // le 3.50 persone never was; thousands have three digits
        }
        _ => return None,
    }
    let mut seconds = None;
    if text.is(end, ":") {
        seconds = text.value(end + 1, 2).filter(|s| *s < 60 && text.at(end + 1).len() == 2);
        end += if seconds.is_some() { 2 } else { 0 };
    }
    if text.touches(end) || text.is(end, ":") && text.kind(end + 1) == Kind::Digits {
        return None;
    }
    let mut out = if h == 1 { Reading::same("una") } else { cardinal_of(h) };
    if m > 0 || seconds.is_some() {
        out.word("e");
        out.then(&cardinal_of(m));
    }
    if let Some(seconds) = seconds {
        out.word("e");
        out.then(&count(cardinal_of(seconds), seconds == 1, &duration::SECOND));
    }
    // 18:00-20:00
    if matches!(text.at(end), "-" | "–")
        && let Some(until) = of_day(text, end + 1, mark == ".")
    {
        out.mark(",");
        out.then(&until.reading);
        end = until.end;
    }
    Some(Match::new(end, out, "time"))
}
