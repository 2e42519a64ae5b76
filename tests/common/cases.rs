//! Random cases: how many there are, and from which seed.

use std::str::FromStr;
use std::time::SystemTime;

use proptest::test_runner::{Config, RngSeed};

fn variable<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is `{value}`; give it a whole number")))
}

/// How a property is tried: on `default` cases unless `ALTAVOCE_CASES` says otherwise, from the seed `ALTAVOCE_SEED` or
/// another one each time. The seed is printed, which is seen where the property fails.
pub fn random_cases(default: u32) -> Config {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |t| t.subsec_nanos());
    let seed = variable("ALTAVOCE_SEED").unwrap_or(u64::from(now));
    println!("ALTAVOCE_SEED={seed} tries the same cases");
    Config {
        cases: variable("ALTAVOCE_CASES").unwrap_or(default),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    }
}
