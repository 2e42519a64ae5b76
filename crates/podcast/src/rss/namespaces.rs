//! The namespaces of podcast feeds.

/// The prefix that everybody uses, and the exact addresses that stand for it: directories know them letter by letter. The
/// first is the one to write.
pub const NAMESPACES: [(&str, &[&str]); 5] = [
    ("itunes", &["http://www.itunes.com/dtds/podcast-1.0.dtd"]),
    (
        "podcast",
        &[
            "https://podcastindex.org/namespace/1.0",
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        ],
    ),
    ("atom", &["http://www.w3.org/2005/Atom"]),
    ("content", &["http://purl.org/rss/1.0/modules/content/"]),
    ("psc", &["http://podlove.org/simple-chapters"]),
];

/// A namespace that the document declares under an address that only resembles a known one.
#[derive(Debug, Clone, PartialEq)]
pub struct MisspeltNamespace {
    /// The line, from 1.
    pub line: u32,
    /// The prefix that everybody uses.
    pub prefix: &'static str,
    /// The address as written.
    pub written: String,
    /// The address as it must be.
    pub exact: &'static str,
}

/// What a namespace's address is known for.
pub(super) enum Known {
    /// It stands for this prefix.
    Exactly(&'static str),
    /// It resembles the second, which stands for the first.
    Nearly(&'static str, &'static str),
    /// It is another's.
    Not,
}

/// Which of [`NAMESPACES`] an address stands for.
pub(super) fn look_up(address: &str) -> Known {
    if let Some((prefix, _)) = NAMESPACES.iter().find(|(_, known)| known.contains(&address)) {
        return Known::Exactly(prefix);
    }
    match NAMESPACES.iter().find(|(_, known)| known.iter().any(|k| alike(k, address))) {
        Some((prefix, known)) => Known::Nearly(prefix, known[0]),
        None => Known::Not,
    }
}

/// Two addresses that a hasty writer takes for the same.
fn alike(a: &str, b: &str) -> bool {
    let bare = |s: &str| {
        let s = s.to_ascii_lowercase();
        let s = s.split_once("://").map_or(s.as_str(), |(_, rest)| rest);
        s.trim_start_matches("www.").trim_end_matches('/').trim().to_string()
    };
    bare(a) == bare(b)
}
