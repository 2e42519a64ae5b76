//! What the files of an output folder hold: BLAKE3 of each, compared with what a manifest says. A file is read once, and
//! again when its length or one of its times is another; `.hashes.json` in the output folder remembers. It is a memory
//! only: without it everything is read anew.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use crate::manifest::{FileMade, hash_file};
use crate::parallel;

/// The name of the memory. It begins with a dot, so it is never published.
pub const FILE: &str = ".hashes.json";

/// A file that was changed so shortly ago may be changed again without another time.
const YOUNG: Duration = Duration::from_secs(2);

/// What a file held when it was read, good as long as the rest stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// When its name, owner, length or content last changed, which no program can set; 0 where the system does not tell.
    changed: u64,
    blake3: String,
}

/// The memory of an output folder.
#[derive(Debug)]
pub struct ContentMemory {
    output: PathBuf,
    known: BTreeMap<String, Known>,
    has_news: bool,
}

/// How a file is not what its manifest says.
#[derive(Debug)]
pub enum Damage {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It has so many bytes.
    Length(u64),
    /// It is as long as it should be, and has another content.
    Content,
}

impl ContentMemory {
    /// Reads the memory of `output`; one that is damaged is forgotten.
    pub fn read(output: &Path) -> ContentMemory {
        let known = fs::read(output.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        ContentMemory { output: output.to_path_buf(), known: known.unwrap_or_default(), has_news: false }
    }

    /// A memory in which nothing is: everything is read.
    pub fn none(output: &Path) -> ContentMemory {
        ContentMemory { output: output.to_path_buf(), known: BTreeMap::new(), has_news: false }
    }

    /// Length and BLAKE3 of the file at `name` below the output folder.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(&mut self, name: &str) -> io::Result<(u64, String)> {
        let (bytes, blake3, fresh) = self.look(name)?;
        self.learn(name, fresh);
        Ok((bytes, blake3))
    }

    /// What is wrong with files of manifests, each with the folder of its episode: looked at on all cores, told by their
    /// place in `files`.
    pub fn damages(&mut self, files: &[(&str, &FileMade)]) -> Vec<(usize, Damage)> {
        let looked = parallel::map(files, |(folder, file)| {
            let name = format!("{folder}/{}", file.name);
            let length = fs::metadata(self.output.join(&name)).map_err(Damage::Unreadable)?.len();
            if length != file.bytes {
                return Err(Damage::Length(length));
            }
            let (_, blake3, fresh) = self.look(&name).map_err(Damage::Unreadable)?;
            Ok((blake3 == file.blake3, name, fresh))
        });
        let mut damages = Vec::new();
        for (n, found) in looked.into_iter().enumerate() {
            match found {
                Ok((is_same, name, fresh)) => {
                    self.learn(&name, fresh);
                    if !is_same {
                        damages.push((n, Damage::Content));
                    }
                }
                Err(damage) => damages.push((n, damage)),
            }
        }
        damages
    }

    /// As [`ContentMemory::damages`], as an error.
    ///
    /// # Errors
    /// The operator's: the first that is not what its manifest says.
    pub fn check(&mut self, files: &[(&str, &FileMade)]) -> Result<()> {
        let Some((n, damage)) = self.damages(files).into_iter().next() else { return Ok(()) };
        let (folder, file) = files[n];
        Err(damage.error(&self.output.join(folder).join(&file.name), file))
    }

    /// Writes what was learnt. As it is a memory only, a folder that cannot be written does no harm.
    pub fn keep(&mut self) {
        if std::mem::take(&mut self.has_news) {
            let here = std::mem::take(&mut self.known);
            self.known = here.into_iter().filter(|(name, _)| self.output.join(name).exists()).collect();
            if let Ok(text) = serde_json::to_vec(&self.known) {
                let _ = files::write_again(&self.output.join(FILE), &text);
            }
        }
    }

    /// What a file holds, and what is to be learnt of it.
    fn look(&self, name: &str) -> io::Result<(u64, String, Option<Known>)> {
        let path = self.output.join(name);
        let now = SystemTime::now();
        let metadata = fs::metadata(&path)?;
        let (bytes, modified, changed) = (metadata.len(), since_1970(metadata.modified().ok()), changed(&metadata));
        if let Some(known) = self.known.get(name)
            && (known.bytes, known.modified, known.changed) == (bytes, modified, changed)
        {
            return Ok((bytes, known.blake3.clone(), None));
        }
        let (bytes, blake3) = hash_file(&path)?;
        let latest = UNIX_EPOCH + Duration::from_nanos(modified.max(changed));
        let is_old = now.duration_since(latest).is_ok_and(|age| age > YOUNG) && modified != 0;
        let fresh = is_old.then(|| Known { bytes, modified, changed, blake3: blake3.clone() });
        Ok((bytes, blake3, fresh))
    }

    fn learn(&mut self, name: &str, fresh: Option<Known>) {
        if let Some(known) = fresh {
            self.known.insert(name.to_string(), known);
            self.has_news = true;
        }
    }
}

impl Damage {
    /// A sentence about the file at `path`, with what to do.
    pub fn error(self, path: &Path, file: &FileMade) -> Error {
        let what = match &self {
            Damage::Unreadable(e) => tr!("the episode's file cannot be read: {e}"),
            Damage::Length(bytes) => {
                tr!("the file has {bytes} bytes but its manifest says {bytes2}", bytes2 = file.bytes)
            }
            Damage::Content => {
                tr!("the file is damaged: it is as long as its manifest says, but not the same").to_string()
            }
        };
        let error = Error::operator(what).in_file(path).fix(tr!("make the episode again"));
        match self {
            Damage::Unreadable(e) => error.caused_by(e),
            _ => error,
        }
    }
}

fn since_1970(time: Option<SystemTime>) -> u64 {
    time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |time| time.as_nanos() as u64)
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    u64::try_from(nanoseconds).unwrap_or(0)
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use std::fs::{File, FileTimes};

    use super::*;

    fn made(content: &[u8]) -> FileMade {
        let blake3 = blake3::hash(content).to_hex().to_string();
        FileMade { name: "episode.mp3".into(), mime: "audio/mpeg".into(), bytes: content.len() as u64, blake3 }
    }

    #[test]
    fn length_and_content_are_told_apart_and_a_file_that_is_gone() {
        let output = tempfile::tempdir().unwrap();
        fs::create_dir(output.path().join("001")).unwrap();
        let path = output.path().join("001/episode.mp3");
        let said = |content: &[u8]| {
            fs::write(&path, content).unwrap();
            let checked = ContentMemory::read(output.path()).check(&[("001", &made(b"abc"))]);
            checked.map_or_else(|e| e.to_string(), |()| "well".into())
        };
        assert_eq!(said(b"abc"), "well");
        assert!(said(b"ab").ends_with("the file has 2 bytes but its manifest says 3; make the episode again"));
        let damaged = said(b"ab\0");
        let expected = "episode.mp3: the file is damaged: it is as long as its manifest says, but not the same; make";
        assert!(damaged.contains(expected), "{damaged}");
        fs::remove_file(&path).unwrap();
        let gone = ContentMemory::read(output.path()).check(&[("001", &made(b"abc"))]).unwrap_err().to_string();
        assert!(gone.contains("the episode's file cannot be read: "), "{gone}");
    }

    #[test]
    fn a_file_is_read_again_when_it_is_another() {
        let output = tempfile::tempdir().unwrap();
        let path = output.path().join("f");
        fs::write(&path, "abc").unwrap();
        let hash = |content: &[u8]| blake3::hash(content).to_hex().to_string();
        let two_days_ago = FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(2 * 86_400));
        File::options().write(true).open(&path).unwrap().set_times(two_days_ago).unwrap();
        let mut memory = ContentMemory::read(output.path());
        assert_eq!(memory.of("f").unwrap(), (3, hash(b"abc")));
        // What was changed a moment ago is not remembered: it may be changed again within one tick of the clock.
        if cfg!(unix) {
            assert!(memory.known.is_empty());
        }
        // As it would be remembered two days later.
        let metadata = fs::metadata(&path).unwrap();
        let (modified, changed) = (since_1970(metadata.modified().ok()), super::changed(&metadata));
        let known = Known { bytes: 3, modified, changed, blake3: "remembered".into() };
        memory.learn("f", Some(known.clone()));
        memory.learn("gone", Some(known));
        memory.keep();
        let mut memory = ContentMemory::read(output.path());
        assert_eq!(memory.of("f").unwrap().1, "remembered");
        assert_eq!(memory.known.keys().collect::<Vec<_>>(), ["f"]);
        // Of the same length and with the time of before: only what no program can set tells it.
        let before = FileTimes::new().set_modified(metadata.modified().unwrap());
        let damage = || {
            fs::write(&path, "abd").unwrap();
            File::options().write(true).open(&path).unwrap().set_times(before).unwrap();
            super::changed(&fs::metadata(&path).unwrap())
        };
        if cfg!(unix) {
            // until the system's clock has ticked
            while damage() == changed {}
            assert_eq!(memory.of("f").unwrap().1, hash(b"abd"));
        }
        fs::write(&path, "abcd").unwrap();
        assert_eq!(memory.of("f").unwrap(), (4, hash(b"abcd")));
        fs::write(output.path().join(FILE), "{").unwrap();
        assert!(ContentMemory::read(output.path()).known.is_empty());
        assert!(ContentMemory::none(output.path()).of("nothing").is_err());
    }
}
