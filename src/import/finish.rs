//! From a draft to an issue that is ready to be written: structure recovered, links tidied, front matter written, a name
//! found; and numbers for issues that have none.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_italian::Tables;
use altavoce_podcast::address;

use super::diagnostic::{Diagnostic, Removals};
use super::front_matter::{self, Metadata};
use super::structure::{self, Draft, RecoveryContext};
use super::{Import, ImportedIssue, Options, block, links};
use crate::issue::{Issue, slug};
use crate::script;

/// The file names that are taken, and the next number behind each name that was wanted again.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl FileNames {
    /// `022.md` by the number, else the slug, with a letter behind it should two be alike.
    fn of(&mut self, number: Option<u32>, slug: &str) -> String {
        let mut name = number.map_or_else(|| format!("{slug}.md"), |n| format!("{n:03}.md"));
        if self.taken.contains(&name) {
            let second = number.map_or_else(|| format!("{slug}-2"), |n| format!("{n:03}-{slug}"));
            name = format!("{second}.md");
            let next = self.next.entry(second.clone()).or_insert(2);
            while self.taken.contains(&name) {
                name = format!("{second}-{next}.md");
                *next += 1;
            }
        }
        self.taken.insert(name.clone());
        name
    }
}

/// A draft as an issue: structure recovered, links tidied, front matter written, and the whole read by our own parser.
///
/// # Errors
/// The author's: nothing is left of it, or its own front matter cannot be read.
pub fn finish(
    path: &Path,
    part: Option<String>,
    stem: &str,
    mut draft: Draft,
    context: &RecoveryContext,
    options: &Options,
    names: &mut FileNames,
) -> Result<ImportedIssue> {
    draft.metadata.author = draft.metadata.author.take().or_else(|| options.author.clone());
    structure::recover(&mut draft, context);
    if let Some(day) = options.date {
        (draft.metadata.date, draft.metadata.published_at) = (Some(day), None);
    }
    draft.metadata.number = options.number.or(draft.metadata.number);
    let link = draft.metadata.link.as_deref().map(links::without_tracking);
    draft.metadata.link = link.and_then(|link| address::canonical(&link));

    let mut removals = Removals::default();
    let mut click_trackers = 0;
    let body = body(&draft.metadata, &block::join(&draft.blocks));
    let body = links::tidy(&body, &mut removals, &mut click_trackers);
    // Titles of posts begin with digits that are no number of theirs; names of files are names of issues.
    let file = if part.is_some() { format!("{}.md", slug::of(&[])) } else { format!("{stem}.md") };
    let empty = || Error::author(tr!("nothing is left of it but buttons and small print")).in_file(path);
    // A title alone is no issue; a file of its own is still told by its parsing.
    if part.is_some() && draft.blocks.is_empty() {
        return Err(empty());
    }
    let parsed = |text: &str| Issue::parse(Path::new(&file), text.as_bytes());
    let first =
        parsed(&format!("{}{body}", draft.metadata.to_front_matter())).map_err(|e| match draft.metadata.front {
            Some(_) => e.in_file(path),
            None => empty().caused_by(e),
        })?;
    if draft.metadata.front.is_none() {
        draft.metadata.number = draft.metadata.number.or(first.meta.number);
        draft.metadata.date = draft.metadata.date.or(first.meta.date);
    }
    let markdown = format!("{}{body}", draft.metadata.to_front_matter());
    let issue = parsed(&markdown)?;
    let script = script::write(&issue, &script::ScriptSettings::default(), Tables::builtin());
    let slug = slug::of(&[draft.metadata.slug.as_deref().unwrap_or(""), &issue.meta.title, stem]);

    let mut diagnostics = draft.diagnostics;
    diagnostics.extend(removals.diagnostics());
    diagnostics.extend(links::through_click_trackers(click_trackers));
    if issue.shown.untitled {
        diagnostics.push(Diagnostic::doubt(None, tr!("no title found; add `title:` to the front matter")));
    }
    if issue.meta.date.is_none() {
        let named = draft.blocks.iter().find_map(|b| front_matter::mentioned(&b.plain).map(|day| (b.line, day)));
        let told = named.as_ref().map_or(String::new(), |(_, day)| tr!(" (the text speaks of {day})"));
        let what = tr!("no date of publication found{told}; give --date, or add `date:` to the front matter");
        diagnostics.push(Diagnostic::doubt(named.and_then(|(line, _)| line), what));
    }
    diagnostics.extend(issue.warnings.iter().map(|w| Diagnostic::doubt(None, w.what.clone())));
    diagnostics.sort_by_key(|r| (r.line.is_none(), r.line));
    Ok(ImportedIssue {
        part,
        name: names.of(issue.meta.number, &slug),
        title: issue.meta.title.clone(),
        number: issue.meta.number,
        date: issue.meta.date,
        published_at: issue.meta.published_at,
        chapters: script.chapters.into_iter().map(|c| c.title).collect(),
        markdown,
        diagnostics,
        metadata: draft.metadata,
        body,
    })
}

/// The text with its title and subtitle above it.
fn body(metadata: &Metadata, text: &str) -> String {
    let line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = metadata.title.as_ref().map_or(String::new(), |t| format!("# {}\n\n", line(t)));
    let subtitle = metadata.subtitle.as_ref().map_or(String::new(), |s| {
        let s = line(s);
        let escaped = |sign: char| s.replace(&format!("\\{sign}"), "").contains(sign);
        if escaped('*') || escaped('_') { format!("{s}\n\n") } else { format!("*{s}*\n\n") }
    });
    format!("{title}{subtitle}{text}")
}

/// Gives the issues that have no number one, in the order of their days and hours: from `from` on, without those that
/// others have. One without a day stays without, and is told.
pub fn number_by_date(imports: &mut [Import], from: u32) {
    let issues = imports.iter_mut().flat_map(|import| &mut import.issues);
    let (numbered, mut bare): (Vec<_>, Vec<_>) = issues.partition(|issue| issue.number.is_some());
    let taken: BTreeSet<u32> = numbered.iter().filter_map(|issue| issue.number).collect();
    bare.sort_by_key(|issue| (issue.date, issue.published_at.as_ref().map(|at| at.timestamp())));
    let mut free = (from..).filter(|n| !taken.contains(n));
    for issue in bare {
        let Some(day) = issue.date else {
            issue.diagnostics.push(Diagnostic::doubt(None, tr!("it has no day, so it gets no number by its date")));
            continue;
        };
        let Some(number) = free.next() else { break };
        let moment = issue.published_at.as_ref().map_or(day.to_string(), |at| at.strftime("%F %R").to_string());
        let why = tr!("its place among the issues by day and hour");
        issue.diagnostics.push(Diagnostic::guess(None, &tr!("number {number} from"), &moment, why));
        issue.number = Some(number);
        issue.metadata.number = Some(number);
        issue.markdown = format!("{}{}", issue.metadata.to_front_matter(), issue.body);
        issue.name = format!("{number:03}.md");
    }
}
