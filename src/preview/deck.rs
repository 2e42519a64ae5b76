//! The sound device, and what runs on its thread.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rodio::cpal::{self, ErrorKind};
use rodio::stream::{DeviceSinkBuilder, DeviceSinkError, MixerDeviceSink};
use rodio::{Sample, Source};

use crate::error::{Error, Result};
use crate::preview::tape::Tape;

/// Silence behind the end, in seconds: it pushes the last word out of the device's own buffers (50 to 200 ms).
const TAIL: f64 = 0.5;
/// Silence at a time while waiting, in seconds.
const WAIT: f64 = 0.02;
/// No seek is asked for.
const NOWHERE: u64 = u64::MAX;

/// A running sound device with a tape in it.
pub struct Deck {
    shared: Arc<Shared>,
    rate: u32,
    length: u64,
    _device: MixerDeviceSink, // plays for as long as it lives
}

/// Asks for the default sound device without opening it.
///
/// # Errors
/// The operator's: there is none.
pub fn probe() -> Result<()> {
    hush();
    DeviceSinkBuilder::from_default_device().map(drop).map_err(|e| no_device(&reason(&e)).caused_by(e))
}

/// What both threads see. Places are in samples of the tape.
struct Shared {
    place: AtomicU64,
    seek: AtomicU64,
    waiting: AtomicBool,
    ended: AtomicBool,
    /// Counts up whenever the device asks for sound.
    pulse: AtomicU64,
    fault: Mutex<Option<Error>>,
}

impl Shared {
    fn fail(&self, error: Error) {
        // A poisoned lock means that a thread died while it held the fault; the watchdog sees that.
        if let Ok(mut fault) = self.fault.lock() {
            fault.get_or_insert(error);
        }
    }
}

impl Deck {
    /// Opens the system's default sound device, which is silent until [`Deck::wait`] is told `false`.
    ///
    /// # Errors
    /// The operator's: there is no device, or it does not open.
    pub fn open(mut tape: Tape) -> Result<Deck> {
        let shared = Arc::new(Shared {
            place: AtomicU64::new(0),
            seek: AtomicU64::new(NOWHERE),
            waiting: AtomicBool::new(true),
            ended: AtomicBool::new(false),
            pulse: AtomicU64::new(0),
            fault: Mutex::new(None),
        });
        let (rate, length) = (tape.rate(), tape.length());
        let listener = Arc::clone(&shared);
        hush();
        let mut device = DeviceSinkBuilder::from_default_device()
            .and_then(|builder| {
                builder.with_error_callback(move |e| device_error(&listener, &e)).open_sink_or_fallback()
            })
            .map_err(|e| no_device(&reason(&e)).caused_by(e))?;
        device.log_on_drop(false);
        let device_rate = device.config().sample_rate();
        tape.resample(device_rate.get())?;
        device.mixer().add(Reel {
            tape,
            shared: Arc::clone(&shared),
            rate: device_rate,
            block: Vec::new(),
            next: 0,
            tail: TAIL,
        });
        Ok(Deck { shared, rate, length, _device: device })
    }

    /// Goes to a place in seconds.
    pub fn seek(&mut self, seconds: f64) {
        let place = ((seconds * f64::from(self.rate)).round() as u64).min(self.length);
        self.shared.seek.store(place, Ordering::SeqCst);
    }

    /// Waits, or goes on.
    pub fn wait(&mut self, waiting: bool) {
        self.shared.waiting.store(waiting, Ordering::SeqCst);
    }

    /// Where it is, in seconds; a seek counts from the moment it is asked for.
    pub fn position(&self) -> f64 {
        let sought = self.shared.seek.load(Ordering::SeqCst);
        let place = if sought == NOWHERE { self.shared.place.load(Ordering::SeqCst) } else { sought };
        place as f64 / f64::from(self.rate)
    }

    /// Whether the device has played the last sample.
    pub fn ended(&self) -> bool {
        self.shared.ended.load(Ordering::SeqCst) && self.shared.seek.load(Ordering::SeqCst) == NOWHERE
    }

    /// Changes for as long as the device takes sound.
    pub fn pulse(&self) -> u64 {
        self.shared.pulse.load(Ordering::SeqCst)
    }

    /// Leaves the device as it is: closing one that has stopped would wait for it without end.
    pub fn abandon(self) {
        std::mem::forget(self);
    }

    /// # Errors
    /// What went wrong on the device's thread since the last call.
    pub fn check(&self) -> Result<()> {
        let fault = self.shared.fault.lock().map_err(|_| Error::bug("the sound thread died"))?.take();
        fault.map_or(Ok(()), Err)
    }
}

/// Keeps ALSA from writing its own lines to standard error, on this thread: our one sentence says what is the matter.
fn hush() {
    #[cfg(target_os = "linux")]
    if let Err(e) = alsa::Output::local_error_handler() {
        log::debug!("ALSA goes on writing its errors: {e}");
    }
}

/// The operator's error for a device that is missing or lost.
pub fn no_device(reason: &str) -> Error {
    Error::operator(format!("no sound device: {reason}"))
        .fix("connect or choose one in the system's sound settings, or listen to the episode's MP3 elsewhere")
}

/// The innermost reason, without a full stop.
fn reason(error: &DeviceSinkError) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let text = inner.to_string();
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn device_error(shared: &Shared, error: &cpal::Error) {
    match error.kind() {
        // A gap that may be heard, a reroute, a refused priority: the sound goes on.
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => log::debug!("sound device: {error}"),
        _ => shared.fail(no_device(error.to_string().trim_end_matches('.'))),
    }
}

/// The tape as the device's thread pulls it: an endless source, silent while waiting and behind the end.
struct Reel {
    tape: Tape,
    shared: Arc<Shared>,
    rate: NonZero<u32>,
    block: Vec<f32>,
    next: usize,
    /// Seconds of silence still to be played behind the end.
    tail: f64,
}

impl Reel {
    /// The next stretch of sound, never empty.
    fn refill(&mut self) {
        if self.shared.pulse.fetch_add(1, Ordering::SeqCst) == 0 {
            hush(); // for this thread, which ALSA counts by itself
        }
        self.next = 0;
        self.block.clear();
        let sought = self.shared.seek.load(Ordering::SeqCst);
        if sought != NOWHERE {
            self.tail = TAIL;
            self.shared.ended.store(false, Ordering::SeqCst);
            if let Err(e) = self.tape.seek(sought) {
                self.shared.fail(e);
            }
            self.shared.place.store(self.tape.place(), Ordering::SeqCst);
            // Only now, so that the position is never the old one in between; a newer wish stays.
            let _ = self.shared.seek.compare_exchange(sought, NOWHERE, Ordering::SeqCst, Ordering::SeqCst);
        }
        if self.shared.waiting.load(Ordering::SeqCst) {
            return self.silence(WAIT);
        }
        match self.tape.read() {
            Ok([]) if self.tail > 0.0 => {
                self.tail = 0.0;
                self.silence(TAIL);
            }
            Ok([]) => {
                self.shared.ended.store(true, Ordering::SeqCst);
                self.silence(WAIT);
            }
            Ok(samples) => self.block.extend_from_slice(samples),
            Err(e) => {
                self.shared.fail(e);
                self.silence(WAIT);
            }
        }
        self.shared.place.store(self.tape.place(), Ordering::SeqCst);
    }

    fn silence(&mut self, seconds: f64) {
        self.block.resize((f64::from(self.rate.get()) * seconds).ceil() as usize, 0.0);
    }
}

impl Iterator for Reel {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        if self.next >= self.block.len() {
            self.refill();
        }
        let sample = self.block.get(self.next).copied();
        self.next += 1;
        sample
    }
}

impl Source for Reel {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> NonZero<u16> {
        NonZero::<u16>::MIN // one
    }

    fn sample_rate(&self) -> NonZero<u32> {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
