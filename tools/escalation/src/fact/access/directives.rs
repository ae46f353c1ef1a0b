//! What a schema of GraphQL demands of whoever asks for a field, by its directives.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::code::lines::Lines;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::word::words;

/// Reads the directives of a schema. A field that comes with its own changes nothing about those that were there.
pub(super) fn read(file: &Examined<'_>, facts: &mut Facts) {
    if file.language() != Some(Language::GraphQl) {
        return;
    }
    let mut fields: BTreeMap<String, [BTreeSet<String>; 2]> = BTreeMap::new();
    let mut places: BTreeMap<String, (Side, usize, usize)> = BTreeMap::new();
    let mut seen: [BTreeSet<String>; 2] = [BTreeSet::new(), BTreeSet::new()];
    for (at, side) in [Side::Old, Side::New].into_iter().enumerate() {
        for (block, read) in file.side(side).iter().enumerate() {
            let lines = Lines::of(read);
            for (line, _, _) in read.block.changed() {
                let tokens = lines.tokens(read, line);
                let Some(field) = tokens.first().filter(|first| first.text.starts_with(char::is_alphabetic)) else {
                    continue;
                };
                seen[at].insert(field.text.to_owned());
                let marks = tokens
                    .windows(2)
                    .filter(|pair| matches!(pair, [at, name] if at.text == "@" && guards(name.text)));
                let rest = marks.map(|pair| {
                    let from = pair.first().map_or(0, |mark| mark.start);
                    let text = read.block.line_text(line);
                    let begin = read.block.lines.get(line).map_or(0, |line| line.start);
                    text.get(from.saturating_sub(begin)..).unwrap_or_default().to_owned()
                });
                let rest: Vec<String> = rest.collect();
                if !rest.is_empty() {
                    if let Some(own) = fields.entry(field.text.to_owned()).or_default().get_mut(at) {
                        own.extend(rest);
                    }
                    places.insert(field.text.to_owned(), (side, block, line));
                }
            }
        }
    }
    for (field, [before, after]) in &fields {
        let both = seen.iter().all(|seen| seen.contains(field));
        let Some((side, block, line)) = places.get(field).filter(|_| both && before != after) else { continue };
        let Some(read) = file.side(*side).get(*block) else { continue };
        let what = What::AccessPolicy {
            what: format!("what `{field}` demands of a caller changes"),
            open: after.is_empty(),
        };
        facts.on_line(file, *side, read, *line, what).confidence(Confidence::Medium);
    }
}

fn guards(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "auth",
        "authenticated",
        "authorized",
        "authorize",
        "role",
        "roles",
        "permission",
        "permissions",
        "scopes",
        "public",
        "private",
        "admin",
        "guard",
        "can",
        "cognito",
        "iam",
    ];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}
