//! Commands as authors write them.

use altavoce_base::tr;

use super::vocabulary::VOCABULARY;

/// The longest pause, and the shortest, in milliseconds.
pub const LONGEST_PAUSE: u32 = 60_000;
const SHORTEST_PAUSE: u32 = 50;

/// A pause of other tools that says no length, in milliseconds.
const USUAL_PAUSE: u32 = 1000;

/// What the script obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A silence, in milliseconds.
    Pause(u32),
    /// Another voice; none: the one that reads the chapter.
    Voice(Option<String>),
    /// A chapter begins, with that title.
    Chapter(String),
}

/// What is to be done where something was found.
#[derive(Debug, PartialEq)]
pub enum Order {
    Skip,
    Resume,
    Mark(Command),
    /// Another tool's mark, that says nothing to us.
    Silence,
    /// A command that cannot be obeyed: what is wrong, and what to do.
    Wrong {
        what: String,
        fix: String,
    },
}

/// Something found in a text.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub at: usize,
    pub length: usize,
    pub order: Order,
}

/// Whether a line may hold a command: cheap, and right about most.
pub fn may_hold(line: &str) -> bool {
    line.contains("<!--") || line.contains('[') || line.contains("<b") || line.contains("{{") || line.contains("(pau")
}

/// The first command of ours, or mark of another tool, in a text.
pub fn find(text: &str) -> Option<Found> {
    text.match_indices(['<', '[', '{', '(']).find_map(|(at, _)| {
        let (length, order) = at_start(&text[at..])?;
        Some(Found { at, length, order })
    })
}

/// A comment with a command is no longer, in bytes: what never ends is not looked for to the end of the text.
const LONGEST: usize = 1000;

fn at_start(text: &str) -> Option<(usize, Order)> {
    if let Some(inside) = text.strip_prefix("<!--") {
        let end = inside[..inside.floor_char_boundary(LONGEST)].find("-->")?;
        return Some((4 + end + 3, ours(inside[..end].trim())?));
    }
    if let Some(inside) = text.strip_prefix("<break") {
        let end = inside.find('>').filter(|end| *end < 80)?;
        let length = inside[..end].split_once("time=").map(|(_, value)| value.trim_end_matches('/').trim());
        let length = length.map(|value| value.trim_matches(['"', '\'']));
        return Some((6 + end + 1, theirs(length)));
    }
    let pairs = [("[", "]"), ("{{", "}}"), ("(", ")")];
    let (open, close) = pairs.into_iter().find(|(open, _)| text.starts_with(open))?;
    let inside = &text[open.len()..];
    let inside = &inside[..inside.floor_char_boundary(40)];
    let inside = &inside[..inside.find(close)?];
    let whole = open.len() + inside.len() + close.len();
    let words = inside.trim().to_lowercase();
    if open == "[" && VOCABULARY.breaths.contains(&words) && !text[whole..].starts_with(['(', '[', ':']) {
        return Some((whole, Order::Silence));
    }
    let name = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
    let (name, value) = words.split_at(name);
    if !VOCABULARY.pause.iter().any(|word| word == name) || text[whole..].starts_with(['(', '[']) {
        return None;
    }
    let value = value.trim().trim_start_matches([':', '=']).trim();
    // `(pausa)`, `[pausa 2]` and `(pausa 30 secondi)` may be words of the author's
    let has_unit = value.ends_with(|c: char| c.is_alphabetic());
    let is_length = milliseconds(value).is_some() && has_unit && (open != "(" || words.contains(':'));
    let is_mark = is_length || (value.is_empty() && open == "{{");
    is_mark.then(|| (whole, theirs(Some(value).filter(|_| is_length))))
}

/// Another tool's pause: one that cannot be is none.
fn theirs(length: Option<&str>) -> Order {
    match length.map_or(Some(USUAL_PAUSE), milliseconds) {
        Some(length) if length >= SHORTEST_PAUSE => Order::Mark(Command::Pause(length.min(LONGEST_PAUSE))),
        _ => Order::Silence,
    }
}

/// What a comment says to us; `None`: it is another's.
fn ours(comment: &str) -> Option<Order> {
    let name = comment.find(|c: char| !c.is_alphanumeric()).unwrap_or(comment.len());
    let (name, rest) = comment.split_at(name);
    let rest = rest.trim_start();
    let said = rest.strip_prefix(':').unwrap_or(rest).trim();
    let name = name.to_lowercase();
    let (word, value) = said.split_at(said.find(|c: char| !c.is_alphabetic()).unwrap_or(said.len()));
    let (word, value) = (word.to_lowercase(), value.trim().trim_start_matches([':', '=']).trim());
    let known = commands().any(|known| *known == word);
    let is_ours = match name.as_str() {
        // `altavoce salta` lacks its colon, `altavoce è un programma` is about us
        "altavoce" => rest.starts_with(':') || (known && value.split(' ').count() < 3),
        name => strsim::osa_distance(name, "altavoce") <= 2 && known && rest.starts_with(':'),
    };
    if !is_ours {
        return None;
    }
    if name != "altavoce" {
        return Some(wrong(tr!("`{name}`, and it is `altavoce`"), tr!("write <!-- altavoce: {said} -->")));
    }
    let words = &VOCABULARY;
    let order = match () {
        () if words.skip.contains(&word) => bare(Order::Skip, &word, value),
        () if words.resume.contains(&word) => bare(Order::Resume, &word, value),
        () if words.pause.contains(&word) => pause(value),
        () if words.voice.contains(&word) => voice(value),
        () if words.chapter.contains(&word) => chapter(value),
        () => unknown(&word),
    };
    Some(order)
}

fn commands() -> impl Iterator<Item = &'static String> {
    let words = &VOCABULARY;
    [&words.skip, &words.resume, &words.pause, &words.voice, &words.chapter].into_iter().flatten()
}

fn wrong(what: String, fix: impl Into<String>) -> Order {
    Order::Wrong { what, fix: fix.into() }
}

fn bare(order: Order, word: &str, value: &str) -> Order {
    if value.is_empty() {
        return order;
    }
    wrong(tr!("`{word}` takes nothing behind it, and there is `{value}`"), tr!("write <!-- altavoce: {word} -->"))
}

fn unknown(word: &str) -> Order {
    let near = commands().min_by_key(|known| strsim::osa_distance(known, word));
    let near = near.filter(|near| strsim::osa_distance(near, word) <= 2 && !word.is_empty());
    let fix = match near {
        Some(near) => tr!("did you mean `{near}`?"),
        None => tr!("the commands are salta, riprendi, pausa 2s, voce NOME, capitolo \"Titolo\"").to_string(),
    };
    wrong(tr!("altavoce does not know the command `{word}`"), fix)
}

fn pause(value: &str) -> Order {
    match milliseconds(value) {
        Some(length) if (SHORTEST_PAUSE..=LONGEST_PAUSE).contains(&length) => Order::Mark(Command::Pause(length)),
        Some(_) => wrong(tr!("a pause of `{value}`"), tr!("it may last from 50ms to 60s")),
        None => wrong(tr!("`{value}` is not the length of a pause"), tr!("write it like 2s, 1,5s or 500ms")),
    }
}

/// `2s`, `1,5 s`, `500ms`, `2`: seconds where no unit says otherwise.
fn milliseconds(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase().replace(',', ".");
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let unit = unit.trim();
    let factor = match () {
        () if unit.is_empty() || VOCABULARY.seconds.iter().any(|u| u == unit) => 1000.0,
        () if VOCABULARY.milliseconds.iter().any(|u| u == unit) => 1.0,
        () => return None,
    };
    let number: f64 = number.parse().ok()?;
    Some((number * factor).round().min(f64::from(u32::MAX)) as u32)
}

fn voice(value: &str) -> Order {
    let name = value.trim_matches(['"', '\'', '“', '”', '«', '»', '`']);
    match name {
        "" => Order::Mark(Command::Voice(None)),
        name if name.contains(char::is_whitespace) => {
            wrong(tr!("`{name}` is not the name of a voice"), tr!("write one name, as altavoce voices list shows it"))
        }
        name => Order::Mark(Command::Voice(Some(name.to_string()))),
    }
}

fn chapter(value: &str) -> Order {
    let title = value.trim_matches(['"', '“', '”', '«', '»']).trim();
    if title.contains(char::is_alphanumeric) {
        return Order::Mark(Command::Chapter(title.to_string()));
    }
    wrong(tr!("`capitolo` has no title").to_string(), tr!("write <!-- altavoce: capitolo \"Titolo\" -->"))
}
