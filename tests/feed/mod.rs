//! The feed, read by others: feedparser, podcastparser, podcast-partytime, feedsmith, xmllint and Python's expat.

mod artwork;
mod fields;
mod histories;
mod hostile;
mod moves;
mod private;
mod readers;
mod refusals;
mod stage;
mod table;
mod unfit;
mod whole;
