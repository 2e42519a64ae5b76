//! Which sentence of a page is heard when: a SMIL document a chapter (EPUB 3.3, 9).

use altavoce_base::error::Result;
use altavoce_podcast::manifest::{ChapterMade, Manifest};
use altavoce_podcast::rss::Writer;

use super::{AUDIO, page, sentence};

/// The sound of a chapter.
#[derive(Debug)]
pub struct Overlay {
    /// The number of the chapter, from 0.
    pub chapter: usize,
    /// Its file.
    pub name: String,
    /// Where each sentence begins, and where the last one ends, in milliseconds.
    marks: Vec<u64>,
}

/// That of each chapter that says anything.
pub fn all(manifest: &Manifest) -> Vec<Overlay> {
    let chapters = manifest.chapters.iter().enumerate();
    let overlay = |(chapter, made): (usize, &ChapterMade)| {
        let said = manifest.passages.iter().filter(|passage| passage.chapter == chapter);
        // What is heard before the first sentence belongs to it.
        let starts = std::iter::once(made.start).chain(said.clone().skip(1).map(|passage| passage.start));
        let marks = starts.chain([made.end]).map(milliseconds).collect();
        let name = format!("chapter-{:03}.smil", chapter + 1);
        said.clone().next().map(|_| Overlay { chapter, name, marks })
    };
    chapters.filter_map(overlay).collect()
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

/// A SMIL clock value.
pub fn clock_value(milliseconds: u64) -> String {
    format!("{}.{:03}s", milliseconds / 1000, milliseconds % 1000)
}

impl Overlay {
    /// Its length, in milliseconds.
    pub fn length(&self) -> u64 {
        let ends = self.marks.first().zip(self.marks.last());
        ends.map_or(0, |(start, end)| end.saturating_sub(*start))
    }

    /// The document.
    pub fn write(&self) -> Result<Vec<u8>> {
        let mut xml = Writer::new()?;
        let page = page(self.chapter);
        let root = [("xmlns", "http://www.w3.org/ns/SMIL"), ("version", "3.0")];
        xml.inside("smil", &root, |x| {
            x.inside("body", &[], |x| {
                self.marks.windows(2).enumerate().try_for_each(|(n, clip)| {
                    let (begin, end) = (clock_value(clip[0]), clock_value(clip[1]));
                    x.inside("par", &[("id", &format!("p{}", n + 1))], |x| {
                        x.empty("text", &[("src", &format!("{page}#{}", sentence(n)))])?;
                        x.empty("audio", &[("src", AUDIO), ("clipBegin", &begin), ("clipEnd", &end)])
                    })
                })
            })
        })?;
        Ok(xml.finish())
    }
}
