//! Tables: those of data stay tables, those that a page is laid out with are their contents.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, Node};

use super::dom;

/// The longest text of a cell of data, in characters.
const CELL: usize = 200;

/// Columns and rows that a cell may span: more are a mistake.
const SPAN: usize = 50;

/// A cell as it stands in a row; a cell that spans several stands in each.
#[derive(Clone)]
struct Cell {
    node: Rc<Node>,
    /// Whether it only continues one at its left.
    continues: bool,
}

/// A table as Markdown.
pub fn table(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let mut rows = spread(&rows(element.node));
    let caption = dom::find(element.node, &|n| dom::tag(n) == "caption");
    let caption = caption.and_then(|n| handlers.handle(&n)).map_or_else(String::new, |r| r.content);
    if is_layout(element.node, &rows) {
        let content = handlers.walk_children(element.node).content;
        return Some(format!("\n\n{}\n\n", content.trim_matches('\n')).into());
    }
    let cell = |cell: &Cell| {
        if cell.continues {
            return String::new();
        }
        let content = handlers.handle(&cell.node).map_or_else(String::new, |r| r.content);
        content.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    };
    let mut out = format!("\n\n{}\n\n", caption.trim());
    // one cell above all columns is what the table is called
    let alone = |row: &[Cell]| row.len() > 1 && row[1..].iter().all(|cell| cell.continues);
    while rows.len() > 2 && alone(&rows[0]) {
        out.push_str(&format!("{}\n\n", cell(&rows.remove(0)[0])));
    }
    let rows_text: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    if !has_head(element.node, &rows) && rows.iter().all(|row| row.len() == 2 && dom::tag(&row[0].node) == "th") {
        // names at the left and values at the right: each row is a sentence of its own
        for row in &rows_text {
            let name = row[0].trim_end_matches([':', ' ']);
            out.push_str(&format!("- {name}: {}\n", row[1]));
        }
        out.push('\n');
        return Some(out.into());
    }
    let columns = rows_text.first().map_or(0, Vec::len);
    let mut body = rows_text.as_slice();
    let mut head = vec![String::new(); columns];
    if has_head(element.node, &rows)
        && let Some((first, rest)) = rows_text.split_first()
    {
        (head, body) = (first.iter().map(|cell| cell.replace("**", "")).collect(), rest);
    }
    out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(columns)));
    for row in body {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out.push('\n');
    Some(out.into())
}

/// The cells of a table's own rows.
fn rows(table: &Rc<Node>) -> Vec<Vec<Rc<Node>>> {
    let mut rows = Vec::new();
    for child in table.children.borrow().iter() {
        match dom::tag(child) {
            "tr" => {
                let cells = child.children.borrow();
                let cells: Vec<_> = cells.iter().filter(|c| matches!(dom::tag(c), "td" | "th")).cloned().collect();
                if !cells.is_empty() {
                    rows.push(cells);
                }
            }
            "thead" | "tbody" | "tfoot" => rows.extend(self::rows(child)),
            _ => (),
        }
    }
    rows
}

/// The rows with each cell in all the columns and rows that it spans.
fn spread(rows: &[Vec<Rc<Node>>]) -> Vec<Vec<Cell>> {
    let span = |cell: &Node, key: &str| {
        let span = dom::attribute(cell, key).and_then(|v| v.parse::<usize>().ok());
        span.map_or(1, |n| n.clamp(1, SPAN))
    };
    // for each column the cell that hangs down into it, and for how many rows more
    let mut hanging: Vec<Option<(Cell, usize)>> = Vec::new();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells: Vec<Cell> = Vec::new();
        let mut waiting = row.iter();
        loop {
            let column = cells.len();
            let hangs = hanging.get_mut(column).and_then(Option::take);
            if let Some((cell, more)) = hangs {
                cells.push(cell.clone());
                if more > 1 {
                    hanging[column] = Some((cell, more - 1));
                }
                continue;
            }
            let Some(node) = waiting.next() else { break };
            let (columns, down) = (span(node, "colspan"), span(node, "rowspan"));
            for continued in 0..columns {
                let cell = Cell { node: Rc::clone(node), continues: continued > 0 };
                let at = cells.len();
                cells.push(cell.clone());
                if down > 1 {
                    hanging.resize(hanging.len().max(at + 1), None);
                    hanging[at] = Some((cell, down - 1));
                }
            }
        }
        out.push(cells);
    }
    out
}

/// Whether the first row names the columns: it is marked so, or it alone is bold, or without a number.
fn has_head(table: &Rc<Node>, rows: &[Vec<Cell>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let is_th = |cell: &Cell| dom::tag(&cell.node) == "th";
    let text = |cell: &Cell| dom::text(&cell.node);
    let filled = || first.iter().filter(|c| !text(c).is_empty());
    let bold = |cell: &Cell| {
        let strong = dom::find(&cell.node, &|n| matches!(dom::tag(n), "b" | "strong"));
        strong.is_some_and(|n| dom::text(&n) == text(cell))
    };
    let has_digit = |cell: &Cell| text(cell).contains(|c: char| c.is_ascii_digit());
    let counts = || (0..first.len()).any(|at| rest.iter().all(|row| row.get(at).is_some_and(has_digit)));
    dom::find(table, &|n| dom::tag(n) == "thead").is_some_and(|n| !self::rows(&n).is_empty())
        || first.iter().filter(|c| is_th(c)).count() > 1
        || (first.len() == 1 && first.iter().all(is_th))
        || (filled().count() > 0 && filled().all(bold) && !rest.iter().all(|row| row.iter().all(bold)))
        || (!first.iter().any(is_th) && !first.iter().any(has_digit) && counts())
}

/// A table is data when all its rows have the same cells, at least two, of a few words each and nothing else in them.
fn is_layout(table: &Node, rows: &[Vec<Cell>]) -> bool {
    let role = dom::attribute(table, "role").unwrap_or_default();
    let columns = rows.first().map_or(0, Vec::len);
    let holds = |n: &Node| {
        matches!(dom::tag(n), "table" | "img" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "hr" | "blockquote" | "pre")
    };
    let plain = |cell: &Cell| dom::count(&cell.node, &holds) == 0 && dom::text(&cell.node).chars().count() <= CELL;
    role == "presentation"
        || role == "none"
        || columns < 2
        || rows.len() < 2
        || rows.iter().any(|r| r.len() != columns || !r.iter().all(plain))
}
