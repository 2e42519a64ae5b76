//! Lists of words that tell what stands beside them: `data/lists.tsv` says of each what for.

use rustc_hash::FxHashMap;

macro_rules! lists {
    ($($list:ident $name:literal)*) => {
        /// A list of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum List { $(#[doc = $name] $list,)* }

        impl List {
            const ALL: &[(&str, List)] = &[$(($name, List::$list),)*];
        }
    };
}

lists! {
    Accented "accented"
    Adjectives "adjectives"
    Alone "alone"
    Approximate "approximate"
    Associations "associations"
    Audience "audience"
    BeforeAttacks "before_attacks"
    BeforeCost "before_cost"
    BeforeDate "before_date"
    BeforeDecade "before_decade"
    BeforeDecimal "before_decimal"
    BeforeDay "before_day"
    BeforeFeminine "before_feminine"
    BeforeFeminines "before_feminines"
    BeforeKelvin "before_kelvin"
    BeforeMasculines "before_masculines"
    BeforeMinus "before_minus"
    BeforeNoun "before_noun"
    BeforeOneCurrency "before_one_currency"
    BeforeOneUnit "before_one_unit"
    BeforePen "before_pen"
    BeforePlace "before_place"
    BeforeSeconds "before_seconds"
    BeforeSpan "before_span"
    BeforeTime "before_time"
    BeforeTitle "before_title"
    BeforeUnit "before_unit"
    BeforeUnits "before_units"
    BehindHectares "behind_hectares"
    ClearWeekdays "clear_weekdays"
    Colours "colours"
    Countable "countable"
    CountedInDecimals "counted_in_decimals"
    CountedLabels "counted_labels"
    CutStems "cut_stems"
    DateLabels "date_labels"
    Days "days"
    DegreeNames "degree_names"
    DigitCodes "digit_codes"
    DigitGroups "digit_groups"
    ElidedArticles "elided_articles"
    ElidedWords "elided_words"
    Eras "eras"
    FemininePlurals "feminine_plurals"
    FileWords "file_words"
    Footnoted "footnoted"
    Governing "governing"
    GenderStems "gender_stems"
    Hotels "hotels"
    Joined "joined"
    Keys "keys"
    Law "law"
    Measured "measured"
    MeasuredInDegrees "measured_in_degrees"
    Money "money"
    Multiplied "multiplied"
    NotAccented "not_accented"
    Numbered "numbered"
    Of "of"
    OneThing "one_thing"
    OpeningHours "opening_hours"
    Parts "parts"
    PartsOfDay "parts_of_day"
    Phone "phone"
    PathWords "path_words"
    PhoneLabels "phone_labels"
    PluralAdjectives "plural_adjectives"
    PluralNouns "plural_nouns"
    PluralPairs "plural_pairs"
    Possessives "possessives"
    Priced "priced"
    Provinces "provinces"
    RankedIn "ranked_in"
    Ratios "ratios"
    Results "results"
    Scales "scales"
    ScalesOfMoney "scales_of_money"
    SizedInInches "sized_in_inches"
    Tariffs "tariffs"
    TimedInSeconds "timed_in_seconds"
    Versions "versions"
    Votes "votes"
    Weather "weather"
    WordsToo "words_too"
}

/// The lists, each word with a bit for each list that has it.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    of_word: FxHashMap<String, u128>,
}

impl Lists {
    /// Whether the list has the word, as it is written.
    pub fn has(&self, list: List, word: &str) -> bool {
        self.of_word.get(word).is_some_and(|lists| lists & bit(list) != 0)
    }

    /// Adds words, separated by spaces, to the list that has this name; whether there is one.
    pub fn add(&mut self, name: &str, words: &str) -> bool {
        let Some((_, list)) = List::ALL.iter().find(|(known, _)| *known == name) else { return false };
        for word in words.split(' ') {
            *self.of_word.entry(word.to_string()).or_default() |= bit(*list);
        }
        true
    }
}

fn bit(list: List) -> u128 {
    1 << list as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tables;

    #[test]
    fn every_list_has_words_and_a_bit() {
        assert!(List::ALL.len() <= u128::BITS as usize);
        let lists = &Tables::builtin().lists;
        let empty: Vec<_> =
            List::ALL.iter().filter(|(_, list)| !lists.of_word.values().any(|of| of & bit(*list) != 0)).collect();
        assert!(empty.is_empty(), "{empty:?}");
    }
}
