//! Which episode of the output folder is which entry of the feed's state.
//!
//! A folder of the same name is the same episode. Otherwise number, issue file, title and date bear witness, and where
//! they contradict each other the author is asked: a GUID given to the wrong episode cannot be taken back.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::feed::state::{EpisodeRecord, FeedState};

/// What two descriptions say about each other.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Same,
    Doubtful,
    Different,
}

/// For each of `found` (described as entries without a GUID) the index of its entry in `state`, or `None` for a new
/// episode. No entry is given twice.
///
/// # Errors
/// The author's, when it cannot be told: two folders that hold the same episode, two entries that fit one episode, a
/// doubtful likeness. `path` is the state file, `output` the folder of the episodes; both only for the message.
pub fn assign(path: &Path, output: &Path, state: &FeedState, found: &[EpisodeRecord]) -> Result<Vec<Option<usize>>> {
    refuse_duplicates(output, found)?;
    let mut of: Vec<Option<usize>> =
        found.iter().map(|f| state.episodes.iter().position(|e| e.folder == f.folder)).collect();
    let free: Vec<usize> = (0..state.episodes.len()).filter(|e| !of.contains(&Some(*e))).collect();
    for episode in 0..found.len() {
        if of[episode].is_some() {
            continue;
        }
        let verdict = |wanted| {
            let fits = move |e: &usize| verdict(&state.episodes[*e], &found[episode]) == wanted;
            free.iter().copied().filter(fits).collect::<Vec<_>>()
        };
        of[episode] = match (verdict(Verdict::Same).as_slice(), verdict(Verdict::Doubtful).as_slice()) {
            ([], []) => None,
            ([one], _) if !of.contains(&Some(*one)) => Some(*one),
            ([], doubtful) => return Err(unclear(path, state, doubtful, &found[episode])),
            (same, _) => return Err(unclear(path, state, same, &found[episode])),
        };
    }
    Ok(of)
}

/// Weighs an entry against an episode that lies in another folder.
fn verdict(entry: &EpisodeRecord, episode: &EpisodeRecord) -> Verdict {
    let both_and =
        |a: Option<u32>, b: Option<u32>, equal: bool| matches!((a, b), (Some(a), Some(b)) if (a == b) == equal);
    let alike = [&entry.source, &entry.title]
        .into_iter()
        .zip([&episode.source, &episode.title])
        .filter(|(a, b)| a.is_some() && a == b)
        .count();
    let other_day = matches!((entry.date, episode.date), (Some(a), Some(b)) if a != b);
    let same_day = entry.date.is_some() && entry.date == episode.date;
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let contradicts = differ(&entry.source, &episode.source) && differ(&entry.title, &episode.title);
    // A bonus goes by the number of the episode that it belongs to.
    let other_number = both_and(entry.number, episode.number, false)
        || both_and(entry.season, episode.season, false)
        || (entry.kind != episode.kind && entry.number.is_some());
    let same_number = both_and(entry.number, episode.number, true) && !other_number;
    match alike {
        _ if same_number && (alike > 0 || same_day || (!other_day && !contradicts)) => Verdict::Same,
        0 if same_number => Verdict::Doubtful,
        0 => Verdict::Different,
        1 if other_number || other_day => Verdict::Doubtful,
        _ => Verdict::Same,
    }
}

/// Two folders with one episode: mostly the output of a renamed issue beside its old output.
fn refuse_duplicates(output: &Path, found: &[EpisodeRecord]) -> Result<()> {
    for (n, a) in found.iter().enumerate() {
        for b in &found[n + 1..] {
            let same_number = a.number.is_some() && (a.number, a.season, a.kind) == (b.number, b.season, b.kind);
            let same_source = a.source.is_some() && a.source == b.source;
            let same_issue = same_source && (a.title == b.title || (a.number, a.date) == (b.number, b.date));
            if same_number || same_issue {
                let shared = match (a.number, &a.source) {
                    (Some(number), _) if same_number => tr!("number {number}"),
                    (_, source) => tr!("made from {source}", source = source.as_deref().unwrap_or(tr!("one issue"))),
                };
                let what =
                    tr!("the episodes `{folder}` and `{other}` are both {shared}", folder = a.folder, other = b.folder);
                let fix = tr!("delete the folder that is out of date, or number them apart");
                return Err(Error::author(what).in_file(output).fix(fix));
            }
        }
    }
    Ok(())
}

fn unclear(path: &Path, state: &FeedState, entries: &[usize], episode: &EpisodeRecord) -> Error {
    let named: Vec<String> = entries.iter().map(|e| format!("`{}`", state.episodes[*e].folder)).collect();
    let folder = &episode.folder;
    let what = tr!(
        "it is not clear whether the episode `{folder}` is the one known as {named}",
        named = named.join(tr!(" or "))
    );
    Error::author(what).in_file(path).fix(tr!(
        "if it is, set `folder = \"{folder}\"` in that entry; if it is new, add an `[[episode]]` with only that line"
    ))
}

#[cfg(test)]
mod tests {
    use altavoce_base::episode_type::EpisodeType;

    use super::*;

    /// `folder|source|number|title|day`, with `-` for what is not known; a number may be `season.number`.
    fn entry(line: &str) -> EpisodeRecord {
        let mut parts = line.split('|').map(|p| (p != "-").then(|| p.to_string()));
        let mut next = || parts.next().unwrap();
        let (folder, source, number, title, day) = (next(), next(), next(), next(), next());
        let (season, number) = match number.as_deref().and_then(|n| n.split_once('.')) {
            Some((season, number)) => (season.parse().ok(), number.parse().ok()),
            None => (None, number.and_then(|n| n.parse().ok())),
        };
        let date = day.map(|d| jiff::civil::date(2026, 1, d.parse().unwrap()));
        EpisodeRecord {
            guid: None,
            first_seen: None,
            folder: folder.unwrap(),
            source,
            season,
            number,
            date,
            title,
            kind: EpisodeType::Full,
            published: false,
        }
    }

    #[test]
    fn a_bonus_may_have_the_number_of_its_episode() {
        let state = FeedState { episodes: vec![entry("022-a|022.md|22|A|5")], ..FeedState::default() };
        let bonus = EpisodeRecord { kind: EpisodeType::Bonus, ..entry("022-b|022-b.md|22|B|5") };
        let found = [entry("022-a|022.md|22|A|5"), bonus.clone()];
        assert_eq!(assign("s".as_ref(), "o".as_ref(), &state, &found).unwrap(), [Some(0), None]);
        // An episode that becomes a bonus stays what it is, in its folder or in another of its title.
        let becomes = |line: &str| EpisodeRecord { kind: EpisodeType::Bonus, ..entry(line) };
        for line in ["022-a|022.md|22|A|5", "022-z|022.md|22|A|5"] {
            assert_eq!(assign("s".as_ref(), "o".as_ref(), &state, &[becomes(line)]).unwrap(), [Some(0)], "{line}");
        }
        let said =
            assign("s".as_ref(), "o".as_ref(), &state, &[bonus.clone(), EpisodeRecord { folder: "c".into(), ..bonus }]);
        assert!(said.unwrap_err().to_string().contains("both number 22"));
    }

    #[test]
    fn episodes_are_known_again() {
        // What it is called; the entries; the episodes; the entry of each, or a part of the error.
        let known: &[&str] = &["022-a|022.md|22|A|5", "023-b|023.md|23|B|12"];
        type Row =
            (&'static str, &'static [&'static str], &'static [&'static str], Result<Vec<Option<usize>>, &'static str>);
        let rows: Vec<Row> = vec![
            ("rendered again", known, &["022-a|022.md|22|A|5", "023-b|023.md|23|B|12"], Ok(vec![Some(0), Some(1)])),
            ("another order", known, &["023-b|023.md|23|B|12", "022-a|022.md|22|A|5"], Ok(vec![Some(1), Some(0)])),
            ("a new slug", known, &["022-z|022.md|22|A|5"], Ok(vec![Some(0)])),
            ("a new slug, title and file", known, &["022-z|z.md|22|Z|5"], Ok(vec![Some(0)])),
            ("a new slug, title and day", known, &["022-z|022.md|22|Z|7"], Ok(vec![Some(0)])),
            ("a new number", known, &["024-a|022.md|24|A|5"], Ok(vec![Some(0)])),
            ("a new number on another day", known, &["024-a|022.md|24|A|7"], Ok(vec![Some(0)])),
            ("a season put before the number", known, &["s1-022|022.md|1.22|A|5"], Ok(vec![Some(0)])),
            ("a new episode", known, &["024-c|024.md|24|C|19"], Ok(vec![None])),
            ("the first season's number again", &["s1|a.md|1.1|A|5"], &["s2|b.md|2.1|B|6"], Ok(vec![None])),
            ("no number, a new title", &["a|a.md|-|A|5"], &["z|a.md|-|Z|5"], Ok(vec![Some(0)])),
            ("no number, a renamed file", &["a|a.md|-|A|5"], &["z|z.md|-|A|5"], Ok(vec![Some(0)])),
            ("a number put in later", &["a|a.md|-|A|5"], &["022-a|a.md|22|A|5"], Ok(vec![Some(0)])),
            ("entries written by hand", &["022-a|-|-|-|-"], &["022-a|022.md|22|A|5"], Ok(vec![Some(0)])),
            (
                "one draft file for every issue",
                &["022-a|draft.md|22|A|5"],
                &["022-a|draft.md|22|A|5", "023-b|draft.md|23|B|12"],
                Ok(vec![Some(0), None]),
            ),
            (
                "two numbers exchanged",
                known,
                &["022-b|023.md|22|B|12", "023-a|022.md|23|A|5"],
                Ok(vec![Some(1), Some(0)]),
            ),
            (
                "two numbers exchanged, no day known",
                &["022-a|022.md|22|A|-", "023-b|023.md|23|B|-"],
                &["023-a|022.md|23|A|-"],
                Ok(vec![Some(0)]),
            ),
            ("only the title repeats", known, &["024-a|024.md|24|A|19"], Err("known as `022-a`")),
            ("only the file repeats", known, &["024-c|022.md|24|C|19"], Err("known as `022-a`")),
            ("only the number repeats", known, &["022-z|z.md|22|Z|19"], Err("known as `022-a`")),
            (
                "a deleted number used again, no day known",
                &["001-a|a.md|1|A|-"],
                &["001-z|z.md|1|Z|-"],
                Err("known as `001-a`"),
            ),
            ("old output left behind", known, &["022-a|022.md|22|A|5", "022-z|022.md|22|A|5"], Err("number 22")),
            (
                "old output left behind by a new number",
                known,
                &["022-a|022.md|22|A|5", "024-a|022.md|24|A|5"],
                Err("both made from 022.md"),
            ),
            ("two that fit one entry", &["a|a.md|-|A|5"], &["y|a.md|-|Y|5", "z|z.md|-|A|5"], Err("known as `a`")),
        ];
        let mut wrong = Vec::new();
        for (name, entries, episodes, expected) in rows {
            let state = FeedState { episodes: entries.iter().map(|l| entry(l)).collect(), ..FeedState::default() };
            let found: Vec<EpisodeRecord> = episodes.iter().map(|l| entry(l)).collect();
            let got = assign("feed-state.toml".as_ref(), "output".as_ref(), &state, &found);
            let right = match (&got, &expected) {
                (Ok(got), Ok(expected)) => got == expected,
                (Err(e), Err(part)) => e.kind == altavoce_base::error::Kind::Author && e.to_string().contains(part),
                _ => false,
            };
            if !right {
                wrong.push(format!("{name}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
