//! The command line: the only place that prints. Takes the outside world as values, so that it is tested in-process.

mod check;
mod columns;
mod doctor;
mod episode;
mod explain;
mod export;
mod feed;
mod handoff;
mod help;
mod import;
mod italian;
pub mod language;
mod lexicon;
mod lint;
mod listen;
mod new;
mod newest;
mod preview;
mod progress;
mod publish;
mod release;
mod say;
mod script;
mod serve;
mod settings;
mod show;
mod site;
mod status;
mod studio;
mod verify;
mod voices;

use std::ffi::OsString;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::tr;
use altavoce_podcast::lint::UNDISCLOSED;
use altavoce_provenance as provenance;
use altavoce_speech::voice::{Sources, Voices};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::episode::timeline::clock;
use crate::issue::Issue;
use crate::project::{self, Folders, Project, SHOW_FILE};

/// The outside world.
pub struct Io<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn BufRead,
    /// What the user asked for.
    pub stdout: &'a mut dyn Write,
    /// Progress, warnings and errors.
    pub stderr: &'a mut dyn Write,
    /// Whether standard error is a terminal: progress is drawn there.
    pub terminal: bool,
    /// Whether somebody is there to answer: standard input and standard error are a terminal.
    pub asks: bool,
    /// Whether standard output shows colours.
    pub colour: bool,
    /// Set when the user presses Ctrl-C.
    pub stop: &'a AtomicBool,
}

/// Turns each Markdown issue of an Italian newsletter into a podcast episode.
#[derive(Debug, Parser)]
#[command(
    name = "altavoce",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
#[command(
    after_help = "Exit codes: 0 done, 1 check or lint found something, 2 wrong usage, 3 the issue or show.toml must be mended, 4 the machine lacks \
                        something, 5 a bug, 130 interrupted."
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Common {
    /// The folder of the voices [default: the user's data folder, and ./voices before it]
    #[arg(long, global = true, value_name = "DIR", env = "ALTAVOCE_VOICES")]
    voices: Option<PathBuf>,
    /// A host to fetch voices from in place of their publishers: the address under which it has their files
    #[arg(long, global = true, value_name = "URL", env = "ALTAVOCE_VOICES_MIRROR", hide_short_help = true)]
    voices_mirror: Option<String>,
    /// How long espeak-ng and ffmpeg may take at a time [default: 60, ffmpeg 1800]
    #[arg(long, global = true, value_name = "SECONDS", env = "ALTAVOCE_PROGRAM_TIMEOUT", value_parser = seconds, hide_short_help = true)]
    program_timeout: Option<Duration>,
    /// Print nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: the script before it is spoken, and what lies behind an error
    #[arg(short, long, global = true)]
    verbose: bool,
    /// The language of messages [default: the system's]; JSON is the same in all of them
    #[arg(long, global = true, value_name = "LANGUAGE", env = "ALTAVOCE_LANG", value_parser = ["en", "it"], hide_short_help = true)]
    // `language` has read it before the others, for the help that they may ask for.
    lang: Option<String>,
    /// Print what was done as JSON on standard output (all but playing)
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a show: its settings, artwork and first issue
    New(new::Options),
    /// Make issues of what a newsletter left elsewhere: plain text, HTML, a Substack export, a feed
    Import(import::Options),
    /// List what to look at before an issue is spoken: risky words, doubtful numbers, long sentences, each chapter's length
    Check(check::Options),
    /// Print what will be spoken, by chapter, with roles and pauses
    Script(script::Options),
    /// Make the episode of an issue
    Episode(episode::Options),
    /// Play an episode, or an issue while its sentences are spoken
    Preview(preview::Options),
    /// Write an episode as a book that reads itself aloud, as subtitles or as a text
    Export(export::Options),
    /// Put together what a host's own form asks for: sound, cover, title, notes, transcript
    Handoff(handoff::Options),
    /// Draw an episode and measure its chapters: length, pace, loudness, peak
    Show(show::Options),
    /// Write the feed of all episodes
    Feed(feed::Options),
    /// Write the pages of all episodes
    Site(site::Options),
    /// Look the whole show through for what directories refuse and apps misread
    Lint(lint::Options),
    /// Tell what a sound file says of its voice, and what its signature proves
    Verify(verify::Options),
    /// List the settings of the show with their meanings, or change one
    Settings(settings::Options),
    /// See, hear and mend the show in the browser, on this machine alone
    Studio(studio::Options),
    /// Serve feed, pages and audio on this machine, to try them before they are published
    Serve(serve::Options),
    /// Put the feed, its episodes and its pages where they are served from
    Publish(publish::Options),
    /// The weekly job: check, episode, feed, pages, lint, publish
    Release(Box<release::Options>),
    /// Where each issue stands: made, stale or missing, in the feed, published
    Status(status::Options),
    /// Your pronunciations: add, list, test, and why a word is said so
    Lexicon(lexicon::Options),
    /// Write standard input as an Italian would say it, a line for a line
    Italian(italian::Options),
    /// Speak a phrase, or each line of standard input
    Say(say::Options),
    /// Read an issue aloud by the system's speech service at once, to proof-read it without a render
    Listen(listen::Options),
    /// List the voices, ours and the system's; install and remove ours
    Voices(voices::Options),
    /// Check programs, voices and disk
    Doctor(doctor::Options),
    /// Explain a topic, or a command; list both
    Help(help::Options),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// No line of help is longer.
const COLUMNS: usize = 80;

/// The folder of the episodes, unless it is told otherwise.
const OUTPUT: &str = "output";

/// Where the show's settings are.
#[derive(Debug, Args)]
struct ShowFile {
    /// The show's settings [default: show.toml beside the issue]
    #[arg(long = "show", value_name = "FILE")]
    path: Option<PathBuf>,
}

impl ShowFile {
    /// The folder of the settings where no issue tells it: of the file that was given, else `issues`, else this one.
    fn folder(&self) -> PathBuf {
        match &self.path {
            Some(path) => folder_of(path),
            None if Path::new("issues").is_dir() => PathBuf::from("issues"),
            None => PathBuf::new(),
        }
    }

    /// Reads the show whose issues are in `issues`; its settings lie there by default.
    fn read(&self, issues: &Path, common: &Common) -> Result<Project> {
        if let Some(path) = self.path.as_ref().filter(|path| !path.exists()) {
            return Err(Error::usage(tr!("no such file")).in_file(path).fix(tr!("check the path given to --show")));
        }
        Project::read(Folders {
            show_file: self.path.clone().unwrap_or_else(|| issues.join(SHOW_FILE)),
            issues: issues.to_path_buf(),
            output: PathBuf::from(OUTPUT),
            voices: common.voices(),
        })
        .map(|project| project.with_program_timeout(common.program_timeout))
    }

    /// Reads an issue and the show it belongs to, and tells what its author should look at.
    fn with_issue(&self, path: &Path, common: &Common, io: &mut Io) -> Result<(Issue, Project)> {
        let issue = Issue::read(path)?;
        tell_warnings(&issue, common, io);
        Ok((issue, self.read(parent(path), common)?))
    }
}

/// Tells what the author of an issue should look at.
fn tell_warnings(issue: &Issue, common: &Common, io: &mut Io) {
    for warning in issue.warnings.iter().filter(|_| !common.quiet) {
        note(io, &format!("altavoce: {}:{}: {}", issue.path.display(), warning.line, warning.what));
    }
}

/// Tells what a show without a sentence about its voice means.
fn tell_undisclosed(project: &Project, common: &Common, io: &mut Io) {
    if project.show.disclosure.trim().is_empty() && !common.quiet {
        let (what, fix) = (text(UNDISCLOSED.0), text(UNDISCLOSED.1));
        note(io, &format!("altavoce: {}: {what}; {fix}", project.folders.show_file.display()));
    }
}

/// Tells a show that names a certificate when nothing is signed by it.
fn tell_unsigned(project: &Project, common: &Common, io: &mut Io) {
    if project.show.provenance.is_authors() && !provenance::AVAILABLE && !common.quiet {
        let what = tr!("[provenance] names a certificate, and this build of altavoce signs nothing");
        let fix = tr!("take a release, or build it with `cargo build --release --features c2pa`");
        note(io, &format!("altavoce: {}: {what}; {fix}", project.folders.show_file.display()));
    }
}

impl Common {
    /// The voices that there are.
    fn voices(&self) -> Voices {
        self.voices.as_deref().map_or_else(project::installed_voices, project::voices)
    }

    /// Where voices are fetched from.
    fn voice_sources(&self) -> Sources {
        Sources::default().with_mirror(self.voices_mirror.as_deref().filter(|address| !address.is_empty()))
    }
}

/// The command line, with its help in the language that is spoken.
pub fn command() -> clap::Command {
    language::localized(Cli::command().max_term_width(COLUMNS))
}

/// Runs one command; the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io) -> u8 {
    let parsed = command().try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            let text = language::told(&e);
            // Help and version are what the user asked for; the rest is an error. A closed pipe is no news.
            let _ = if e.use_stderr() { write!(io.stderr, "{text}") } else { write!(io.stdout, "{text}") };
            return e.exit_code() as u8;
        }
    };
    match dispatch(&cli, io) {
        Ok(code) => code,
        Err(e) => {
            let _ = writeln!(io.stderr, "altavoce: {e}");
            if cli.common.verbose {
                let mut cause = std::error::Error::source(&e);
                while let Some(c) = cause {
                    let _ = writeln!(io.stderr, "  {}", tr!("caused by: {c}"));
                    cause = c.source();
                }
            }
            e.kind.exit_code()
        }
    }
}

fn dispatch(cli: &Cli, io: &mut Io) -> Result<u8> {
    let common = &cli.common;
    match &cli.command {
        Command::Check(options) => return check::run(options, common, io),
        Command::Lint(options) => return lint::run(options, common, io),
        Command::Lexicon(options) => lexicon::run(options, common, io),
        Command::Episode(options) => episode::run(options, common, io),
        Command::Script(options) => script::run(options, common, io),
        Command::Import(options) => import::run(options, common, io),
        Command::New(options) => new::run(options, common, io),
        Command::Italian(options) => italian::run(options, common, io),
        Command::Say(options) => say::run(options, common, io),
        Command::Listen(options) => listen::run(options, common, io),
        Command::Voices(options) => voices::run(options, common, io),
        Command::Preview(options) => preview::run(options, common, io),
        Command::Export(options) => export::run(options, common, io),
        Command::Handoff(options) => handoff::run(options, common, io),
        Command::Show(options) => show::run(options, common, io),
        Command::Feed(options) => feed::run(options, common, io),
        Command::Publish(options) => publish::run(options, common, io),
        Command::Release(options) => return release::run(options, common, io),
        Command::Status(options) => status::run(options, common, io),
        Command::Site(options) => site::run(options, common, io),
        Command::Verify(options) => return verify::run(options, common, io),
        Command::Settings(options) => settings::run(options, common, io),
        Command::Studio(options) => studio::run(options, common, io),
        Command::Serve(options) => serve::run(options, common, io),
        Command::Doctor(options) => doctor::run(options, common, io),
        Command::Help(options) => help::run(options, io),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command(), "altavoce", &mut script);
            print(io, &String::from_utf8_lossy(&script))
        }
    }
    .map(|()| 0)
}

/// A speaking rate as the command line takes it.
fn rate(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(rate) if (0.7..=1.5).contains(&rate) => Ok(rate),
        _ => Err(tr!("a rate lies between 0.7 and 1.5").to_string()),
    }
}

/// A time in whole seconds as the command line takes it.
fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (1..=86_400).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(tr!("a time-out lies between 1 and 86400 seconds").to_string()),
    }
}

/// The folder in which a file lies, as it would be written.
fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The folder in which a file lies; for a bare name a folder that can be opened.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where a file about an episode lies unless it is told otherwise: beside the episode's folder and not in it, for what is in
/// it is the episode, and is published.
fn beside(folder: &Path, extension: &str) -> Result<PathBuf> {
    let name = format!("{}.{extension}", folder_name(folder)?);
    match folder.file_name() {
        Some(_) => Ok(folder.with_file_name(name)),
        None => Ok(folder.join("..").join(name)),
    }
}

/// The name of an episode's folder, also where it is written as `.`.
fn folder_name(folder: &Path) -> Result<String> {
    let whole = folder.canonicalize().map_err(|e| Error::io(tr!("read"), folder, e))?;
    Ok(whole.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// Writes to standard output.
///
/// # Errors
/// The operator's: the output cannot be written. A reader that went away (`| head`) is no error.
fn print(io: &mut Io, text: &str) -> Result<()> {
    match io.stdout.write_all(text.as_bytes()).and_then(|()| io.stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::io(tr!("write"), tr!("standard output"), e)),
        _ => Ok(()),
    }
}

/// Says something on standard error, where a failure to print is nobody's business.
fn note(io: &mut Io, text: &str) {
    let _ = writeln!(io.stderr, "{text}");
}
