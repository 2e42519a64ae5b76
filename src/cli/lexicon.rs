//! `altavoce lexicon`: the author's lexicon, and what any word sounds like with it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::locale::text as text_of;
use altavoce_base::tr;
use altavoce_italian as italian;
use altavoce_speech::lexicon::{self, FILE, How};
use altavoce_speech::phonemes::{Phonemizer, spelling};
use altavoce_speech::pronunciation::Entry;
use altavoce_speech::pronunciation::{Lexicon, Pronounced, Word, pronounce};
use clap::{Args, Subcommand};
use serde_json::json;
use toml_edit::{Array, InlineTable, Value};

use super::{Common, Io, ShowFile, print, say};
use crate::mend::lexicon as mend;
use crate::mend::ways;

#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
enum LexiconCommand {
    /// Add a word, a name or an expression to lexicon.toml, or change it
    #[command(override_usage = "altavoce lexicon add [OPTIONS] <--say …|--as …|--ipa …> <WORD>")]
    Add(AddArgs),
    /// Take a word out of lexicon.toml
    Remove {
        /// The word as it is written
        word: String,
        #[command(flatten)]
        show: ShowFile,
    },
    /// Print your lexicon; --builtin prints the table of foreign words
    List {
        /// The built-in lexicon instead
        #[arg(long)]
        builtin: bool,
        #[command(flatten)]
        show: ShowFile,
    },
    /// Show how a word or a sentence is said: rule and phonemes; then play it, or write it with -o
    Test(TestArgs),
    /// List other ways to say a word, with their phonemes: other stresses, languages, letter by letter
    Ways {
        /// The word as it is written
        word: String,
        #[command(flatten)]
        show: ShowFile,
    },
    /// Say which rule read a word in an issue
    Why {
        /// The word, as it is written or as it is spoken
        word: String,
        /// The Markdown issue
        issue: PathBuf,
        #[command(flatten)]
        show: ShowFile,
    },
}

#[derive(Debug, Clone, Args)]
#[group(id = "how", required = true, multiple = false, args = ["say", "language", "ipa"])]
struct SayAs {
    /// An Italian respelling; an accent marks the stress: --say "ciàt"
    #[arg(long, value_name = "SPELLING")]
    say: Option<String>,
    /// The language by whose rules it is read: en, fr, de, es, or it
    #[arg(long = "as", value_name = "LANGUAGE", id = "language")]
    language: Option<String>,
    /// Phonemes of the voice: --ipa "ʧˈæt"
    #[arg(long, value_name = "PHONEMES")]
    ipa: Option<String>,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The word, name or expression as it is written; capitals count if it has any
    word: String,
    #[command(flatten)]
    how: SayAs,
    /// Only in a sentence that has one of these words too
    #[arg(long, value_name = "WORD,WORD", value_delimiter = ',')]
    near: Vec<String>,
    /// Only inside these words in a row, as the issue has them
    #[arg(long, value_name = "WORDS")]
    within: Option<String>,
    #[command(flatten)]
    show: ShowFile,
}

#[derive(Debug, Args)]
struct TestArgs {
    /// The word or the sentence
    #[arg(required_unless_present = "lines", conflicts_with = "lines")]
    text: Option<String>,
    /// Print the phonemes of each line of standard input, a line each, and play nothing
    #[arg(long, conflicts_with = "output")]
    lines: bool,
    /// The WAV file to write instead of playing it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The voice [default: the show's]
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    #[command(flatten)]
    show: ShowFile,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    match &options.command {
        LexiconCommand::Add(add) => self::add(add, common, io),
        LexiconCommand::Remove { word, show } => remove(word, show, common, io),
        LexiconCommand::List { builtin, show } => list(*builtin, show, common, io),
        LexiconCommand::Test(test) => self::test(test, common, io),
        LexiconCommand::Ways { word, show } => self::ways(word, show, common, io),
        LexiconCommand::Why { word, issue, show } => why(word, issue, show, common, io),
    }
}

fn add(options: &AddArgs, common: &Common, io: &mut Io) -> Result<()> {
    let written = options.word.trim();
    let how = match options.how.clone() {
        SayAs { say: Some(say), .. } => How::Say(say),
        SayAs { language: Some(code), .. } => How::As(code),
        SayAs { ipa: Some(ipa), .. } => How::Ipa(ipa),
        _ => return Err(Error::usage(tr!("how is it said?")).fix(tr!("give one of --say, --as and --ipa"))),
    };
    let pronunciation = how.pronunciation(written).map_err(|e| e.by(Kind::Usage))?;
    let entry = Entry::new(written, pronunciation, Vec::new())
        .map_err(|e| Error::usage(format!("`{written}`: {e}")).fix(tr!("write the word as the issue has it")))?;
    if let Some(phrase) = &options.within {
        lexicon::placed(entry, phrase).map_err(|e| e.by(Kind::Usage))?;
    }
    let (key, value) = how.parts();
    let path = options.show.folder().join(FILE);
    let mut entry = InlineTable::new();
    entry.insert(key, value.trim().into());
    if !options.near.is_empty() {
        entry.insert("near", Value::Array(options.near.iter().map(String::as_str).collect::<Array>()));
    }
    if let Some(phrase) = &options.within {
        entry.insert(mend::WITHIN, phrase.as_str().into());
    }
    let replaced = mend::put(&path, written, entry)?;
    let lexicon = lexicon::read(&path)?;
    let said = pronounce(written, &lexicon);
    let phonemes = phonemes_of(&[said], common)?.remove(0);
    if common.json {
        return print(
            io,
            &format!("{:#}\n", json!({ "lexicon": path, "word": written, "phonemes": phonemes, "replaced": replaced })),
        );
    }
    let done = if replaced { tr!("changed") } else { tr!("added") };
    let quiet = tr!("{written} → {phonemes}  ({done} in {path})\n", path = path.display());
    if common.quiet { Ok(()) } else { print(io, &quiet) }
}

fn remove(word: &str, show: &ShowFile, common: &Common, io: &mut Io) -> Result<()> {
    let path = show.folder().join(FILE);
    mend::remove(&path, word.trim())?;
    if common.quiet {
        Ok(())
    } else {
        print(io, &tr!("{word} removed from {path}\n", word = word.trim(), path = path.display()))
    }
}

fn list(builtin: bool, show: &ShowFile, common: &Common, io: &mut Io) -> Result<()> {
    let own;
    let lexicon = if builtin {
        Lexicon::builtin()
    } else {
        own = lexicon::read(&show.folder().join(FILE))?;
        &own
    };
    let entries = lexicon.entries();
    if common.json {
        let rows = entries.iter().map(
            |e| json!({ "written": e.written, "sound": e.pronunciation, "near": e.near, "within": e.within.join(" ") }),
        );
        return print(io, &format!("{:#}\n", json!(rows.collect::<Vec<_>>())));
    }
    let mut text = String::new();
    for entry in entries {
        let near =
            if entry.near.is_empty() { String::new() } else { tr!("  near {words}", words = entry.near.join(", ")) };
        let within = if entry.within.is_empty() {
            String::new()
        } else {
            tr!("  within {words}", words = entry.within.join(" "))
        };
        let _ = writeln!(text, "{}  {}{near}{within}", entry.written, entry.pronunciation.shown(&entry.written));
    }
    print(io, &text)
}

fn phonemes_of(said: &[Pronounced], common: &Common) -> Result<Vec<String>> {
    Phonemizer::find_within(common.program_timeout)?.phonemize(said)
}

fn test(options: &TestArgs, common: &Common, io: &mut Io) -> Result<()> {
    let project = options.show.read(&options.show.folder(), common)?;
    let (tables, lexicon) = (&project.tables, &project.lexicon);
    let Some(text) = &options.text else {
        let mut lines = String::new();
        io.stdin.read_to_string(&mut lines).map_err(|e| Error::io(tr!("read"), tr!("standard input"), e))?;
        let spoken: Vec<_> = lines.lines().map(|line| italian::verbalize_with(tables, line).spaced).collect();
        let said: Vec<_> = spoken.iter().map(|text| pronounce(text, lexicon)).collect();
        return print(io, &phonemes_of(&said, common)?.iter().map(|p| format!("{p}\n")).collect::<String>());
    };
    let spoken = italian::verbalize_with(tables, text);
    let said = pronounce(&spoken.spaced, lexicon);
    let words: Vec<Pronounced> = said.words.iter().map(|word| said.alone(word)).collect();
    let mut each = phonemes_of(&words, common)?;
    let whole = phonemes_of(std::slice::from_ref(&said), common)?.remove(0);
    if common.json {
        let rows = said.words.iter().zip(&each).map(|(word, phonemes)| {
            json!({ "word": &said.text[word.range.clone()], "sound": word.pronunciation, "rule": word.rule, "doubt": word.doubt, "phonemes": phonemes })
        });
        let json = json!({ "spoken": spoken.text, "phonemes": whole, "words": rows.collect::<Vec<_>>() });
        print(io, &format!("{json:#}\n"))?;
    } else {
        let mut text = format!("{whole}\n");
        for (word, phonemes) in said.words.iter().zip(each.drain(..)) {
            let written = &said.text[word.range.clone()];
            let doubt = word.doubt.map_or(String::new(), |doubt| format!("; {doubt}"));
            let _ =
                writeln!(text, "  {written} → {phonemes}  {}: {}{doubt}", word.pronunciation.shown(written), word.rule);
        }
        print(io, &text)?;
    }
    let voice = options.voice.as_deref().unwrap_or(&project.show.voice.name);
    say::phrase_of(text, voice, &project, options.output.as_deref(), io)
}

/// Every way to say a word, with what it sounds like.
fn ways(word: &str, show: &ShowFile, common: &Common, io: &mut Io) -> Result<()> {
    let project = show.read(&show.folder(), common)?;
    let ways = ways::of(word.trim(), &project.tables);
    let said: Vec<Pronounced> = ways.iter().map(|way| way.alone(word.trim())).collect::<Result<_>>()?;
    let phonemes = phonemes_of(&said, common)?;
    if common.json {
        let rows = ways.iter().zip(&phonemes).map(|(way, phonemes)| {
            json!({ "kind": way.kind, "label": way.label, "gloss": way.gloss, "how": way.how, "phonemes": phonemes, "letters": spelling(phonemes) })
        });
        return print(io, &format!("{:#}\n", json!(rows.collect::<Vec<_>>())));
    }
    let mut text = String::new();
    for (way, phonemes) in ways.iter().zip(&phonemes) {
        let (key, value) = way.how.parts();
        let gloss = way.gloss.as_ref().map_or(String::new(), |gloss| format!("  ({gloss})"));
        let _ = writeln!(text, "--{key} \"{value}\"  /{phonemes}/  {}{gloss}", spelling(phonemes));
    }
    print(io, &text)
}

/// Every place where a word stands in an issue, with the rule that read it.
fn why(word: &str, issue: &Path, show: &ShowFile, common: &Common, io: &mut Io) -> Result<()> {
    let (issue, project) = show.with_issue(issue, common, io)?;
    let narration = project.narrate(&issue);
    let wanted = word.trim().to_lowercase();
    let mut places = Vec::new();
    let mut sounds = Vec::new();
    for passage in narration.passages() {
        let written = &passage.written.text;
        for edit in &passage.spoken.edits {
            let source = written[edit.source.clone()].trim();
            if source.to_lowercase().contains(&wanted) && source != edit.spoken {
                let rule = tr!(
                    "read as `{spoken}` ({class})",
                    spoken = edit.spoken.trim(),
                    class = text_of(edit.class.as_str())
                );
                places.push((passage.written.line_at(edit.source.start), source.to_string(), rule));
                sounds.push(None);
            }
        }
        for found in passage.pronounced(&project.lexicon).words {
            let text = &passage.spoken.spaced[found.range.clone()];
            if text.to_lowercase() == wanted || text.to_lowercase().split([' ', '-']).any(|part| part == wanted) {
                let words = passage.spoken.words(written);
                let source = words.iter().find(|w| w.spoken.contains(text.split(' ').next().unwrap_or(text)));
                let at = passage.written.line_at(source.map_or(0, |w| w.source.start));
                let doubt = found.doubt.map_or(String::new(), |doubt| format!("; {doubt}"));
                places.push((
                    at,
                    text.to_string(),
                    format!("{}: {}{doubt}", found.pronunciation.shown(text), found.rule),
                ));
                let range = 0..text.len();
                sounds.push(Some(Pronounced { text: text.to_string().into(), words: vec![Word { range, ..found }] }));
            }
        }
    }
    if places.is_empty() {
        let e = Error::usage(tr!("`{word}` is not among the words that are spoken")).in_file(&issue.path);
        return Err(e.fix(tr!("write it as the issue has it; altavoce script shows what is spoken")));
    }
    let asked: Vec<Pronounced> = sounds.iter().flatten().cloned().collect();
    let mut phonemes = phonemes_of(&asked, common)?.into_iter();
    let sounds = sounds.into_iter().map(|sound| sound.and_then(|_| phonemes.next()));
    let rows: Vec<_> = places.into_iter().zip(sounds).collect();
    if common.json {
        let rows = rows.iter().map(
            |((line, word, rule), phonemes)| json!({ "line": line, "word": word, "rule": rule, "phonemes": phonemes }),
        );
        return print(io, &format!("{:#}\n", json!(rows.collect::<Vec<_>>())));
    }
    let mut text = String::new();
    for ((line, word, rule), phonemes) in rows {
        let phonemes = phonemes.map_or(String::new(), |p| format!(" → {p}"));
        let _ = writeln!(text, "{}:{line}: {word}{phonemes}  {rule}", issue.path.display());
    }
    print(io, &text)
}
