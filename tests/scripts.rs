//! Golden scripts: each `tests/scripts/NAME.md` (with `NAME.toml` for its show, if there) against `NAME.txt`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use altavoce::issue::Issue;
use altavoce::italian::Tables;
use altavoce::project::{Folders, Project};
use altavoce::pronunciation::Lexicon;
use altavoce::script::{self, Pause, Role, Script};
use altavoce::settings::Show;
use proptest::prelude::*;

use crate::common::cases::random_cases;
use crate::common::golden;

/// The project of a show file, with every voice installed.
fn project(show: &Path) -> Project {
    Project::of(Show::read(show).unwrap(), Lexicon::default(), Folders::default(), |_| true)
}

#[test]
fn scripts_are_as_they_were_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut issues: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    issues.retain(|p| p.extension().is_some_and(|e| e == "md"));
    issues.sort();
    assert!(issues.len() >= 12, "only {} goldens", issues.len());
    let mut wrong = Vec::new();
    for path in issues {
        let issue = Issue::read(&path).unwrap();
        let project = project(&path.with_extension("toml"));
        let got = render(&issue, &script::write(&issue, &project.show.script(), &project.tables));
        wrong.extend(golden::difference(&path.with_extension("txt"), &got));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_example_issues_are_fit_to_be_heard() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("issues");
    let project = project(&folder.join("show.toml"));
    for name in ["001.md", "002.md"] {
        let issue = Issue::read(&folder.join(name)).unwrap();
        assert_eq!(issue.warnings, []);
        let words = issue.body.split_whitespace().count();
        assert!((600..=1200).contains(&words), "{name}: {words} words");
        let script = script::write(&issue, &project.show.script(), &project.tables);
        let titles: Vec<_> = script.chapters.iter().map(|c| c.title.as_str()).collect();
        assert!(titles.len() > 4, "{titles:?}");
        assert_eq!((titles[0], titles.last().copied()), ("Introduzione", Some("Saluti")));
        let roles: BTreeSet<_> =
            script.chapters.iter().flat_map(|c| &c.passages).map(|p| format!("{:?}", p.role)).collect();
        assert_eq!(roles.len(), 9, "{name} shows only {roles:?}");
    }
}

#[test]
fn hostile_markdown_is_survived() {
    let rows = [
        format!("{} ciao", ">".repeat(20_000)),
        format!("{}ciao", "- ".repeat(5_000)),
        format!("{}ciao", "*".repeat(20_000)),
        format!("{}ciao", "[".repeat(20_000)),
        format!("ciao {}", "{{".repeat(20_000)),
        format!("ciao {}", "a.".repeat(50_000)),
        "ciao. ".repeat(50_000),
        format!("ciao {}", "🦸\u{200D}".repeat(20_000)),
        format!("{}ciao", "<div>".repeat(20_000)),
        format!("{}ciao", "<b><i>".repeat(20_000)),
        format!("<p>{}ciao", "<sup>".repeat(20_000)),
        format!("{}ciao", "<ul><li>".repeat(20_000)),
        format!("{}ciao", "<blockquote>".repeat(5_000)),
        format!("<table>{}</table>ciao", "<tr><td rowspan=50 colspan=50>x</td></tr>".repeat(2_000)),
        format!("ciao\n\n{}", "<p a=\"".repeat(20_000)),
        format!("ciao\n\n{}", "<ul>\n\n- x\n\n".repeat(3_000)),
        format!("<p>{}</p>ciao", "<b>x</b>".repeat(20_000)),
        format!("ciao {}", "a<sup>2</sup>".repeat(10_000)),
    ];
    for text in rows {
        let issue = Issue::parse("1.md".as_ref(), text.as_bytes()).unwrap();
        let script = script::write(&issue, &script::ScriptSettings::default(), Tables::builtin());
        let said: String = script.chapters.iter().flat_map(|c| &c.passages).map(|p| p.text.as_str()).collect();
        assert!(said.contains("ciao"), "{}", &text[..40]);
    }
}

/// For people: chapters, then `line role text`, a mark for the pause behind, then what is dropped.
fn render(issue: &Issue, script: &Script) -> String {
    let m = &issue.meta;
    let mut out = format!("{} | {:?} | {:?} | {}\n", m.title, m.number, m.date, m.slug);
    for chapter in &script.chapters {
        write!(out, "\n== {} (line {})\n", chapter.title, chapter.line).unwrap();
        for p in &chapter.passages {
            let pause = match p.pause {
                Pause::Sentence => String::new(),
                Pause::Paragraph => " ¶".into(),
                Pause::Transition => " ¶¶".into(),
                Pause::Chapter => " ###".into(),
                Pause::Told(length) => format!(" ({length} ms)"),
            };
            let voice = p.voice.as_ref().map_or(String::new(), |name| format!("{name}: "));
            let role = format!("{:?}", p.role).to_lowercase();
            writeln!(out, "{:>3} {role:<10} {voice}{}{pause}", p.line, p.text).unwrap();
        }
    }
    out.push_str("\n-- dropped\n");
    for d in &script.dropped {
        writeln!(out, "{:>3} {}: {}", d.line, d.reason, d.what).unwrap();
    }
    out
}

/// Whether a character is a picture, by hand-picked blocks that are not the program's own table.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{1F1E6}'..='\u{1F1FF}' | '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{200D}'
        | '\u{20E3}' | '→' | '•' | '©' | '™')
}

/// What newsletters are made of, and pieces of it in any order.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Zàèéìòù]{1,9}[ .,!?:;\n]{1,2}",
        1 => Just("\n\n".to_string()),
        1 => "\n(#{1,4}|>|-|[0-9]{1,2}\\.|\\* \\[x\\]|---|\\|a\\|b\\|\n\\|-\\|-\\|\n\\|c\\|) ",
        1 => "(🦸♀️|🌬️|👋|3️⃣|🇮🇹|•|→|©|\u{200D}|\u{FE0F}| :\\) |<br>|<!-- x -->|<b>|  \n|`a_b`|~~x~~)",
        1 => "(\\[[a-z &]{0,6}\\]( |\\(https?://a\\.it/x\\))|!\\[[a-z ]{0,9}\\]\\(x\\.png\\)|\\[\\^1\\]|\n\n\\[\\^1\\]: nota\n\n)",
        1 => "(https://www\\.a\\.it/b\\?c |[“”«»\"'()\\[\\]{}*_`~|&<>\\\\-]{1,3}|&amp;|&#10;|```\n)",
        1 => "</?(p|div|b|sup|sub|a href=\"https://a.it\"|table|tr|td|ul|ol|li|blockquote|details|figure|h[1-6]|pre|code|br)/?>\n{0,2}",
        1 => "</?(img alt=\"x y\" src=\"z\"|script|del|q|mfrac|mn|dl|dt|dd|form|span hidden|summary|section|ruby|rt|iframe)/?>\n{0,2}",
        1 => "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(random_cases(300))]

    #[test]
    fn any_issue_gives_a_script_that_can_be_spoken(text in markdown(), quote in any::<bool>()) {
        check(&text, quote)?;
    }

    #[test]
    fn so_does_any_text(text in any::<String>(), head in "(# |> |- |---\n|\\[x\\] )?") {
        check(&format!("{head}{text}"), false)?;
    }
}

/// What holds of every script.
fn check(text: &str, quote: bool) -> Result<(), TestCaseError> {
    let Ok(issue) = Issue::parse("022.md".as_ref(), text.as_bytes()) else { return Ok(()) };
    let settings = script::ScriptSettings { quotes_apart: quote, ..script::ScriptSettings::default() };
    let script = script::write(&issue, &settings, Tables::builtin());
    let lines = issue.lines.line_at(issue.body.len());
    prop_assert!(!script.chapters.is_empty());
    for chapter in &script.chapters {
        prop_assert!(!chapter.passages.is_empty() && !chapter.title.is_empty() && chapter.title.len() <= 127);
        prop_assert!(matches!(chapter.passages.last().map(|p| p.pause), Some(Pause::Chapter | Pause::Told(_))));
        prop_assert!(!chapter.title.contains(is_emoji), "{:?}", chapter.title);
        for p in &chapter.passages {
            prop_assert!(p.text.contains(char::is_alphanumeric), "{:?}", p);
            prop_assert!(!p.text.contains(is_emoji) && !p.text.contains('\n'), "{:?}", p);
            prop_assert!(!p.text.contains("  ") && !p.text.contains(" ,") && p.text.trim() == p.text, "{:?}", p);
            prop_assert!((1..=lines).contains(&p.line), "{:?} of {} lines", p, lines);
        }
    }
    // What goes may have stood below the last line that is left.
    let lines = 1 + text.matches(['\n', '\r']).count() as u32;
    for d in &script.dropped {
        prop_assert!((1..=lines).contains(&d.line), "{:?} of {} lines", d, lines);
    }
    Ok(())
}

/// Two transitions running never begin alike, whether the show file or we wrote them.
#[test]
fn no_two_transitions_running_begin_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("issues");
    let project = project(&folder.join("show.toml"));
    let many: String = (0..40).map(|n| format!("## Sezione {n}\n\nUna frase.\n\n")).collect();
    let mut issues = vec![Issue::parse(Path::new("many.md"), many.as_bytes()).unwrap()];
    issues.extend(["001.md", "002.md"].map(|name| Issue::read(&folder.join(name)).unwrap()));
    let mut wrong = Vec::new();
    for issue in issues {
        let script = script::write(&issue, &project.show.script(), &project.tables);
        let passages = script.chapters.iter().flat_map(|c| &c.passages);
        let said: Vec<&str> = passages.filter(|p| p.role == Role::Transition).map(|p| p.text.as_str()).collect();
        assert!(said.len() > 2);
        let opening = |text: &str| {
            text.split_whitespace().take(2).map(|w| w.trim_matches(',').to_lowercase()).collect::<Vec<_>>()
        };
        wrong.extend(said.windows(2).filter(|w| opening(w[0]) == opening(w[1])).map(|w| format!("{w:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
