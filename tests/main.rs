//! The program's tests, one program for all of them: what takes the time is to link what they test. `README.md` says what
//! each file holds.

mod abbreviations;
mod architecture;
mod cli;
mod common;
mod detection;
mod episode;
mod feed;
mod formats;
mod heteronyms;
mod import;
mod issue;
mod lexicon;
mod lint;
mod listen;
mod music;
mod new;
mod numbers;
mod phonemes;
mod preview;
mod processes;
mod publish;
mod recognition;
mod release;
mod scripts;
mod serve;
mod settings;
mod show;
mod site;
mod site_browser;
mod stage;
mod voice_engines;
mod voice_install;
mod voice_reference;
mod voice_sources;
mod words;
