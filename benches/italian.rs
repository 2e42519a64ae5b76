//! Times the Italian stage on one thread: `cargo bench --bench italian`. Prints sentences a second on the sentences of a
//! weekly on AI (all invented, `benches/italian/sentences.txt`), and the time per byte of ever longer texts, which must
//! not grow. `benches/italian/speed.py` sets it beside other systems.

use std::time::Instant;

use altavoce::italian::verbalize;

const SENTENCES: &str = include_str!("italian/sentences.txt");
/// How often the sentences are read in a round, and how many rounds there are: the median counts.
const TIMES: usize = 250;
const ROUNDS: usize = 7;

fn main() {
    let sentences: Vec<&str> = SENTENCES.lines().collect();
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let seconds =
                timed(|| (0..TIMES).map(|_| sentences.iter().map(|s| verbalize(s).text.len()).sum::<usize>()).sum());
            (TIMES * sentences.len()) as f64 / seconds
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    println!("{:.0} sentences a second ({:.0} to {:.0})", rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
    for bytes in [100_000, 1_000_000, 10_000_000] {
        let text = SENTENCES.replace('\n', " ").repeat(bytes / SENTENCES.len() + 1);
        let seconds = timed(|| verbalize(&text).text.len());
        println!("{:>6.1} MB in one line: {:.1} ns a byte", text.len() as f64 / 1e6, seconds * 1e9 / text.len() as f64);
    }
}

/// Seconds that the work takes; its result is looked at, so that it is done.
fn timed(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    assert!(std::hint::black_box(work()) > 0);
    start.elapsed().as_secs_f64()
}
