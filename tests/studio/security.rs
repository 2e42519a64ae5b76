//! Who may ask, and what becomes of those who may not.

use serde_json::json;

use super::stage::Stage;

#[test]
fn only_the_page_that_was_opened_may_ask() {
    let stage = Stage::new();
    let (address, token) = (stage.address().to_string(), stage.token.clone());
    let port = address.rsplit_once(':').unwrap().1;
    let opened = stage.raw("GET", &format!("/?token={token}"), &[], "");
    assert_eq!((opened.status, opened.header("location")), (303, "/"));
    let cookie = opened.header("set-cookie");
    assert_eq!(cookie, format!("altavoce_studio_{port}={token}; HttpOnly; SameSite=Strict; Path=/"));
    let cookie = format!("Cookie: a=b; altavoce_studio_{port}={token}");
    let with = |lines: &[&str], method: &str, path: &str| {
        let lines: Vec<&str> = lines.iter().copied().chain(["Content-Type: application/json"]).collect();
        stage.raw(method, path, &lines, "{}").status
    };
    let (own, other) = (format!("Origin: http://{address}"), format!("Origin: http://127.0.0.1:{}", u16::MAX));
    let wrong_token = format!("Cookie: altavoce_studio_{port}=x{}", &token[1..]);
    let rows: [(&str, &[&str], &str, &str, u16); 20] = [
        ("the page", &[&cookie], "GET", "/", 200),
        ("the page's files", &[&cookie], "GET", "/web/index.html", 200),
        ("the page's questions", &[&cookie], "GET", "/api/state", 200),
        ("under its other name", &[&cookie, &format!("Host: localhost:{port}")], "GET", "/api/state", 200),
        ("what it writes", &[&cookie, &own, "Sec-Fetch-Site: same-origin"], "POST", "/api/undo", 409),
        ("no cookie", &[], "GET", "/api/state", 401),
        ("no cookie, the page", &[], "GET", "/", 401),
        ("no cookie, a file", &[], "GET", "/web/index.html", 401),
        ("no cookie, the events", &[], "GET", "/api/events", 401),
        ("another's cookie", &[&wrong_token], "GET", "/api/state", 401),
        ("a wrong token", &[], "GET", "/?token=1", 401),
        ("a token elsewhere", &[], "GET", &format!("/api/state?token={token}"), 401),
        ("another host", &[&cookie, "Host: evil.example"], "GET", "/api/state", 403),
        ("another port", &[&cookie, "Host: 127.0.0.1:1"], "GET", "/api/state", 403),
        ("no port", &[&cookie, "Host: 127.0.0.1"], "GET", "/api/state", 403),
        ("another page", &[&cookie, "Sec-Fetch-Site: cross-site"], "GET", "/api/state", 403),
        ("another page of this machine", &[&cookie, "Sec-Fetch-Site: same-site"], "GET", "/api/state", 403),
        ("what another page writes", &[&cookie, &other], "POST", "/api/undo", 403),
        ("what a page without a name writes", &[&cookie, "Origin: null"], "POST", "/api/undo", 403),
        ("a link to the page", &[&cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"], "GET", "/", 200),
    ];
    let wrong: Vec<_> = rows
        .iter()
        .map(|(what, lines, method, path, wanted)| (what, with(lines, method, path), wanted))
        .filter(|(_, got, wanted)| got != *wanted)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let form = stage.raw("POST", "/api/undo", &[&cookie, "Content-Type: text/plain"], "{}");
    assert_eq!(form.status, 403, "a form of another page needs no leave: {}", form.text());
    for path in ["/", "/api/state", "/nothing", "/web/index.html"] {
        let answer = stage.get(path);
        let policy = answer.header("content-security-policy");
        let strict = ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"];
        assert!(strict.iter().all(|part| policy.contains(part)) && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    let locked = stage.raw("GET", "/api/state", &[], "").json();
    assert!(locked["error"].is_string() && locked["fix"].is_string(), "{locked}");
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let stage = Stage::new();
    std::fs::write(stage.folder.path().join("secret.md"), "# Segreto\n\nNon si legge.\n").unwrap();
    let names = [
        "..%2fsecret.md",
        "..",
        "%2e%2e%2fsecret.md",
        "..%5csecret.md",
        "%2fetc%2fpasswd",
        "show.toml",
        "007.md%00",
        ".%2f007.md",
        "..%2fissues%2f007.md",
        "%ff%fe",
        "",
    ];
    let mut wrong = Vec::new();
    let mut look = |method: &str, path: String| {
        let token = format!("X-Altavoce-Token: {}", stage.token);
        let lines = [token.as_str(), "Content-Type: application/json"];
        let body = "{\"sid\":\"../x\",\"sids\":[\"../x\"],\"heard\":true,\"version\":\"x\",\"from\":1,\"to\":1,\"text\":\"x\",\"line\":1,\"seconds\":1.0,\"word\":0,\"how\":{\"say\":\"x\"},\"scope\":\"show\"}";
        let answer = stage.raw(method, &path, &lines, if method == "GET" { "" } else { body });
        if !(400..500).contains(&answer.status) || answer.text().contains("Segreto") || answer.text().contains("root:")
        {
            wrong.push(format!("{method} {path}: {} {}", answer.status, answer.text()));
        }
    };
    for name in names {
        for rest in ["script", "marks", "source", "sentences/x/sound", "sentences/x/words/0"] {
            look("GET", format!("/api/issues/{name}/{rest}"));
        }
        for rest in ["heard", "restore", "ahead", "sentences/x/try", "sentences/x/keep", "sentences/x/pause"] {
            look("POST", format!("/api/issues/{name}/{rest}"));
        }
        look("PUT", format!("/api/issues/{name}/lines"));
        look("GET", format!("/web/{name}"));
        look("GET", format!("/api/sounds/fake/{name}.wav"));
        look("GET", format!("/api/sounds/fake/{name}/peaks"));
        look("GET", format!("/api/sounds/{name}/{}.wav", "0".repeat(64)));
        look("GET", format!("/api/issues/007.md/sentences/{name}/sound"));
        look("GET", format!("/api/issues/007.md/sentences/{name}/words/{name}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(stage.read("007.md"), super::stage::ISSUE);
}

#[test]
fn what_others_wrote_stays_text() {
    let hostile = crate::stage::HOSTILE;
    let issues: Vec<(String, String)> = hostile
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.contains('\0'))
        .map(|(n, text)| {
            (format!("{n:03}.md"), format!("# Titolo\n\n## {text}\n\nUna frase: {text} [{text}]({text}).\n"))
        })
        .collect();
    let issues: Vec<(&str, &str)> = issues.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let stage = Stage::with(&issues);
    for (name, _) in &issues {
        let answer = stage.get(&format!("/api/issues/{name}/script"));
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8", "{name}");
        assert!(answer.status == 200 || answer.status == 422, "{name}: {}", answer.text());
        assert!(answer.json().is_object(), "{name}");
    }
    let entry = json!({ "word": 0, "how": { "say": "</script>" }, "scope": "show" });
    let sid = stage.sentence("000.md", "Una frase")["sid"].as_str().unwrap().to_string();
    let refused = stage.post(&format!("/api/issues/000.md/sentences/{sid}/keep"), &entry);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(stage.read("lexicon.toml"), "");
}

#[test]
fn a_second_studio_leads_to_the_first() {
    let stage = Stage::new();
    let folder = stage.folder.path().to_str().unwrap();
    let run = crate::common::altavoce(&["studio", folder, "--no-browser"]);
    let url = format!("http://{}/?token={}", stage.address(), stage.token);
    assert!(run.code == 0 && run.out.starts_with(&format!("{url}\n")), "{run:?}");
    assert!(run.out.contains("open already"), "{run:?}");
    let missing = crate::common::altavoce(&["studio", "no/such/folder", "--no-browser"]);
    assert!(missing.code == 2 && missing.err.contains("there is no such folder"), "{missing:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let address = stage.folder.path().join("output/.cache/studio.address");
        assert_eq!(std::fs::metadata(address).unwrap().permissions().mode() & 0o077, 0, "others read the token");
    }
}
