use super::*;

fn read_text(text: &str) -> std::result::Result<(String, Vec<Mark>, Vec<Dropped>), String> {
    let mut document = Document::new(text, 1);
    let marks = read(Path::new("a.md"), &mut document).map_err(|e| e.to_string())?;
    let markup = document.finish();
    Ok((marks::without(&markup.text).into_owned(), marks, markup.dropped))
}

#[test]
fn skipped_text_goes_and_is_told() {
    let rows = [
        ("Uno <!-- altavoce: salta -->due<!-- altavoce: riprendi --> tre.", "Uno tre.", "due"),
        ("Uno <!--altavoce:skip-->due `x`<!--altavoce:resume-->.", "Uno.", "due `x`"),
        (
            "Uno\n<!-- altavoce: salta -->\ndue\n\n```\ntre\n```\n<!-- Altavoce: RIPRENDI -->\nquattro",
            "Uno\n\nquattro",
            "due ``` tre ```",
        ),
        ("<!-- altavoce: salta -->\n<!-- altavoce: pausa 2s -->\ndue\n<!-- altavoce: riprendi -->\ntre", "tre", "due"),
    ];
    for (text, kept, told) in rows {
        let (got, marks, dropped) = read_text(text).unwrap();
        assert_eq!((got.as_str(), marks.len()), (kept, 0), "{text}");
        assert_eq!((dropped[0].what.as_str(), dropped[0].reason), (told, Reason::Skipped));
    }
}

#[test]
fn commands_are_read() {
    use Command::{Chapter, Pause, Voice};
    let rows = [
        ("<!-- altavoce: pausa 2s -->", Pause(2000)),
        ("<!-- altavoce: pausa 1,5 s -->", Pause(1500)),
        ("<!-- altavoce: pausa 500ms -->", Pause(500)),
        ("<!-- altavoce: pause 3 secondi -->", Pause(3000)),
        ("<!-- altavoce pausa 2 -->", Pause(2000)),
        ("<!-- altavoce: voce nicola -->", Voice(Some("nicola".into()))),
        ("<!-- altavoce: voce -->", Voice(None)),
        ("<!-- altavoce: capitolo \"La piena\" -->", Chapter("La piena".into())),
        ("<!-- altavoce: chapter Il ponte -->", Chapter("Il ponte".into())),
        ("[pause:2s]", Pause(2000)),
        ("[pausa 0.5s]", Pause(500)),
        ("<break time=\"2s\"/>", Pause(2000)),
        ("<break time='300ms' />", Pause(300)),
        ("{{pause}}", Pause(1000)),
        ("(pausa:2s)", Pause(2000)),
    ];
    for (text, command) in rows {
        let (_, marks, _) = read_text(text).unwrap();
        assert_eq!(marks, [Mark { line: 1, command }], "{text}");
    }
    let (text, marks, dropped) = read_text("Qui [breath] e <break/>poi [sospiro].").unwrap();
    assert_eq!((text.as_str(), marks.len(), dropped.len()), ("Qui e poi.", 1, 2));
}

#[test]
fn misspelt_commands_are_refused_with_their_line() {
    let rows = [
        ("<!-- altavoce: slata -->", "a.md:2: altavoce does not know the command `slata`; did you mean `salta`?"),
        ("<!-- altavoce: canta -->", "a.md:2: altavoce does not know the command `canta`; did you mean `salta`?"),
        (
            "<!-- altavoce: suona la tromba -->",
            "a.md:2: altavoce does not know the command `suona`; the commands are salta, riprendi, pausa 2s, voce NOME, capitolo \"Titolo\"",
        ),
        (
            "<!-- altavoce: riprendi -->",
            "a.md:2: `riprendi` without a `salta` before it; take it out, or write the other",
        ),
        (
            "<!-- altavoce: salta -->",
            "a.md:2: `salta` has no `riprendi` behind it; write <!-- altavoce: riprendi --> where reading goes on",
        ),
        (
            "<!-- altavoce: salta -->\n<!-- altavoce: salta -->",
            "a.md:3: `salta`, and the one on line 2 has no `riprendi` yet; write <!-- altavoce: riprendi --> between them, or take one out",
        ),
        (
            "<!-- altavoce: pausa lunga -->",
            "a.md:2: `lunga` is not the length of a pause; write it like 2s, 1,5s or 500ms",
        ),
        ("<!-- altavoce: pausa 90s -->", "a.md:2: a pause of `90s`; it may last from 50ms to 60s"),
        (
            "<!-- altavoce: capitolo -->",
            "a.md:2: `capitolo` has no title; write <!-- altavoce: capitolo \"Titolo\" -->",
        ),
        ("<!-- altavocce: salta -->", "a.md:2: `altavocce`, and it is `altavoce`; write <!-- altavoce: salta -->"),
        (
            "Testo <!-- altavoce: capitolo \"x\" -->",
            "a.md:2: `capitolo` stands in a line with text; put it on a line of its own, before what the chapter begins with",
        ),
        (
            "<!-- altavoce: salta questo -->",
            "a.md:2: `salta` takes nothing behind it, and there is `questo`; write <!-- altavoce: salta -->",
        ),
    ];
    let got = |text: &str| read_text(&format!("\n{text}")).unwrap_err();
    let wrong: Vec<_> = rows.iter().filter(|(t, e)| got(t) != *e).map(|(t, _)| got(t)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn other_comments_and_words_stay() {
    let rows = [
        "<!-- more -->",
        "<!-- altavoce è un programma -->",
        "<!-- salta -->",
        "`<!-- altavoce: slata -->`",
        "```\n<!-- altavoce: slata -->\n```",
        "Una (pausa) di [pausa] e di (pausa caffè) e [pause](a.html)",
        "Una (pausa: 10) di {{nome}}, (pausa 30 secondi) e [pausa 2]",
        "<br> e <button>",
    ];
    for text in rows {
        assert_eq!(read_text(text).map(|r| (r.0, r.1.len())), Ok((text.to_string(), 0)));
    }
}

#[test]
fn sections_are_left_out_by_their_headings() {
    let text = "# T\n\n## Sponsor 🎁\n\nComprate.\n\n### Dettagli\n\nAltro.\n\n## Lavoro – Milano\n\nCercasi.\n\nFine\n----\n\nCiao.";
    let mut document = Document::new(text, 5);
    let skipped = [("sponsor", 2), ("Lavoro - {dove}", 3), ("Meteo", 4)].map(|(name, line)| (name.to_string(), line));
    without_sections(&mut document, &skipped, &[]);
    let markup = document.finish();
    assert_eq!(markup.text, "# T\n\nFine\n----\n\nCiao.");
    let told: Vec<_> = markup.dropped.iter().map(|d| (d.line, d.words)).collect();
    assert_eq!(told, [(7, 4), (15, 3)]);
    let warned: Vec<_> = markup.warnings.iter().map(|w| (w.line, w.what.as_str())).collect();
    assert_eq!(warned, [(4, "`Meteo` is to be skipped, and no heading of the issue is called that")]);
}
