//! Examples and defaults held against their schemas, by the `jsonschema` crate.
//!
//! In comes an [`Api`], out come [`Verdict`]s: for each example and default that does not fit its schema, one with all
//! that is wrong and where; for each that could not be held against it, why. Sizes are bounded on all sides: a schema with everything
//! it refers to, the values, and the sum of both.

mod convert;
mod fit;
pub mod pattern;
mod site;

use std::rc::Rc;

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{Draft, JsonType, PatternOptions, Validator};

use crate::api::Api;
use architect_document::{Document, NodeId, NodeMap, pointer};
use fit::Looks;

pub use convert::Obstacle;
pub use site::{Role, Site};

/// How an example or a default stands to its schema, where it does not simply fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The example or default.
    pub site: Site,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It does not fit.
    Violation {
        /// The innermost part of the value that holds all that is wrong.
        place: NodeId,
        /// What is wrong: the first few of it, one at least.
        misfits: Vec<Misfit>,
    },
    /// It could not be held against the schema.
    NotChecked(Obstacle),
}

/// One way in which a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The part of the value that does not fit.
    pub place: NodeId,
    /// What is wrong, as a sentence.
    pub message: String,
    /// Whether a composition of schemas refused it, so that what was meant is not certain.
    pub composed: bool,
    /// Whether only the format of a text is wrong, which many readers do not look at.
    pub format: bool,
    /// What would mend it, where a text stands for a value of another type.
    pub remedy: Option<Remedy>,
}

/// How a text becomes the value that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It is a boolean or a number in quotes, and the same text is sent either way.
    Unquote,
    /// It is the one value of a list, and the same text is sent either way.
    List,
    /// It is an object or a list, written as JSON.
    Parse,
}

impl Remedy {
    /// Whether the value that is wanted and the one that is written are sent as the same text.
    pub fn is_sent_alike(self) -> bool {
        self != Self::Parse
    }
}

/// Values in all sites of a document together.
const ALL_VALUES: usize = 2_000_000;
/// Values in one example.
const ONE_VALUE: usize = 50_000;
/// Schemas converted for all sites together.
const ALL_SCHEMAS: usize = 400_000;
/// What is told of one example.
const MOST_MISFITS: usize = 3;
/// Compiling and validating recurse along schemas; this is enough for the largest that is let through.
const STACK: usize = 256 * 1024 * 1024;
const BACKTRACKS: usize = 20_000;

/// Holds every example and default of a document against its schema.
pub fn judge(api: &Api) -> Vec<Verdict> {
    let sites = site::all(api);
    if sites.is_empty() {
        return Vec::new();
    }
    // No input decides whether the thread can be made; without it nothing was checked, and that is said.
    std::thread::scope(|scope| {
        let worker =
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || Judge::new(api).all(&sites));
        let verdicts = worker.ok().and_then(|worker| worker.join().ok());
        verdicts.unwrap_or_else(|| {
            let failed = |site: &Site| Verdict { site: *site, outcome: Outcome::NotChecked(Obstacle::Resources) };
            sites.iter().map(failed).collect()
        })
    })
}

struct Judge<'a> {
    api: &'a Api,
    looks: Looks<'a>,
    validators: NodeMap<Result<Rc<Compiled>, Obstacle>>,
    schemas_left: usize,
    values_left: usize,
}

struct Compiled {
    validator: Validator,
    /// Properties that only one direction has: their absence is no fault of an example.
    directional: std::collections::BTreeSet<String>,
}

impl<'a> Judge<'a> {
    fn new(api: &'a Api) -> Self {
        let (looks, validators) = (Looks::new(api), NodeMap::default());
        Self { api, looks, validators, schemas_left: ALL_SCHEMAS, values_left: ALL_VALUES }
    }

    fn all(&mut self, sites: &[Site]) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for site in sites {
            match self.site(*site) {
                Ok(None) => {}
                Ok(Some(outcome)) => verdicts.push(Verdict { site: *site, outcome }),
                Err(obstacle) => verdicts.push(Verdict { site: *site, outcome: Outcome::NotChecked(obstacle) }),
            }
        }
        verdicts
    }

    fn site(&mut self, site: Site) -> Result<Option<Outcome>, Obstacle> {
        if self.looks.fits(site.value, site.schema) {
            return Ok(None);
        }
        let compiled = self.compiled(site.schema)?;
        let mut budget = ONE_VALUE.min(self.values_left);
        let before = budget;
        let value = self.api.document.to_json(site.value, &mut budget);
        self.values_left = self.values_left.saturating_sub(before - budget);
        let value = value.map_err(|_| Obstacle::Value)?;
        let document = &self.api.document;
        let mut misfits = Vec::new();
        let mut around: Option<NodeId> = None;
        for error in compiled.validator.iter_errors(&value) {
            match error.kind() {
                Kind::Required { property } => {
                    let name = property.as_str().unwrap_or_default();
                    if compiled.directional.contains(name) {
                        continue;
                    }
                }
                Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } | Kind::Referencing(_) => {
                    return Err(Obstacle::Pattern);
                }
                _ => {}
            }
            let place = descend(document, site.value, error.instance_path().as_str());
            let composed = matches!(
                error.kind(),
                Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } | Kind::Not { .. }
            );
            if stands_for_another(document, place, composed) {
                continue;
            }
            let known = around.unwrap_or(place);
            around = Some(common(document, known, place).max(site.value));
            if misfits.len() == MOST_MISFITS {
                if around == Some(site.value) {
                    break;
                }
                continue;
            }
            let format = matches!(error.kind(), Kind::Format { .. });
            let message = match error.kind() {
                Kind::Required { property } => {
                    format!("the required property `{}` is missing", property.as_str().unwrap_or_default())
                }
                _ => error.masked_with("the value").to_string(),
            };
            let remedy = error.instance().as_str().and_then(|text| remedy(error.kind(), text));
            let remedy = remedy.filter(|remedy| site.serialized || !remedy.is_sent_alike());
            misfits.push(Misfit { place, message: shorten(&message), composed, format, remedy });
        }
        Ok(around.map(|place| Outcome::Violation { place, misfits }))
    }

    fn compiled(&mut self, schema: NodeId) -> Result<Rc<Compiled>, Obstacle> {
        if let Some(known) = self.validators.get(&schema) {
            return known.clone();
        }
        let compiled = self.compile(schema).map(Rc::new);
        self.validators.insert(schema, compiled.clone());
        compiled
    }

    fn compile(&mut self, schema: NodeId) -> Result<Compiled, Obstacle> {
        let converted = convert::convert(self.api, schema, &mut self.schemas_left)?;
        let validator = compile(&converted.schema)?;
        Ok(Compiled { validator, directional: converted.directional })
    }
}

fn compile(schema: &serde_json::Value) -> Result<Validator, Obstacle> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS))
        .build(schema)
        .map_err(|_| Obstacle::Schema)
}

/// Whether a value is a reference where none is read, which is a mistake of its own: whoever wrote it did not mean this
/// value. Of a value that a composition refuses, the parts count too.
fn stands_for_another(document: &Document, value: NodeId, with_parts: bool) -> bool {
    let mut stack = vec![value];
    while let Some(node) = stack.pop() {
        if document.get_string(node, "$ref").is_some() {
            return true;
        }
        if with_parts {
            stack.extend(document.entries(node).iter().map(|entry| entry.value));
            stack.extend(document.items(node));
        }
    }
    false
}

/// The node of a value at a JSON pointer into it; the nearest that is there.
fn descend(document: &Document, value: NodeId, path: &str) -> NodeId {
    let mut node = value;
    for token in path.split('/').skip(1) {
        let key = pointer::unescape(token);
        let items = document.items(node);
        let next = document.get(node, &key).or_else(|| items.get(key.parse::<usize>().ok()?).copied());
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}

/// The innermost node around two others. A node's number is greater than that of what it stands in.
fn common(document: &Document, mut a: NodeId, mut b: NodeId) -> NodeId {
    while a != b {
        let inner = if a > b { &mut a } else { &mut b };
        match document.parent(*inner) {
            Some(parent) => *inner = parent,
            None => return document.root(),
        }
    }
    a
}

/// What would make a text a value of the type that was wanted.
fn remedy(kind: &Kind, text: &str) -> Option<Remedy> {
    let Kind::Type { kind: TypeKind::Single(wanted) } = kind else { return None };
    let is_json = |opening: char| {
        text.trim_start().starts_with(opening) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    };
    match wanted {
        JsonType::Boolean => matches!(text, "true" | "false").then_some(Remedy::Unquote),
        JsonType::Integer => text.parse::<i64>().is_ok().then_some(Remedy::Unquote),
        JsonType::Number => text.parse::<f64>().is_ok_and(f64::is_finite).then_some(Remedy::Unquote),
        JsonType::Object => is_json('{').then_some(Remedy::Parse),
        JsonType::Array => Some(if is_json('[') { Remedy::Parse } else { Remedy::List }),
        JsonType::Null | JsonType::String => None,
    }
}

/// Messages of composed schemas quote them whole.
fn shorten(message: &str) -> String {
    const MOST: usize = 200;
    if message.chars().count() <= MOST {
        return message.to_owned();
    }
    message.chars().take(MOST).chain("…".chars()).collect()
}
