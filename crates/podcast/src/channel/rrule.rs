//! Recurrence rules (RFC 5545, 3.3.10), as far as podcast:updateFrequency has them.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

const FREQUENCIES: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Checks a rule like `FREQ=WEEKLY;INTERVAL=2;BYDAY=FR`: `FREQ` first, then any of `INTERVAL`, `BYDAY`, `BYMONTHDAY`,
/// `BYMONTH`, `WKST` and `UNTIL`, each once.
///
/// # Errors
/// The author's, with the part that does not fit. `COUNT` is refused: it would need a first day.
pub fn check(rule: &str) -> Result<()> {
    let unfit = |what: String| {
        Error::author(tr!("[feed] update: {what}")).fix(tr!("write a rule like \"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR\""))
    };
    let mut seen = Vec::new();
    for part in rule.split(';') {
        let Some((key, value)) = part.split_once('=') else {
            return Err(unfit(tr!("`{part}` is no part of a rule")));
        };
        if seen.contains(&key) {
            return Err(unfit(tr!("`{key}` stands twice")));
        }
        if seen.is_empty() && key != "FREQ" {
            return Err(unfit(tr!("the rule begins with `{key}`, not with `FREQ`")));
        }
        seen.push(key);
        let each = |fits: &dyn Fn(&str) -> bool| value.split(',').all(fits);
        let fits = match key {
            "FREQ" => FREQUENCIES.contains(&value),
            "INTERVAL" => within(value, 1, 366),
            "BYDAY" => each(&is_day),
            "BYMONTHDAY" => each(&|day| within(day.strip_prefix('-').unwrap_or(day), 1, 31)),
            "BYMONTH" => each(&|month| within(month, 1, 12)),
            "WKST" => DAYS.contains(&value),
            "UNTIL" => is_end(value),
            "COUNT" => {
                return Err(unfit(tr!("`COUNT` needs a first day, which the rule cannot say: use `UNTIL`").into()));
            }
            _ => return Err(unfit(tr!("`{key}` is no part of a rule that podcast apps know"))),
        };
        if !fits {
            return Err(unfit(tr!("`{key}` cannot be `{value}`")));
        }
    }
    Ok(())
}

fn within(number: &str, low: u32, high: u32) -> bool {
    number.bytes().all(|b| b.is_ascii_digit()) && number.parse().is_ok_and(|n| (low..=high).contains(&n))
}

/// `FR`, `1MO`, `-1SU`.
fn is_day(day: &str) -> bool {
    let Some((order, day)) = day.len().checked_sub(2).and_then(|at| day.split_at_checked(at)) else { return false };
    let order = order.strip_prefix(['+', '-']).unwrap_or(order);
    DAYS.contains(&day) && (order.is_empty() || within(order, 1, 53))
}

/// `20261231`, `20261231T060000Z`.
fn is_end(end: &str) -> bool {
    let (day, time) = end.split_once('T').map_or((end, None), |(day, time)| (day, Some(time)));
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    digits(day, 8) && time.is_none_or(|time| digits(time.strip_suffix('Z').unwrap_or(time), 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_checked() {
        // The rule; a part of the error, or nothing.
        let rows = [
            ("FREQ=DAILY", ""),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ""),
            ("FREQ=WEEKLY;BYDAY=MO,WE;WKST=MO", ""),
            ("FREQ=MONTHLY;BYDAY=-1SU", ""),
            ("FREQ=MONTHLY;BYMONTHDAY=1,-1;UNTIL=20261231", ""),
            ("FREQ=YEARLY;BYMONTH=11;UNTIL=20261231T060000Z", ""),
            ("", "`` is no part of a rule"),
            ("ogni settimana", "`ogni settimana` is no part of a rule"),
            ("INTERVAL=2;FREQ=WEEKLY", "begins with `INTERVAL`"),
            ("FREQ=weekly", "`FREQ` cannot be `weekly`"),
            ("FREQ=WEEKLY;INTERVAL=0", "`INTERVAL` cannot be `0`"),
            ("FREQ=WEEKLY;BYDAY=VE", "`BYDAY` cannot be `VE`"),
            ("FREQ=WEEKLY;BYDAY=è", "`BYDAY` cannot be `è`"),
            ("FREQ=WEEKLY;FREQ=DAILY", "`FREQ` stands twice"),
            ("FREQ=WEEKLY;COUNT=10", "`COUNT` needs a first day"),
            ("FREQ=WEEKLY;BYHOUR=6", "`BYHOUR` is no part"),
            ("FREQ=WEEKLY;UNTIL=2026-12-31", "`UNTIL` cannot be"),
        ];
        let said = |rule| check(rule).err().map(|e| e.to_string()).unwrap_or_default();
        let wrong: Vec<_> = rows
            .iter()
            .map(|(rule, part)| (rule, part, said(rule)))
            .filter(|(_, part, said)| said.is_empty() != part.is_empty() || !said.contains(*part))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
