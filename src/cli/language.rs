//! The language in which the program speaks, and clap's own words in it.

use std::ffi::OsString;

use altavoce_base::locale::{self, Catalogue, Language};
use altavoce_base::tr;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

/// What chooses the language where no flag does.
const VARIABLE: &str = "ALTAVOCE_LANG";

/// Every message in Italian.
const ITALIAN: &str = include_str!("../../locales/it.po");

/// Chooses the language of the process, before anything is said: that of `--lang`, else of `ALTAVOCE_LANG`, else of the system.
/// What is printed for programs is the same in every language, so a run that does so speaks English.
pub fn speak(args: &[OsString]) {
    let variable = std::env::var(VARIABLE).ok();
    if chosen(args, variable.as_deref()).unwrap_or_else(Language::of_system) == Language::English {
        return;
    }
    // A test reads the file, which is part of the program.
    if let Ok(catalogue) = Catalogue::from_po(ITALIAN) {
        locale::speak(catalogue);
    }
}

/// The language that somebody chose; English for what prints JSON.
fn chosen(args: &[OsString], variable: Option<&str>) -> Option<Language> {
    let words: Vec<_> = args.iter().skip(1).map(|a| a.to_string_lossy()).take_while(|a| a != "--").collect();
    let value = |name: &str| {
        let behind = words.iter().skip_while(|word| *word != name).nth(1).map(|word| word.as_ref());
        words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).or(behind)
    };
    if words.iter().any(|word| word == "--json") || value("--format") == Some("json") {
        return Some(Language::English);
    }
    value("--lang").or(variable).and_then(Language::of_locale)
}

/// `command` with every text of its own and of clap's in the language that is spoken.
pub fn localized(mut command: Command) -> Command {
    if !locale::is_foreign() {
        return command;
    }
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let mut usage = usage_of(&command.clone().render_usage().to_string());
    for name in command.get_arguments().flat_map(|arg| arg.get_value_names().unwrap_or_default()) {
        if let Some(told) = locale::translated(name) {
            usage = usage.replace(&format!("<{name}>"), &format!("<{told}>"));
            usage = usage.replace(&format!("[{name}]"), &format!("[{told}]"));
        }
    }
    let lead = tr!("Usage:");
    let template = format!("{{before-help}}{{about-with-newline}}\n{lead} {{usage}}\n\n{{all-args}}{{after-help}}");
    let mut command = command
        .override_usage(usage)
        .help_template(template)
        .subcommand_help_heading(tr!("Commands"))
        .mut_args(argument)
        .mut_subcommands(translated);
    if let Some(about) = command.get_about().map(said) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(said) {
        command = command.long_about(about);
    }
    if let Some(text) = command.get_after_help().map(said) {
        command = command.after_help(text);
    }
    command
}

/// How a command is called, as clap writes it behind its `Usage:`.
fn usage_of(usage: &str) -> String {
    let usage = usage.trim_start_matches("Usage:").replace("[OPTIONS]", tr!("[OPTIONS]"));
    let usage = usage.replace("<COMMAND>", tr!("<COMMAND>")).replace("[COMMAND]", tr!("[COMMAND]"));
    usage.lines().map(str::trim).collect::<Vec<_>>().join("\n     ")
}

/// A text of a command in the language that is spoken.
fn said(text: &StyledStr) -> String {
    let english = text.to_string();
    locale::translated(&english).map_or(english, str::to_string)
}

/// An argument with its help, and in it what clap would add in English.
fn argument(mut arg: Arg) -> Arg {
    let heading = if arg.is_positional() { tr!("Arguments") } else { tr!("Options") };
    let called = arg.get_value_names().unwrap_or_default().iter();
    let called: Option<Vec<&str>> = called.map(|name| locale::translated(name)).collect();
    if let Some(called) = called.filter(|called| arg.get_action().takes_values() && !called.is_empty()) {
        arg = arg.value_names(called);
    }
    let help = arg.get_help().map(said).unwrap_or_default();
    let long = arg.get_long_help().map(said);
    let (notes, names, values) = (notes(&arg), names(&arg), values(&arg));
    let told = [&help, &notes, &names].map(String::as_str).concat();
    // The list of what each value means tells their names too.
    let long = (long.is_some() || !values.is_empty()).then(|| {
        let names = if values.is_empty() { &names } else { &values };
        [long.as_ref().unwrap_or(&help), &notes, names].map(String::as_str).concat()
    });
    let arg = arg.help(told).hide_possible_values(true).hide_default_value(true).hide_env(true).help_heading(heading);
    match long {
        Some(long) => arg.long_help(long),
        None => arg,
    }
}

/// What clap writes in brackets behind a help: the variable and the default.
fn notes(arg: &Arg) -> String {
    let mut notes = String::new();
    if let Some(variable) = arg.get_env().filter(|_| !arg.is_hide_env_set()) {
        let variable = variable.to_string_lossy();
        let value = std::env::var(&*variable).unwrap_or_default();
        notes.push_str(&format!(" [{}]", tr!("env: {variable}={value}")));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && arg.get_action().takes_values() && !arg.is_hide_default_value_set() {
        notes.push_str(&format!(" [{}]", tr!("default: {values}", values = defaults.join(", "))));
    }
    notes
}

/// ... and the values that there are.
fn names(arg: &Arg) -> String {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name()).collect();
    if names.is_empty() || !arg.get_action().takes_values() || arg.is_hide_possible_values_set() {
        return String::new();
    }
    format!(" [{}]", tr!("possible values: {values}", values = names.join(", ")))
}

/// The values of an argument that say what they mean, a line each.
fn values(arg: &Arg) -> String {
    let values = arg.get_possible_values();
    if !arg.get_action().takes_values() || values.iter().all(|value| value.get_help().is_none()) {
        return String::new();
    }
    let line = |value: &clap::builder::PossibleValue| {
        let help = value.get_help().map_or(String::new(), |help| format!(": {}", said(help)));
        format!("\n- {}{help}", value.get_name())
    };
    format!("\n\n{}{}", tr!("Possible values:"), values.iter().map(line).collect::<String>())
}

/// What clap found wrong with the arguments, in the language that is spoken; in English it says so itself.
pub fn told(e: &clap::Error) -> String {
    if !locale::is_foreign() || !e.use_stderr() || e.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return e.render().to_string();
    }
    let get = |kind| e.get(kind).map(context).unwrap_or_default();
    let usage = e.get(ContextKind::Usage).map(context).map(|usage| usage_of(usage.trim()));
    let usage = usage.map_or(String::new(), |usage| format!("\n\n{} {usage}", tr!("Usage:")));
    format!("altavoce: {}{usage}\n\n{}\n", what(e, get), tr!("For more, try --help."))
}

fn what(e: &clap::Error, get: impl Fn(ContextKind) -> String) -> String {
    let arg = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let near = |kind| {
        let near = get(kind);
        let near = near.replace(", ", "`, `");
        if near.is_empty() { String::new() } else { tr!("; did you mean `{near}`?") }
    };
    match e.kind() {
        ErrorKind::InvalidValue if value.is_empty() => tr!("`{arg}` needs a value"),
        ErrorKind::InvalidValue => {
            let values = get(ContextKind::ValidValue);
            let near = near(ContextKind::SuggestedValue);
            if values.is_empty() {
                tr!("`{arg}` cannot be `{value}`{near}")
            } else {
                tr!("`{arg}` cannot be `{value}`, only one of {values}{near}")
            }
        }
        ErrorKind::UnknownArgument => {
            let near = near(ContextKind::SuggestedArg);
            tr!("there is no argument `{arg}`{near}")
        }
        ErrorKind::InvalidSubcommand => {
            let (name, near) = (get(ContextKind::InvalidSubcommand), near(ContextKind::SuggestedSubcommand));
            tr!("there is no command `{name}`{near}")
        }
        ErrorKind::NoEquals => tr!("`{arg}` wants its value behind an equals sign"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(e).map_or(String::new(), |why| format!(": {why}"));
            tr!("`{arg}` cannot be `{value}`{why}")
        }
        ErrorKind::TooManyValues => tr!("`{value}` is one value too many for `{arg}`"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => tr!("`{arg}` has not as many values as it needs"),
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            prior if prior.is_empty() => tr!("`{arg}` does not go with the other arguments"),
            prior if prior == arg => tr!("`{arg}` stands twice"),
            prior => tr!("`{arg}` does not go with `{prior}`"),
        },
        ErrorKind::MissingRequiredArgument => tr!("these arguments are missing: {arg}"),
        ErrorKind::MissingSubcommand => tr!("a command is missing").to_string(),
        ErrorKind::InvalidUtf8 => tr!("an argument is not UTF-8").to_string(),
        _ => e.render().to_string(),
    }
}

/// What clap knows of an error, as text.
fn context(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.join(", "),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_comes_before_the_variable() {
        let rows = [
            ("altavoce doctor", None, None),
            ("altavoce doctor", Some("it"), Some(Language::Italian)),
            ("altavoce doctor --lang en", Some("it"), Some(Language::English)),
            ("altavoce --lang=it doctor", Some("en"), Some(Language::Italian)),
            ("altavoce say -- --lang it", None, None),
            ("altavoce check --json --lang it", None, Some(Language::English)),
            ("altavoce script --format json", Some("it"), Some(Language::English)),
            ("altavoce export --format srt", Some("it"), Some(Language::Italian)),
            ("altavoce doctor --lang", None, None),
            ("altavoce doctor", Some(""), None),
        ];
        let args = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let wrong: Vec<_> =
            rows.iter().filter(|(line, variable, want)| chosen(&args(line), *variable) != *want).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn the_italian_catalogue_can_be_read() {
        assert!(Catalogue::from_po(ITALIAN).unwrap().keys().count() > 1000);
    }
}
