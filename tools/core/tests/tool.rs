//! What a tool promises to whoever holds it without its types.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod vocabulary;

use std::sync::{Arc, Mutex};

use architect_core::config::SqlChoices;
use architect_core::error::ErrorKind;
use architect_core::{
    Cancellation, CheckOptions, Config, Context, DocumentInput, ErasedTool, FileEntry, Files, PathKind, Progress,
    Report, Sink, Source, Tool, ToolError, Walk,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use vocabulary::index;

/// A tool with all that checking tools share.
struct CountLines;

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Input {
    #[serde(flatten)]
    document: DocumentInput,
    #[serde(flatten)]
    options: CheckOptions,
}

impl Tool for CountLines {
    const NAME: &'static str = "count_lines";
    const TITLE: &'static str = "Count lines";
    const DESCRIPTION: &'static str = "Counts the lines of a text.";
    type Input = Input;
    type Output = Report;

    fn call(&self, input: Input, context: &Context) -> Result<Report, ToolError> {
        context.checkpoint()?;
        let source = input.document.open(context)?;
        context.progress(1, Some(1), source.name());
        let (findings, gaps) = Sink::new(context.selection(&input.options, None)?).finish();
        Ok(Report::new(
            &format!("{} ({} lines)", source.name(), source.line_count()),
            &findings,
            &gaps,
            &input.options,
        ))
    }
}

fn context() -> Context {
    Context::new(Arc::new(index()))
}

fn call(arguments: Value, context: &Context) -> Result<Value, ToolError> {
    let tool: &dyn ErasedTool = &CountLines;
    tool.call_json(arguments, context)
}

#[test]
fn arguments_and_answer_are_json() {
    let answer = call(json!({ "content": "one\ntwo", "select": ["sql"], "min_severity": "warning" }), &context());

    insta::assert_snapshot!(answer.unwrap(), @r#"{"summary":"content (2 lines): no findings","findings":[],"total":0,"truncated":false,"gaps":[]}"#);
}

#[test]
fn arguments_that_do_not_fit_are_refused_by_the_name_of_the_tool() {
    let wrong = |arguments| call(arguments, &context()).unwrap_err();

    assert_eq!(wrong(json!({ "content": 7 })).kind, ErrorKind::InvalidInput);
    insta::assert_snapshot!(wrong(json!({ "content": "", "min_severity": "fatal" })), @"the arguments of `count_lines` do not fit: unknown variant `fatal`, expected one of `hint`, `info`, `warning`, `error` (see the tool's input schema)");
}

/// Walks a schema and names every place with a keyword that not every client understands.
fn unportable(at: &str, schema: &Value, found: &mut Vec<String>) {
    let Value::Object(fields) = schema else { return };
    for keyword in ["$ref", "$defs", "oneOf", "allOf"] {
        if fields.contains_key(keyword) {
            found.push(format!("{at}: {keyword}"));
        }
    }
    for (name, property) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
        unportable(&format!("{at}.{name}"), property, found);
    }
    if let Some(items) = fields.get("items") {
        unportable(&format!("{at}[]"), items, found);
    }
}

#[test]
fn schemas_are_objects_without_references() {
    for schema in [CountLines.input_schema(), CountLines.output_schema()] {
        let mut found = Vec::new();
        unportable("", &schema, &mut found);

        assert_eq!(schema["type"], "object");
        // Severities of an enum with documented words are the one known case, which the server makes plain.
        found.retain(|place| !place.ends_with("oneOf"));
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn a_stopped_call_answers_why() {
    let stopped = |stop: fn(&Cancellation)| {
        let flag = Cancellation::default();
        stop(&flag);
        call(json!({ "content": "" }), &context().with_cancellation(flag)).unwrap_err()
    };

    assert_eq!(stopped(Cancellation::cancel).kind, ErrorKind::Cancelled);
    assert_eq!(stopped(Cancellation::expire).kind, ErrorKind::DeadlineExceeded);
    assert!(stopped(Cancellation::expire).help.is_some());
}

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Progress for Heard {
    fn report(&self, done: u64, total: Option<u64>, message: &str) {
        self.0.lock().unwrap().push(format!("{done}/{total:?} {message}"));
    }
}

#[test]
fn progress_reaches_whoever_listens() {
    let heard = Arc::new(Heard::default());

    call(json!({ "content": "" }), &context().with_progress(heard.clone())).unwrap();

    assert_eq!(*heard.0.lock().unwrap(), ["1/Some(1) content"]);
}

/// Two roots: what begins with `b/` lies in the second.
struct TwoRoots;

impl Files for TwoRoots {
    fn read(&self, path: &str) -> Result<Source, ToolError> {
        Ok(Source::new(path, ""))
    }

    fn kind(&self, _path: &str) -> Result<PathKind, ToolError> {
        Ok(PathKind::File)
    }

    fn walk(&self, path: &str) -> Result<Walk, ToolError> {
        Ok(Walk { files: vec![FileEntry { path: path.to_owned(), size: 0 }], gaps: Vec::new() })
    }

    fn root_of(&self, path: &str) -> Option<usize> {
        Some(usize::from(path.starts_with("b/")))
    }
}

#[test]
fn the_configuration_of_the_root_that_a_path_lies_in_holds() {
    let config = |dialect: &str| Config {
        sql: SqlChoices { dialect: Some(dialect.to_owned()), server_version: None },
        ..Config::default()
    };
    let context = context().with_files(Arc::new(TwoRoots)).with_configs(vec![config("mysql"), config("sqlite")]);
    let dialect = |path: Option<&str>| context.config(path).sql.dialect.clone().unwrap_or_default();

    assert_eq!([dialect(Some("a/x.sql")), dialect(Some("b/x.sql")), dialect(None)], ["mysql", "sqlite", "mysql"]);
}
