//! The system's speech service, through crate `tts`, on a thread of its own: whatever the service does, nobody waits
//! for it longer than was said.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_speech::voice::SystemVoice;
use tts::Tts;

use super::{TICK, interrupted_error};

/// How long the service may take to start and to list its voices: speech-dispatcher starts its modules first.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long it may take for a sentence, beside the time that a slow voice needs for each of its letters.
const SENTENCE_TIMEOUT: Duration = Duration::from_secs(15);
const LETTER_TIMEOUT: Duration = Duration::from_millis(150);
/// How long it may take to fall silent.
const STOP_TIMEOUT: Duration = Duration::from_millis(500);
/// Where a service's events need a loop that only a program with windows runs, it is asked whether it still speaks.
const POLLED: bool = cfg!(target_os = "macos");

/// What the thread is told to do.
enum ServiceCommand {
    Speak(String),
    Stop,
}

/// What the thread and the service's callbacks tell.
enum ServiceEvent {
    /// The service is there and speaks with this voice.
    Ready(String),
    /// An utterance was spoken to its end.
    Ended,
    /// An utterance was cut off.
    Cut,
    Failed(Error),
}

/// A connection to the service, ready to speak Italian.
pub(super) struct SpeechService {
    commands: Sender<ServiceCommand>,
    events: Receiver<ServiceEvent>,
    voice: String,
    rate: f32,
}

impl SpeechService {
    /// Connects, and chooses `voice`, or the first Italian one.
    pub(super) fn open(voice: Option<&str>, rate: f32, interrupted: &dyn Fn() -> bool) -> Result<SpeechService> {
        let (commands, received) = mpsc::channel();
        let (sender, events) = mpsc::channel();
        let wanted = voice.map(str::to_string);
        thread::spawn(move || run_service(wanted.as_deref(), rate, &received, &sender));
        let mut service = SpeechService { commands, events, voice: String::new(), rate };
        match service.wait(START_TIMEOUT, interrupted)? {
            ServiceEvent::Ready(voice) => service.voice = voice,
            _ => return Err(service_error(tr!("spoke before it was asked to"))),
        }
        Ok(service)
    }

    pub(super) fn voice(&self) -> &str {
        &self.voice
    }

    /// Speaks `text` and waits until it has been heard.
    pub(super) fn speak(&mut self, text: &str, interrupted: &dyn Fn() -> bool) -> Result<()> {
        // One line, and nothing that a C string cannot hold.
        let text = text.replace('\0', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = text.chars().count() as u32;
        let timeout = SENTENCE_TIMEOUT + LETTER_TIMEOUT.mul_f32(1.0 / self.rate) * letters;
        // A thread that has died is noticed while waiting for it.
        let _ = self.commands.send(ServiceCommand::Speak(text));
        match self.wait(timeout, interrupted)? {
            ServiceEvent::Ended => Ok(()),
            _ => Err(service_error(tr!("cut a sentence off"))),
        }
    }

    /// The next event, within `timeout`.
    fn wait(&mut self, timeout: Duration, interrupted: &dyn Fn() -> bool) -> Result<ServiceEvent> {
        let deadline = Instant::now() + timeout;
        loop {
            match self.events.recv_timeout(TICK) {
                Ok(ServiceEvent::Failed(e)) => return Err(e),
                Ok(event) => return Ok(event),
                Err(RecvTimeoutError::Disconnected) => return Err(service_error(tr!("has gone away"))),
                Err(RecvTimeoutError::Timeout) if interrupted() => {
                    let _ = self.commands.send(ServiceCommand::Stop);
                    // Once it has said that it stopped; a service that does not answer stops nobody.
                    let _ = self.events.recv_timeout(STOP_TIMEOUT);
                    return Err(interrupted_error());
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => {
                    let _ = self.commands.send(ServiceCommand::Stop);
                    return Err(service_error(&tr!("has not answered for {seconds} s", seconds = timeout.as_secs())));
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
        let listed = Tts::default().map_err(connection_error).and_then(|service| italian(&service));
        // Nobody may listen any more.
        let _ = sender.send(listed);
    });
    let listed = receiver.recv_timeout(START_TIMEOUT);
    let voices = listed.unwrap_or_else(|_| {
        Err(service_error(&tr!("has not answered for {seconds} s", seconds = START_TIMEOUT.as_secs())))
    })?;
    let plain = voices.into_iter().filter(|v| !is_variant(&v.name()));
    let listed = plain.map(|v| SystemVoice {
        name: v.name(),
        language: v.language().to_string(),
        description: tr!("the speech service's, for `altavoce listen`").into(),
    });
    Ok(listed.collect())
}

/// The thread's life: connect, then run commands until nobody sends any more.
fn run_service(wanted: Option<&str>, rate: f32, commands: &Receiver<ServiceCommand>, events: &Sender<ServiceEvent>) {
    // Whoever does not listen any more has given up, and the program ends.
    let tell = |event| drop(events.send(event));
    let (mut service, voice) = match connect(wanted, rate, events) {
        Ok(connected) => connected,
        Err(e) => return tell(ServiceEvent::Failed(e)),
    };
    tell(ServiceEvent::Ready(voice));
    let mut speaking = None::<Instant>;
    loop {
        match commands.recv_timeout(TICK) {
            Ok(ServiceCommand::Speak(text)) => match service.speak(text, false) {
                Ok(_) => speaking = Some(Instant::now()),
                Err(e) => tell(ServiceEvent::Failed(service_error(tr!("refuses to speak")).caused_by(e))),
            },
            Ok(ServiceCommand::Stop) => drop(service.stop()),
            Err(RecvTimeoutError::Timeout) => {
                let long = speaking.is_some_and(|since| since.elapsed() > STOP_TIMEOUT);
                if POLLED && long && matches!(service.is_speaking(), Ok(false)) {
                    speaking = None;
                    tell(ServiceEvent::Ended);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    // Never dropped: an event that comes in after that finds no callbacks, and crate `tts` then aborts the program.
    // There is one connection a program, and the system closes it.
    std::mem::forget(service);
}

/// A connection with its callbacks, its rate and its voice set; the voice's name.
fn connect(wanted: Option<&str>, rate: f32, events: &Sender<ServiceEvent>) -> Result<(Tts, String)> {
    let mut service = Tts::default().map_err(connection_error)?;
    let voices = italian(&service)?;
    let voice = match wanted {
        Some(name) => voices.iter().find(|v| v.name() == name).ok_or_else(|| {
            let plain: Vec<_> = voices.iter().map(tts::Voice::name).filter(|name| !is_variant(name)).collect();
            Error::usage(tr!("the speech service has no Italian voice `{name}`"))
                .fix(tr!("its voices are {plain}", plain = plain.join(", ")))
        })?,
        None => voices.iter().find(|v| !is_variant(&v.name())).or(voices.first()).ok_or_else(|| {
            Error::operator(tr!("the system's speech service has no Italian voice")).fix(super::voice_advice())
        })?,
    };
    let refused = |e: tts::Error| service_error(tr!("refuses the voice or the rate")).caused_by(e);
    service.set_voice(voice).map_err(refused)?;
    service
        .set_rate(service_rate(rate, service.min_rate(), service.normal_rate(), service.max_rate()))
        .map_err(refused)?;
    if !POLLED {
        let (ended, cut) = (events.clone(), events.clone());
        service
            .on_utterance_end(Some(Box::new(move |_| drop(ended.send(ServiceEvent::Ended)))))
            .map_err(connection_error)?;
        service
            .on_utterance_stop(Some(Box::new(move |_| drop(cut.send(ServiceEvent::Cut)))))
            .map_err(connection_error)?;
    }
    Ok((service, voice.name()))
}

fn italian(service: &Tts) -> Result<Vec<tts::Voice>> {
    let mut voices = service.voices().map_err(connection_error)?;
    voices.retain(|v| v.language().primary_language() == "it");
    Ok(voices)
}

/// espeak-ng's module gives each voice in a hundred variants: `Italian+Adam`.
fn is_variant(name: &str) -> bool {
    name.contains('+')
}

/// A rate of ours on the service's scale.
fn service_rate(rate: f32, min: f32, normal: f32, max: f32) -> f32 {
    // speech-dispatcher counts from -100 to 100, where espeak-ng's module takes 80, 170 and 390 words a minute.
    let scaled = match normal {
        0.0 if rate < 1.0 => (rate - 1.0) * 170.0 / (170.0 - 80.0) * 100.0,
        0.0 => (rate - 1.0) * 170.0 / (390.0 - 170.0) * 100.0,
        _ => rate * normal,
    };
    scaled.clamp(min, max)
}

fn connection_error(e: tts::Error) -> Error {
    let fix = if cfg!(target_os = "linux") {
        tr!("install and start speech-dispatcher (`spd-say ciao` must speak), or make the episode and preview it")
    } else {
        tr!("try to have a text spoken in the system's settings, or make the episode and preview it")
    };
    Error::operator(tr!("the system's speech service cannot be reached")).fix(fix).caused_by(e)
}

fn service_error(what: &str) -> Error {
    let fix = if cfg!(target_os = "linux") { tr!("restart it and try `spd-say ciao`") } else { tr!("try again") };
    Error::operator(tr!("the system's speech service {what}")).fix(fix)
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
            let got = service_rate(rate, min, normal, max);
            assert!((got - due).abs() < 0.05, "{rate} of {normal}: {got}");
        }
    }
}
