//! Help in both languages.

use std::process::Command as Process;

use altavoce::cli;
use clap::Command;

use super::source;
use crate::common::program;

/// Gives every text of a command line that a language may change.
pub fn texts(mut command: Command, tell: &mut impl FnMut(String)) {
    command.build();
    of(&command, tell);
}

fn of(command: &Command, tell: &mut impl FnMut(String)) {
    let texts =
        [command.get_about(), command.get_long_about(), command.get_after_help(), command.get_after_long_help()];
    texts.into_iter().flatten().for_each(|text| tell(text.to_string()));
    for arg in command.get_arguments() {
        [arg.get_help(), arg.get_long_help()].into_iter().flatten().for_each(|text| tell(text.to_string()));
        if arg.get_action().takes_values() {
            arg.get_value_names().unwrap_or_default().iter().for_each(|name| tell(name.to_string()));
        }
        for value in arg.get_possible_values() {
            value.get_help().into_iter().for_each(|help| tell(help.to_string()));
        }
    }
    command.get_subcommands().for_each(|command| of(command, tell));
}

/// The words that lead to every command.
fn paths(command: &Command, path: &[String], all: &mut Vec<Vec<String>>) {
    all.push(path.to_vec());
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        paths(sub, &[path, &[sub.get_name().to_string()]].concat(), all);
    }
}

#[test]
fn no_line_of_help_is_wider_than_a_terminal() {
    let mut all = Vec::new();
    paths(&cli::command(), &[], &mut all);
    assert!(all.len() > 25, "{all:?}");
    let mut wrong = Vec::new();
    for (path, flag, language) in all
        .iter()
        .flat_map(|path| ["-h", "--help"].map(|flag| (path, flag)))
        .flat_map(|(p, f)| [(p, f, "en"), (p, f, "it")])
    {
        let output = Process::args(&mut program(), path).args([flag, "--lang", language]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !text.is_empty(), "{path:?} {flag}");
        let wide = text.lines().filter(|line| line.chars().count() > 80);
        wrong.extend(wide.map(|line| format!("{path:?} {flag} {language}: {line}")));
        if language == "it" {
            let english = text.lines().filter(|line| !source::english(line).is_empty());
            wrong.extend(english.map(|line| format!("{path:?} {flag}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
