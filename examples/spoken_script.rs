//! What will be spoken of an issue: its chapters with each passage's line, role, words and pause. No voice is needed.
//!
//!     cargo run --example spoken_script issues/001.md
//!
//! The settings are those of the `show.toml` beside the issue, if there is one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use altavoce::error::{Error, Result};
use altavoce::issue::Issue;
use altavoce::project::{Folders, Project, SHOW_FILE};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(e.kind.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let path = std::env::args_os().nth(1).map(PathBuf::from);
    let path = path.ok_or_else(|| Error::usage("no issue is named").fix("name a Markdown file"))?;
    let issue = Issue::read(&path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let folders = Folders { show_file: folder.join(SHOW_FILE), issues: folder.into(), ..Folders::default() };
    let project = Project::read(folders)?;

    // The script and its words as an Italian says them; the text stages are pure and cannot fail.
    let narration = project.narrate(&issue);
    println!("{}", narration.to_text(&project.show.pauses));
    for passage in narration.passages() {
        for doubt in &passage.spoken.doubts {
            eprintln!("line {}: read as `{}`: {}", passage.written.line, doubt.spoken, doubt.why);
        }
    }
    Ok(())
}
