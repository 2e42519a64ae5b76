//! A show from nothing: its settings, artwork that directories accept, a first issue. What is there already stays.

mod artwork;
mod glyphs;

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_podcast::address::{Base, is_email};
use altavoce_podcast::channel::categories;
use altavoce_podcast::limits::LONGEST_DESCRIPTION;
use altavoce_podcast::names;
use jiff::civil::Date;

use crate::settings::Show;

pub use artwork::draw;

/// What is to be known of a new show; every value is checked by the function of its name in [`validate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// The show's name.
    pub title: String,
    /// Who makes it.
    pub author: String,
    /// The owner's address.
    pub email: String,
    /// One paragraph about it.
    pub description: String,
    /// Where the output folder will be served.
    pub url: String,
    /// Apple's category and perhaps its subcategory.
    pub category: Vec<String>,
    /// The narrator.
    pub voice: String,
}

/// Where a show is served that has no address yet.
pub const NO_URL: &str = "https://example.org/podcast";
/// The category of a show that names none.
pub const CATEGORY: &str = "Technology";
/// The narrator of a show that names none.
pub const VOICE: &str = "sara";

/// What fits into each field: the value as it is written, or the user's error.
pub mod validate {
    use super::*;
    use altavoce_base::error::Kind;

    /// A line with a letter in it.
    ///
    /// # Errors
    /// The user's: nothing to read.
    pub fn line(key: &str, value: &str) -> Result<String> {
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().any(char::is_alphanumeric) {
            return Ok(line);
        }
        Err(Error::usage(format!("--{key} is empty")).fix("write a few words"))
    }

    /// A paragraph that directories take.
    ///
    /// # Errors
    /// The user's: nothing to read, more than 4000 bytes.
    pub fn description(value: &str) -> Result<String> {
        let line = line("description", value)?;
        if line.len() <= LONGEST_DESCRIPTION {
            return Ok(line);
        }
        let what = format!("--description has {} bytes", line.len());
        Err(Error::usage(what).fix(format!("keep it under {LONGEST_DESCRIPTION}, as podcast directories ask")))
    }

    /// An address of a person.
    ///
    /// # Errors
    /// The user's: no such address.
    pub fn email(value: &str) -> Result<String> {
        let value = value.trim();
        if is_email(value) {
            return Ok(value.to_string());
        }
        Err(Error::usage(format!("`{value}` is no e-mail address")).fix("write it like voce@example.org"))
    }

    /// An address on the web.
    ///
    /// # Errors
    /// The user's: no such address.
    pub fn url(value: &str) -> Result<String> {
        Base::parse("url", value).map(|base| base.as_str().to_string()).map_err(|e| e.by(Kind::Usage))
    }

    /// `Technology`, or `News/Tech News`.
    ///
    /// # Errors
    /// The user's: none of Apple's, with the nearest.
    pub fn category(value: &str) -> Result<Vec<String>> {
        let names: Vec<String> = value.split('/').map(|n| n.trim().to_string()).collect();
        categories::check(&names).map_err(|e| e.by(Kind::Usage))?;
        Ok(names)
    }
}

/// What was created.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// The new files.
    pub files: Vec<PathBuf>,
    /// A `.gitignore` that was there already, to which a line belongs.
    pub ignore: Option<PathBuf>,
}

/// Writes a show into `folder`: `issues/show.toml`, `issues/cover.png`, `issues/001.md`, `.gitignore`.
///
/// # Errors
/// The user's: one of them is there already; then nothing is written. The operator's: a file cannot be written.
pub fn write(folder: &Path, answers: &Answers, today: Date) -> Result<Created> {
    let issues = folder.join("issues");
    let settings = settings(answers);
    // What we wrote ourselves must be read again.
    Show::parse(&issues.join(names::SHOW), &settings)
        .map_err(|e| Error::bug(format!("the settings of a new show are wrong: {e}")))?;
    let files = [
        (issues.join(names::SHOW), settings.into_bytes()),
        (issues.join("001.md"), first_issue(answers, today).into_bytes()),
        (issues.join("cover.png"), draw(&answers.title)?),
    ];
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        let e = Error::usage("there is a show here already").in_file(path);
        return Err(e.fix("choose another folder; nothing was written"));
    }
    let ignore = folder.join(".gitignore");
    let mut created = Created { files: Vec::new(), ignore: None };
    for (path, bytes) in files {
        files::write_whole(&path, &bytes)?;
        created.files.push(path);
    }
    if ignore.exists() {
        created.ignore = Some(ignore);
    } else {
        files::write_whole(&ignore, b"# what altavoce makes, and can make again\n/output/\n")?;
        created.files.push(ignore);
    }
    Ok(created)
}

/// The text of `show.toml`.
fn settings(answers: &Answers) -> String {
    let quoted = |text: &str| toml_edit::Value::from(text).to_string();
    let category: Vec<String> = answers.category.iter().map(|c| quoted(c)).collect();
    let quote_voice = match answers.voice.as_str() {
        "sara" => "nicola",
        "nicola" => "sara",
        _ => "",
    };
    let later = if answers.url == NO_URL { " To be changed before the feed is published." } else { "" };
    format!(
        r#"# The settings of the show. Every key may be left out; docs/show.md of altavoce explains them all.

title = {title}
author = {author}
email = {email}
language = "it"
description = {description}

# The narrator, and the voice of block quotations. With quote_voice = "" the narrator introduces and reads them.
voice = {voice}
quote_voice = {quote_voice}

# Sentences at the start and at the end. {{show}} {{number}} {{title}} {{subtitle}} {{date}} {{author}} are filled in; a sentence
# with a field that is not known is left out.
opening = ["{{show}}, numero {{number}}.", "{{title}}.", "{{date}}."]
closing = ["Hai ascoltato {{show}}, di {{author}}.", "A presto!"]

# Said behind the opening; "" turns it off.
disclosure = "La voce che senti è artificiale; le parole sono di chi scrive."

# Headings that become a sentence of your own; all others get one that suits their place.
[transitions]
# "In breve" = "Passiamo alle notizie in breve."

# Intro, outro and the sting between chapters: a file beside this one (WAV, FLAC, MP3, M4A, OGG), "altavoce" for the
# program's own, "none" for silence. A bed lies under opening and closing. docs/music.md tells of their levels.
[music]
# intro = "sigla.mp3"
# outro = "altavoce"
# sting = "altavoce"
# bed = "none"

[feed]
# Where the contents of output/ are served.{later}
url = {url}
# 1400 to 3000 pixels square, JPEG or PNG, beside this file. This one was drawn from the title: put your own in its place.
artwork = "cover.png"
# As Apple writes it, with a subcategory if any.
category = [{category}]
"#,
        title = quoted(&answers.title),
        author = quoted(&answers.author),
        email = quoted(&answers.email),
        description = quoted(&answers.description),
        voice = quoted(&answers.voice),
        quote_voice = quoted(quote_voice),
        url = quoted(&answers.url),
        category = category.join(", "),
    )
}

/// The text of the first issue: it says what to do with it, and can be spoken as it is.
fn first_issue(answers: &Answers, today: Date) -> String {
    // Words of the title that Markdown would take for markup.
    let title: String =
        answers.title.chars().flat_map(|c| if "*_`[]<>\\#".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
    format!(
        "---
number: 1
date: {today}
---

# Si comincia - #1

*Che cosa c'è in questa cartella, e che cosa farne*

Benvenuti al primo numero di {title}! Queste righe sono un esempio: leggetele una volta, poi cancellatele e scrivete le
vostre.

## Come si scrive un numero

Un numero è un testo semplice, con pochi segni: il cancelletto davanti ai titoli, il trattino davanti alle voci di un
elenco. In cima sta il titolo, con il numero; sotto, se volete, una frase in corsivo che fa da sottotitolo. Ogni titolo di
sezione, come quello qui sopra, diventa un capitolo dell'episodio.

> Una citazione si scrive così, e viene letta in modo che si riconosca.

Gli elenchi vanno bene:

- una frase per voce;
- niente immagini senza descrizione;
- i collegamenti si leggono come testo.

## Come si ascolta

Prima si controlla, poi si registra. Il controllo dice quali parole guardare e quanto dura ogni capitolo. Se una parola
suona male, si corregge una volta per tutte, e vale per ogni numero.

L'episodio arriva nella cartella dei risultati, con i capitoli e la trascrizione. Da lì si pubblica.

---

Questo è tutto per il primo numero. Il prossimo lo scrivete voi: basta un nuovo testo accanto a questo.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_one_by_one() {
        let rows = [
            (validate::line("title", " ").map(drop), "--title is empty; write a few words"),
            (validate::email("ada").map(drop), "`ada` is no e-mail address; write it like voce@example.org"),
            (validate::email("ada@example.org").map(drop), ""),
            (validate::description(&"è".repeat(2000)).map(drop), ""),
            (validate::description(&"è".repeat(2001)).map(drop), "--description has 4002 bytes; keep it under 4000"),
            (validate::url("example.org").map(drop), "neither an https nor an http address"),
            (validate::url("https://example.org/x/").map(drop), ""),
            (validate::category("Technolgy").map(drop), "the nearest is `Technology`"),
            (validate::category("News/Tech News").map(drop), ""),
        ];
        for (got, want) in rows {
            match got {
                Ok(()) => assert_eq!(want, ""),
                Err(e) => assert!(!want.is_empty() && e.to_string().contains(want), "{e}"),
            }
        }
    }

    #[test]
    fn any_title_gives_settings_that_are_read() {
        for title in ["Radar", "L'\"onda\" \\ #1", "日本 🌊", "a\tb"] {
            let answers = Answers {
                title: title.into(),
                author: title.into(),
                email: "a@example.org".into(),
                description: title.into(),
                url: NO_URL.into(),
                category: vec![CATEGORY.into()],
                voice: VOICE.into(),
            };
            let show = Show::parse(Path::new("show.toml"), &settings(&answers)).unwrap();
            assert_eq!((show.title.as_str(), show.quotes_by()), (title, "nicola"));
        }
    }
}
