//! `altavoce verify`.

use std::fs;
use std::path::PathBuf;

use altavoce_base::disclosure::TRAINED_ALGORITHMIC_MEDIA;
use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::{mark, tr};
use altavoce_provenance::{self as provenance, Container, Provenance, Signature, Validity};
use altavoce_sound::marks::{self, Kind, Marks};
use clap::Args;
use serde_json::json;

use super::check::FOUND;
use super::{Common, Io, print};

#[derive(Debug, Args)]
pub struct Options {
    /// The sound files: MP3, WAV, M4A or Opus, made by altavoce or by others
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A list of trust: certificates in PEM, C2PA's own list say, that prove who signed
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
}

/// The exit code: 0 when each file says how its sound came to be and nothing speaks against it, else [`FOUND`].
///
/// # Errors
/// The user's: a file is no sound, or cannot be read. The operator's, behind what could be told: this build reads no signatures.
pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<u8> {
    let trust =
        options.trust.as_ref().map(|path| fs::read_to_string(path).map_err(|e| Error::io(tr!("read"), path, e)));
    let trust = trust.transpose()?;
    let (mut rows, mut bad, mut unread) = (Vec::new(), false, false);
    for path in &options.files {
        let kind = marks::kind(path).map_err(|e| Error::io(tr!("read"), path, e))?.ok_or_else(|| {
            let what = tr!("this is neither an MP3 nor a WAV, an M4A or an Ogg file");
            Error::usage(what).in_file(path).fix(tr!("name a sound file"))
        })?;
        let told = marks::read(path);
        let signature = match container(kind) {
            Some(container) => provenance::read(path, container, trust.as_deref())?,
            None => Signature::None,
        };
        unread |= signature == Signature::NotRead;
        bad |= match (&signature, &told) {
            (_, Err(_)) | (Signature::Unreadable { .. }, _) => true,
            (Signature::Found(found), _) => found.validity == Validity::Invalid,
            (_, Ok(told)) => *told == Marks::default(),
        };
        if !common.json && !common.quiet {
            print(io, &format!("{}\n{}{}", path.display(), of_tags(told.as_ref()), of_signature(kind, &signature)))?;
        }
        let told = told.unwrap_or_default();
        rows.push(json!({
            "file": path, "sentence": told.sentence, "comment": told.comment, "digital_source_type": told.source_type,
            "signature": signature,
        }));
    }
    if common.json {
        print(io, &format!("{:#}\n", json!(rows)))?;
    }
    if unread {
        let e = Error::operator(tr!("this build of altavoce does not read signatures"));
        return Err(e.fix(tr!("take a release, or build it with `cargo build --release --features c2pa`")));
    }
    Ok(if bad { FOUND } else { 0 })
}

fn container(kind: Kind) -> Option<Container> {
    match kind {
        Kind::Mp3 => Some(Container::Mp3),
        Kind::Wav => Some(Container::Wav),
        Kind::M4a => Some(Container::M4a),
        Kind::Opus => None,
    }
}

/// What the tags say, which anybody can change.
fn of_tags(told: Result<&Marks, &std::io::Error>) -> String {
    let told = match told {
        Ok(told) if *told == Marks::default() => {
            return block(tr!("tags"), &[tr!("nothing is said of how the sound came to be").to_string()]);
        }
        Ok(told) => told,
        Err(e) => return block(tr!("tags"), &[tr!("they cannot be read: {e}")]),
    };
    let mut lines = vec![match &told.sentence {
        Some(sentence) => tr!("people are told: “{sentence}”"),
        None => tr!("people are told nothing in words of its own").to_string(),
    }];
    lines.push(match told.source_type.as_deref() {
        Some(TRAINED_ALGORITHMIC_MEDIA) => tr!("machines are told: a trained model made the sound").to_string(),
        Some(other) => tr!("machines are told: {other}"),
        None => tr!("machines are told nothing").to_string(),
    });
    lines.push(tr!("proved: nothing, for whoever has the file can change its tags").to_string());
    block(tr!("tags"), &lines)
}

fn of_signature(kind: Kind, signature: &Signature) -> String {
    let lines = match signature {
        Signature::None if kind == Kind::Opus => {
            vec![tr!("there is none: C2PA has no place for one in Ogg").to_string()]
        }
        Signature::None => vec![tr!("there is none: nothing is proved").to_string()],
        Signature::NotRead => vec![tr!("not read by this build of altavoce: there may be one").to_string()],
        Signature::Elsewhere { address } => vec![
            tr!("it is said to lie at {address}"),
            tr!("proved: nothing, for altavoce asks nobody on the network").to_string(),
        ],
        Signature::Unreadable { why } => {
            vec![tr!("there is one, which cannot be read: {why}"), text(BROKEN).to_string()]
        }
        Signature::Found(found) => of_provenance(found),
    };
    block(tr!("signature"), &lines)
}

const BROKEN: &str = mark!("proved: nothing; get the file anew from who published it");

fn of_provenance(found: &Provenance) -> Vec<String> {
    let signer = found.signer.as_deref().or(found.organisation.as_deref()).unwrap_or(tr!("somebody without a name"));
    let mut lines = Vec::new();
    match found.validity {
        Validity::Trusted => {
            lines.push(tr!("proved: not a bit has changed since “{signer}” signed it, who is on the list of trust"))
        }
        Validity::Valid => lines.push(tr!("proved: not a bit has changed since the key of “{signer}” signed it")),
        Validity::Invalid => {
            lines.push(tr!("it does not hold: the file is not, or not any more, what the key of “{signer}” signed"));
            lines.extend(found.faults.iter().cloned());
            lines.push(text(BROKEN).to_string());
        }
    }
    lines.extend(stated(found).into_iter().map(|what| tr!("stated: {what}")));
    if found.validity != Validity::Invalid {
        lines.extend(unproved(found).into_iter().map(|what| tr!("not proved: {what}")));
    }
    lines
}

/// What who signed says, in their word.
fn stated(found: &Provenance) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(said) = &found.statement {
        lines.push(tr!(
            "“{title}” of {show}, made by altavoce {altavoce}",
            title = said.title,
            show = said.show,
            altavoce = said.altavoce
        ));
        lines.extend(Some(format!("“{}”", said.disclosure)).filter(|_| !said.disclosure.is_empty()));
        lines.extend(
            said.voices.iter().map(|voice| tr!("the voice {name}, {model}", name = voice.name, model = voice.model)),
        );
        lines.push(tr!("read from {file}, BLAKE3 {blake3}", file = said.issue.file, blake3 = said.issue.blake3));
    } else if let Some(generator) = &found.generator {
        lines.push(tr!("made by {generator}"));
    }
    lines.extend(found.source_types.iter().map(|term| match term.as_str() {
        TRAINED_ALGORITHMIC_MEDIA => tr!("a trained model made the sound").to_string(),
        other => tr!("how it came to be is {other}"),
    }));
    lines.extend(found.time.iter().map(|time| tr!("signed {time}, by its time-stamp")));
    lines
}

fn unproved(found: &Provenance) -> Vec<String> {
    let mut lines = Vec::new();
    if found.validity != Validity::Trusted {
        lines.push(match found.self_made {
            true => tr!("who that is; altavoce made the certificate for the show, and anybody can make one like it")
                .to_string(),
            false => tr!("who that is; no list of trust was given that names the certificate (--trust)").to_string(),
        });
    }
    if found.time.is_none() {
        lines.push(tr!("when it was signed; there is no time-stamp").to_string());
    }
    lines.push(tr!("that what is stated is true; it is the word of who signed").to_string());
    lines
}

/// Lines below a word.
fn block(name: &str, lines: &[String]) -> String {
    let line = |(n, line): (usize, &String)| format!("  {:<11}{line}\n", if n == 0 { name } else { "" });
    lines.iter().enumerate().map(line).collect()
}
