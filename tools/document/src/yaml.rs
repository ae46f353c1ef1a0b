//! YAML through the events of `granit-parser`.
//!
//! Anchors become node numbers; aliases stay references. [`read`] takes one document, and what follows a `---` is named
//! as not read; [`read_all`] takes every document of a stream.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::Format;
use crate::arena::{Data, NodeId};
use crate::builder::{Builder, Container};
use crate::scalar::{self, Scalar};
use crate::syntax::SyntaxError;

/// Deeper than any limit of ours: the depth limit is the builder's, so that the rest is still read.
const NESTING: usize = 1 << 24;
const COMMENTS: usize = 1 << 20;

/// Reads a whole text. On an error, what came before it is in the builder. Comments go to `comments`.
pub(crate) fn read(
    text: &str,
    builder: &mut Builder<'_>,
    comments: &mut Vec<Range<usize>>,
) -> Result<(), SyntaxError> {
    let mut reading = Reading::default();
    for event in Parser::new_from_str_with_options(text, options()) {
        let (event, span) = event.map_err(|error| syntax_error(&error, text, 0))?;
        let range = bytes(&span, text, 0);
        if matches!(event, Event::DocumentStart(..)) && builder.is_complete() {
            builder.unread(range.start..text.len(), "a second YAML document, which is not read");
            break;
        }
        reading.take(event, range, builder, comments);
    }
    reading.unknown_alias.map_or(Ok(()), Err)
}

/// A document of a stream.
pub(crate) struct Part<'t> {
    /// What was read of it.
    pub(crate) builder: Builder<'t>,
    /// The fault at which reading it ended, or that a lenient reader passes over.
    pub(crate) syntax: Option<SyntaxError>,
    /// Where it ends: at the next one, or with the text.
    pub(crate) end: usize,
}

/// Reads every document of a text. One that cannot be read ends at the next line that begins with `---`. `builder`
/// makes the builder of each, over the whole text.
pub(crate) fn read_all<'t>(
    text: &'t str,
    builder: impl Fn() -> Builder<'t>,
    comments: &mut Vec<Range<usize>>,
) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let mut reading = Reading::default();
        let mut current = builder();
        let mut failed = None;
        for event in Parser::new_from_str_with_options(rest, options()) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    failed = Some(syntax_error(&error, rest, from));
                    break;
                }
            };
            let range = bytes(&span, rest, from);
            if matches!(event, Event::DocumentStart(..)) && current.is_complete() {
                let builder = std::mem::replace(&mut current, builder());
                let syntax = std::mem::take(&mut reading).unknown_alias;
                parts.push(Part { builder, syntax, end: range.start });
                continue;
            }
            reading.take(event, range, &mut current, comments);
        }
        let next = failed.as_ref().and_then(|error| document_behind(text, error.at.max(from)));
        let end = next.unwrap_or(text.len());
        parts.push(Part { builder: current, syntax: failed.or(reading.unknown_alias), end });
        // Each turn begins behind the last, at a mark that is still to come.
        match next {
            Some(next) => from = next,
            None => break,
        }
    }
    parts
}

/// The next line behind an offset that begins a document.
fn document_behind(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let line = rest.windows(4).position(|window| window == b"\n---")?;
    Some(at + line + 1)
}

fn options() -> granit_parser::Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: COMMENTS,
        flow_nesting_limit: NESTING,
        block_nesting_limit: NESTING,
    }
}

/// `from` is where the text that the parser saw begins.
fn syntax_error(error: &granit_parser::ScanError, text: &str, from: usize) -> SyntaxError {
    SyntaxError {
        format: Format::Yaml,
        at: from + error.marker().byte_offset().unwrap_or(0).min(text.len()),
        message: plain(&error.info()),
    }
}

/// What is known of the document that is being read.
#[derive(Default)]
struct Reading {
    anchors: HashMap<usize, NodeId>,
    unknown_alias: Option<SyntaxError>,
}

impl Reading {
    fn take(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        builder: &mut Builder<'_>,
        comments: &mut Vec<Range<usize>>,
    ) {
        match event {
            Event::Comment(..) => comments.push(range),
            Event::Scalar(value, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let data = data(builder, range.clone(), &value, plain, tag.as_deref());
                let node = builder.scalar(range, data);
                anchor_at(&mut self.anchors, anchor, node, builder);
            }
            Event::SequenceStart(_, anchor, _) => {
                let node = builder.open(Container::List, range.start);
                anchor_at(&mut self.anchors, anchor, node, builder);
            }
            Event::MappingStart(_, anchor, _) => {
                let node = builder.open(Container::Map, range.start);
                anchor_at(&mut self.anchors, anchor, node, builder);
            }
            // A block's end has no width of its own: it may lie behind comments and empty lines.
            Event::SequenceEnd | Event::MappingEnd => {
                builder.close((!range.is_empty()).then_some(range.end));
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(target) => builder.alias(range, *target),
                None => {
                    builder.scalar(range, Data::Unread);
                }
            },
            Event::UnresolvedAlias(name) => {
                self.unknown_alias.get_or_insert_with(|| SyntaxError {
                    format: Format::Yaml,
                    at: range.start,
                    message: format!("the alias `*{name}` has no anchor before it"),
                });
                builder.scalar(range, Data::Unread);
            }
            _ => {}
        }
    }
}

fn anchor_at(anchors: &mut HashMap<usize, NodeId>, anchor: usize, node: Option<NodeId>, builder: &mut Builder<'_>) {
    if let (1.., Some(node)) = (anchor, node) {
        anchors.insert(anchor, node);
        builder.anchored(node);
    }
}

fn data(builder: &mut Builder<'_>, range: Range<usize>, value: &str, plain: bool, tag: Option<&Tag>) -> Data {
    let scalar = match tag.and_then(Tag::core_suffix) {
        Some("str") => Scalar::String,
        Some("int" | "float" | "bool" | "null") => scalar::resolve(value),
        _ if plain && tag.is_none() => scalar::resolve(value),
        _ => Scalar::String,
    };
    match scalar {
        Scalar::Null => Data::Null,
        Scalar::Bool(value) => Data::Bool(value),
        Scalar::Number => Data::Number(builder.text(range, value)),
        Scalar::String => Data::String(builder.text(range, value)),
    }
}

fn bytes(span: &Span, text: &str, from: usize) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..0);
    let start = range.start.min(text.len());
    from + start..from + range.end.min(text.len()).max(start)
}

/// The parser's words as a sentence of ours: lower case, no full stop.
fn plain(message: &str) -> String {
    message.trim().trim_end_matches('.').to_owned()
}
