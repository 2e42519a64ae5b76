//! The settings, as they are written down.

use std::path::Path;

use altavoce::settings::Show;

use crate::common::{golden, root};

/// What the hash of an episode's inputs is taken of: were it written in another way, every episode would be made again.
#[test]
fn settings_are_written_as_they_always_were() {
    let full = Show::parse(Path::new("show.toml"), include_str!("settings/full.toml")).unwrap();
    let wrong: Vec<String> = [(Show::default(), "default"), (full, "full")]
        .into_iter()
        .filter_map(|(show, name)| {
            let got = format!("{:#}\n", serde_json::to_value(&show).unwrap());
            golden::difference(&root(&format!("tests/settings/{name}.json")), &got)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
