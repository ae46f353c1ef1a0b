//! Regular expressions as ECMAScript reads them, with a bound on what one match may cost.
//!
//! `regress` speaks ECMAScript but may backtrack without end. A pattern whose form allows that, and a long text, go to
//! the engine behind `jsonschema` instead, which gives up after a number of steps.

use std::cell::OnceCell;

use jsonschema::{PatternOptions, Validator};
use regress::Regex;
use serde_json::{Value as Json, json};

use crate::validation::pattern::is_bounded;

/// Steps before the second engine gives up.
const BACKTRACKS: usize = 100_000;
/// Longer texts are matched by the second engine when the pattern has more than one repetition without end.
const LONG_TEXT: usize = 2_048;

/// A regular expression.
pub struct Pattern {
    source: String,
    flags: String,
    regex: Regex,
    cost: Cost,
    bounded: OnceCell<Option<Validator>>,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/{}", self.source, self.flags)
    }
}

/// What a match may cost, in the length of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cost {
    Linear,
    Polynomial,
    Exponential,
}

/// A match that was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooCostly;

impl Pattern {
    /// Compiles a pattern. The error goes on after "the regular expression".
    pub fn new(source: &str, flags: &str) -> Result<Self, String> {
        if !is_bounded(source) {
            return Err("is too large to be used".to_owned());
        }
        if let Some(flag) = flags.chars().find(|flag| !"dgimsuvy".contains(*flag)) {
            return Err(format!("has the flag `{flag}`, which does not exist"));
        }
        // These two choose what is searched next; each search begins anew here.
        let flags: String = flags.chars().filter(|flag| !matches!(flag, 'd' | 'g' | 'y')).collect();
        let compiled = Regex::with_flags(source, flags.as_str());
        let regex = compiled
            .or_else(|error| Regex::with_flags(source, format!("{flags}u").as_str()).map_err(|_| error))
            .map_err(|error| format!("cannot be read: {}", error.to_string().to_lowercase()))?;
        Ok(Self { source: source.to_owned(), flags, regex, cost: cost(source), bounded: OnceCell::new() })
    }

    /// A pattern as the options of functions write it: `/…/i`, or bare.
    pub fn written(text: &str) -> Result<Self, String> {
        let slashed = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
        match slashed
            .filter(|(source, flags)| !source.is_empty() && flags.bytes().all(|flag| flag.is_ascii_lowercase()))
        {
            Some((source, flags)) => Self::new(source, flags),
            None => Self::new(text, ""),
        }
    }

    /// Whether it is found in a text.
    pub fn test(&self, text: &str) -> Result<bool, TooCostly> {
        match self.cost {
            Cost::Exponential => self.test_bounded(text),
            Cost::Polynomial if text.len() > LONG_TEXT => self.test_bounded(text),
            _ => Ok(self.regex.find(text).is_some()),
        }
    }

    /// Where it is found in a text, as byte offsets; where that would cost too much, only whether.
    pub fn find(&self, text: &str) -> Result<Option<std::ops::Range<usize>>, TooCostly> {
        match self.cost {
            Cost::Linear | Cost::Polynomial if text.len() <= LONG_TEXT => {
                Ok(self.regex.find(text).map(|found| found.range()))
            }
            _ => Ok(self.test(text)?.then_some(0..text.len())),
        }
    }

    fn test_bounded(&self, text: &str) -> Result<bool, TooCostly> {
        let validator = self.bounded.get_or_init(|| {
            let flags: String = self.flags.chars().filter(|flag| "ims".contains(*flag)).collect();
            let source = if flags.is_empty() { self.source.clone() } else { format!("(?{flags}){}", self.source) };
            jsonschema::options()
                .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS))
                .build(&json!({ "pattern": source }))
                .ok()
        });
        let validator = validator.as_ref().ok_or(TooCostly)?;
        let text = Json::String(text.to_owned());
        let error = validator.iter_errors(&text).next();
        match error.map(|error| matches!(error.kind(), jsonschema::error::ValidationErrorKind::Pattern { .. })) {
            None => Ok(true),
            Some(true) => Ok(false),
            Some(false) => Err(TooCostly),
        }
    }
}

/// Judges the form of a pattern: a repetition in a repetition, or alternatives in one, may cost without bound.
fn cost(source: &str) -> Cost {
    let bytes = source.as_bytes();
    // For each open group, whether there are repetitions or alternatives in it.
    let mut groups = vec![false];
    let mut repetitions = 0;
    let mut at = 0;
    let mut in_class = false;
    let mut closed = false;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                if matches!(bytes.get(at), Some(b'1'..=b'9' | b'k')) {
                    // A reference to a group makes any search long.
                    return Cost::Exponential;
                }
                at += 1;
            }
            b'[' if !in_class => in_class = true,
            b']' => in_class = false,
            _ if in_class => {}
            b'(' => groups.push(false),
            b')' => {
                closed = groups.pop().unwrap_or(false);
                if let Some(outer) = groups.last_mut() {
                    *outer |= closed;
                }
                if groups.is_empty() {
                    groups.push(false);
                }
                continue;
            }
            b'|' => {
                if let Some(group) = groups.last_mut() {
                    *group = true;
                }
            }
            b'*' | b'+' | b'{' => {
                let unbounded = *byte != b'{' || repeats_often(source.get(at..).unwrap_or_default());
                if unbounded {
                    if closed {
                        return Cost::Exponential;
                    }
                    repetitions += 1;
                    if let Some(group) = groups.last_mut() {
                        *group = true;
                    }
                }
            }
            _ => {}
        }
        closed = false;
    }
    if repetitions > 1 { Cost::Polynomial } else { Cost::Linear }
}

/// Whether `{n,}` or `{n,m}` with a large m; the brace is read.
fn repeats_often(rest: &str) -> bool {
    let Some((inner, _)) = rest.split_once('}') else { return false };
    let most = inner.split_once(',').map_or(inner, |(_, most)| most).trim();
    most.is_empty() || most.parse::<u32>().is_ok_and(|most| most > 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_explodes_is_given_up() {
        let text = format!("{}c", "a".repeat(40));
        for source in ["^(a+)+$", "^(a|a)*$", "^(?=(a+)+b)", "(a*)*b", "^(\\w+\\s?)*$(?!x)"] {
            let pattern = Pattern::new(source, "").expect("it compiles");

            let started = std::time::Instant::now();
            let _ = pattern.test(&text);

            assert!(started.elapsed() < std::time::Duration::from_secs(2), "{source}");
        }
    }

    #[test]
    fn flags_and_slashes_are_those_of_javascript() {
        let matches = |written: &str, text: &str| Pattern::written(written).map(|pattern| pattern.test(text));

        assert_eq!(matches("/^ab/i", "ABC"), Ok(Ok(true)));
        assert_eq!(matches("^/v\\d+/", "/v1/"), Ok(Ok(true)));
        assert_eq!(matches("/^[a-z]+(?:-[a-z]+)*$/", "ab-cd"), Ok(Ok(true)));
        assert_eq!(matches("(?<!x)y", "xy"), Ok(Ok(false)));
        assert!(matches("[", "x").is_err());
    }
}
