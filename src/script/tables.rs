//! Tables, row by row.

use altavoce_italian::{Class, Tables, verbalize_with};

use super::images;
use super::model::{LINE_BREAK, Prose};
use super::passages::PassageWriter;
use super::sentences::finish;
use super::vocabulary::VOCABULARY;
use super::{Dropped, Passage, Pause, Reason, Role, clean};

/// A unit is no longer, in characters.
const UNIT: usize = 12;

/// The head of a column: its name, and the unit of what stands below.
struct Column {
    name: String,
    unit: Option<String>,
}

impl PassageWriter<'_> {
    /// Row by row, each value behind its header and with its unit; the rows of a single column stand for themselves.
    pub fn table(&mut self, head: &[Prose], rows: &[Vec<Prose>]) {
        let columns: Vec<Column> = head
            .iter()
            .map(|cell| {
                let name = self.cell(cell);
                column(name.trim_end_matches(':'), self.tables)
            })
            .collect();
        let from = self.passages.len();
        // The same name above every column is the table's.
        let single = columns.windows(2).all(|two| two[0].name == two[1].name);
        if let Some(column) = columns.first().filter(|c| single && !c.name.is_empty()) {
            let line = head.first().map_or(0, |c| c.line);
            self.say(format!("{}:", column.name), Role::Row, Pause::Paragraph, line);
        }
        let mut filled = vec![single; columns.len()];
        for row in rows {
            let mut said = String::new();
            for (i, cell) in row.iter().enumerate() {
                let value = self.cell(cell);
                let value = value.trim_end_matches(['.', ';', ',']);
                if value.is_empty() {
                    continue;
                }
                filled.iter_mut().skip(i).take(1).for_each(|f| *f = true);
                let column = columns.get(i);
                let unit = column.and_then(|c| c.unit.as_ref()).filter(|_| is_quantity(value));
                let value = unit.map_or(value.to_string(), |unit| format!("{value} {unit}"));
                let name = column.map_or("", |c| if single { "" } else { c.name.as_str() });
                let name = if said.is_empty() { name.to_string() } else { uncapitalised(name) };
                said.push_str(if said.is_empty() { "" } else { "; " });
                said.push_str(&if name.is_empty() { value } else { format!("{name}: {value}") });
            }
            let line = row.first().map_or(0, |c| c.line);
            if !said.is_empty() {
                self.say(finish(&said), Role::Row, Pause::Paragraph, line);
                row.iter().for_each(|cell| self.link(self.passages.len() - 1, cell));
            }
        }
        self.columns_without_values(head, &columns, &filled);
        let Some(first) = self.passages.get(from) else { return };
        // Tables that only lay a page out have no heads.
        if columns.iter().any(|c| !c.name.is_empty()) {
            let text = VOCABULARY.notices.table.clone();
            let line = first.line;
            self.passages.insert(from, Passage::new(text, Role::Notice, Pause::Paragraph, line));
        }
    }

    /// The names of columns with nothing below them: said where they are all that the table has, else only told.
    fn columns_without_values(&mut self, head: &[Prose], columns: &[Column], filled: &[bool]) {
        let line = head.first().map_or(0, |cell| cell.line);
        let names = columns.iter().zip(filled).filter(|(column, filled)| !**filled && !column.name.is_empty());
        let names: Vec<&str> = names.map(|(column, _)| column.name.as_str()).collect();
        if names.is_empty() {
            return;
        }
        if filled.contains(&true) {
            let told = names.into_iter().map(|name| Dropped::new(line, name, Reason::SilentColumn));
            self.dropped.extend(told);
        } else {
            self.say(finish(&names.join("; ")), Role::Row, Pause::Paragraph, line);
        }
    }

    /// A cell's words; those of its picture where it has no other; nothing where it says that there is nothing.
    fn cell(&mut self, cell: &Prose) -> String {
        let text = cell.text.trim();
        if VOCABULARY.tables.nothing.contains(&text.to_lowercase()) {
            self.dropped.push(Dropped::new(cell.line, text, Reason::NoWords));
            return String::new();
        }
        let mut text = clean::title(&cell.text.replace(LINE_BREAK, ", "), cell.line, self.dropped);
        for image in &cell.images {
            let alt = clean::title(&image.alt, image.line, self.dropped);
            if text.is_empty() && images::tells(&alt) {
                text = alt;
            } else {
                self.dropped.push(Dropped::new(image.line, &image.alt, Reason::Image));
            }
        }
        text.replace('[', "(").replace(']', ")")
    }
}

/// `Peso (kg)` → the name and the unit.
fn column(head: &str, tables: &Tables) -> Column {
    let whole = || Column { name: head.to_string(), unit: None };
    let Some((name, unit)) = head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) else { return whole() };
    let (name, unit) = (name.trim(), unit.trim());
    let short = !unit.is_empty() && unit.chars().count() <= UNIT && !unit.contains(|c: char| c.is_ascii_digit());
    if name.is_empty() || !short {
        return whole();
    }
    let counted = verbalize_with(tables, &format!("25 {unit}"));
    let is_unit = |class| matches!(class, Class::Unit | Class::Money | Class::Percent | Class::Ratio);
    if counted.edits.iter().any(|e| is_unit(e.class)) || VOCABULARY.tables.units.iter().any(|u| u == unit) {
        Column { name: name.to_string(), unit: Some(unit.to_string()) }
    } else {
        whole()
    }
}

/// Whether a value is a figure without a unit of its own: `1.250`, `-3,5`, `10-12`.
fn is_quantity(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit())
        && value
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | '−' | '+' | '~' | '<' | '>' | ' '))
}

/// Small first letter behind a colon or a semicolon, save for names: `Prezzo` → `prezzo`, `CPU` as it is.
fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && (second.is_lowercase() || second == '\'') => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_behind_a_semicolon() {
        let rows = [("Prezzo", "prezzo"), ("CPU", "CPU"), ("Età", "età"), ("X", "X"), ("iOS", "iOS"), ("", "")];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| uncapitalised(i) != *o).map(|r| uncapitalised(r.0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn units_of_columns() {
        let rows = [
            ("Peso (kg)", Some("kg")),
            ("Prezzo (€)", Some("€")),
            ("Quota (%)", Some("%")),
            ("Velocità (km/h)", Some("km/h")),
            ("Anno (2024)", None),
            ("Nome (facoltativo)", None),
            ("(kg)", None),
            ("Peso", None),
        ];
        let got = |t: &str| column(t, Tables::builtin()).unit;
        let wrong: Vec<_> = rows.iter().filter(|(t, o)| got(t).as_deref() != *o).map(|(t, _)| (t, got(t))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(is_quantity("1.250,5") && is_quantity("-3") && !is_quantity("3 kg") && !is_quantity("n.d."));
    }
}
