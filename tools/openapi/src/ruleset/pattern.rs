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
/// Steps that the first engine may need; where it could be more, the second one is asked.
const MOST_STEPS: f64 = 1_000_000.0;

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
    /// To the power of this number.
    Power(i32),
    Exponential,
}

impl Cost {
    fn allows(self, text: &str) -> bool {
        let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
        match self {
            Self::Power(power) => power <= 1 || length.powi(power) <= MOST_STEPS,
            Self::Exponential => false,
        }
    }
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
        if self.cost.allows(text) { Ok(self.regex.find(text).is_some()) } else { self.test_bounded(text) }
    }

    /// Where it is found in a text, as byte offsets; where that would cost too much, only whether.
    pub fn find(&self, text: &str) -> Result<Option<std::ops::Range<usize>>, TooCostly> {
        if self.cost.allows(text) {
            return Ok(self.regex.find(text).map(|found| found.range()));
        }
        Ok(self.test_bounded(text)?.then_some(0..text.len()))
    }

    fn test_bounded(&self, text: &str) -> Result<bool, TooCostly> {
        let validator = self.bounded.get_or_init(|| {
            let flags: String = self.flags.chars().filter(|flag| "ims".contains(*flag)).collect();
            let source = strict(&self.source);
            let source = if flags.is_empty() { source } else { format!("(?{flags}){source}") };
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

/// A pattern with everything escaped that ECMAScript takes literally and the second engine does not.
fn strict(source: &str) -> String {
    let mut text = String::with_capacity(source.len() + 8);
    let mut characters = source.char_indices();
    let mut in_class = false;
    while let Some((at, character)) = characters.next() {
        let rest = source.get(at + character.len_utf8()..).unwrap_or_default();
        match character {
            '\\' => {
                let escaped = characters.next().map(|(_, escaped)| escaped);
                // A needless escape of a letter or a slash is that character.
                if !matches!(escaped, Some('/' | '"' | '\'' | '_' | ':' | '@' | '=' | '!' | ',' | ';' | '%' | '`')) {
                    text.push('\\');
                }
                text.extend(escaped);
                continue;
            }
            '[' if !in_class => in_class = true,
            '[' | '&' | '~' if in_class => text.push('\\'),
            ']' => in_class = false,
            '{' if !in_class && !is_quantifier(rest) => text.push('\\'),
            '}' if !in_class && !closes_quantifier(source.get(..at).unwrap_or_default()) => text.push('\\'),
            _ => {}
        }
        text.push(character);
    }
    text
}

/// Whether `n}`, `n,}` or `n,m}` follows.
fn is_quantifier(rest: &str) -> bool {
    let Some((inner, _)) = rest.split_once('}') else { return false };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

fn closes_quantifier(before: &str) -> bool {
    let Some((outer, inner)) = before.rsplit_once('{') else { return false };
    !outer.ends_with('\\') && is_quantifier(&format!("{inner}}}"))
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
    // A search that may begin anywhere is one more.
    Cost::Power(if source.starts_with('^') { repetitions } else { repetitions + 1 })
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
    fn what_the_second_engine_reads_otherwise_is_escaped() {
        let kebab = r"^\/([a-z0-9]+(-[a-z0-9]+)*)?(\/[a-z0-9]+(-[a-z0-9]+)*|\/{.+})*$";
        let matches = |source: &str, text: &str| Pattern::new(source, "").map(|pattern| pattern.test(text));

        assert_eq!(matches(kebab, "/my-orders/{orderId}/lines"), Ok(Ok(true)));
        assert_eq!(matches(kebab, "/myOrders"), Ok(Ok(false)));
        assert_eq!(matches(r"^([[a-z]{2}\}?&)*$", "[a}&b&"), Ok(Ok(false)));
        assert_eq!(matches(r"^([[a-z]{2}\}?&)*$", "[a}&bc&[[&"), Ok(Ok(true)));
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
