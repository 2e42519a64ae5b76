//! The sound stage against outsiders: ffmpeg's meter, ffprobe, mutagen.

mod codecs;
mod disclosure;
mod files;
mod levelling;
mod mastering;
mod outsiders;
mod signals;
