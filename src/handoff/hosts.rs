//! What the forms of hosts take, from `hosts.toml`, and what of an episode goes beyond it.

use std::sync::LazyLock;

use altavoce_base::tr;
use serde::{Deserialize, Serialize};

/// A host with a form of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Where its limits stand.
    pub source: String,
    /// How the files go into its form.
    pub steps: String,
    /// The longest title, in characters.
    title_characters: Option<usize>,
    /// The longest notes, in bytes.
    notes_bytes: Option<usize>,
    /// The smallest and the largest side of a cover, in pixels.
    cover_pixels: Option<[u32; 2]>,
    /// The heaviest cover, in units of 1024 bytes.
    cover_kilobytes: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    host: Vec<Host>,
}

/// The file is part of the program, and a test reads it: a fault in it cannot reach a user.
pub static HOSTS: LazyLock<Vec<Host>> = LazyLock::new(|| {
    let hosts: Hosts = toml::from_str(include_str!("hosts.toml")).expect("src/handoff/hosts.toml");
    hosts.host
});

/// What is handed to a host, in its own measures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measures {
    /// Of the title, in characters.
    pub title: usize,
    /// Of the longer of the notes, in bytes.
    pub notes: usize,
    /// The side of the cover in pixels and its bytes; none without one.
    pub cover: Option<(u32, usize)>,
}

/// What a host does not take as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excess {
    /// Which host.
    pub host: String,
    /// What, in a sentence that says what to do.
    pub what: String,
}

/// Everything that some host does not take.
pub fn excesses(measures: &Measures) -> Vec<Excess> {
    let of_host = |host: &'static Host| {
        let said = host.excesses(measures).into_iter();
        said.map(|what| Excess { host: host.name.clone(), what })
    };
    HOSTS.iter().flat_map(of_host).collect()
}

impl Host {
    fn excesses(&self, measures: &Measures) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(most) = self.title_characters.filter(|most| measures.title > *most) {
            said.push(tr!(
                "the title has {title} characters, and it takes {most}; shorten title.txt",
                title = measures.title
            ));
        }
        if let Some(most) = self.notes_bytes.filter(|most| measures.notes > *most) {
            said.push(tr!("the notes have {notes} bytes, and it takes {most}; shorten them", notes = measures.notes));
        }
        let Some((side, bytes)) = measures.cover else {
            said.push(tr!("there is no cover; name one as [feed] artwork in show.toml").to_string());
            return said;
        };
        if let Some([least, most]) = self.cover_pixels.filter(|[least, most]| !(least..=most).contains(&&side)) {
            said.push(tr!("the cover has {side} pixels a side, and it takes {least} to {most}"));
        }
        if let Some(most) = self.cover_kilobytes.filter(|most| bytes > most << 10) {
            let kilobytes = bytes.div_ceil(1 << 10);
            said.push(tr!("the cover has {kilobytes} kB, and it takes {most}; give it a plainer picture"));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_does_not_take_is_told() {
        let fits = Measures { title: 80, notes: 4000, cover: Some((3000, 400 << 10)) };
        assert_eq!(excesses(&fits), []);
        assert!(HOSTS.iter().all(|host| !host.source.is_empty() && !host.steps.is_empty()) && HOSTS.len() == 3);
        let told = |measures: Measures| {
            excesses(&measures).into_iter().map(|e| format!("{}: {}", e.host, e.what)).collect::<Vec<_>>().join("\n")
        };
        let title = told(Measures { title: 152, ..fits });
        assert_eq!(title, "Spreaker: the title has 152 characters, and it takes 140; shorten title.txt");
        let notes = told(Measures { notes: 4001, ..fits });
        assert!(
            notes.starts_with("Substack: the notes have 4001 bytes, and it takes 4000") && notes.lines().count() == 3
        );
        let heavy = told(Measures { cover: Some((3000, 600 << 10)), ..fits });
        assert_eq!(heavy, "Spotify for Creators: the cover has 600 kB, and it takes 512; give it a plainer picture");
        assert!(
            told(Measures { cover: Some((300, 9)), ..fits }).contains("300 pixels a side, and it takes 400 to 3000")
        );
        assert_eq!(told(Measures { cover: None, ..fits }).matches("there is no cover").count(), 3);
    }
}
