//! The podcast apps that take a feed by an address of their own.

use crate::address::encoded;

/// How an app is told of a feed.
enum Way {
    /// A scheme in place of `https`.
    Scheme(&'static str),
    /// An address behind which the feed's stands encoded.
    Query(&'static str),
}

/// Name and way, as each app documents it.
const APPS: [(&str, Way); 4] = [
    ("Apple Podcasts", Way::Scheme("podcast://")),
    ("Pocket Casts", Way::Scheme("pktc://subscribe/")),
    ("Overcast", Way::Query("overcast://x-callback-url/add?url=")),
    ("AntennaPod", Way::Scheme("antennapod-subscribe://")),
];

/// The address for the apps that know the scheme `pcast:`, most others.
pub fn other(feed: &str) -> String {
    format!("pcast://{}", bare(feed))
}

fn bare(feed: &str) -> &str {
    feed.split_once("://").map_or(feed, |(_, rest)| rest)
}

/// Name and address for each app that is known, to subscribe to `feed`.
///
/// ```
/// let apps = altavoce_podcast::site::apps::of("https://e.org/feed.xml");
/// assert_eq!(apps[0], ("Apple Podcasts", "podcast://e.org/feed.xml".to_string()));
/// assert_eq!(apps[2], ("Overcast", "overcast://x-callback-url/add?url=https%3A%2F%2Fe.org%2Ffeed.xml".to_string()));
/// ```
pub fn of(feed: &str) -> [(&'static str, String); 4] {
    APPS.map(|(name, way)| match way {
        Way::Scheme(scheme) => (name, format!("{scheme}{}", bare(feed))),
        Way::Query(address) => (name, format!("{address}{}", encoded(feed))),
    })
}
