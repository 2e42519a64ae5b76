//! The system's speech service, through crate `tts`, on a thread of its own: whatever the service does, nobody waits for
//! it longer than was said.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_speech::voice::SystemVoice;
use tts::Tts;

use super::{TICK, stopped};

/// How long the service may take to start and to list its voices: speech-dispatcher starts its modules first.
const START: Duration = Duration::from_secs(30);
/// How long it may take for a sentence, beside the time that a slow voice needs for each of its letters.
const SENTENCE: Duration = Duration::from_secs(15);
const LETTER: Duration = Duration::from_millis(150);
/// How long it may take to fall silent.
const SILENCE: Duration = Duration::from_millis(500);
/// Where a service's events need a loop that only a program with windows runs, it is asked whether it still speaks.
const POLLED: bool = cfg!(target_os = "macos");

/// What the thread is told to do.
enum Order {
    Say(String),
    Stop,
}

/// What the thread and the service's callbacks tell.
enum Event {
    /// The service is there and speaks with this voice.
    Ready(String),
    /// An utterance was spoken to its end.
    Ended,
    /// An utterance was cut off.
    Cut,
    Failed(Error),
}

/// A connection to the service, ready to speak Italian.
pub(super) struct Service {
    orders: Sender<Order>,
    events: Receiver<Event>,
    voice: String,
    rate: f32,
}

impl Service {
    /// Connects, and chooses `voice`, or the first Italian one.
    pub(super) fn open(voice: Option<&str>, rate: f32, interrupted: &dyn Fn() -> bool) -> Result<Service> {
        let (orders, received) = mpsc::channel();
        let (told, events) = mpsc::channel();
        let wanted = voice.map(str::to_string);
        thread::spawn(move || serve(wanted.as_deref(), rate, &received, &told));
        let mut service = Service { orders, events, voice: String::new(), rate };
        match service.wait(START, interrupted)? {
            Event::Ready(voice) => service.voice = voice,
            _ => return Err(silent("spoke before it was asked to")),
        }
        Ok(service)
    }

    pub(super) fn voice(&self) -> &str {
        &self.voice
    }

    /// Speaks `text` and waits until it has been heard.
    pub(super) fn say(&mut self, text: &str, interrupted: &dyn Fn() -> bool) -> Result<()> {
        // One line, and nothing that a C string cannot hold.
        let text = text.replace('\0', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = text.chars().count() as u32;
        let patience = SENTENCE + LETTER.mul_f32(1.0 / self.rate) * letters;
        // A thread that has died is noticed while waiting for it.
        let _ = self.orders.send(Order::Say(text));
        match self.wait(patience, interrupted)? {
            Event::Ended => Ok(()),
            _ => Err(silent("cut a sentence off")),
        }
    }

    /// The next event, within `patience`.
    fn wait(&mut self, patience: Duration, interrupted: &dyn Fn() -> bool) -> Result<Event> {
        let deadline = Instant::now() + patience;
        loop {
            match self.events.recv_timeout(TICK) {
                Ok(Event::Failed(e)) => return Err(e),
                Ok(event) => return Ok(event),
                Err(RecvTimeoutError::Disconnected) => return Err(silent("has gone away")),
                Err(RecvTimeoutError::Timeout) if interrupted() => {
                    let _ = self.orders.send(Order::Stop);
                    // Once it has said that it stopped; a service that does not answer stops nobody.
                    let _ = self.events.recv_timeout(SILENCE);
                    return Err(stopped());
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => {
                    let _ = self.orders.send(Order::Stop);
                    return Err(silent(&format!("has not answered for {} s", patience.as_secs())));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// The service's Italian voices.
pub(super) fn voices() -> Result<Vec<SystemVoice>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let listed = Tts::default().map_err(unreachable).and_then(|service| italian(&service));
        // Nobody may listen any more.
        let _ = sender.send(listed);
    });
    let listed = receiver.recv_timeout(START);
    let voices = listed.unwrap_or_else(|_| Err(silent(&format!("has not answered for {} s", START.as_secs()))))?;
    let plain = voices.into_iter().filter(|v| !is_variant(&v.name()));
    let listed = plain.map(|v| SystemVoice {
        name: v.name(),
        language: v.language().to_string(),
        description: "the speech service's, for `altavoce listen`".into(),
    });
    Ok(listed.collect())
}

/// The thread's life: connect, then obey until nobody gives orders any more.
fn serve(wanted: Option<&str>, rate: f32, orders: &Receiver<Order>, events: &Sender<Event>) {
    // Whoever does not listen any more has given up, and the program ends.
    let tell = |event| drop(events.send(event));
    let (mut service, voice) = match connect(wanted, rate, events) {
        Ok(connected) => connected,
        Err(e) => return tell(Event::Failed(e)),
    };
    tell(Event::Ready(voice));
    let mut speaking = None::<Instant>;
    loop {
        match orders.recv_timeout(TICK) {
            Ok(Order::Say(text)) => match service.speak(text, false) {
                Ok(_) => speaking = Some(Instant::now()),
                Err(e) => tell(Event::Failed(silent("refuses to speak").caused_by(e))),
            },
            Ok(Order::Stop) => drop(service.stop()),
            Err(RecvTimeoutError::Timeout) => {
                let long = speaking.is_some_and(|since| since.elapsed() > SILENCE);
                if POLLED && long && matches!(service.is_speaking(), Ok(false)) {
                    speaking = None;
                    tell(Event::Ended);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    // Never dropped: an event that comes in after that finds no callbacks, and crate `tts` then aborts the program. There
    // is one connection a program, and the system closes it.
    std::mem::forget(service);
}

/// A connection with its callbacks, its rate and its voice set; the voice's name.
fn connect(wanted: Option<&str>, rate: f32, events: &Sender<Event>) -> Result<(Tts, String)> {
    let mut service = Tts::default().map_err(unreachable)?;
    let voices = italian(&service)?;
    let voice = match wanted {
        Some(name) => voices.iter().find(|v| v.name() == name).ok_or_else(|| {
            let plain: Vec<_> = voices.iter().map(tts::Voice::name).filter(|name| !is_variant(name)).collect();
            Error::usage(format!("the speech service has no Italian voice `{name}`"))
                .fix(format!("its voices are {}", plain.join(", ")))
        })?,
        None => voices.iter().find(|v| !is_variant(&v.name())).or(voices.first()).ok_or_else(|| {
            let fix = if cfg!(target_os = "linux") {
                "install one, for example the package speech-dispatcher-espeak-ng"
            } else {
                "install one in the system's settings"
            };
            Error::operator("the system's speech service has no Italian voice").fix(fix)
        })?,
    };
    let refused = |e: tts::Error| silent("refuses the voice or the rate").caused_by(e);
    service.set_voice(voice).map_err(refused)?;
    service.set_rate(scaled(rate, service.min_rate(), service.normal_rate(), service.max_rate())).map_err(refused)?;
    if !POLLED {
        let (ended, cut) = (events.clone(), events.clone());
        service.on_utterance_end(Some(Box::new(move |_| drop(ended.send(Event::Ended))))).map_err(unreachable)?;
        service.on_utterance_stop(Some(Box::new(move |_| drop(cut.send(Event::Cut))))).map_err(unreachable)?;
    }
    Ok((service, voice.name()))
}

fn italian(service: &Tts) -> Result<Vec<tts::Voice>> {
    let mut voices = service.voices().map_err(unreachable)?;
    voices.retain(|v| v.language().primary_language() == "it");
    Ok(voices)
}

/// espeak-ng's module gives each voice in a hundred variants: `Italian+Adam`.
fn is_variant(name: &str) -> bool {
    name.contains('+')
}

/// A rate of ours on the service's scale.
fn scaled(rate: f32, min: f32, normal: f32, max: f32) -> f32 {
    // speech-dispatcher counts from -100 to 100, where espeak-ng's module takes 80, 170 and 390 words a minute.
    let scaled = match normal {
        0.0 if rate < 1.0 => (rate - 1.0) * 170.0 / (170.0 - 80.0) * 100.0,
        0.0 => (rate - 1.0) * 170.0 / (390.0 - 170.0) * 100.0,
        _ => rate * normal,
    };
    scaled.clamp(min, max)
}

fn unreachable(e: tts::Error) -> Error {
    let fix = if cfg!(target_os = "linux") {
        "install and start speech-dispatcher (`spd-say ciao` must speak), or make the episode and preview it"
    } else {
        "try to have a text spoken in the system's settings, or make the episode and preview it"
    };
    Error::operator("the system's speech service cannot be reached").fix(fix).caused_by(e)
}

fn silent(what: &str) -> Error {
    let fix = if cfg!(target_os = "linux") { "restart it and try `spd-say ciao`" } else { "try again" };
    Error::operator(format!("the system's speech service {what}")).fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_fit_every_scale() {
        // speech-dispatcher, WinRT, AVFoundation
        let rows = [
            ((1.0, -100.0, 0.0, 100.0), 0.0),
            ((0.7, -100.0, 0.0, 100.0), -56.7),
            ((1.5, -100.0, 0.0, 100.0), 38.6),
            ((1.5, 0.5, 1.0, 6.0), 1.5),
            ((0.7, 0.1, 0.5, 2.0), 0.35),
        ];
        for ((rate, min, normal, max), due) in rows {
            let got = scaled(rate, min, normal, max);
            assert!((got - due).abs() < 0.05, "{rate} of {normal}: {got}");
        }
    }
}
