//! Channels of messages: topics, queues, exchanges. Whoever listens to one by its old name hears nothing any more once it is
//! called otherwise.

use std::collections::{HashMap, HashSet};

use architect_core::Confidence;

use super::goes;
use crate::change::{Operation, Side};
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;
use crate::word::words;

/// What a name of a channel ends with.
const CHANNELS: [&str; 8] = ["topic", "topics", "queue", "exchange", "subject", "subjects", "channel", "routingkey"];

/// Annotations that say to which channel a handler listens.
const LISTENERS: [&str; 9] = [
    "EventPattern",
    "MessagePattern",
    "KafkaListener",
    "RabbitListener",
    "SqsListener",
    "JmsListener",
    "Processor",
    "StreamListener",
    "Incoming",
];

/// Reads the channels of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let applies = |file: &&Examined<'_>| {
        let settings = matches!(file.role.kind, Kind::Configuration | Kind::Compose | Kind::Kubernetes);
        file.guard.is_none() && !file.role.interface && (file.is_program() || settings)
    };
    let standing: HashSet<&str> = files
        .iter()
        .filter(applies)
        .flat_map(|file| &file.new)
        .flat_map(|read| &read.tokens)
        .filter(|token| token.kind == TokenKind::Text)
        .map(|token| token.text)
        .collect();
    for file in files.iter().filter(applies).filter(|file| file.file.operation == Operation::Modified) {
        let after: HashMap<String, &str> =
            file.new.iter().flat_map(|read| named(file, read)).map(|(_, name, value)| (name, value)).collect();
        let found = file.old.iter().enumerate().find_map(|(block, read)| {
            named(file, read).into_iter().find_map(|(line, name, value)| {
                let other = after.get(&name).filter(|other| **other != value)?;
                (goes(file, read, line) && !standing.contains(value))
                    .then(|| (block, line, value.to_owned(), (*other).to_owned()))
            })
        });
        let Some((block, line, before, other)) = found else { continue };
        let Some(read) = file.old.get(block) else { continue };
        let what = What::ContractChanged {
            what: format!("messages go through `{other}` instead of `{before}`"),
            breaking: true,
        };
        facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
    }
}

/// The channels that a block names: line, by what name, and the channel. Those that listeners are annotated with have none of
/// their own, and count one after the other.
fn named<'r>(file: &Examined<'_>, read: &'r ReadBlock<'_>) -> Vec<(usize, String, &'r str)> {
    let tokens = &read.tokens;
    let listed = words(file.file.path.rsplit('/').next().unwrap_or_default())
        .iter()
        .any(|word| matches!(word.as_str(), "topics" | "queues" | "channels" | "exchanges" | "subjects"));
    let mut listeners = 0;
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Text || !is_channel(token.text) {
            continue;
        }
        let before = |steps: usize| index.checked_sub(steps).and_then(|at| tokens.get(at));
        let line = read.block.line_at(token.start);
        let annotated = before(1).is_some_and(|open| open.text == "(")
            && before(2).is_some_and(|name| LISTENERS.contains(&name.text))
            && before(3).is_some_and(|mark| matches!(mark.text, "@" | "["));
        if annotated {
            listeners += 1;
            found.push((line, format!("listener {listeners}"), token.text));
            continue;
        }
        let set = before(1).is_some_and(|mark| matches!(mark.text, "=" | ":"));
        let Some(name) = before(2).filter(|name| set && name.kind != TokenKind::Punctuation) else { continue };
        if ends_as_channel(name) || listed && name.kind == TokenKind::Word {
            found.push((line, name.text.to_owned(), token.text));
        }
    }
    found
}

fn ends_as_channel(name: &Token<'_>) -> bool {
    const LONGEST: usize = 60;
    let words = words(Some(name.text).filter(|name| name.len() < LONGEST).unwrap_or_default());
    let last = match words.as_slice() {
        [.., first, name] if name == "name" => first,
        [.., last] => last,
        [] => return false,
    };
    words.len() > 1 && CHANNELS.contains(&last.as_str())
}

fn is_channel(text: &str) -> bool {
    (3..80).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':'))
        && text.chars().any(char::is_alphabetic)
}
