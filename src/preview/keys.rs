//! Keys from the terminal, one at a time and without Enter.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

/// What a listener can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Pause,
    Next,
    Previous,
    Forward,
    Back,
    Louder,
    Softer,
    Faster,
    Slower,
    Again,
    Quit,
    Interrupt,
}

/// The terminal in raw mode; dropping it gives the terminal back, also when a panic unwinds.
pub struct Keys(());

impl Keys {
    /// `None` when the terminal does not let its keys be read singly.
    pub fn open() -> Option<Keys> {
        terminal::enable_raw_mode().ok().map(|()| Keys(()))
    }

    /// The next key that means something, if one comes within `time`.
    pub fn wait(&mut self, time: Duration) -> io::Result<Option<Key>> {
        if !event::poll(time)? {
            return Ok(None);
        }
        loop {
            if let Event::Key(key) = event::read()?
                && let Some(key) = meaning(key)
            {
                return Ok(Some(key));
            }
            if !event::poll(Duration::ZERO)? {
                return Ok(None);
            }
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Nothing can be done, nor said, about a terminal that is gone.
        let _ = terminal::disable_raw_mode();
    }
}

fn meaning(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    match key.code {
        // In raw mode Ctrl-C is a key and no signal.
        KeyCode::Char('c' | 'C') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Key::Interrupt),
        // On many keyboards these need AltGr, which Windows reports as Control and Alt.
        KeyCode::Char(']') => Some(Key::Faster),
        KeyCode::Char('[') => Some(Key::Slower),
        _ if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => None,
        KeyCode::Char(' ') => Some(Key::Pause),
        KeyCode::Char('n' | 'N') => Some(Key::Next),
        KeyCode::Char('p' | 'P') => Some(Key::Previous),
        KeyCode::Right => Some(Key::Forward),
        KeyCode::Left => Some(Key::Back),
        KeyCode::Up => Some(Key::Louder),
        KeyCode::Down => Some(Key::Softer),
        KeyCode::Char('r' | 'R') => Some(Key::Again),
        KeyCode::Char('q' | 'Q') => Some(Key::Quit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_the_help_says() {
        let plain = KeyModifiers::NONE;
        let rows = [
            (KeyCode::Char(' '), plain, Some(Key::Pause)),
            (KeyCode::Char('n'), plain, Some(Key::Next)),
            (KeyCode::Char('N'), KeyModifiers::SHIFT, Some(Key::Next)),
            (KeyCode::Char('p'), plain, Some(Key::Previous)),
            (KeyCode::Right, plain, Some(Key::Forward)),
            (KeyCode::Left, plain, Some(Key::Back)),
            (KeyCode::Up, plain, Some(Key::Louder)),
            (KeyCode::Down, plain, Some(Key::Softer)),
            (KeyCode::Char(']'), plain, Some(Key::Faster)),
            (KeyCode::Char('['), plain, Some(Key::Slower)),
            (KeyCode::Char('r'), plain, Some(Key::Again)),
            (KeyCode::Char('q'), plain, Some(Key::Quit)),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, Some(Key::Interrupt)),
            (KeyCode::Char('c'), plain, None),
            (KeyCode::Char('q'), KeyModifiers::ALT, None),
            (KeyCode::Enter, plain, None),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(code, with, key)| meaning(KeyEvent::new(*code, *with)) != *key).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
