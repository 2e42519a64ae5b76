//! `[provenance]` of `show.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Kind};
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

/// How episodes are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProvenanceSettings {
    /// Whether they are, by builds that can.
    pub sign: bool,
    /// The author's certificate with those above it, in PEM, relative to `show.toml`; when empty one is made for the show.
    pub certificate: PathBuf,
    /// The key of the certificate, in PEM (PKCS 8).
    pub key: PathBuf,
}

impl Default for ProvenanceSettings {
    fn default() -> Self {
        ProvenanceSettings { sign: true, certificate: PathBuf::new(), key: PathBuf::new() }
    }
}

impl ProvenanceSettings {
    /// Whether they name a certificate of the author's.
    pub fn is_authors(&self) -> bool {
        self.sign && !self.certificate.as_os_str().is_empty()
    }

    /// What tells who signs from others, so that what is made is made again when another does: the author's certificate, or a word
    /// for the show, whose own may be made anew on another machine and no episode for it. `None` when this build or nobody signs.
    ///
    /// # Errors
    /// The certificate cannot be read.
    pub fn identity(&self, show_folder: &Path) -> Result<Option<String>, SettingError> {
        match self.is_authors() {
            _ if !self.sign || !crate::AVAILABLE => Ok(None),
            true => read("certificate", show_folder, &self.certificate).map(Some),
            false => Ok(Some("the show".to_string())),
        }
    }

    /// Checks that certificate and key come together.
    ///
    /// # Errors
    /// One is there without the other.
    pub fn check(&self) -> Result<(), SettingError> {
        let (there, missing) = match [&self.certificate, &self.key].map(|path| path.as_os_str().is_empty()) {
            [true, false] => ("key", "certificate"),
            [false, true] => ("certificate", "key"),
            _ => return Ok(()),
        };
        let alone = Error::author(tr!("[provenance] {there} is set, and {missing} is not"));
        Err(SettingError::at(there, alone.fix(tr!("name the {missing} that belongs to it"))))
    }
}

/// The text of a file that the setting `key` names.
pub(crate) fn read(key: &str, show_folder: &Path, name: &Path) -> Result<String, SettingError> {
    let path = show_folder.join(name);
    fs::read_to_string(&path).map_err(|e| {
        let e = match e.kind() {
            std::io::ErrorKind::InvalidData => Error::author(tr!("this is no text")).fix(tr!("give a file in PEM")),
            _ => Error::io(tr!("read"), &path, e).by(Kind::Author),
        };
        SettingError::at(key, e.saying(|what| format!("[provenance] {key} {}: {what}", path.display())))
    })
}
