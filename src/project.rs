//! A show as it lies on the disk, read once a run: its settings, its lexicon, and the folders that belong to it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::{SettingError, TomlDocument};
use altavoce_base::tr;
use altavoce_italian::Tables;
use altavoce_podcast::names;
use altavoce_sound::Ffmpeg;
use altavoce_speech::lexicon;
use altavoce_speech::phonemes::Phonemizer;
use altavoce_speech::pronunciation::Lexicon;
use altavoce_speech::voice::manifest::VoiceManifest;
use altavoce_speech::voice::{Listener, Voice, Voices};

use crate::issue::Issue;
use crate::narration::Narration;
use crate::script;
use crate::settings::{SECOND_VOICE, Show};

/// The voices that the program can install anywhere: it carries their manifests.
const BUILT_IN: [(&str, &str); 5] = [
    ("giulia", include_str!("../voices/giulia/voice.toml")),
    ("marco", include_str!("../voices/marco/voice.toml")),
    ("nicola", include_str!("../voices/nicola/voice.toml")),
    ("platform", include_str!("../voices/platform/voice.toml")),
    ("sara", include_str!("../voices/sara/voice.toml")),
];

/// The voices of a folder, and those that the program carries.
///
/// ```
/// let Err(e) = altavoce::project::voices("no-such-folder".as_ref()).load("sara") else { panic!() };
/// assert_eq!(e.to_string(), "the voice `sara` is not installed; run altavoce voices install sara");
/// ```
pub fn voices(folder: &Path) -> Voices {
    Voices::new(folder).with_built_in(&BUILT_IN)
}

/// The voices as they are found where nobody names a folder: those of the user, which are there for all projects, and before
/// them those of this project, in `voices` where the program runs.
pub fn installed_voices() -> Voices {
    let own = PathBuf::from("voices");
    let users = data_folder().map(|folder| folder.join("altavoce").join("voices"));
    match (users, own.is_dir()) {
        (Some(users), true) => voices(&users).with_own(own),
        (Some(users), false) => voices(&users),
        (None, _) => voices(&own),
    }
}

/// Where programs keep what belongs to the user and to this machine.
fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("LOCALAPPDATA").or_else(|| Some(set("USERPROFILE")?.join("AppData").join("Local")));
    }
    // a relative path there is to be ignored, as the XDG specification says
    set("XDG_DATA_HOME").filter(|p| p.is_absolute()).or_else(|| {
        let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
        Some(set("HOME")?.join(below))
    })
}

/// The name of the file with the settings, in the folder of the issues unless it is told otherwise.
pub const SHOW_FILE: &str = names::SHOW;

/// Where a project's files are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// The file of the settings. What these name is relative to its folder, and the lexicon lies there.
    pub show_file: PathBuf,
    /// The folder of the issues.
    pub issues: PathBuf,
    /// The folder of the episodes.
    pub output: PathBuf,
    /// The voices that there are.
    pub voices: Voices,
}

/// A show, and what every stage takes from it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The settings, with whatever the command line changed.
    pub show: Show,
    /// The author's pronunciations.
    pub lexicon: Lexicon,
    /// The tables of the Italian stage, with the show's own rows and what its lexicon knows in them.
    pub tables: Cow<'static, Tables>,
    /// Where its files are.
    pub folders: Folders,
    /// Whether the narrator reads the quotations only because the voice that would is not installed.
    pub quotes_settled: bool,
    /// The voice that `[voice] command = "…"` describes.
    own_voice: Option<VoiceManifest>,
    /// How long espeak-ng and ffmpeg may take at a time, if somebody says.
    program_timeout: Option<Duration>,
    /// Who listens to each sentence before it is kept.
    pub listener: Option<Arc<Listener>>,
}

impl Default for Project {
    /// The default show with every voice installed, and no folder.
    fn default() -> Self {
        Project::of(Show::default(), Lexicon::default(), Folders::default(), |_| true)
    }
}

impl Project {
    /// Reads the settings and the lexicon beside them; what is missing is the default show, an empty lexicon.
    ///
    /// # Errors
    /// The author's, with the line: as [`lexicon::read`] and [`Show::read`].
    pub fn read(folders: Folders) -> Result<Project> {
        let (show, lexicon) = read(&folders.show_file)?;
        let voices = folders.voices.clone();
        Ok(Project::of(show, lexicon, folders, |name| voices.installed(name)))
    }

    /// A project of settings that somebody has read already. The narrator reads the quotations if the settings name no voice
    /// for them and the one that would is not `installed`.
    pub fn of(mut show: Show, lexicon: Lexicon, folders: Folders, installed: impl FnOnce(&str) -> bool) -> Project {
        let untold = show.quote_voice.is_none() && show.voice.name != SECOND_VOICE;
        let quotes_settled = untold && !installed(SECOND_VOICE);
        if quotes_settled {
            show.quote_voice = Some(String::new());
        }
        let tables = tables(&show, &lexicon);
        let own_voice = show.voice.own(folders.show_file.parent().unwrap_or(Path::new("")));
        Project { show, lexicon, tables, folders, quotes_settled, own_voice, program_timeout: None, listener: None }
    }

    /// The same, with its episodes in another folder.
    pub fn with_output(mut self, output: &Path) -> Project {
        self.folders.output = output.to_path_buf();
        self
    }

    /// The same, with the time that espeak-ng and ffmpeg may take at a time; none leaves them their own.
    pub fn with_program_timeout(mut self, timeout: Option<Duration>) -> Project {
        self.program_timeout = timeout;
        self
    }

    /// Has the recogniser of `[check] listen` listen to each sentence before it is kept.
    ///
    /// # Errors
    /// The user's: the settings name none.
    pub fn listen(&mut self) -> Result<()> {
        let listener = self.show.check.listener();
        let none = || {
            Error::usage(tr!("there is no recogniser to listen with"))
                .fix(tr!("write the command of one into show.toml: [check] listen = \"hear --language it {{wav}}\""))
        };
        self.listener = Some(Arc::new(listener.ok_or_else(none)?));
        Ok(())
    }

    /// One voice for everything.
    pub fn only_voice(&mut self, name: &str) {
        self.show.voice.name = name.to_string();
        self.show.quote_voice = Some(String::new());
        self.show.sections.clear();
        self.show.speakers.clear();
        self.quotes_settled = false;
    }

    /// The folder of the settings; for a bare file name a folder that can be opened.
    pub fn folder(&self) -> &Path {
        self.folders.show_file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// The error of a setting, with its line in the file of the settings.
    pub fn refuse(&self, setting: SettingError) -> Error {
        let path = &self.folders.show_file;
        let text = std::fs::read_to_string(path).unwrap_or_default();
        match TomlDocument::parse(path, &text) {
            Ok(document) => document.refuse(setting),
            Err(e) => e, // somebody has changed the file since it was read
        }
    }

    /// Who says what of an issue: its script, its words as Italian says them, their voices.
    pub fn narrate(&self, issue: &Issue) -> Narration {
        Narration::of(script::write(issue, &self.show.script(), &self.tables), &self.show.narration(), &self.tables)
    }

    /// The voices that there are beside the show's own.
    pub fn voices(&self) -> Voices {
        self.folders.voices.clone()
    }

    /// Loads a voice: the show's own, or one of the folder of the voices or of the system.
    ///
    /// # Errors
    /// As [`Voices::load_among`].
    pub fn load_voice(&self, name: &str) -> Result<Arc<dyn Voice>> {
        self.voices().load_among(self.own_voice.as_ref(), name)
    }

    /// Finds what turns words into phonemes.
    ///
    /// # Errors
    /// As [`Phonemizer::find_within`].
    pub fn phonemizer(&self) -> Result<Phonemizer> {
        Phonemizer::find_within(self.program_timeout)
    }

    /// Finds what makes the M4A.
    ///
    /// # Errors
    /// As [`Ffmpeg::find_within`].
    pub fn ffmpeg(&self) -> Result<Ffmpeg> {
        Ffmpeg::find_within(self.program_timeout)
    }
}

/// The settings in a file, and the lexicon beside it.
///
/// # Errors
/// As [`Project::read`].
pub fn read(show: &Path) -> Result<(Show, Lexicon)> {
    let lexicon = lexicon::read(&show.with_file_name(lexicon::FILE))?;
    Ok((Show::read(show)?, lexicon))
}

fn tables(show: &Show, lexicon: &Lexicon) -> Cow<'static, Tables> {
    let mut tables = Cow::Borrowed(Tables::builtin());
    for (name, rows) in &show.italian {
        for row in rows {
            // the show was checked when it was read
            let _ = tables.to_mut().add_row(name, row);
        }
    }
    // what the author's lexicon knows is not read as a number or an acronym first
    for entry in lexicon.entries().into_iter().filter(|entry| entry.is_anywhere()) {
        tables.to_mut().keep(&entry.written);
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_manifests_are_right() {
        let voices = voices(Path::new("no-such-folder"));
        for (name, _) in BUILT_IN {
            assert_eq!(voices.manifest(name).unwrap().language, "it");
        }
        let e = voices.manifest("sarra").unwrap_err();
        let expected =
            "there is no voice `sarra`; did you mean `sara`? the voices are giulia, marco, nicola, platform, sara";
        assert_eq!(e.to_string(), expected);
    }
}
