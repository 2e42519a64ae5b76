//! Times as digits: for people, and for files that want every digit.

/// Hours if there are any, minutes and seconds: `1:02:03`, `15:02`.
pub fn short(seconds: u64) -> String {
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{}", padded(seconds % 3600, false)),
    }
}

/// Two digits each: `HH:MM:SS`, or `MM:SS` without the hours.
pub fn padded(seconds: u64, hours: bool) -> String {
    if hours {
        format!("{:02}:{}", seconds / 3600, padded(seconds % 3600, false))
    } else {
        format!("{:02}:{:02}", seconds / 60, seconds % 60)
    }
}

/// `HH:MM:SS.mmm`, as WebVTT, the chapters of Opus files and those of Podlove (RFC 2326's normal play time) want it.
pub fn full(milliseconds: u64) -> String {
    format!("{}.{:03}", padded(milliseconds / 1000, true), milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_every_digit() {
        let rows =
            [(0, "00:00:00.000"), (61_005, "00:01:01.005"), (3_599_999, "00:59:59.999"), (86_399_999, "23:59:59.999")];
        let wrong: Vec<_> = rows.iter().filter(|(ms, text)| full(*ms) != *text).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn a_column_of_times_has_one_width() {
        let rows = [(0, true, "00:00:00"), (3723, true, "01:02:03"), (61, false, "01:01"), (3599, false, "59:59")];
        let wrong: Vec<_> = rows.iter().filter(|(s, hours, text)| padded(*s, *hours) != *text).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn hours_are_told_only_if_there_are_any() {
        let rows = [(0, "0:00"), (59, "0:59"), (902, "15:02"), (3599, "59:59"), (3723, "1:02:03")];
        let wrong: Vec<_> = rows.iter().filter(|(s, text)| short(*s) != *text).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
