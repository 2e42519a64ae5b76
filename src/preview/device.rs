//! The sound devices of the machine: which there are, and the one that is meant.

use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::{locale, mark, tr};
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::cpal::{self, Device};
use rodio::stream::{DeviceSinkBuilder, DeviceSinkError};
use serde::Serialize;

/// How long a device that refuses is left alone before it is asked again.
const MOMENT: Duration = Duration::from_millis(400);

/// A sound device that plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OutputDevice {
    /// The system's name for it, the same on every run.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// Whether the system plays on it when no other is chosen.
    pub default: bool,
}

/// Asks for the default sound device without opening it.
///
/// # Errors
/// The operator's: there is none.
pub fn probe() -> Result<()> {
    silence_alsa();
    asked_twice(DeviceSinkBuilder::from_default_device).map(drop)
}

/// What a device gives that is asked for it, and once more a moment later if it refuses: a sound server that has just been
/// started or restarted (PulseAudio starts with the first program that wants it) is not there at once.
///
/// # Errors
/// The operator's: it refuses again.
pub(super) fn asked_twice<T>(mut ask: impl FnMut() -> Result<T, DeviceSinkError>) -> Result<T> {
    let answer = match ask() {
        Err(e) => {
            log::debug!("the sound device is asked again: {}", root_cause(&e));
            std::thread::sleep(MOMENT);
            ask()
        }
        opened => opened,
    };
    answer.map_err(|e| no_device(&root_cause(&e)).caused_by(e))
}

/// The devices that play, as the system tells them; none of them is opened.
///
/// # Errors
/// The operator's: the system does not tell.
pub fn devices() -> Result<Vec<OutputDevice>> {
    Ok(all()?.into_iter().map(|(listed, _)| listed).collect())
}

fn all() -> Result<Vec<(OutputDevice, Device)>> {
    silence_alsa();
    let host = cpal::default_host();
    let default = host.default_output_device().and_then(|d| d.id().ok());
    let devices = host.output_devices().map_err(|e| no_device(&as_clause(&e.to_string())).caused_by(e))?;
    let listed = devices.filter_map(|device| {
        let id = device.id().ok()?;
        let description = device.description().map(|d| d.name().to_string()).unwrap_or_default();
        let listed = OutputDevice { name: id.id().to_string(), description, default: default.as_ref() == Some(&id) };
        Some((listed, device))
    });
    Ok(listed.collect())
}

/// The device called `name`, or by a part of its name or description that no other has; by default the system's.
///
/// # Errors
/// Usage: none or several are called so; the message names them. The operator's: there is no device.
pub(super) fn choose(name: Option<&str>) -> Result<Device> {
    silence_alsa();
    let Some(name) = name else {
        return cpal::default_host().default_output_device().ok_or_else(|| no_device(tr!("the system has none")));
    };
    let mut all = all()?;
    let names: Vec<&OutputDevice> = all.iter().map(|(listed, _)| listed).collect();
    let chosen = find_by_name(&names, name)?;
    Ok(all.swap_remove(chosen).1)
}

/// Which of `all` is meant by `name`.
fn find_by_name(all: &[&OutputDevice], name: &str) -> Result<usize> {
    if all.is_empty() {
        return Err(no_device(tr!("the system lists none")));
    }
    let part = name.to_lowercase();
    let fits: [&dyn Fn(&OutputDevice) -> bool; 3] = [&|d| d.name == name, &|d| d.description == name, &|d| {
        d.name.to_lowercase().contains(&part) || d.description.to_lowercase().contains(&part)
    }];
    let found = fits.iter().map(|fit| (0..all.len()).filter(|&i| fit(all[i])).collect::<Vec<_>>());
    let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    let list = |of: &mut dyn Iterator<Item = &&OutputDevice>| {
        of.map(|d| format!("`{}`", d.name)).collect::<Vec<_>>().join(", ")
    };
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let fix = tr!("there are {names}", names = list(&mut all.iter()));
            Err(Error::usage(tr!("there is no sound device `{name}`")).fix(fix))
        }
        several => {
            let fix = tr!("it may be {names}", names = list(&mut several.iter().map(|&i| &all[i])));
            Err(Error::usage(tr!("several sound devices are called `{name}`")).fix(fix))
        }
    }
}

/// The operator's error for a device that is missing or lost.
pub(super) fn no_device(cause: &str) -> Error {
    Error::operator(tr!("no sound device: {cause}")).fix(tr!(
        "connect or choose one in the system's sound settings, write the sound with --to FILE.wav, or listen to the \
         episode's MP3 elsewhere"
    ))
}

/// The innermost cause, as a part of a sentence.
fn root_cause(error: &DeviceSinkError) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    as_clause(&inner.to_string())
}

fn as_clause(text: &str) -> String {
    /// What is said of devices below us.
    const SAID: [&str; 4] = [
        mark!("The requested device is temporarily busy. Another application or stream may be using it."),
        mark!("The requested audio device is not available. It may have been disconnected."),
        mark!("The requested audio host is not available. The subsystem or daemon may not be installed or running."),
        mark!("Permission denied. Grant the required access and retry."),
    ];
    let text = match SAID.into_iter().find(|said| *said == text.trim()) {
        Some(said) => locale::text(said),
        None => text,
    };
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Keeps ALSA from writing its own lines to standard error, on this thread: our one sentence says what is the matter.
pub(super) fn silence_alsa() {
    #[cfg(target_os = "linux")]
    if let Err(e) = alsa::Output::local_error_handler() {
        log::debug!("ALSA goes on writing its errors: {e}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_refuses_once_is_asked_again() {
        // how often it refuses, whether it opens, how often it was asked
        for (refusals, opens, asks) in [(0, true, 1), (1, true, 2), (2, false, 2), (9, false, 2)] {
            let mut asked = 0;
            let answer = asked_twice(|| {
                asked += 1;
                if asked <= refusals { Err(DeviceSinkError::NoDevice) } else { Ok(()) }
            });
            assert_eq!((answer.is_ok(), asked), (opens, asks), "{refusals} refusals");
            let said = answer.err().map(|e| e.to_string()).unwrap_or_default();
            assert!(opens || said.starts_with("no sound device: could not find any output device; connect"), "{said}");
        }
    }

    #[test]
    fn a_device_is_called_by_its_name_or_a_part_that_no_other_has() {
        let device = |name: &str, description: &str| OutputDevice {
            name: name.into(),
            description: description.into(),
            default: name == "default",
        };
        let all = [
            device("default", "The default"),
            device("hw:CARD=0", "Built-in Audio"),
            device("plughw:CARD=0", "Built-in Audio"),
            device("usb", "Cuffie di Ada"),
            device("usb2", "Default speakers"),
        ];
        let all: Vec<&OutputDevice> = all.iter().collect();
        let rows = [
            ("hw:CARD=0", Ok(1)),
            ("plughw", Ok(2)),
            ("usb", Ok(3)),
            ("cuffie", Ok(3)),
            ("Cuffie di Ada", Ok(3)),
            ("default", Ok(0)),
            ("speakers", Ok(4)),
            ("Built-in", Err("several sound devices are called `Built-in`; it may be `hw:CARD=0`, `plughw:CARD=0`")),
            (
                "radio",
                Err(
                    "there is no sound device `radio`; there are `default`, `hw:CARD=0`, `plughw:CARD=0`, `usb`, `usb2`",
                ),
            ),
        ];
        let mut wrong = Vec::new();
        for (name, expected) in rows {
            let got = find_by_name(&all, name).map_err(|e| e.to_string());
            if got != expected.map_err(String::from) {
                wrong.push(format!("{name}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(find_by_name(&[], "usb").unwrap_err().to_string().contains("--to FILE.wav"));
    }
}
