//! What a listener hears of a picture: its text or its caption, never both where they say the same, and no credits.

use super::model::{Image, Prose};
use super::opening::speech;
use super::passages::PassageWriter;
use super::vocabulary::VOCABULARY;
use super::{Dropped, Pause, Reason, Role, buttons, clean, credits, sentences};

/// A counter behind a word or two: `Georgia 1`, `Figura 010`.
const COUNTED: usize = 3;

impl PassageWriter<'_> {
    /// The pictures of a paragraph, the last with its caption.
    pub fn images(&mut self, images: &[Image], caption: Option<&Prose>) {
        let caption = caption.map(|c| (c, self.without_credits(&c.text, c.line, credits::Place::Caption)));
        let mut told = false;
        for (n, image) in images.iter().enumerate() {
            let below = caption.as_ref().filter(|_| n + 1 == images.len());
            told = self.image(image, below.map_or("", |(_, text)| text.as_str()));
        }
        let Some((prose, text)) = caption.filter(|(_, text)| !text.is_empty()) else { return };
        let said = plain(&text);
        if !images.is_empty() && self.images.iter().any(|other| contains(other, &said)) {
            self.dropped.push(Dropped::with_words(prose.line, &text, Reason::SaidAlready, 0));
            return;
        }
        let mut split = sentences::split(&text, prose.line, self.tables);
        if let Some(first) = split.first_mut().filter(|_| !told) {
            first.lead(&VOCABULARY.notices.image);
        }
        let from = self.passages.len();
        self.passages.extend(speech(sentences::join(split, self.tables), Role::Notice));
        self.link(from, prose);
        self.images.push(said);
    }

    /// One picture, unless its text tells nothing, has been said, or is said by its `caption`. Whether it was said.
    fn image(&mut self, image: &Image, caption: &str) -> bool {
        let alt = self.without_credits(&image.alt, image.line, credits::Place::Alt);
        let text = clean::title(&alt, image.line, self.dropped);
        let labels = VOCABULARY.images.labels.iter();
        let text = labels.fold(text.as_str(), |text, label| text.trim_start_matches(label.as_str()));
        let said = plain(text);
        // All of it was a credit, which is told.
        if text.is_empty() && !image.alt.trim().is_empty() {
            return false;
        }
        let drop = |reason| Dropped::with_words(image.line, &image.alt, reason, 0);
        let dropped = if image.is_badge() || !tells(text) {
            drop(Reason::Image)
        } else if image.link.as_ref().is_some_and(|url| buttons::is_button_text(text, url)) {
            drop(Reason::Button)
        } else if self.images.contains(&said) || contains(&plain(caption), &said) {
            drop(Reason::SaidAlready)
        } else {
            let text = sentences::finish(text);
            self.say(format!("{}{text}", VOCABULARY.notices.image), Role::Notice, Pause::Paragraph, image.line);
            self.images.push(said);
            return true;
        };
        self.dropped.push(dropped);
        false
    }

    /// What is left of a picture's text or caption without whose it is; that is told.
    fn without_credits(&mut self, text: &str, line: u32, place: credits::Place) -> String {
        let (rest, credit) = credits::off(text, place);
        if !credit.is_empty() {
            self.dropped.push(Dropped::new(line, &credit, Reason::Credit));
        }
        clean::title(&rest, line, self.dropped)
    }
}

impl Image {
    /// A little sign of a build, a licence, a number of downloads.
    pub(super) fn is_badge(&self) -> bool {
        VOCABULARY.images.badges.iter().any(|b| self.url.contains(b.as_str()))
    }
}

/// A text to be compared: small letters, no marks.
pub fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether the words of one plain text stand in another.
fn contains(text: &str, part: &str) -> bool {
    !part.is_empty() && format!(" {text} ").contains(&format!(" {part} "))
}

/// Whether an image's text tells a listener something: two words, and neither a file's name, a placeholder nor a counter.
pub fn tells(alt: &str) -> bool {
    let lower = alt.trim_end_matches('.').to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let file = |w: &str| {
        let endings = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".heic", ".avif", ".bmp", ".tif", ".pdf"];
        endings.iter().any(|e| w.contains(e))
    };
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphabetic()).to_string();
    let is_empty = |w: &str| VOCABULARY.images.placeholders.iter().any(|p| p == w);
    let says = |w: &&str| w.chars().any(char::is_alphabetic) && !is_empty(&bare(w));
    let number = |w: &str| w.trim_matches(['(', ')', '#', '-']).bytes().all(|b| b.is_ascii_digit());
    let counted = words.len() <= COUNTED && words.last().is_some_and(|w| w.len() < 4 && number(w));
    words.len() >= 2 && !counted && !words.iter().any(|w| file(w) || w.contains('_')) && words.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_that_tell() {
        let rows = [
            ("Un braccio robotico versa il caffè", true),
            ("La fabbrica vista dall'alto.", true),
            ("Il Giro d'Italia 2024", true),
            ("I voti presi da Aurora nel girone 2", true),
            ("image", false),
            ("Immagine di copertina", false),
            ("IMG_2034.jpeg", false),
            ("foto 3", false),
            ("Mulino 1", false),
            ("Il mulino 012", false),
            ("Screenshot 2024-03-08", false),
            ("WhatsApp Image 2024-03-08 at 10.20.30", false),
            ("https://example.org/a.png x", false),
            ("Alt text", false),
            ("", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, says)| tells(t) != *says).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
