//! What is left to do once the feed is out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use altavoce_base::tr;

use super::Run;
use crate::names;
use crate::publish::plan::{self, FileClass};
use crate::publish::remote::Remote;
use crate::publish::remote_file::RemoteFile;
use crate::publish::{PublishSummary, naming, websub};

/// In seconds.
const HOUR: i64 = 3600;

impl Run<'_> {
    /// Removes what is left over: of our own unfinished business what is old, and everything when asked to.
    pub(super) async fn clean(
        &mut self,
        remote: &Arc<Remote>,
        listing: &BTreeMap<String, RemoteFile>,
        beside: &BTreeMap<String, String>,
        warnings: &mut Vec<String>,
    ) -> Vec<String> {
        let now = jiff::Timestamp::now();
        let mut removed = Vec::new();
        for path in plan::leftovers(listing, &self.needed(beside)) {
            let age = listing[&path].modified.map_or(0, |then| now.as_second() - then.as_second());
            // Whoever fetched the feed in between may still be loading by a second name.
            let old = (naming::is_part(&path) && age > HOUR) || (naming::is_beside(&path) && age > 24 * HOUR);
            if !(self.request.prune || old) || self.stop.load(Ordering::Relaxed) {
                continue;
            }
            match remote.delete(&path).await {
                Ok(()) => {
                    self.inventory.forget(&path);
                    removed.push(path);
                }
                Err(e) => warnings.push(e.to_string()),
            }
        }
        removed
    }

    /// Tells the hub of the feed that is out, unless it was told of just that one, perhaps by an earlier run.
    pub(super) fn ping(&mut self, published: &mut PublishSummary) {
        let hub = self.request.show.feed.hub.trim();
        if !hub.is_empty() && !self.inventory.hub_knows(&self.local.feed) {
            let told = websub::ping(hub, &published.url);
            published.hub = Some(told.is_ok());
            match told {
                Ok(()) => self.inventory.hub_told(&self.local.feed),
                Err(warning) => published.warnings.push(warning),
            }
        }
    }

    /// A feed that links pages wants them there.
    pub(super) fn look_for_pages(&self, published: &mut PublishSummary) {
        let pages = format!("{}/{}/", self.base.as_str(), names::SITE);
        let linked = String::from_utf8_lossy(&self.local.feed).contains(&pages);
        if linked && !self.local.files.iter().any(|f| f.class == FileClass::Page) {
            published.warnings.push(tr!("the feed links pages, and there are none in the output folder").into());
        }
    }
}
