//! Elements that hold no text of an issue, and why each is left out.

use super::inline::unescaped;
use super::lines;
use super::tags::{self, Kind, Piece, Tag};
use super::vocabulary::VOCABULARY;
use crate::markup::{Dropped, Reason};

/// Whether an element is not shown, by its attributes.
pub fn is_hidden(attribute: impl Fn(&str) -> Option<String>) -> bool {
    let style = attribute("style").unwrap_or_default().to_lowercase().replace(' ', "");
    VOCABULARY.hiding_styles.iter().any(|h| style.contains(h.as_str()))
        || attribute("hidden").is_some()
        || attribute("aria-hidden").is_some_and(|v| v == "true")
}

/// Why an element is left out, if it is.
pub fn reason(tag: &Tag) -> Option<Reason> {
    let has_class = |names: &[String]| {
        let class = tag.attribute("class").unwrap_or_default();
        class.split_whitespace().any(|c| names.iter().any(|name| name == c))
    };
    Some(match tag.name.as_str() {
        "script" | "style" | "template" | "noscript" | "head" | "title" | "link" | "meta" | "base" => Reason::Script,
        "iframe" | "embed" | "object" | "video" | "audio" | "canvas" | "svg" | "map" | "applet" => Reason::Embed,
        "form" | "input" | "select" | "textarea" | "datalist" | "dialog" => Reason::Form,
        "button" => Reason::Button,
        "nav" => Reason::Navigation,
        "rt" | "rp" | "rtc" | "annotation" | "annotation-xml" => Reason::Gloss,
        _ if has_class(&VOCABULARY.embed_classes) => Reason::Embed,
        _ if is_hidden(|key| tag.attribute(key).map(str::to_string)) => Reason::HiddenText,
        _ if has_class(&VOCABULARY.unseen_classes) => Reason::HiddenText,
        _ => return None,
    })
}

/// Whether a reader of the page sees the words inside the element.
fn shows(tag: &Tag, reason: Reason) -> bool {
    match reason {
        Reason::Embed => matches!(tag.name.as_str(), "blockquote" | "a" | "div" | "figure"),
        Reason::Script | Reason::HiddenText => false,
        _ => !matches!(tag.name.as_str(), "textarea" | "select" | "datalist" | "dialog" | "rp" | "annotation"),
    }
}

/// Takes out what is left out, and the comments; commands to altavoce stay.
pub fn take_out<'a>(pieces: Vec<Piece<'a>>, dropped: &mut Vec<Dropped>) -> Vec<Piece<'a>> {
    let partners = tags::partners(&pieces);
    let mut kept = Vec::with_capacity(pieces.len());
    let mut until = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if at < until {
            continue;
        }
        match piece {
            Piece::Comment(source, line) if !is_command(source) => {
                dropped.push(Dropped::with_words(*line, source, Reason::Comment, 0));
            }
            Piece::Tag(tag) => match reason(tag).filter(|_| tag.kind != Kind::Close) {
                Some(reason) => {
                    let end = partners[at].unwrap_or(at);
                    dropped.push(told(tag, &pieces[at..=end], reason));
                    until = end + 1;
                }
                None => kept.push(piece.clone()),
            },
            _ => kept.push(piece.clone()),
        }
    }
    kept
}

/// Whether a comment is a command to altavoce, which is obeyed elsewhere.
pub fn is_command(comment: &str) -> bool {
    comment.strip_prefix("<!--").is_some_and(|inner| inner.trim_start().to_ascii_lowercase().starts_with("altavoce:"))
}

/// What goes with an element, its tags with it.
fn told(tag: &Tag, pieces: &[Piece], reason: Reason) -> Dropped {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(t) => text.push_str(&unescaped(&lines::unmarked(t))),
            _ => text.push(' '),
        }
    }
    let has_words = text.contains(char::is_alphanumeric);
    match shows(tag, reason) && has_words {
        true => Dropped::new(tag.line, &text, reason),
        false => Dropped::with_words(tag.line, tag.source, reason, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_and_what_is_told_of_it() {
        use Reason::{Button, Comment, Embed, Form, HiddenText, Navigation, Script};
        type Row = (&'static str, &'static str, Option<(Reason, usize)>);
        let rows: [Row; 16] = [
            ("uno<script>var x = 1;</script>due", "unodue", Some((Script, 0))),
            ("<style>p { color: red }</style>", "", Some((Script, 0))),
            ("<iframe src=x>testo mai visto</iframe>", "", Some((Embed, 0))),
            ("<video><source src=x>Il tuo browser</video>", "", Some((Embed, 0))),
            ("<blockquote class=\"twitter-tweet\"><p>Che bella giornata</p></blockquote>", "", Some((Embed, 3))),
            ("<blockquote class=\"cit\">Che bella</blockquote>", "Che bella", None),
            ("<form><label>Il nome</label><input></form>", "", Some((Form, 2))),
            ("<button>Premi qui</button>", "", Some((Button, 2))),
            ("<nav><a href=x>Uno</a></nav>", "", Some((Navigation, 1))),
            ("<p style=\"color:red; display: none\">zitto</p>", "", Some((HiddenText, 0))),
            ("<span hidden>zitto</span>", "", Some((HiddenText, 0))),
            ("<i aria-hidden=\"true\">x</i>", "", Some((HiddenText, 0))),
            ("<p data-hidden=\"no\">detto</p>", "detto", None),
            ("<!-- nota -->detto", "detto", Some((Comment, 0))),
            ("<!-- altavoce: salta -->detto", "<!-- altavoce: salta -->detto", None),
            ("<form>detto", "detto", Some((Form, 0))),
        ];
        let got = |html: &str| {
            let mut dropped = Vec::new();
            let kept = take_out(tags::cut(html, 1), &mut dropped);
            let text = kept.iter().map(|piece| match piece {
                Piece::Text(text) => lines::unmarked(text),
                Piece::Comment(source, _) => source.to_string(),
                Piece::Tag(_) => String::new(),
            });
            (text.collect::<String>(), dropped.first().map(|d| (d.reason, d.words)))
        };
        let wrong: Vec<_> =
            rows.iter().filter(|r| got(r.0) != (r.1.to_string(), r.2)).map(|r| (r.0, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
