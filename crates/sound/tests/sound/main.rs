//! The sound stage against outsiders: ffmpeg's meter, ffprobe, mutagen, and ideal tones.

mod codecs;
mod disclosure;
mod files;
mod levelling;
mod mastering;
mod outsiders;
mod resampling;
mod signals;
