//! Passage audio, kept by a hash of all that changes it: one changed sentence costs one sentence.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;

use crate::voice::{Delivery, SPEAK_VERSION, Speech};

/// What names a passage's audio: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

/// Entries that no run has used for this long are removed.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

impl Key {
    /// The key of what `voice` (its fingerprint) says at `speed`, delivered so: its phonemes, or its text for engines that
    /// read text.
    pub fn new(voice: &str, speed: f32, said: &str, delivery: &Delivery) -> Key {
        let mut hash = blake3::Hasher::new();
        let delivery = delivery.bytes();
        let (version, speed) = (SPEAK_VERSION.to_le_bytes(), speed.to_le_bytes());
        for part in [&version[..], voice.as_bytes(), &speed, said.as_bytes(), &delivery] {
            // Each part with its length, so that no two lists of parts run together into the same bytes.
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Key(hash.finalize().to_hex().to_string())
    }

    /// The key that 64 hexadecimal digits name, as [`Key::as_str`] gives them; `None` for anything else.
    ///
    /// ```
    /// use altavoce_speech::cache::Key;
    /// let digits = "0123456789abcdef".repeat(4);
    /// assert_eq!(Key::named(&digits).unwrap().as_str(), digits);
    /// assert!(Key::named("../../etc/passwd").is_none());
    /// ```
    pub fn named(digits: &str) -> Option<Key> {
        let is_key =
            digits.len() == 2 * blake3::OUT_LEN && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_key.then(|| Key(digits.to_string()))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folder of passage audio, each passage a file written whole or not at all, so that runs may share it: the BLAKE3
/// sum of what follows, the number of ends and the ends as u32, then mono f32 samples, all little-endian. What changes
/// here must raise [`SPEAK_VERSION`], so that no entry is read by rules it was not written by. What is wrong with a passage, if
/// anything is, stands in a text file beside it.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in `folder`, made if missing.
    ///
    /// # Errors
    /// The operator's: the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Cache> {
        files::make_folder(folder)?;
        Ok(Cache { folder: folder.to_path_buf() })
    }

    /// The number of samples stored under `key`; `None` when there is none.
    pub fn length(&self, key: &Key) -> Option<usize> {
        let mut file = File::open(self.path(key)).ok()?;
        let bytes = usize::try_from(file.metadata().ok()?.len()).ok()?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let ends = count_in(&head)?.checked_mul(4)?;
        bytes.checked_sub(HEAD)?.checked_sub(ends).filter(|samples| *samples > 0).map(|samples| samples / 4)
    }

    /// The speech stored under `key`; `None` when there is none or it is damaged.
    pub fn load(&self, key: &Key) -> Option<Speech> {
        let bytes = fs::read(self.path(key)).ok()?;
        let (ends, samples) = parts(&bytes)?;
        let samples = samples.iter().map(|s| f32::from_le_bytes(*s)).collect();
        Some(Speech { samples, ends: ends.iter().map(|end| u32::from_le_bytes(*end) as usize).collect() })
    }

    /// Stores speech under `key`.
    ///
    /// # Errors
    /// The operator's: full disk, unwritable folder.
    pub fn store(&self, key: &Key, speech: &Speech) -> Result<()> {
        let Speech { samples, ends } = speech;
        let mut bytes = vec![0; blake3::OUT_LEN];
        // an utterance has some hundred ends, and they lie in the minute that it lasts
        bytes.extend((ends.len() as u32).to_le_bytes());
        bytes.extend(ends.iter().flat_map(|end| (*end as u32).to_le_bytes()));
        bytes.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
        let sum = blake3::hash(&bytes[blake3::OUT_LEN..]);
        bytes[..blake3::OUT_LEN].copy_from_slice(sum.as_bytes());
        files::write_whole(&self.path(key), &bytes)
    }

    /// Notes what is wrong with the speech that is stored under `key`, or that nothing is: before it is stored, so that no entry
    /// is without its fault.
    ///
    /// # Errors
    /// As [`Cache::store`].
    pub fn note_fault(&self, key: &Key, fault: Option<&str>) -> Result<()> {
        let path = self.fault_path(key);
        match (fault, fs::remove_file(&path)) {
            (Some(fault), _) => files::write_whole(&path, fault.as_bytes()),
            (None, Err(e)) if e.kind() != ErrorKind::NotFound => Err(Error::io(tr!("remove"), &path, e)),
            (None, _) => Ok(()),
        }
    }

    /// What is wrong with the speech stored under `key`, in a few words; `None` when nothing is.
    pub fn fault(&self, key: &Key) -> Option<String> {
        fs::read_to_string(self.fault_path(key)).ok()
    }

    /// Notes that an entry was used, so that [`Cache::prune`] keeps it.
    pub fn touch(&self, key: &Key) {
        for path in [self.path(key), self.fault_path(key)] {
            // Best effort: a read-only cache still serves, it only looks older than it is.
            if let Ok(file) = File::options().append(true).open(path) {
                let _ = file.set_modified(SystemTime::now());
            }
        }
    }

    /// Removes an entry that is of no use.
    pub fn forget(&self, key: &Key) {
        for path in [self.path(key), self.fault_path(key)] {
            // Best effort: what cannot be removed is written over.
            let _ = fs::remove_file(path);
        }
    }

    /// Removes what no run has used for three months, and temporary files of runs that were killed.
    pub fn prune(&self) {
        let old = |entry: &fs::DirEntry, age: Duration| {
            let modified = entry.metadata().and_then(|m| m.modified());
            modified.ok().and_then(|m| m.elapsed().ok()).is_some_and(|a| a > age)
        };
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let temporary = entry.file_name().to_string_lossy().starts_with(".altavoce-");
                if old(&entry, if temporary { Duration::from_secs(3600) } else { KEPT }) {
                    // Another run may have removed it first.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.0[..2]).join(&key.0)
    }

    fn fault_path(&self, key: &Key) -> PathBuf {
        self.path(key).with_extension("fault")
    }
}

/// What an entry begins with: its sum and the number of its ends.
const HEAD: usize = blake3::OUT_LEN + 4;

fn count_in(head: &[u8]) -> Option<usize> {
    let count = head.get(blake3::OUT_LEN..HEAD)?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*count)).ok()
}

/// Numbers of four bytes each, as they are stored.
type Stored<'a> = &'a [[u8; 4]];

/// The ends and the samples of an entry that is whole.
fn parts(bytes: &[u8]) -> Option<(Stored<'_>, Stored<'_>)> {
    let (sum, kept) = bytes.split_first_chunk::<{ blake3::OUT_LEN }>()?;
    if blake3::hash(kept) != *sum {
        return None;
    }
    let (values, rest) = bytes.get(HEAD..)?.as_chunks::<4>();
    let (ends, samples) = values.split_at_checked(count_in(bytes)?)?;
    (rest.is_empty() && !samples.is_empty()).then_some((ends, samples))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::delivery::Place;

    #[test]
    fn gives_back_what_it_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = Key::new("voice", 1.0, "ciao", &Delivery::default());
        assert_eq!(cache.load(&key), None);
        assert_eq!(cache.length(&key), None);
        for ends in [vec![], vec![0, 1, 70_000]] {
            let speech = Speech { samples: vec![0.25, -1.5, 0.0], ends };
            cache.store(&key, &speech).unwrap();
            assert_eq!(cache.length(&key), Some(3));
            assert_eq!(cache.load(&key), Some(speech));
        }
    }

    #[test]
    fn a_damaged_entry_is_no_entry() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = Key::new("voice", 1.0, "ciao", &Delivery::default());
        cache.store(&key, &Speech { samples: vec![0.5; 1000], ends: vec![400, 1000] }).unwrap();
        let path = cache.path(&key);
        let whole = fs::read(&path).unwrap();
        for length in [0, 3, 20, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(cache.load(&key), None, "cut to {length} bytes");
        }
        for at in [5, 32, 37, 100] {
            let mut turned = whole.clone();
            turned[at] ^= 1;
            fs::write(&path, &turned).unwrap();
            assert_eq!(cache.load(&key), None, "a bit of byte {at} turned");
        }
    }

    #[test]
    fn a_fault_stays_beside_its_entry_until_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = Key::new("voice", 1.0, "ciao", &Delivery::default());
        for fault in [None, Some("the sound is silent"), Some("the sound is 11 dB too soft"), None] {
            cache.note_fault(&key, fault).unwrap();
            cache.store(&key, &vec![0.5].into()).unwrap();
            assert_eq!(cache.fault(&key).as_deref(), fault);
        }
        cache.note_fault(&key, Some("the sound is silent")).unwrap();
        cache.forget(&key);
        assert_eq!((cache.fault(&key), cache.length(&key)), (None, None));
    }

    #[test]
    fn every_input_changes_the_key() {
        let neutral = Delivery::default();
        let keys = [
            Key::new("a", 1.0, "b", &neutral),
            Key::new("ab", 1.0, "", &neutral),
            Key::new("a", 1.0, "c", &neutral),
            Key::new("b", 1.0, "b", &neutral),
            Key::new("a", 0.9, "b", &neutral),
            Key::new("a", 1.0, "b", &Delivery { liveliness: 1.0, ..neutral }),
            Key::new("a", 1.0, "b", &Delivery { liveliness: 1.0, place: Place::Last, ..neutral }),
            Key::new("a", 1.0, "b", &Delivery { liveliness: 1.0, variation: 1, ..neutral }),
        ];
        let unique: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len());
    }

    #[test]
    fn prune_keeps_what_was_used() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = |said: &str| Key::new("v", 1.0, said, &Delivery::default());
        let (used, old) = (key("used"), key("old"));
        for key in [&used, &old] {
            cache.note_fault(key, Some("too soft")).unwrap();
            cache.store(key, &vec![0.1].into()).unwrap();
            for path in [cache.path(key), cache.fault_path(key)] {
                let file = File::options().append(true).open(path).unwrap();
                file.set_modified(SystemTime::now() - KEPT * 2).unwrap();
            }
        }
        cache.touch(&used);
        cache.prune();
        assert_eq!((cache.length(&used), cache.length(&old)), (Some(1), None));
        assert_eq!((cache.fault(&used).as_deref(), cache.fault(&old)), (Some("too soft"), None));
    }
}
