//! Why something of an issue is not spoken.

use std::fmt;

use altavoce_base::tr;
use serde::{Serialize, Serializer};

/// Why something of an issue is not spoken; printed and written in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// An emoji, or the `:shortcode:` of one.
    Emoji,
    /// A mark that only parts or points: ★, ©.
    Mark,
    /// A face of letters and marks.
    Emoticon,
    /// A sign that parts two words without being read.
    Ornament,
    /// An address, of which only the domain is said.
    Address,
    /// A blank to be filled in.
    Blank,
    /// A text without a letter or a digit.
    NoWords,
    /// A field that a mailing service would have filled in.
    TemplateField,
    /// A note in brackets that holds no word.
    BracketedMark,
    /// The mark of a footnote that is not there.
    FootnoteWithoutText,
    /// The mark of a footnote.
    FootnoteMark,
    /// A footnote that is no more than an address.
    FootnoteAddress,
    /// A footnote too long to be read where it is called.
    LongFootnote,
    /// A footnote that nothing calls.
    UncalledFootnote,
    /// A link to subscribe, share or comment.
    Button,
    /// How long a text takes to read.
    ReadingTime,
    /// A list of the addresses that a text comes from.
    Sources,
    /// A video, a post or another page inside the page.
    Embed,
    /// A comment in HTML.
    Comment,
    /// A script, a style sheet and what else of a page is no text.
    Script,
    /// A form, or a field of one.
    Form,
    /// Links that lead about the site.
    Navigation,
    /// A text that the page does not show.
    HiddenText,
    /// How characters are read or written, beside them.
    Gloss,
    /// A tag of HTML.
    Html,
    /// A code block, which is announced instead.
    CodeBlock,
    /// Inline code without a word.
    SilentCode,
    /// A text that is struck out.
    StruckOut,
    /// The name of a column with nothing below it.
    SilentColumn,
    /// An image whose text tells nothing.
    Image,
    /// What has just been said in other words.
    SaidAlready,
    /// Whose a picture or a text is.
    Credit,
    /// An image in a heading.
    ImageInHeading,
    /// A heading with nothing below it.
    EmptySection,
    /// A heading without a word.
    EmptyHeading,
    /// A heading that the show's transitions silence.
    SilencedHeading,
    /// The title, which the opening leaves out.
    UnsaidTitle,
    /// A title beside the one of the front matter.
    OtherTitle,
    /// A subtitle beside the one of the front matter.
    OtherSubtitle,
    /// The date, which the opening says.
    SaidDate,
    /// Letters that Italian has no sounds for.
    OtherScript,
    /// Attributes in braces: `{#id .class}`.
    Attributes,
    /// A shortcode of a generator: `{{< figure >}}`, `{% include %}`, `[gallery]`.
    Shortcode,
    /// A mark that opens or closes a box or a tab: `:::`, `!!! note`, `> [!INFO]`.
    BoxMark,
    /// A table of contents.
    TableOfContents,
    /// A citation or a cross reference: `[@key]`.
    Citation,
    /// What an abbreviation stands for, which a page shows to those who point at it.
    AbbreviationMeaning,
    /// A command of LaTeX.
    LatexCommand,
    /// A formula, which is announced instead.
    Formula,
    /// A mark of a notebook: `^block-id`.
    BlockMark,
    /// The tags or categories of a text.
    Tags,
    /// Code of MDX: an import, an expression, a component.
    Component,
    /// What the author told altavoce to skip.
    Skipped,
    /// A mark for the voice of another tool.
    SpeechMark,
}

impl Reason {
    /// The few words.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Emoji => tr!("emoji"),
            Reason::Mark => tr!("mark"),
            Reason::Emoticon => tr!("emoticon"),
            Reason::Ornament => tr!("ornament"),
            Reason::Address => tr!("address, shortened"),
            Reason::Blank => tr!("blank to be filled in"),
            Reason::NoWords => tr!("no words"),
            Reason::TemplateField => tr!("template field"),
            Reason::BracketedMark => tr!("mark in brackets"),
            Reason::FootnoteWithoutText => tr!("footnote without text"),
            Reason::FootnoteMark => tr!("footnote mark"),
            Reason::FootnoteAddress => tr!("footnote that is an address"),
            Reason::LongFootnote => tr!("long footnote"),
            Reason::UncalledFootnote => tr!("footnote never called"),
            Reason::Button => tr!("button"),
            Reason::ReadingTime => tr!("time of reading"),
            Reason::Sources => tr!("addresses of sources"),
            Reason::Embed => tr!("embed"),
            Reason::Comment => tr!("comment"),
            Reason::Script => tr!("script or style"),
            Reason::Form => tr!("form"),
            Reason::Navigation => tr!("navigation"),
            Reason::HiddenText => tr!("hidden text"),
            Reason::Gloss => tr!("gloss beside a text"),
            Reason::Html => tr!("html"),
            Reason::CodeBlock => tr!("code block, announced"),
            Reason::SilentCode => tr!("code without words"),
            Reason::StruckOut => tr!("struck out"),
            Reason::SilentColumn => tr!("column with nothing in it"),
            Reason::Image => tr!("image without a telling text"),
            Reason::SaidAlready => tr!("said already"),
            Reason::Credit => tr!("credit"),
            Reason::ImageInHeading => tr!("image in a heading"),
            Reason::EmptySection => tr!("section with nothing to say"),
            Reason::EmptyHeading => tr!("heading without words"),
            Reason::SilencedHeading => tr!("heading that show.toml silences"),
            Reason::UnsaidTitle => tr!("title, not in the opening"),
            Reason::OtherTitle => tr!("title, the front matter has another"),
            Reason::OtherSubtitle => tr!("subtitle, the front matter has another"),
            Reason::SaidDate => tr!("date, said in the opening"),
            Reason::OtherScript => tr!("text in another script"),
            Reason::Attributes => tr!("attributes"),
            Reason::Shortcode => tr!("shortcode"),
            Reason::BoxMark => tr!("mark of a box"),
            Reason::TableOfContents => tr!("table of contents"),
            Reason::Citation => tr!("citation"),
            Reason::AbbreviationMeaning => tr!("meaning of an abbreviation"),
            Reason::LatexCommand => tr!("command of LaTeX"),
            Reason::Formula => tr!("formula, announced"),
            Reason::BlockMark => tr!("mark of a block"),
            Reason::Tags => tr!("tags"),
            Reason::Component => tr!("component of MDX"),
            Reason::Skipped => tr!("skipped by the author"),
            Reason::SpeechMark => tr!("mark for a voice"),
        }
    }

    /// What the words stood in that are lost with it, which the author wrote for readers and no listener gets; `None` where
    /// none are lost: signs, addresses, what the page itself is made of, what is said in other words.
    pub fn lost_in(self) -> Option<&'static str> {
        match self {
            Reason::LongFootnote => Some(tr!("long footnotes")),
            Reason::UncalledFootnote => Some(tr!("footnotes that nothing calls")),
            Reason::Embed => Some(tr!("embeds")),
            Reason::Html => Some(tr!("HTML")),
            Reason::CodeBlock => Some(tr!("code")),
            Reason::Formula => Some(tr!("formulas")),
            Reason::SilentCode => Some(tr!("code without words")),
            Reason::StruckOut => Some(tr!("struck-out text")),
            Reason::SilentColumn => Some(tr!("empty columns")),
            Reason::OtherScript => Some(tr!("another script")),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}
