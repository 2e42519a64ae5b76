//! The block model of a script: what a listener may hear, each piece with its line.
//!
//! A [`Prose`] keeps one `\n` for each line end of the file inside it, so the line of any place in it is a count.

/// A line that its author ended on purpose (two spaces, `<br>`).
pub const LINE_BREAK: char = altavoce_italian::sentence::LINE_SEPARATOR;

/// What Markdown calls the language of formulas.
pub const FORMULA: &str = "math";

/// Running text without markup, not yet cleaned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prose {
    /// The text; `\n` at line ends of the file, [`LINE_BREAK`] where the author broke the line.
    pub text: String,
    /// The line of its first character.
    pub line: u32,
    /// Images inside.
    pub images: Vec<Image>,
    /// Links to the web inside that have words.
    pub links: Vec<Link>,
    /// Whether every word of it is a link's, is emphasised, is in bold.
    pub linked: bool,
    pub emphatic: bool,
    pub strong: bool,
    /// The bold words at its start that end in a colon, with it: `Ada:`. Who speaks, where that is a speaker's name.
    pub label: String,
    /// Whether a picture or a table stands right above it.
    pub below_picture: bool,
}

/// A link in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Where in the text they begin, in bytes.
    pub at: usize,
}

/// A picture in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Its line.
    pub line: u32,
    /// Its alternative text.
    pub alt: String,
    /// Where it is.
    pub url: String,
    /// Where it leads, if it is a link.
    pub link: Option<String>,
    /// Where in the text it stands, in bytes.
    pub at: usize,
}

/// A caption is no longer, in words.
const CAPTION: usize = 40;
/// A paragraph in bold of so many words or fewer is a title.
const TITLE: usize = 10;

impl Prose {
    fn has_words(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }

    /// A picture or several, and no word.
    pub fn is_picture(&self) -> bool {
        !self.images.is_empty() && !self.has_words()
    }

    /// A picture and, below it, words in italics.
    pub fn is_captioned(&self) -> bool {
        let first = |image: &Image| !self.text[..image.at.min(self.text.len())].contains(char::is_alphanumeric);
        self.emphatic && self.has_words() && !self.images.is_empty() && self.images.iter().all(first)
    }

    /// Words in bold that stand as a title would.
    pub fn is_title(&self) -> bool {
        let text = self.text.trim();
        self.strong
            && self.has_words()
            && self.images.is_empty()
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
            && !text.starts_with('[')
            && !text.ends_with(['.', ',', ';', '…', '»', '”', '"'])
            && !text.contains(LINE_BREAK)
            && text.split_whitespace().count() <= TITLE
    }
}

impl Block {
    /// Its prose, if it is a paragraph.
    pub fn as_paragraph(&self) -> Option<&Prose> {
        if let Block::Paragraph(prose) = self { Some(prose) } else { None }
    }

    /// What a picture above it would be told by.
    pub fn is_caption(&self) -> bool {
        let short = |p: &&Prose| p.text.split_whitespace().count() <= CAPTION;
        let caption = |p: &Prose| p.emphatic && !p.strong && p.has_words() && p.images.is_empty();
        self.as_paragraph().filter(short).is_some_and(caption)
    }

    /// Whether it can stand below a title.
    pub fn speaks(&self) -> bool {
        match self {
            Block::Paragraph(p) => p.has_words() && !p.is_title(),
            Block::Heading(..) | Block::ThematicBreak | Block::Mark(_) => false,
            Block::Quote(_) | Block::List(..) | Block::Code(..) | Block::Table(..) => true,
        }
    }
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Prose),
    /// A paragraph.
    Paragraph(Prose),
    /// A block quotation.
    Quote(Vec<Block>),
    /// A list and the number of its first item, if numbered.
    List(Option<u64>, Vec<Item>),
    /// A code block: its line and language.
    Code(u32, String),
    /// A table: its headers, then its rows.
    Table(Vec<Prose>, Vec<Vec<Prose>>),
    /// A thematic break.
    ThematicBreak,
    /// A command of the author's, by its place among the marks.
    Mark(usize),
}

/// A list item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// For a task: whether it is done.
    pub done: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
}
