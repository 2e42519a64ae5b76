//! What a studio does to a voice before it is mixed: an equaliser for its colour, a de-esser for its sibilants.
//!
//! Both work on a whole passage that is in memory: nothing comes later or earlier than it was, as many samples come out as
//! went in, and no passage leaves anything in the next one. What is right for a voice is data of its manifest; a show can
//! turn each part off.

mod deesser;
mod equaliser;
pub mod filter;

use altavoce_base::toml_file::SettingError;
use serde::{Deserialize, Serialize};

pub use deesser::Deesser;
pub use equaliser::{Band, Equaliser, Shape};

/// `[sound]` of a voice's manifest: what its speech goes through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mastering {
    /// Its colour.
    pub equaliser: Option<Equaliser>,
    /// Its sibilants, of the sound behind the equaliser.
    pub deesser: Option<Deesser>,
}

impl Mastering {
    /// Leaves a voice as it is.
    pub const NONE: Mastering = Mastering { equaliser: None, deesser: None };

    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), SettingError> {
        self.equaliser.iter().try_for_each(Equaliser::check).map_err(|e| e.below("equaliser"))?;
        self.deesser.iter().try_for_each(Deesser::check).map_err(|e| e.below("deesser"))
    }

    /// Masters a passage: mono f32 at [`SAMPLE_RATE`](crate::SAMPLE_RATE), as loud as the voice's engine gives it. Silence
    /// stays silence.
    pub fn apply(&self, samples: &mut [f32]) {
        if let Some(equaliser) = &self.equaliser {
            equaliser.apply(samples);
        }
        if let Some(deesser) = &self.deesser {
            deesser.apply(samples);
        }
    }
}

/// `[sound]` of `show.toml`: which parts of its voices' mastering a show wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MasteringSettings {
    /// Whether voices are equalised.
    pub equaliser: bool,
    /// Whether sibilants are softened.
    pub deesser: bool,
}

impl Default for MasteringSettings {
    fn default() -> Self {
        MasteringSettings { equaliser: true, deesser: true }
    }
}

impl MasteringSettings {
    /// What a voice goes through in this show, of what its manifest asks for.
    ///
    /// ```
    /// use altavoce_sound::mastering::{Deesser, Mastering, MasteringSettings};
    /// let deesser = Deesser { hertz: 4500.0, threshold: -30.0, ratio: 4.0, most: 8.0 };
    /// let voice = Mastering { deesser: Some(deesser), ..Mastering::NONE };
    /// assert_eq!(MasteringSettings::default().of(&voice), voice);
    /// let plain = MasteringSettings { deesser: false, ..MasteringSettings::default() };
    /// assert_eq!(plain.of(&voice), Mastering::NONE);
    /// ```
    pub fn of(&self, voice: &Mastering) -> Mastering {
        Mastering {
            equaliser: voice.equaliser.clone().filter(|_| self.equaliser),
            deesser: voice.deesser.filter(|_| self.deesser),
        }
    }
}
