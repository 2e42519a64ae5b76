//! What an Opus file says of itself: the comment header of RFC 7845, with chapters and cover in it.

use altavoce_base::clock;
use altavoce_base::error::Result;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::markers::{check_markers, milliseconds};
use super::tags::{LANGUAGE, SENTENCE, SOURCE_TYPE, Tags, cover_type};

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
        add("DESCRIPTION", self.about());
        if let Some(disclosure) = &self.disclosure {
            add(SENTENCE, Some(disclosure.sentence.clone()));
            add(SOURCE_TYPE, Some(disclosure.digital_source_type.clone()));
        }
        for (n, chapter) in self.chapters.iter().enumerate() {
            add(&format!("CHAPTER{n:03}"), Some(clock::full(milliseconds(chapter.start))));
            add(&format!("CHAPTER{n:03}NAME"), Some(chapter.title.clone()));
        }
        if let Some(cover) = &self.cover {
            add("METADATA_BLOCK_PICTURE", Some(BASE64_STANDARD.encode(picture(cover)?)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_has_no_comment() {
        let packet = Tags { title: "Radar".into(), ..Tags::default() }.to_comments("lib").unwrap();
        let wanted =
            b"OpusTags\x03\0\0\0lib\x03\0\0\0\x0b\0\0\0TITLE=Radar\x0d\0\0\0GENRE=Podcast\x0c\0\0\0LANGUAGE=ita";
        assert_eq!(packet, wanted);
    }
}
