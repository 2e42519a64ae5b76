//! Writing so that a reader sees the old file or the new one, never half of one.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Kind, Result};

/// Makes `folder` and what leads to it.
///
/// # Errors
/// An operator's error that names the folder: unwritable, or a file stands in its place.
pub fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| cannot("make the folder", folder, e))
}

/// Writes `path` whole or not at all: a temporary sibling, synced, then renamed.
///
/// # Errors
/// An operator's error that names `path` (full disk, unwritable folder); the old file, if any, is then untouched.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let mut file = temporary_beside(path)?;
    file.write_all(content).map_err(|e| cannot("write", path, e))?;
    put_in_place(file, path)
}

/// As [`write_whole`], but not synced: for many small files that the next run makes again if a power failure took them.
///
/// # Errors
/// As [`write_whole`].
pub fn write_again(path: &Path, content: &[u8]) -> Result<()> {
    let mut file = temporary_beside(path)?;
    file.write_all(content).map_err(|e| cannot("write", path, e))?;
    give_name(file, path)
}

/// A temporary file in the folder of `path`, made if missing; it vanishes unless [`put_in_place`].
///
/// # Errors
/// As [`make_folder`].
pub fn temporary_beside(path: &Path) -> Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(folder)?;
    NamedTempFile::with_prefix_in(".altavoce-", folder).map_err(|e| cannot("write", path, e))
}

/// Syncs a temporary file and gives it its final name in one step, with the permissions of an ordinary new file.
///
/// # Errors
/// As [`write_whole`].
pub fn put_in_place(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all().map_err(|e| cannot("write", path, e))?;
    give_name(file, path)
}

fn give_name(file: NamedTempFile, path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // tempfile makes files that only their owner reads; what we publish is for a web server too.
        let readable = fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).map_err(|e| cannot("write", path, e))?;
    }
    file.persist(path).map(|_: File| ()).map_err(|e| cannot("write", path, e.error))
}

/// Whoever asked for it, it is the machine that cannot write.
fn cannot(doing: &str, path: &Path, error: std::io::Error) -> Error {
    Error::io(doing, path, error).by(Kind::Operator)
}
