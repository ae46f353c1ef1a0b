//! Examples and defaults held against their schemas, by the `jsonschema` crate.
//!
//! In comes an [`Api`], out come [`Verdict`]s: for each example and default that does not fit its schema, what and
//! where; for each that could not be held against it, why. Sizes are bounded on all sides: a schema with everything
//! it refers to, the values, and the sum of both.

mod convert;
mod fit;
pub mod pattern;
mod site;

use std::rc::Rc;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, PatternOptions, Validator};

use crate::api::Api;
use crate::document::{Document, NodeId, NodeMap, pointer};
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
        /// The part of the value that does not fit.
        place: NodeId,
        /// What is wrong, as a sentence that begins with "the value".
        message: String,
        /// Whether a composition of schemas refused it, so that what was meant is not certain.
        composed: bool,
        /// Whether only the format of a text is wrong, which many readers do not look at.
        format: bool,
    },
    /// It could not be held against the schema.
    NotChecked(Obstacle),
}

/// Values in all sites of a document together.
const ALL_VALUES: usize = 2_000_000;
/// Values in one example.
const ONE_VALUE: usize = 50_000;
/// Schemas converted for all sites together.
const ALL_SCHEMAS: usize = 400_000;
/// Violations that are told of one example.
const MOST_VIOLATIONS: usize = 3;
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
                Ok(outcomes) => verdicts.extend(outcomes.into_iter().map(|outcome| Verdict { site: *site, outcome })),
                Err(obstacle) => verdicts.push(Verdict { site: *site, outcome: Outcome::NotChecked(obstacle) }),
            }
        }
        verdicts
    }

    fn site(&mut self, site: Site) -> Result<Vec<Outcome>, Obstacle> {
        if self.looks.fits(site.value, site.schema) {
            return Ok(Vec::new());
        }
        let compiled = self.compiled(site.schema)?;
        let mut budget = ONE_VALUE.min(self.values_left);
        let before = budget;
        let value = self.api.document.to_json(site.value, &mut budget);
        self.values_left = self.values_left.saturating_sub(before - budget);
        let value = value.map_err(|_| Obstacle::Value)?;
        let mut outcomes = Vec::new();
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
            let composed = matches!(
                error.kind(),
                Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } | Kind::Not { .. }
            );
            let format = matches!(error.kind(), Kind::Format { .. });
            let place = descend(&self.api.document, site.value, error.instance_path().as_str());
            let message = shorten(&error.masked_with("the value").to_string());
            outcomes.push(Outcome::Violation { place, message, composed, format });
            if outcomes.len() == MOST_VIOLATIONS {
                break;
            }
        }
        Ok(outcomes)
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

/// Messages of composed schemas quote them whole.
fn shorten(message: &str) -> String {
    const MOST: usize = 200;
    if message.chars().count() <= MOST {
        return message.to_owned();
    }
    message.chars().take(MOST).chain("…".chars()).collect()
}
