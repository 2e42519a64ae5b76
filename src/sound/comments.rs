//! What an Opus file says of itself: the comment header of RFC 7845, with chapters and cover in it.

use super::markers::{check_markers, milliseconds};
use super::tags::{LANGUAGE, Tags, cover_type};
use crate::error::Result;

/// The number of a front cover among a FLAC picture's kinds.
const FRONT_COVER: u32 = 3;

impl Tags {
    /// The comment header of an Opus file: the packet `OpusTags`. `vendor` names the encoder.
    ///
    /// # Errors
    /// As [`Tags::to_bytes`].
    pub(super) fn to_comments(&self, vendor: &str) -> Result<Vec<u8>> {
        check_markers(&self.chapters)?;
        let mut comments: Vec<String> = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                comments.push(format!("{name}={value}"));
            }
        };
        add("TITLE", Some(self.title.clone()));
        add("SUBTITLE", self.subtitle.clone());
        add("ALBUM", Some(self.show.clone()));
        add("ARTIST", self.author.clone());
        add("TRACKNUMBER", self.number.map(|n| n.to_string()));
        add("DISCNUMBER", self.season.map(|n| n.to_string()));
        add("DATE", self.date.map(|d| d.to_string()));
        add("GENRE", Some("Podcast".into()));
        add("LANGUAGE", Some(LANGUAGE.into()));
        add("DESCRIPTION", self.description.clone());
        for (n, chapter) in self.chapters.iter().enumerate() {
            add(&format!("CHAPTER{n:03}"), Some(clock(milliseconds(chapter.start))));
            add(&format!("CHAPTER{n:03}NAME"), Some(chapter.title.clone()));
        }
        if let Some(cover) = &self.cover {
            add("METADATA_BLOCK_PICTURE", Some(base64(&picture(cover)?)));
        }

        let text = |text: &str| [&length(text.len()).to_le_bytes(), text.as_bytes()].concat();
        let mut packet = [&b"OpusTags"[..], &text(vendor), &length(comments.len()).to_le_bytes()].concat();
        for comment in &comments {
            packet.extend(text(comment));
        }
        Ok(packet)
    }
}

/// A length as Opus and FLAC write it: the largest thing here is a cover of 16 MB.
fn length(bytes: usize) -> u32 {
    bytes as u32
}

/// `HH:MM:SS.mmm`.
fn clock(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// A FLAC picture block. Width, height, depth and colours are 0, which RFC 9639 has for what is not known: no player
/// needs them.
fn picture(cover: &[u8]) -> Result<Vec<u8>> {
    let mime = cover_type(cover)?;
    let number = |n: u32| n.to_be_bytes().to_vec();
    let no_description = number(0);
    let unknown = [0; 16].to_vec();
    let head = [number(FRONT_COVER), number(length(mime.len())), mime.into(), no_description, unknown].concat();
    Ok([&head, &number(length(cover.len())), cover].concat())
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * n)) as usize & 63];
            text.push(if n > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        // RFC 4648, section 10.
        let rows = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(bytes, text)| base64(bytes.as_bytes()) != *text).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(base64(&[0xFB, 0xFF, 0xBF]), "+/+/");
    }

    #[test]
    fn times_have_every_digit() {
        let rows =
            [(0, "00:00:00.000"), (61_005, "00:01:01.005"), (3_599_999, "00:59:59.999"), (86_399_999, "23:59:59.999")];
        let wrong: Vec<_> = rows.iter().filter(|(ms, text)| clock(*ms) != *text).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn what_is_not_known_has_no_comment() {
        let packet = Tags { title: "Radar".into(), ..Tags::default() }.to_comments("lib").unwrap();
        let wanted =
            b"OpusTags\x03\0\0\0lib\x03\0\0\0\x0b\0\0\0TITLE=Radar\x0d\0\0\0GENRE=Podcast\x0c\0\0\0LANGUAGE=ita";
        assert_eq!(packet, wanted);
    }
}
