//! An encoder on a thread of its own, a few blocks behind whoever plays.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

/// Blocks that may wait for an encoder.
const WAITING: usize = 16;

/// A thread that takes the blocks of one file.
pub(super) struct EncoderThread {
    path: PathBuf,
    blocks: Option<SyncSender<Vec<f32>>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl EncoderThread {
    /// Starts a thread called `name` that makes the file at `path` of all the blocks it receives.
    ///
    /// # Errors
    /// The operator's: no thread can be started.
    pub fn start(
        name: &str,
        path: &Path,
        encode: impl FnOnce(&Receiver<Vec<f32>>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        let (blocks, waiting) = sync_channel(WAITING);
        let thread = std::thread::Builder::new().name(name.into()).spawn(move || encode(&waiting));
        let thread = thread
            .map_err(|e| Error::operator(tr!("cannot start a thread for an encoder")).in_file(path).caused_by(e))?;
        Ok(EncoderThread { path: path.to_path_buf(), blocks: Some(blocks), thread: Some(thread) })
    }

    /// Hands a block over; waits while too many are waiting.
    ///
    /// # Errors
    /// The encoder's, perhaps about an earlier block.
    pub fn send(&mut self, block: Vec<f32>) -> Result<()> {
        match &self.blocks {
            Some(blocks) if blocks.send(block).is_ok() => Ok(()),
            // The encoder has stopped; only it knows why.
            _ => Err(self.close().err().unwrap_or_else(|| Error::bug(tr!("the encoder stopped")).in_file(&self.path))),
        }
    }

    /// Lets the encoder end and hears what it says.
    ///
    /// # Errors
    /// The encoder's.
    pub fn close(&mut self) -> Result<()> {
        self.blocks = None;
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|_| Err(Error::bug(tr!("the encoder panicked")).in_file(&self.path)))
    }
}

impl Drop for EncoderThread {
    /// Waits for the encoder, so that nobody writes into a folder that is being removed. Without
    /// [`close`](EncoderThread::close) the file is of no use, whatever the encoder says.
    fn drop(&mut self) {
        let _ = self.close();
    }
}
