//! The XML form: tags with attributes, found wherever the block begins.

use super::{Step, is_change};

/// A tag as it stands.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    /// Where its `<` stands, and what comes behind its `>`.
    at: usize,
    end: usize,
    closes: bool,
    empty: bool,
}

/// The changes in a text.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut rollback = 0_usize;
    // The change that is open, as the index of its step.
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.end;
        // Names may carry the prefix of a namespace.
        let name = tag.name.rsplit(':').next().unwrap_or(tag.name);
        if name == "rollback" && !tag.empty {
            rollback = if tag.closes { rollback.saturating_sub(1) } else { rollback + 1 };
        } else if tag.closes {
            if open.and_then(|index| steps.get(index)).is_some_and(|step| step.name == name) {
                open = None;
            }
        } else if is_change(name) {
            let mut step = Step { name: name.to_owned(), at: tag.at, undoes: rollback > 0, ..Step::default() };
            step.values = attributes(tag.attributes);
            if matches!(name, "sql" | "createProcedure") && !tag.empty {
                let close = format!("</{}", tag.name);
                let rest = text.get(tag.end..).unwrap_or_default();
                let length = rest.find(&close).unwrap_or(rest.len());
                step.sql = Some((tag.end, unescaped(rest.get(..length).unwrap_or_default())));
                at = tag.end + length;
            }
            steps.push(step);
            open = (!tag.empty).then(|| steps.len() - 1);
        } else if let Some(step) = open.and_then(|index| steps.get_mut(index)) {
            match name {
                "column" => {
                    let values = attributes(tag.attributes);
                    let column = values.into_iter().find(|(key, _)| key == "name");
                    step.columns.extend(column.map(|(_, column)| (column, tag.at)));
                }
                "where" => step.bounded = true,
                _ => {}
            }
        }
    }
    steps
}

/// The next tag from an offset on; comments are passed over.
fn next_tag(text: &str, from: usize) -> Option<Tag<'_>> {
    let mut from = from;
    loop {
        let at = from + text.get(from..)?.find('<')?;
        let rest = text.get(at..)?;
        if rest.starts_with("<!--") {
            from = at + rest.find("-->")? + 3;
            continue;
        }
        let closes = rest.starts_with("</");
        let inside = at + if closes { 2 } else { 1 };
        let body = text.get(inside..)?;
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            from = inside;
            continue;
        }
        let length = tag_length(body)?;
        let body = body.get(..length)?;
        let name = body.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let empty = body.ends_with('/');
        let attributes = body.get(name.len()..).unwrap_or_default().trim_end_matches('/');
        return Some(Tag { name, attributes, at, end: inside + length + 1, closes, empty });
    }
}

/// How far it is to the `>` that ends a tag, quotes passed over.
fn tag_length(body: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in body.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((value, next)) = after.get(1..).and_then(|inside| inside.split_once(quote)) else { break };
        found.push((name.to_owned(), value.to_owned()));
        rest = next;
    }
    found
}

/// SQL out of XML. What is replaced keeps its length, so that offsets stay those of the file.
fn unescaped(text: &str) -> String {
    text.replace("<![CDATA[", "         ")
        .replace("]]>", "   ")
        .replace("&lt;", "<   ")
        .replace("&gt;", ">   ")
        .replace("&amp;", "&    ")
        .replace("&quot;", "\"     ")
        .replace("&apos;", "'     ")
}
