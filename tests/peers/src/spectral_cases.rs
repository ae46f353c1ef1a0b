//! Ours against the rule tests of Spectral and of its OWASP ruleset: does the rule find the same, in the same places,
//! as bad?
//!
//! In come the checkouts of both projects; `spectral_cases.mjs` turns their tests into cases. Each case runs as a user
//! would run it, by a ruleset that switches on its rule alone. A case agrees when both sides name the same set of paths, each
//! with the same severity. What differs on purpose stands in [`DIFFERENCES`] with the reason; any other difference
//! fails the run.
//!
//! Many tests put a schema, a header or a media type where no version of OpenAPI has one (`headers` at the root), since
//! Spectral's expressions look for shapes anywhere. Ours go by what the specification says stands there, so such a
//! part is moved to a place where it may stand, and the findings' paths are moved back: see [`MOVES`]. They are counted
//! apart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use architect_core::{Context, DocumentInput, Finding, MemoryFiles, RuleIndex, Severity};
use architect_openapi::api::Api;
use architect_openapi::rules::RULES;
use architect_openapi::tool::validate_openapi::{self, Input};
use clap::Parser;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Comparison, Failure, install};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "spectral-cases",
    about: "the rule tests of Spectral and of its OWASP ruleset, held against our rules",
    run,
};

/// The rule tests of Spectral and of its OWASP ruleset, held against our rules.
#[derive(Debug, Parser)]
#[command(name = "peers spectral-cases")]
struct Arguments {
    /// A checkout of stoplightio/spectral.
    #[arg(long, value_name = "DIR")]
    spectral: PathBuf,
    /// A checkout of stoplightio/spectral-owasp-ruleset.
    #[arg(long, value_name = "DIR")]
    owasp: PathBuf,
    /// Show only cases whose id contains this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
}

/// Where ours differs on purpose: the case, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "oas2-valid-schema-example#39",
        "one finding an example, at the innermost part that holds all that is wrong: four members of `_links` are",
    ),
    ("oas3-schema#1", "`bar@foo` is an address of RFC 5322; theirs asks for a dot in the domain"),
    ("oas3-schema#5", "`foo`, a field that no security scheme has, is named too; theirs ends at the missing `type`"),
    ("oas3-server-variables#6", "`stoplight` and `http.test` are legal: a server's URL may be relative"),
    (
        "operation-success-response#10",
        "Swagger 2.0 has no `trace`: it is told as a field of a later version, and no operation",
    ),
    (
        "owasp:api3:2023-no-additionalProperties#5",
        "`additionalProperties: false` is said to fail; theirs finds nothing",
    ),
    ("path-params#9", "reported once, at the parameter that is referred to: there it is mended for all who use it"),
    ("path-params#10", "reported once, at the parameter that is referred to: there it is mended for all who use it"),
];

/// Parts of a rule's tests that stand where OpenAPI has nothing of the kind, or under a name that is no media type: the
/// rule, from where, to where. More specific
/// parts come first.
const MOVES: &[(&str, &str, &str)] = &[
    ("array-items", "/paths/~1path/get/200/schema", "/definitions/moved-1"),
    ("array-items", "/paths/~1path/post/201", "/definitions/moved-2"),
    ("array-items", "/paths/~1path/get/responses/200", "/components/schemas/moved-1"),
    ("array-items", "/paths/~1path/post/responses/201", "/components/schemas/moved-2"),
    ("array-items", "/responses/200", "/components/schemas/moved-3"),
    ("array-items", "/responses/201", "/components/schemas/moved-4"),
    ("oas2-valid-schema-example", "/parameters/0/xoxo", "/definitions/moved"),
    ("oas2-valid-schema-example", "/parameters/0/schema", "/definitions/moved"),
    ("oas2-valid-schema-example", "/parameters/0", "/definitions/moved"),
    ("oas2-valid-schema-example", "/definitions/0/xoxo", "/x-moved/0"),
    ("oas2-valid-schema-example", "/definitions/0/schema", "/x-moved/0"),
    ("oas2-valid-schema-example", "/definitions/0", "/x-moved/0"),
    ("oas2-valid-schema-example", "/x-moved/0", "/definitions/moved"),
    ("oas3-valid-media-example", "/headers", "/components/headers"),
    ("oas3-valid-media-example", "/content/xoxo", "/components/requestBodies/moved/content/application~1json"),
    ("oas3-valid-media-example", "/content/abc", "/components/requestBodies/moved/content/application~1abc+json"),
    ("oas3-valid-media-example", "/content", "/components/requestBodies/moved/content"),
    ("oas3-valid-media-example", "/parameters/0/Heh", "/components/parameters/Heh"),
    ("oas3-valid-media-example", "/parameters/0/Abc", "/components/parameters/Abc"),
    ("oas3-valid-media-example", "/parameters/0", "/components/parameters/moved"),
    ("oas3-valid-schema-example", "/headers/schemas/post/schema", "/components/schemas/post"),
    ("oas3-valid-schema-example", "/headers/schemas", "/components/schemas"),
    ("oas3-valid-schema-example", "/headers/xoxo/schema", "/components/schemas/xoxo"),
    ("oas3-valid-schema-example", "/components/schemas/post/schema", "/components/schemas/moved"),
    ("oas3-valid-schema-example", "/components/xoxo/schema", "/components/schemas/xoxo"),
];

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    suite: String,
    rule: String,
    name: String,
    file: String,
    text: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    errors: Vec<Expected>,
}

/// What a test expects of one result; what it leaves open may be anything.
#[derive(Debug, Deserialize)]
struct Expected {
    path: Option<Vec<String>>,
    severity: Option<u8>,
}

/// From where a part was moved, and to where: keys from the root.
type Move = (Vec<String>, Vec<String>);

/// A place and how bad it is there.
type Found = BTreeSet<(Vec<String>, Severity)>;

#[derive(Debug, Default)]
struct Tally {
    same: usize,
    same_after_move: usize,
    explained: usize,
    unexplained: usize,
}

impl Tally {
    fn line(&self) -> String {
        let agreed = self.same + self.same_after_move;
        let all = agreed + self.explained + self.unexplained;
        #[allow(clippy::cast_precision_loss, reason = "hundreds")]
        let share = 100.0 * agreed as f64 / all.max(1) as f64;
        format!(
            "{agreed} of {all} cases agree ({share:.1} %), {} of them after a move; {} differ for a reason given, {} for \
             none",
            self.same_after_move, self.explained, self.unexplained
        )
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let cases = cases(&arguments.spectral, &arguments.owasp)?;
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut unused: BTreeSet<&str> = DIFFERENCES.iter().map(|(id, _)| *id).collect();
    for case in cases.iter().filter(|case| case.id.contains(&arguments.only)) {
        let (text, moves) = moved(case);
        let found = examine(case, &text, &moves)?;
        let tally = tallies.entry(&case.suite).or_default();
        let reason = DIFFERENCES.iter().find(|(id, _)| *id == case.id).map(|(_, reason)| *reason);
        match (agree(&case.errors, &found), reason) {
            (true, _) if moves.is_empty() => tally.same += 1,
            (true, _) => tally.same_after_move += 1,
            (false, Some(reason)) => {
                unused.remove(case.id.as_str());
                tally.explained += 1;
                println!("differs   {} ({}): {reason}", case.id, case.name);
            }
            (false, None) => {
                tally.unexplained += 1;
                println!("DIFFERS   {} ({})\n{}", case.id, case.name, compare(&case.errors, &found));
            }
        }
    }
    for (suite, tally) in &tallies {
        println!("{suite}: {}", tally.line());
    }
    let unexplained: usize = tallies.values().map(|tally| tally.unexplained).sum();
    if unexplained > 0 {
        return Err(format!("{unexplained} cases differ for no reason that is written down").into());
    }
    if let (Some(id), true) = (unused.first(), arguments.only.is_empty()) {
        return Err(format!("{id} agrees, but is listed as different").into());
    }
    Ok(ExitCode::SUCCESS)
}

/// The cases, made by Node.js out of the tests.
fn cases(spectral: &Path, owasp: &Path) -> Result<Vec<Case>, Failure> {
    let folder = install::cache("spectral-cases")?;
    install::npm(&folder, &["esbuild@0.28"])?;
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("spectral_cases.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(spectral.canonicalize()?).arg(owasp.canonicalize()?).current_dir(folder);
    let done = node.output()?;
    if !done.status.success() {
        return Err(format!("the tests cannot be read: {}", String::from_utf8_lossy(&done.stderr).trim()).into());
    }
    Ok(serde_json::from_slice(&done.stdout)?)
}

/// The text of a case with its parts moved to where OpenAPI has them, and the moves that were made.
fn moved(case: &Case) -> (String, Vec<Move>) {
    let mut made: Vec<Move> = Vec::new();
    let Ok(mut document) = serde_json::from_str::<Value>(&case.text) else { return (case.text.clone(), made) };
    for (_, from, to) in MOVES.iter().filter(|(rule, ..)| *rule == case.rule) {
        let (from, to) = (tokens(from), tokens(to));
        // What is left of a part is not moved after it.
        if made.iter().any(|(known, _)| known.starts_with(&from)) {
            continue;
        }
        if let Some(part) = take(&mut document, &from) {
            put(&mut document, &to, part);
            made.push((from, to));
        }
    }
    let text = if made.is_empty() { case.text.clone() } else { format!("{document:#}") };
    (text, made)
}

fn tokens(pointer: &str) -> Vec<String> {
    let unescape = |token: &str| token.replace("~1", "/").replace("~0", "~");
    pointer.trim_start_matches('#').split('/').skip(1).map(unescape).collect()
}

/// Takes a part out of a document, and each container that is empty then.
fn take(value: &mut Value, path: &[String]) -> Option<Value> {
    let (token, rest) = path.split_first()?;
    let taken = if rest.is_empty() {
        match value {
            Value::Object(map) => return map.shift_remove(token),
            Value::Array(items) => {
                let index = token.parse::<usize>().ok().filter(|index| *index < items.len())?;
                return Some(items.remove(index));
            }
            _ => None,
        }
    } else {
        let inner = match value {
            Value::Object(map) => map.get_mut(token),
            Value::Array(items) => token.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
            _ => None,
        };
        inner.and_then(|inner| take(inner, rest))
    };
    if taken.is_some() {
        match value {
            Value::Object(map) if map.get(token).is_some_and(is_empty) => drop(map.shift_remove(token)),
            Value::Array(items) => items.retain(|item| !is_empty(item)),
            _ => {}
        }
    }
    taken
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn put(value: &mut Value, path: &[String], part: Value) {
    let Some((token, rest)) = path.split_first() else { return };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Value::Object(map) = value else { return };
    if rest.is_empty() {
        map.insert(token.clone(), part);
    } else {
        put(map.entry(token.clone()).or_insert(Value::Null), rest, part);
    }
}

/// What we find in a case by a ruleset that switches on nothing but the case's rule, as its tests do.
fn examine(case: &Case, text: &str, moves: &[Move]) -> Result<Found, Failure> {
    let ruleset = json!({
        "extends": [["spectral:oas", "off"], ["@stoplight/spectral-owasp-ruleset", "off"]],
        "rules": { case.rule.as_str(): true },
    });
    let mut files = case.files.clone();
    files.insert(case.file.clone(), text.to_owned());
    let index = RuleIndex::new(RULES.iter().copied());
    let context = Context::new(Arc::new(index)).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input {
        document: DocumentInput { path: Some(case.file.clone()), content: None },
        ruleset: Some(ruleset.to_string()),
        ..Input::default()
    };
    let examined = match validate_openapi::examine(&input, &context) {
        Ok(examined) => examined,
        // What is no OpenAPI document has no findings; Spectral's rules do not run on it either.
        Err(error) if error.message.contains("is no OpenAPI document") => return Ok(Found::new()),
        Err(error) => return Err(format!("{}: {}", case.id, error.message).into()),
    };
    // A ruleset's findings name its rule; some of ours run whatever it says.
    let mark = format!(" ({})", case.rule);
    let findings = examined.findings.iter().filter(|finding| finding.message.ends_with(&mark));
    Ok(findings.map(|finding| (path(&examined.api, finding, moves), finding.severity)).collect())
}

/// The path of the innermost value at a finding's place, as it was before the moves.
fn path(api: &Api, finding: &Finding, moves: &[Move]) -> Vec<String> {
    let node = api.document.node_at(&finding.primary);
    let mut path = node.map_or_else(Vec::new, |node| tokens(&api.document.pointer(node)));
    for (from, to) in moves.iter().rev() {
        if path.starts_with(to) {
            path = from.iter().chain(&path[to.len()..]).cloned().collect();
        }
    }
    path
}

/// Whether each expected result is found and each found one is expected. Two results in one place count once.
fn agree(expected: &[Expected], found: &Found) -> bool {
    let fits = |expected: &Expected, (path, severity): &(Vec<String>, Severity)| {
        expected.path.as_ref().is_none_or(|wanted| wanted == path)
            && expected.severity.is_none_or(|wanted| graded(wanted) == *severity)
    };
    expected.iter().all(|expected| found.iter().any(|found| fits(expected, found)))
        && found.iter().all(|found| expected.iter().any(|expected| fits(expected, found)))
}

fn graded(severity: u8) -> Severity {
    match severity {
        0 => Severity::Error,
        1 => Severity::Warning,
        2 => Severity::Info,
        _ => Severity::Hint,
    }
}

fn compare(expected: &[Expected], found: &Found) -> String {
    let expected = expected.iter().map(|expected| {
        let path = expected.path.as_ref().map_or("anywhere".to_owned(), |path| path.join(" "));
        let severity = expected.severity.map_or("any", |severity| graded(severity).as_str());
        format!("    theirs {severity} {path}")
    });
    let found = found.iter().map(|(path, severity)| format!("    ours   {severity} {}", path.join(" ")));
    expected.chain(found).collect::<Vec<_>>().join("\n")
}
