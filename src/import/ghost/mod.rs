//! What Ghost exports: JSON with the tables of its database, of which an issue is a post that is out.

mod editors;
mod fields;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::{tr, trn};
use serde::Deserialize;

use self::fields::{is_set, text};
use super::diagnostic::{self, Diagnostic};
use super::front_matter::Metadata;
use super::post::{self, Export, Post, Status};
use super::vocabulary::{VOCABULARY, is_one_of};
use super::{Options, html};

/// An export, as it has been since Ghost 1 or as its API gives it.
#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Whole { db: Vec<Database> },
    Bare(Database),
}

#[derive(Deserialize)]
struct Database {
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    posts: Vec<Row>,
    tags: Vec<Named>,
    users: Vec<Named>,
    posts_tags: Vec<Pair>,
    posts_authors: Vec<Pair>,
}

/// A post.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    #[serde(deserialize_with = "text")]
    id: String,
    #[serde(deserialize_with = "text")]
    title: String,
    #[serde(deserialize_with = "text")]
    slug: String,
    #[serde(deserialize_with = "text")]
    html: String,
    #[serde(deserialize_with = "text")]
    lexical: String,
    #[serde(deserialize_with = "text")]
    mobiledoc: String,
    #[serde(deserialize_with = "text", rename = "type")]
    kind: String,
    /// What `type` was before Ghost 3.
    #[serde(deserialize_with = "is_set")]
    page: bool,
    #[serde(deserialize_with = "text")]
    status: String,
    #[serde(deserialize_with = "text")]
    visibility: String,
    #[serde(deserialize_with = "text")]
    published_at: String,
    #[serde(deserialize_with = "text")]
    custom_excerpt: String,
    #[serde(deserialize_with = "text")]
    feature_image: String,
    #[serde(deserialize_with = "text")]
    author_id: String,
    /// Where it is read, if its author says so, or as the API gives it.
    #[serde(deserialize_with = "text")]
    canonical_url: String,
    #[serde(deserialize_with = "text")]
    url: String,
}

/// A tag or an author.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(deserialize_with = "text")]
    id: String,
    #[serde(deserialize_with = "text")]
    name: String,
}

/// Which tag or author a post has.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Pair {
    #[serde(deserialize_with = "text")]
    post_id: String,
    #[serde(deserialize_with = "text", alias = "author_id")]
    tag_id: String,
    sort_order: u32,
}

/// Where a member's part of a post begins.
const WALL: &str = "<!--members-only-->";

/// Whether a text is such an export.
pub fn is_one(text: &str) -> bool {
    serde_json::from_str::<File>(text).is_ok()
}

/// The published posts of an export, oldest first, with `drafts` also those that are not; what is left out is told.
///
/// # Errors
/// The author's: JSON that is broken or another's, no post to import.
pub fn read(path: &Path, text: &str, options: &Options) -> Result<Export> {
    let file: File = serde_json::from_str(text).map_err(|e| {
        let what = tr!("this is JSON with the keys of a Ghost export, but there are no posts in `db[0].data.posts`");
        Error::author(what).in_file(path).fix(tr!("download the export again")).caused_by(e)
    })?;
    let data = match file {
        File::Whole { db } => db.into_iter().next().map(|database| database.data).unwrap_or_default(),
        File::Bare(database) => database.data,
    };
    let (tags, authors) = (names(data.posts_tags, &data.tags), names(data.posts_authors, &data.users));
    let users: HashMap<&str, &str> = data.users.iter().map(|u| (u.id.as_str(), u.name.as_str())).collect();
    let mut export = Export::default();
    let mut pages: Vec<&str> = Vec::new();
    for row in &data.posts {
        if row.page || !matches!(row.kind.as_str(), "" | "post") {
            pages.push(&row.title);
            continue;
        }
        let skip = |why: &str| Diagnostic::removed(None, &row.title, why);
        match Status::of(&row.status) {
            Some(Status::Published) => (),
            Some(Status::Draft) if options.drafts => (),
            Some(Status::Draft) => {
                export
                    .diagnostics
                    .push(skip(&tr!("not published ({status}); --drafts imports it", status = row.status)));
                continue;
            }
            _ => {
                export
                    .diagnostics
                    .push(skip(&tr!("its status is `{status}`, which we do not know", status = row.status)));
                continue;
            }
        }
        let mut post = read_post(row, options);
        post.metadata.tags = tags.get(&row.id).cloned().unwrap_or_default();
        // What begins with a # is for the theme alone.
        post.metadata.tags.retain(|tag| !tag.starts_with('#'));
        let named = authors.get(&row.id).map(|names| names.join(", "));
        post.metadata.author = named.or_else(|| users.get(row.author_id.as_str()).map(|name| name.to_string()));
        export.posts.push(post);
    }
    if let Some(first) = pages.first() {
        let more = if pages.len() > 1 { ", …" } else { "" };
        let what =
            tr!("{count} x page, no post: \"{first}\"{more}", count = pages.len(), first = diagnostic::shorten(first));
        export.diagnostics.push(Diagnostic::left_out(None, what));
    }
    export.require_posts(path)?;
    if export.posts.iter().all(|post| post.metadata.link.is_none()) {
        export.diagnostics.push(post::no_site());
    }
    export.oldest_first();
    Ok(export)
}

/// The names that each post has, in their order.
fn names(mut pairs: Vec<Pair>, named: &[Named]) -> HashMap<String, Vec<String>> {
    let of: BTreeMap<&str, &str> = named.iter().map(|n| (n.id.as_str(), n.name.as_str())).collect();
    pairs.sort_by_key(|pair| pair.sort_order);
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for Pair { post_id, tag_id, .. } in pairs {
        if let Some(name) = of.get(tag_id.as_str()).filter(|name| !name.is_empty()) {
            found.entry(post_id).or_default().push(name.to_string());
        }
    }
    found
}

fn read_post(row: &Row, options: &Options) -> Post {
    let said = |text: &String| Some(text.trim().to_string()).filter(|t| !t.is_empty());
    let mut metadata = Metadata {
        title: said(&row.title),
        description: said(&row.custom_excerpt),
        slug: said(&row.slug),
        picture: said(&row.feature_image).filter(|p| p.starts_with("http")),
        draft: Status::of(&row.status) == Some(Status::Draft),
        ..Metadata::default()
    };
    let known = said(&row.canonical_url).or(said(&row.url)).filter(|link| link.starts_with("http"));
    let below = || Some(post::page(options.site.as_ref()?, &format!("{}/", metadata.slug.as_ref()?)));
    metadata.link = known.or_else(below).filter(|_| !metadata.draft);
    metadata.publish(&row.published_at);
    let mut diagnostics = Vec::new();
    let text =
        said(&row.html).or_else(|| editors::lexical(&row.lexical)).or_else(|| editors::mobiledoc(&row.mobiledoc));
    // Ghost writes its own address so.
    let mut text = text.unwrap_or_default().replace("__GHOST_URL__", "");
    let for_members = is_one_of(&row.visibility, &VOCABULARY.exports.for_members);
    match text.find(WALL).filter(|_| for_members) {
        Some(wall) if !options.paid => {
            let words = html::words(&text[wall..]).split_whitespace().count();
            let what = trn!(
                words,
                "1 word behind the paywall ({visibility}); --paid imports it",
                "{words} words behind the paywall ({visibility}); --paid imports them",
                visibility = row.visibility
            );
            diagnostics.push(Diagnostic::left_out(None, what));
            text.truncate(wall);
        }
        _ if for_members => {
            let what = tr!(
                "it was for members only (`{visibility}`); a podcast is for everybody",
                visibility = row.visibility
            );
            diagnostics.push(Diagnostic::doubt(None, what));
        }
        _ => (),
    }
    let name = row.title.trim().to_string();
    let part = tr!("post \"{name}\"", name = diagnostic::shorten(&name));
    Post { metadata, text, name, part, diagnostics, ..Post::default() }
}
