//! A running sound device, and what runs on its thread.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use rodio::cpal::{self, ErrorKind};
use rodio::stream::{DeviceSinkBuilder, MixerDeviceSink};
use rodio::{Sample, Source};

use super::chain::{Chain, Flow, Reel};
use super::device::{self, hush, reason};
use super::score::{Place, lock};

/// Silence behind the end, in seconds: it pushes the last word out of the device's own buffers (50 to 200 ms).
const TAIL: f64 = 0.5;
/// Silence at a time while paused, in seconds.
const WAIT: f64 = 0.02;
/// How long the device's thread rests for each block of silence, 53 ms, while a sentence is being spoken: the voice needs the
/// processor more, and a device without a clock (a virtual one, a file) would ask for silence without end.
const REST: Duration = Duration::from_millis(5);

/// A running sound device with a reel in it.
pub struct Deck {
    shared: Arc<Shared>,
    _device: MixerDeviceSink, // plays for as long as it lives
}

/// What the listener asks of the device's thread.
enum Wish {
    Seek(Place),
    Load(Box<dyn Reel>, Place),
}

impl Wish {
    fn place(&self) -> Place {
        match self {
            Wish::Seek(place) | Wish::Load(_, place) => *place,
        }
    }
}

/// What both threads see.
struct Shared {
    place: Mutex<Place>,
    wish: Mutex<Option<Wish>>,
    paused: AtomicBool,
    /// The next sentence is still being spoken.
    waiting: AtomicBool,
    ended: AtomicBool,
    /// The bits of two f32.
    speed: AtomicU32,
    volume: AtomicU32,
    /// Counts up whenever the device asks for sound.
    pulse: AtomicU64,
    fault: Mutex<Option<Error>>,
}

impl Shared {
    fn fail(&self, error: Error) {
        lock(&self.fault).get_or_insert(error);
    }
}

impl Deck {
    /// Opens a sound device (the system's default, or the one called `name`), which is silent until [`Deck::pause`] is
    /// told `false`.
    ///
    /// # Errors
    /// Usage: no device is called so. The operator's: there is no device, or it does not open.
    pub fn open(reel: Box<dyn Reel>, name: Option<&str>) -> Result<Deck> {
        let shared = Arc::new(Shared {
            place: Mutex::new(reel.place()),
            wish: Mutex::new(None),
            paused: AtomicBool::new(true),
            waiting: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            speed: AtomicU32::new(1f32.to_bits()),
            volume: AtomicU32::new(1f32.to_bits()),
            pulse: AtomicU64::new(0),
            fault: Mutex::new(None),
        });
        let listener = Arc::clone(&shared);
        let mut device = DeviceSinkBuilder::from_device(device::choose(name)?)
            .and_then(|builder| {
                builder.with_error_callback(move |e| device_error(&listener, &e)).open_sink_or_fallback()
            })
            .map_err(|e| device::missing(&reason(&e)).caused_by(e))?;
        device.log_on_drop(false);
        let rate = device.config().sample_rate();
        let chain = Chain::new(reel, rate.get())?;
        let shared_too = Arc::clone(&shared);
        device.mixer().add(Player { chain, shared: shared_too, rate, block: Vec::new(), next: 0, tail: TAIL });
        Ok(Deck { shared, _device: device })
    }

    /// Goes to a place.
    pub fn seek(&mut self, place: Place) {
        let mut wish = lock(&self.shared.wish);
        *wish = Some(match wish.take() {
            Some(Wish::Load(reel, _)) => Wish::Load(reel, place),
            _ => Wish::Seek(place),
        });
    }

    /// Plays another reel from a place.
    pub fn load(&mut self, reel: Box<dyn Reel>, place: Place) {
        *lock(&self.shared.wish) = Some(Wish::Load(reel, place));
    }

    /// Waits, or goes on.
    pub fn pause(&mut self, paused: bool) {
        self.shared.paused.store(paused, Ordering::SeqCst);
    }

    /// Speed, 1.0 as it is, and volume as an amplitude.
    pub fn set(&mut self, speed: f32, volume: f32) {
        self.shared.speed.store(speed.to_bits(), Ordering::SeqCst);
        self.shared.volume.store(volume.to_bits(), Ordering::SeqCst);
    }

    /// Where it is; a seek counts from the moment it is asked for.
    pub fn place(&self) -> Place {
        let wish = lock(&self.shared.wish);
        wish.as_ref().map_or_else(|| *lock(&self.shared.place), Wish::place)
    }

    /// Whether it waits for a sentence to be spoken.
    pub fn waiting(&self) -> bool {
        self.shared.waiting.load(Ordering::SeqCst)
    }

    /// Whether the device has played the last sample.
    pub fn ended(&self) -> bool {
        let wish = lock(&self.shared.wish);
        wish.is_none() && self.shared.ended.load(Ordering::SeqCst)
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
        lock(&self.shared.fault).take().map_or(Ok(()), Err)
    }
}

fn device_error(shared: &Shared, error: &cpal::Error) {
    match error.kind() {
        // A gap that may be heard, a reroute, a refused priority: the sound goes on.
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => log::debug!("sound device: {error}"),
        _ => shared.fail(device::missing(error.to_string().trim_end_matches('.'))),
    }
}

/// The sound as the device's thread pulls it: an endless source, silent while paused and behind the end.
struct Player {
    chain: Chain,
    shared: Arc<Shared>,
    rate: NonZero<u32>,
    block: Vec<f32>,
    next: usize,
    /// Seconds of silence still to be played behind the end.
    tail: f64,
}

impl Player {
    /// The next stretch of sound, never empty.
    fn refill(&mut self) {
        if self.shared.pulse.fetch_add(1, Ordering::SeqCst) == 0 {
            hush(); // for this thread, which ALSA counts by itself
        }
        self.next = 0;
        self.block.clear();
        self.obey();
        if self.shared.paused.load(Ordering::SeqCst) {
            return self.silence(WAIT);
        }
        let number = |bits: &AtomicU32| f32::from_bits(bits.load(Ordering::SeqCst));
        self.chain.set(number(&self.shared.speed), number(&self.shared.volume));
        let flow = self.chain.read(&mut self.block);
        let waiting = matches!(flow, Ok(Flow::Waiting));
        if waiting != self.shared.waiting.swap(waiting, Ordering::SeqCst) && waiting {
            log::debug!("waiting for the sentence {}", self.chain.place().sentence + 1);
        }
        match flow {
            Ok(Flow::Sound) => {}
            // The filters go on, so that what they still hold is heard.
            Ok(Flow::Waiting) => {
                std::thread::sleep(REST);
                if let Err(e) = self.chain.silence(&mut self.block) {
                    self.shared.fail(e);
                    self.silence(WAIT);
                }
            }
            Ok(Flow::End) if self.tail > 0.0 => {
                self.tail = 0.0;
                self.silence(TAIL);
            }
            Ok(Flow::End) => {
                self.shared.ended.store(true, Ordering::SeqCst);
                self.silence(WAIT);
            }
            Err(e) => {
                self.shared.fail(e);
                self.silence(WAIT);
            }
        }
        *lock(&self.shared.place) = self.chain.place();
    }

    /// Goes where it is told. The wish is held meanwhile, so that the position is never the old one in between.
    fn obey(&mut self) {
        let mut wish = lock(&self.shared.wish);
        let done = match wish.take() {
            None => return,
            Some(Wish::Seek(place)) => self.chain.seek(place),
            Some(Wish::Load(reel, place)) => self.chain.load(reel, place),
        };
        if let Err(e) = done {
            self.shared.fail(e);
        }
        self.tail = TAIL;
        self.shared.ended.store(false, Ordering::SeqCst);
        *lock(&self.shared.place) = self.chain.place();
    }

    fn silence(&mut self, seconds: f64) {
        self.block.resize((f64::from(self.rate.get()) * seconds).ceil() as usize, 0.0);
    }
}

impl Iterator for Player {
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

impl Source for Player {
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
