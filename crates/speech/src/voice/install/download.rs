//! A download over HTTPS that can be stopped while the server is silent.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// How often whoever waits looks up.
const TICK: Duration = Duration::from_millis(100);

/// How long a server may send nothing.
pub const SILENCE: Duration = Duration::from_secs(20);

/// How long its name may take to be found, and the way to it to be opened: whoever has no way to a host should learn it soon.
const PATIENCE: Duration = Duration::from_secs(5);

/// A download on a thread of its own, so that whoever reads can be stopped while the server is silent. A thread that
/// nobody reads ends at its next piece or with its time-out.
pub struct Download {
    pieces: Receiver<io::Result<Vec<u8>>>,
    rest: io::Cursor<Vec<u8>>,
}

impl Download {
    /// `silence` is how long the server may send nothing.
    pub fn start(url: &str, silence: Duration) -> Download {
        let (send, pieces) = sync_channel(4);
        let url = url.to_string();
        std::thread::spawn(move || {
            if let Err(e) = download(&url, silence, &send) {
                let _ = send.send(Err(e));
            }
        });
        Download { pieces, rest: io::Cursor::default() }
    }
}

impl Read for Download {
    /// Waits at most [`TICK`], then is [`io::ErrorKind::Interrupted`]. A server that does not answer at all is
    /// [`io::ErrorKind::HostUnreachable`].
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(into)?;
        if read > 0 {
            return Ok(read);
        }
        match self.pieces.recv_timeout(TICK) {
            Ok(piece) => {
                self.rest = io::Cursor::new(piece?);
                self.rest.read(into)
            }
            Err(RecvTimeoutError::Timeout) => Err(io::ErrorKind::Interrupted.into()),
            Err(RecvTimeoutError::Disconnected) => Ok(0),
        }
    }
}

fn download(url: &str, silence: Duration, pieces: &SyncSender<io::Result<Vec<u8>>>) -> io::Result<()> {
    let config = ureq::Agent::config_builder()
        .timeout_resolve(Some(PATIENCE))
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(silence))
        .timeout_per_read(Some(silence))
        .build();
    let response = ureq::Agent::new_with_config(config).get(url).call().map_err(|e| match e {
        ureq::Error::StatusCode(_) => e.into_io(),
        silent => io::Error::new(io::ErrorKind::HostUnreachable, silent),
    })?;
    let mut body = response.into_body().into_reader();
    loop {
        let mut piece = vec![0; 1 << 16];
        let read = body.read(&mut piece)?;
        piece.truncate(read);
        if read == 0 || pieces.send(Ok(piece)).is_err() {
            return Ok(());
        }
    }
}
