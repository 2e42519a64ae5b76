//! What the Italian stage promises of any text: shared by the property tests and the fuzz target.

use altavoce_italian::{Spoken, verbalize};

/// What the stage promises of any text, and this one breaks.
pub fn broken_promise(written: &str) -> Option<String> {
    let spoken = verbalize(written);
    for words in [&spoken.text, &spoken.spaced] {
        if let Some(c) = words.chars().find(|c| !may_be_spoken(*c)) {
            return Some(format!("{c:?} is in {words:?}"));
        }
    }
    let again = verbalize(&spoken.text);
    if again.text != spoken.text {
        return Some(format!("{:?} is read again as {:?}", spoken.text, again.text));
    }
    misplaced_edit(written, &spoken).or_else(|| incomplete_spans(written, &spoken))
}

fn may_be_spoken(c: char) -> bool {
    let letter = c.is_alphabetic() && !c.is_numeric() && !matches!(c, 'ª' | 'º');
    letter || c.is_whitespace() || ".,;:!?…\"“”«»()-–'’‘".contains(c) || unicode_normalization_mark(c)
}

/// Vowel signs of other scripts are part of their letters.
fn unicode_normalization_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) && !('\u{300}'..='\u{36f}').contains(&c)
}

/// Edits must ascend, lie on character boundaries, and give the spoken text when they are made.
fn misplaced_edit(written: &str, spoken: &Spoken) -> Option<String> {
    let mut made = String::new();
    let mut at = 0;
    for edit in &spoken.edits {
        if edit.source.start < at || edit.source.end < edit.source.start {
            return Some(format!("edit {edit:?} overlaps what ends at {at}"));
        }
        let (Some(kept), Some(_)) = (written.get(at..edit.source.start), written.get(edit.source.clone())) else {
            return Some(format!("edit {edit:?} is not on character boundaries"));
        };
        made.push_str(kept);
        made.push_str(&edit.spoken);
        at = edit.source.end;
    }
    made.push_str(&written[at..]);
    (made != spoken.text).then(|| format!("the edits give {made:?}, not {:?}", spoken.text))
}

/// Pieces must cover the written text without gap, words the spoken text, and each word must come from somewhere.
fn incomplete_spans(written: &str, spoken: &Spoken) -> Option<String> {
    let mut at = 0;
    let mut said = String::new();
    for piece in spoken.pieces(written) {
        if piece.source.start != at {
            return Some(format!("the piece {piece:?} does not begin at {at}"));
        }
        at = piece.source.end;
        said.push_str(piece.spoken);
    }
    if at != written.len() || said != spoken.text {
        return Some(format!("the pieces end at {at} and say {said:?}"));
    }
    let words = spoken.words(written);
    let all: Vec<&str> = words.iter().map(|w| w.spoken).collect();
    if !all.iter().copied().eq(spoken.text.split_whitespace()) {
        return Some(format!("the words are {all:?}"));
    }
    let lost = words.iter().find(|w| w.source.is_empty() || written.get(w.source.clone()).is_none());
    lost.map(|word| format!("the word {word:?} comes from nowhere"))
}
