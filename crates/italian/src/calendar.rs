//! The months and the weekdays: `data/months.tsv`, `data/weekdays.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tables::rows;

struct Names {
    /// In their order.
    names: Vec<&'static str>,
    /// The number of each name and each short form.
    numbers: FxHashMap<&'static str, usize>,
}

impl Names {
    fn of(table: &'static str) -> Names {
        let mut all = Names { names: Vec::new(), numbers: FxHashMap::default() };
        for row in rows(table) {
            all.names.push(row[0]);
            let forms = row.iter().flat_map(|cell| cell.split(' '));
            all.numbers.extend(forms.map(|form| (form, all.names.len())));
        }
        all
    }
}

static MONTHS: LazyLock<Names> = LazyLock::new(|| Names::of(include_str!("../data/months.tsv")));
static WEEKDAYS: LazyLock<Names> = LazyLock::new(|| Names::of(include_str!("../data/weekdays.tsv")));

/// The Italian name of a month, which is counted from one on.
///
/// ```
/// assert_eq!(altavoce_italian::month_name(5), Some("maggio"));
/// assert_eq!(altavoce_italian::month_name(13), None);
/// ```
pub fn month_name(month: usize) -> Option<&'static str> {
    MONTHS.names.get(month.checked_sub(1)?).copied()
}

/// The number, from one on, of the month that has this name, or this short form, in small letters.
///
/// ```
/// assert_eq!(altavoce_italian::month_number("maggio"), Some(5));
/// assert_eq!(altavoce_italian::month_number("sett"), Some(9));
/// assert_eq!(altavoce_italian::month_number("may"), None);
/// ```
pub fn month_number(written: &str) -> Option<usize> {
    MONTHS.numbers.get(written).copied()
}

/// The number, from one (Monday) to seven, of the weekday that has this name, or this short form, in small letters.
///
/// ```
/// assert_eq!(altavoce_italian::weekday_number("venerdì"), Some(5));
/// assert_eq!(altavoce_italian::weekday_number("dom"), Some(7));
/// assert_eq!(altavoce_italian::weekday_number("ieri"), None);
/// ```
pub fn weekday_number(written: &str) -> Option<usize> {
    WEEKDAYS.numbers.get(written).copied()
}

/// The Italian name of the month that has this English name, or this short form of it, in any letters.
pub(crate) fn english_month(written: &str) -> Option<&'static str> {
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let small = written.to_lowercase();
    let known = |name: &str| {
        name == small || small.len() == 3 && name.starts_with(&small) || small == "sept" && name == "september"
    };
    ENGLISH.iter().position(|name| known(name)).and_then(|at| month_name(at + 1))
}

/// The month that begins with these letters.
pub(crate) fn month_beginning_with(letters: &str) -> Option<&'static str> {
    MONTHS.names.iter().find(|name| name.starts_with(letters)).copied()
}
