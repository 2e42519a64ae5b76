//! Roles and groups of the podcast taxonomy, by which apps credit people. Case does not count.

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_base::tr;

/// Each group with its roles, as the Podcasting 2.0 namespace publishes them (taxonomy.json).
const GROUPS: [(&str, &[&str]); 11] = [
    (
        "creative direction",
        &[
            "director",
            "assistant director",
            "executive producer",
            "senior producer",
            "producer",
            "associate producer",
            "development producer",
            "creative director",
        ],
    ),
    ("cast", &["host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter"]),
    (
        "writing",
        &[
            "author",
            "editorial director",
            "co-writer",
            "writer",
            "songwriter",
            "guest writer",
            "story editor",
            "managing editor",
            "script editor",
            "script coordinator",
            "researcher",
            "editor",
            "fact checker",
            "translator",
            "transcriber",
            "logger",
        ],
    ),
    (
        "audio production",
        &[
            "studio coordinator",
            "technical director",
            "technical manager",
            "audio engineer",
            "remote recording engineer",
            "post production engineer",
        ],
    ),
    (
        "audio post-production",
        &[
            "audio editor",
            "sound designer",
            "foley artist",
            "composer",
            "theme music",
            "music production",
            "music contributor",
        ],
    ),
    (
        "administration",
        &[
            "production coordinator",
            "booking coordinator",
            "production assistant",
            "content manager",
            "marketing manager",
            "sales representative",
            "sales manager",
        ],
    ),
    ("visuals", &["graphic designer", "cover art designer"]),
    ("community", &["social media manager"]),
    ("misc.", &["consultant", "intern"]),
    ("video production", &["camera operator", "lighting designer", "camera grip", "assistant camera"]),
    ("video post-production", &["editor", "assistant editor"]),
];

/// The role and the group under which the taxonomy knows a person; an empty role is `host`, an empty group the first
/// that has the role.
///
/// # Errors
/// The author's, with the nearest right name.
///
/// ```
/// use altavoce_podcast::channel::people::credit;
/// assert_eq!(credit("Author", "").unwrap(), ("author", "writing"));
/// let e = credit("autor", "").unwrap_err();
/// assert_eq!(e.to_string(), "[feed] persons: `autor` is not a role of the podcast taxonomy; did you mean `author`?");
/// ```
pub fn credit(role: &str, group: &str) -> Result<(&'static str, &'static str)> {
    let role = if role.trim().is_empty() { "host" } else { role };
    let roles = || GROUPS.iter().flat_map(|(group, roles)| roles.iter().map(move |role| (*role, *group)));
    let (role, its_group) = roles()
        .find(|(known, _)| same(known, role))
        .ok_or_else(|| unknown(tr!("role"), role, roles().map(|(role, _)| role)))?;
    if group.trim().is_empty() {
        return Ok((role, its_group));
    }
    let groups = || GROUPS.iter().map(|(group, _)| *group);
    let known = groups().find(|known| same(known, group) || same(known, &format!("{}.", group.trim())));
    known.map(|group| (role, group)).ok_or_else(|| unknown(tr!("group"), group, groups()))
}

fn same(known: &str, written: &str) -> bool {
    known == written.trim().to_lowercase()
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let near = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), known);
    let mut known: Vec<&str> = known.collect();
    // A list of sixty roles helps nobody: only the nearest are named.
    known.sort_by(|a, b| near(b).total_cmp(&near(a)));
    let nearest: Vec<String> = known.iter().take(3).map(|k| k.to_string()).collect();
    let error = Error::author(tr!("[feed] persons: `{name}` is not a {what} of the podcast taxonomy"));
    error.fix(toml_file::suggestion(&name.to_lowercase(), &nearest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(GROUPS.iter().map(|(_, roles)| roles.len()).sum::<usize>(), 63);
    }

    #[test]
    fn people_are_credited() {
        let rows = [
            ("", "", Ok(("host", "cast"))),
            ("Editor", "", Ok(("editor", "writing"))),
            ("editor", "Video Post-Production", Ok(("editor", "video post-production"))),
            ("intern", "misc", Ok(("intern", "misc."))),
            ("guest", "writing", Ok(("guest", "writing"))),
            ("narratore", "", Err("did you mean `narrator`?")),
            ("host", "casting", Err("did you mean `cast`?")),
            ("zzz", "", Err("the nearest of")),
        ];
        let mut wrong = Vec::new();
        for (role, group, expected) in rows {
            let got = credit(role, group).map_err(|e| e.to_string());
            let right = match (&got, expected) {
                (Ok(got), Ok(expected)) => *got == expected,
                (Err(got), Err(part)) => got.contains(part),
                _ => false,
            };
            if !right {
                wrong.push(format!("{role}/{group}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
