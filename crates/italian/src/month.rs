//! The months: `data/months.tsv`.

use std::sync::LazyLock;

use super::tables::rows;

/// The names, and the short forms, of the months in their order.
static MONTHS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    rows(include_str!("../data/months.tsv")).map(|row| (row[0], row.get(1).copied().unwrap_or_default())).collect()
});

/// The Italian name of a month, which is counted from one on.
///
/// ```
/// assert_eq!(altavoce_italian::month_name(5), Some("maggio"));
/// assert_eq!(altavoce_italian::month_name(13), None);
/// ```
pub fn month_name(month: usize) -> Option<&'static str> {
    MONTHS.get(month.checked_sub(1)?).map(|(name, _)| *name)
}

/// The number, from one on, of the month that has this name, or this short form, in small letters.
///
/// ```
/// assert_eq!(altavoce_italian::month_number("maggio"), Some(5));
/// assert_eq!(altavoce_italian::month_number("sett"), Some(9));
/// assert_eq!(altavoce_italian::month_number("may"), None);
/// ```
pub fn month_number(written: &str) -> Option<usize> {
    let found = |(name, short): &(&str, &str)| *name == written || short.split(' ').any(|form| form == written);
    MONTHS.iter().position(found).map(|at| at + 1)
}

/// The month that begins with these letters.
pub(crate) fn beginning_with(letters: &str) -> Option<&'static str> {
    MONTHS.iter().find(|(name, _)| name.starts_with(letters)).map(|(name, _)| *name)
}
