//! `altavoce italian`.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_italian::{Spoken, verbalize_with};
use clap::Args;
use serde_json::json;

use super::explain::{self, Doubts, Strict};
use super::{Common, Io, ShowFile, print};
use crate::project::Project;

/// How much is written at once, in bytes.
const BLOCK: usize = 1 << 16;

#[derive(Debug, Args)]
pub struct Options {
    /// Behind each line, every change in it and its class
    #[arg(long)]
    explain: bool,
    /// Write the form that the phonemiser gets: compound numbers spaced, letter names with their accents
    #[arg(long, conflicts_with = "explain")]
    spaced: bool,
    #[command(flatten)]
    strict: Strict,
    /// A show whose own abbreviations, acronyms, units and names are to be used
    #[arg(long, value_name = "FILE")]
    show: Option<PathBuf>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let project = match options.show.clone() {
        Some(path) => ShowFile { path: Some(path) }.read(Path::new(""), common)?,
        None => Project::default(),
    };
    let mut doubts = Doubts::default();
    let mut out = String::new();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        match io.stdin.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => {}
            Err(e) => return Err(Error::io(tr!("read"), tr!("standard input"), e)),
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| not_utf8(number))?;
        let (line, end) = match text.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (text, ""),
        };
        let spoken = verbalize_with(&project.tables, line);
        for doubt in &spoken.doubts {
            print(io, &std::mem::take(&mut out))?;
            doubts.tell(tr!("standard input"), number, &line[doubt.source.clone()], doubt, common.quiet, io);
        }
        if common.json {
            out.push_str(&format!("{}\n", as_json(number, line, &spoken)));
        } else {
            out.push_str(if options.spaced { &spoken.spaced } else { &spoken.text });
            out.push_str(if options.explain { "\n" } else { end });
        }
        for edit in spoken.edits.iter().filter(|_| options.explain && !common.json) {
            let change = explain::change(number, &line[edit.source.clone()], edit, io.colour);
            out.extend(change.map(|c| format!("  {c}")));
        }
        // line by line for somebody who reads along, else in large blocks
        if io.colour || out.len() > BLOCK {
            print(io, &out)?;
            out.clear();
        }
    }
    print(io, &out)?;
    doubts.allowed(&options.strict, tr!("standard input"))
}

fn as_json(number: u32, written: &str, spoken: &Spoken) -> serde_json::Value {
    json!({
        "line": number, "text": written, "spoken": spoken.text, "spaced": spoken.spaced,
        "edits": spoken.edits, "doubts": spoken.doubts,
    })
}

fn not_utf8(line: u32) -> Error {
    Error::author(tr!("this line is not UTF-8"))
        .at(tr!("standard input"), line)
        .fix(tr!("convert the text, for instance with iconv"))
}
