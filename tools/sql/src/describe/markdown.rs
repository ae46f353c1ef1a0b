//! Facts as Markdown, in the form of the profile's `database-schema`: one block for each table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::facts::{ColumnFacts, Describer, IndexFacts, IndexKind, RelationshipFacts, TableFacts};
use super::graph::Graph;
use super::order::Cycle;

/// Width of the labels at the left.
const LABEL: usize = 15;
/// Columns of the table beyond this width are not lined up.
const WIDEST: usize = 48;
/// Tables of `referenced by` that are named in a block.
const MOST_REFERRING: usize = 12;
/// Labels of an enumeration that are shown in a block.
const MOST_VALUES: usize = 20;

/// The block of a table.
pub fn block(table: &TableFacts) -> String {
    let mut block = String::new();
    let name = match &table.schema {
        Some(schema) => format!("{schema}.{}", table.name),
        None => table.name.clone(),
    };
    let mut about = Vec::new();
    about.extend(table.comment.as_deref().map(on_one_line));
    if let Some(partitions) = &table.partitions {
        about.push(format!(
            "partitioned by {}, {}",
            partitions.by,
            counted(partitions.count, "partition", "partitions")
        ));
    }
    if !table.inherits.is_empty() {
        about.push(format!("part of {}", table.inherits.join(", ")));
    }
    if table.incomplete {
        about.push("not all of it is in the sources".to_owned());
    }
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join("; ")) };
    section(&mut block, "Table:", &[format!("{}{about}", on_one_line(&name))]);
    section(&mut block, "Columns:", &columns(table));
    section(&mut block, "Indexes:", &indexes(table));
    section(&mut block, "Relationships:", &relationships(table));
    if let Some(more) = table.more {
        let _ = writeln!(block, "{:LABEL$}and {more} more parts, which are told with `limit`", "");
    }
    block
}

/// Lines under a label; `none` where there are none.
fn section(block: &mut String, label: &str, lines: &[String]) {
    if lines.is_empty() {
        let _ = writeln!(block, "{label:LABEL$}none");
    }
    for (at, line) in lines.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let _ = writeln!(block, "{label:LABEL$}{}", line.trim_end());
    }
}

/// What keys and checks say of single columns, by the names of these.
#[derive(Default)]
struct OfColumn<'f> {
    primary: bool,
    unique: bool,
    checks: Vec<&'f str>,
}

fn by_column(table: &TableFacts) -> BTreeMap<&str, OfColumn<'_>> {
    let mut by_column: BTreeMap<&str, OfColumn<'_>> = BTreeMap::new();
    for index in &table.indexes {
        let [only] = index.columns.as_slice() else { continue };
        let of_column = by_column.entry(only.as_str()).or_default();
        of_column.primary |= index.kind == IndexKind::PrimaryKey;
        of_column.unique |= index.kind == IndexKind::UniqueConstraint;
    }
    for check in &table.checks {
        if let Some(column) = &check.column {
            by_column.entry(column.as_str()).or_default().checks.push(&check.expression);
        }
    }
    by_column
}

fn columns(table: &TableFacts) -> Vec<String> {
    let mut by_column = by_column(table);
    let rows: Vec<[String; 4]> = table
        .columns
        .iter()
        .map(|column| {
            let null = if column.nullable { "null" } else { "not null" };
            let of_column = by_column.remove(column.name.as_str()).unwrap_or_default();
            let details = details(column, &of_column).join(", ");
            let comment = column.comment.as_deref().map(|comment| format!("-- {}", on_one_line(comment)));
            let details = [Some(details).filter(|details| !details.is_empty()), comment];
            let details = details.into_iter().flatten().collect::<Vec<_>>().join("  ");
            [on_one_line(&column.name), on_one_line(&column.data_type), null.to_owned(), details]
        })
        .collect();
    let mut lines = aligned(&rows);
    let of_several =
        table.checks.iter().filter(|check| check.column.is_none()).map(|check| check.expression.as_str());
    // Those of columns that are not listed.
    let of_others = by_column.into_values().flat_map(|of_column| of_column.checks);
    lines.extend(of_several.chain(of_others).map(|check| format!("check {}", on_one_line(check))));
    lines
}

/// What there is to say about a column beside type and null.
fn details(column: &ColumnFacts, of_column: &OfColumn<'_>) -> Vec<String> {
    let mut details = Vec::new();
    match (column.generated.as_deref(), &column.expression) {
        (Some(kind), Some(expression)) => details.push(format!("{kind} as {}", on_one_line(expression))),
        (Some(kind), None) => details.push(kind.to_owned()),
        (None, _) => {}
    }
    details.extend(column.base.as_ref().map(|base| format!("domain over {}", on_one_line(base))));
    details.extend(column.default.as_ref().map(|default| format!("default {}", on_one_line(default))));
    details.extend(column.on_update.as_ref().map(|value| format!("on update {}", on_one_line(value))));
    if of_column.primary {
        details.push("primary key".to_owned());
    } else if of_column.unique {
        details.push("unique".to_owned());
    }
    details.extend(of_column.checks.iter().map(|check| format!("check {}", on_one_line(check))));
    if !column.values.is_empty() {
        let shown: Vec<String> = column.values.iter().take(MOST_VALUES).map(|value| on_one_line(value)).collect();
        let rest = column.values.len() - shown.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        details.push(format!("one of {}{rest}", shown.join(", ")));
    }
    details
}

fn indexes(table: &TableFacts) -> Vec<String> {
    let rows: Vec<[String; 3]> = table
        .indexes
        .iter()
        .map(|index| {
            let name = index.name.clone().unwrap_or_default();
            let keys: Vec<String> = index.keys.iter().map(|key| on_one_line(key)).collect();
            [on_one_line(&name), format!("({})", keys.join(", ")), purpose(index)]
        })
        .collect();
    aligned(&rows)
}

fn purpose(index: &IndexFacts) -> String {
    let mut parts = Vec::new();
    parts.extend(match index.kind {
        IndexKind::PrimaryKey => Some("primary key".to_owned()),
        IndexKind::UniqueConstraint | IndexKind::UniqueIndex => Some("unique".to_owned()),
        IndexKind::Index => None,
    });
    parts.extend(index.method.clone());
    if !index.include.is_empty() {
        parts.push(format!("include ({})", index.include.join(", ")));
    }
    if index.nulls_not_distinct {
        parts.push("nulls not distinct".to_owned());
    }
    parts.extend(index.predicate.as_ref().map(|predicate| format!("where {}", on_one_line(predicate))));
    if index.serves_foreign_key {
        parts.push("foreign key".to_owned());
    }
    parts.join(", ")
}

fn relationships(table: &TableFacts) -> Vec<String> {
    let rows: Vec<[String; 3]> = table.relationships.iter().map(relationship).collect();
    let mut lines = aligned(&rows);
    let shown: Vec<String> =
        table.referenced_by.iter().take(MOST_REFERRING).map(|reference| on_one_line(reference)).collect();
    if !shown.is_empty() {
        let rest = table.referenced_by.len() - shown.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        lines.push(format!("<- {}{rest}", shown.join(", ")));
    }
    lines
}

fn relationship(facts: &RelationshipFacts) -> [String; 3] {
    let columns = match facts.columns.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(", ")),
    };
    let parent = if facts.parent_columns.is_empty() {
        facts.parent.clone()
    } else {
        format!("{}({})", facts.parent, facts.parent_columns.join(", "))
    };
    let delete = facts.on_delete.as_ref().map(|action| format!("on delete {action}"));
    let update = facts.on_update.as_ref().map(|action| format!("on update {action}"));
    let actions: Vec<String> = delete.into_iter().chain(update).collect();
    let mut about = facts.cardinality.clone();
    if let Some(note) = &facts.note {
        if !about.is_empty() {
            about.push_str("; ");
        }
        about.push_str(note);
    }
    [on_one_line(&format!("{columns} -> {parent}")), actions.join(" "), on_one_line(&about)]
}

/// Rows as lines, their cells one under the other as far as they are not too wide. A cell that is empty everywhere
/// takes no room.
fn aligned<const CELLS: usize>(rows: &[[String; CELLS]]) -> Vec<String> {
    let length = |cell: &String| cell.chars().count();
    let widths: Vec<usize> = (0..CELLS)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(length).max().unwrap_or(0).min(WIDEST))
        .collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
                let _ = write!(line, "{cell:width$}  ");
            }
            line.trim_end().to_owned()
        })
        .collect()
}

/// The order in which tables are made: one line a level, as far as there is room for so many bytes.
pub fn order(tables: &[usize], levels: &[usize], graph: &Graph<'_>, room: usize) -> String {
    let mut text = String::new();
    let mut current = None;
    for (told, table) in tables.iter().enumerate() {
        let name = on_one_line(graph.name(*table));
        if text.len() + name.len() > room && told > 0 {
            let _ = write!(text, " and {} more", tables.len() - told);
            break;
        }
        let level = levels.get(*table).copied().unwrap_or_default();
        if current == Some(level) {
            text.push_str(", ");
        } else {
            let number = text.lines().count() + 1;
            let _ = write!(text, "{}{number}. ", if text.is_empty() { "" } else { "\n" });
        }
        current = Some(level);
        text.push_str(&code(&name));
    }
    text
}

/// What is to be done about tables that need each other.
pub fn cycle(cycle: &Cycle, graph: &Graph<'_>, describer: &Describer<'_>) -> String {
    const MOST: usize = 12;
    let list = |names: Vec<String>| {
        let rest = names.len().saturating_sub(MOST);
        let shown: Vec<String> = names.into_iter().take(MOST).map(|name| code(&on_one_line(&name))).collect();
        if rest > 0 { format!("{} and {rest} more", shown.join(", ")) } else { shown.join(", ") }
    };
    let tables = list(cycle.tables.iter().map(|table| graph.name(*table).to_owned()).collect());
    let edges = cycle.afterwards.iter().filter_map(|at| graph.edges.get(*at));
    let later = list(edges.map(|edge| describer.reference(*edge)).collect());
    format!("{tables} need each other: make them in this order, and add afterwards: {later}")
}

/// Blocks as one part of a document. The fence is longer than any within.
pub fn fenced(blocks: &[String]) -> String {
    let text = blocks.join("\n");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}{fence}\n")
}

/// A name as code; one with backquotes between more of them.
fn code(name: &str) -> String {
    if name.contains('`') { format!("`` {name} ``") } else { format!("`{name}`") }
}

/// Names, comments and expressions may have line breaks.
fn on_one_line(text: &str) -> String {
    if text.contains(char::is_control) {
        text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

/// `1 table`, `2 tables`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
