//! The voices that there are: folders with a manifest, and manifests that a program brings along.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;

use super::manifest::{Engine, VoiceManifest};
use super::{Voice, command, fake, kokoro, platform};

/// Where voices are looked for.
///
/// ```
/// use altavoce_speech::voice::Voices;
///
/// const SINE: &str = "
///     name = 'sine'
///     engine = 'fake'
///     language = 'it'
///     description = 'tones'
///     licence = 'CC0-1.0'
///     speed = 1.0
///     loudness = -18.0";
/// let voices = Voices::new("no-such-folder").with_built_in(&[("sine", SINE)]);
/// assert_eq!(voices.names(), ["sine"]);
/// assert_eq!(voices.load("sine").unwrap().loudness(), -18.0);
/// let Err(e) = voices.load("sin") else { panic!() };
/// assert_eq!(e.to_string(), "there is no voice `sin`; did you mean `sine`? the voices are sine");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voices {
    pub(super) folder: PathBuf,
    own: Option<PathBuf>,
    built_in: &'static [(&'static str, &'static str)],
}

impl Voices {
    /// The voices of a folder, in which each has a folder with its `voice.toml`; their files lie there too.
    pub fn new(folder: impl Into<PathBuf>) -> Voices {
        Voices { folder: folder.into(), ..Voices::default() }
    }

    /// The same with the voices folder of a project, which is looked into first; what is installed still goes into the other.
    pub fn with_own(self, own: impl Into<PathBuf>) -> Voices {
        Voices { own: Some(own.into()), ..self }
    }

    /// The same with voices whose manifests a program brings along, each as its name and the text of its `voice.toml`, so
    /// that they can be installed in a folder that does not know them yet. A manifest in the folder goes before.
    pub fn with_built_in(self, manifests: &'static [(&'static str, &'static str)]) -> Voices {
        Voices { built_in: manifests, ..self }
    }

    /// The folder into which voices are installed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every folder that is looked into, in this order.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.own.iter().chain([&self.folder]).map(PathBuf::as_path)
    }

    /// The names of all voices.
    pub fn names(&self) -> Vec<String> {
        let mut names: BTreeSet<String> = self.built_in.iter().map(|(name, _)| name.to_string()).collect();
        let entries = self.folders().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        let described = entries.filter(|f| f.path().join("voice.toml").is_file());
        names.extend(described.filter_map(|f| f.file_name().into_string().ok()));
        names.into_iter().collect()
    }

    /// Reads the manifest of the voice `name`. `platform:NAME` is the platform's with NAME as its system's voice.
    ///
    /// # Errors
    /// The user's when there is no such voice, with the nearest name and the list; else as [`VoiceManifest::parse`].
    pub fn manifest(&self, name: &str) -> Result<VoiceManifest> {
        let (folder, system_voice) = parted(name);
        let mut manifest = self.read(folder)?;
        if let Some(voice) = system_voice {
            manifest.name = name.to_string();
            manifest.system_voice = Some(voice.to_string());
            manifest.check().map_err(|e| {
                let fix = e.error.advice().unwrap_or_default();
                Error::usage(tr!("`{name}` names no voice of the system")).fix(fix)
            })?;
        }
        Ok(manifest)
    }

    /// Loads the voice `name`, ready to speak from several threads.
    ///
    /// # Errors
    /// The user's for an unknown voice; the author's for a wrong manifest; the operator's when the voice is not installed
    /// or its engine does not start.
    pub fn load(&self, name: &str) -> Result<Arc<dyn Voice>> {
        self.start(&self.manifest(name)?)
    }

    /// Loads the voice `name`: `own` if that is its name, else as [`Voices::load`].
    ///
    /// # Errors
    /// As there.
    pub fn load_among(&self, own: Option<&VoiceManifest>, name: &str) -> Result<Arc<dyn Voice>> {
        match own.filter(|m| m.name == name) {
            Some(manifest) => self.start(manifest),
            None => self.load(name),
        }
    }

    fn start(&self, manifest: &VoiceManifest) -> Result<Arc<dyn Voice>> {
        if manifest.sample_rate != SAMPLE_RATE {
            let what =
                tr!("the voice gives {sample_rate} Hz instead of {SAMPLE_RATE}", sample_rate = manifest.sample_rate);
            return Err(Error::author(what).in_file(manifest.folder.join("voice.toml")).fix(tr!("mend the manifest")));
        }
        Ok(match manifest.engine {
            Engine::Kokoro => Arc::new(kokoro::Kokoro::load(self, manifest)?),
            Engine::Platform => Arc::new(platform::Platform::load(manifest)?),
            Engine::Command => Arc::new(command::CommandVoice::load(manifest)?),
            Engine::Fake => Arc::new(fake::Fake::load(manifest)),
        })
    }

    /// The text of the manifest that the program brings along for `name`.
    pub(super) fn built_in(&self, name: &str) -> Option<&'static str> {
        self.built_in.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
    }

    fn read(&self, name: &str) -> Result<VoiceManifest> {
        let known = self.names();
        if !known.iter().any(|n| n == name) {
            return Err(unknown(name, &known));
        }
        let described = |folder: &Path| folder.join(name).join("voice.toml");
        let path = self.folders().map(described).find(|p| p.exists()).unwrap_or_else(|| described(&self.folder));
        let manifest = match fs::read_to_string(&path) {
            Ok(text) => VoiceManifest::parse(&path, &text)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let text = self.built_in(name).ok_or_else(|| Error::io(tr!("read"), &path, e))?;
                VoiceManifest::parse(&path, text)?
            }
            Err(e) => return Err(Error::io(tr!("read"), &path, e)),
        };
        if manifest.name != name {
            let what = tr!("the manifest names the voice `{name2}`, its folder `{name}`", name2 = manifest.name);
            return Err(Error::author(what).in_file(&path).fix(tr!("make them the same")));
        }
        Ok(manifest)
    }
}

/// The folder of the voice `name`, and which of the system's voices it is:
/// `platform:it+f3` is `it+f3` of `platform`.
fn parted(name: &str) -> (&str, Option<&str>) {
    match name.split_once(':') {
        Some(("platform", voice)) => ("platform", Some(voice)),
        _ => (name, None),
    }
}

fn unknown(name: &str, known: &[String]) -> Error {
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|n| likeness(n) > 0.75);
    let hint = nearest.map_or(String::new(), |n| tr!("did you mean `{n}`? "));
    let all = if known.is_empty() {
        tr!("there are none").to_string()
    } else {
        tr!("the voices are {known}", known = known.join(", "))
    };
    Error::usage(tr!("there is no voice `{name}`")).fix(format!("{hint}{all}"))
}
