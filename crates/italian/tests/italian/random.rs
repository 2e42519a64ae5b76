//! Random cases: how many there are, and from which seed.
//!
//! `ALTAVOCE_CASES=100000` tries so many, `ALTAVOCE_SEED=7` begins at a seed; otherwise each run begins at another one. What
//! fails prints the seed with which it is the first case.

use std::str::FromStr;

use fastrand::Rng;

fn variable<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is `{value}`; give it a whole number")))
}

/// Tries a property on random cases, `default` of them unless `ALTAVOCE_CASES` says otherwise. What is wrong with a case is
/// its answer; the first five are told.
pub fn try_cases(default: u64, property: impl Fn(&mut Rng) -> Option<String>) {
    let cases = variable("ALTAVOCE_CASES").unwrap_or(default);
    let first = variable("ALTAVOCE_SEED").unwrap_or_else(|| fastrand::u64(..u64::from(u32::MAX)));
    let seeds = (0..cases).map(|n| first.wrapping_add(n));
    let wrong =
        seeds.filter_map(|seed| Some(format!("ALTAVOCE_SEED={seed}: {}", property(&mut Rng::with_seed(seed))?)));
    let wrong: Vec<String> = wrong.take(5).collect();
    assert!(wrong.is_empty(), "wrong of {cases} cases, with the seed of each:\n{}", wrong.join("\n"));
}
