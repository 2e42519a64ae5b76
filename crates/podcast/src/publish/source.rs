//! What is sent: a file of this machine, or bytes made in a run.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::checksums::{ChecksumHasher, Checksums, PART};

/// What is sent.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file of this machine.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

impl Source {
    /// Opens it.
    ///
    /// # Errors
    /// The author's or the operator's: the file is not there or cannot be read.
    pub fn open(&self) -> Result<Box<dyn Read + Send + '_>> {
        match self {
            Source::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Source::File(path) => match std::fs::File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(e) => Err(Error::io(tr!("read"), path, e)),
            },
        }
    }

    /// What the content adds up to; nothing when `halt` is set meanwhile.
    ///
    /// # Errors
    /// The operator's: the file cannot be read.
    pub fn sums(&self, halt: &AtomicBool) -> Result<Option<Checksums>> {
        let mut input = self.open()?;
        let mut sums = ChecksumHasher::default();
        loop {
            let piece = self.piece(&mut *input)?;
            if piece.is_empty() {
                return Ok(Some(sums.finish()));
            }
            if halt.load(Ordering::Relaxed) {
                return Ok(None);
            }
            sums.add(&piece);
        }
    }

    /// The next piece of what [`Source::open`] gave, of [`PART`] bytes unless it is the last.
    ///
    /// # Errors
    /// The operator's: the file cannot be read.
    pub fn piece(&self, input: &mut (dyn Read + Send)) -> Result<Vec<u8>> {
        let mut piece = Vec::new();
        let path = match self {
            Source::File(path) => path,
            Source::Bytes(_) => Path::new(""),
        };
        input.take(PART as u64).read_to_end(&mut piece).map_err(|e| Error::io(tr!("read"), path, e))?;
        Ok(piece)
    }
}
