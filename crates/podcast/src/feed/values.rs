//! How a feed writes days and booleans.

use altavoce_base::error::{Error, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Six in the morning, universal time: before breakfast in Italy, on the right day from there to California.
pub fn rfc2822(day: Date) -> Result<String> {
    day.at(6, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .and_then(|at| jiff::fmt::rfc2822::to_string(&at))
        .map_err(|e| Error::author(format!("{day} is not a date that a feed can hold")).fix("mend it").caused_by(e))
}

/// Apple's booleans.
pub fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
