//! Once everything is out: what subscribers get of it.

use std::collections::HashMap;

use altavoce_base::error::Result;
use altavoce_base::tr;

use super::Run;
use crate::placeholder;
use crate::publish::public::{self, SentFeed, SentFile};
use crate::publish::transfer::Verify;
use crate::publish::{PublishStep, PublishSummary};
use crate::rss::{Document, ParseMode};

impl Run<'_> {
    /// Fetches what is public, unless that is not wanted or nobody is meant to get it.
    pub(super) fn look(&mut self, mut published: PublishSummary) -> Result<PublishSummary> {
        let request = self.request;
        if !request.look || request.dry_run || placeholder::address(self.base.as_str()).is_some() {
            return Ok(published);
        }
        // GitHub shows a push in a minute or two.
        if self.place.starts_with("github-pages:") && (published.feed || published.bytes > 0) {
            published.notes.push(
                tr!("GitHub serves this in a minute or two; `altavoce publish` then looks at it as a subscriber")
                    .into(),
            );
            return Ok(published);
        }
        let thorough = request.verify == Verify::Full;
        let files = self.enclosures(thorough);
        (self.tell)(PublishStep::Public(1 + files.len()));
        let feed = SentFeed {
            url: published.url.clone(),
            content: &self.local.feed,
            before: self.before.as_deref().filter(|before| *before != self.local.feed),
            base: &self.base,
        };
        let inventory = &mut self.inventory;
        let saw = |file: &SentFile| inventory.saw(&file.path, &file.blake3);
        published.public = Some(public::look(&feed, &files, request.environment, thorough, self.stop, saw)?);
        Ok(published)
    }

    /// The enclosures that nobody has looked at yet as they now are; `all` of them when asked to. As the feed has them.
    fn enclosures(&self, all: bool) -> Vec<SentFile> {
        let files: HashMap<&str, _> = self.local.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let document = Document::read(&self.local.feed, ParseMode::Lenient);
        let items = document.channel().into_iter().flat_map(|channel| channel.items()).zip(&self.local.names.items);
        let sent = items.filter_map(|(item, named)| {
            let (enclosure, file) = (item.enclosure()?, files.get(named.audio.as_deref()?)?);
            Some(SentFile {
                url: enclosure.url()?.to_string(),
                media_type: enclosure.media_type().unwrap_or_default().to_string(),
                path: file.path.clone(),
                source: file.source.clone(),
                bytes: file.bytes,
                blake3: file.blake3.clone(),
            })
        });
        sent.filter(|file| all || !self.inventory.has_seen(&file.path, &file.blake3)).collect()
    }
}
