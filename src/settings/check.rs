//! What no type of the settings can say: fields in braces, rows of tables, secrets; each fault with its line.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_italian::Tables;
use altavoce_podcast::channel::SiteLink;
use altavoce_podcast::channel::publish;

/// The line of a value under `[feed]`, or of its key.
pub(super) fn line_in_feed(text: &str, key: &str, value: &str) -> u32 {
    let bare = |l: &str| l.trim_start().trim_start_matches('[').to_string();
    let from =
        |line: usize, fits: &dyn Fn(&str) -> bool| text.lines().skip(line).position(fits).map_or(line, |n| line + n);
    let head = from(0, &|l| bare(l).starts_with("feed"));
    let named = from(head, &|l| bare(l).trim_start_matches("feed.").starts_with(key));
    let quoted = [format!("\"{value}\""), format!("'{value}'")];
    1 + from(named, &|l| quoted.iter().any(|q| l.contains(q))) as u32
}

/// The line, from 1, of a key of a table.
pub(super) fn line_in(text: &str, table: &str, key: &str) -> u32 {
    let lines = || text.lines().map(str::trim_start);
    let head = lines().position(|l| l.starts_with(&format!("[{table}]"))).unwrap_or(0);
    let below = lines().skip(head).position(|l| l.starts_with(key)).unwrap_or(0);
    (1 + head + below) as u32
}

/// A secret in `[publish]` is refused before anything could print it.
pub(super) fn check_no_secret(path: &Path, text: &str) -> Result<()> {
    let table = toml::from_str::<toml::Table>(text).ok();
    let publish = table.as_ref().and_then(|t| t.get("publish")).and_then(|p| p.as_table());
    for key in publish.into_iter().flat_map(|p| p.keys()) {
        if let Some(variable) = publish::secret_key(key) {
            let e = Error::author(format!("`{key}`: a secret has no place in this file, which others may read"));
            let fix = format!("remove the line and set {variable} in the environment");
            return Err(e.at(path, line_in(text, "publish", key)).fix(fix));
        }
    }
    Ok(())
}

/// Every row fits its table.
pub(super) fn check_rows(path: &Path, text: &str, table: &str, rows: &[Vec<String>]) -> Result<()> {
    let mut tables = Tables::default();
    let mut from = 1 + text.lines().position(|l| l.trim_start().starts_with(table)).unwrap_or(0) as u32;
    for row in rows {
        let Err(fault) = tables.add_row(table, row) else { continue };
        // the row's own line, if its first cell is to be found behind the key
        let quoted = row.first().map_or(String::new(), |cell| format!("{cell:?}"));
        let below = text.lines().skip(from as usize - 1).position(|l| l.contains(&quoted));
        from += below.unwrap_or(0) as u32;
        let e = Error::author(format!("[italian] {table}: {fault}")).at(path, from);
        return Err(e.fix("docs/italian.md shows the columns of each table"));
    }
    Ok(())
}

/// Every brace of `sentence` is closed and names one of `known`.
pub(super) fn check_fields(path: &Path, text: &str, sentence: &str, known: &[&str]) -> Result<()> {
    let line = 1 + text.lines().position(|l| l.contains(sentence)).unwrap_or(0) as u32;
    if sentence.matches('{').count() != sentence.matches('}').count() {
        let what = format!("a brace in «{sentence}» stands alone");
        return Err(Error::author(what).at(path, line).fix("write a field as `{title}`"));
    }
    match fields(sentence).find(|f| !known.contains(f)) {
        None => Ok(()),
        Some(field) => {
            let known: Vec<String> = known.iter().map(|k| k.to_string()).collect();
            let what = format!("unknown field `{{{field}}}`");
            Err(Error::author(what).at(path, line).fix(toml_file::suggestion(field, &known)))
        }
    }
}

/// What stands in braces in a sentence.
pub(super) fn fields(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|(field, _)| field)
}

/// A link of `[site]` has a name, and an address that a browser opens and that runs nothing.
pub(super) fn check_link(path: &Path, text: &str, link: &SiteLink) -> Result<()> {
    let line = 1 + text.lines().position(|l| l.contains(&link.url)).unwrap_or(0) as u32;
    let wrong = |what: String, fix: &str| Err(Error::author(what).at(path, line).fix(fix));
    let host = ["https://", "http://"].iter().find_map(|scheme| link.url.trim().strip_prefix(scheme));
    let open = |c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '<' || c == '>';
    if link.name.trim().is_empty() {
        return wrong(format!("[site] the link to `{}` has no name", link.url), "say what stands on its button");
    }
    match host {
        Some(host) if !host.starts_with(['/', '?', '#']) && !host.is_empty() && !host.contains(open) => Ok(()),
        _ => wrong(
            format!("[site] the link `{}` leads to `{}`, which is no web address", link.name, link.url),
            "write it like \"https://example.org/podcast\"",
        ),
    }
}
