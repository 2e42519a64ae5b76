//! What search engines read: schema.org in JSON-LD. The template writes it with `tojson`, which leaves no `<` in it.

use altavoce_base::disclosure::TRAINED_ALGORITHMIC_MEDIA;
use serde_json::{Map, Value, json};

use crate::names;
use crate::site::SiteContext;
use crate::site::text::{iso_length, plain};

/// How schema.org calls the way in which something came to be.
const SOURCE_TYPE: &str = "digitalSourceType";

/// The show, as a `PodcastSeries`.
pub fn series(site: &SiteContext) -> Value {
    let (show, base) = (site.settings.show, &site.settings.base);
    object([
        ("@context", json!("https://schema.org")),
        ("@type", json!("PodcastSeries")),
        ("name", json!(plain(&show.title))),
        ("description", text(&show.told_description())),
        ("inLanguage", json!(show.language)),
        ("url", json!(base.of(&[names::SITE, ""]))),
        ("webFeed", json!(base.of(&[names::FEED]))),
        (SOURCE_TYPE, json!(TRAINED_ALGORITHMIC_MEDIA)),
        ("author", person(&show.author)),
        ("image", image(site)),
    ])
}

/// An episode, as a `PodcastEpisode` of the show. `chapters` are title, start and end in seconds; `media` type and bytes, `image` the
/// address of its picture.
pub fn episode(
    site: &SiteContext,
    at: usize,
    description: &str,
    author: Option<&str>,
    chapters: &[(String, f64, f64)],
    media: Option<(&str, u64)>,
    image: Option<&str>,
) -> Value {
    let (show, base, entry) = (site.settings.show, &site.settings.base, &site.catalog[at]);
    let url = base.of(&[names::SITE, &entry.folder, ""]);
    let audio = object([
        ("@type", json!("AudioObject")),
        ("contentUrl", json!(base.of(&[&entry.folder, names::AUDIO]))),
        ("encodingFormat", media.map_or(Value::Null, |(mime, _)| json!(mime))),
        ("contentSize", media.map_or(Value::Null, |(_, bytes)| json!(bytes.to_string()))),
        ("duration", json!(iso_length(entry.duration))),
        (SOURCE_TYPE, json!(TRAINED_ALGORITHMIC_MEDIA)),
    ]);
    let clip = |(title, start, end): &(String, f64, f64)| {
        json!({
            "@type": "Clip", "name": title, "startOffset": *start as u64, "endOffset": *end as u64,
            "url": format!("{url}#t={}", *start as u64),
        })
    };
    let series = object([
        ("@type", json!("PodcastSeries")),
        ("name", json!(plain(&show.title))),
        ("url", json!(base.of(&[names::SITE, ""]))),
        ("webFeed", json!(base.of(&[names::FEED]))),
    ]);
    object([
        ("@context", json!("https://schema.org")),
        ("@type", json!("PodcastEpisode")),
        ("name", json!(entry.title)),
        ("url", json!(url)),
        ("description", text(description)),
        ("inLanguage", json!(show.language)),
        ("episodeNumber", json!(entry.number)),
        ("datePublished", json!(entry.date)),
        ("duration", json!(iso_length(entry.duration))),
        (SOURCE_TYPE, json!(TRAINED_ALGORITHMIC_MEDIA)),
        ("author", person(author.unwrap_or(&show.author))),
        ("image", json!(image)),
        ("associatedMedia", audio),
        ("hasPart", Value::Array(chapters.iter().map(clip).collect())),
        ("partOfSeries", series),
    ])
}

fn image(site: &SiteContext) -> Value {
    site.settings.artwork.as_ref().map_or(Value::Null, |a| json!(site.settings.base.of(&[&a.name])))
}

fn person(name: &str) -> Value {
    match text(name) {
        Value::Null => Value::Null,
        name => json!({ "@type": "Person", "name": name }),
    }
}

fn text(words: &str) -> Value {
    Some(plain(words)).filter(|w| !w.is_empty()).map_or(Value::Null, Value::String)
}

/// What is not known is left out.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let known = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(known.map(|(key, value)| (key.to_string(), value)).collect::<Map<_, _>>())
}
