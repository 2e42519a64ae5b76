//! A voice that is any program: a sentence in, a WAV out, by the command line that its manifest gives.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::mastering::Mastering;

use crate::voice::manifest::VoiceManifest;
use crate::voice::program::{self, fault};
use crate::voice::{Speech, Utterance, Voice, command_line, read_wav, time_stretch};

/// The program.
pub struct CommandVoice {
    name: String,
    fingerprint: String,
    loudness: f64,
    mastering: Mastering,
    /// The rate that counts as 1.0.
    speed: f32,
    words: Vec<String>,
    folder: PathBuf,
    patience: Duration,
}

impl CommandVoice {
    /// The voice that the manifest describes. The program is not started before the first sentence.
    ///
    /// # Errors
    /// The author's: a command that is none; [`VoiceManifest::parse`] has seen to it.
    pub fn load(manifest: &VoiceManifest) -> Result<CommandVoice> {
        let command = manifest.command.as_deref().unwrap_or_default();
        let words = command_line::split(command).map_err(|what| Error::author(tr!("`command`: {what}")))?;
        let folder = manifest.folder.clone();
        Ok(CommandVoice {
            name: manifest.name.clone(),
            fingerprint: fingerprint(command, &words, &folder, manifest.speed),
            loudness: manifest.loudness,
            mastering: manifest.sound.clone(),
            speed: manifest.speed,
            words,
            folder,
            patience: manifest.patience(),
        })
    }

    fn names(&self, field: &str) -> bool {
        self.words.iter().any(|w| command_line::fields(w).any(|f| f == field))
    }

    /// The command that says `text` into `wav` at `speed`.
    fn command(&self, text: &str, wav: &Path, speed: f32) -> Command {
        let value = |field: &str| match field {
            "text" => Some(text.to_string()),
            "wav" => Some(wav.to_string_lossy().into_owned()),
            "speed" => Some(format!("{speed:.3}")),
            "length" => Some(format!("{:.3}", 1.0 / speed)),
            _ => folder_value(&self.folder, field),
        };
        let mut filled = self.words.iter().map(|w| command_line::filled(w, &value));
        let mut command = Command::new(filled.next().unwrap_or_default());
        command.args(filled);
        command
    }
}

fn folder_value(folder: &Path, field: &str) -> Option<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    (field == "folder").then(|| folder.to_string_lossy().into_owned())
}

/// The command with the contents of every file that it names: a program, a script or a model that changed speaks
/// otherwise.
fn fingerprint(command: &str, words: &[String], folder: &Path, speed: f32) -> String {
    let mut hash = blake3::Hasher::new();
    for (n, word) in words.iter().enumerate() {
        let word = command_line::filled(word, &|field| folder_value(folder, field));
        // `--model=it.onnx` names a file too
        let named = word.split_once('=').map_or(word.as_str(), |(_, value)| value);
        let path = if n == 0 { in_path(&word) } else { Some(PathBuf::from(named)) };
        if let Some(file) = path.filter(|p| p.is_file()).and_then(|p| File::open(p).ok()) {
            // What cannot be read to its end counts as far as it was read.
            let _ = hash.update(&(n as u64).to_le_bytes()).update_reader(file);
        }
    }
    format!("command {command} speed {speed} files {}", hash.finalize().to_hex())
}

/// Where the system finds a program by its name.
fn in_path(program: &str) -> Option<PathBuf> {
    if Path::new(program).components().count() > 1 {
        return Some(PathBuf::from(program));
    }
    let path: OsString = std::env::var_os("PATH")?;
    // Windows calls `piper` what is `piper.exe`.
    let names = [program.to_string(), format!("{program}{}", std::env::consts::EXE_SUFFIX)];
    let mut places = std::env::split_paths(&path).flat_map(|folder| names.each_ref().map(|name| folder.join(name)));
    places.find(|p| p.is_file())
}

impl Voice for CommandVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn wants_phonemes(&self) -> bool {
        false
    }

    fn loudness(&self) -> f64 {
        self.loudness
    }

    fn mastering(&self) -> &Mastering {
        &self.mastering
    }

    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech> {
        let folder = tempfile::tempdir().map_err(|e| Error::io(tr!("make a folder"), std::env::temp_dir(), e))?;
        let wav = folder.path().join("speech.wav");
        let text = program::one_line(&utterance.text);
        let speed = self.speed * speed;
        let command = self.command(&text, &wav, speed);
        let name = program::name(&command);
        let input = if self.names("text") { String::new() } else { format!("{text}\n") };
        let heard = program::run(command, &input, self.patience)?;
        let bytes = if self.names("wav") { program::written(&wav, &name, &heard.complaint)? } else { heard.stdout };
        let samples = read_wav::read_wav(bytes, &|what| fault(&name, what, &heard.complaint))?;
        let paced = self.names("speed") || self.names("length");
        Ok(if paced { samples } else { time_stretch::time_stretch(samples, speed)? }.into())
    }
}
