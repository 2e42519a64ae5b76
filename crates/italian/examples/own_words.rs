//! Adds words of one's own, and explains each change: its bytes, what is written there, what is said, and as what.
//!
//!     cargo run --example own_words -- "La redaz. conta 21 arn, il 12% in più dell'XYZ."

use altavoce_italian::{TableError, Tables, verbalize_with};

fn main() -> Result<(), TableError> {
    let mut tables = Tables::builtin().clone();
    // as in data/abbreviations.tsv: what is written, what is said, and where
    tables.add_row("abbreviations", &["redaz.", "redazione", "any"])?;
    // as in data/units.tsv: its symbol, one, several, and their gender
    tables.add_row("units", &["arn", "arnia", "arnie", "f"])?;

    let line = std::env::args().nth(1);
    let written = line.unwrap_or_else(|| "La redaz. conta 21 arn, il 12% in più dell'XYZ.".to_string());
    let spoken = verbalize_with(&tables, &written);
    println!("{}", spoken.text);
    for edit in &spoken.edits {
        let source = edit.source.clone();
        println!("  {source:?}: {} → {} ({})", &written[source.clone()], edit.spoken, edit.class);
    }
    for doubt in &spoken.doubts {
        println!("  {:?}: {}: {}", doubt.source, doubt.spoken, doubt.why);
    }
    Ok(())
}
