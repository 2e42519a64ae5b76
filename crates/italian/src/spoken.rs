//! What a reading gives: the words, what was changed of the written text, and what was doubtful.

use std::ops::Range;

use super::class::{Ambiguity, Class};

/// A text as it is spoken.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Spoken {
    /// The words in ordinary spelling (`centosei`): for people.
    pub text: String,
    /// The same words with compound numbers spaced (`cento sei`), so that a phonemiser stresses each part: for the voice.
    pub spaced: String,
    /// What was changed, in order. Put into the written text in place of its span, each gives `text`.
    pub edits: Vec<Edit>,
    /// Readings that were chosen among several, in order.
    pub doubts: Vec<Doubt>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Edit {
    /// The bytes of the written text.
    pub source: Range<usize>,
    /// What is said instead.
    pub spoken: String,
    /// What it is taken for.
    pub class: Class,
}

/// A stretch of the written text and what is said for it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Piece<'a> {
    /// Its bytes in the written text.
    pub source: Range<usize>,
    /// What is said: the written words themselves, or the words of an edit.
    pub spoken: &'a str,
    /// The class of the edit; `None` where nothing was changed.
    pub class: Option<Class>,
}

/// A word as it is spoken, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SpokenWord<'a> {
    /// The word, with the punctuation that touches it.
    pub spoken: &'a str,
    /// The bytes of the written text that it reads: of the word alone where it was not changed, else of the whole
    /// token (each of the five words for `€490 milioni` has all of it).
    pub source: Range<usize>,
}

impl Spoken {
    /// The text in pieces without gap or overlap, in order: the sources, one behind the other, are `written`, and what
    /// is spoken of them is `self.text`. `written` must be the text that was read.
    ///
    /// ```
    /// use altavoce_italian::Class;
    ///
    /// let written = "Ha 3 API";
    /// let spoken = altavoce_italian::verbalize(written);
    /// let pieces: Vec<_> = spoken.pieces(written).map(|p| (&written[p.source], p.spoken, p.class)).collect();
    /// assert_eq!(pieces[1], ("3", "tre", Some(Class::Cardinal)));
    /// assert_eq!(pieces[3], ("API", "a pi i", Some(Class::Acronym)));
    /// ```
    pub fn pieces<'a>(&'a self, written: &'a str) -> impl Iterator<Item = Piece<'a>> {
        let before = |at: usize, until: usize| {
            let source = at..until;
            (at < until).then(|| Piece { spoken: &written[source.clone()], source, class: None })
        };
        let starts = std::iter::once(0).chain(self.edits.iter().map(|e| e.source.end));
        let ends = self.edits.iter().map(|e| e.source.start).chain(std::iter::once(written.len()));
        let edits = self.edits.iter().map(Some).chain(std::iter::once(None));
        starts.zip(ends).zip(edits).flat_map(move |((at, until), edit)| {
            let changed =
                edit.map(|e| Piece { source: e.source.clone(), spoken: e.spoken.as_str(), class: Some(e.class) });
            [before(at, until), changed].into_iter().flatten()
        })
    }

    /// The spoken words in order, each with its source. `written` must be the text that was read.
    ///
    /// ```
    /// let written = "Costa 3 €, pare.";
    /// let spoken = altavoce_italian::verbalize(written);
    /// let words: Vec<_> = spoken.words(written).into_iter().map(|w| (w.spoken, &written[w.source])).collect();
    /// assert_eq!(words, [("Costa", "Costa"), ("tre", "3 €"), ("euro,", "3 €,"), ("pare.", "pare.")]);
    /// ```
    pub fn words<'a>(&'a self, written: &str) -> Vec<SpokenWord<'a>> {
        // where in the spoken text each piece begins and ends, and its source
        let mut bounds: Vec<(Range<usize>, Range<usize>, bool)> = Vec::new();
        let mut at = 0;
        for piece in self.pieces(written) {
            let end = at + piece.spoken.len();
            bounds.push((at..end, piece.source, piece.class.is_some()));
            at = end;
        }
        let mut first = 0;
        let mut words = Vec::new();
        let mut end = 0;
        for spoken in self.text.split_whitespace() {
            // only white space lies between the last word and this one, so the first find is the word itself
            let start = end + self.text[end..].find(spoken).unwrap_or(0);
            end = start + spoken.len();
            while bounds.get(first).is_some_and(|(said, ..)| said.end <= start) {
                first += 1;
            }
            let touched = bounds[first..].iter().take_while(|(said, ..)| said.start < end).filter(|b| !b.0.is_empty());
            let source = touched.fold(None::<Range<usize>>, |so_far, (said, source, changed)| {
                let part = if *changed {
                    source.clone()
                } else {
                    source.start + start.max(said.start) - said.start..source.start + end.min(said.end) - said.start
                };
                Some(so_far.map_or(part.clone(), |s| s.start.min(part.start)..s.end.max(part.end)))
            });
            words.extend(source.map(|source| SpokenWord { spoken, source }));
        }
        words
    }
}

/// A reading that could have been another.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Doubt {
    /// The bytes of the written text.
    pub source: Range<usize>,
    /// What is said.
    pub spoken: String,
    /// What is not known.
    pub why: Ambiguity,
}
