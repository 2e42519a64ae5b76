//! Where an episode is put together: a folder of its own beside the finished ones, moved into place when whole.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use tempfile::TempDir;

const PREFIX: &str = ".altavoce-";
const LOCK: &str = ".lock";

/// A temporary folder inside the output folder. Dropped without [`Workspace::publish`], it vanishes.
#[derive(Debug)]
pub struct Workspace {
    output: PathBuf,
    /// Held as long as the run lives, so that another run can tell a folder in use from one that was left behind. Closed before
    /// the folder goes: Windows removes no folder in which a file is open.
    lock: File,
    folder: TempDir,
}

impl Workspace {
    /// Makes one in `output`, after removing what killed runs left there.
    ///
    /// # Errors
    /// The operator's: the output folder cannot be made or written.
    pub fn open(output: &Path) -> Result<Workspace> {
        files::make_folder(output)?;
        sweep(output);
        let cannot = |e| Error::io(tr!("write in the output folder"), output, e);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(output).map_err(cannot)?;
        let lock = File::create(folder.path().join(LOCK)).map_err(cannot)?;
        lock.lock().map_err(cannot)?;
        Ok(Workspace { output: output.to_path_buf(), lock, folder })
    }

    /// The folder to write in.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Moves the folder to `output/name`, in place of an older one, which is only removed behind it. Runs that publish
    /// at the same time wait for each other.
    ///
    /// # Errors
    /// The operator's; the older folder is then still, or again, in its place.
    pub fn publish(self, name: &str) -> Result<PathBuf> {
        let target = self.output.join(name);
        let cannot = |e| Error::io(tr!("move the finished episode to"), &target, e);
        let gate = gate(&self.output)?;
        open_to_readers(self.folder.path()).map_err(cannot)?;
        // The lock file stays out of the finished folder. Windows moves no folder in which a file is open; the gate keeps
        // other runs from sweeping this one meanwhile.
        drop(self.lock);
        fs::remove_file(self.folder.path().join(LOCK)).map_err(cannot)?;
        let old = self.output.join(format!("{PREFIX}old-{name}"));
        if target.symlink_metadata().is_ok() {
            if old.exists() {
                fs::remove_dir_all(&old).map_err(cannot)?;
            }
            fs::rename(&target, &old).map_err(cannot)?;
        }
        if let Err(e) = fs::rename(self.folder.path(), &target) {
            let _ = fs::rename(&old, &target); // the older episode goes back where it was, if there was one
            return Err(cannot(e));
        }
        let _ = self.folder.keep(); // moved away: nothing is left to remove
        let _ = fs::remove_dir_all(&old); // if this fails, the next run sweeps it
        drop(gate);
        Ok(target)
    }
}

/// The lock under which finished folders change places.
fn gate(output: &Path) -> Result<File> {
    let path = output.join(".altavoce.lock");
    let cannot = |e| Error::io(tr!("write"), &path, e);
    let file = files::lock_file(&path).map_err(cannot)?;
    file.lock().map_err(cannot)?;
    Ok(file)
}

/// Lets everyone read the folder: tempfile makes it for its owner only, and a web server will want it.
fn open_to_readers(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Removes the folders of killed runs, and puts back an episode whose replacement was killed between its two steps.
fn sweep(output: &Path) {
    // Best effort throughout: whatever cannot be swept now will be next time, and harms nobody.
    let Ok(_gate) = gate(output) else { return };
    for entry in fs::read_dir(output).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if let Some(episode) = name.strip_prefix(&format!("{PREFIX}old-")) {
            let target = output.join(episode);
            let _ = if target.exists() { fs::remove_dir_all(&path) } else { fs::rename(&path, &target) };
        } else if name.starts_with(PREFIX) && path.is_dir() && abandoned(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Whether no run holds the folder's lock. A folder too young to have one yet is not abandoned.
fn abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => {
            let age = fs::metadata(folder).and_then(|m| m.modified()).ok().and_then(|m| m.elapsed().ok());
            age.is_some_and(|a| a > Duration::from_secs(60))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(output: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(output)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|n| n != ".altavoce.lock")
            .collect();
        names.sort();
        names
    }

    #[test]
    fn appears_whole_or_not_at_all() {
        let output = tempfile::tempdir().unwrap();
        let first = Workspace::open(output.path()).unwrap();
        fs::write(first.path().join("a"), "1").unwrap();
        let dropped = Workspace::open(output.path()).unwrap();
        fs::write(dropped.path().join("a"), "never").unwrap();
        drop(dropped);
        first.publish("001-uno").unwrap();
        assert_eq!(names(output.path()), ["001-uno"]);
        let second = Workspace::open(output.path()).unwrap();
        fs::write(second.path().join("b"), "2").unwrap();
        second.publish("001-uno").unwrap();
        assert_eq!(names(output.path()), ["001-uno"]);
        assert_eq!(names(&output.path().join("001-uno")), ["b"]);
    }

    #[test]
    fn sweeps_what_a_killed_run_left_but_not_a_living_one() {
        let output = tempfile::tempdir().unwrap();
        let living = Workspace::open(output.path()).unwrap();
        let killed = output.path().join(".altavoce-killed");
        fs::create_dir(&killed).unwrap();
        fs::write(killed.join(LOCK), "").unwrap();
        // Killed between the two renames: the old episode waits to be put back.
        fs::create_dir(output.path().join(".altavoce-old-007-sette")).unwrap();
        let other = Workspace::open(output.path()).unwrap();
        assert!(living.path().exists() && other.path().exists());
        assert!(!killed.exists());
        assert!(output.path().join("007-sette").exists());
    }
}
