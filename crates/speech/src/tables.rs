//! The tables under `data/`, which are compiled in.

/// The rows of a table: without its comments and the names of its columns.
pub fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1)
}
