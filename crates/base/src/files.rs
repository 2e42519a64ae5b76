//! Writing so that a reader sees the old file or the new one, never half of one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Kind, Result};
use crate::tr;

/// Makes `folder` and what leads to it.
///
/// # Errors
/// An operator's error that names the folder: unwritable, or a file stands in its place.
pub fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| cannot(tr!("make the folder"), folder, e))
}

/// Writes `path` whole or not at all: a temporary sibling, synced, then renamed. Where a symbolic link stands, what it
/// leads to is replaced and the link stays; a file that was there keeps its permissions.
///
/// # Errors
/// An operator's error that names `path` (full disk, unwritable folder, links in a circle); the old file, if any, is then
/// untouched.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let path = &behind_links(path)?;
    let mut file = temporary_beside(path)?;
    file.write_all(content).map_err(|e| cannot("write", path, e))?;
    put_in_place(file, path)
}

/// Reads `path`, lets `change` make a new content of the old one (`None` where there is no file yet), and writes that as
/// [`write_whole`] does. Whoever else changes a file of the same folder so waits until it is done, in other processes too.
///
/// # Errors
/// What `change` says, and nothing is written; an operator's error that names `path`: it cannot be read, locked or written.
pub fn change(path: &Path, change: impl FnOnce(Option<Vec<u8>>) -> Result<Vec<u8>>) -> Result<()> {
    let path = &behind_links(path)?;
    make_folder(folder_of(path))?;
    let _alone = Lock::of_folder(folder_of(path), ".altavoce.lock")?;
    let old = match fs::read(path) {
        Ok(content) => Some(content),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) => return Err(Error::io(tr!("read"), path, e)),
    };
    write_whole(path, &change(old)?)
}

/// Keeps what is done in a folder to one at a time for as long as it lives, across processes.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] File); // held, never read: closing it unlocks

impl Lock {
    /// Waits until nobody holds the lock of a folder, then takes it. `name` is that of the file which stands for it where
    /// a folder cannot be locked itself.
    ///
    /// # Errors
    /// The operator's: the folder cannot be locked.
    pub fn of_folder(folder: &Path, name: &str) -> Result<Lock> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // A file that is replaced by renaming cannot carry a lock: it would be one on a file that is no longer there. Unix
        // can lock the folder itself and leaves nothing behind; elsewhere a file must stand for it.
        let opened = if cfg!(unix) { File::open(folder) } else { lock_file(&folder.join(name)) };
        let locked = opened.and_then(|file| file.lock().map(|()| file));
        locked.map(Lock).map_err(|e| Error::io(tr!("lock"), folder, e))
    }
}

/// More links in a row than this lead in a circle, as far as Linux goes.
const MOST_LINKS: usize = 40;

/// The path that is meant by `path`: where symbolic links stand, what the last one leads to, which need not be there.
fn behind_links(path: &Path) -> Result<PathBuf> {
    let mut at = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&at) {
            Ok(to) => at = folder_of(&at).join(to),
            Err(_) => return Ok(at),
        }
    }
    let circle = Error::operator(tr!("the symbolic links lead in a circle")).in_file(path);
    Err(circle.fix(tr!("replace them by a file")))
}

/// The folder in which `path` lies.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// As [`write_whole`], but not synced: for many small files that the next run makes again if a power failure took them.
///
/// # Errors
/// As [`write_whole`].
pub fn write_again(path: &Path, content: &[u8]) -> Result<()> {
    let mut file = temporary_beside(path)?;
    file.write_all(content).map_err(|e| cannot("write", path, e))?;
    give_name(file, path)
}

/// A temporary file in the folder of `path`, made if missing; it vanishes unless [`put_in_place`].
///
/// # Errors
/// As [`make_folder`].
pub fn temporary_beside(path: &Path) -> Result<NamedTempFile> {
    let folder = folder_of(path);
    make_folder(folder)?;
    NamedTempFile::with_prefix_in(".altavoce-", folder).map_err(|e| cannot("write", path, e))
}

/// Syncs a temporary file and gives it its final name in one step, with the permissions of the file that was there, else
/// of an ordinary new one.
///
/// # Errors
/// As [`write_whole`].
pub fn put_in_place(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all().map_err(|e| cannot("write", path, e))?;
    give_name(file, path)
}

fn give_name(file: NamedTempFile, path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // tempfile makes files that only their owner reads; what we publish is for a web server too.
        let readable = || fs::Permissions::from_mode(0o644);
        let permissions = fs::metadata(path).map_or_else(|_| readable(), |old| old.permissions());
        file.as_file().set_permissions(permissions).map_err(|e| cannot("write", path, e))?;
    }
    file.persist(path).map(|_: File| ()).map_err(|e| cannot("write", path, e.error))
}

/// Opens the file that stands for a lock, made if missing; nobody reads it. Windows locks no file that may only be
/// appended to.
///
/// # Errors
/// The system's own.
pub fn lock_file(path: &Path) -> std::io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

/// Whoever asked for it, it is the machine that cannot write.
fn cannot(doing: &str, path: &Path, error: std::io::Error) -> Error {
    Error::io(doing, path, error).by(Kind::Operator)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("real")).unwrap();
        fs::write(at("real/state"), "old").unwrap();
        fs::set_permissions(at("real/state"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink("real/state", at("relative")).unwrap();
        symlink(at("relative"), at("twice")).unwrap();
        symlink("real/new", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        for (link, content) in [("relative", "1"), ("twice", "2")] {
            write_whole(&at(link), content.as_bytes()).unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink(), "{link}");
            assert_eq!(fs::read_to_string(at("real/state")).unwrap(), content);
            assert_eq!(mode(&at("real/state")), 0o600);
        }
        write_whole(&at("dangling"), b"3").unwrap();
        assert_eq!(fs::read_to_string(at("real/new")).unwrap(), "3");
        assert!(fs::symlink_metadata(at("dangling")).unwrap().is_symlink());
        let said = write_whole(&at("circle"), b"4").unwrap_err().to_string();
        assert!(said.ends_with("circle: the symbolic links lead in a circle; replace them by a file"), "{said}");
        write_whole(&at("plain"), b"5").unwrap();
        assert_eq!(mode(&at("plain")), 0o644);
        let left = fs::read_dir(folder.path()).unwrap().chain(fs::read_dir(at("real")).unwrap());
        assert!(left.flatten().all(|e| !e.file_name().to_string_lossy().starts_with(".altavoce")));
    }

    #[test]
    fn changes_of_many_are_all_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("count");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        change(&path, |old| Ok([old.unwrap_or_default(), b"x".to_vec()].concat())).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read(&path).unwrap().len(), 160);
        let refused = change(&path, |_| Err(Error::author("no"))).unwrap_err();
        assert_eq!((refused.to_string().as_str(), fs::read(&path).unwrap().len()), ("no", 160));
    }
}
