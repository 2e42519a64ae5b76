//! The operating system's own speech, as a separate program: text in, a WAV file out.

use std::path::Path;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::mastering::Mastering;

use crate::voice::manifest::VoiceManifest;
use crate::voice::program::{self, fault};
use crate::voice::system::{Line, System};
use crate::voice::{Speech, Utterance, Voice, read_wav, system_voices, time_stretch};

/// Words a minute that count as speed 1.0, for the programs that count so.
const WORDS_PER_MINUTE: f32 = 165.0;

/// The system's program told to read standard input and to write `wav` at `speed`, by `voice` or its own Italian one.
pub(super) fn speech(system: System, voice: Option<&str>, wav: &Path, speed: f32) -> Line {
    let rate = format!("{:.0}", WORDS_PER_MINUTE * speed);
    match system {
        System::Linux => {
            let mut line = Line::new(["-v", voice.unwrap_or("it"), "-s", &rate, "-b", "1", "--stdin", "-w"]);
            line.args.push(wav.into());
            line
        }
        System::MacOs => {
            let voice = voice.unwrap_or("Alice");
            let mut line = Line::new(["-v", voice, "-r", &rate, "--data-format=LEI16@24000", "-f", "-", "-o"]);
            line.args.push(wav.into());
            line
        }
        System::Windows => {
            // Values go through the environment: no quoting can break out of it.
            let choice = match voice {
                Some(_) => "$s.SelectVoice($env:ALTAVOCE_VOICE); ",
                None => "$s.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]'it-IT'); ",
            };
            // Without `Stop` a failed choice would be spoken by an English voice.
            let script = format!(
                "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Speech; \
                 [Console]::InputEncoding = [Text.Encoding]::UTF8; \
                 $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; {choice}\
                 $s.Rate = [int]$env:ALTAVOCE_RATE; $s.SetOutputToWaveFile($env:ALTAVOCE_WAV); \
                 $s.Speak([Console]::In.ReadToEnd()); $s.Dispose()"
            );
            let rate = windows_rate(speed);
            let mut line = Line::new(["-NoProfile", "-NonInteractive", "-Command", &script]);
            line.env.push(("ALTAVOCE_WAV", wav.into()));
            line.env.push(("ALTAVOCE_RATE", format!("{rate:.0}").into()));
            line.env.extend(voice.map(|v| ("ALTAVOCE_VOICE", v.into())));
            line
        }
    }
}

/// System.Speech counts from -10 (a third) to 10 (three times), by even ratios.
fn windows_rate(speed: f32) -> f32 {
    (10.0 * speed.ln() / 3f32.ln()).round().clamp(-10.0, 10.0)
}

/// What a program's own scale leaves of `speed`: Windows has a step for every ninth part.
pub(super) fn left_over(system: System, speed: f32) -> f32 {
    match system {
        System::Linux | System::MacOs => 1.0,
        System::Windows => speed / 3f32.powf(windows_rate(speed) / 10.0),
    }
}

/// The operating system's speech.
pub struct Platform {
    name: String,
    fingerprint: String,
    loudness: f64,
    mastering: Mastering,
    speed: f32,
    system: System,
    /// The program, by its name or its path.
    program: String,
    voice: Option<String>,
    patience: Duration,
}

impl Platform {
    /// Finds the system's speech program.
    ///
    /// # Errors
    /// The operator's: there is none, it does not start, or it has not the voice that the manifest names.
    pub fn load(manifest: &VoiceManifest) -> Result<Platform> {
        let system = System::here();
        let version = match system {
            System::Linux => {
                let heard = program::run(Line::new(["--version"]).command(system.program()), "", program::PATIENCE)?;
                String::from_utf8_lossy(&heard.stdout).trim().to_string()
            }
            System::MacOs | System::Windows => std::env::consts::OS.to_string(),
        };
        manifest.system_voice.as_deref().map_or(Ok(()), system_voices::check)?;
        Ok(Platform::of(manifest, system, system.program(), &version))
    }

    /// The speech of `system`, which is `program` in `version`.
    pub(super) fn of(manifest: &VoiceManifest, system: System, program: &str, version: &str) -> Platform {
        let voice = manifest.system_voice.clone();
        let chosen = voice.as_ref().map_or(String::new(), |v| format!(" voice {v}"));
        Platform {
            name: manifest.name.clone(),
            fingerprint: format!("platform {version} speed {}{chosen}", manifest.speed),
            loudness: manifest.loudness,
            mastering: manifest.sound.clone(),
            speed: manifest.speed,
            system,
            program: program.to_string(),
            voice,
            patience: manifest.patience(),
        }
    }
}

impl Voice for Platform {
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
        let speed = self.speed * speed;
        let line = speech(self.system, self.voice.as_deref(), &wav, speed);
        let text = program::one_line(&utterance.text);
        let heard = program::run(line.command(&self.program), &text, self.patience)?;
        let bytes = program::written(&wav, &self.program, &heard.complaint)?;
        let samples = read_wav::read_wav(bytes, &|what| fault(&self.program, what, &heard.complaint))?;
        Ok(time_stretch::time_stretch(samples, left_over(self.system, speed))?.into())
    }
}
