//! Shortcodes and tags of templates: Hugo's `{{< figure >}}`, `{% include %}` of Liquid, Nunjucks, Zola and Hexo, fields
//! `{{ name }}`. The tags go; what stands between two of them is text, code, or nothing, by their name.

pub mod tag;

use std::collections::HashMap;

use super::document::{Document, NEW_LINE, Stretch, begins_line, close_gap, ends_line};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason, boxes};
use tag::Tag;

/// The longest tag, in bytes.
const LONGEST: usize = 4000;

/// How often a name may be mentioned before the tag that closes it.
const MENTIONS: usize = 300;

/// How tags open and close, the longest first.
const MARKS: [(&str, &str); 6] =
    [("{{<", ">}}"), ("{{%", "%}}"), ("{{{", "}}}"), ("{{", "}}"), ("{%", "%}"), ("{# ", "#}")];

/// Takes tags away.
pub fn read(document: &mut Document) {
    document.edit_stretches(true, &["{{", "{%", "{# "], |stretch, dropped| {
        let mut editor =
            Editor { stretch, out: String::with_capacity(stretch.text.len()), dropped, closers: closers(stretch.text) };
        editor.edit();
        Some(editor.out)
    });
}

/// Where each name is closed last: `{% endraw %}`, `{{< /tab >}}`.
fn closers(text: &str) -> HashMap<&str, usize> {
    let mut last = HashMap::new();
    for (at, _) in text.match_indices("/").chain(text.match_indices("end")) {
        let rest = &text[at + if text[at..].starts_with('/') { 1 } else { 3 }..];
        let name = &rest.trim_start()[..tag::name_length(rest.trim_start())];
        let place = last.entry(name).or_insert(at);
        *place = at.max(*place);
    }
    last
}

struct Editor<'a> {
    stretch: &'a Stretch<'a>,
    out: String,
    dropped: &'a mut Vec<Dropped>,
    /// Where each name is closed last.
    closers: HashMap<&'a str, usize>,
}

impl<'a> Editor<'a> {
    fn edit(&mut self) {
        let text = self.stretch.text;
        let mut at = 0;
        // where each closing mark stands next, by its place among the marks
        let mut next: [Option<usize>; MARKS.len()] = [Some(0); MARKS.len()];
        while let Some(brace) = text[at..].find('{').map(|found| found + at) {
            self.out.push_str(&text[at..brace]);
            let mark = MARKS.iter().position(|(open, _)| text[brace..].starts_with(open));
            let end = mark.and_then(|mark| {
                let (open, close) = MARKS[mark];
                let inside = brace + open.len();
                if next[mark].is_some_and(|n| n < inside) {
                    next[mark] = text[inside..].find(close).map(|found| found + inside);
                }
                let end = next[mark].filter(|end| end - inside <= LONGEST && !text[inside..*end].contains("\n\n"))?;
                // LaTeX: `x^{{a}}`
                (!self.out.ends_with(['^', '_', '\\', '='])).then_some((inside, end, end + close.len(), open))
            });
            let Some((inside, end, behind, open)) = end else {
                self.out.push('{');
                at = brace + 1;
                continue;
            };
            let whole =
                Whole { from: brace, to: behind, is_field: open.starts_with("{{") && !matches!(open, "{{<" | "{{%") };
            if open == "{# " {
                self.drop(&whole, Reason::Comment);
                at = self.without(&whole);
            } else {
                let tag = Tag::of(&text[inside..end]);
                at = self.tag(&tag, &whole);
            }
        }
        self.out.push_str(&text[at..]);
    }

    fn drop(&mut self, whole: &Whole, reason: Reason) {
        let what = &self.stretch.text[whole.from..whole.to];
        self.dropped.push(Dropped::with_words(self.stretch.line_at(whole.from), what, reason, 0));
    }

    /// Deals with one tag; returns where to go on.
    fn tag(&mut self, tag: &Tag<'a>, whole: &Whole) -> usize {
        let words = &VOCABULARY.shortcodes;
        let name = tag.name;
        if self.is_in_destination() {
            // what a link leads to need not be known
            self.drop(whole, reason(tag, whole));
            if self.out.ends_with('(') {
                self.out.push('#');
            }
            return whole.to;
        }
        if !tag.closes && !whole.is_field {
            if let Some(end) = self.closing(name, whole.to) {
                let inside = &self.stretch.text[whole.to..end.0];
                if has(&words.comments, name) {
                    self.drop(whole, Reason::Comment);
                    self.out.extend(inside.chars().filter(|c| *c == '\n'));
                    return end.1;
                }
                if has(&words.code, name) || has(&words.formulas, name) {
                    self.drop(whole, Reason::Shortcode);
                    self.code(tag, inside);
                    return end.1;
                }
            }
            if has(&words.figures, name)
                && let Some(text) = tag.caption()
            {
                self.out.push_str(&format!("![{}](#)", text.replace(['[', ']'], "")));
                return self.keep_line_ends(whole);
            }
        }
        self.drop(whole, reason(tag, whole));
        let is_alone = self.is_alone(whole);
        let at = self.without(whole);
        if tag.closes && has(&words.quotations, name) && is_alone {
            self.out.push_str("</blockquote>");
            self.out.push(NEW_LINE);
        } else if !tag.closes && has(&words.quotations, name) && is_alone && self.closing(name, whole.to).is_some() {
            self.out.push_str("<blockquote>");
            self.out.push(NEW_LINE);
        } else if !tag.closes
            && is_alone
            && has(&words.titled, name)
            && let Some(title) = tag.title()
        {
            self.out.extend([NEW_LINE]);
            self.out.push_str(&boxes::bold(title));
            self.out.extend([NEW_LINE]);
        }
        at
    }

    /// Where the tag that closes `name` begins and ends, the first behind `from`.
    fn closing(&self, name: &str, from: usize) -> Option<(usize, usize)> {
        let text = self.stretch.text;
        self.closers.get(name).filter(|last| **last >= from)?;
        for (found, _) in text[from..].match_indices(name).take(MENTIONS) {
            let found = found + from;
            let at = found + name.len();
            let before = text[from..found].trim_end();
            let before = before.strip_suffix("end").or_else(|| before.strip_suffix('/')).map(str::trim_end);
            let Some(before) = before else { continue };
            let before = before.strip_suffix('-').unwrap_or(before).trim_end();
            let Some((open, close)) = MARKS.iter().find(|(open, _)| before.ends_with(open)) else { continue };
            let Some(end) = text[at..].find(close) else { continue };
            return Some((from + before.len() - open.len(), at + end + close.len()));
        }
        None
    }

    /// Code or a formula between two tags: as Markdown writes it.
    fn code(&mut self, tag: &Tag, inside: &str) {
        let is_formula = has(&VOCABULARY.shortcodes.formulas, tag.name);
        if !inside.contains('\n') {
            let mark = if is_formula { '$' } else { '`' };
            self.out.push(mark);
            self.out.push_str(inside.trim());
            self.out.push(mark);
            return;
        }
        let language = match tag.name {
            _ if is_formula => "math",
            "mermaid" | "plantuml" | "graphviz" | "chart" => tag.name,
            _ => tag.get("lang").or_else(|| tag.get("language")).or(tag.words.first().copied()).unwrap_or_default(),
        };
        let mut indent = String::new();
        if begins_line(&self.out) {
            indent = " ".repeat(self.out.len() - self.out.trim_end_matches(' ').len());
        } else {
            self.out.push(NEW_LINE);
        }
        self.out.push_str(&format!("``````{language}"));
        if !inside.starts_with('\n') {
            self.out.push(NEW_LINE);
        }
        self.out.push_str(inside.trim_end_matches(' '));
        if !inside.trim_end_matches(' ').ends_with('\n') {
            self.out.push(NEW_LINE);
        }
        self.out.push_str(&format!("{indent}``````{NEW_LINE}"));
    }

    /// Whether what is written stands in the address of a link.
    fn is_in_destination(&self) -> bool {
        let from = self.out.floor_char_boundary(self.out.len().saturating_sub(300));
        let tail = &self.out[from..];
        tail.rfind("](").is_some_and(|at| !tail[at + 2..].contains(|c: char| c.is_whitespace() || c == ')'))
    }

    /// Whether nothing else stands on the lines of a tag.
    fn is_alone(&self, whole: &Whole) -> bool {
        begins_line(&self.out) && ends_line(&self.stretch.text[whole.to..])
    }

    fn keep_line_ends(&mut self, whole: &Whole) -> usize {
        self.out.extend(self.stretch.text[whole.from..whole.to].chars().filter(|c| *c == '\n'));
        whole.to
    }

    /// Closes the gap that a tag leaves: no space before a mark, no second one. Returns where to go on.
    fn without(&mut self, whole: &Whole) -> usize {
        let behind = &self.stretch.text[self.keep_line_ends(whole)..];
        close_gap(&mut self.out, behind);
        whole.to
    }
}

/// Where a tag stands.
struct Whole {
    from: usize,
    to: usize,
    /// It stands for a value.
    is_field: bool,
}

fn reason(tag: &Tag, whole: &Whole) -> Reason {
    if has(&VOCABULARY.shortcodes.embeds, tag.name) && !tag.closes {
        Reason::Embed
    } else if whole.is_field {
        Reason::TemplateField
    } else {
        Reason::Shortcode
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn tags_go_and_texts_stay() {
        let rows = [
            ("{{< alert >}}\nIl ponte è chiuso.\n{{< /alert >}}", "\nIl ponte è chiuso.\n"),
            ("{{% notice tip %}}Prendi il bus.{{% /notice %}}", "Prendi il bus."),
            ("{{< notice title=\"Nota bene\" >}}\nTesto\n{{< /notice >}}", "\n**Nota bene**\n\nTesto\n"),
            ("{{< tab \"Linux\" >}}\nTesto\n{{< /tab >}}", "\n**Linux**\n\nTesto\n"),
            ("{{< details summary=\"Il resto\" >}}\nTesto\n{{< /details >}}", "\n**Il resto**\n\nTesto\n"),
            (
                "Vedi [la guida]({{< ref \"guida.md\" >}}) e [l'orario]({% link orario.md %}).",
                "Vedi [la guida](#) e [l'orario](#).",
            ),
            ("[La guida]({{ site.baseurl }}{% post_url 2020-01-01-a %}#b)", "[La guida](##b)"),
            ("![Il faro]({{ site.img }}/faro.jpg)", "![Il faro](#/faro.jpg)"),
            (
                "{% highlight python %}\nx = 1\n\ny = {{ 2 }}\n{% endhighlight %}\nFine.",
                "``````python\nx = 1\n\ny = {{ 2 }}\n``````\n\nFine.",
            ),
            ("{{< highlight go \"linenos=table\" >}}\nx\n{{< / highlight >}}", "``````go\nx\n``````\n"),
            ("{{< mermaid >}}\ngraph\n{{< /mermaid >}}", "``````mermaid\ngraph\n``````\n"),
            ("{%- codeblock lang:js -%}x{%- endcodeblock -%}", "`x`"),
            ("{{< katex >}}x^2{{< /katex >}} cresce", "$x^2$ cresce"),
            ("{{< katex display >}}\nx^2\n{{< /katex >}}", "``````math\nx^2\n``````\n"),
            ("Prima {% comment %}non letto\n\nné questo{% endcomment %} dopo", "Prima \n\n dopo"),
            ("Prima {# appunto #} dopo", "Prima dopo"),
            ("{{< figure src=\"a.jpg\" caption=\"Il porto di sera\" >}}", "![Il porto di sera](#)"),
            ("{{< figure\n  src=\"a.jpg\"\n  alt=\"Il molo\"\n>}}\nTesto", "![Il molo](#)\n\n\n\nTesto"),
            ("{{< figure src=\"a.jpg\" >}}", ""),
            ("{{< youtube w7Ft2ymGmfc >}}", ""),
            ("{% include video.html id=\"x\" %}\n\nTesto", "\n\nTesto"),
            ("{% raw %}Testo{% endraw %}", "Testo"),
            ("{% if x %}Testo{% else %}altro{% endif %}", "Testoaltro"),
            ("{% quote Ada Neri %}\nIl mare.\n{% endquote %}", "<blockquote>\n\nIl mare.\n</blockquote>\n"),
            ("{% hint style=\"info\" %}\nTesto\n{% endhint %}", "\nTesto\n"),
            ("Ciao {{ nome }}, come va {{ nome }}?", "Ciao, come va?"),
            ("Ciao {{ contact.NOME | default : \"amico\" }}! Oggi", "Ciao! Oggi"),
            ("Ciao {{{nome}}} e benvenuto", "Ciao e benvenuto"),
            ("Il {{< abbr \"HTML\" >}} è {{ page.title }} bello", "Il è bello"),
            ("Il codice `{{ x }}` resta", "Il codice `{{ x }}` resta"),
            ("{{ youtube(id=\"x\") }}", ""),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn other_braces_stay() {
        let rows = [
            "L'insieme {a, b} e {{ aperto",
            "Uno {% aperto",
            "$x^{{a}}$",
            "```\n{{ x }}\n{% y %}\n```",
            "Il {50%} e {% di tutto\n\nfino a %} qui",
            "{#ancora}",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_goes_is_told_with_its_line() {
        let mut document = Document::new("Uno\n\n{{< youtube x >}}\n\nCiao {{ nome }}\n{% include a %}", 5);
        read(&mut document);
        let told: Vec<_> = document.finish().dropped.iter().map(|d| (d.line, d.reason)).collect();
        assert_eq!(told, [(7, Reason::Embed), (9, Reason::TemplateField), (10, Reason::Shortcode)]);
    }

    #[test]
    fn many_tags_are_survived() {
        let texts = [
            "{{".repeat(100_000),
            "{{< a ".repeat(50_000),
            "{% highlight %}\n".repeat(20_000),
            "{% x %}](".repeat(20_000),
        ];
        for text in texts {
            read_text(&text);
        }
    }
}
