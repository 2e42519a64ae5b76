//! `altavoce studio`.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, note, print};
use crate::project::{Folders, SHOW_FILE};
use crate::studio::{self, Opened, StudioOptions};

/// The folder of the issues in that of a show, as `altavoce new` makes it.
const ISSUES: &str = "issues";

#[derive(Debug, Args)]
pub struct Options {
    /// The folder of the show, with `issues` in it, or the folder of the issues
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The folder of the episodes [default: `output` beside `issues`]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The port; 0 takes any that is free
    #[arg(short, long, default_value_t = 0)]
    port: u16,
    /// Print the address and open no browser
    #[arg(long)]
    no_browser: bool,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    if !options.folder.is_dir() {
        let what = Error::usage(tr!("there is no such folder")).in_file(&options.folder);
        return Err(what.fix(tr!("name the folder of a show, or make one: altavoce new")));
    }
    let mut settings = StudioOptions::of(folders(options, common));
    settings.port = options.port;
    settings.program_timeout = common.program_timeout;
    match studio::open(settings)? {
        Opened::Here(studio) => {
            let url = studio.url();
            if common.json {
                print(io, &format!("{:#}\n", json!({ "url": url, "running": false })))?;
            } else if !common.quiet {
                print(io, &tr!("{url}\nCtrl-C ends it\n"))?;
            }
            show(&url, options, io);
            studio.run(io.stop)
        }
        Opened::Elsewhere(url) => {
            let starting = || {
                Error::operator(tr!("a studio of this folder is just being started"))
                    .fix(tr!("wait a moment and try again"))
            };
            let url = url.ok_or_else(starting)?;
            if common.json {
                print(io, &format!("{:#}\n", json!({ "url": url, "running": true })))?;
            } else if !common.quiet {
                print(io, &tr!("{url}\nthe studio of this folder is open already; this is its address\n"))?;
            }
            show(&url, options, io);
            Ok(())
        }
    }
}

/// Opens the browser, unless that is not wanted.
fn show(url: &str, options: &Options, io: &mut Io) {
    if !options.no_browser && open::that_detached(url).is_err() {
        note(io, tr!("altavoce: no browser could be opened; open the address yourself"));
    }
}

/// The folders of the show that a folder is, or is the issues of.
fn folders(options: &Options, common: &Common) -> Folders {
    let folder = options.folder.as_path();
    let below = |name: &str| if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
    let are_issues = !below(ISSUES).is_dir() && (below(SHOW_FILE).is_file() || is_called(folder, ISSUES));
    let issues = if are_issues { folder.to_path_buf() } else { below(ISSUES) };
    let output = if are_issues { folder.join("..").join(OUTPUT) } else { below(OUTPUT) };
    Folders {
        show_file: issues.join(SHOW_FILE),
        output: options.output.clone().unwrap_or(output),
        issues,
        voices: common.voices(),
    }
}

fn is_called(folder: &Path, name: &str) -> bool {
    folder.canonicalize().is_ok_and(|folder| folder.file_name().is_some_and(|n| n == name))
}
