//! One play of a track into every file of an episode.

use std::path::{Path, PathBuf};

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::Track;
use super::markers::{Marker, check_end, check_markers};
use super::mp3::Mp3File;
use super::opus::OpusFile;
use super::tags::Tags;
use super::wav::WavFile;

/// Where the files of an episode go; folders that exist.
#[derive(Debug, Clone)]
pub struct EpisodeFiles<'a> {
    /// The whole, with markers.
    pub wav: &'a Path,
    /// A file a chapter, as many as [`Tags::chapters`].
    pub chapters: &'a [PathBuf],
    /// The whole, with tags.
    pub mp3: &'a Path,
    /// The whole in Opus, if wanted.
    pub opus: Option<&'a Path>,
}

/// Plays `track`, levelled already, once into all `files`. Gives its number of samples.
///
/// # Errors
/// The track's and the files'; a bug when the chapters of `tags` do not fit the files or the sound.
pub fn write_episode(track: &dyn Track, files: &EpisodeFiles, tags: &Tags) -> Result<u64> {
    check_markers(&tags.chapters)?;
    if files.chapters.len() != tags.chapters.len() {
        let what =
            tr!("{files} files for {chapters} chapters", files = files.chapters.len(), chapters = tags.chapters.len());
        return Err(Error::bug(what));
    }
    let mut wav = WavFile::create(files.wav)?;
    let mut mp3 = Mp3File::create(files.mp3, tags)?;
    let mut opus = files.opus.map(|path| OpusFile::create(path, tags)).transpose()?;
    let disclosure = tags.disclosure.as_ref();
    let mut chapters = ChapterFiles { rest: tags.chapters.iter().zip(files.chapters), open: None, at: 0, disclosure };
    track.play(&mut |block| {
        // These first: their threads work while this one writes.
        mp3.write(block)?;
        opus.as_mut().map_or(Ok(()), |opus| opus.write(block))?;
        wav.write(block)?;
        chapters.write(block)
    })?;
    check_end(&tags.chapters, chapters.at)?;
    chapters.finish()?;
    wav.finish(&tags.chapters, disclosure)?;
    opus.map(OpusFile::finish).transpose()?;
    mp3.finish()
}

/// The chapters' files, one open at a time.
struct ChapterFiles<'a, I: Iterator<Item = (&'a Marker, &'a PathBuf)>> {
    rest: I,
    /// The open file and the sample before which it ends.
    open: Option<(WavFile, u64)>,
    at: u64,
    /// What is told of the voice in each.
    disclosure: Option<&'a Disclosure>,
}

impl<'a, I: Iterator<Item = (&'a Marker, &'a PathBuf)>> ChapterFiles<'a, I> {
    fn write(&mut self, mut block: &[f32]) -> Result<()> {
        while !block.is_empty() {
            if self.open.is_none() {
                self.open = match self.rest.next() {
                    Some((marker, path)) => Some((WavFile::create(path)?, marker.end)),
                    None => None,
                };
            }
            let Some((file, end)) = &mut self.open else {
                // No chapters, or sound behind the last of them: `check_end` tells which at the end.
                self.at += block.len() as u64;
                return Ok(());
            };
            let room = usize::try_from(*end - self.at).unwrap_or(usize::MAX);
            let (now, later) = block.split_at(room.min(block.len()));
            file.write(now)?;
            self.at += now.len() as u64;
            block = later;
            if self.at == *end {
                self.finish()?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        match self.open.take() {
            Some((file, _)) => file.finish(&[], self.disclosure).map(drop),
            None => Ok(()),
        }
    }
}
