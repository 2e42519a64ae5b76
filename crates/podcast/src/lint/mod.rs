//! What podcast directories refuse and podcast apps misread, looked for in a show before its listeners find it: in the
//! settings, the artwork, the feed as it was written (by whomever), and every file that it names.
//!
//! Each rule is a small function with an id that does not change; [`rules`] lists them all. The feed is read as XML,
//! and nothing that our own writer promises is taken for granted.

use std::path::{Path, PathBuf};

use altavoce_base::error::Result;
use altavoce_base::locale::text;
use altavoce_base::mark;
use serde::Serialize;

mod artwork;
mod audio;
mod channel;
mod chapters;
mod chapters_json;
mod context;
mod dates;
mod disclosure;
mod enclosure;
mod episode;
mod feed;
mod item;
mod mp3;
mod placeholder;
mod show;
mod transcript;
mod vtt;
mod wav;

use context::Context;
pub use context::Scope;
pub use disclosure::UNDISCLOSED;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A directory refuses it, or an app plays, shows or counts it wrong.
    Error,
    /// It works, but not everywhere or not well.
    Warning,
    /// Nothing to mend, but good to know before publishing.
    Note,
}

impl Severity {
    /// As programs are told it; people are shown it in their language.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => mark!("error"),
            Severity::Warning => mark!("warning"),
            Severity::Note => mark!("note"),
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, where there is one.
    pub line: Option<u32>,
    /// What is wrong.
    pub what: String,
    /// What to do about it: an imperative, no full stop.
    pub fix: String,
    /// Who asks for it.
    pub source: &'static str,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: {}; {} [{}]", text(self.severity.name()), self.what, self.fix, self.rule)
    }
}

/// Something that is asked of a show.
pub struct Rule {
    /// Its name, for good.
    pub id: &'static str,
    /// How much a breach matters, unless the rule says otherwise of a single finding.
    pub severity: Severity,
    /// Who asks for it.
    pub source: &'static str,
    /// What is asked.
    pub asks: &'static str,
    check: fn(&Context, &mut Log),
}

/// What was found in a show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LintReport {
    /// By file and line, the graver first where two stand on one line.
    pub findings: Vec<Finding>,
    /// How many episodes the feed has.
    pub items: usize,
    /// How many episodes the output folder has.
    pub episodes: usize,
}

impl LintReport {
    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq)]
struct Location {
    file: PathBuf,
    line: Option<u32>,
}

impl Location {
    fn file(path: &Path) -> Location {
        Location { file: path.to_path_buf(), line: None }
    }

    fn line(path: &Path, line: u32) -> Location {
        Location { file: path.to_path_buf(), line: Some(line) }
    }
}

/// Takes down what one rule finds.
struct Log<'a> {
    rule: &'a Rule,
    findings: &'a mut Vec<Finding>,
}

impl Log<'_> {
    /// A finding as grave as the rule says.
    fn add(&mut self, location: Location, what: impl Into<String>, fix: impl Into<String>) {
        self.add_as(self.rule.severity, location, what, fix);
    }

    /// A finding as grave as `severity` says.
    fn add_as(&mut self, severity: Severity, location: Location, what: impl Into<String>, fix: impl Into<String>) {
        let Rule { id, source, .. } = *self.rule;
        let Location { file, line } = location;
        self.findings.push(Finding { rule: id, severity, file, line, what: what.into(), fix: fix.into(), source });
    }
}

/// Apple's requirements for podcasts, the strictest of the large directories'.
const APPLE: &str = mark!("Apple Podcasts requirements");
/// What Spotify asks or does.
const SPOTIFY: &str = "Spotify";
/// RSS 2.0.
const RSS: &str = "RSS 2.0";
/// The podcast namespace.
const PODCASTING: &str = "Podcasting 2.0";
/// XML 1.0 and its namespaces.
const XML: &str = "XML 1.0";
/// What common players read.
const PLAYERS: &str = mark!("common players");
/// WebVTT.
const WEBVTT: &str = "WebVTT";
/// The European Union's regulation on artificial intelligence.
const AI_ACT: &str = mark!("EU AI Act, art. 50");
/// What this program promises of its own files.
const OURS: &str = "altavoce";

/// Every rule, by what it looks at.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        show::RULES,
        placeholder::RULES,
        artwork::RULES,
        feed::RULES,
        channel::RULES,
        item::RULES,
        dates::RULES,
        enclosure::RULES,
        audio::RULES,
        chapters::RULES,
        transcript::RULES,
        episode::RULES,
        disclosure::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Looks a show through. What is missing or broken becomes a finding, so that one run tells all.
///
/// # Errors
/// The operator's: the output folder is there but cannot be listed.
pub fn lint(scope: &Scope) -> Result<LintReport> {
    let context = Context::gather(scope)?;
    let mut findings = Vec::new();
    for rule in rules() {
        (rule.check)(&context, &mut Log { rule, findings: &mut findings });
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.line, f.severity, f.rule);
        let order = |f: &Finding| context.order(&f.file);
        (order(a), &a.file, key(a)).cmp(&(order(b), &b.file, key(b)))
    });
    findings.dedup();
    Ok(LintReport { findings, items: context.items().count(), episodes: context.episodes.len() })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_a_source() {
        let mut seen = HashSet::new();
        let wrong: Vec<_> = rules()
            .filter(|r| {
                let plain = r.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                !plain || !seen.insert(r.id) || r.source.is_empty() || r.asks.is_empty() || r.asks.ends_with('.')
            })
            .map(|r| r.id)
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
