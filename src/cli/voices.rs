//! `altavoce voices`.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::locale::translated;
use altavoce_base::{mark, tr, trn};
use altavoce_speech::voice::{self, Progress, Sources, SystemVoice, VoiceStatus, Voices};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde_json::json;

use super::columns::{padded, width};
use super::progress::style;
use super::{Common, Io, note, print};
use crate::listen;
use crate::project::Project;
use crate::settings::SECOND_VOICE;

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
        /// A folder with the published files, or the voices folder of another machine, looked into before any other source
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
            if let Some(folder) = from.as_ref().filter(|folder| !folder.is_dir()) {
                return Err(Error::usage(tr!("no such folder"))
                    .in_file(folder)
                    .fix(tr!("check the path given to --from")));
            }
            // All names are checked before the first byte is fetched.
            for name in names {
                voices.path(name)?;
            }
            let sources = common.voice_sources().with_folder(from.as_deref());
            for name in names {
                let new = install(&voices, name, &sources, common.quiet, io)?;
                let outcome = if new { tr!("installed") } else { tr!("is installed already") };
                let said = format!("{name}: {outcome}\n");
                report(json!({ "name": name, "installed": new }), &said, common, io)?;
            }
            Ok(())
        }
        VoicesCommand::Remove { names } => {
            for name in names {
                let freed = voices.remove(name)?;
                let said = tr!("{name}: removed, {megabytes} MB freed\n", megabytes = freed / 1_000_000);
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

/// What a manifest says of a voice, in the language that is spoken where the voice is one of ours.
fn message(told: &str) -> &str {
    translated(told).unwrap_or(told)
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
            Origin::Platform => mark!("platform"),
            Origin::Service => mark!("speech service"),
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
        licence: tr!("the system's").into(),
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
            (Origin::Ours, true) => tr!("installed"),
            (Origin::Ours, false) => "-",
            (other, _) => text(other.name()),
        };
        let size = if r.bytes > 0 { format!("{} MB", r.bytes / 1_000_000) } else { String::new() };
        let name = padded(&r.name, widest);
        let line = format!("{name} {state:<14} {size:>6}  {:<12} {}\n", message(&r.licence), message(&r.description));
        print(io, &line)?;
    }
    Ok(())
}

/// Installs a voice, telling on standard error how it goes. Tells whether anything had to be done.
fn install(voices: &Voices, name: &str, sources: &Sources, quiet: bool, io: &mut Io) -> Result<bool> {
    let bar = (io.terminal && !quiet).then(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style(
            &tr!("{{bar:24}} {{bytes}} of {{total_bytes}}, {{eta}} left  {{wide_msg}}"),
            &tr!("{{percent:>3}} % of {{total_bytes}}, {{eta}} left  {{wide_msg}}"),
        ));
        bar
    });
    let stop = io.stop;
    let mut known = String::new();
    let done = voices.install(name, sources, &mut |progress: &Progress| {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::interrupted(tr!(
                "interrupted; whole files are kept and the next install goes on from there"
            )));
        }
        match (progress, &bar) {
            (Progress::Step { doing, done, total }, Some(bar)) => {
                bar.set_length(*total);
                bar.set_position(*done);
                bar.set_message(doing.clone());
            }
            (Progress::Step { doing, .. }, None) if !quiet && known != *doing => {
                note(io, &format!("{name}: {doing}"));
                known.clone_from(doing);
            }
            (Progress::PassedOver(why), Some(bar)) => bar.println(format!("{name}: {why}")),
            (Progress::PassedOver(why), None) if !quiet => note(io, &format!("{name}: {why}")),
            _ => {}
        }
        Ok(())
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    done
}

/// Offers to fetch the voices that a show needs and that are not here, in a terminal. Tells whether it did.
///
/// # Errors
/// As installing them.
pub fn offer(project: &Project, common: &Common, io: &mut Io) -> Result<bool> {
    let voices = project.voices();
    if !io.asks || common.quiet || voices.bytes_lacking(&[&project.show.voice.name]) == 0 {
        return Ok(false);
    }
    let mut names = project.show.voices();
    // as the settings would name it, were it installed
    names.extend(project.quotes_settled.then_some(SECOND_VOICE));
    names.retain(|name| voices.bytes_lacking(&[name]) > 0);
    let megabytes = voices.bytes_lacking(&names).div_ceil(1_000_000);
    let lacking = trn!(
        count = names.len(),
        "altavoce: the voice is not installed: {names}",
        "altavoce: the voices are not installed: {names}",
        names = names.join(", ")
    );
    note(io, &lacking);
    if !yes(&tr!("fetch {megabytes} MB now, once for all shows? [y/N] "), io)? {
        return Ok(false);
    }
    let sources = common.voice_sources();
    for name in names {
        install(&voices, name, &sources, common.quiet, io)?;
    }
    Ok(true)
}

/// Whether the user says yes; no answer is no.
fn yes(question: &str, io: &mut Io) -> Result<bool> {
    let _ = write!(io.stderr, "{question}");
    let _ = io.stderr.flush();
    let mut answer = String::new();
    io.stdin.read_line(&mut answer).map_err(|e| Error::io(tr!("read"), tr!("standard input"), e))?;
    Ok(["y", "yes", "s", "sì", "si"].contains(&answer.trim().to_lowercase().as_str()))
}
