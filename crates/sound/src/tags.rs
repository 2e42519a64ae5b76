//! What an MP3 says of itself: an ID3v2.3 tag in UTF-16, the version that every podcast player reads.

use altavoce_base::disclosure::{Disclosure, with_sentence};
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use id3::frame::{Chapter, Comment, Content, ExtendedText, Picture, PictureType, Private, TableOfContents};
use id3::{Encoder, Frame, Tag, TagLike, Version};
use jiff::civil::Date;

use super::markers::{Marker, check_markers, milliseconds};
use super::xmp;

/// ISO 639-2: all that the program speaks is Italian.
pub(super) const LANGUAGE: &str = "ita";
/// Under which names ID3 and Opus tell of an artificial voice: the sentence, and the term of the IPTC.
pub(super) const SENTENCE: &str = "DISCLOSURE";
/// The second.
pub(super) const SOURCE_TYPE: &str = "DIGITALSOURCETYPE";
/// The byte offset of a chapter that says: look at the time instead.
const NO_OFFSET: u32 = u32::MAX;
/// A larger cover makes players stall before the first sound.
const LARGEST_COVER: usize = 16 << 20;

/// The tags of an episode.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tags {
    /// The episode's title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// The show's name; left out when empty.
    pub show: String,
    /// Who made it.
    pub author: Option<String>,
    /// The issue's number.
    pub number: Option<u32>,
    /// The season.
    pub season: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// One paragraph about it.
    pub description: Option<String>,
    /// What is told of its voice; nothing of a sound that people made.
    pub disclosure: Option<Disclosure>,
    /// The cover: the bytes of a JPEG or PNG file.
    pub cover: Option<Vec<u8>>,
    /// The chapters, as [`check_markers`] wants them.
    pub chapters: Vec<Marker>,
}

impl Tags {
    /// The tag as it stands at the start of the file. Worth asking for before the first sentence is spoken.
    ///
    /// # Errors
    /// The author's when the cover is neither JPEG nor PNG or larger than 16 MB; as [`check_markers`].
    ///
    /// ```
    /// use altavoce_sound::Tags;
    /// let tags = Tags { title: "Radar".into(), cover: Some(b"GIF89a".to_vec()), ..Tags::default() };
    /// let e = tags.to_bytes().unwrap_err();
    /// assert_eq!(e.to_string(), "the cover is neither a JPEG nor a PNG picture; convert it to one of them");
    /// ```
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        check_markers(&self.chapters)?;
        let mut tag = Tag::with_version(Version::Id3v23);
        let text = |name: &str, value: &str| Frame::text(name, value);
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                tag.add_frame(text(name, &value));
            }
        };
        add("TIT2", Some(self.title.clone()));
        add("TIT3", self.subtitle.clone());
        add("TALB", Some(self.show.clone()));
        add("TPE1", self.author.clone());
        add("TRCK", self.number.map(|n| n.to_string()));
        add("TPOS", self.season.map(|n| n.to_string()));
        // Version 2.3 has the year and the day apart.
        add("TYER", self.date.map(|d| format!("{:04}", d.year())));
        add("TDAT", self.date.map(|d| format!("{:02}{:02}", d.day(), d.month())));
        add("TLAN", Some(LANGUAGE.into()));
        add("TCON", Some("Podcast".into()));
        if let Some(text) = self.about() {
            tag.add_frame(Comment { lang: LANGUAGE.into(), description: String::new(), text });
        }
        if let Some(disclosure) = &self.disclosure {
            let told = disclosure.told().map(|sentence| (SENTENCE, sentence));
            for (name, value) in told.into_iter().chain([(SOURCE_TYPE, disclosure.digital_source_type.as_str())]) {
                tag.add_frame(ExtendedText { description: name.into(), value: value.into() });
            }
            let private_data = xmp::packet(disclosure).into_bytes();
            tag.add_frame(Private { owner_identifier: xmp::ID3_OWNER.into(), private_data });
        }
        if let Some(cover) = &self.cover {
            tag.add_frame(picture(cover)?);
        }
        add_chapters(&mut tag, &self.chapters);

        let mut bytes = Vec::new();
        let fault = |e| Error::bug(tr!("the tags do not fit an ID3v2.3 tag")).caused_by(e);
        Encoder::new().version(Version::Id3v23).encode(&tag, &mut bytes).map_err(fault)?;
        Ok(bytes)
    }

    /// The paragraph about it, with the sentence about the voice behind it.
    pub(super) fn about(&self) -> Option<String> {
        let description = self.description.as_deref().unwrap_or_default();
        let sentence = self.disclosure.as_ref().and_then(Disclosure::told).unwrap_or_default();
        // A description with nothing to add to it stays as it is.
        let about = if sentence.is_empty() { description.to_string() } else { with_sentence(description, sentence) };
        Some(about).filter(|about| !about.is_empty())
    }
}

fn picture(bytes: &[u8]) -> Result<Picture> {
    let (picture_type, description) = (PictureType::CoverFront, String::new());
    Ok(Picture { mime_type: cover_type(bytes)?.into(), picture_type, description, data: bytes.to_vec() })
}

/// The media type of a cover, by its first bytes.
///
/// # Errors
/// The author's when it is neither JPEG nor PNG, or larger than players bear.
pub(super) fn cover_type(bytes: &[u8]) -> Result<&'static str> {
    let mime_type = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => "image/png",
        _ => {
            let e = Error::author(tr!("the cover is neither a JPEG nor a PNG picture"));
            return Err(e.fix(tr!("convert it to one of them")));
        }
    };
    if bytes.len() > LARGEST_COVER {
        let what = tr!("the cover is {megabytes} MB large", megabytes = bytes.len() >> 20);
        return Err(Error::author(what).fix(tr!("make it smaller: 1400 pixels square are enough")));
    }
    Ok(mime_type)
}

/// One `CHAP` a chapter in the order of time, and the one `CTOC` without which some players show none.
fn add_chapters(tag: &mut Tag, chapters: &[Marker]) {
    // Up to 49 days fit; a WAV file holds one.
    let time = |sample| u32::try_from(milliseconds(sample)).unwrap_or(u32::MAX);
    let mut elements = Vec::new();
    for (index, chapter) in chapters.iter().enumerate() {
        let element_id = format!("ch{index}");
        elements.push(element_id.clone());
        tag.add_frame(Chapter {
            element_id,
            start_time: time(chapter.start),
            end_time: time(chapter.end),
            start_offset: NO_OFFSET,
            end_offset: NO_OFFSET,
            frames: vec![Frame::text("TIT2", chapter.title.as_str())],
        });
    }
    if !elements.is_empty() {
        let contents =
            TableOfContents { element_id: "toc".into(), top_level: true, ordered: true, elements, frames: vec![] };
        tag.add_frame(Frame::with_content("CTOC", Content::TableOfContents(contents)));
    }
}
