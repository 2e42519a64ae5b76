//! The user's system: how a program that we need is installed on it.

use std::fs;
use std::sync::OnceLock;

use crate::tr;

/// What others make and we need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Package {
    /// espeak-ng, which turns words into phonemes.
    Espeak,
    /// ffmpeg, which makes the M4A.
    Ffmpeg,
    /// An Italian voice for the speech service of Linux; other systems have theirs in their settings.
    ServiceVoice,
    /// The headers for `altavoce listen`; only Linux asks for them.
    ServiceHeaders,
    /// The certificates of the web; other systems than Linux bring them along.
    Certificates,
}

/// A program that installs others, by what names them to it. Its commands are in [`PACKAGES`], in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manager {
    Winget,
    Brew,
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

/// How each manager is told to install.
const COMMANDS: [&str; 6] = [
    "winget install",
    "brew install",
    "sudo apt-get install",
    "sudo dnf install",
    "sudo pacman -S",
    "sudo zypper install",
];

/// What each manager calls a package, in the order of [`COMMANDS`]; nothing where the system has no use for it.
const PACKAGES: [(Package, [&str; 6]); 5] = [
    (Package::Espeak, ["eSpeak-NG.eSpeak-NG", "espeak-ng", "espeak-ng", "espeak-ng", "espeak-ng", "espeak-ng"]),
    (Package::Ffmpeg, ["Gyan.FFmpeg", "ffmpeg", "ffmpeg", "ffmpeg-free", "ffmpeg", "ffmpeg"]),
    (
        Package::ServiceVoice,
        [
            "",
            "",
            "speech-dispatcher-espeak-ng",
            "speech-dispatcher-espeak-ng",
            "speech-dispatcher espeak-ng",
            "speech-dispatcher-module-espeak",
        ],
    ),
    (
        Package::ServiceHeaders,
        [
            "",
            "",
            "libspeechd-dev libclang-dev",
            "speech-dispatcher-devel clang-devel",
            "speech-dispatcher clang",
            "libspeechd-devel clang-devel",
        ],
    ),
    (Package::Certificates, ["", "", "ca-certificates", "ca-certificates", "ca-certificates", "ca-certificates"]),
];

/// The families of Linux, by the words of `ID` and `ID_LIKE` in `/etc/os-release`, and what installs programs there.
const FAMILIES: [(&str, Manager); 8] = [
    ("debian", Manager::Apt),
    ("ubuntu", Manager::Apt),
    ("fedora", Manager::Dnf),
    ("rhel", Manager::Dnf),
    ("centos", Manager::Dnf),
    ("arch", Manager::Pacman),
    ("suse", Manager::Zypper),
    ("opensuse", Manager::Zypper),
];

/// The command that installs `package` on this machine; none where it has no use for it, or where nobody knows what
/// installs programs there.
pub fn install_command(package: Package) -> Option<String> {
    static HERE: OnceLock<Option<Manager>> = OnceLock::new();
    let manager = HERE.get_or_init(|| match std::env::consts::OS {
        "windows" => Some(Manager::Winget),
        "macos" => Some(Manager::Brew),
        _ => of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
    });
    manager.and_then(|manager| command(manager, package))
}

/// What to do about a missing `package`, which people call `name`: `install it: brew install ffmpeg`.
///
/// ```
/// use altavoce_base::system::{Package, install_advice};
/// let advice = install_advice(Package::Ffmpeg, "ffmpeg");
/// assert!(advice.starts_with("install it"), "{advice}");
/// ```
pub fn install_advice(package: Package, name: &str) -> String {
    match install_command(package) {
        // Windows tells a terminal of new programs only when it is opened.
        Some(command) if cfg!(windows) => tr!("install it: {command}, then open a new terminal"),
        Some(command) => tr!("install it: {command}"),
        None => tr!("install it: its package is usually called {name}"),
    }
}

fn command(manager: Manager, package: Package) -> Option<String> {
    let (_, names) = PACKAGES.iter().find(|(p, _)| *p == package)?;
    let name = names[manager as usize];
    (!name.is_empty()).then(|| format!("{} {name}", COMMANDS[manager as usize]))
}

/// What installs programs on the Linux whose `/etc/os-release` says `text`: by its own name, else by those it is like.
fn of_release(text: &str) -> Option<Manager> {
    let value = |key: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        value.unwrap_or_default().trim_matches(['"', '\'']).to_lowercase()
    };
    let (own, like) = (value("ID"), value("ID_LIKE"));
    let mut words = own.split_whitespace().chain(like.split_whitespace());
    // openSUSE's names go on behind a hyphen: opensuse-leap
    words.find_map(|word| FAMILIES.iter().find(|(name, _)| word.split('-').next() == Some(*name)).map(|(_, m)| *m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manager_is_that_of_the_family() {
        let rows = [
            ("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n", Some(Manager::Apt)),
            ("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Some(Manager::Apt)),
            ("ID=fedora\nVERSION_ID=42\n", Some(Manager::Dnf)),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Some(Manager::Dnf)),
            ("ID=manjaro\nID_LIKE=arch\n", Some(Manager::Pacman)),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", Some(Manager::Zypper)),
            ("ID=nixos\n", None),
            ("", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(text, due)| of_release(text) != *due).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_system_is_told_its_own_command() {
        let rows = [
            (Manager::Winget, Package::Espeak, Some("winget install eSpeak-NG.eSpeak-NG")),
            (Manager::Winget, Package::Ffmpeg, Some("winget install Gyan.FFmpeg")),
            (Manager::Brew, Package::Ffmpeg, Some("brew install ffmpeg")),
            (Manager::Apt, Package::Espeak, Some("sudo apt-get install espeak-ng")),
            (Manager::Dnf, Package::Ffmpeg, Some("sudo dnf install ffmpeg-free")),
            (Manager::Pacman, Package::Espeak, Some("sudo pacman -S espeak-ng")),
            (Manager::Zypper, Package::Certificates, Some("sudo zypper install ca-certificates")),
            (Manager::Brew, Package::ServiceVoice, None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(m, p, due)| command(*m, *p).as_deref() != *due).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
