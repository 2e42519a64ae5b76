//! The pages: what is in them, read by another's HTML parser, and what is done to their files.

mod content;
mod files;
