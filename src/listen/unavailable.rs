//! A build without a speech service: it says how to get one.

use altavoce_base::error::{Error, Result};
use altavoce_base::system::{Package, install_command};
use altavoce_base::tr;
use altavoce_speech::voice::SystemVoice;

/// No service; it cannot be made.
pub(super) enum SpeechService {}

impl SpeechService {
    pub(super) fn open(_: Option<&str>, _: f32, _: &dyn Fn() -> bool) -> Result<SpeechService> {
        Err(unavailable())
    }

    pub(super) fn speak(&mut self, _: &str, _: &dyn Fn() -> bool) -> Result<()> {
        match *self {}
    }

    pub(super) fn voice(&self) -> &str {
        match *self {}
    }
}

pub(super) fn voices() -> Result<Vec<SystemVoice>> {
    Err(unavailable())
}

fn unavailable() -> Error {
    let headers = install_command(Package::ServiceHeaders).map(|c| tr!(", after {c}")).unwrap_or_default();
    Error::operator(tr!("this build cannot speak through the system's speech service"))
        .fix(tr!("build it with `make build`, or with `cargo build --release --features listen`{headers}"))
}
