//! How an utterance is delivered: what a reader does with pitch and pace because of where in a text it stands. It is a value
//! that whoever knows the text makes; the engine that can bend its melody obeys it, others do not.

/// How an utterance is delivered. The default is the neutral one, by which a voice says things as it would by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Delivery {
    /// What it is to the listener.
    pub kind: Kind,
    /// Where it stands in its paragraph.
    pub place: Place,
    /// Whether it is the first of the chapter's own words.
    pub opens: bool,
    /// What makes it differ from others of its kind and place: see [`Delivery::variation_of`].
    pub variation: u32,
    /// How much of all this is heard, from 0 (nothing) to 1.
    pub liveliness: f32,
}

/// What an utterance is to the listener.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Running text.
    #[default]
    Text,
    /// A heading, or a sentence that leads to the next chapter.
    Heading,
    /// Somebody else's words.
    Quotation,
    /// One of several short things that are told in a row, others to follow.
    Item,
    /// The last one of them.
    LastItem,
}

/// Where an utterance stands in its paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// There is no other.
    #[default]
    Only,
    /// The first of several.
    First,
    /// Between the first and the last.
    Middle,
    /// The last of several.
    Last,
}

/// What of an utterance varies by itself.
#[derive(Debug, Clone, Copy)]
pub enum Aspect {
    /// How high it lies as a whole.
    Register,
    /// How much it falls from its beginning to its end.
    Slope,
    /// Which of its words stands out.
    Focus,
    /// How fast it is said.
    Pace,
}

/// How far the pace of an utterance varies around the voice's own.
const PACE: f32 = 0.03;

/// How much slower a paragraph ends, and a chapter begins.
const WEIGHTY: f32 = 0.02;

impl Delivery {
    /// What distinguishes one text from another: the same for the same words wherever they stand, so that a paragraph put in
    /// before it leaves the cached sound of a sentence in use.
    pub fn variation_of(text: &str) -> u32 {
        let [a, b, c, d, ..] = *blake3::hash(text.as_bytes()).as_bytes();
        u32::from_le_bytes([a, b, c, d])
    }

    /// Whether the voice speaks as it would by itself.
    pub fn is_neutral(&self) -> bool {
        self.liveliness <= 0.0 || self.liveliness.is_nan()
    }

    /// A number from −1 to 1 that follows from the variation, another one for each aspect.
    pub fn vary(&self, aspect: Aspect) -> f32 {
        f32::from(self.variation.to_le_bytes()[aspect as usize]) / 127.5 - 1.0
    }

    /// The delivery of one of the pieces that a long utterance is spoken in: only the first begins it, only the last ends it.
    pub fn of_piece(self, is_first: bool, is_last: bool) -> Delivery {
        let begins = is_first && matches!(self.place, Place::Only | Place::First);
        let ends = is_last && matches!(self.place, Place::Only | Place::Last);
        let place = match (begins, ends) {
            (true, true) => Place::Only,
            (true, false) => Place::First,
            (false, false) => Place::Middle,
            (false, true) => Place::Last,
        };
        let kind = if self.kind == Kind::Item && !is_last { Kind::Text } else { self.kind };
        Delivery { place, kind, opens: self.opens && is_first, ..self }
    }

    /// By what the speed is multiplied.
    pub fn pace(&self) -> f32 {
        if self.is_neutral() {
            return 1.0;
        }
        let weighty = self.opens || self.place == Place::Last || self.kind == Kind::LastItem;
        let by_place = if weighty { -WEIGHTY } else { 0.0 };
        1.0 + self.liveliness.min(1.0) * (by_place + PACE * self.vary(Aspect::Pace))
    }

    /// All of it in bytes, for the key of a cache; none where it is neutral.
    pub fn bytes(&self) -> Vec<u8> {
        if self.is_neutral() {
            return Vec::new();
        }
        let mut bytes = vec![self.kind as u8, self.place as u8, u8::from(self.opens)];
        bytes.extend(self.variation.to_le_bytes());
        bytes.extend(self.liveliness.to_le_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lively(text: &str) -> Delivery {
        Delivery { variation: Delivery::variation_of(text), liveliness: 1.0, ..Delivery::default() }
    }

    #[test]
    fn texts_vary_always_alike_and_one_by_one() {
        let paces: Vec<f32> = ["uno", "due", "tre", "quattro", "uno"].map(|text| lively(text).pace()).to_vec();
        assert_eq!(paces[0], paces[4]);
        assert!(paces[..4].iter().enumerate().all(|(n, pace)| !paces[..n].contains(pace)), "{paces:?}");
        assert!(paces.iter().all(|pace| (1.0 - PACE..=1.0 + PACE).contains(pace)), "{paces:?}");
        let aspects = [Aspect::Register, Aspect::Slope, Aspect::Focus, Aspect::Pace];
        let ends = Delivery { variation: 0xff00_ff00, ..lively("") };
        assert_eq!(aspects.map(|aspect| ends.vary(aspect)), [-1.0, 1.0, -1.0, 1.0]);
    }

    #[test]
    fn neutral_ones_are_all_the_same() {
        for liveliness in [0.0, -1.0, f32::NAN] {
            let neutral = Delivery { kind: Kind::Item, opens: true, liveliness, ..lively("uno") };
            assert!(neutral.is_neutral() && neutral.bytes().is_empty());
            assert_eq!(neutral.pace(), 1.0);
        }
        assert!(!lively("uno").bytes().is_empty());
    }

    #[test]
    fn a_piece_begins_and_ends_what_it_stands_at_the_edge_of() {
        let rows = [
            (Place::Only, [Place::First, Place::Middle, Place::Last]),
            (Place::First, [Place::First, Place::Middle, Place::Middle]),
            (Place::Middle, [Place::Middle; 3]),
            (Place::Last, [Place::Middle, Place::Middle, Place::Last]),
        ];
        for (place, want) in rows {
            let whole = Delivery { place, opens: true, kind: Kind::Item, ..lively("uno") };
            let pieces = [(true, false), (false, false), (false, true)].map(|(a, b)| whole.of_piece(a, b));
            assert_eq!(pieces.map(|piece| piece.place), want);
            assert_eq!(pieces.map(|piece| piece.opens), [true, false, false]);
            assert_eq!(pieces.map(|piece| piece.kind), [Kind::Text, Kind::Text, Kind::Item]);
            assert_eq!(whole.of_piece(true, true), whole);
        }
    }
}
