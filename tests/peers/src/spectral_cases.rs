//! Ours against the rule tests of Spectral and of its OWASP ruleset: does the rule find the same, in the same places,
//! as bad?
//!
//! In come the checkouts of both projects; `spectral_cases.mjs` turns their tests into cases. Each case runs through
//! our rules with the name that Spectral has for them. A case agrees when both sides name the same set of paths, each
//! with the same severity. What differs on purpose stands in [`DIFFERENCES`] with the reason; any other difference
//! fails the run.
//!
//! Many tests put a schema, a header or a media type where no version of OpenAPI has one (`headers` at the root), since
//! Spectral's expressions look for shapes anywhere. Ours go by what the specification says stands there, so such a
//! part is moved to a place where it may stand, and the findings' paths are moved back: see [`MOVES`]. They are counted
//! apart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, Finding, MemoryFiles, RuleIndex, Severity, Sink, rule};
use architect_openapi::api::Api;
use architect_openapi::rules::{LINTS, RULES, STRUCTURE};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Where ours differs on purpose: the case, and why.
const DIFFERENCES: &[(&str, &str)] = &[];

/// Parts of a rule's tests that stand where OpenAPI has nothing of the kind: the rule, from where, to where. The path
/// `/a/*` stands for every item of a list, which becomes a map.
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
    fn cases(&self) -> usize {
        self.same + self.same_after_move + self.explained + self.unexplained
    }
}

/// Runs all cases and prints what differs. An error when something differs for no reason that is written down.
pub fn run(spectral: &Path, owasp: &Path, workspace: &Path) -> Result<(), String> {
    let cases = cases(spectral, owasp, workspace)?;
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut unused: BTreeSet<&str> = DIFFERENCES.iter().map(|(id, _)| *id).collect();
    for case in &cases {
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
        let agreed = tally.same + tally.same_after_move;
        #[allow(clippy::cast_precision_loss, reason = "hundreds")]
        let share = 100.0 * agreed as f64 / tally.cases() as f64;
        println!(
            "{suite}: {agreed} of {} cases agree ({share:.1} %), {} of them after a move; {} differ for a reason given, \
             {} for none",
            tally.cases(),
            tally.same_after_move,
            tally.explained,
            tally.unexplained
        );
    }
    let unexplained: usize = tallies.values().map(|tally| tally.unexplained).sum();
    if unexplained > 0 {
        return Err(format!("{unexplained} cases differ for no reason that is written down"));
    }
    if let Some(id) = unused.first() {
        return Err(format!("{id} agrees, but is listed as different"));
    }
    Ok(())
}

/// The cases, made by Node.js out of the tests.
fn cases(spectral: &Path, owasp: &Path, workspace: &Path) -> Result<Vec<Case>, String> {
    let full = |path: &Path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display()));
    let (spectral, owasp) = (full(spectral)?, full(owasp)?);
    if !workspace.join("node_modules/esbuild").exists() {
        std::fs::create_dir_all(workspace).map_err(|error| format!("{}: {error}", workspace.display()))?;
        output(
            Command::new("npm").args(["install", "--no-save", "--prefix", ".", "esbuild"]).current_dir(workspace),
        )?;
    }
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("spectral_cases.mjs");
    let list = output(Command::new("node").arg(script).arg(spectral).arg(owasp).current_dir(workspace))?;
    serde_json::from_slice(&list).map_err(|error| format!("the list of cases cannot be read: {error}"))
}

fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let done = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr)))
}

/// The text of a case with its parts moved to where OpenAPI has them, and the moves that were made.
fn moved(case: &Case) -> (String, Vec<(Vec<String>, Vec<String>)>) {
    let mut made = Vec::new();
    let Ok(mut document) = serde_json::from_str::<Value>(&case.text) else { return (case.text.clone(), made) };
    for (_, from, to) in MOVES.iter().filter(|(rule, ..)| *rule == case.rule) {
        if let Some(part) = take(&mut document, &tokens(from)) {
            put(&mut document, &tokens(to), part);
            made.push((tokens(from), tokens(to)));
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

/// What our rules of the case's name find in it.
fn examine(case: &Case, text: &str, moves: &[(Vec<String>, Vec<String>)]) -> Result<Found, String> {
    let name = if case.suite == "owasp" { case.rule.clone() } else { format!("spectral:{}", case.rule) };
    let index = Arc::new(RuleIndex::new(RULES.iter().copied()));
    if index.named(&name).is_empty() {
        // A rule that is not there finds nothing.
        return Ok(Found::new());
    }
    let mut files = case.files.clone();
    files.insert(case.file.clone(), text.to_owned());
    let context = Context::new(index).with_files(Arc::new(MemoryFiles::new(files)));
    let options = CheckOptions { select: vec![name.clone()], ..CheckOptions::default() };
    let selection = context.selection(&options, None).map_err(|error| format!("{}: {}", case.id, error.message))?;
    let document = DocumentInput { path: Some(case.file.clone()), content: None };
    let Ok(api) = Api::open(&document, &context) else {
        // What is no OpenAPI document has no findings; Spectral's rules do not run on it either.
        return Ok(Found::new());
    };
    let mut sink = Sink::new(selection);
    for rules in [STRUCTURE, LINTS] {
        rule::run(rules, &api, &mut sink, &context).map_err(|error| format!("{}: {}", case.id, error.message))?;
    }
    let (findings, _) = sink.finish();
    Ok(findings.iter().map(|finding| (path(&api, finding, moves), finding.severity)).collect())
}

/// The path of the innermost value at a finding's place, as it was before the moves.
fn path(api: &Api, finding: &Finding, moves: &[(Vec<String>, Vec<String>)]) -> Vec<String> {
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
            && (std::env::var("ANY").is_ok() || expected.severity.is_none_or(|wanted| graded(wanted) == *severity))
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
