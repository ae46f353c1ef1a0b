//! Runs the rules that are written out in a ruleset.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use architect_core::{Context, Finding, Gap, RuleId, Severity, Sink, Span, ToolError};

use super::alias;
use super::function::{Complaint, Sight, Target, Text, Unjudged};
use super::load::{Origin, Rule};
use super::message::{Words, dotted, shown};
use super::model::{Definition, Grade, Scope};
use super::path::Path;
use super::path::select::{Cursor, Finder};
use super::view::{At, View};
use crate::api::Api;
use architect_document::pointer::escape;
use architect_document::{Document, NodeId, Value};

/// Findings of one rule; the rest is a gap.
const MOST_FINDINGS: usize = 50_000;

/// Runs the rules that are on and about this version.
pub(super) fn run<'r>(
    rules: impl Iterator<Item = &'r Rule>,
    api: &Api,
    sink: &mut Sink,
    context: &Context,
) -> Result<(), ToolError> {
    let (resolved, written) = (OnceCell::new(), OnceCell::new());
    let (mut in_resolved, mut in_written) = (None, None);
    let referenced = OnceCell::new();
    for rule in rules {
        let Origin::Own(definition, scope, place) = &rule.origin else { continue };
        context.checkpoint()?;
        for (place, obstacle) in &definition.obstacles {
            let reason = format!("the rule `{}` did not run: {obstacle}", rule.name);
            sink.gap(Gap::at(place.clone(), reason));
        }
        let finder = if definition.resolved {
            let view = resolved.get_or_init(|| View::resolved(api));
            in_resolved.get_or_insert_with(|| Finder::new(view))
        } else {
            let view = written.get_or_init(|| View::written(api));
            in_written.get_or_insert_with(|| Finder::new(view))
        };
        let mut lint = Lint {
            rule,
            id: RuleId::of_user(&rule.name),
            definition,
            sight: Sight { view: finder.view(), api, referenced: &referenced },
            findings: BTreeMap::new(),
            told: HashSet::new(),
            unjudged: BTreeMap::new(),
        };
        lint.run(finder, scope, sink, context)?;
        lint.finish(place, sink);
    }
    Ok(())
}

/// A field that `then` names.
enum Field {
    None,
    Key,
    Names { whole: String, parts: Vec<String> },
    Path(Path),
}

impl Field {
    fn read(text: Option<&str>) -> Result<Self, String> {
        Ok(match text {
            None => Self::None,
            Some("@key") => Self::Key,
            Some(path) if path.starts_with('$') => Self::Path(
                Path::parse(path).map_err(|error| format!("its field `{path}` cannot be read: {}", error.message))?,
            ),
            Some(name) => Self::Names { whole: name.to_owned(), parts: parts(name) },
        })
    }
}

/// `a.b[0]['c d']` as its names.
fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if !part.is_empty() {
            parts.push(part.to_owned());
        }
        rest = match behind.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((inner, behind)) => {
                parts.push(inner.trim_matches(['"', '\'']).to_owned());
                behind
            }
            None => behind.get(1..).unwrap_or_default(),
        };
    }
    parts
}

/// Where a target is: the last value of its path that is there, and what is missing behind it.
#[derive(Debug, Clone)]
struct Place {
    node: NodeId,
    key: Option<NodeId>,
    missing: Vec<String>,
}

struct Lint<'l, 'd> {
    rule: &'l Rule,
    id: RuleId,
    definition: &'l Definition,
    sight: Sight<'l, 'd>,
    /// In the order in which they were found.
    findings: BTreeMap<usize, Finding>,
    told: HashSet<(usize, usize, String)>,
    unjudged: BTreeMap<Unjudged, usize>,
}

impl<'d> Lint<'_, 'd> {
    fn run(
        &mut self,
        finder: &mut Finder<'d>,
        scope: &Rc<Scope>,
        sink: &mut Sink,
        context: &Context,
    ) -> Result<(), ToolError> {
        let definition = self.definition;
        let name = &self.rule.name;
        let mut fields = Vec::new();
        for then in &definition.then {
            match Field::read(then.field.as_deref()) {
                Ok(field) => fields.push((field, &then.function)),
                Err(reason) => {
                    sink.gap(Gap::of_source(self.source(), format!("the rule `{name}` did not run: {reason}")));
                }
            }
        }
        for given in &definition.given {
            let did_not_run = |reason: String| {
                Gap::at(given.place.clone(), format!("the rule `{name}` did not run here: {reason}"))
            };
            let paths = match alias::paths(given, &scope.aliases, self.sight.api.version) {
                Ok(paths) => paths,
                Err(reason) => {
                    sink.gap(did_not_run(reason));
                    continue;
                }
            };
            for text in paths {
                context.checkpoint()?;
                let path = match Path::parse(&text) {
                    Ok(path) => path,
                    Err(error) => {
                        let reason =
                            format!("`{text}` cannot be read from its byte {} on: {}", error.at, error.message);
                        sink.gap(did_not_run(reason));
                        continue;
                    }
                };
                let Ok(found) = finder.find(&path) else {
                    sink.gap(did_not_run(format!("`{text}` leads to too many places")));
                    continue;
                };
                for cursor in found {
                    for (field, function) in &fields {
                        for (place, target) in self.targets(finder, &path, cursor, field) {
                            match function.judge(&self.sight, target) {
                                Ok(complaints) => {
                                    for complaint in complaints {
                                        self.report(&place, &complaint);
                                    }
                                }
                                Err(reason) => *self.unjudged.entry(reason).or_default() += 1,
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn source(&self) -> String {
        self.sight.api.document.source().name().to_owned()
    }

    /// What `then` looks at in a value that was found.
    fn targets(
        &self,
        finder: &mut Finder<'d>,
        path: &Path,
        cursor: Cursor,
        field: &Field,
    ) -> Vec<(Place, Target<'d>)> {
        let view = self.sight.view;
        let document = view.document;
        let at = |node: NodeId| Place { node, key: None, missing: Vec::new() };
        if path.keyed {
            let At::Key(key) = cursor.at else { return Vec::new() };
            return vec![(Place { key: Some(key), ..at(cursor.node) }, Target::Key(document.key(key)))];
        }
        if !view.is_container(cursor.node) {
            return vec![(at(cursor.node), Target::Node(cursor.node))];
        }
        match field {
            Field::None => vec![(at(cursor.node), Target::Node(cursor.node))],
            Field::Key => {
                let keys = view.children(cursor.node).filter_map(|(at_child, raw)| match at_child {
                    At::Key(key) => {
                        Some((Place { key: Some(key), ..at(view.node(raw)) }, Target::Key(document.key(key))))
                    }
                    _ => None,
                });
                let keys: Vec<_> = keys.collect();
                if keys.is_empty() { vec![(at(cursor.node), Target::Missing)] } else { keys }
            }
            Field::Names { whole, parts } => vec![self.named(cursor.node, whole, parts)],
            Field::Path(path) => {
                let found = finder.find_below(path, cursor).unwrap_or_default();
                let targets: Vec<_> = found
                    .into_iter()
                    .map(|found| match found.at {
                        At::Key(key) if path.keyed => {
                            (Place { key: Some(key), ..at(found.node) }, Target::Key(document.key(key)))
                        }
                        _ => (at(found.node), Target::Node(found.node)),
                    })
                    .collect();
                if targets.is_empty() { vec![(at(cursor.node), Target::Missing)] } else { targets }
            }
        }
    }

    /// The field of a value, by its name or by names in a row.
    fn named(&self, node: NodeId, whole: &str, parts: &[String]) -> (Place, Target<'d>) {
        let view = self.sight.view;
        if let Some((_, raw)) = view.child(node, whole) {
            let node = view.node(raw);
            return (Place { node, key: None, missing: Vec::new() }, Target::Node(node));
        }
        let mut at = node;
        for (index, part) in parts.iter().enumerate() {
            let place = |node| Place { node, key: None, missing: parts.get(index..).unwrap_or_default().to_vec() };
            match view.child(at, part) {
                Some((_, raw)) => at = view.node(raw),
                None if part == "length" && index + 1 == parts.len() => {
                    return match view.document.value(at) {
                        Value::List(items) => (place(at), Target::Count(items.len())),
                        Value::String(text) => (place(at), Target::Count(text.encode_utf16().count())),
                        _ => (place(at), Target::Missing),
                    };
                }
                None => return (place(at), Target::Missing),
            }
        }
        (Place { node: at, key: None, missing: Vec::new() }, Target::Node(at))
    }

    fn report(&mut self, place: &Place, complaint: &Complaint) {
        let view = self.sight.view;
        let mut place = place.clone();
        for (index, name) in complaint.below.iter().enumerate() {
            if let Some((_, raw)) = view.child(place.node, name) {
                place.node = view.node(raw);
            } else {
                place.missing = complaint.below.get(index..).unwrap_or_default().to_vec();
                break;
            }
        }
        let pointer = self.pointer(&place);
        let Some(severity) = self.severity(&pointer) else { return };
        let document = view.document;
        let span = span(document, &place);
        let property = property(document, &place);
        let error = match &complaint.text {
            Text::Whole(text) => text.clone(),
            Text::Property(text) if property.is_empty() => format!("the document {text}"),
            Text::Property(text) => format!("`{property}` {text}"),
            Text::Value(text) => {
                let value = match place.key {
                    Some(key) => super::message::quoted(document.key(key)),
                    None => shown(document, place.node),
                };
                format!("{value} {text}")
            }
        };
        let words = Words {
            property,
            error,
            description: self.definition.description.as_deref().unwrap_or_default(),
            path: pointer.clone(),
            document,
            value: place.node,
        };
        let message = match (&self.definition.message, &self.definition.description) {
            (Some(template), _) => words.fill(template),
            (None, Some(description)) => description.trim().to_owned(),
            (None, None) => words.error.clone(),
        };
        let bytes = span.bytes();
        if !self.told.insert((bytes.start, bytes.end, message.clone())) {
            return;
        }
        let mut subject = pointer;
        for name in &place.missing {
            subject.push('/');
            subject.push_str(&escape(name));
        }
        let mut finding = Finding::by(self.id.clone(), severity, span).message(message).subject(subject);
        if let Some(url) = self.documentation() {
            finding = finding.help(format!("See {url}"));
        }
        self.findings.insert(self.findings.len(), finding);
    }

    fn documentation(&self) -> Option<String> {
        let Origin::Own(definition, scope, _) = &self.rule.origin else { return None };
        let of_ruleset = || Some(format!("{}#{}", scope.documentation_url.as_ref()?, self.rule.name));
        definition.documentation_url.clone().or_else(of_ruleset)
    }

    fn pointer(&self, place: &Place) -> String {
        let document = self.sight.view.document;
        match place.key {
            None => document.pointer(place.node),
            Some(key) => {
                let holder = document.parent(key).map(|holder| document.pointer(holder)).unwrap_or_default();
                format!("{holder}/{}", escape(document.key(key)))
            }
        }
    }

    /// The grade at a place: that of the narrowest part of the document that has its own.
    fn severity(&self, pointer: &str) -> Option<Severity> {
        let mut grade: Grade = self.rule.severity;
        let mut closest = 0;
        let pointer = pointer.split_once('#').map_or(pointer, |(_, pointer)| pointer);
        for (part, own) in &self.rule.parts {
            let inside =
                pointer.strip_prefix(part.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if inside && part.len() >= closest {
                closest = part.len();
                grade = *own;
            }
        }
        grade
    }

    fn finish(self, place: &Span, sink: &mut Sink) {
        let name = &self.rule.name;
        for (Unjudged(reason), count) in &self.unjudged {
            let reason = format!("the rule `{name}` did not judge {count} of its values: {reason}");
            sink.gap(Gap::at(place.clone(), reason));
        }
        let count = self.findings.len();
        if count > MOST_FINDINGS {
            let reason = format!("the rule `{name}` found {count} places, of which {MOST_FINDINGS} are told");
            sink.gap(Gap::at(place.clone(), reason));
        }
        for finding in self.findings.into_values().take(MOST_FINDINGS) {
            sink.push(finding);
        }
    }
}

/// The name of a place in its message: its own, or the names that are missing behind its own.
fn property(document: &Document, place: &Place) -> String {
    let own = match place.key {
        Some(key) => Some(document.key(key).to_owned()),
        None => document
            .pointer(place.node)
            .rsplit_once('/')
            .map(|(_, last)| architect_document::pointer::unescape(last).into_owned()),
    };
    if place.missing.is_empty() {
        return own.unwrap_or_default();
    }
    dotted(own.iter().map(String::as_str).chain(place.missing.iter().map(String::as_str)))
}

/// A value in an object is shown at its key, unless it is a plain value itself.
fn span(document: &Document, place: &Place) -> Span {
    match place.key {
        Some(key) => document.span(key),
        None if matches!(document.value(place.node), Value::List(_) | Value::Map(_)) => document.key_span(place.node),
        None => document.span(place.node),
    }
}
