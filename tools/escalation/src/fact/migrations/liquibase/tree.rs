//! The YAML and the JSON form: keys with what stands below them.

use super::{Step, is_change};
use crate::change::Block;
use crate::code::lexer::{Kind, Token};
use crate::code::outline;

/// Lines or tokens of one change that are looked at.
const MOST: usize = 400;

/// The changes in a block of YAML.
pub(super) fn yaml(block: &Block) -> Vec<Step> {
    let lines = outline::lines(block);
    let offset = |line: &outline::Line<'_>| block.lines.get(line.index).map_or(0, |line| line.start);
    let mut steps = Vec::new();
    for (position, line) in lines.iter().enumerate().filter(|(_, line)| is_change(line.key)) {
        let mut step = Step {
            name: line.key.to_owned(),
            at: offset(line),
            undoes: line.above.contains(&"rollback"),
            ..Step::default()
        };
        for below in outline::below(&lines, position, MOST) {
            let in_column = below.above.last().is_some_and(|above| *above == "column" || *above == "columns");
            match below.key {
                "name" if in_column => step.columns.push((below.value.to_owned(), offset(below))),
                "where" => step.bounded = true,
                "sql" | "procedureText" => step.sql = Some((offset(below), below.value.to_owned())),
                key if !key.is_empty() => step.values.push((key.to_owned(), below.value.to_owned())),
                _ => {}
            }
        }
        if line.key == "sql" && !line.value.is_empty() {
            step.sql = Some((offset(line), line.value.to_owned()));
        }
        // The text of a block scalar stands on the lines below.
        if step.sql.as_ref().is_some_and(|(_, text)| text.starts_with(['|', '>'])) {
            step.sql = scalar(block, line.index);
        }
        steps.push(step);
    }
    // `sql` inside of `sql` is the text of it.
    steps.dedup_by(|inner, outer| inner.name == "sql" && outer.name == "sql" && inner.sql == outer.sql);
    steps
}

/// A block scalar: the lines that are indented more than the key above them.
fn scalar(block: &Block, from: usize) -> Option<(usize, String)> {
    let indent = |text: &str| text.len() - text.trim_start().len();
    let opens = |index: &usize| block.line_text(*index).trim_end().ends_with(['|', '>', '-', '+']);
    let key = (from..block.lines.len()).take(MOST).find(opens)?;
    let least = indent(block.line_text(key));
    let first = key + 1;
    let inside = |index: &usize| {
        let text = block.line_text(*index);
        text.trim().is_empty() || indent(text) > least
    };
    let last = (first..block.lines.len()).take(MOST).take_while(inside).last()?;
    let text: Vec<&str> = (first..=last).map(|index| block.line_text(index)).collect();
    Some((block.lines.get(first)?.start, text.join("\n")))
}

/// The changes among the tokens of JSON.
pub(super) fn json(tokens: &[Token<'_>]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    // For each open bracket: the key in front of it, and the step that it opens.
    let mut stack: Vec<(&str, Option<usize>)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = |back: usize| index.checked_sub(back).and_then(|at| tokens.get(at));
        let key = before(1).filter(|mark| mark.text == ":").and_then(|_| before(2)).map_or("", |key| key.text);
        match (token.kind, token.text) {
            (Kind::Punctuation, "{" | "[") => {
                let undoes = stack.iter().any(|(above, _)| *above == "rollback");
                let opens = token.text == "{" && is_change(key);
                if opens {
                    let at = before(2).map_or(token.start, |key| key.start);
                    steps.push(Step { name: key.to_owned(), at, undoes, ..Step::default() });
                }
                stack.push((key, opens.then(|| steps.len() - 1)));
            }
            (Kind::Punctuation, "}" | "]") => {
                stack.pop();
            }
            (Kind::Text, value) if !key.is_empty() => {
                let open = stack.iter().rev().find_map(|(_, step)| *step);
                let Some(step) = open.and_then(|step| steps.get_mut(step)) else { continue };
                let in_column = stack.last().is_some_and(|(above, _)| *above == "column");
                match key {
                    "name" if in_column => step.columns.push((value.to_owned(), token.start)),
                    "where" => step.bounded = true,
                    "sql" | "procedureText" => step.sql = Some((token.start + 1, value.to_owned())),
                    _ => step.values.push((key.to_owned(), value.to_owned())),
                }
            }
            _ => {}
        }
    }
    steps
}
