//! `altavoce settings`.

use std::fmt::Write as _;

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::tr;
use clap::Args;
use serde_json::json;

use super::{Common, Io, ShowFile, print};
use crate::mend::settings;
use crate::project::SHOW_FILE;

#[derive(Debug, Args)]
pub struct Options {
    /// One setting, like pauses.sentence [default: all]
    key: Option<String>,
    /// What it is to be, as show.toml has it: 0.4, true, "words"
    value: Option<String>,
    /// Take the setting out of show.toml, so that it is what it is otherwise
    #[arg(long, requires = "key", conflicts_with = "value")]
    unset: bool,
    #[command(flatten)]
    show: ShowFile,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let path = options.show.path.clone().unwrap_or_else(|| options.show.folder().join(SHOW_FILE));
    if let Some(key) = options.key.as_ref().filter(|_| options.value.is_some() || options.unset) {
        settings::set(&path, key, options.value.as_deref(), |_| true).map_err(|e| match e.place() {
            (Some(_), Some(_)) => e,
            _ => e.by(Kind::Usage),
        })?;
        return if common.quiet { Ok(()) } else { print(io, &tr!("{key} changed in {path}\n", path = path.display())) };
    }
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(Error::io(tr!("read"), &path, e)),
    };
    let mut groups = settings::of(&path, &text)?;
    if let Some(key) = &options.key {
        groups.iter_mut().for_each(|group| group.keys.retain(|setting| setting.key == *key));
        groups.retain(|group| !group.keys.is_empty());
        if groups.is_empty() {
            return Err(Error::usage(tr!("there is no setting `{key}`")).fix(tr!("altavoce settings lists them")));
        }
    }
    if common.json {
        return print(io, &format!("{:#}\n", json!({ "file": path, "groups": groups })));
    }
    let mut out = String::new();
    for setting in groups.iter().flat_map(|group| &group.keys) {
        let place = setting.line.map_or(String::new(), |line| format!("  ({}:{line})", path.display()));
        let value = setting.value.as_deref().unwrap_or(&setting.default);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{} = {value}{place}\n    {}", setting.key, setting.meaning);
    }
    print(io, &out)
}
