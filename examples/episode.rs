//! An issue to an episode by one voice, with progress.
//!
//!     cargo run --release -- voices install sara
//!     cargo run --release --example episode issues/001.md sara
//!
//! The episode is a folder below `output`; the settings are those of the `show.toml` beside the issue, if there is one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use altavoce::episode::make::{MakeStep, make};
use altavoce::episode::request::EpisodeRequest;
use altavoce::error::{Error, Result};
use altavoce::issue::Issue;
use altavoce::project::{self, Folders, Project, SHOW_FILE};
use altavoce::synthesis;

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
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(voice)) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        return Err(Error::usage("an issue and a voice are needed").fix("name a Markdown file and an installed voice"));
    };
    let issue = Issue::read(&path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut project = Project::read(Folders {
        show_file: folder.join(SHOW_FILE),
        issues: folder.into(),
        output: "output".into(),
        voices: std::env::var_os("ALTAVOCE_VOICES")
            .map_or_else(project::installed_voices, |folder| project::voices(folder.as_ref())),
    })?;
    project.only_voice(&voice);
    let narration = project.narrate(&issue);

    let request = EpisodeRequest { project: &project, issue: &issue, narration: &narration };
    // A program that is told to end sets this; what was spoken by then is kept.
    let stop = AtomicBool::new(false);
    let episode = make(request, synthesis::workers(), &stop, |step| match step {
        MakeStep::Start { passages, all, .. } => eprintln!("{passages} of {all} passages are to be spoken"),
        MakeStep::Spoken { chapter, seconds, .. } => eprintln!("{}: {seconds:.1} s", chapter.1),
        MakeStep::Levelling => eprintln!("levelling"),
        MakeStep::Writing => eprintln!("writing the files"),
        _ => {}
    })?;
    println!("{}: {:.0} s", episode.folder.display(), episode.manifest.duration);
    Ok(())
}
