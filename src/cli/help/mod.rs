//! `altavoce help`: the commands and the pages of the documentation, which the program carries.

mod terminal;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::suggestion;
use altavoce_base::tr;
use clap::Args;

use super::columns::{padded, width};
use super::{Io, print};

/// Pages of `docs/`, by the names of their files.
macro_rules! pages {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../../../docs/", $name, ".md")))),*] };
}

/// Those that a user needs.
const TOPICS: [(&str, &str); 21] = pages! {
    "control" "disclosure" "feed" "front-matter" "github-pages" "import" "install" "italian" "italian-accuracy" "lint"
    "music" "pages" "preview" "pronunciation" "publish" "show" "sound" "stress" "studio"
    "substack" "words"
};

#[derive(Debug, Args)]
pub struct Options {
    /// A topic or a command [default: list both]
    #[arg(value_name = "TOPIC")]
    what: Vec<String>,
}

pub fn run(options: &Options, io: &mut Io) -> Result<()> {
    let mut root = super::command();
    // With the options of every command in each, and the names by which usage lines call them.
    root.build();
    let shown = |page| terminal::text(page, |name| page_of(name).is_some());
    let text = match options.what.as_slice() {
        [] => format!("{}\n{}", root.render_long_help(), topics()),
        [name] => match page_of(name) {
            Some(page) if root.find_subcommand(name).is_some() => {
                format!("{}\n{}\n", shown(page), tr!("`altavoce {name} --help` lists the options."))
            }
            Some(page) => shown(page),
            None => command(&mut root, &options.what)?.render_long_help().to_string(),
        },
        path => command(&mut root, path)?.render_long_help().to_string(),
    };
    print(io, &text)
}

/// The page of a topic.
fn page_of(name: &str) -> Option<&'static str> {
    TOPICS.iter().find(|(topic, _)| *topic == name).map(|(_, page)| *page)
}

/// The topics with the headings of their pages, a line each.
fn topics() -> String {
    let widest = TOPICS.iter().map(|(topic, _)| width(topic)).max().unwrap_or(0);
    let line = |(topic, text): &(&str, &str)| {
        let heading = text.lines().next().unwrap_or_default().trim_start_matches("# ").replace('`', "");
        format!("  {}  {heading}\n", padded(topic, widest))
    };
    let lines: String = TOPICS.iter().map(line).collect();
    format!("{}\n{lines}", tr!("Topics, which `altavoce help TOPIC` explains:"))
}

/// The command that `path` names, as `voices install`.
fn command<'c>(root: &'c mut clap::Command, path: &[String]) -> Result<&'c mut clap::Command> {
    let mut at = root;
    for name in path {
        let mut known: Vec<String> = at.get_subcommands().map(|c| c.get_name().to_string()).collect();
        if !known.contains(name) {
            known.extend(TOPICS.iter().map(|(topic, _)| topic.to_string()));
            let what = tr!("there is no topic or command `{path}`", path = path.join(" "));
            return Err(Error::usage(what).fix(suggestion(name, &known)));
        }
        at = at.find_subcommand_mut(name).ok_or_else(|| Error::bug(tr!("a command that is listed is not found")))?;
    }
    Ok(at)
}
