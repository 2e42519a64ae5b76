//! Other ways of saying a sentence: an author who does not like how one came out chooses among a few that differ.

use crate::voice::Delivery;

/// How many ways there are, with the one that a sentence has by itself.
pub const TAKES: u8 = 4;

/// The least liveliness of a take that differs by its melody, where the show asks for less.
const LIVELY: f32 = 0.6;

/// One way of saying a sentence. The first, [`Take::default`], is the one that it has by itself.
///
/// ```
/// use altavoce_speech::take::Take;
/// use altavoce_speech::voice::Delivery;
/// let own = Delivery { liveliness: 1.0, ..Delivery::default() };
/// assert_eq!(Take::default().of(own, 1.0), (own, 1.0));
/// let (_, speed) = Take::numbered(2).unwrap().of(own, 1.0);
/// assert!(speed < 1.0);
/// assert!(Take::numbered(4).is_none());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Take(u8);

impl Take {
    /// The take of a number, from 0; `None` where there is none.
    pub fn numbered(number: u8) -> Option<Take> {
        (number < TAKES).then_some(Take(number))
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Take> {
        (0..TAKES).map(Take)
    }

    /// Its number, from 0.
    pub fn number(self) -> u8 {
        self.0
    }

    /// What distinguishes it, in a few words.
    pub fn label(self) -> &'static str {
        match self.0 {
            0 => "as it is",
            1 => "another melody",
            2 => "slower and calmer",
            _ => "quicker and livelier",
        }
    }

    /// By what it multiplies the speaking rate.
    pub fn pace(self) -> f32 {
        match self.0 {
            2 => 0.92,
            3 => 1.07,
            _ => 1.0,
        }
    }

    /// The delivery and the speaking rate of a sentence, of which these are its own. Both are part of the key under which its
    /// sound is kept.
    pub fn of(self, own: Delivery, speed: f32) -> (Delivery, f32) {
        if self.0 == 0 {
            return (own, speed);
        }
        // other bytes for every aspect, and the same ones whenever it is asked
        let [a, b, c, d, ..] = *blake3::hash(&[&own.variation.to_le_bytes()[..], &[self.0]].concat()).as_bytes();
        let liveliness = if self.0 == 2 { own.liveliness } else { own.liveliness.max(LIVELY) };
        (Delivery { variation: u32::from_le_bytes([a, b, c, d]), liveliness, ..own }, speed * self.pace())
    }
}
