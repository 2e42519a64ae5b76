//! The reader against the tables of readings: `tests/*.tsv`, whose columns are class, written, and what may be said.

use altavoce_italian::verbalize;

use super::promises::broken_promise;

const READINGS: &str = include_str!("../readings.tsv");
const MENDED: &str = include_str!("../mended.tsv");
const HELD_OUT: &str = include_str!("../held_out.tsv");

fn unescape(cell: &str) -> String {
    cell.replace("\\u0301", "\u{301}").replace("\\u00ad", "\u{ad}").replace("\\n", "\n")
}

/// Rows of class, written, accepted readings.
fn rows(table: &str) -> Vec<(String, String, Vec<String>)> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| {
            let cells: Vec<String> = line.split('\t').map(unescape).collect();
            assert_eq!(cells.len(), 3, "{line}");
            (cells[0].clone(), cells[1].clone(), cells[2].split(" | ").map(str::to_string).collect())
        })
        .collect()
}

#[test]
fn every_row_is_read_as_an_italian_would() {
    let mut wrong = Vec::new();
    for (class, written, accepted) in rows(READINGS).into_iter().chain(rows(MENDED)) {
        let spoken = verbalize(&written).text;
        if !accepted.contains(&spoken) {
            wrong.push(format!("{class}: {written}\n     is {spoken}\n wanted {}", accepted.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The words alone: no case, no punctuation but the apostrophe inside a word.
fn words_of(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['’', '‘'], "'");
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_string())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Rows that the reader was not written with. Their failures are not printed: who reads them and mends the reader for
/// them has no held-out rows any more. `make italian-table` counts them by class.
#[test]
fn held_out_rows_are_read_as_well() {
    let rows = rows(HELD_OUT);
    let right = rows.iter().filter(|(_, written, accepted)| {
        let spoken = words_of(&verbalize(written).text);
        accepted.iter().any(|reading| words_of(reading) == spoken)
    });
    let right = right.count();
    assert!(right * 100 >= rows.len() * 97, "{right} of {}", rows.len());
}

#[test]
fn every_class_has_rows_enough() {
    for table in [READINGS, HELD_OUT] {
        let rows = rows(table);
        let few = |class: &String| rows.iter().filter(|row| row.0 == *class).count() < 15;
        let wrong: Vec<&String> = rows.iter().map(|row| &row.0).filter(|class| few(class)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn every_row_keeps_the_promises() {
    let all = [READINGS, MENDED, HELD_OUT].map(rows).concat();
    let wrong: Vec<String> =
        all.iter().filter_map(|(_, written, _)| broken_promise(written).map(|p| format!("{written}: {p}"))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spaced_rendering() {
    let rows = [
        ("106", "cento sei"),
        ("2024", "duemila ventiquattro"),
        ("26", "vénti sei"),
        ("Alle 20 soffiavano venti forti", "Alle vénti soffiavano venti forti"),
        ("il 20º, i 20enni e 20.120 in 28", "il ventesimo, i ventenni e vénti mila cento vénti in ventotto"),
        ("123", "cento ventitré"),
        ("23000", "ventitré mila"),
        ("1968", "mille novecento sessantotto"),
        ("188", "centottantotto"),
        ("l'AI", "l'éi ài"),
        ("NBA", "enne bì à"),
        ("E’", "È"),
        ("l’ora", "l'ora"),
        ("la 26ª", "la vénti seiesima"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|(written, wanted)| (verbalize(written).spaced, wanted))
        .filter(|(ours, wanted)| ours != *wanted)
        .map(|(ours, wanted)| format!("{ours}, not {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
