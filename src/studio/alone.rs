//! One studio a folder: the second one leads to the first.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;

/// Held for as long as a studio runs; the system lets go of it whatever ends the program.
const LOCK: &str = "studio.lock";
/// Where the first one tells its address, for its user's eyes only.
const ADDRESS: &str = "studio.address";

/// That no other studio runs for a folder.
#[derive(Debug)]
pub struct Alone {
    _lock: File,
    address: PathBuf,
}

/// Whether a studio may run.
#[derive(Debug)]
pub enum Turn {
    /// It is the only one.
    First(Alone),
    /// Another one runs, at this address if it has told it yet.
    Second(Option<String>),
}

impl Alone {
    /// Takes the turn in `folder`, which is made if missing.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Turn> {
        files::make_folder(folder)?;
        let (path, address) = (folder.join(LOCK), folder.join(ADDRESS));
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|e| Error::io(tr!("write"), &path, e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Turn::First(Alone { _lock: lock, address })),
            Err(TryLockError::WouldBlock) => {
                let told = std::fs::read_to_string(&address).ok();
                Ok(Turn::Second(told.map(|text| text.trim().to_string()).filter(|text| !text.is_empty())))
            }
            Err(TryLockError::Error(e)) => Err(Error::io(tr!("lock"), &path, e)),
        }
    }

    /// Tells those who come later where it is.
    ///
    /// # Errors
    /// The operator's: it cannot be written.
    pub fn tell(&self, url: &str) -> Result<()> {
        // with the permissions of a temporary file, which only its owner reads
        let mut file = files::temporary_beside(&self.address)?;
        let written = std::io::Write::write_all(&mut file, format!("{url}\n").as_bytes());
        written.map_err(|e| Error::io(tr!("write"), &self.address, e))?;
        file.persist(&self.address).map(drop).map_err(|e| Error::io(tr!("write"), &self.address, e.error))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // Best effort: a stale address is only read by those who find the lock held.
        let _ = std::fs::remove_file(&self.address);
    }
}
