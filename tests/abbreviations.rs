//! Every abbreviation of the table, and every row that a show adds, is read in an issue as the Italian stage reads it:
//! the script cuts no sentence at a full stop that the reader would have read over.

use std::fs;
use std::path::Path;

use crate::common::root;
use altavoce::issue::Issue;
use altavoce::italian::verbalize_with;
use altavoce::project::{Folders, Project};
use altavoce::script::Role;
use altavoce::settings::Show;

/// Words before the abbreviation, enough of them that no sentence is joined to another for being short.
const BEFORE: &str = "Nella seduta di ieri mattina, come il giornale di questa sera racconta con ampiezza,";
/// Words behind it.
const BEHIND: &str = "davanti a tutto il pubblico che era venuto da lontano per ascoltare.";
/// What can only be another sentence.
const ANOTHER: &str = "Poi il presidente ha chiuso la seduta davanti a tutto il pubblico venuto da lontano.";

/// It is the word for a disc too, and so an abbreviation before small letters only.
const DISC: &str = "cd.";

/// Before a name the reader takes them for what they are there, Max and the minister.
const OTHERS_BEFORE_NAMES: [&str; 2] = ["max.", "min."];

/// Where an abbreviation of a show can be one.
const PLACES: [&str; 20] = [
    "any", "end", "number", "between", "name", "letter", "legal", "colon", "inside", "of", "before", "behind",
    "article", "clause", "year", "counted", "percent", "minute", "evening", "born",
];

/// A sentence in which an abbreviation stands in its place, or two, and how many sentences there are.
type Carrier = (String, usize);

/// Where an abbreviation would stand: sentences with it.
fn carriers(written: &str, place: &str) -> Vec<Carrier> {
    let middle = |behind: &str| (format!("{BEFORE} si dice {written}{behind} {BEHIND}"), 1);
    let titled = |name: &str| (format!("{BEFORE} parla il {written} {name} {BEHIND}"), 1);
    let after = |before: &str| (format!("{BEFORE} {before} {written} {BEHIND}"), 1);
    match place {
        _ if DISC == written => vec![middle(""), middle(" conferma")],
        "any" if OTHERS_BEFORE_NAMES.contains(&written) => vec![middle(""), middle(" 242")],
        "any" => vec![middle(""), middle(" Mattarella"), middle(" 242")],
        "end" => vec![middle(""), (format!("{BEFORE} si dice {written} {ANOTHER}"), end_of(written))],
        "number" => vec![middle(" 242")],
        "between" => vec![(format!("{BEFORE} vale l'art. 5 {written} 2 {BEHIND}"), 1)],
        "name" => ["Mattarella", "De Nicola", "La Malfa"].map(titled).into(),
        "letter" => vec![middle(" B")],
        "legal" => vec![middle(" 300/1970")],
        "colon" => vec![middle(": così")],
        "weekday" => vec![middle(" 8 marzo")],
        "inside" => vec![middle(""), middle(", poi tace")],
        "of" => vec![middle(" della Repubblica")],
        "before" => vec![middle(" Conferma"), middle(" conferma")],
        "behind" => vec![after("la tariffa")],
        "article" => vec![after("il")],
        "clause" => vec![(format!("{BEFORE} {written} l'Italia {BEHIND}"), 1)],
        "year" => vec![(format!("{BEFORE} nel {written} 2024 {BEHIND}"), 1)],
        "counted" => vec![after("sono 5")],
        "percent" => vec![after("cresce del 5%")],
        "minute" => vec![after("segna al 45'")],
        "evening" => vec![after("chiude alle nove")],
        "born" => vec![(format!("{BEFORE} parla Ada Rossi ({written} 1950) {BEHIND}"), 1)],
        _ => panic!("no sentence for `{written}` as `{place}`"),
    }
}

/// How many sentences end behind what is written, if one more follows: without a full stop of its own none does.
fn end_of(written: &str) -> usize {
    if written.ends_with('.') { 2 } else { 1 }
}

/// The carriers that are read in an issue otherwise than by the reader, or cut into another number of sentences.
fn read_otherwise(project: &Project, carriers: &[Carrier]) -> Vec<String> {
    let paragraphs: Vec<&str> = carriers.iter().map(|(text, _)| text.as_str()).collect();
    let markdown = format!("# Titolo\n\n{}\n", paragraphs.join("\n\n").replace('*', "\\*"));
    let issue = Issue::parse(Path::new("1.md"), markdown.as_bytes()).unwrap();
    let narration = project.narrate(&issue);
    let mut wrong = Vec::new();
    for (n, (text, count)) in carriers.iter().enumerate() {
        let line = 3 + 2 * n as u32;
        let said = narration.passages().filter(|p| p.written.role == Role::Text && p.written.line == line);
        let said: Vec<&str> = said.map(|p| p.spoken.text.as_str()).collect();
        let wanted = verbalize_with(&project.tables, text).text;
        if said.join(" ") != wanted || said.len() != *count {
            wrong.push(format!("{}\n  wanted as {count}: {wanted}", said.join(" | ")));
        }
    }
    wrong
}

#[test]
fn every_abbreviation_is_read_in_an_issue_as_by_the_reader() {
    // What is written, what is said, and where.
    let table = fs::read_to_string(root("crates/italian/data/abbreviations.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert!(rows.len() > 450, "{}", rows.len());
    let carriers: Vec<Carrier> = rows.iter().flat_map(|row| carriers(row[0], row[2])).collect();
    let wrong = read_otherwise(&Project::default(), &carriers);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), carriers.len(), wrong.join("\n"));
}

#[test]
fn so_is_every_row_that_a_show_adds() {
    let mut rows = String::new();
    let mut cases: Vec<Carrier> = Vec::new();
    for (n, place) in PLACES.into_iter().enumerate() {
        let letter = char::from(b'a' + n as u8);
        for written in
            [format!("q{letter}z."), format!("q.{letter}."), format!("q{letter}z. rif."), format!("q{letter}z.coop.")]
        {
            rows.push_str(&format!("[\"{written}\", \"parola aggiunta\", \"{place}\"], "));
            cases.extend(carriers(&written, place));
        }
    }
    let show = Show::parse(Path::new("show.toml"), &format!("[italian]\nabbreviations = [{rows}]\n")).unwrap();
    let project = Project::of(show, Default::default(), Folders::default(), |_| true);
    let said = |text: &str| verbalize_with(&project.tables, text).text;
    let unknown = cases.iter().filter(|(text, _)| !said(text).contains("parola aggiunta"));
    let mut wrong: Vec<String> = unknown.map(|(text, _)| format!("not read: {text}")).collect();
    wrong.extend(read_otherwise(&project, &cases));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn ordinary_words_that_look_like_one_end_their_sentence() {
    let words = "col al on card min gen art all don ed reg dir par cap ten sen pen max";
    let carrier = |word: &str| (format!("{BEFORE} dice quel {word}. {ANOTHER}"), 2);
    let cases: Vec<Carrier> = words.split(' ').map(carrier).collect();
    let wrong = read_otherwise(&Project::default(), &cases);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
