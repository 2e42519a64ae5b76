//! `altavoce voices`.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use altavoce_base::error::{Error, Result};
use altavoce_speech::voice::{self, Progress, SystemVoice, VoiceStatus};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::columns::{padded, width};
use super::{Common, Io, note, print};
use crate::listen;

#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: VoicesCommand,
}

#[derive(Debug, Subcommand)]
enum VoicesCommand {
    /// List our voices and whether they are installed, then the system's Italian ones: `--voice platform:NAME` takes one
    List,
    /// Fetch voices; the network is needed only here
    Install {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
        /// A folder with the published files, looked into before any other source
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Remove the files of voices
    Remove {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Print the folder of the voices, or of one
    Path {
        /// Its name
        name: Option<String>,
    },
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let voices = common.voices();
    match &options.command {
        VoicesCommand::List => list(voices.list()?, common, io),
        VoicesCommand::Install { names, from } => {
            // All names are checked before the first byte is fetched.
            for name in names {
                voices.path(name)?;
            }
            for name in names {
                install(name, from.as_ref(), common, io)?;
            }
            Ok(())
        }
        VoicesCommand::Remove { names } => {
            for name in names {
                let freed = voices.remove(name)?;
                let said = format!("{name}: removed, {} MB freed\n", freed / 1_000_000);
                report(json!({ "name": name, "freed_bytes": freed }), &said, common, io)?;
            }
            Ok(())
        }
        VoicesCommand::Path { name } => {
            let path = match name {
                Some(name) => voices.path(name)?,
                None => voices.folder().to_path_buf(),
            };
            let said = format!("{}\n", path.display());
            if common.json { report(json!({ "path": path }), &said, common, io) } else { print(io, &said) }
        }
    }
}

/// Tells what was done: as JSON, as a line, or not at all.
fn report(json: serde_json::Value, said: &str, common: &Common, io: &mut Io) -> Result<()> {
    match (common.json, common.quiet) {
        (true, _) => print(io, &format!("{json}\n")),
        (false, true) => Ok(()),
        (false, false) => print(io, said),
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// This program.
    Ours,
    /// The system's speech program.
    Platform,
    /// The system's speech service.
    Service,
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Origin::Ours => "altavoce",
            Origin::Platform => "platform",
            Origin::Service => "speech service",
        }
    }
}

/// A row of the list.
struct VoiceRow {
    name: String,
    from: Origin,
    installed: bool,
    bytes: u64,
    language: String,
    licence: String,
    description: String,
}

fn ours(v: VoiceStatus) -> VoiceRow {
    VoiceRow {
        name: v.manifest.name,
        from: Origin::Ours,
        installed: v.installed,
        bytes: v.size,
        language: v.manifest.language,
        licence: v.manifest.licence,
        description: v.manifest.description,
    }
}

fn others(from: Origin, prefix: &str, v: SystemVoice) -> VoiceRow {
    VoiceRow {
        name: format!("{prefix}{}", v.name),
        from,
        installed: true,
        bytes: 0,
        language: v.language,
        licence: "the system's".into(),
        description: v.description,
    }
}

/// Ours, then the Italian ones of the operating system, then those of its speech service. What of the system cannot be
/// asked is told and no failure: the list is about what is there.
fn list(voices: Vec<VoiceStatus>, common: &Common, io: &mut Io) -> Result<()> {
    let mut rows: Vec<VoiceRow> = voices.into_iter().map(ours).collect();
    let found = [
        (Origin::Platform, "platform:", voice::system_voices()),
        (Origin::Service, "", if cfg!(feature = "listen") { listen::voices() } else { Ok(Vec::new()) }),
    ];
    for (from, prefix, found) in found {
        match found {
            Ok(found) => rows.extend(found.into_iter().map(|v| others(from, prefix, v))),
            Err(e) if common.verbose => note(io, &format!("altavoce: {e}")),
            Err(_) => {}
        }
    }
    if common.json {
        let entry = |r: &VoiceRow| {
            json!({
                "name": r.name, "installed": r.installed, "bytes": r.bytes, "language": r.language,
                "licence": r.licence, "description": r.description, "from": r.from.name(),
            })
        };
        return print(io, &format!("{:#}\n", rows.iter().map(entry).collect::<serde_json::Value>()));
    }
    let widest = rows.iter().map(|r| width(&r.name)).max().unwrap_or(0);
    for r in &rows {
        let state = match (r.from, r.installed) {
            (Origin::Ours, true) => "installed",
            (Origin::Ours, false) => "-",
            (other, _) => other.name(),
        };
        let size = if r.bytes > 0 { format!("{} MB", r.bytes / 1_000_000) } else { String::new() };
        let name = padded(&r.name, widest);
        let line = format!("{name} {state:<14} {size:>6}  {:<12} {}\n", r.licence, r.description);
        print(io, &line)?;
    }
    Ok(())
}

fn install(name: &str, from: Option<&PathBuf>, common: &Common, io: &mut Io) -> Result<()> {
    let bar = (io.terminal && !common.quiet).then(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {bytes} of {total_bytes}, {eta} left  {wide_msg}");
        // The template is ours and valid; were it not, the default style would serve.
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─"));
        bar
    });
    let stop = io.stop;
    let mut doing = String::new();
    let quiet = common.quiet;
    let done = common.voices().install(name, from.map(PathBuf::as_path), &mut |p: &Progress| {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::interrupted(
                "interrupted; whole packages are kept and the next install goes on from there",
            ));
        }
        if let Some(bar) = &bar {
            bar.set_length(p.total);
            bar.set_position(p.done);
            bar.set_message(p.doing.clone());
        } else if !quiet && doing != p.doing {
            note(io, &format!("{name}: {}", p.doing));
        }
        doing.clone_from(&p.doing);
        Ok(())
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let new = done?;
    let outcome = if new { "installed" } else { "is installed already" };
    report(json!({ "name": name, "installed": new }), &format!("{name}: {outcome}\n"), common, io)
}
