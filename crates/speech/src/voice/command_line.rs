//! A command line as a manifest writes it: words without a shell, with fields in braces.

use altavoce_base::tr;

/// What a word may name in braces.
pub(super) const FIELDS: [&str; 5] = ["text", "wav", "speed", "length", "folder"];

/// The words of a command. Spaces part words; quotes, single or double, keep spaces (and each other) inside one. Nothing
/// else is special: no backslash, no variable, no pattern, so that a text can never become a command.
pub(super) fn split(command: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    match quote {
        Some(open) => Err(tr!("a quote {open} is never closed")),
        None if words.first().is_none_or(String::is_empty) => Err(tr!("it names no program").into()),
        None => Ok(words),
    }
}

/// The fields of a word: plain lower-case names in braces. Other braces are the program's own.
pub(super) fn fields(word: &str) -> impl Iterator<Item = &str> {
    let inside = word.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|(name, _)| name);
    inside.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

/// A word with its fields filled in, each by `value`; what is filled in is not looked at again.
pub(super) fn filled(word: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let (mut out, mut rest) = (String::new(), word);
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        out.push_str(before);
        let field = behind[1..].split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        rest = match field {
            Some((text, after)) => {
                out.push_str(&text);
                after
            }
            None => {
                out.push('{');
                &behind[1..]
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_without_a_shell() {
        let rows: [(&str, Result<&[&str], &str>); 9] = [
            ("piper  --model it.onnx\t-f {wav}", Ok(&["piper", "--model", "it.onnx", "-f", "{wav}"])),
            ("'/my voices/run' \"it's\" 'a \"b\" c'", Ok(&["/my voices/run", "it's", "a \"b\" c"])),
            (r"C:\voices\say.exe --as=$HOME;rm *", Ok(&[r"C:\voices\say.exe", "--as=$HOME;rm", "*"])),
            ("say --name='two words'x ''", Ok(&["say", "--name=two wordsx", ""])),
            ("say \"{text}\"", Ok(&["say", "{text}"])),
            ("say 'ciao", Err("a quote ' is never closed")),
            ("say \"it's", Err("a quote \" is never closed")),
            ("  ", Err("it names no program")),
            ("'' x", Err("it names no program")),
        ];
        let got = |text: &str| split(text);
        let wrong: Vec<_> = rows
            .iter()
            .map(|(text, due)| (text, got(text), due.map(|w| w.iter().map(|s| s.to_string()).collect::<Vec<_>>())))
            .filter(|(_, got, due)| *got != due.clone().map_err(str::to_string))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn fields_are_filled_in_once() {
        let value = |name: &str| match name {
            "text" => Some("apri {wav} e \"chiudi\"; rm -rf ~".to_string()),
            "wav" => Some("/tmp/a b.wav".to_string()),
            _ => None,
        };
        let rows = [
            ("{text}", "apri {wav} e \"chiudi\"; rm -rf ~"),
            ("--to={wav}!", "--to=/tmp/a b.wav!"),
            ("{wav}{wav}", "/tmp/a b.wav/tmp/a b.wav"),
            ("{\"input\": \"{wav}\"}", "{\"input\": \"/tmp/a b.wav\"}"),
            ("{other} { {", "{other} { {"),
            ("}{", "}{"),
        ];
        let wrong: Vec<_> = rows.iter().map(|(w, due)| (filled(w, &value), due)).filter(|(g, d)| g != *d).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(fields("a{text}{\"x\":{wav}}{Y}{}").collect::<Vec<_>>(), ["text", "wav"]);
    }
}
