//! How far ignore comments reach in SQL.

use std::ops::Range;

use architect_core::{Context, PeerComment, Sink, Source, Suppressions};
use sqlparser::tokenizer::Token as Lexeme;

use crate::statement::Script;

/// The comments of squawk and Atlas. The longer marker first, since it begins with the shorter.
const PEERS: &[PeerComment] = &[
    PeerComment { marker: "squawk-ignore-file", peer: "squawk", whole_file: true },
    PeerComment { marker: "squawk-ignore", peer: "squawk", whole_file: false },
    PeerComment { marker: "atlas:nolint", peer: "atlas", whole_file: false },
];

/// Removes the findings that a source's comments silence. A comment above a statement is about the statement; above an
/// element of a table, about that element.
pub(crate) fn apply(source: &Source, script: &Script, sink: &mut Sink, context: &Context) {
    Suppressions::read(source, &script.comments, PEERS, |code| construct_at(script, code)).apply(
        source,
        sink,
        context.rules(),
    );
}

/// The statement, or the element of a list in it, that begins at an offset.
fn construct_at(script: &Script, code: usize) -> Option<Range<usize>> {
    let at = script.statements.partition_point(|statement| statement.bytes().start <= code).checked_sub(1)?;
    let statement = script.statements.get(at)?;
    if statement.bytes().start == code {
        return Some(statement.bytes());
    }
    let tokens = statement.tokens().tokens;
    let first = tokens.iter().position(|token| token.bytes.start == code)?;
    let mut depth = 0_usize;
    let mut end = code;
    for token in tokens.get(first..)? {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen | Lexeme::Comma if depth == 0 => break,
            Lexeme::RParen => depth -= 1,
            _ => {}
        }
        end = token.bytes.end;
    }
    Some(code..end)
}
