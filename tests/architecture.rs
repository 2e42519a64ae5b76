//! `ARCHITECTURE.md` says what each crate and each module of the program may import, and that words are in tables,
//! `tests/README.md` what each file of tests holds; these tests hold the code to both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::root;

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The table whose head begins with `first`: what its last column names, by what its first one does.
fn table(first: &str) -> Imports {
    let text = fs::read_to_string(root("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|l| !l.starts_with(&format!("| {first} |"))).skip(2);
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(String::from).collect::<BTreeSet<_>>();
    let mut table = Imports::new();
    for row in rows.take_while(|l| l.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let may = names(cells.last().unwrap());
        table.extend(names(cells[0]).into_iter().map(|name| (name, may.clone())));
    }
    table
}

fn wrong(told: &Imports, found: &Imports) -> Vec<String> {
    let names: BTreeSet<_> = told.keys().chain(found.keys()).collect();
    let differ = names.into_iter().filter(|name| told.get(*name) != found.get(*name));
    differ.map(|name| format!("{name}: told {:?}, found {:?}", told.get(name), found.get(name))).collect()
}

#[test]
fn crates_import_what_the_table_says() {
    let mut found = Imports::new();
    for entry in fs::read_dir(root("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
        let ours = manifest["dependencies"].as_table().unwrap().keys().filter_map(|d| d.strip_prefix("altavoce-"));
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        found.insert(name, ours.map(String::from).collect());
    }
    let wrong = wrong(&table("crate"), &found);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_import_what_the_table_says() {
    let mut found = Imports::new();
    let source = root("src");
    for file in sources(&source) {
        let module = module_of(&source, &file);
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        // What only its tests need is no import of a module.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let named = text.split("crate::").skip(1);
        let named = named.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap());
        found.entry(module.clone()).or_default().extend(named.filter(|n| *n != module).map(String::from));
    }
    let wrong = wrong(&table("module"), &found);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Others' programs run through `base::process`, which alone ends them in every case.
#[test]
fn only_the_runner_starts_programs() {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root("crates")).unwrap().map(|e| e.unwrap().path().join("src")).collect();
    folders.push(root("src"));
    // the runner itself, and a file that is all tests
    let may = [root("crates/base/src/process"), root("crates/speech/src/voice/contracts.rs")];
    let mut wrong = Vec::new();
    for file in folders.iter().flat_map(|folder| sources(folder)).filter(|f| !may.iter().any(|m| f.starts_with(m))) {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let starts = ["Stdio", ".spawn()", ".output()"].iter().any(|call| text.contains(call));
        if text.contains("process::Command") && starts {
            wrong.push(file.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn months_and_weekdays_stand_in_their_tables_alone() {
    let names = ["months", "weekdays"].map(|table| root(&format!("crates/italian/data/{table}.tsv")));
    let names: String = names.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let names = names.lines().filter(|l| !l.starts_with('#')).map(|l| format!("\"{}\"", l.split('\t').next().unwrap()));
    let names: Vec<String> = names.collect();
    assert_eq!(names.len(), 12 + 7);
    let mut wrong = Vec::new();
    for file in [root("src"), root("crates")].iter().flat_map(|folder| sources(folder)) {
        let text = fs::read_to_string(&file).unwrap();
        let text: Vec<_> = text.split("#[cfg(test)]\nmod tests {").next().unwrap().lines().collect();
        let code = text.iter().filter(|l| !l.trim_start().starts_with("//"));
        let found = code.filter(|l| names.iter().any(|name| l.contains(name)));
        wrong.extend(found.map(|l| format!("{}: {}", file.display(), l.trim())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A package that includes what lies outside of it cannot be published.
#[test]
fn no_crate_includes_what_lies_outside_of_it() {
    let mut packages: Vec<PathBuf> = fs::read_dir(root("crates")).unwrap().map(|e| e.unwrap().path()).collect();
    let own = ["src", "tests", "benches"];
    packages.push(root(""));
    let mut wrong = Vec::new();
    for package in &packages {
        for file in own.iter().map(|folder| package.join(folder)).filter(|f| f.is_dir()).flat_map(|f| sources(&f)) {
            let text = fs::read_to_string(&file).unwrap();
            let outside = included(&text).into_iter().filter(|path| !lies_in(package, &file, path));
            wrong.extend(outside.map(|path| format!("{}: {path}", file.display())));
        }
    }
    assert!(packages.len() > 5 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The paths of the files that a source includes.
fn included(text: &str) -> Vec<&str> {
    let macros = ["include_str!(\"", "include_bytes!(\"", "include!(\"", "#[path = \""];
    let behind = macros.iter().flat_map(|start| text.split(start).skip(1));
    behind.filter_map(|rest| rest.split('"').next()).collect()
}

/// Whether `path`, as `file` names it, leads to a file of the package: of the program's, none below `crates`.
fn lies_in(package: &Path, file: &Path, path: &str) -> bool {
    let led = file.with_file_name(path).canonicalize();
    let package = package.canonicalize().unwrap();
    led.is_ok_and(|led| led.strip_prefix(&package).is_ok_and(|inside| !inside.starts_with("crates")))
}

#[test]
fn every_file_of_tests_is_run_and_told() {
    let run = fs::read_to_string(root("tests/main.rs")).unwrap();
    let told = fs::read_to_string(root("tests/README.md")).unwrap();
    let names = fs::read_dir(root("tests")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut wrong = Vec::new();
    for name in names.filter(|n| !n.starts_with(['.', '_']) && n != "README.md") {
        if !told.contains(&format!("`{name}")) {
            wrong.push(format!("tests/README.md does not say what `{name}` holds"));
        }
        let is_module = name.ends_with(".rs") || root("tests").join(&name).join("mod.rs").exists();
        let declared = format!("mod {};", name.trim_end_matches(".rs"));
        if is_module && name != "main.rs" && !run.lines().any(|line| line == declared) {
            wrong.push(format!("tests/main.rs does not run `{name}`"));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
    files
}

/// The module of the program to which a file belongs: `src/cli/say.rs` is of `cli`.
fn module_of(source: &Path, file: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}
