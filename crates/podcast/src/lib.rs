#![doc = include_str!("../README.md")]

pub mod address;
pub mod blocks;
pub mod channel;
pub mod content;
pub mod feed;
pub mod hold;
pub mod html;
pub mod library;
pub mod limits;
pub mod lint;
pub mod manifest;
pub mod media_type;
pub mod names;
mod parallel;
pub mod placeholder;
pub mod private;
pub mod publish;
pub mod rss;
pub mod serve;
pub mod site;
