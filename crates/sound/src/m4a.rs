//! M4A by ffmpeg, where there is one: AAC for players that want it, with the chapters that Apple's read (a track of
//! text) and those that Nero's and Android's read (`chpl`, version 1).

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::process::{Failure, Runner, last_line};
use altavoce_base::system::{Package, install_advice};
use altavoce_base::{mark, tr};

use super::markers::{check_markers, milliseconds};
use super::tags::{LANGUAGE, Tags, cover_type};
use super::xmp;

/// Bits a second.
const BITS: &str = "80k";
/// ffmpeg's quicker way to spend them. Measured on 5 minutes of speech as the MP3 was (2.51 dB): 3.08 dB in 2.0 s at
/// 82 kbit/s; `twoloop` gives 3.68 dB in 5.9 s, and is worst where speech has most of its sound.
const CODER: &str = "fast";
/// Samples a second: that of the MP3, since some players take AAC at 24 kHz for the half of something else.
const RATE: &str = "44100";
/// How long it may take where nobody says: an episode of an hour takes half a minute.
const TIMEOUT: Duration = Duration::from_secs(1800);
/// How long it may take to tell its version.
const ANSWER: Duration = Duration::from_secs(60);
/// What to do about one that fails.
const UPDATE: &str = mark!("update ffmpeg");
/// How messages begin.
const SUBJECT: &str = mark!("ffmpeg, which makes the M4A,");

/// The ffmpeg of this machine.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    version: String,
    timeout: Duration,
}

impl Ffmpeg {
    /// Finds ffmpeg on the `PATH` and asks its version.
    ///
    /// # Errors
    /// The operator's, with how to install it.
    pub fn find() -> Result<Ffmpeg> {
        Ffmpeg::find_within(None)
    }

    /// [`Ffmpeg::find`], with the time that ffmpeg may take for an episode: half an hour if none is given.
    ///
    /// # Errors
    /// As there.
    pub fn find_within(timeout: Option<Duration>) -> Result<Ffmpeg> {
        let timeout = timeout.unwrap_or(TIMEOUT);
        let mut command = Command::new("ffmpeg");
        command.arg("-version");
        let output = Runner::new(command).timeout(timeout.min(ANSWER)).run().map_err(|failure| {
            let fix = match &failure {
                Failure::NotFound(_) => install_advice(Package::Ffmpeg, "ffmpeg"),
                _ => text(UPDATE).into(),
            };
            failure.of_program(text(SUBJECT)).fix(fix)
        })?;
        // "ffmpeg version 5.1.9 Copyright …"
        let text = String::from_utf8_lossy(&output.stdout);
        let version = format!("ffmpeg {}", text.split_whitespace().nth(2).unwrap_or("unknown"));
        Ok(Ffmpeg { version, timeout })
    }

    /// Name and version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Makes the M4A at `m4a`, whole or not at all, of the WAV at `wav`. The same WAV and tags give the same bytes from
    /// the same ffmpeg.
    ///
    /// # Errors
    /// As [`Tags::to_bytes`]; the operator's when ffmpeg fails, with its reason, or takes too long; an interruption as soon
    /// as `stop` is set.
    pub fn m4a(&self, wav: &Path, m4a: &Path, tags: &Tags, stop: &AtomicBool) -> Result<()> {
        check_markers(&tags.chapters)?;
        // Beside the result, so that it can be moved into place.
        let beside = m4a.parent().unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new().prefix(".altavoce-").tempdir_in(beside);
        let folder = folder.map_err(|e| Error::io(tr!("write in"), beside, e))?;
        let at = |name: &str| folder.path().join(name);
        let (chapters, cover, made) = (at("chapters"), at("cover"), at("m4a"));
        let write = |path: &Path, bytes: &[u8]| fs::write(path, bytes).map_err(|e| Error::io(tr!("write"), path, e));

        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-hide_banner", "-v", "error"]);
        command.arg("-i").arg(named(wav));
        write(&chapters, chapter_file(tags).as_bytes())?;
        command.args(["-f", "ffmetadata", "-i"]).arg(named(&chapters));
        if let Some(picture) = &tags.cover {
            let format = if cover_type(picture)? == "image/png" { "png_pipe" } else { "jpeg_pipe" };
            write(&cover, picture)?;
            command.args(["-f", format, "-i"]).arg(named(&cover));
            command.args(["-map", "2:v", "-c:v", "copy", "-disposition:v", "attached_pic"]);
        }
        command.args(["-map", "0:a", "-c:a", "aac", "-aac_coder", CODER, "-b:a", BITS, "-ac", "1", "-ar", RATE]);
        // The second input has no metadata but its chapters; to take none at all would lose their titles.
        command.args(["-map_chapters", "1", "-map_metadata", "1"]);
        for (key, value) in fields(tags) {
            command.arg("-metadata").arg(format!("{key}={value}"));
        }
        command.arg("-metadata:s:a:0").arg(format!("language={LANGUAGE}"));
        // No date and no version of ffmpeg in the file; the index ahead of the sound, so that it plays while it loads.
        command.args(["-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", "-f", "ipod"]);
        command.arg(named(&made));

        let mut may_go_on = || match stop.load(Ordering::Relaxed) {
            true => Err(Error::interrupted(tr!("interrupted while ffmpeg made the M4A"))),
            false => Ok(()),
        };
        Runner::new(command).timeout(self.timeout).run_while(&mut may_go_on).map_err(failed)?;
        if !made.exists() {
            return Err(cannot(tr!("it made no file"), text(UPDATE)));
        }
        let finish = || {
            let mut file = File::options().append(true).open(&made)?;
            file.write_all(&tags.disclosure.as_ref().map(xmp_box).unwrap_or_default())?;
            file.sync_all()
        };
        finish().map_err(|e| Error::io(tr!("write"), m4a, e))?;
        fs::rename(&made, m4a).map_err(|e| Error::io(tr!("write"), m4a, e))
    }
}

fn cannot(reason: &str, fix: &str) -> Error {
    Error::operator(tr!("ffmpeg cannot make the M4A: {reason}"))
        .fix(tr!("{fix}, or do without: `m4a = false` under [formats] in show.toml"))
}

fn failed(failure: Failure) -> Error {
    let (reason, fix) = match &failure {
        Failure::Stopped(_) => return failure.of_program(text(SUBJECT)),
        Failure::TimedOut(_) => (tr!("it {failure}"), tr!("give it more time with --program-timeout")),
        Failure::Died { stderr, .. } if !last_line(stderr).is_empty() => (last_line(stderr), text(UPDATE)),
        _ => (tr!("it {failure}"), text(UPDATE)),
    };
    cannot(&reason, fix).caused_by(failure)
}

/// A path as ffmpeg takes it for a path, whatever is in it.
fn named(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// The tags by ffmpeg's names.
fn fields(tags: &Tags) -> Vec<(&'static str, String)> {
    let all = [
        ("title", Some(tags.title.clone())),
        ("album", Some(tags.show.clone())),
        ("artist", tags.author.clone()),
        ("track", tags.number.map(|n| n.to_string())),
        ("disc", tags.season.map(|n| n.to_string())),
        ("date", tags.date.map(|d| d.to_string())),
        ("genre", Some("Podcast".into())),
        ("description", tags.about()),
        ("comment", tags.disclosure.as_ref().and_then(Disclosure::told).map(String::from)),
    ];
    let known = |(key, value): (_, Option<String>)| Some((key, value.filter(|v| !v.is_empty())?));
    all.into_iter().filter_map(known).collect()
}

/// The XMP packet in a box of its own behind all others, where it moves nothing that the index points to.
fn xmp_box(disclosure: &Disclosure) -> Vec<u8> {
    let packet = xmp::packet(disclosure).into_bytes();
    // A packet is some kilobytes.
    let length = (8 + xmp::MP4_BOX.len() + packet.len()) as u32;
    [&length.to_be_bytes()[..], b"uuid", &xmp::MP4_BOX, &packet].concat()
}

/// The chapters in ffmpeg's own format of metadata.
fn chapter_file(tags: &Tags) -> String {
    let mut text = String::from(";FFMETADATA1\n");
    for chapter in &tags.chapters {
        let (start, end) = (milliseconds(chapter.start), milliseconds(chapter.end));
        let title = escaped(&chapter.title);
        text += &format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle={title}\n");
    }
    text
}

/// A value in that format: a backslash before whatever means something there. Titles are one line.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\\' | '=' | ';' | '#') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
