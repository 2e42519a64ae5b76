//! `altavoce new`.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::system::{Package, install_command};
use altavoce_base::tr;
use altavoce_speech::phonemes::Phonemizer;
use clap::Args;
use jiff::Zoned;
use serde_json::json;

use super::{Common, Io, note, print};
use crate::scaffold::{self, CATEGORY, NO_URL, NewShow, VOICE, validate};
use crate::settings::SECOND_VOICE;

#[derive(Debug, Args)]
pub struct Options {
    /// The folder of the show; made if missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The show's name
    #[arg(long)]
    title: Option<String>,
    /// Who makes it
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// The owner's address, which podcast directories ask for
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// One paragraph about the show [default: a sentence with its title and author]
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where the contents of output/ will be served [default: an example, to be changed later]
    #[arg(long)]
    url: Option<String>,
    /// Apple's category, perhaps with a subcategory: "News/Tech News" [default: Technology]
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// The narrator [default: sara]
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let answers = answers(options, common, io)?;
    let created = scaffold::write(&options.folder, &answers, Zoned::now().date())?;
    if common.json {
        return print(io, &format!("{:#}\n", json!({ "files": created.files, "ignore": created.ignore })));
    }
    if common.quiet {
        return Ok(());
    }
    let files: String = created.files.iter().map(|f| format!("{}\n", f.display())).collect();
    let ignore = created.ignore.map_or(String::new(), |f| tr!("add the line /output/ to {file}\n", file = f.display()));
    let url = if answers.url == NO_URL { tr!("set [feed] url in issues/show.toml before you publish\n") } else { "" };
    let own = tr!("put a cover, a description and an issue of your own in place of these before you publish\n");
    let next = "altavoce check issues/001.md\n  altavoce episode issues/001.md\n  altavoce feed\n";
    let next = format!("{}{next}", voices_step(&answers.voice, common));
    let first = tr!("next:");
    print(
        io,
        &format!(
            "{files}{ignore}{url}{own}{first}\n{}  cd {}\n  {next}",
            installations(common),
            shown(&options.folder)
        ),
    )
}

/// What is to be installed before an episode can be made, a step a line.
fn installations(common: &Common) -> String {
    match Phonemizer::find_within(common.program_timeout) {
        Ok(_) => String::new(),
        Err(_) => {
            let command = install_command(Package::Espeak).unwrap_or_else(|| tr!("install espeak-ng").into());
            format!("  {command}\n")
        }
    }
}

/// The step that fetches the voices of a new show; none where its narrator is installed or has no files.
fn voices_step(narrator: &str, common: &Common) -> String {
    let voices = common.voices();
    if voices.installed(narrator) {
        return String::new();
    }
    let names: Vec<&str> =
        [narrator, SECOND_VOICE].into_iter().filter(|name| voices.bytes_lacking(&[name]) > 0).collect();
    let megabytes = voices.bytes_lacking(&names).div_ceil(1_000_000);
    let once = tr!("{megabytes} MB, once for all shows");
    format!("altavoce voices install {}   # {once}\n  ", names.join(" "))
}

/// A path as a shell takes it.
fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:~".contains(c);
    match (path.chars().all(plain), cfg!(windows)) {
        (true, _) => path,
        (false, true) => format!("\"{path}\""),
        (false, false) => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Every value from its flag, else, in a terminal, from an answer.
fn answers(options: &Options, common: &Common, io: &mut Io) -> Result<NewShow> {
    let missing: Vec<&str> = [("--title", &options.title), ("--author", &options.author), ("--email", &options.email)]
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(flag, _)| *flag)
        .collect();
    if !io.terminal && !missing.is_empty() {
        let flags = missing.join(", ");
        return Err(
            Error::usage(tr!("a new show needs {flags}")).fix(tr!("give them, or run it in a terminal, which asks"))
        );
    }
    let voices = common.voices();
    let known_voice = |name: &str| voices.manifest(name.trim()).map(|m| m.name);
    // Somebody who gave what is needed is not asked for the rest.
    let asks = io.terminal && !missing.is_empty();
    let mut ask = Questions { io, asks };
    let title =
        ask.value("title", tr!("The show's name"), options.title.as_deref(), None, |v| validate::line("title", v))?;
    let author =
        ask.value("author", tr!("Who makes it"), options.author.as_deref(), None, |v| validate::line("author", v))?;
    let email =
        ask.value("email", tr!("The owner's e-mail address"), options.email.as_deref(), None, validate::email)?;
    let sentence = scaffold::description(&title, &author);
    let about = options.description.as_deref();
    let description =
        ask.value("description", tr!("A sentence about it"), about, Some(&sentence), validate::description)?;
    let place = tr!("Where the contents of output/ will be served");
    let url = ask.value("url", place, options.url.as_deref(), Some(NO_URL), validate::url)?;
    let apple = tr!("Apple's category, or Category/Subcategory");
    let category = ask.value("category", apple, options.category.as_deref(), Some(CATEGORY), validate::category)?;
    let voice = ask.value("voice", tr!("The narrator"), options.voice.as_deref(), Some(VOICE), known_voice)?;
    Ok(NewShow { title, author, email, description, url, category, voice })
}

/// Asks on standard error, reads on standard input.
struct Questions<'i, 'w> {
    io: &'i mut Io<'w>,
    asks: bool,
}

impl Questions<'_, '_> {
    /// The value of a flag if it was given, else an answer that fits, else the default.
    fn value<T>(
        &mut self,
        flag: &str,
        question: &str,
        given: Option<&str>,
        default: Option<&str>,
        validate: impl Fn(&str) -> Result<T>,
    ) -> Result<T> {
        if let Some(value) = given {
            return validate(value);
        }
        let missing = || Error::usage(tr!("no answer to \"{question}\"")).fix(tr!("give --{flag}"));
        if !self.asks {
            return validate(default.ok_or_else(missing)?);
        }
        loop {
            let shown = default.map_or(String::new(), |d| format!(" [{d}]"));
            let _ = write!(self.io.stderr, "{question}{shown}: ");
            let _ = self.io.stderr.flush();
            let mut answer = String::new();
            let read =
                self.io.stdin.read_line(&mut answer).map_err(|e| Error::io(tr!("read"), tr!("standard input"), e))?;
            if read == 0 {
                note(self.io, "");
                return Err(missing());
            }
            let answer = match (answer.trim(), default) {
                ("", Some(default)) => default,
                (answer, _) => answer,
            };
            match validate(answer) {
                Ok(value) => return Ok(value),
                Err(e) => note(self.io, &format!("  {e}")),
            }
        }
    }
}
