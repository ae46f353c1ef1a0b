//! Facts as a Mermaid diagram of entities and relationships.
//!
//! Mermaid takes few letters in names, and its versions differ in which. What is written here is taken by all of them:
//! an entity's name is quoted unless it is a plain word, names of attributes keep ASCII letters only, and where that
//! changes one, the name as it is stands behind it as a comment.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::facts::{IndexKind, TableFacts};
use super::graph::{Edge, Graph};

/// Words that Mermaid reads as something else than a name.
const RESERVED: &[&str] = &[
    "acctitle",
    "accdescr",
    "class",
    "classdef",
    "direction",
    "end",
    "erdiagram",
    "many",
    "one",
    "only",
    "optionally",
    "style",
    "subgraph",
    "title",
    "to",
    "u",
    "zero",
];

/// Names that every object of JavaScript has, which older versions take for entities that are there.
const INHERITED: &[&str] = &["__proto__", "constructor", "toString", "valueOf"];

/// A diagram that is being written.
#[derive(Debug, Default)]
pub struct Diagram {
    names: BTreeMap<usize, String>,
    taken: BTreeSet<String>,
}

impl Diagram {
    /// The name of a table in the diagram: its own as far as Mermaid can take it, and no other table's.
    fn name(&mut self, table: usize, graph: &Graph<'_>) -> String {
        if let Some(name) = self.names.get(&table) {
            return name.clone();
        }
        let clean = cleaned(graph.name(table));
        let mut name = clean.clone();
        let mut number = 1;
        while INHERITED.contains(&name.as_str()) || !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{clean}_{number}");
        }
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && name.chars().next().is_some_and(|c| !c.is_ascii_digit())
            && !RESERVED.contains(&name.to_ascii_lowercase().as_str());
        let name = if plain { name } else { format!("\"{name}\"") };
        self.names.insert(table, name.clone());
        name
    }

    /// A table with its columns, or only with those of its keys.
    pub fn entity(&mut self, table: usize, facts: &TableFacts, only_keys: bool, graph: &Graph<'_>) -> String {
        let of_kind = |kinds: &[IndexKind]| -> BTreeSet<&str> {
            let indexes = facts.indexes.iter().filter(|index| kinds.contains(&index.kind));
            let alone = indexes.filter(|index| index.kind == IndexKind::PrimaryKey || index.columns.len() == 1);
            alone
                .filter(|index| index.predicate.is_none())
                .flat_map(|index| &index.columns)
                .map(String::as_str)
                .collect()
        };
        let primary = of_kind(&[IndexKind::PrimaryKey]);
        let unique = of_kind(&[IndexKind::UniqueConstraint, IndexKind::UniqueIndex]);
        let foreign: BTreeSet<&str> =
            facts.relationships.iter().flat_map(|key| &key.columns).map(String::as_str).collect();
        let mut text = format!("    {} {{\n", self.name(table, graph));
        for column in &facts.columns {
            let name = column.name.as_str();
            let keys: Vec<&str> = [("PK", primary.contains(name)), ("FK", foreign.contains(name))]
                .into_iter()
                .chain([("UK", unique.contains(name) && !primary.contains(name))])
                .filter_map(|(word, is)| is.then_some(word))
                .collect();
            if only_keys && keys.is_empty() {
                continue;
            }
            let (attribute, changed) = attribute(name);
            let _ = write!(text, "        {} {attribute}", data_type(&column.data_type));
            if !keys.is_empty() {
                let _ = write!(text, " {}", keys.join(", "));
            }
            if changed {
                let _ = write!(text, " \"{}\"", cleaned(name));
            }
            text.push('\n');
        }
        text.push_str("    }\n");
        text
    }

    /// The line of a reference, from the parent to the child: `||` exactly one, `|o` none or one, `o{` any number.
    pub fn relationship(&mut self, edge: Edge, graph: &Graph<'_>) -> Option<String> {
        let (table, key) = graph.foreign_key(edge)?;
        let parent = if edge.optional { "|o" } else { "||" };
        let child = if edge.unique { "o|" } else { "o{" };
        let line = if edge.identifying { "--" } else { ".." };
        let columns: Vec<String> = table.shown(&key.columns).iter().map(|column| cleaned(column)).collect();
        let (from, to) = (self.name(edge.parent, graph), self.name(edge.child, graph));
        Some(format!("    {from} {parent}{line}{child} {to} : \"{}\"\n", columns.join(", ")))
    }
}

/// Longest name in characters.
const LONGEST: usize = 80;

/// A text that can stand between quotes in a diagram: letters, digits and a little punctuation.
fn cleaned(text: &str) -> String {
    let keeps = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '(' | ')' | '$' | '+' | '/');
    let cleaned: String = text.chars().take(LONGEST).map(|c| if keeps(c) { c } else { '_' }).collect();
    if cleaned.is_empty() { "_".to_owned() } else { cleaned }
}

/// A column's name as Mermaid takes it, and whether that is another.
fn attribute(name: &str) -> (String, bool) {
    let keeps = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut attribute: String = name.chars().take(LONGEST).map(|c| if keeps(c) { c } else { '_' }).collect();
    let begins = attribute.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    // `pk`, `fk` and `uk` are the keys.
    let is_key = ["pk", "fk", "uk"].contains(&attribute.to_ascii_lowercase().as_str());
    if !begins || is_key {
        attribute.insert(0, '_');
    }
    let changed = attribute != name;
    (attribute, changed)
}

/// A type as one word. Arguments that are no single number are left out.
fn data_type(data_type: &str) -> String {
    let (name, rest) = data_type.split_once('(').unwrap_or((data_type, ""));
    let (arguments, behind) = rest.split_once(')').unwrap_or((rest, ""));
    let is_number =
        !arguments.is_empty() && arguments.len() < 8 && arguments.bytes().all(|byte| byte.is_ascii_digit());
    let (behind, array) = match behind.strip_suffix("[]") {
        Some(behind) => (behind, "[]"),
        None => (behind, ""),
    };
    let (name, array) = match name.strip_suffix("[]") {
        Some(name) => (name, "[]"),
        None => (name, array),
    };
    let (word, _) = attribute(name.trim());
    let word = if word == "_" { "any".to_owned() } else { word };
    let behind = if is_number || !behind.contains(['\'', '"', '(', ')', ',']) { behind } else { "" };
    let behind: String =
        behind.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(LONGEST).collect();
    if is_number { format!("{word}({arguments}){behind}{array}") } else { format!("{word}{behind}{array}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_one_word() {
        assert_eq!(data_type("numeric(12,2)"), "numeric");
        assert_eq!(data_type("character varying(32)[]"), "character_varying(32)[]");
        assert_eq!(data_type("timestamp(3) with time zone"), "timestamp(3)_with_time_zone");
        assert_eq!(data_type("enum('a)','b')"), "enum");
        assert_eq!(data_type("int(10) unsigned"), "int(10)_unsigned");
        assert_eq!(data_type("text[]"), "text[]");
        assert_eq!(data_type(""), "any");
        assert_eq!(data_type("pk"), "_pk");
    }

    #[test]
    fn names_that_mermaid_cannot_take_are_told_beside() {
        assert_eq!(attribute("größe"), ("gr__e".to_owned(), true));
        assert_eq!(attribute("2nd"), ("_2nd".to_owned(), true));
        assert_eq!(attribute("UK"), ("_UK".to_owned(), true));
        assert_eq!(attribute("pk_id"), ("pk_id".to_owned(), false));
        assert_eq!(cleaned("direction TB\n\"%;#"), "direction_TB_____");
    }
}
