//! The stream of sound to a device, and what runs on the device's thread.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use rodio::cpal::{self, ErrorKind};
use rodio::stream::{DeviceSinkBuilder, MixerDeviceSink};
use rodio::{Sample, Source};

use super::device::{self, no_device, silence_alsa};
use super::lock;
use super::seek_map::Position;
use super::signal_chain::SignalChain;
use super::source::{AudioSource, ReadStatus};

/// Silence behind the end, in seconds: it pushes the last word out of the device's own buffers (50 to 200 ms).
const TAIL_SECONDS: f64 = 0.5;
/// Silence at a time while paused, in seconds.
const PAUSE_SECONDS: f64 = 0.02;
/// How long the device's thread sleeps for each block of silence, 53 ms, while it is buffering: the voice needs the
/// processor more, and a device without a clock (a virtual one, a file) would ask for silence without end.
const BUFFERING_SLEEP: Duration = Duration::from_millis(5);

/// An open sound device that plays a source.
pub struct OutputStream {
    shared: Arc<SharedState>,
    _device: MixerDeviceSink, // plays for as long as it lives
}

/// What the device's thread is told to do before it goes on.
enum StreamCommand {
    Seek(Position),
    Load(Box<dyn AudioSource>, Position),
}

impl StreamCommand {
    fn position(&self) -> Position {
        match self {
            StreamCommand::Seek(position) | StreamCommand::Load(_, position) => *position,
        }
    }
}

/// What both threads see.
struct SharedState {
    position: Mutex<Position>,
    command: Mutex<Option<StreamCommand>>,
    paused: AtomicBool,
    /// The next sentence is still being synthesised.
    buffering: AtomicBool,
    ended: AtomicBool,
    /// The bits of two f32.
    speed: AtomicU32,
    gain: AtomicU32,
    /// Counts up whenever the device asks for sound.
    blocks_played: AtomicU64,
    error: Mutex<Option<Error>>,
}

impl SharedState {
    fn fail(&self, error: Error) {
        lock(&self.error).get_or_insert(error);
    }
}

impl OutputStream {
    /// Opens a sound device (the system's default, or the one called `name`), which is silent until
    /// [`OutputStream::set_paused`] is told `false`.
    ///
    /// # Errors
    /// Usage: no device is called so. The operator's: there is no device, or it does not open.
    pub fn open(source: Box<dyn AudioSource>, name: Option<&str>) -> Result<OutputStream> {
        let shared = Arc::new(SharedState {
            position: Mutex::new(source.position()),
            command: Mutex::new(None),
            paused: AtomicBool::new(true),
            buffering: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            speed: AtomicU32::new(1f32.to_bits()),
            gain: AtomicU32::new(1f32.to_bits()),
            blocks_played: AtomicU64::new(0),
            error: Mutex::new(None),
        });
        let chosen = device::choose(name)?;
        let mut device = device::asked_twice(|| {
            let on_error = Arc::clone(&shared);
            let builder = DeviceSinkBuilder::from_device(chosen.clone())?;
            builder.with_error_callback(move |e| device_error(&on_error, &e)).open_sink_or_fallback()
        })?;
        device.log_on_drop(false);
        let rate = device.config().sample_rate();
        let chain = SignalChain::new(source, rate.get())?;
        let state = Arc::clone(&shared);
        device.mixer().add(StreamSource { chain, shared: state, rate, block: Vec::new(), next: 0, tail: TAIL_SECONDS });
        Ok(OutputStream { shared, _device: device })
    }

    /// Goes to a position.
    pub fn seek(&mut self, position: Position) {
        let mut command = lock(&self.shared.command);
        *command = Some(match command.take() {
            Some(StreamCommand::Load(source, _)) => StreamCommand::Load(source, position),
            _ => StreamCommand::Seek(position),
        });
    }

    /// Plays another source from a position.
    pub fn load(&mut self, source: Box<dyn AudioSource>, position: Position) {
        *lock(&self.shared.command) = Some(StreamCommand::Load(source, position));
    }

    /// Pauses, or goes on.
    pub fn set_paused(&mut self, paused: bool) {
        self.shared.paused.store(paused, Ordering::SeqCst);
    }

    /// The speed, 1.0 as it is.
    pub fn set_speed(&mut self, speed: f32) {
        self.shared.speed.store(speed.to_bits(), Ordering::SeqCst);
    }

    /// The gain as an amplitude.
    pub fn set_gain(&mut self, gain: f32) {
        self.shared.gain.store(gain.to_bits(), Ordering::SeqCst);
    }

    /// Where it is; a seek counts from the moment it is asked for.
    pub fn position(&self) -> Position {
        let command = lock(&self.shared.command);
        command.as_ref().map_or_else(|| *lock(&self.shared.position), StreamCommand::position)
    }

    /// Whether it waits for a sentence to be synthesised.
    pub fn is_buffering(&self) -> bool {
        self.shared.buffering.load(Ordering::SeqCst)
    }

    /// Whether the device has played the last sample.
    pub fn has_ended(&self) -> bool {
        let command = lock(&self.shared.command);
        command.is_none() && self.shared.ended.load(Ordering::SeqCst)
    }

    /// Changes for as long as the device takes sound.
    pub fn blocks_played(&self) -> u64 {
        self.shared.blocks_played.load(Ordering::SeqCst)
    }

    /// Leaves the device as it is: closing one that has stopped would wait for it without end.
    pub fn abandon(self) {
        std::mem::forget(self);
    }

    /// # Errors
    /// What went wrong on the device's thread since the last call.
    pub fn check(&self) -> Result<()> {
        lock(&self.shared.error).take().map_or(Ok(()), Err)
    }
}

fn device_error(shared: &SharedState, error: &cpal::Error) {
    match error.kind() {
        // A gap that may be heard, a reroute, a refused priority: the sound goes on.
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => log::debug!("sound device: {error}"),
        _ => shared.fail(no_device(error.to_string().trim_end_matches('.'))),
    }
}

/// The sound as the device's thread pulls it: without end, silent while paused and behind the end.
struct StreamSource {
    chain: SignalChain,
    shared: Arc<SharedState>,
    rate: NonZero<u32>,
    block: Vec<f32>,
    next: usize,
    /// Seconds of silence still to be played behind the end.
    tail: f64,
}

impl StreamSource {
    /// The next block of sound, never empty.
    fn refill(&mut self) {
        if self.shared.blocks_played.fetch_add(1, Ordering::SeqCst) == 0 {
            silence_alsa(); // for this thread, which ALSA counts by itself
        }
        self.next = 0;
        self.block.clear();
        self.run_command();
        if self.shared.paused.load(Ordering::SeqCst) {
            return self.silence(PAUSE_SECONDS);
        }
        let number = |bits: &AtomicU32| f32::from_bits(bits.load(Ordering::SeqCst));
        self.chain.set_speed(number(&self.shared.speed));
        self.chain.set_gain(number(&self.shared.gain));
        let status = self.chain.read(&mut self.block);
        let buffering = matches!(status, Ok(ReadStatus::Buffering));
        if buffering != self.shared.buffering.swap(buffering, Ordering::SeqCst) && buffering {
            log::debug!("waiting for the sentence {}", self.chain.position().sentence + 1);
        }
        match status {
            Ok(ReadStatus::Samples) => {}
            // The filters go on, so that what they still hold is heard.
            Ok(ReadStatus::Buffering) => {
                std::thread::sleep(BUFFERING_SLEEP);
                if let Err(e) = self.chain.silence(&mut self.block) {
                    self.shared.fail(e);
                    self.silence(PAUSE_SECONDS);
                }
            }
            Ok(ReadStatus::EndOfStream) if self.tail > 0.0 => {
                self.tail = 0.0;
                self.silence(TAIL_SECONDS);
            }
            Ok(ReadStatus::EndOfStream) => {
                self.shared.ended.store(true, Ordering::SeqCst);
                self.silence(PAUSE_SECONDS);
            }
            Err(e) => {
                self.shared.fail(e);
                self.silence(PAUSE_SECONDS);
            }
        }
        *lock(&self.shared.position) = self.chain.position();
    }

    /// Does what it is told. The command is locked meanwhile, so that the position is never the old one in between.
    fn run_command(&mut self) {
        let mut command = lock(&self.shared.command);
        let done = match command.take() {
            None => return,
            Some(StreamCommand::Seek(position)) => self.chain.seek(position),
            Some(StreamCommand::Load(source, position)) => self.chain.load(source, position),
        };
        if let Err(e) = done {
            self.shared.fail(e);
        }
        self.tail = TAIL_SECONDS;
        self.shared.ended.store(false, Ordering::SeqCst);
        *lock(&self.shared.position) = self.chain.position();
    }

    fn silence(&mut self, seconds: f64) {
        self.block.resize((f64::from(self.rate.get()) * seconds).ceil() as usize, 0.0);
    }
}

impl Iterator for StreamSource {
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

impl Source for StreamSource {
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
