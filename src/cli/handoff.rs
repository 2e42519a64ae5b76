//! `altavoce handoff`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use altavoce_base::error::Result;
use altavoce_base::locale::translated;
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, newest, note, print};
use crate::export::{Edition, cover_of};
use crate::handoff::{self, Handoff, hosts::HOSTS};

/// The folder of what is handed to hosts: beside that of the episodes, for it is not published.
const HANDOFF: &str = "handoff";

#[derive(Debug, Args)]
pub struct Options {
    /// The issue or its episode: a file, a folder, a number or a slug [default: the newest episode]
    #[arg(value_name = "ISSUE|EPISODE")]
    what: Option<String>,
    /// The folder to fill [default: handoff/022-its-title]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    #[command(flatten)]
    show: ShowFile,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let folder = newest::episode(options.what.as_deref(), &options.output, common, io)?;
    let project = options.show.read(&options.show.folder(), common)?;
    let manifest = Manifest::read(&folder)?;
    let (cover, cover_path) = cover_of(&manifest, &folder, &project)?.unzip();
    let to = match &options.to {
        Some(to) => to.clone(),
        None => Path::new(HANDOFF).join(super::folder_name(&folder)?),
    };
    let edition = Edition {
        folder: &folder,
        manifest: &manifest,
        disclosure: manifest.disclosure_or(&project.show.disclosure),
        cover,
    };
    let made = handoff::write(&edition, &cover_path.unwrap_or_default(), &to)?;
    if common.json {
        let Handoff { folder, files, changes, excesses } = &made;
        return print(
            io,
            &format!("{:#}\n", json!({ "folder": folder, "files": files, "cover": changes, "told": excesses })),
        );
    }
    if common.quiet {
        return Ok(());
    }
    for excess in &made.excesses {
        note(io, &format!("altavoce: {}: {}", excess.host, excess.what));
    }
    print(io, &report(&made))
}

/// For people: the files, and the few steps that are left.
fn report(made: &Handoff) -> String {
    let has = |name: &str| made.files.contains(&name);
    let cover = made.files.iter().find(|name| name.starts_with("cover.")).copied();
    let mut text = format!("{}  {}\n", made.folder.display(), made.files.join(" "));
    for change in &made.changes {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}: {change}", cover.unwrap_or(tr!("cover")));
    }
    let mut steps = vec![tr!("upload episode.mp3 in your host's form").to_string()];
    let subtitle = if has("subtitle.txt") { tr!("; as its subtitle subtitle.txt") } else { "" };
    steps.push(tr!("copy title.txt as its title{subtitle}"));
    steps.push(
        tr!("copy notes.html where the form takes formatted text, else notes.txt: the times in them are links").into(),
    );
    if let Some(cover) = cover {
        steps.push(tr!("give {cover} as its picture"));
    }
    steps.push(tr!("give transcript.vtt, or transcript.srt, where it asks for a transcript").into());
    steps.push(tr!("when it is out, write its address into the post: `altavoce help substack` shows how").into());
    for (n, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "{}. {step}", n + 1);
    }
    for host in HOSTS.iter() {
        let _ = writeln!(text, "{}: {}", host.name, translated(&host.steps).unwrap_or(&host.steps));
    }
    text
}
