//! Validation of objects against the schemas of a release.
//!
//! An own walk over the tree, so that every fault has its place. Objects whose group is none of Kubernetes' own are
//! custom resources: their schema is not known here.

mod enums;
mod removed;
mod scalar;
mod table;

use std::collections::BTreeMap;

use architect_core::{Gap, nearest};

use self::table::{Definition, Type, table};
use super::{Object, Release};
use crate::fault::{Fault, FaultKind};
use crate::node::Node;

/// What validation gives.
#[derive(Debug, Default)]
pub struct Validation {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
}

/// Validates objects for a release.
pub fn validate<'m>(objects: impl Iterator<Item = Object<'m>>, release: Release) -> Validation {
    let mut validation = Validation::default();
    let mut custom: BTreeMap<(&str, &str), Vec<Object<'m>>> = BTreeMap::new();
    for object in objects {
        if crate::node::is_filled_in_later(object.api_version) || crate::node::is_filled_in_later(object.kind) {
            continue;
        }
        if object.is_built_in() {
            of_object(object, release, &mut validation);
        } else {
            custom.entry((object.api_version, object.kind)).or_default().push(object);
        }
    }
    validation.gaps =
        custom.into_iter().filter_map(|((api, kind), objects)| of_custom(api, kind, &objects)).collect();
    validation
}

/// One gap for all custom resources of a kind.
fn of_custom(api: &str, kind: &str, objects: &[Object<'_>]) -> Option<Gap> {
    let first = objects.first()?.node.span();
    let count = match objects.len() {
        1 => String::new(),
        many => format!(" ({many} of them)"),
    };
    Some(Gap::at(first, format!("`{api} {kind}` is a custom resource{count}, whose schema is not known")))
}

fn of_object(object: Object<'_>, release: Release, validation: &mut Validation) {
    let known = table().kind(object.api_version, object.kind);
    if let Some(kind) = known.iter().find(|kind| kind.is_in(release)) {
        let mut walk = Walk { release, subject: object.subject(), faults: &mut validation.faults };
        walk.value(object.node, &Type::Definition(kind.definition), "", 0);
        walk.name(object);
        return;
    }
    let kind = removed::fault(object, known, release);
    let place = object.node.get("apiVersion").unwrap_or(object.node);
    validation.faults.push(Fault::of(place, object.subject(), kind));
}

/// Deeper values are not looked at; documents bound their depth themselves.
const MOST_DEPTH: usize = 64;

struct Walk<'w> {
    release: Release,
    subject: String,
    faults: &'w mut Vec<Fault>,
}

impl Walk<'_> {
    /// `field` is the name under which the value stands.
    fn value(&mut self, node: Node<'_>, wanted: &Type, field: &str, depth: usize) {
        if node.is_null() || depth > MOST_DEPTH || node.is_filled_in_later() {
            return;
        }
        match wanted {
            Type::Anything => {}
            Type::List(of) => {
                if !node.is_list() {
                    self.wrong_type(node, field, "a list");
                }
                for item in node.items() {
                    self.value(item, of, field, depth + 1);
                }
            }
            Type::Map(of) => {
                if !node.is_map() {
                    self.wrong_type(node, field, "a mapping");
                }
                for entry in node.entries() {
                    self.value(entry.value, of, entry.key, depth + 1);
                }
            }
            Type::Definition(number) => {
                let Some(definition) = table().definition(*number) else { return };
                match definition.alone(self.release) {
                    Some(alone) => self.value(node, alone, field, depth + 1),
                    None => self.mapping(node, definition, field, depth),
                }
            }
            scalar => {
                if let Some(fault) = scalar::fault(node, scalar, field) {
                    self.push(node, fault);
                }
            }
        }
    }

    fn mapping(&mut self, node: Node<'_>, definition: &Definition, field: &str, depth: usize) {
        if !node.is_map() {
            self.wrong_type(node, field, "a mapping");
            return;
        }
        for entry in node.entries() {
            match definition.field(entry.key, self.release) {
                Some(known) => {
                    self.value(entry.value, &known.kind, entry.key, depth + 1);
                    if let Some(fault) = enums::fault(definition.name, entry.key, entry.value) {
                        self.push(entry.value, fault);
                    }
                }
                None if crate::node::is_filled_in_later(entry.key) => {}
                None => {
                    let fault = self.unknown(entry.key, definition);
                    self.push(entry.place, fault);
                }
            }
        }
        let missing = definition.fields(self.release).filter(|(name, field)| {
            // The API server fills this one in.
            field.required && !(definition.name == "RoleRef" && *name == "apiGroup") && node.get(name).is_none()
        });
        let missing: Vec<&str> = missing.map(|(name, _)| name).collect();
        if node.document().is_incomplete(node.id()) {
            return;
        }
        for name in missing {
            // The metadata of a template may be left out.
            if name == "metadata" && depth > 0 {
                continue;
            }
            self.push(node, FaultKind::MissingField { field: name.to_owned(), of: definition.name.to_owned() });
        }
    }

    /// Every object that is kept has a name, or lets the server make one. The schema does not say so.
    fn name(&mut self, object: Object<'_>) {
        let Some(metadata) = object.metadata().filter(|metadata| metadata.is_map()) else { return };
        let named = ["name", "generateName"].iter().any(|key| metadata.get(key).is_some());
        // Questions to the server are not kept.
        let is_question =
            object.kind.ends_with("Review") || matches!(object.kind, "TokenRequest" | "Eviction" | "Status");
        if !named && !is_question && !metadata.document().is_incomplete(metadata.id()) {
            self.push(metadata, FaultKind::MissingField { field: "name".to_owned(), of: "metadata".to_owned() });
        }
    }

    fn unknown(&self, field: &str, definition: &Definition) -> FaultKind {
        let releases = definition.releases_of(field).map(|(since, until)| {
            if since > self.release {
                format!("it came with {since}")
            } else {
                format!("{until} was the last release that had it")
            }
        });
        let names = definition.fields(self.release).map(|(name, _)| name);
        let near = if releases.is_some() { None } else { nearest::nearest(field, names) };
        FaultKind::UnknownField {
            field: field.to_owned(),
            of: definition.name.to_owned(),
            near: near.map(str::to_owned),
            releases,
        }
    }

    fn wrong_type(&mut self, node: Node<'_>, field: &str, wanted: &'static str) {
        let found = node.value().describe().replace("an object", "a mapping");
        self.push(node, FaultKind::WrongType { field: field.to_owned(), wanted: wanted.to_owned(), found });
    }

    fn push(&mut self, node: Node<'_>, kind: FaultKind) {
        // A value that was not read is a gap already.
        if !matches!(node.value(), architect_document::Value::Unread) {
            self.faults.push(Fault::of(node, self.subject.clone(), kind));
        }
    }
}
