//! Which style tables a voice is mixed from, and in which shares.

use std::collections::{BTreeMap, BTreeSet};

use altavoce_base::error::Error;
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use serde::Deserialize;

/// How far a half's weights may be from 1 together: thirds are written with four digits.
const ROUNDING: f32 = 1e-3;

/// A voice's style as weighted sums of tables, for either of its halves.
///
/// ```toml
/// [style]
/// timbre = { if_sara = 1.0 }
/// prosody = { if_sara = 0.5, af_heart = 0.5 }
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// What the decoder reads, the colour of the voice: each table's share.
    pub timbre: BTreeMap<String, f32>,
    /// What the predictor of durations, pitch and energy reads, the melody: each table's share.
    pub prosody: BTreeMap<String, f32>,
}

impl Recipe {
    /// The recipe of a voice that is one table.
    pub fn of_one(table: &str) -> Recipe {
        let whole = BTreeMap::from([(table.to_string(), 1.0)]);
        Recipe { timbre: whole.clone(), prosody: whole }
    }

    /// Checks it against the names of the voice's `tables`.
    ///
    /// # Errors
    /// A share is not above 0, those of a half do not make 1, a table is not among `tables`, or one of them is in no half.
    pub fn check(&self, tables: &[String]) -> Result<(), SettingError> {
        let mut used = BTreeSet::new();
        for (half, shares) in [("timbre", &self.timbre), ("prosody", &self.prosody)] {
            for (table, share) in shares {
                let wrong = |what: String, fix: &str| {
                    Err(SettingError::at(table.as_str(), Error::author(what).fix(fix)).below(half))
                };
                if !tables.contains(table) {
                    let what = tr!("`{half}` has `{table}`, which is no style of this voice");
                    return wrong(
                        what,
                        &tr!("list it as a [[file]], or write one of {tables}", tables = tables.join(", ")),
                    );
                }
                // also refuses what is no number
                if !(*share > 0.0 && *share <= 1.0) {
                    let what = tr!("`{table}` has the share {share} of `{half}`");
                    return wrong(what, tr!("write a share above 0, at most 1"));
                }
                used.insert(table.as_str());
            }
            let sum = shares.values().fold(0.0, |sum, share| sum + share);
            if (sum - 1.0).abs() > ROUNDING {
                let what = tr!("the shares of `{half}` make {sum:.3}");
                return Err(SettingError::at(half, Error::author(what).fix(tr!("let them make 1"))));
            }
        }
        match tables.iter().find(|table| !used.contains(table.as_str())) {
            None => Ok(()),
            Some(idle) => {
                let what = tr!("the style `{idle}` is in no half");
                let fix = tr!("give it a share of `timbre` or `prosody`, or remove its [[file]]");
                Err(SettingError::at("timbre", Error::author(what).fix(fix)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `uno 0.5, due 0.5` as shares.
    fn shares(text: &str) -> BTreeMap<String, f32> {
        let parts = text.split(", ").filter(|part| !part.is_empty());
        parts.map(|p| p.split_once(' ').unwrap()).map(|(name, share)| (name.into(), share.parse().unwrap())).collect()
    }

    #[test]
    fn shares_make_a_whole_of_known_tables() {
        let tables = ["uno".to_string(), "due".to_string()];
        let rows = [
            ("uno 1", "uno 0.5, due 0.5", ""),
            ("uno 0.3334, due 0.6667", "due 1", ""),
            ("uno 1", "uno 0.5, due 0.4", "the shares of `prosody` make 0.900"),
            ("", "uno 0.5, due 0.5", "the shares of `timbre` make 0.000"),
            ("uno 1", "uno 1.5, due -0.5", "`due` has the share -0.5 of `prosody`"),
            ("uno 1", "uno 1, due 0", "`due` has the share 0 of `prosody`"),
            ("uno NaN", "due 1", "`uno` has the share NaN of `timbre`"),
            ("uno 1", "duo 1", "`prosody` has `duo`, which is no style of this voice"),
            ("uno 1", "uno 1", "the style `due` is in no half"),
        ];
        for (timbre, prosody, expected) in rows {
            let recipe = Recipe { timbre: shares(timbre), prosody: shares(prosody) };
            let got = recipe.check(&tables).map_err(|e| e.error.to_string()).err().unwrap_or_default();
            assert!(got.starts_with(expected) && got.is_empty() == expected.is_empty(), "{timbre} / {prosody}: {got}");
        }
        Recipe::of_one("uno").check(&tables[..1]).unwrap();
    }
}
