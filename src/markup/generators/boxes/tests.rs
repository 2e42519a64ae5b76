use super::*;

/// The lines with words, parted by bars.
fn read_text(text: &str) -> String {
    crate::markup::document::edited_lines(text, read)
}

#[test]
fn boxes_are_what_they_hold() {
    let rows = [
        ("::: {.callout-note}\nChiudi il gas.\n:::", "Chiudi il gas."),
        (":::warning\nIl ponte è chiuso.\n:::", "Il ponte è chiuso."),
        ("::: tip Un trucco\nUsa l'aceto.\n:::\nDopo", "**Un trucco** | Usa l'aceto. | Dopo"),
        (":::note[Il titolo]\nTesto\n:::", "**Il titolo** | Testo"),
        (":::note Il titolo {.x}\nTesto\n:::", "**Il titolo {.x}** | Testo"),
        ("::: {.callout-tip title=\"Ricorda\" collapse=\"true\"}\nTesto\n:::", "**Ricorda** | Testo"),
        ("::: {.callout-tip}\n\n## Ricorda\n\nTesto\n\n## Altro\n:::", "**Ricorda** | Testo | ## Altro"),
        (":::: {.columns}\n::: {.column width=\"40%\"}\nUno\n:::\n::: {.column}\nDue\n:::\n::::", "Uno | Due"),
        ("::: {.content-hidden when-format=\"html\"}\nSegreto\n:::\nVisto", "Visto"),
        ("::: {.content-hidden when-format=\"pdf\"}\nVisto\n:::", "Visto"),
        ("::: {.content-visible when-format=\"pdf\"}\nSegreto\n::: {.x}\ny\n:::\nz\n:::\nVisto", "Visto"),
        ("::: {.panel-tabset}\n## Linux\nUno\n## Mac\nDue\n:::\n## Poi", "**Linux** | Uno | **Mac** | Due | ## Poi"),
        (":::{note} Il titolo\nTesto\n:::", "**Il titolo** | Testo"),
        ("::::: sezione :::::\nTesto\n:::::", "Testo"),
        ("!!! info\n    Porta un documento.\n    E una penna.", "Porta un documento. | E una penna."),
        ("??? note \"Il resto\"\n\n    Uno.\n\n    Due.\n\nTre.", "**Il resto** | Uno. | Due. | Tre."),
        ("???+ tip\n\tCon il tabulatore.", "Con il tabulatore."),
        (
            "=== \"A mano\"\n\n    Impasta.\n\n=== \"A macchina\"\n\n    Guarda.",
            "**A mano** | Impasta. | **A macchina** | Guarda.",
        ),
        ("!!! warning \"\"\n    Senza titolo.", "Senza titolo."),
        (
            "!!! note \"Fuori\"\n    Uno\n    !!! tip \"Dentro\"\n        Due\n    Tre",
            "**Fuori** | Uno | **Dentro** | Due | Tre",
        ),
        ("- punto\n\n    !!! note\n        Nella lista.\n", "- punto |     Nella lista."),
        ("> [!INFO]\n> Il termine è domani.", "Il termine è domani."),
        ("> [!tip]+ Un consiglio\n> Dormi.\n>\n> Molto.\n\nPoi", "**Un consiglio** | Dormi. | Molto. | Poi"),
        ("> [!quote] Citazione\n> Il mare è grande.", "Il mare è grande."),
        (
            "> [!warning|left] Il cane\n> > [!note] Il gatto\n> > Graffia.\n> Morde.",
            "**Il cane** | **Il gatto** | Graffia. | Morde.",
        ),
        ("> **Note**\n> Una volta si scriveva così.", "Una volta si scriveva così."),
        ("```{note} Il titolo\n:class: x\nTesto del riquadro.\n```\nPoi", "**Il titolo** | Testo del riquadro. | Poi"),
        ("```dataview\nlist from #a\n```\nTesto", "Testo"),
        ("```{=html}\n<b>x</b>\n```\nTesto", "Testo"),
        (".. note:: Il titolo\n\n   Testo.\n\nPoi", "**Il titolo** | Testo. | Poi"),
        (".. youtube:: abc\n   :width: 3\n\nPoi", "Poi"),
        (".. code-block:: python\n\n   x = 1\n\nPoi", "``````python | x = 1 | `````` | Poi"),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn other_lines_stay() {
    let rows = [
        "!!! attenzione",
        "!!! Che bello !!!",
        "??? perché",
        "===",
        "Titolo\n===",
        "=== fine ===",
        "Due punti :: e tre ::: in mezzo",
        "> Una citazione [!] strana",
        "> [Un link](x) e poi",
        "> Detto da lei.\n> [!NOTE] dentro",
        ".. e poi: niente",
        ".. e poi :: niente",
        "```\n::: tip\n!!! note\n    x\n```",
        "```python\nx = 1\n```",
        "```{r}\nx <- 1\n```",
        "    !!! note",
        "- uno\n    - due",
    ];
    let got = |text: &str| crate::markup::document::edited(text, read);
    let wrong: Vec<_> = rows.iter().filter(|t| got(t) != **t).map(|t| got(t)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lines_keep_their_numbers() {
    let mut document = Document::new("Uno\n\n!!! note \"Due\"\n    Tre\n\n::: tip\nQuattro\n:::\nCinque", 10);
    read(&mut document);
    let markup = document.finish();
    let line = |word: &str| markup.lines.line_at(markup.text.find(word).unwrap());
    assert_eq!(["Uno", "Due", "Tre", "Quattro", "Cinque"].map(line), [10, 12, 13, 16, 18]);
}

#[test]
fn deep_boxes_are_survived() {
    let nested: String = (0..200).map(|n| format!("{}!!! note\n", "    ".repeat(n))).collect();
    let quoted = (1..200).map(|n| format!("{} [!note]\n", ">".repeat(n))).collect::<String>();
    let colons = ":::x\n".repeat(5000);
    for text in [nested, quoted, colons] {
        read_text(&text);
    }
}
