//! What stands for signatures in a build without them.

use std::convert::Infallible;
use std::path::Path;

use altavoce_base::error::Result;
use altavoce_base::toml_file::SettingError;

use crate::{Container, ProvenanceSettings, Signature, Statement};

/// Who signs: nobody in this build.
pub struct Signer(Infallible);

impl Signer {
    /// Nobody signs in this build.
    ///
    /// # Errors
    /// None.
    pub fn of_author(_: &ProvenanceSettings, _: &Path) -> Result<Option<Signer>, SettingError> {
        Ok(None)
    }

    /// Nobody signs in this build.
    ///
    /// # Errors
    /// None.
    pub fn of_show(_: &Path, _: &str) -> Result<Option<Signer>> {
        Ok(None)
    }

    /// Signs a file.
    ///
    /// # Errors
    /// None.
    pub fn sign(&self, _: &Path, _: Container, _: &Statement, _: &str) -> Result<()> {
        match self.0 {}
    }
}

/// What is known of a file's signature: this build does not read it.
///
/// # Errors
/// None.
pub fn read(_: &Path, _: Container, _: Option<&str>) -> Result<Signature> {
    Ok(Signature::NotRead)
}
