//! `[music]` of `show.toml`: which music an episode has, and how loud.

use altavoce_base::error::Error;
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

/// The name of the music that comes with the program.
const BUILT_IN: &str = "altavoce";
/// The name of silence; an empty string is silence too.
const SILENCE: &str = "none";

/// Music and signals. Levels are in LU relative to the speech of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Music {
    /// Before the first word: a file relative to `show.toml`, `altavoce` for ours, `none` or nothing for silence.
    pub intro: String,
    /// Behind the last word.
    pub outro: String,
    /// Between two chapters.
    pub sting: String,
    /// Under the opening and the closing.
    pub bed: String,
    /// Loudness of intro and outro.
    pub level: f64,
    /// Loudness of the sting.
    pub sting_level: f64,
    /// Loudness of the bed where nobody speaks.
    pub bed_level: f64,
    /// How far the bed stays below the speech while somebody speaks, at least.
    pub bed_under: f64,
    /// Seconds in which intro, outro and sting come in.
    pub fade_in: f64,
    /// Seconds in which they go out.
    pub fade_out: f64,
}

/// Where a piece of music comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MusicSource<'a> {
    /// There is none.
    Silence,
    /// From this program.
    BuiltIn,
    /// From a file, relative to `show.toml`.
    File(&'a str),
}

impl Default for Music {
    /// Our own signals. No bed: a tone that does not end is a matter of taste, and some listeners follow speech less
    /// well over it. When there is one, it is 20 LU below the speech, as WCAG 2 (criterion 1.4.7) asks of background
    /// sounds.
    fn default() -> Self {
        Music {
            intro: BUILT_IN.into(),
            outro: BUILT_IN.into(),
            sting: BUILT_IN.into(),
            bed: SILENCE.into(),
            level: -4.0,
            sting_level: -6.0,
            bed_level: -10.0,
            bed_under: 20.0,
            fade_in: 0.02,
            fade_out: 0.5,
        }
    }
}

impl Music {
    /// What one of the first four settings asks for.
    ///
    /// ```
    /// use altavoce_sound::music::{Music, MusicSource};
    /// assert_eq!(Music::source("none"), MusicSource::Silence);
    /// assert_eq!(Music::source("sigla.mp3"), MusicSource::File("sigla.mp3"));
    /// ```
    pub fn source(setting: &str) -> MusicSource<'_> {
        match setting.trim() {
            "" | SILENCE => MusicSource::Silence,
            BUILT_IN => MusicSource::BuiltIn,
            path => MusicSource::File(path),
        }
    }

    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), SettingError> {
        // Louder than the speech is no background; under 15 LU below it, a bed disturbs.
        let rows = [
            ("level", self.level, -30.0, 0.0),
            ("sting_level", self.sting_level, -30.0, 0.0),
            ("bed_level", self.bed_level, -40.0, 0.0),
            ("bed_under", self.bed_under, 15.0, 40.0),
            ("fade_in", self.fade_in, 0.0, 30.0),
            ("fade_out", self.fade_out, 0.0, 30.0),
        ];
        match rows.into_iter().find(|(_, value, low, high)| !(low..=high).contains(&value)) {
            None => Ok(()),
            Some((key, value, low, high)) => {
                let error = Error::author(tr!("[music] {key} is {value}"));
                Err(SettingError::at(key, error.fix(tr!("choose between {low} and {high}"))))
            }
        }
    }
}
