//! `altavoce export`.

use std::path::PathBuf;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, newest, print};
use crate::export::{Edition, Format, cover_of};

#[derive(Debug, Args)]
pub struct Options {
    /// The issue or its episode: a file, a folder, a number or a slug [default: the newest episode]
    #[arg(value_name = "ISSUE|EPISODE")]
    what: Option<String>,
    /// What it becomes
    #[arg(long, value_enum)]
    format: ExportFormat,
    /// The file to write [default: beside the episode's folder, `022-its-title.epub`]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    #[command(flatten)]
    show: ShowFile,
}

/// See [`Format`].
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ExportFormat {
    /// A book that reads itself aloud, sentence by sentence (EPUB 3 with media overlays)
    #[value(alias = "epub")]
    Epub3,
    /// Subtitles (SubRip)
    Srt,
    /// The text, in paragraphs
    Txt,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Format {
        match format {
            ExportFormat::Epub3 => Format::Epub3,
            ExportFormat::Srt => Format::Srt,
            ExportFormat::Txt => Format::Txt,
        }
    }
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let folder = newest::episode(options.what.as_deref(), &options.output, common, io)?;
    let format = Format::from(options.format);
    let path = match &options.to {
        Some(path) => path.clone(),
        None => super::beside(&folder, format.extension())?,
    };
    if path.is_dir() {
        let e = Error::usage(tr!("this is a folder")).in_file(&path);
        return Err(e.fix(tr!("name a file, like book.{extension}", extension = format.extension())));
    }
    let project = options.show.read(&options.show.folder(), common)?;
    let manifest = Manifest::read(&folder)?;
    let cover = if format == Format::Epub3 { cover_of(&manifest, &folder, &project)? } else { None };
    let cover = cover.map(|(picture, _)| picture);
    let edition = Edition {
        folder: &folder,
        manifest: &manifest,
        disclosure: manifest.disclosure_or(&project.show.disclosure),
        cover,
    };
    edition.write(format, &path)?;
    match (common.json, common.quiet) {
        (true, _) => print(io, &format!("{:#}\n", json!({ "episode": folder, "output": path }))),
        (false, true) => Ok(()),
        (false, false) => print(io, &format!("{}\n", path.display())),
    }
}
