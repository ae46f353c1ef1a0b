//! YAML through the events of `granit-parser`.
//!
//! Anchors become node numbers; aliases stay references. One document is read; what follows a `---` is named as
//! not read.

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
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: COMMENTS,
        flow_nesting_limit: NESTING,
        block_nesting_limit: NESTING,
    };
    let mut anchors: HashMap<usize, NodeId> = HashMap::new();
    let mut unknown_alias = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| SyntaxError {
            format: Format::Yaml,
            at: error.marker().byte_offset().unwrap_or(0).min(text.len()),
            message: plain(&error.info()),
        })?;
        let range = bytes(&span, text);
        match event {
            Event::Comment(..) => comments.push(range),
            Event::DocumentStart(..) if builder.is_complete() => {
                builder.unread(range.start..text.len(), "a second YAML document, which is not read");
                break;
            }
            Event::Scalar(value, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let data = data(builder, range.clone(), &value, plain, tag.as_deref());
                let node = builder.scalar(range, data);
                anchor_at(&mut anchors, anchor, node, builder);
            }
            Event::SequenceStart(_, anchor, _) => {
                let node = builder.open(Container::List, range.start);
                anchor_at(&mut anchors, anchor, node, builder);
            }
            Event::MappingStart(_, anchor, _) => {
                let node = builder.open(Container::Map, range.start);
                anchor_at(&mut anchors, anchor, node, builder);
            }
            // A block's end has no width of its own: it may lie behind comments and empty lines.
            Event::SequenceEnd | Event::MappingEnd => {
                builder.close((!range.is_empty()).then_some(range.end));
            }
            Event::Alias(anchor) => match anchors.get(&anchor) {
                Some(target) => builder.alias(range, *target),
                None => {
                    builder.scalar(range, Data::Unread);
                }
            },
            Event::UnresolvedAlias(name) => {
                unknown_alias.get_or_insert_with(|| SyntaxError {
                    format: Format::Yaml,
                    at: range.start,
                    message: format!("the alias `*{name}` has no anchor before it"),
                });
                builder.scalar(range, Data::Unread);
            }
            _ => {}
        }
    }
    unknown_alias.map_or(Ok(()), Err)
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

fn bytes(span: &Span, text: &str) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..0);
    range.start.min(text.len())..range.end.min(text.len()).max(range.start.min(text.len()))
}

/// The parser's words as a sentence of ours: lower case, no full stop.
fn plain(message: &str) -> String {
    message.trim().trim_end_matches('.').to_owned()
}
