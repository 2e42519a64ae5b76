//! What WordPress exports (WXR): RSS that holds everything its database has, of which an issue is a post that is out.

mod paragraphs;
mod shortcodes;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use altavoce_base::error::Result;
use altavoce_base::tr;
use altavoce_podcast::rss::{Document, Element, ParseMode};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;

use super::diagnostic::{self, Diagnostic, Removals};
use super::front_matter::Metadata;
use super::post::{Export, Post, Status};
use super::{Options, feed, html};

/// The posts that are out, with `drafts` also those that are not yet; what is left out is told.
///
/// # Errors
/// The author's, with the line: XML that is broken, no post that is out.
pub fn read(path: &Path, text: &str, options: &Options) -> Result<Export> {
    let document = Document::read(text.as_bytes(), ParseMode::Lenient);
    let root = feed::well_formed(&document, path)?;
    let Some(channel) = root.one("channel") else { return Ok(Export::default()) };
    let authors = authors(channel);
    let mut export = Export::default();
    let mut others: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for item in channel.all("item") {
        let kind = item.text_of("wp:post_type");
        if !matches!(kind, "post" | "") {
            let (count, example) = others.entry(kind).or_default();
            *count += 1;
            if example.is_empty() {
                *example = name(item);
            }
            continue;
        }
        match left_out(item, options.drafts) {
            Some(why) => export.diagnostics.push(Diagnostic::removed(Some(item.line), &name(item), why)),
            None => export.posts.push(post(item, &authors)),
        }
    }
    let told = others.into_iter().map(|(kind, (count, example))| {
        let more = if count > 1 { ", …" } else { "" };
        let what = tr!("{count} x {kind}, no post: \"{example}\"{more}", example = diagnostic::shorten(&example));
        Diagnostic::left_out(None, &what)
    });
    export.diagnostics.extend(told);
    export.require_posts(path)?;
    Ok(export)
}

/// What a post is called: its title, or else the last of its address.
fn name(item: &Element) -> String {
    let title = html::words(item.text_of("title"));
    let names = [title, item.text_of("wp:post_name").to_string(), item.text_of("link").to_string()];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// Why a post is none for everybody, if it is not.
fn left_out(item: &Element, drafts: bool) -> Option<String> {
    if !item.text_of("wp:post_password").is_empty() {
        return Some(tr!("not for everybody (it has a password)").to_string());
    }
    match item.text_of("wp:status") {
        "auto-draft" => Some(tr!("a draft of nothing").to_string()),
        "" => None,
        word => match Status::of(word) {
            Some(Status::Draft) if !drafts => Some(tr!("not published ({word}); --drafts imports it")),
            Some(Status::Private) => Some(tr!("not for everybody ({word})")),
            None => Some(tr!("its status is `{word}`, which we do not know")),
            _ => None,
        },
    }
}

/// The names that are shown for the names with which authors log in.
fn authors(channel: &Element) -> HashMap<&str, String> {
    let name = |author: &Element| {
        let whole = [author.text_of("wp:author_first_name"), author.text_of("wp:author_last_name")].join(" ");
        let names = [author.text_of("wp:author_display_name"), whole.trim()];
        names.into_iter().find(|name| !name.is_empty()).map(html::words)
    };
    channel.all("wp:author").filter_map(|a| Some((a.text_of("wp:author_login"), name(a)?))).collect()
}

/// The names in the categories of some `domains`, each once.
fn words_of(item: &Element, domains: &[&str]) -> Vec<String> {
    // What WordPress files a post under that nobody filed.
    let nobodys = |c: &Element| matches!(c.attribute("nicename"), Some("uncategorized" | "senza-categoria"));
    let is_one = |c: &&Element| c.attribute("domain").is_some_and(|d| domains.contains(&d)) && !nobodys(c);
    let mut words: Vec<String> = Vec::new();
    for word in item.all("category").filter(is_one).map(|c| html::words(&c.text)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn post(item: &Element, authors: &HashMap<&str, String>) -> Post {
    let said = |key: &str| Some(item.text_of(key).to_string()).filter(|text| !text.is_empty());
    let login = item.text_of("dc:creator");
    // With a plugin, a post has several.
    let together = Some(words_of(item, &["author"]).join(", ")).filter(|names| !names.is_empty());
    let known = || authors.get(login).cloned().or_else(|| said("dc:creator").map(|login| html::words(&login)));
    let author = together.or_else(known).filter(|name| !name.contains('@'));
    let tags = words_of(item, &["post_tag", "category"]);
    let mut metadata = Metadata {
        title: Some(html::words(item.text_of("title"))).filter(|title| !title.is_empty()),
        author,
        description: said("excerpt:encoded").map(|excerpt| html::words(&excerpt)),
        tags,
        slug: said("wp:post_name"),
        link: said("link").filter(|link| link.starts_with("http") && !link.contains("?p=")),
        draft: Status::of(item.text_of("wp:status")) == Some(Status::Draft),
        ..Metadata::default()
    };
    publish(item, &mut metadata);
    let mut removals = Removals::default();
    let text = shortcodes::expand(item.text_of("content:encoded"), &mut removals);
    let text = paragraphs::mark(&text) + &footnotes(item);
    let name = name(item);
    let part = tr!("entry \"{name}\"", name = diagnostic::shorten(&name));
    let diagnostics = removals.diagnostics();
    Post { metadata, text, name, part, line: Some(item.line), diagnostics, ..Post::default() }
}

/// The moment of publication: by the clock of the blog, which is as far from universal time as its two dates are.
fn publish(item: &Element, metadata: &mut Metadata) {
    let moment = |key: &str| item.text_of(key).parse::<DateTime>().ok().filter(|at| at.year() > 0);
    let (here, there) = (moment("wp:post_date"), moment("wp:post_date_gmt"));
    let offset = here.zip(there).and_then(|(here, there)| {
        let apart = here.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second()
            - there.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
        Offset::from_seconds(i32::try_from(apart).ok()?).ok()
    });
    let zoned = here.zip(offset).and_then(|(here, offset)| here.to_zoned(TimeZone::fixed(offset)).ok());
    match (zoned, here) {
        (Some(at), _) => metadata.publish_at(crate::issue::date::local(at)),
        (None, Some(_)) => _ = metadata.publish(item.text_of("wp:post_date")),
        (None, None) => _ = metadata.publish(item.text_of("pubDate")),
    }
}

/// A footnote of the block editor, which keeps them beside the text.
#[derive(Deserialize)]
struct Footnote {
    content: String,
    id: String,
}

/// The footnotes of a post as HTML.
fn footnotes(item: &Element) -> String {
    let of_key = |meta: &&Element| meta.text_of("wp:meta_key") == "footnotes";
    let Some(meta) = item.all("wp:postmeta").find(of_key) else { return String::new() };
    let notes: Vec<Footnote> = serde_json::from_str(meta.text_of("wp:meta_value")).unwrap_or_default();
    let list: String = notes.iter().map(|n| format!("<li id=\"{}\">{}</li>\n", n.id, n.content)).collect();
    if list.is_empty() { list } else { format!("\n<ol class=\"wp-block-footnotes\">\n{list}</ol>\n") }
}
