//! Two lists that say the same in order, put side by side: the words of two spellings, the words of a text and of its
//! phonemes.

use std::ops::Range;

/// How many of one side may be one of the other.
const MOST: usize = 8;

/// What joining or parting costs beyond what it leaves unlike.
const UNEVEN: usize = 2;

/// Stretches of a list of lengths `left` beside stretches of a list of lengths `right`: in order, without gap, a single one
/// on one side at least. Lists of equal count are put side by side one by one; else the lengths of the stretches differ as
/// little as they can. `None` if one side is empty, or too short for the other.
pub fn align(left: &[usize], right: &[usize]) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let (n, m) = (left.len(), right.len());
    if n == 0 || m == 0 {
        return None;
    }
    if n == m {
        return Some((0..n).map(|i| (i..i + 1, i..i + 1)).collect());
    }
    let shapes: Vec<(usize, usize)> =
        (1..=MOST).map(|k| (1, k)).chain((2..=MOST).map(|k| (k, 1))).filter(|(a, b)| *a <= n && *b <= m).collect();
    // the least cost of the first i and j, and the stretch that ends there
    let mut best: Vec<Option<(usize, (usize, usize))>> = vec![None; (n + 1) * (m + 1)];
    best[0] = Some((0, (0, 0)));
    for i in 1..=n {
        for j in 1..=m {
            let reach = shapes.iter().filter(|(a, b)| *a <= i && *b <= j);
            let costs = reach.filter_map(|&(a, b)| {
                let (before, _) = best[(i - a) * (m + 1) + j - b]?;
                let lengths = (left[i - a..i].iter().sum::<usize>(), right[j - b..j].iter().sum::<usize>());
                Some((before + lengths.0.abs_diff(lengths.1) + UNEVEN * (a + b - 2), (a, b)))
            });
            best[i * (m + 1) + j] = costs.min();
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (n, m);
    while (i, j) != (0, 0) {
        let (_, (a, b)) = best[i * (m + 1) + j]?;
        pairs.push((i - a..i, j - b..j));
        (i, j) = (i - a, j - b);
    }
    pairs.reverse();
    Some(pairs)
}

/// Cuts `whole` into as many parts as there are `weights`, in their proportions.
pub fn share(whole: Range<usize>, weights: &[usize]) -> Vec<Range<usize>> {
    let all: usize = weights.iter().sum();
    let mut so_far = 0;
    let at = |weight: usize| whole.start + (whole.len() * weight).checked_div(all).unwrap_or(0);
    let part = |weight: &usize| {
        let start = at(so_far);
        so_far += weight;
        start..at(so_far)
    };
    weights.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(left: &str, right: &str) -> String {
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        let (left, right) = (words(left), words(right));
        let lengths = |words: &[String]| words.iter().map(|w| w.chars().count()).collect::<Vec<_>>();
        let Some(pairs) = align(&lengths(&left), &lengths(&right)) else { return "nothing".into() };
        let side = |words: &[String], range: Range<usize>| words[range].join(" ");
        pairs.into_iter().map(|(a, b)| format!("{}={}", side(&left, a), side(&right, b))).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_find_their_others() {
        let rows = [
            ("uno due", "uno dve", "uno=uno|due=dve"),
            ("ha centosei anni", "ha cento sei anni", "ha=ha|centosei=cento sei|anni=anni"),
            ("in un attimo", "inun attimo", "in un=inun|attimo=attimo"),
            ("uno", "a b c d", "uno=a b c d"),
            ("", "a", "nothing"),
            ("uno", "a a a a a a a a a", "nothing"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (r, shown(r.0, r.1))).filter(|(r, got)| got != r.2).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn shares_are_in_proportion_and_leave_nothing() {
        assert_eq!(share(10..20, &[1, 3, 1]), [10..12, 12..18, 18..20]);
        assert_eq!(share(4..4, &[1, 2]), [4..4, 4..4]);
        assert_eq!(share(0..9, &[0, 0]), [0..0, 0..0]);
    }
}
