//! `[loudness]` and `[formats]` of `show.toml`.

use altavoce_base::toml_file::{self, SettingError};
use serde::{Deserialize, Serialize};

/// Levels of the finished episode.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loudness {
    /// Integrated loudness in LUFS as two-channel playback hears it (Apple asks for -16 ±1).
    pub target: f64,
    /// Highest true peak in dBFS before encoding.
    pub true_peak: f64,
}

/// What an episode is made in beside MP3 and WAV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Formats {
    /// Opus, half as large as the MP3.
    pub opus: bool,
    /// M4A, on machines that have ffmpeg.
    pub m4a: bool,
}

impl Default for Loudness {
    fn default() -> Self {
        Loudness { target: -16.0, true_peak: -1.5 }
    }
}

impl Loudness {
    /// Checks that both levels are in their range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), SettingError> {
        toml_file::in_range("target", self.target, -30.0, -10.0)?;
        toml_file::in_range("true_peak", self.true_peak, -9.0, -0.5)
    }
}

impl Default for Formats {
    fn default() -> Self {
        Formats { opus: true, m4a: true }
    }
}
