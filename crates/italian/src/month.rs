//! The months: `data/months.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tables::rows;

struct Months {
    /// In their order.
    names: Vec<&'static str>,
    /// The number of each name and each short form.
    numbers: FxHashMap<&'static str, usize>,
}

static MONTHS: LazyLock<Months> = LazyLock::new(|| {
    let mut months = Months { names: Vec::new(), numbers: FxHashMap::default() };
    for row in rows(include_str!("../data/months.tsv")) {
        months.names.push(row[0]);
        let forms = row.iter().flat_map(|cell| cell.split(' '));
        months.numbers.extend(forms.map(|form| (form, months.names.len())));
    }
    months
});

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

/// The month that begins with these letters.
pub(crate) fn beginning_with(letters: &str) -> Option<&'static str> {
    MONTHS.names.iter().find(|name| name.starts_with(letters)).copied()
}
