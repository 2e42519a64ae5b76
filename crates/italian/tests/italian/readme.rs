//! The table of the README: each row is read as it is told there, for the class that it is told for.

use altavoce_italian::verbalize;

#[test]
fn its_rows_are_read_as_they_are_told() {
    let readme = include_str!("../../README.md");
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 30, "{}", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let [class, written, said] = row[..] else { panic!("{row:?}") };
        let spoken = verbalize(written);
        let found: Vec<String> = spoken.edits.iter().map(|edit| format!("`{}`", edit.class)).collect();
        if spoken.text != said || !found.iter().any(|f| f == class) {
            wrong.push(format!("{class} {written}: {} as {found:?}", spoken.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
