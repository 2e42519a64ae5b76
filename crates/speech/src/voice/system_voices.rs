//! The Italian voices that the operating system has beside ours.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::voice::program;
use crate::voice::system::{Line, System};

/// A voice of the operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemVoice {
    /// Its name, which `voice = "platform:NAME"` or `system_voice` in a manifest chooses.
    pub name: String,
    /// Its language, as the system writes it: `it`, `it_IT`, `it-IT`.
    pub language: String,
    /// What is known of it, in a few words.
    pub description: String,
}

/// Where espeak-ng looks for the data of MBROLA voices, below which `it3` is a file or a folder with it.
const MBROLA: [&str; 2] = ["/usr/share/mbrola", "/usr/share/mbrola/voices"];

/// Asks the operating system for its Italian voices. Those of MBROLA are among them where their data and the program that
/// speaks them are installed.
///
/// # Errors
/// The operator's: the system's speech program is missing or fails.
pub fn system_voices() -> Result<Vec<SystemVoice>> {
    let system = System::here();
    let heard = program::run(question(system).command(system.program()), "", program::PATIENCE)?;
    let mut voices = answer(system, &String::from_utf8_lossy(&heard.stdout));
    voices.retain(|v| v.name.strip_prefix("mb-").is_none_or(mbrola_speaks));
    Ok(voices)
}

/// Makes sure that the system has the voice `name`: espeak-ng speaks what it does not know by whatever it knows that begins
/// alike, Norwegian for `no-such-voice`, and a variant that it does not know (`it+x`) by none.
///
/// # Errors
/// The operator's: there is no such voice, with those that there are; or as [`system_voices`].
pub(super) fn check(name: &str) -> Result<()> {
    let system = System::here();
    let (base, variant) = match name.split_once('+') {
        Some((base, variant)) if system == System::Linux => (base, Some(variant)),
        _ => (name, None),
    };
    let names: Vec<String> = system_voices()?.into_iter().map(|v| v.name).collect();
    if !names.iter().any(|n| n == base) {
        let what = tr!("the system has no Italian voice `{base}`");
        return Err(Error::operator(what).fix(tr!("its voices are {names}", names = names.join(", "))));
    }
    let Some(variant) = variant else { return Ok(()) };
    let heard = program::run(Line::new(["--voices=variant"]).command(system.program()), "", program::PATIENCE)?;
    let known = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        columns.get(3) == Some(&variant) || columns.get(4).and_then(|f| f.strip_prefix("!v/")) == Some(variant)
    };
    if String::from_utf8_lossy(&heard.stdout).lines().skip(1).any(known) {
        return Ok(());
    }
    let what = tr!("espeak-ng has no variant `{variant}`");
    Err(Error::operator(what)
        .fix(tr!("choose one of those that `espeak-ng --voices=variant` lists, for example it+f3")))
}

/// How the system's program is asked for its voices.
fn question(system: System) -> Line {
    match system {
        System::Linux => Line::new(["--voices=it"]),
        System::MacOs => Line::new(["-v", "?"]),
        System::Windows => Line::new([
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Speech; \
             [Console]::OutputEncoding = [Text.Encoding]::UTF8; \
             $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
             $s.GetInstalledVoices() | Where-Object { $_.Enabled } | ForEach-Object { $v = $_.VoiceInfo; \
             \"$($v.Culture.Name)`t$($v.Gender)`t$($v.Name)\" }; $s.Dispose()",
        ]),
    }
}

/// The Italian voices in what the system's program printed.
fn answer(system: System, printed: &str) -> Vec<SystemVoice> {
    let voices = printed.lines().filter_map(|line| match system {
        System::Linux => espeak(line),
        System::MacOs => say(line),
        System::Windows => system_speech(line),
    });
    voices.filter(|v| v.language.split(['-', '_']).next() == Some("it")).collect()
}

/// ` 7  it   --/F      italian-mbrola-4   mb/mb-it4   `: the name that `-v` takes is the file's.
fn espeak(line: &str) -> Option<SystemVoice> {
    let [_, language, gender, _, file] = line.split_whitespace().take(5).collect::<Vec<_>>().try_into().ok()?;
    let name = file.rsplit('/').next()?;
    let kind = if name.starts_with("mb-") { "MBROLA" } else { "espeak-ng" };
    let who = match gender.rsplit('/').next() {
        Some("M") => tr!("a man's voice"),
        Some("F") => tr!("a woman's voice"),
        _ => tr!("a voice"),
    };
    let description = format!("{who}, {kind}");
    Some(SystemVoice { name: name.into(), language: language.into(), description })
}

/// `Alice               it_IT    # Ciao! Mi chiamo Alice.`: a name may hold spaces.
fn say(line: &str) -> Option<SystemVoice> {
    let (named, sample) = line.split_once('#')?;
    let (name, language) = named.trim_end().rsplit_once(char::is_whitespace)?;
    let description = sample.trim().to_string();
    Some(SystemVoice { name: name.trim().into(), language: language.into(), description })
}

/// Culture, gender and name, parted by tabs.
fn system_speech(line: &str) -> Option<SystemVoice> {
    let [language, gender, name] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let who = match gender {
        "Male" => tr!("a man's voice"),
        "Female" => tr!("a woman's voice"),
        _ => tr!("a voice"),
    };
    Some(SystemVoice { name: name.trim().into(), language: language.into(), description: who.into() })
}

/// Whether the MBROLA voice `it4` can speak here.
fn mbrola_speaks(voice: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let program = std::env::split_paths(&path).any(|folder| folder.join("mbrola").is_file());
    program && MBROLA.iter().any(|folder| data(Path::new(folder), voice).is_some())
}

fn data(folder: &Path, voice: &str) -> Option<PathBuf> {
    [folder.join(voice), folder.join(voice).join(voice)].into_iter().find(|p| p.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What espeak-ng 1.51 prints.
    const ESPEAK: &str = "\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  it              --/M      Italian            roa/it               
 7  it              --/M      italian-mbrola-3   mb/mb-it3            
 7  it              --/F      italian-mbrola-4   mb/mb-it4            
";
    /// What macOS prints, in its form.
    const SAY: &str = "\
Albert              en_US    # Hello! My name is Albert.
Alice               it_IT    # Ciao! Mi chiamo Alice.
Eddy (Italiano (Italia)) it_IT    # Ciao! Mi chiamo Eddy.
Amélie              fr_CA    # Bonjour! Je m’appelle Amélie.
";
    /// What our question makes Windows print.
    const WINDOWS: &str = "en-US\tFemale\tMicrosoft Zira Desktop\r\nit-IT\tFemale\tMicrosoft Elsa Desktop\r\n";

    fn rows(system: System, printed: &str) -> Vec<[String; 3]> {
        answer(system, printed).into_iter().map(|v| [v.name, v.language, v.description]).collect()
    }

    #[test]
    fn the_italian_voices_of_each_system_are_found() {
        let espeak = [
            ["it", "it", "a man's voice, espeak-ng"],
            ["mb-it3", "it", "a man's voice, MBROLA"],
            ["mb-it4", "it", "a woman's voice, MBROLA"],
        ];
        let say = [
            ["Alice", "it_IT", "Ciao! Mi chiamo Alice."],
            ["Eddy (Italiano (Italia))", "it_IT", "Ciao! Mi chiamo Eddy."],
        ];
        assert_eq!(rows(System::Linux, ESPEAK), espeak);
        assert_eq!(rows(System::MacOs, SAY), say);
        assert_eq!(rows(System::Windows, WINDOWS), [["Microsoft Elsa Desktop", "it-IT", tr!("a woman's voice")]]);
        for system in [System::Linux, System::MacOs, System::Windows] {
            assert_eq!(answer(system, "\n#\n \t\t\nsomething else entirely\n"), []);
        }
    }

    #[test]
    fn the_questions_are_the_recorded_ones() {
        assert_eq!(question(System::Linux).args, ["--voices=it"]);
        assert_eq!(question(System::MacOs).args, ["-v", "?"]);
        let windows = question(System::Windows).args;
        assert_eq!(windows[..3], ["-NoProfile", "-NonInteractive", "-Command"]);
        assert!(windows[3].to_str().unwrap().contains("$s.GetInstalledVoices()"));
    }

    #[test]
    fn the_data_of_an_mbrola_voice_is_a_file_or_in_a_folder_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(data(folder.path(), "it3"), None);
        std::fs::create_dir(folder.path().join("it4")).unwrap();
        assert_eq!(data(folder.path(), "it4"), None);
        for path in ["it3", "it4/it4"] {
            std::fs::write(folder.path().join(path), "x").unwrap();
            assert_eq!(data(folder.path(), &path[path.len() - 3..]), Some(folder.path().join(path)));
        }
    }
}
