//! Where voices come from and where they lie: hosts that answer or do not, another machine's folder, one place for all projects,
//! and the question that a first episode asks.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use altavoce::error::{Error, Result};
use altavoce::voice::{Progress, Sources, Voices};
use sha2::{Digest, Sha256};

/// Nobody listens there.
const SILENT: &str = "https://127.0.0.1:9/published";

/// The smallest graph that the repair accepts: a model with an empty graph.
const MODEL: &[u8] = &[0x08, 0x09, 0x3a, 0x00];

fn style() -> Vec<u8> {
    (0..522_240u32).map(|n| (n % 251) as u8).collect()
}

/// A voices folder with the manifest of `uno`, whose files are asked of `publisher` and then, as `then` says, of the folder itself.
fn describe(voices: &Path, publisher: &str, then: &str) {
    let file = |role: &str, path: &str, name: &str, bytes: &[u8]| {
        let sum: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let local = then.replace("NAME", name);
        let size = bytes.len();
        format!(
            "[[file]]\nrole = \"{role}\"\npath = \"{path}\"\nsize = {size}\nsha256 = \"{sum}\"\n\
             [[file.source]]\nkind = \"https\"\nurl = \"{publisher}/{name}\"\n{local}\n"
        )
    };
    let head = "name = \"uno\"\nengine = \"kokoro\"\nlanguage = \"it\"\ndescription = \"a test\"\nlicence = \"CC0-1.0\"\n\
                speed = 1.0\nloudness = -18.0\n";
    let model = file("model", "shared/model.onnx", "network.onnx", MODEL);
    let style = file("style", "uno/style.bin", "table.bin", &style());
    fs::create_dir_all(voices.join("uno")).unwrap();
    fs::write(voices.join("uno/voice.toml"), format!("{head}{model}{style}")).unwrap();
}

/// A folder with the published files, by their published names.
fn published(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("network.onnx"), MODEL).unwrap();
    fs::write(folder.join("table.bin"), style()).unwrap();
}

const LOCAL: &str = "[[file.source]]\nkind = \"local\"\npath = \"published/NAME\"";

/// Installs `uno` and tells what was said on the way, without the steps of a file's arrival.
fn install(voices: &Voices, sources: &Sources) -> (Result<bool>, Vec<String>) {
    let mut said = Vec::new();
    let done = voices.install("uno", sources, &mut |progress| {
        if let Progress::PassedOver(why) = progress {
            said.push(why.clone());
        }
        Ok::<(), Error>(())
    });
    (done, said)
}

/// A host that serves the files of a folder; what it was asked for.
fn host(folder: PathBuf) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().unwrap().unwrap();
            lines.find(|line| line.as_ref().is_ok_and(String::is_empty));
            let path = request.split(' ').nth(1).unwrap().to_string();
            heard.lock().unwrap().push(path.clone());
            let answer = match fs::read(folder.join(path.rsplit('/').next().unwrap())) {
                Ok(bytes) => [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", bytes.len()).into_bytes(), bytes],
                Err(_) => [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n".to_vec(), Vec::new()],
            };
            let _ = stream.write_all(&[&answer[0][..], b"Connection: close\r\n\r\n", &answer[1]].concat());
        }
    });
    (address, asked)
}

#[test]
fn a_host_that_does_not_answer_is_told_once_and_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    describe(folder.path(), SILENT, LOCAL);
    published(&folder.path().join("published"));
    let (done, said) = install(&Voices::new(folder.path()), &Sources::default());
    assert!(done.unwrap());
    let [only] = said.as_slice() else { panic!("{said:?}") };
    assert!(only.starts_with("127.0.0.1:9 does not answer (") && only.ends_with("; trying this machine"), "{only}");
}

#[test]
fn a_host_without_a_file_is_asked_for_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("published");
    published(&files);
    fs::remove_file(files.join("network.onnx")).unwrap();
    let (address, asked) = host(files.clone());
    describe(folder.path(), &address, LOCAL);
    let (done, said) = install(&Voices::new(folder.path()), &Sources::default());
    let failure = done.unwrap_err().to_string();
    let [only] = said.as_slice() else { panic!("{said:?}") };
    assert!(only.starts_with(&format!("{address}/network.onnx: ")) && only.contains("404"), "{only}");
    assert!(failure.contains("published/network.onnx: ") && failure.contains("voices install --from DIR"), "{failure}");
    published(&files);
    assert!(install(&Voices::new(folder.path()), &Sources::default()).0.unwrap());
    assert_eq!(*asked.lock().unwrap(), ["/network.onnx", "/network.onnx", "/table.bin"]);
}

#[test]
fn a_mirror_is_asked_in_place_of_the_publishers() {
    let folder = tempfile::tempdir().unwrap();
    published(&folder.path().join("files"));
    let (address, asked) = host(folder.path().join("files"));
    describe(&folder.path().join("own"), SILENT, "");
    // the manifest is the project's, the files are everybody's
    let voices = Voices::new(folder.path().join("shared")).with_own(folder.path().join("own"));
    let sources = Sources::default().with_mirror(Some(&format!("{address}/voices/")));
    let (done, said) = install(&voices, &sources);
    assert!(done.unwrap() && said.is_empty(), "{said:?}");
    assert_eq!(*asked.lock().unwrap(), ["/voices/network.onnx", "/voices/table.bin"]);
    assert!(folder.path().join("shared/uno/style.bin").is_file() && !folder.path().join("own/uno/style.bin").exists());
    voices.verify("uno").unwrap();
    assert!(!install(&voices, &Sources::default()).0.unwrap());
    assert_eq!(voices.remove("uno").unwrap(), style().len() as u64 + MODEL.len() as u64);
}

#[test]
fn a_projects_own_files_go_before_those_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    for place in ["own", "shared"] {
        describe(&folder.path().join(place), SILENT, LOCAL);
        published(&folder.path().join(place).join("published"));
        assert!(install(&Voices::new(folder.path().join(place)), &Sources::default()).0.unwrap());
    }
    let voices = Voices::new(folder.path().join("shared")).with_own(folder.path().join("own"));
    let damaged = folder.path().join("own/uno/style.bin");
    let mut bytes = style();
    bytes[7] ^= 1;
    fs::write(&damaged, &bytes).unwrap();
    let e = voices.verify("uno").unwrap_err().to_string();
    assert!(e.starts_with(damaged.to_str().unwrap()), "{e}");
    // one that is not whole is none
    fs::write(&damaged, &bytes[1..]).unwrap();
    voices.verify("uno").unwrap();
    assert_eq!(voices.names(), ["uno"]);
}

#[test]
fn what_another_machine_has_installed_is_taken_by_its_sum() {
    let folder = tempfile::tempdir().unwrap();
    let [there, here] = ["there", "here"].map(|name| folder.path().join(name));
    describe(&there, SILENT, LOCAL);
    published(&there.join("published"));
    assert!(install(&Voices::new(&there), &Sources::default()).0.unwrap());
    fs::remove_dir_all(there.join("published")).unwrap();
    let take = || {
        describe(&here, SILENT, "");
        install(&Voices::new(&here), &Sources::default().with_folder(Some(&there)))
    };
    let (done, said) = take();
    assert!(done.unwrap() && said.is_empty(), "{said:?}");
    Voices::new(&here).verify("uno").unwrap();
    // what was damaged on the way is not taken
    for file in ["shared/model.onnx", "uno/style.bin"] {
        fs::remove_dir_all(&here).unwrap();
        let whole = fs::read(there.join(file)).unwrap();
        let mut damaged = whole.clone();
        damaged[2] ^= 1;
        fs::write(there.join(file), damaged).unwrap();
        let (done, said) = take();
        let e = done.unwrap_err().to_string();
        assert!(
            e.contains(&format!("no source has {file} (")) && e.contains("no file of that size and SHA-256"),
            "{e}"
        );
        assert_eq!(said, [format!("{} has not {file}; trying HTTPS", there.display())]);
        fs::write(there.join(file), whole).unwrap();
    }
}

/// The program in `folder`, whose user keeps all data in `data`, without package clients.
#[cfg(target_os = "linux")]
fn program(folder: &Path, data: &Path) -> Command {
    let mut command = crate::common::program();
    command.current_dir(folder).env_remove("ALTAVOCE_VOICES").env("XDG_DATA_HOME", data).env("PATH", folder);
    command
}

#[cfg(target_os = "linux")]
#[test]
fn one_place_is_found_from_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let [plain, project] = ["plain", "project"].map(|name| folder.path().join(name));
    fs::create_dir_all(&plain).unwrap();
    describe(&project.join("voices"), SILENT, "");
    published(&folder.path().join("stick"));
    let run = |at: &Path, args: &[&str]| {
        let output = program(at, &data).args(args).output().unwrap();
        let both = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.code().unwrap(), both.concat())
    };
    let users = data.join("altavoce/voices");
    for at in [&plain, &project] {
        assert_eq!(run(at, &["voices", "path"]), (0, format!("{}\n", users.display())));
    }
    assert_eq!(run(&project, &["voices", "install", "uno", "--from", "../stick"]).0, 0);
    assert!(users.join("uno/style.bin").is_file());
    assert!(
        run(&project, &["voices", "list"]).1.contains("uno      installed"),
        "{:?}",
        run(&project, &["voices", "list"])
    );
    let (code, said) = run(&plain, &["voices", "install", "sara", "--from", "no-such-folder"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "altavoce: no-such-folder: no such folder; check the path given to --from\n")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_first_episode_offers_to_fetch_the_voices_in_a_terminal_only() {
    use serde_json::json;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    published(&folder.path().join("files"));
    let (address, asked) = host(folder.path().join("files"));
    describe(&folder.path().join("voices"), SILENT, "");
    fs::write(folder.path().join("show.toml"), "voice = \"uno\"\nquote_voice = \"\"\n").unwrap();
    fs::write(folder.path().join("001.md"), "# Uno\n\nCiao.\n").unwrap();
    let episode = |args: &[&str]| {
        let mut command = program(folder.path(), &data);
        command.arg("episode").arg(folder.path().join("001.md")).args(args);
        command.arg("--show").arg(folder.path().join("show.toml")).arg("-o").arg(folder.path().join("output"));
        command.args(["--voices", folder.path().join("voices").to_str().unwrap(), "--voices-mirror", &address]);
        command
    };
    let question = "altavoce: the voice is not installed: uno\nfetch 1 MB now, once for all shows? [y/N] ";
    let refusal = "the voice `uno` is not installed; run altavoce voices install uno";

    let piped = episode(&[]).output().unwrap();
    let said = String::from_utf8(piped.stderr).unwrap();
    assert!(said.contains(refusal) && !said.contains("[y/N]"), "{said}");

    let answered = |args: &[&str], steps: serde_json::Value| {
        let said = crate::preview::stage::in_terminal(&episode(args), 80, &steps);
        assert_eq!((said["left"].as_u64(), said["status"].as_i64()), (Some(0), Some(4)), "{said:#}");
        said["came"].as_str().unwrap().to_string()
    };
    let said = answered(&[], json!([["[y/N] ", "\r"]]));
    assert!(said.contains(question) && said.contains(refusal), "{said}");
    let said = answered(&["-q"], json!([]));
    assert!(said.contains(refusal) && !said.contains("[y/N]"), "{said}");
    assert!(asked.lock().unwrap().is_empty());

    // the files are those of a test, so that it cannot speak; but they were fetched, and it is not asked again
    let said = answered(&[], json!([["[y/N] ", "y\r"]]));
    assert!(said.contains(question) && !said.contains(refusal), "{said}");
    assert_eq!(*asked.lock().unwrap(), ["/network.onnx", "/table.bin"]);
    assert!(!answered(&[], json!([])).contains("[y/N]"));
}
