//! A document written several times into one: a text of any size that is as real as the one it is made of.
//!
//! Each copy has its own paths, operationIds and components, which refer to each other and not to other copies. The
//! text is written as it is made, entry by entry, so that ten copies need no more memory than one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use architect_core::{Limits, Source};
use serde_json::{Map, Value};

use super::emit::Emitter;
use crate::Failure;

/// How the document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Yaml,
}

/// The section that all copies share: requirements name its entries, and they are names rather than references.
const SHARED: &str = "securitySchemes";

/// Writes a document `copies` times into one file; gives its size.
pub(super) fn write(source: &Path, copies: usize, to: &Path, form: Form) -> Result<u64, Failure> {
    let document = read(source)?;
    let mut emitter = Emitter::new(BufWriter::new(File::create(to)?), form);
    all(&document, copies, &mut emitter)?;
    emitter.finish()?;
    Ok(fs::metadata(to)?.len())
}

fn read(path: &Path) -> Result<Map<String, Value>, Failure> {
    let source = Source::new(path.to_string_lossy(), fs::read_to_string(path)?);
    let document = architect_document::Document::read(&source, &Limits::default())?;
    let mut budget = usize::MAX;
    let value = document.to_json(document.root(), &mut budget).map_err(|_| "it is nested too deep")?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(format!("{} is no OpenAPI document", path.display()).into()),
    }
}

fn all(document: &Map<String, Value>, copies: usize, emitter: &mut Emitter<impl Write>) -> Result<(), Failure> {
    for (field, value) in document {
        emitter.key(field)?;
        match (field.as_str(), value) {
            ("paths" | "webhooks", Value::Object(items)) => {
                emitter.open();
                for copy in 0..copies {
                    for (name, item) in items {
                        let name = if field == "paths" { path(name, copy) } else { named(name, copy) };
                        emitter.key(&name)?;
                        emitter.value(&renamed(item, copy))?;
                    }
                }
                emitter.close()?;
            }
            ("components", Value::Object(sections)) => components(sections, copies, emitter)?,
            (_, value) => emitter.value(value)?,
        }
    }
    Ok(())
}

fn components(
    sections: &Map<String, Value>,
    copies: usize,
    emitter: &mut Emitter<impl Write>,
) -> Result<(), Failure> {
    emitter.open();
    for (section, value) in sections {
        emitter.key(section)?;
        let Value::Object(entries) = value else {
            emitter.value(value)?;
            continue;
        };
        emitter.open();
        for copy in 0..if section == SHARED { 1 } else { copies } {
            for (name, entry) in entries {
                emitter.key(&named(name, copy))?;
                emitter.value(&renamed(entry, copy))?;
            }
        }
        emitter.close()?;
    }
    emitter.close()?;
    Ok(())
}

/// The first copy keeps all names.
fn named(name: &str, copy: usize) -> String {
    if copy == 0 { name.to_owned() } else { format!("{name}{copy}") }
}

fn path(path: &str, copy: usize) -> String {
    if copy == 0 { path.to_owned() } else { format!("/copy{copy}{path}") }
}

/// A part of a copy: what it defines and what it refers to has the copy's names. Recurses as deep as the document is
/// nested, which reading has bounded.
fn renamed(value: &Value, copy: usize) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("$ref", Value::String(text)) => Value::String(reference(text, copy)),
                    ("operationId", Value::String(text)) => Value::String(named(text, copy)),
                    ("mapping", Value::Object(mapping)) => {
                        let targets = mapping.iter().map(|(word, target)| {
                            let target = target.as_str().map(|text| reference(text, copy));
                            (word.clone(), target.map_or(Value::Null, Value::String))
                        });
                        Value::Object(targets.collect())
                    }
                    _ => renamed(value, copy),
                };
                (key.clone(), value)
            });
            Value::Object(entries.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| renamed(item, copy)).collect()),
        other => other.clone(),
    }
}

fn reference(text: &str, copy: usize) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    if let Some(rest) = text.strip_prefix("#/components/") {
        let mut parts = rest.splitn(3, '/');
        let (section, name, rest) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        if section != SHARED {
            let rest = rest.map(|rest| format!("/{rest}")).unwrap_or_default();
            return format!("#/components/{section}/{}{rest}", named(name, copy));
        }
    }
    match text.strip_prefix("#/paths/~1") {
        Some(rest) => format!("#/paths/~1copy{copy}~1{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const ONE: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a/{id}:\n    get:\n      \
        operationId: a\n      responses: {'200': {$ref: '#/components/responses/R'}}\ncomponents:\n  responses:\n    \
        R: {description: 'yes: it is'}\n  securitySchemes:\n    key: {type: http, scheme: bearer}\n";

    fn multiplied(form: Form) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (one, many) = (folder.path().join("one.yaml"), folder.path().join("many"));
        fs::write(&one, ONE).unwrap();
        write(&one, 2, &many, form).unwrap();
        fs::read_to_string(many).unwrap()
    }

    #[test]
    fn each_copy_has_names_of_its_own_and_refers_to_itself() {
        let many: Value = serde_json::from_str(&multiplied(Form::Json)).unwrap();

        assert_eq!(many["paths"]["/copy1/a/{id}"]["get"]["operationId"], "a1");
        let reference = &many["paths"]["/copy1/a/{id}"]["get"]["responses"]["200"]["$ref"];
        assert_eq!(reference, "#/components/responses/R1");
        assert_eq!(many["components"]["responses"]["R1"]["description"], "yes: it is");
        assert_eq!(many["components"]["securitySchemes"].as_object().unwrap().len(), 1);
        assert_eq!(many["paths"]["/a/{id}"]["get"]["operationId"], "a");
    }

    #[test]
    fn both_forms_say_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (json, yaml) = (folder.path().join("a.json"), folder.path().join("a.yaml"));
        fs::write(&json, multiplied(Form::Json)).unwrap();
        fs::write(&yaml, multiplied(Form::Yaml)).unwrap();

        assert_eq!(read(&json).unwrap(), read(&yaml).unwrap());
    }
}
