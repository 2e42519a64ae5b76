//! The runner on Windows, against the program of these tests in other roles.

use std::path::Path;
use std::{env, fs, net, thread};

use super::*;
use crate::error::Error;

const ROLE: &str = "ALTAVOCE_TEST_ROLE";
const FILE: &str = "ALTAVOCE_TEST_FILE";

/// This program as one that plays `role`.
fn program(role: &str, file: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "process::windows_tests::plays_its_role", "--nocapture"]);
    command.env(ROLE, role).env(FILE, file);
    command
}

#[test]
fn plays_its_role() {
    // Without one this is a test of nothing.
    let (Ok(role), Some(file)) = (env::var(ROLE), env::var_os(FILE)) else { return };
    match role.as_str() {
        "parent" => drop(program("child", Path::new(&file)).status()),
        "child" => {
            let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
            let part = Path::new(&file).with_extension("part");
            fs::write(&part, listener.local_addr().unwrap().port().to_string()).unwrap();
            fs::rename(&part, &file).unwrap();
            loop {
                thread::park();
            }
        }
        "failing" => {
            eprintln!("no model");
            std::process::exit(3);
        }
        _ => println!("salve"),
    }
}

#[test]
fn a_program_is_run_to_its_end_or_told_of() {
    let nothing = Path::new("");
    let output = Runner::new(program("greeting", nothing)).run().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("salve"));
    let failure = Runner::new(program("failing", nothing)).run().unwrap_err();
    assert_eq!(failure.to_string(), "failed with exit code 3 (no model)");
    let missing = Runner::new(Command::new("altavoce-no-such-program")).run().unwrap_err();
    assert!(matches!(missing, Failure::NotFound(_)), "{missing:?}");
}

#[test]
fn what_a_program_started_is_ended_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    let mut until_it_listens = || if file.exists() { Err(Error::interrupted("it listens")) } else { Ok(()) };
    let failure = Runner::new(program("parent", &file)).run_while(&mut until_it_listens).unwrap_err();
    assert!(matches!(failure, Failure::Stopped(_)), "{failure:?}");
    let port: u16 = fs::read_to_string(&file).unwrap().parse().unwrap();
    let lives = || net::TcpStream::connect(("127.0.0.1", port)).is_ok();
    // The system takes a moment to sweep it away.
    let ended = (0..1000).any(|_| {
        thread::sleep(Duration::from_millis(20));
        !lives()
    });
    assert!(ended, "the child outlived its parent");
}
