//! Keys from the terminal, one at a time and without Enter.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAction {
    TogglePause,
    NextChapter,
    PreviousChapter,
    SkipForward,
    SkipBack,
    VolumeUp,
    VolumeDown,
    SpeedUp,
    SpeedDown,
    RestartSentence,
    Quit,
    Interrupt,
}

/// The terminal in raw mode; dropping it gives the terminal back, also when a panic unwinds.
pub struct Keyboard(());

impl Keyboard {
    /// `None` when the terminal does not let its keys be read singly.
    pub fn open() -> Option<Keyboard> {
        terminal::enable_raw_mode().ok().map(|()| Keyboard(()))
    }

    /// The action of the next key that has one, if it comes within `time`.
    pub fn wait(&mut self, time: Duration) -> io::Result<Option<KeyAction>> {
        if !event::poll(time)? {
            return Ok(None);
        }
        loop {
            if let Event::Key(key) = event::read()?
                && let Some(action) = action_of(key)
            {
                return Ok(Some(action));
            }
            if !event::poll(Duration::ZERO)? {
                return Ok(None);
            }
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // Nothing can be done, nor said, about a terminal that is gone.
        let _ = terminal::disable_raw_mode();
    }
}

fn action_of(key: KeyEvent) -> Option<KeyAction> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    match key.code {
        // In raw mode Ctrl-C is a key and no signal.
        KeyCode::Char('c' | 'C') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(KeyAction::Interrupt),
        // On many keyboards these need AltGr, which Windows reports as Control and Alt.
        KeyCode::Char(']') => Some(KeyAction::SpeedUp),
        KeyCode::Char('[') => Some(KeyAction::SpeedDown),
        _ if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => None,
        KeyCode::Char(' ') => Some(KeyAction::TogglePause),
        KeyCode::Char('n' | 'N') => Some(KeyAction::NextChapter),
        KeyCode::Char('p' | 'P') => Some(KeyAction::PreviousChapter),
        KeyCode::Right => Some(KeyAction::SkipForward),
        KeyCode::Left => Some(KeyAction::SkipBack),
        KeyCode::Up => Some(KeyAction::VolumeUp),
        KeyCode::Down => Some(KeyAction::VolumeDown),
        KeyCode::Char('r' | 'R') => Some(KeyAction::RestartSentence),
        KeyCode::Char('q' | 'Q') => Some(KeyAction::Quit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_help_says() {
        let plain = KeyModifiers::NONE;
        let rows = [
            (KeyCode::Char(' '), plain, Some(KeyAction::TogglePause)),
            (KeyCode::Char('n'), plain, Some(KeyAction::NextChapter)),
            (KeyCode::Char('N'), KeyModifiers::SHIFT, Some(KeyAction::NextChapter)),
            (KeyCode::Char('p'), plain, Some(KeyAction::PreviousChapter)),
            (KeyCode::Right, plain, Some(KeyAction::SkipForward)),
            (KeyCode::Left, plain, Some(KeyAction::SkipBack)),
            (KeyCode::Up, plain, Some(KeyAction::VolumeUp)),
            (KeyCode::Down, plain, Some(KeyAction::VolumeDown)),
            (KeyCode::Char(']'), plain, Some(KeyAction::SpeedUp)),
            (KeyCode::Char('['), plain, Some(KeyAction::SpeedDown)),
            (KeyCode::Char('r'), plain, Some(KeyAction::RestartSentence)),
            (KeyCode::Char('q'), plain, Some(KeyAction::Quit)),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, Some(KeyAction::Interrupt)),
            (KeyCode::Char('c'), plain, None),
            (KeyCode::Char('q'), KeyModifiers::ALT, None),
            (KeyCode::Enter, plain, None),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(code, with, action)| action_of(KeyEvent::new(*code, *with)) != *action).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
