//! Moments of an episode as they stand behind `#t=` (Media Fragments).

/// When something starts, in hundredths of a second: cut, so that whoever goes there misses nothing of it. What a page
/// marks and where its links lead must agree to the hundredth.
pub fn hundredths(seconds: f64) -> u64 {
    (seconds.max(0.0) * 100.0).floor() as u64
}

/// Seconds as they stand behind `#t=`: [`hundredths`], without needless zeros.
pub fn moment(seconds: f64) -> String {
    let hundredths = hundredths(seconds);
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        r if r % 10 == 0 => format!("{whole}.{}", r / 10),
        r => format!("{whole}.{r:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_cut() {
        let rows = [(0.0, "0"), (61.25, "61.25"), (0.3, "0.3"), (7.5099, "7.5"), (-1.0, "0"), (3600.058, "3600.05")];
        let wrong: Vec<_> = rows.iter().filter(|(s, t)| moment(*s) != *t).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
