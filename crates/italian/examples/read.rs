//! Reads a line, a file or standard input, and prints how each line is said.
//!
//!     cargo run --example read -- "Il 1° maggio l'UE stanzia €490 milioni."
//!     cargo run --example read -- issue.txt

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let text = match env::args().nth(1) {
        Some(path) if Path::new(&path).is_file() => fs::read_to_string(path)?,
        Some(line) => line,
        None => io::read_to_string(io::stdin())?,
    };
    for line in text.lines() {
        println!("{}", altavoce_italian::verbalize(line).text);
    }
    Ok(())
}
