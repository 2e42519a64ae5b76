use super::*;

fn issue(text: &str) -> Issue {
    Issue::parse("issues/022.md".as_ref(), text.as_bytes()).unwrap()
}

#[test]
fn front_matter_goes_before_the_text() {
    let i = issue(
        "\u{FEFF}---\r\ntitle: \"🌬️ Il vento: cambia - #7\"\r\nsubtitle: E poi?\r\nnumber: 22\r\ndate: 2024-03-08T07:00:00Z\r\n\
         author: Ada\r\ndescription: Di vento.\r\nslug: Vento Forte\r\ncover: c.png\r\ntags: [a, b]\r\nseason: 2\r\nlink: https://Vento.example.org/p/sette\r\n---\r\n\
         # Altro\r\n\r\nTesto.\r\n",
    );
    assert_eq!(
        i.meta,
        Meta {
            title: "Il vento: cambia".into(),
            subtitle: Some("E poi?".into()),
            number: Some(22),
            date: Some(jiff::civil::date(2024, 3, 8)),
            published_at: date::moment("2024-03-08 07:00 UTC"),
            kind: Default::default(),
            draft: false,
            author: Some("Ada".into()),
            description: Some("Di vento.".into()),
            slug: "vento-forte".into(),
            cover: Some("c.png".into()),
            tags: vec!["a".into(), "b".into()],
            season: Some(2),
            link: Some("https://vento.example.org/p/sette".into()),
        }
    );
    assert_eq!((i.lines.first(), i.body.as_str()), (14, "# Altro\n\nTesto.\n"));
    assert_eq!(i.shown.title, Some(14));
    assert!(i.warnings.is_empty());
}

#[test]
fn the_page_of_an_issue_is_a_whole_web_address() {
    // what is written, the link, the warning
    let whole = "write all of it, like https://example.org/p/il-mare";
    let left_out =
        |key: &str, said: &str| Some(format!("`{key}` is `{said}`, which is no web address, and left out: {whole}"));
    let rows = [
        ("link: https://example.org/p/uno", Some("https://example.org/p/uno"), None),
        ("link: \"http://example.org/?p=1&b=2\"", Some("http://example.org/?p=1&b=2"), None),
        ("canonical_url: https://example.org/p/uno", Some("https://example.org/p/uno"), None),
        ("canonicalURL: https://example.org/è", Some("https://example.org/%C3%A8"), None),
        ("canonical: https://a.example.org/\nlink: https://b.example.org/", Some("https://b.example.org/"), None),
        ("link:", None, None),
        ("links: https://example.org/p/uno", None, None),
        ("link: /p/uno", None, left_out("link", "/p/uno")),
        ("link: example.org/p/uno", None, left_out("link", "example.org/p/uno")),
        ("Link: javascript:alert(1)", None, left_out("Link", "javascript:alert(1)")),
        ("link: https://ada:segreto@example.org/", None, left_out("link", "https://ada:segreto@example.org/")),
        ("link: https://example.org/un post", None, left_out("link", "https://example.org/un post")),
    ];
    let mut wrong = Vec::new();
    for (written, link, warning) in rows {
        let i = issue(&format!("---\ntitle: Uno\n{written}\n---\nTesto.\n"));
        let warned: Vec<_> = i.warnings.iter().map(|w| (w.line, w.what.clone())).collect();
        let expected: Vec<_> = warning.into_iter().map(|w| (3, w)).collect();
        if i.meta.link.as_deref() != link || warned != expected {
            wrong.push(format!("{written}: {:?}, {warned:?}", i.meta.link));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_text_shows_the_rest() {
    let i = issue(
        "# 🌬️ Il vento - #31\n\n*La storia di un vento*\n\nVenerdì 8 marzo 2024\n\n🦸‍♀️Benvenuti al numero 31!\n\n## Uno\n",
    );
    assert_eq!(i.meta.title, "Il vento");
    assert_eq!(i.meta.subtitle.as_deref(), Some("La storia di un vento"));
    assert_eq!(i.meta.number, Some(31));
    assert_eq!(i.meta.date, Some(jiff::civil::date(2024, 3, 8)));
    assert_eq!(i.meta.description.as_deref(), Some("Benvenuti al numero 31!"));
    assert_eq!(i.meta.slug, "il-vento");
    assert_eq!(i.shown, Shown { title: Some(1), subtitle: Some(3), date: Some(5), untitled: false });
}

#[test]
fn a_date_in_prose_is_not_the_issues() {
    for text in ["Il 25 dicembre 2023 siamo nati.", "8 marzo 2024: sciopero."] {
        let i = issue(&format!("# Titolo\n\n{text}\n\n## Uno\n"));
        assert_eq!((i.meta.date, i.shown.date), (None, None), "{text}");
        assert_eq!(i.meta.description.as_deref(), Some(text));
    }
}

#[test]
fn titles_and_numbers_found_or_made() {
    // (text, title, number, line of the title heading, untitled)
    let rows = [
        ("Solo testo, nessun titolo.", "Numero 22", Some(22), None, true),
        ("## Uno\nTesto\n## Due\nTesto", "Numero 22", Some(22), None, true),
        ("# Titolo\n\n# Uno\n\na\n\n# Due\n", "Titolo", Some(22), Some(1), false),
        ("Ciao a tutti.\n\n# Uno\n\na\n\n# Due\n", "Numero 22", Some(22), None, true),
        ("Leggi online\n\n# Titolo\n\n## Uno\n\n## Due\n", "Titolo", Some(22), Some(3), false),
        ("---\ntitle: Mio\n---\n# Uno\n\na\n\n# Due\n", "Mio", Some(22), None, false),
        ("---\ntitle: Mio\n---\n# Mio - #4\n\n# Uno\n\na\n\n# Due\n", "Mio", Some(4), Some(4), false),
        ("---\nnumber: \"#9\"\ntitle: 1984\n---\nTesto", "1984", Some(9), None, false),
        ("# Titolo\n\nBenvenuti al numero 5 di Radar", "Titolo", Some(5), Some(1), false),
        ("Titolo\n======\n\ntesto", "Titolo", Some(22), Some(1), false),
        ("---\ntitle:\ndate: ''\n---\nTesto", "Numero 22", Some(22), None, true),
    ];
    let mut wrong = Vec::new();
    for (text, title, number, line, untitled) in rows {
        let i = issue(text);
        let got = (i.meta.title.as_str(), i.meta.number, i.shown.title, i.shown.untitled);
        if got != (title, number, line, untitled) {
            wrong.push(format!("{text:?}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn refusals_name_the_line() {
    let rows: [(&[u8], &str); 11] = [
        (b"", "i.md: the issue is empty; write some text"),
        (b" \n\n", "i.md: the issue is empty; write some text"),
        (b"<!-- niente -->\n\n---\n", "i.md: the issue has nothing to say; write some text"),
        (b"---\ntitle: x\n---\n", "i.md: the issue has nothing to say; write some text"),
        (b"uno\ndue \xE8 tre", "i.md:2: byte 5 of this line is not UTF-8; save it as UTF-8"),
        (b"uno\n\0", "i.md:2: a NUL byte: this is not a text; save it as UTF-8 text"),
        (
            b"---\ntitle: x\n\nTesto.\n",
            "i.md:1: the front matter is never closed; add a line of three dashes below its last key",
        ),
        (b"---\ndate: ieri\n---\na", "i.md:2: `date` is not a day: `ieri`; write it like 2024-03-08"),
        (b"---\n\nseason: -1\n---\na", "i.md:3: `season` is not a whole number: `-1`; write it in digits"),
        (
            b"---\ntitle: x\nnumber: {a: b}\n---\na",
            "i.md:3: `number` is not a whole number: a map of `a`; write it in digits",
        ),
        (b"---\ntitle: {{ page.title }}\n---\na", "i.md:2: `title` is a template, `{{ page.title }}`, which only"),
    ];
    let mut wrong = Vec::new();
    for (bytes, want) in rows {
        let got = Issue::parse("i.md".as_ref(), bytes).map(|_| ()).map_err(|e| e.to_string());
        if !got.as_ref().is_err_and(|e| e.contains(want)) {
            wrong.push(format!("{want:?}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn three_dashes_may_be_a_break() {
    let rows = [
        ("---\n\nUn paragrafo che spiega tutto.\n\n---\n\nAltro.", 1),
        ("---\n# Titolo\n\nTesto\n", 1),
        ("---\nCiao a tutti\n---\n", 1),
        ("---\n---\nTesto", 3),
        ("---\ntitle: x\n...\nTesto", 4),
        ("--- \ntitle: x\n---  \nTesto", 4),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(t, line)| issue(t).lines.first() != *line).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_unknown_key_is_a_warning() {
    let i = issue("---\ntitolo: x\ntitle: y\nsubtitel: z\nlayout: post\n---\nTesto");
    let said: Vec<_> = i.warnings.iter().map(|w| (w.line, w.what.as_str())).collect();
    assert_eq!(said[0], (2, "unknown key `titolo` in the front matter; did you mean `title`?"));
    assert_eq!(said[1], (4, "unknown key `subtitel` in the front matter; did you mean `subtitle`?"));
    assert_eq!(said.len(), 2);
    assert_eq!(i.meta.title, "y");
    let of_others = "layout: post\nupdate: 2024\nimage: a.png\ncategories: [x]\ntoc: true\npermalink: /a/\nstyle: b\nlang: it\nSeries: c";
    assert_eq!(issue(&format!("---\n{of_others}\n---\nTesto")).warnings, []);
}

#[test]
fn a_line_too_long_to_be_looked_through_is_not_shown() {
    for (front, line) in [
        (format!("---\ntitle: x\nparole: {}\n---\nTesto", "[".repeat(50_000)), 3),
        (format!("+++\ntitle = \"x\"\nparole = {}\n+++\nTesto", "[".repeat(50_000)), 3),
    ] {
        let said = Issue::parse("i.md".as_ref(), front.as_bytes()).unwrap_err().to_string();
        assert!(said.starts_with(&format!("i.md:{line}: the front matter cannot be read at `parole`: ")), "{said}");
        assert!(said.contains("; mend that line") && said.len() < 300, "{} bytes: {:.300}", said.len(), said);
    }
}

#[test]
fn a_line_that_cannot_be_read_is_shown_mended() {
    // (front matter, line, key, line as it would do)
    let rows = [
        ("title: Il vento: cambia", 2, "title", "title: \"Il vento: cambia\""),
        ("title: x\ndue: punti: qui", 3, "due", "due: \"punti: qui\""),
        ("title: \"Il vento\" cambia", 2, "title", "title: '\"Il vento\" cambia'"),
        ("title: 'L'aria che tira'\nnumber: 3", 2, "title", "title: \"L'aria che tira\""),
        ("title: @vento", 2, "title", "title: \"@vento\""),
        ("number: 3\nauthor: *Ada*", 3, "author", "author: \"*Ada*\""),
        ("title: x\nsubtitle: \"a\nauthor: b", 3, "subtitle", "subtitle: \"a\""),
        ("title:Il vento\nauthor: Ada", 2, "title", "title: Il vento"),
        ("title: x\nauthor:\n\tname: Ada", 4, "name", "  name: Ada"),
        ("title: [Nuovo] Il vento", 2, "title", "title: \"[Nuovo] Il vento\""),
    ];
    let mut wrong = Vec::new();
    for (front, line, key, mended) in rows {
        let got = Issue::parse("i.md".as_ref(), format!("---\n{front}\n---\nTesto").as_bytes());
        let got = got.map(|i| i.meta.title).map_err(|e| e.to_string());
        let place = format!("i.md:{line}: the front matter cannot be read at `{key}`: ");
        if !got.as_ref().is_err_and(|e| e.starts_with(&place) && e.ends_with(&format!("; write `{mended}`"))) {
            wrong.push(format!("{front:?}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn values_come_in_every_shape() {
    // (front matter, title, author, description, cover, tags)
    type Row = (
        &'static str,
        &'static str,
        Option<&'static str>,
        Option<&'static str>,
        Option<&'static str>,
        &'static [&'static str],
    );
    let rows: &[Row] = &[
        ("title: Vento\nauthor: [Ada Neri, Ugo Bruni]", "Vento", Some("Ada Neri, Ugo Bruni"), None, None, &[]),
        ("title: Vento\nauthor:\n  name: Ada Neri\n  picture: /a.jpg", "Vento", Some("Ada Neri"), None, None, &[]),
        ("title: Vento\nauthors:\n- nome: Ada\n  url: x\n- name: Ugo", "Vento", Some("Ada, Ugo"), None, None, &[]),
        ("Title: Vento\nAuthor: Ada", "Vento", Some("Ada"), None, None, &[]),
        ("title:\n  en: Wind\n  it: Vento", "Vento", None, None, None, &[]),
        ("title: [Vento]\ndescription: [Uno., Due.]", "Vento", None, Some("Uno. Due."), None, &[]),
        ("title: 1.10\ntags: [2024, no, vento forte]", "1.10", None, None, None, &["2024", "no", "vento forte"]),
        (
            "title: Vento\ndescription: >\n  Una riga\n  e un'altra.",
            "Vento",
            None,
            Some("Una riga e un'altra."),
            None,
            &[],
        ),
        ("title: Vento\ncover:\n  image: v.jpg\n  alt: Vele", "Vento", None, None, Some("v.jpg"), &[]),
        ("title: Vento\ncover: {src: v.jpg}", "Vento", None, None, Some("v.jpg"), &[]),
        ("title: Vento\ncover: https://example.org/v.jpg", "Vento", None, None, None, &[]),
        (
            "title: Vento\ntags:\n  - name: mare\n  - slug: x\n    label: vela",
            "Vento",
            None,
            None,
            None,
            &["mare", "vela"],
        ),
        ("title: Vento\ntags: '#mare #vela'\nsummary: Breve.", "Vento", None, Some("Breve."), None, &["mare", "vela"]),
        ("title: Vento\ndescription: {{ page.excerpt }}\nnav: {% x %}", "Vento", None, None, None, &[]),
        ("title: &t Vento\ndescription: *t\nauthor: ~", "Vento", None, Some("Vento"), None, &[]),
    ];
    let mut wrong = Vec::new();
    for (front, title, author, description, cover, tags) in rows {
        let m = issue(&format!("---\n{front}\n---\n## Uno\n\n- Testo")).meta;
        let cover_is = m.cover.as_ref().map(|c| c.to_string_lossy().into_owned());
        let same =
            (m.title.as_str(), m.author.as_deref(), m.description.as_deref(), cover_is.as_deref(), m.tags.as_slice())
                == (
                    *title,
                    *author,
                    *description,
                    *cover,
                    tags.iter().map(|t| t.to_string()).collect::<Vec<_>>().as_slice(),
                );
        if !same {
            wrong.push(format!("{front:?}: {m:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_left_out_is_told() {
    let rows = [
        ("author:\n  picture: a.jpg", 2, "`author` is a map of `picture`"),
        ("title: x\ncover: /img/a.jpg", 3, "the cover `/img/a.jpg` is an address"),
        ("title: x\ndescription: {{ page.excerpt }}", 3, "`description` is a template, `{{ page.excerpt }}`"),
        ("title: x\ndate: last-modified", 3, "`date` is `last-modified`"),
        ("title: x\ntitle: y", 3, "`title` stands on line 2 already"),
        ("date: git Last Modified", 2, "`date` is `git Last Modified`"),
        ("date: \"`r Sys.Date()`\"", 2, "`date` is ``r Sys.Date()``"),
        ("author: <% tp.user.name %>", 2, "`author` is a template"),
        ("date: marzo 2024", 2, "`date` is `marzo 2024`, which names no day"),
        ("date: today", 2, "`date` is `today`"),
        ("date: '{{ page.date }}'", 2, "`date` is `{{ page.date }}`"),
    ];
    let mut wrong = Vec::new();
    for (front, line, what) in rows {
        let warnings = issue(&format!("---\n{front}\n---\nTesto")).warnings;
        if !matches!(warnings.as_slice(), [w] if w.line == line && w.what.starts_with(what)) {
            wrong.push(format!("{front:?}: {warnings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn tags_may_be_a_line() {
    assert_eq!(issue("---\ntags: ai, robot\n---\nTesto").meta.tags, ["ai", "robot"]);
}
