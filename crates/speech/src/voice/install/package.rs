//! What package registries' archives hold.

use std::fs;
use std::io::Read;
use std::path::Path;

use altavoce_base::tr;

/// Appends a member of a Python wheel to `into`.
///
/// # Errors
/// In words: what is wrong with the wheel.
pub fn read_wheel(wheel: &Path, member: &str, into: &mut Vec<u8>) -> Result<(), String> {
    let opened = fs::File::open(wheel).map_err(|e| e.to_string())?;
    let mut archive = zip::ZipArchive::new(opened).map_err(|e| tr!("the wheel is broken: {e}"))?;
    let mut found = archive.by_name(member).map_err(|e| tr!("the wheel has no readable {member}: {e}"))?;
    found.read_to_end(into).map(|_| ()).map_err(|e| tr!("the wheel is broken: {e}"))
}

/// A member of an npm package.
///
/// # Errors
/// In words: what is wrong with the package.
pub fn read_pack(pack: impl Read, member: &str) -> Result<Vec<u8>, String> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(pack));
    for entry in archive.entries().map_err(|e| tr!("the package is broken: {e}"))? {
        let mut entry = entry.map_err(|e| tr!("the package is broken: {e}"))?;
        if entry.path().is_ok_and(|p| p == Path::new(member)) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|e| tr!("the package is broken: {e}"))?;
            return Ok(bytes);
        }
    }
    Err(tr!("the package has no {member}"))
}
