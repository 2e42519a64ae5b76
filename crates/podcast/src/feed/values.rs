//! How a feed writes days, booleans and that a machine speaks.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The purpose of a `podcast:txt` that says whether a machine made what is heard.
pub const AI_CONTENT: &str = "ai-content";

/// When an episode is published: at the hour that its issue gives, else at six in the morning, universal time: before
/// breakfast in Italy, on the right day from there to California.
pub fn moment(day: Date, given: Option<&Zoned>) -> Zoned {
    // Every day of a calendar has this hour, save the last that can be counted.
    let six = || day.at(6, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap_or_default();
    given.cloned().unwrap_or_else(six)
}

/// A moment as RSS writes it.
///
/// # Errors
/// The author's: a year that the format has no place for.
pub fn rfc2822(at: &Zoned) -> Result<String> {
    jiff::fmt::rfc2822::to_string(at).map_err(|e| {
        Error::author(tr!("{at} is not a date that a feed can hold", at = at.date())).fix(tr!("mend it")).caused_by(e)
    })
}

/// Apple's booleans.
pub fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
