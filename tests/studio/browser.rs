//! The studio in a headless Chromium: see `tests/studio_browser.mjs`, which walks an author's way by keys alone.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::stage::Stage;
use crate::common::root;
use crate::stage::HOSTILE;

/// The show's settings, with a folder to publish to.
fn settings(published: &str) -> String {
    let formats = "[pauses]\nsentence = 0.35\n\n[formats]\nm4a = false\n\n";
    let feed = "[feed]\nurl = \"https://example.org/podcast\"\nartwork = \"cover.png\"\n\n";
    format!(
        "# la rivista\ntitle = \"Pettirosso\"\nauthor = \"Livia Sarti\"\nemail = \"livia@example.org\"\ndescription = \"Tecnologia da vicino.\"\n\
         voice = \"fake\"\nquote_voice = \"eco\"\n\n{formats}{feed}[publish]\ntarget = \"file://{published}\"\n"
    )
}

/// Three thousand words.
fn long() -> String {
    let sentence =
        "Poi venne la pesca, con le sue onde alte 3 m, e tutto cambiò di nuovo, un poco alla volta, fino a sera.";
    let paragraph = |p: usize| format!("Nel {} il conto era di {} frasi. {sentence}", 1990 + p, 3 * p + 7);
    let chapter = |c: usize| {
        let paragraphs: Vec<String> = (0..10).map(paragraph).collect();
        format!("## Capitolo {c}\n\n{}", paragraphs.join("\n\n"))
    };
    format!("# Tremila parole #12\n\n{}\n", (1..=12).map(chapter).collect::<Vec<_>>().join("\n\n"))
}

#[test]
#[ignore = "takes minutes: `make studio-walk`"]
fn an_author_walks_the_whole_way() {
    let folder = tempfile::tempdir().unwrap();
    let issues = folder.path().join("issues");
    let published = folder.path().join("published");
    fs::create_dir(&issues).unwrap();
    fs::create_dir(&published).unwrap();
    fs::write(issues.join("show.toml"), settings(published.to_str().unwrap())).unwrap();
    fs::copy(root("issues/cover.png"), issues.join("cover.png")).unwrap();
    fs::write(issues.join("012.md"), long()).unwrap();
    for (n, text) in HOSTILE.iter().enumerate() {
        let title = text.replace(['\n', '\r', '\0'], " ");
        let issue =
            format!("# {title}\n\n## {title}\n\nPrima {title} dopo la pesca.\n\n[{title}](https://example.org/)\n");
        fs::write(issues.join(format!("{}-cattivo.md", 100 + n)), issue).unwrap();
    }
    let stage = Stage::of(folder);
    let address = format!("http://{}/?token={}", stage.address(), stage.token);
    let walk = root("tests/studio_browser.mjs");
    let result = Command::new("node").arg(walk).arg(address).arg(&issues).output();
    let result = result.expect("node is missing; `make test` installs it");
    let (out, err) = (String::from_utf8_lossy(&result.stdout), String::from_utf8_lossy(&result.stderr));
    assert!(result.status.success(), "{out}{err}");
    let told: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let failed = told["failed"].as_array().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
    // That each was tried at all, and that something went out.
    assert!(told["passed"].as_array().unwrap().len() >= 150, "{told:#}");
    assert!(published.join("feed.xml").exists());
}
