//! Every message in both languages: `locales/it.po` held to the source, the source held to its macros, help and runs in
//! Italian.

mod help;
mod runs;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use altavoce::cli;
use altavoce::locale::Catalogue;

use self::source::{Found, Message};
use crate::common::root;

/// The catalogue that the program carries.
fn italian() -> Catalogue {
    Catalogue::from_po(&fs::read_to_string(root("locales/it.po")).unwrap()).unwrap()
}

/// Every message, with where it comes from: the source, the help, the tables whose words are shown.
fn messages() -> BTreeMap<String, (Message, String)> {
    let Found { mut messages, .. } = source::read();
    let mut add = |english: String, place: &str| {
        let message = Message { english: english.clone(), plural: None };
        messages.entry(english).or_insert((message, place.to_string()));
    };
    help::texts(cli::command(), &mut |text| add(text, "help"));
    let hosts = fs::read_to_string(root("crates/podcast/data/placeholders.tsv")).unwrap();
    let whys = hosts.lines().filter_map(|line| line.strip_prefix("host\t")?.split('\t').nth(1));
    whys.for_each(|why| add(why.to_string(), "placeholders.tsv"));
    let forms: toml::Table = fs::read_to_string(root("src/handoff/hosts.toml")).unwrap().parse().unwrap();
    for host in forms["host"].as_array().unwrap() {
        add(host["steps"].as_str().unwrap().to_string(), "hosts.toml");
    }
    for entry in fs::read_dir(root("voices")).unwrap() {
        let Ok(manifest) = fs::read_to_string(entry.unwrap().path().join("voice.toml")) else { continue };
        let manifest: toml::Table = manifest.parse().unwrap();
        add(manifest["description"].as_str().unwrap().to_string(), "voices");
    }
    messages
}

/// The placeholders of a text, each once: `{share:.0}`.
fn placeholders(text: &str) -> BTreeSet<String> {
    let single = text.replace("{{", "").replace("}}", "");
    single.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_string())).collect()
}

#[test]
fn every_message_has_its_italian_and_no_other() {
    let (italian, messages) = (italian(), messages());
    assert!(messages.len() > 1500, "{} messages", messages.len());
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
    let entry = |(message, place): &(Message, String)| match &message.plural {
        None => format!("#: {place}\nmsgid {}\nmsgstr \"\"\n", quoted(&message.english)),
        Some(plural) => format!(
            "#: {place}\nmsgid {}\nmsgid_plural {}\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n",
            quoted(&message.english),
            quoted(plural)
        ),
    };
    let missing: Vec<String> =
        messages.iter().filter(|(key, _)| italian.text(key).is_none()).map(|(_, found)| entry(found)).collect();
    assert!(missing.is_empty(), "add to locales/it.po, with their Italian:\n\n{}", missing.join("\n"));
    let stale: Vec<&str> = italian.keys().filter(|key| !messages.contains_key(*key)).collect();
    assert!(stale.is_empty(), "nothing says these any more; take them out of locales/it.po:\n{}", stale.join("\n"));
}

#[test]
fn every_translation_has_the_placeholders_of_its_message() {
    let (italian, mut wrong) = (italian(), Vec::new());
    for (key, (message, _)) in messages() {
        let wanted = placeholders(message.plural.as_deref().unwrap_or(&key));
        let other = italian.counted(&key, false);
        let forms = [italian.text(&key), if message.plural.is_some() { other } else { None }];
        if message.plural.is_some() && other.is_none() {
            wrong.push(format!("{key}: has no plural"));
        }
        for (n, form) in forms.into_iter().flatten().enumerate() {
            let has = placeholders(form);
            // A singular may leave out the number, and what only the plural has.
            let fits = if n == 0 && message.plural.is_some() { has.is_subset(&wanted) } else { has == wanted };
            if !fits {
                wrong.push(format!("{key}\n  {form}"));
            }
            let ends = |text: &str| [text.ends_with(' '), text.ends_with('\n')];
            if message.plural.is_none() && ends(form) != ends(&key) {
                wrong.push(format!("{key}\n  {form}: ends with other white space"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rows of `not_shown.tsv`: a file or a folder, how a text of it begins (`*`: any), why nobody is shown it.
fn not_shown() -> Vec<[String; 2]> {
    let table = fs::read_to_string(root("tests/messages/not_shown.tsv")).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| line.split('\t').map(String::from).collect::<Vec<_>>().try_into();
    rows.map(|line| row(line).map(|[file, text, _]: [String; 3]| [file, text]).unwrap_or_else(|_| panic!("{line}")))
        .collect()
}

/// A text that is shown goes through `tr!`, `trn!` or `mark!`: nobody can forget its translation.
#[test]
fn no_english_is_shown_unmarked() {
    let rows = not_shown();
    let mut idle: BTreeSet<usize> = (0..rows.len()).collect();
    let mut wrong = Vec::new();
    for (file, text) in source::read().unmarked {
        let matches =
            |[place, start]: &[String; 2]| file.starts_with(place) && (start == "*" || text.starts_with(start));
        match rows.iter().position(matches) {
            Some(n) => drop(idle.remove(&n)),
            None => wrong.push(format!("{file}: {text:?}")),
        }
    }
    let idle: Vec<_> = idle.iter().map(|n| rows[*n].join(" ")).collect();
    assert!(wrong.is_empty(), "write these with tr!, or say in not_shown.tsv why not:\n{}", wrong.join("\n"));
    assert!(idle.is_empty(), "not_shown.tsv has rows that nothing needs:\n{}", idle.join("\n"));
}

/// «È» is written with its accent, quotations in guillemets, and the reader is addressed as a friend.
#[test]
fn italian_is_written_as_italians_write() {
    let italian = italian();
    let odd = ["“", "”", " e' ", "E' ", "perche'", "piu'", "puo'", "cosi'", "pò", "qual'è", "Lei ", "file(s)"];
    let keys: Vec<&str> = italian.keys().collect();
    let forms = keys.iter().flat_map(|key| [italian.counted(key, true), italian.counted(key, false)]).flatten();
    let wrong: Vec<&str> = forms.filter(|form| odd.iter().any(|odd| form.contains(odd))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
