//! Terraform by its blocks: which resource a line belongs to.

use super::Language;
use super::lexer::{Kind, Token, tokens};
use crate::examined::ReadBlock;

/// A `resource` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its type, e.g. `aws_db_instance`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Index of the line it begins on; `None` when only the hunk's heading names it.
    pub begins: Option<usize>,
    /// Lines that belong to it, as far as the block shows.
    pub lines: std::ops::Range<usize>,
}

impl Resource {
    /// `aws_db_instance.main`.
    pub fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }
}

/// The resources of a block, in order.
pub fn resources(read: &ReadBlock<'_>) -> Vec<Resource> {
    let mut found: Vec<Resource> = Vec::new();
    if let Some(heading) = &read.block.heading {
        let tokens = tokens(Language::Hcl, heading);
        if let Some((kind, name)) = header(&tokens, 0) {
            found.push(Resource { kind, name, begins: None, lines: 0..read.block.lines.len() });
        }
    }
    for index in 0..read.tokens.len() {
        let Some(token) = read.tokens.get(index) else { continue };
        let line = read.block.line_at(token.start);
        let margin = read.block.line_text(line).starts_with(token.text);
        // Any block at the margin ends the one before it.
        if margin
            && token.kind == Kind::Word
            && let Some(last) = found.last_mut()
        {
            last.lines.end = last.lines.end.min(line);
        }
        if let Some((kind, name)) = header(&read.tokens, index) {
            if let Some(last) = found.last_mut() {
                last.lines.end = last.lines.end.min(line);
            }
            found.push(Resource { kind, name, begins: Some(line), lines: line..read.block.lines.len() });
        }
    }
    found
}

/// The modules of a block: index of the line it begins on, name, and where it comes from.
pub fn modules(read: &ReadBlock<'_>) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for window in read.tokens.windows(3) {
        let [word, name, mark] = window else { continue };
        if word.text == "module" && name.kind == Kind::Text && mark.text == "{" {
            open = Some((read.block.line_at(word.start), name.text.to_owned()));
        } else if word.text == "source" && name.text == "=" && mark.kind == Kind::Text {
            found.extend(open.take().map(|(line, name)| (line, name, mark.text.to_owned())));
        }
    }
    found
}

/// The resource that a line belongs to.
pub fn owner(resources: &[Resource], line: usize) -> Option<&Resource> {
    let behind = resources.partition_point(|resource| resource.lines.start <= line);
    resources.get(behind.checked_sub(1)?).filter(|resource| resource.lines.contains(&line))
}

fn header(tokens: &[Token<'_>], index: usize) -> Option<(String, String)> {
    let [word, kind, name] = tokens.get(index..index + 3)? else { return None };
    let fits =
        word.kind == Kind::Word && word.text == "resource" && kind.kind == Kind::Text && name.kind == Kind::Text;
    fits.then(|| (kind.text.to_owned(), name.text.to_owned()))
}
