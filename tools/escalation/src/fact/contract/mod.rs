//! Interface contracts: what callers lose, and what is demanded of them.

mod channels;
mod fields;
mod methods;
mod openapi;
mod routes;
mod withdrawn;

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::{Language, outline};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Reads the contracts.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    routes::read(files, facts);
    methods::read(files, facts);
    fields::read(files, facts);
    withdrawn::read(files, facts);
    channels::read(files, facts);
    for file in files.iter().filter(|file| file.role.kind == Kind::Contract) {
        if matches!(file.file.operation, Operation::Added | Operation::Copied) {
            let what =
                What::ContractChanged { what: format!("`{}` is a new contract", file.file.path), breaking: false };
            facts.on_file(file, Side::New, what).confidence(Confidence::Medium);
            continue;
        }
        match file.language() {
            Some(Language::Json) if file.file.path.to_ascii_lowercase().ends_with(".avsc") => records(file, facts),
            Some(Language::GraphQl) if asks(file) => {}
            Some(Language::Yaml | Language::Json) => document(file, facts),
            Some(Language::Braces | Language::GraphQl) => definitions(file, facts),
            _ => {}
        }
    }
}

/// An `OpenAPI` or `AsyncAPI` document: compared as a whole where both versions are given, by its lines otherwise.
fn document(file: &Examined<'_>, facts: &mut Facts) {
    if file.file.old_whole && file.file.new_whole && openapi::compare(file, facts) {
        return;
    }
    let standing: BTreeSet<(&str, Option<&str>)> = file
        .new
        .iter()
        .flat_map(|read| outline::lines(read.block))
        .map(|line| (line.key, line.above.last().copied()))
        .collect();
    for side in [Side::New, Side::Old] {
        let mut told = false;
        for read in file.side(side) {
            let lines = outline::lines(read.block);
            for (position, line) in lines.iter().enumerate() {
                let below = |key: &str| line.above.contains(&key) || line.key.trim_matches('"') == key;
                if !read.block.lines.get(line.index).is_some_and(|line| line.changed)
                    || below("example")
                    || below("examples")
                    || below("description")
                {
                    continue;
                }
                // Where the keys above are out of sight, those that only a security scheme has tell.
                let scheme = (line.guessed || line.above.is_empty()) && is_of_scheme(line);
                if below("securitySchemes") || below("security") || scheme {
                    if std::mem::replace(&mut told, true) {
                        continue;
                    }
                    let what = What::ContractSecurity {
                        what: format!(
                            "the security of `{}` changes: lines are {}",
                            file.file.path,
                            if side == Side::Old { "removed" } else { "added" }
                        ),
                        weaker: side == Side::Old,
                    };
                    facts.on_line(file, side, read, line.index, what).confidence(Confidence::Medium);
                } else if side == Side::Old
                    && (is_operation(line) || is_property(&lines, position))
                    && !standing.contains(&(line.key, line.above.last().copied()))
                {
                    let name = if line.key.starts_with('/') {
                        format!("the path `{}`", line.key)
                    } else if is_operation(line) {
                        format!("the operation `{}`", line.key)
                    } else {
                        format!("the property `{}`", line.key)
                    };
                    let what = What::ContractChanged { what: format!("{name} goes"), breaking: true };
                    facts.on_line(file, side, read, line.index, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// Whether a line can only stand in a security scheme.
fn is_of_scheme(line: &outline::Line<'_>) -> bool {
    match line.key {
        "scheme" | "bearerFormat" | "flows" | "authorizationUrl" | "tokenUrl" | "refreshUrl" | "openIdConnectUrl"
        | "authorizationCode" | "clientCredentials" | "implicit" => line.indent > 0,
        "type" => matches!(line.value, "http" | "apiKey" | "oauth2" | "openIdConnect" | "mutualTLS"),
        _ => false,
    }
}

fn is_operation(line: &outline::Line<'_>) -> bool {
    let method = matches!(line.key, "get" | "put" | "post" | "delete" | "patch" | "head" | "options");
    let below_path = line.above.last().is_some_and(|above| above.starts_with('/'));
    line.value.is_empty()
        && ((line.key.starts_with('/') && line.above.last().is_none_or(|above| *above == "paths"))
            || (method && below_path))
}

/// Whether a line of the old side goes, and did not only move.
fn goes(file: &Examined<'_>, read: &ReadBlock<'_>, line: usize) -> bool {
    let shown = read.block.lines.get(line).filter(|line| line.changed);
    shown.is_some_and(|line| !file.is_moved(Side::Old, line.number))
}

/// Whether a line begins a property of a schema: below `properties`, or, where the keys above are out of sight, with a name as
/// properties have and what only a schema says below it.
fn is_property(lines: &[outline::Line<'_>], position: usize) -> bool {
    const SAYS: [&str; 8] = ["type", "$ref", "oneOf", "allOf", "anyOf", "format", "enum", "nullable"];
    const PARTS: [&str; 14] = [
        "items",
        "schema",
        "content",
        "parameters",
        "responses",
        "properties",
        "headers",
        "components",
        "schemas",
        "definitions",
        "not",
        "examples",
        "xml",
        "discriminator",
    ];
    let Some(line) = lines.get(position) else { return false };
    let named = line.key.starts_with(|c: char| c.is_ascii_lowercase())
        && line.key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !line.key.starts_with("x-")
        && !PARTS.contains(&line.key);
    let placed = match line.above.last() {
        Some(above) => *above == "properties" || line.guessed && line.above.len() == 1,
        None => true,
    };
    let says = |below: &outline::Line<'_>| SAYS.contains(&below.key);
    named && placed && matches!(line.value, "" | "{") && outline::below(lines, position, 4).any(says)
}

/// Protobuf, GraphQL, Thrift: a definition whose name no longer stands in the file, or whose number or type changes.
fn definitions(file: &Examined<'_>, facts: &mut Facts) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut arguments: BTreeSet<(String, String)> = BTreeSet::new();
    let mut whole: BTreeSet<String> = BTreeSet::new();
    for read in &file.new {
        for line in definition_lines(read, false) {
            names.extend(name_of(&line.1));
            arguments.extend(arguments_of(&line.1));
            whole.insert(line.1.iter().map(|token| token.text).collect::<Vec<_>>().join(" "));
        }
    }
    let protobuf = file.file.path.to_ascii_lowercase().ends_with(".proto");
    // Whoever asks for a field of a schema gets an error once it is gone.
    let schema = file.language() == Some(Language::GraphQl);
    for read in &file.old {
        for (line, tokens) in definition_lines(read, true) {
            let Some(name) = name_of(&tokens) else { continue };
            let text = tokens.iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
            let gone = !names.contains(&name);
            // In protobuf the number and the type are the wire format.
            let altered = protobuf && !whole.contains(&text) && text.contains('=');
            let asked = arguments_of(&tokens).into_iter().find(|argument| schema && !arguments.contains(argument));
            if let Some((_, argument)) = asked.filter(|_| !gone) {
                let what = What::ContractChanged {
                    what: format!("the argument `{argument}` of `{name}` goes in `{}`", file.file.path),
                    breaking: true,
                };
                facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
            }
            if gone || altered {
                let what = What::ContractChanged {
                    what: format!("`{name}` {} in `{}`", if gone { "goes" } else { "changes" }, file.file.path),
                    breaking: protobuf || schema && gone,
                };
                facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
            }
        }
    }
}

/// Avro: a field or record whose name no longer stands in the file.
fn records(file: &Examined<'_>, facts: &mut Facts) {
    let names = |read: &ReadBlock<'_>| -> Vec<(usize, String)> {
        let named = read.tokens.windows(3).filter_map(|window| match window {
            [key, mark, name] if key.text == "name" && mark.text == ":" && name.kind == TokenKind::Text => {
                Some((read.block.line_at(name.start), name.text.to_owned()))
            }
            _ => None,
        });
        named.collect()
    };
    let kept: BTreeSet<String> = file.new.iter().flat_map(names).map(|(_, name)| name).collect();
    for read in &file.old {
        for (line, name) in names(read) {
            if read.block.lines.get(line).is_some_and(|line| line.changed) && !kept.contains(&name) {
                let what =
                    What::ContractChanged { what: format!("`{name}` goes in `{}`", file.file.path), breaking: true };
                facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
            }
        }
    }
}

/// Whether a document of GraphQL holds questions, not the schema that answers them.
fn asks(file: &Examined<'_>) -> bool {
    let opens = |text: &str| {
        let first = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        matches!(first, "query" | "mutation" | "subscription" | "fragment")
    };
    [Side::Old, Side::New].into_iter().flat_map(|side| file.side(side)).any(|read| {
        read.block.heading.as_deref().is_some_and(opens)
            || (0..read.block.lines.len()).any(|index| opens(read.block.line_text(index)))
    })
}

/// The lines of a block that define something, as tokens.
fn definition_lines<'b>(read: &'b ReadBlock<'_>, changed_only: bool) -> Vec<(usize, Vec<&'b Token<'b>>)> {
    let mut lines: Vec<(usize, Vec<&Token<'_>>)> = Vec::new();
    for token in &read.tokens {
        let line = read.block.line_at(token.start);
        if changed_only && !read.block.lines.get(line).is_some_and(|line| line.changed) {
            continue;
        }
        match lines.last_mut().filter(|(last, _)| *last == line) {
            Some((_, tokens)) => tokens.push(token),
            None => lines.push((line, vec![token])),
        }
    }
    lines
}

/// The arguments that a line of a schema in GraphQL gives a field, each with the field.
fn arguments_of(tokens: &[&Token<'_>]) -> Vec<(String, String)> {
    let Some(field) = name_of(tokens).filter(|_| tokens.get(1).is_some_and(|mark| mark.text == "(")) else {
        return Vec::new();
    };
    let inside = tokens.iter().take_while(|token| token.text != ")").collect::<Vec<_>>();
    let named = inside
        .windows(2)
        .filter(|pair| matches!(pair, [name, mark] if mark.text == ":" && name.kind == TokenKind::Word));
    named.filter_map(|pair| Some((field.clone(), pair.first()?.text.to_owned()))).collect()
}

/// The name that a line defines: of a protobuf field or call, a GraphQL field or type.
fn name_of(tokens: &[&Token<'_>]) -> Option<String> {
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    if matches!(
        first.text,
        "import" | "option" | "syntax" | "package" | "reserved" | "extend" | "schema" | "directive"
    ) {
        return None;
    }
    if matches!(
        first.text,
        "message" | "service" | "rpc" | "enum" | "type" | "input" | "interface" | "union" | "scalar" | "struct"
    ) {
        return tokens.get(1).map(|token| token.text.to_owned());
    }
    let equals = tokens.iter().position(|token| token.text == "=");
    if let Some(name) = equals.and_then(|at| tokens.get(at.checked_sub(1)?)) {
        return Some(name.text.to_owned());
    }
    let colon = tokens.iter().any(|token| token.text == ":" || token.text == "(");
    (colon || tokens.len() == 1).then(|| first.text.to_owned())
}
