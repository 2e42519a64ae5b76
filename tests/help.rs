//! `altavoce help`: every page is a topic, and what a message cites is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use crate::common::{altavoce, root};

/// Pages of `docs/` that are no help to a user of the program: how a table was measured, a patch for a crate.
const NO_TOPICS: [&str; 2] = ["intelligibility", "rten-im2col"];

/// The topics that `altavoce help` lists.
fn topics() -> BTreeSet<String> {
    let run = altavoce(&["help"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let listed = run.out.split("Topics, which `altavoce help TOPIC` explains:\n").nth(1).unwrap();
    listed.lines().map(|line| line.split_whitespace().next().unwrap().to_string()).collect()
}

/// Every file below `folder` whose name ends so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path, ending) } else { vec![path] });
    found.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

#[test]
fn every_page_is_a_topic_and_fits_a_terminal() {
    let topics = topics();
    let pages = files(&root("docs"), ".md");
    let names: BTreeSet<String> =
        pages.iter().map(|page| page.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let untold: Vec<_> = names.iter().filter(|name| !NO_TOPICS.contains(&name.as_str())).cloned().collect();
    assert_eq!(topics.iter().cloned().collect::<Vec<_>>(), untold, "src/cli/help lists other pages than docs/ has");
    let list = altavoce(&["help"]).out;
    let list = list.split("Topics, which").nth(1).unwrap().to_string();
    let mut wrong = Vec::new();
    for (topic, text) in topics.iter().map(|topic| (topic.as_str(), page(topic))).chain([("", list)]) {
        let wide = text.lines().filter(|line| line.width() > 80);
        wrong.extend(wide.map(|line| format!("{topic}: {line}")));
        wrong.extend(text.lines().filter(|line| line.contains("](")).map(|line| format!("{topic}: a link: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `altavoce help` prints of a page.
fn page(topic: &str) -> String {
    let run = altavoce(&["help", topic]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{topic}");
    run.out
}

/// A page says with other line ends and marks what its file says: every word of it is there, in the same order but for tables.
#[test]
fn no_word_of_a_page_is_lost() {
    let words = |text: &str| {
        let plain = text.replace(|c: char| !c.is_alphanumeric(), " ");
        plain.split_whitespace().map(String::from).collect::<Vec<_>>()
    };
    for topic in topics() {
        let printed: BTreeSet<String> = words(&page(&topic)).into_iter().collect();
        // What stands in the brackets of a link is an address.
        let source = fs::read_to_string(root(&format!("docs/{topic}.md"))).unwrap();
        let source: String = source
            .split("](")
            .enumerate()
            .map(|(n, part)| match n {
                0 => part,
                _ => part.split_once(')').map_or("", |(_, rest)| rest),
            })
            .collect();
        let lost: Vec<_> = words(&source).into_iter().filter(|word| !printed.contains(word)).collect();
        assert!(
            lost.iter().all(|word| ["md", "powershell", "sh", "toml", "yaml"].contains(&word.as_str())),
            "{topic}: {lost:?}"
        );
    }
}

#[test]
fn what_a_message_cites_is_a_topic() {
    let topics = topics();
    let (mut cited, mut wrong) = (BTreeSet::new(), Vec::new());
    let sources: Vec<_> = [root("src"), root("crates")].iter().flat_map(|folder| files(folder, "")).collect();
    let says = |file: &&PathBuf| {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        ["rs", "toml", "md"].contains(&ending)
            && file.components().all(|c| c.as_os_str() != "tests")
            && !["README.md", "Cargo.toml"].iter().any(|name| file.ends_with(name))
    };
    for file in sources.iter().filter(says) {
        for (n, line) in fs::read_to_string(file).unwrap_or_default().lines().enumerate() {
            let place = format!("{}:{}", file.display(), n + 1);
            for rest in line.split("altavoce help ").skip(1) {
                let topic: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                // `altavoce help TOPIC` is how all of them are called.
                if !topic.is_empty() {
                    wrong.extend((!topics.contains(&topic)).then(|| format!("{place}: there is no topic `{topic}`")));
                    cited.insert(topic);
                }
            }
            let is_message =
                !line.contains("include_str!") && !["//", "# "].iter().any(|mark| line.trim_start().starts_with(mark));
            if is_message && line.contains("docs/") && line.contains(".md") && !line.contains("://") {
                let what = "a user who installed the program has no docs/; cite `altavoce help TOPIC`";
                wrong.push(format!("{place}: {what}: {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cited.contains("publish") && cited.contains("show"), "{cited:?}");
}

#[test]
fn commands_have_their_help_too_and_a_slip_is_told() {
    let same = |path: &[&str]| {
        let by_name = altavoce(&[&["help"], path].concat());
        let by_flag = altavoce(&[path, &["--help"]].concat());
        assert_eq!((by_name.code, by_name.out), (0, by_flag.out), "{path:?}");
    };
    same(&["episode"]);
    same(&["voices", "install"]);
    let both = altavoce(&["help", "publish"]).out;
    assert!(
        both.starts_with("Publishing\n==========\n")
            && both.ends_with("`altavoce publish --help` lists the options.\n")
    );
    let rows = [(&["help", "publsh"][..], "`publish`"), (&["help", "voices", "instal"], "`install`")];
    for (args, near) in rows {
        let run = altavoce(args);
        assert!(run.code == 2 && run.err.contains(near), "{run:?}");
    }
}
