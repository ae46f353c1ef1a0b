//! The tree as text: two spaces a level, lists indented below their key, comments wrapped.

use super::scalar::{is_block, is_plain, is_plain_word, quoted};
use super::{Map, Node, Value};

/// Columns that a line of comment may reach.
const WIDTH: usize = 110;

/// One document, with comments at its head.
pub fn document(head: &[&str], root: &Map) -> String {
    let mut out = String::new();
    for line in head {
        comment(&mut out, 0, line);
    }
    if root.is_empty() {
        out.push_str("{}\n");
    } else {
        map(&mut out, root, 0, false);
    }
    out
}

/// Several documents of one file.
pub fn stream<'m>(head: &[&str], roots: impl IntoIterator<Item = &'m Map>) -> String {
    let mut out = String::new();
    for line in head {
        comment(&mut out, 0, line);
    }
    for (index, root) in roots.into_iter().enumerate() {
        if index > 0 || !head.is_empty() {
            out.push_str("---\n");
        }
        out.push_str(&document(&[], root));
    }
    out
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// A comment, broken between words where it is too long for a line.
fn comment(out: &mut String, depth: usize, text: &str) {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let most = WIDTH.saturating_sub(depth * 2 + 2);
    let mut line = String::new();
    let flush = |out: &mut String, line: &str| {
        indent(out, depth);
        out.push('#');
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        out.push('\n');
    };
    for word in clean.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
            flush(out, &line);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    flush(out, &line);
}

fn comments(out: &mut String, depth: usize, node: &Node) {
    for line in &node.above {
        comment(out, depth, line);
    }
    if let Some(behind) = node.behind.as_ref().filter(|_| matches!(&node.value, Value::Text(text) if is_block(text)))
    {
        comment(out, depth, behind);
    }
}

/// Entries of a mapping; `inline` when the first stands behind the dash of a list's item.
fn map(out: &mut String, map: &Map, depth: usize, inline: bool) {
    for (index, (key, node)) in map.entries.iter().enumerate() {
        if index > 0 || !inline {
            comments(out, depth, node);
            indent(out, depth);
        }
        out.push_str(&one_line(key));
        out.push(':');
        value(out, node, depth);
    }
}

/// A string without line breaks.
fn one_line(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn end(out: &mut String, node: &Node) {
    if let Some(behind) = &node.behind {
        let clean: String = behind.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        out.push_str(" # ");
        out.push_str(clean.trim());
    }
    out.push('\n');
}

/// The value of a key that was just written; `depth` is the key's.
fn value(out: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::Map(inner) if !inner.is_empty() => {
            end(out, node);
            map(out, inner, depth + 1, false);
        }
        Value::List(items) if !items.is_empty() => {
            end(out, node);
            list(out, items, depth + 1);
        }
        _ => {
            out.push(' ');
            scalar(out, node, depth);
        }
    }
}

fn list(out: &mut String, items: &[Node], depth: usize) {
    for item in items {
        comments(out, depth, item);
        match &item.value {
            Value::Map(inner) if !inner.is_empty() => {
                // The comment of its first entry belongs above the dash.
                if let Some((_, first)) = inner.entries.first() {
                    comments(out, depth, first);
                }
                if let Some(behind) = &item.behind {
                    comment(out, depth, behind);
                }
                indent(out, depth);
                out.push_str("- ");
                map(out, inner, depth + 1, true);
            }
            Value::List(inner) if !inner.is_empty() => {
                indent(out, depth);
                out.push('-');
                end(out, item);
                list(out, inner, depth + 1);
            }
            _ => {
                indent(out, depth);
                out.push_str("- ");
                scalar(out, item, depth);
            }
        }
    }
}

/// A value that needs no lines of its own, or a block of text.
fn scalar(out: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::Text(text) if is_block(text) => {
            out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
            for line in text.lines() {
                if !line.is_empty() {
                    indent(out, depth + 1);
                    out.push_str(line);
                }
                out.push('\n');
            }
            return;
        }
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::Text(text) => out.push_str(&one_line(text)),
        Value::Words(words) => {
            out.push('[');
            for (index, word) in words.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push_str(&if is_plain_word(word) { word.clone() } else { quoted(word) });
            }
            out.push(']');
        }
        Value::Map(_) => out.push_str("{}"),
        Value::List(_) => out.push_str("[]"),
    }
    end(out, node);
}
