//! A recogniser that listens to what was spoken: any program that gets a WAV and prints the words it heard.

use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use hound::{SampleFormat, WavSpec, WavWriter};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::voice::alarm::Fault;
use crate::voice::{command_line, program};

/// How long it may think about a sentence.
const PATIENCE: Duration = Duration::from_secs(120);

/// A sentence is suspect when more than this share of its words is missing: recognisers write numbers in digits and
/// foreign names as they please.
const MISSING: f64 = 0.5;

/// A shorter sentence says too little to be judged by.
const FEWEST_WORDS: usize = 3;

/// `[check]` in `show.toml`: how what was spoken is checked. It changes no setting that an episode depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CheckSettings {
    /// The command line of a recogniser, as for [`Listener::new`]; empty: there is none.
    pub listen: String,
}

impl CheckSettings {
    /// Looks at the settings.
    ///
    /// # Errors
    /// The author's, with the key: `listen` is no command, or does not name `{wav}`.
    pub fn check(&self) -> Result<(), SettingError> {
        if self.listen.is_empty() {
            return Ok(());
        }
        let refused = |what| {
            let e = Error::author(tr!("`listen`: {what}"));
            SettingError::at(
                "listen",
                e.fix(tr!("write a command that prints what it hears: hear --language it {{wav}}")),
            )
        };
        Listener::new(&self.listen).map(drop).map_err(refused)
    }

    /// The recogniser, if there is one.
    pub fn listener(&self) -> Option<Listener> {
        Listener::new(&self.listen).ok().filter(|_| !self.listen.is_empty())
    }
}

/// The recogniser's command.
#[derive(Debug, Clone)]
pub struct Listener {
    words: Vec<String>,
}

impl Listener {
    /// The recogniser that `command` starts: words without a shell, one of which names `{wav}`.
    ///
    /// # Errors
    /// Why it is no such command, in a few words.
    pub fn new(command: &str) -> Result<Listener, String> {
        let words = command_line::split(command)?;
        match words.iter().flat_map(|word| command_line::fields(word)).collect::<Vec<_>>()[..] {
            [] => Err(tr!("it does not name {{wav}}, the file to listen to")),
            ["wav", ..] => Ok(Listener { words }),
            [other, ..] => Err(tr!("it names {{{other}}}, and there is only {{wav}}")),
        }
    }

    /// What is heard in mono samples at [`SAMPLE_RATE`]: all that the recogniser prints.
    ///
    /// # Errors
    /// The operator's: the program is missing, hangs or fails, or the WAV cannot be written.
    pub fn hear(&self, samples: &[f32]) -> Result<String> {
        let folder = tempfile::tempdir().map_err(|e| Error::io(tr!("make a folder"), std::env::temp_dir(), e))?;
        let wav = folder.path().join("sentence.wav");
        let spec =
            WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        // voices go beyond ±1
        let peak = samples.iter().fold(1.0_f32, |peak, x| peak.max(x.abs()));
        let written = WavWriter::create(&wav, spec).and_then(|mut writer| {
            let mut level = |x: &f32| writer.write_sample((x / peak * f32::from(i16::MAX)) as i16);
            samples.iter().try_for_each(&mut level)?;
            writer.finalize()
        });
        written.map_err(|e| Error::operator(tr!("the sound cannot be written: {e}")).in_file(&wav))?;
        let value = |field: &str| (field == "wav").then(|| wav.to_string_lossy().into_owned());
        let mut filled = self.words.iter().map(|word| command_line::filled(word, &value));
        let mut command = Command::new(filled.next().unwrap_or_default());
        command.args(filled);
        let heard = program::run(command, "", PATIENCE)?;
        Ok(String::from_utf8_lossy(&heard.stdout).into_owned())
    }

    /// Too many words of `text` that were not heard, if so.
    pub(super) fn fault(&self, samples: &[f32], text: &str) -> Result<Option<Fault>> {
        let (missing, of) = missing(text, &self.hear(samples)?);
        let suspect = of >= FEWEST_WORDS && missing as f64 > MISSING * of as f64;
        Ok(suspect.then_some(Fault::Misheard { missing, of }))
    }
}

/// How many words of `text` are not in `heard`, and how many it has. Case and accents do not count.
fn missing(text: &str, heard: &str) -> (usize, usize) {
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in words(heard) {
        *left.entry(word).or_default() += 1;
    }
    let mut take = |word: &String| left.get_mut(word).filter(|count| **count > 0).map(|count| *count -= 1).is_none();
    let all = words(text);
    (all.iter().filter(|word| take(word)).count(), all.len())
}

fn words(text: &str) -> Vec<String> {
    let plain: String =
        text.to_lowercase().nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_whatever_their_case_and_accents() {
        for (text, heard, expected) in [
            ("Perché no? È l'ora.", "perche no e l ora", (0, 5)),
            ("il sole, il mare", "il mare", (2, 4)),
            ("", "qualcosa", (0, 0)),
            ("tre parole qui", "", (3, 3)),
        ] {
            assert_eq!(missing(text, heard), expected, "{text}");
        }
    }

    #[test]
    fn a_command_names_the_wav_and_nothing_else() {
        assert!(Listener::new("hear --it {wav}").is_ok());
        assert_eq!(Listener::new("hear").unwrap_err(), "it does not name {wav}, the file to listen to");
        assert_eq!(Listener::new("hear {text} {wav}").unwrap_err(), "it names {text}, and there is only {wav}");
        assert_eq!(Listener::new(" ").unwrap_err(), "it names no program");
    }

    #[cfg(unix)]
    #[test]
    fn what_the_program_prints_is_what_it_heard() {
        let listener = Listener::new("sh -c 'test -s \"$0\" && echo nel mezzo del cammin' {wav}").unwrap();
        let samples = [0.0, 1.5, -1.5];
        assert_eq!(listener.hear(&samples).unwrap().trim(), "nel mezzo del cammin");
        assert_eq!(listener.fault(&samples, "Nel mezzo del cammin").unwrap(), None);
        let other = listener.fault(&samples, "tutte altre parole").unwrap();
        assert_eq!(other, Some(Fault::Misheard { missing: 3, of: 3 }));
    }
}
