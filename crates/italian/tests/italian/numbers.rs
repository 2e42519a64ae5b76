//! Cardinals beside those of the crate `italian_numbers`, and ordinals.

use altavoce_italian::{Gender, cardinal_of, ordinal};

use super::random::try_cases;

/// What is wrong with a cardinal. The crate writes centootto where we write centotto, and centottanta as we do; it puts
/// an "e" behind milioni and miliardi (un milione e duecentomila). All of it is Italian.
fn disagreement(n: u64) -> Option<String> {
    let ours = cardinal_of(n);
    let theirs = italian_numbers::cardinal_converter(n as f64, false).unwrap();
    let theirs = theirs.replace("centootto", "centotto").replace(" e ", " ");
    if ours.text != theirs {
        return Some(format!("{n}: {}, not {theirs}", ours.text));
    }
    let letters = |words: &str| words.replace(' ', "").replace('é', "e");
    (letters(&ours.spaced) != letters(&ours.text)).then(|| format!("{n}: {} is spaced {}", ours.text, ours.spaced))
}

#[test]
fn small_cardinals_agree_with_the_crate() {
    let wrong: Vec<String> = (0..=2_000).filter_map(disagreement).collect();
    assert!(wrong.is_empty(), "{} of 2001: {:?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// Below 10¹², of every length alike.
#[test]
fn large_cardinals_agree_with_the_crate() {
    try_cases(2_000, |rng| {
        let digits = rng.u32(4..=12);
        disagreement(rng.u64(..10_u64.pow(digits)))
    });
}

#[test]
fn ordinals() {
    let rows = [
        (1, "primo"),
        (2, "secondo"),
        (6, "sesto"),
        (10, "decimo"),
        (11, "undicesimo"),
        (13, "tredicesimo"),
        (16, "sedicesimo"),
        (17, "diciassettesimo"),
        (20, "ventesimo"),
        (21, "ventunesimo"),
        (23, "ventitreesimo"),
        (26, "ventiseiesimo"),
        (28, "ventottesimo"),
        (33, "trentatreesimo"),
        (46, "quarantaseiesimo"),
        (100, "centesimo"),
        (103, "centotreesimo"),
        (110, "centodecimo"),
        (200, "duecentesimo"),
        (206, "duecentoseiesimo"),
        (1000, "millesimo"),
        (2000, "duemillesimo"),
        (10_000, "diecimillesimo"),
        (1_000_000, "milionesimo"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|(n, wanted)| (ordinal(*n, Gender::Masculine, false).text, wanted))
        .filter(|(ours, wanted)| ours != *wanted)
        .map(|(ours, wanted)| format!("{ours}, not {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(ordinal(3, Gender::Feminine, true).text, "terze");
}
