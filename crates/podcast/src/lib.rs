//! Finished episodes to the world: the feed, the pages, what directories and apps would refuse, publishing, and a server for
//! this machine. All of it is read from the episodes' manifests; it knows no Markdown, no Italian and no voice.

pub mod channel;
pub mod feed;
pub mod html;
pub mod lint;
pub mod manifest;
pub mod names;
pub mod publish;
pub mod serve;
pub mod site;
