//! What services put around and into an issue that is no text of it: elements of a page, blocks of a text.

mod blocks;
mod elements;

use std::fmt;

use altavoce_base::tr;

pub use blocks::{is_of_issues_too, kind_of};
pub use elements::remove_elements;

/// A kind of boilerplate. The order is that in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Boilerplate {
    /// A link to subscribe, share or comment.
    Button,
    /// A button or a box, by the class that a service gives it.
    ServiceBox,
    /// A card that leads to another page.
    Card,
    /// A file to download.
    File,
    /// A quote that is pulled out of the text, where it stands as well.
    PulledQuote,
    /// What no reader saw.
    HiddenText,
    /// What a plugin of WordPress shows in its place.
    Shortcode,
    /// A link to the same text on the web.
    WebPageLink,
    /// Navigation, a footer, a form.
    Navigation,
    /// A picture inside the file.
    LocalPicture,
    /// A video, a sound, a page inside the page.
    Player,
    /// Why one gets the letter, and how one gets it no more.
    SmallPrint,
    /// What in an address only tells who clicked.
    TrackingParameters,
    /// A picture of a point, which tells the sender that somebody reads.
    TrackingPixel,
}

impl Boilerplate {
    /// Whether it ends an issue: what is short behind it goes too.
    pub fn ends_issue(self) -> bool {
        self == Boilerplate::SmallPrint
    }
}

impl fmt::Display for Boilerplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Boilerplate::Button => tr!("button"),
            Boilerplate::ServiceBox => tr!("button or box of the service"),
            Boilerplate::Card => tr!("card of another page"),
            Boilerplate::File => tr!("file to download"),
            Boilerplate::PulledQuote => tr!("quote pulled out of the text"),
            Boilerplate::HiddenText => tr!("hidden text"),
            Boilerplate::Shortcode => tr!("shortcode of WordPress"),
            Boilerplate::WebPageLink => tr!("link to the web page"),
            Boilerplate::Navigation => tr!("navigation or footer"),
            Boilerplate::LocalPicture => tr!("picture that is not on the web"),
            Boilerplate::Player => tr!("player"),
            Boilerplate::SmallPrint => tr!("small print"),
            Boilerplate::TrackingParameters => tr!("tracking parameters of a link"),
            Boilerplate::TrackingPixel => tr!("tracking pixel"),
        })
    }
}
