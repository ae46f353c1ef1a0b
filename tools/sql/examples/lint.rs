//! Prints the report of one or more files as JSON: `cargo run -p architect-sql --example lint -- FILE_OR_FOLDER… [--queries FILE]… [--dialect D]`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, Limits, MemoryFiles, RuleIndex, Tool};
use architect_sql::tool::lint_sql_schema::Input;
use architect_sql::{LintSqlSchema, RULES, query};

/// Reads a file, or every `.sql` file below a folder.
fn read(path: &Path, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                let inner = entry?.path();
                if inner.is_dir() || inner.extension().is_some_and(|extension| extension == "sql") {
                    waiting.push(inner);
                }
            }
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
            files.insert(path.to_string_lossy().trim_end_matches('/').to_owned(), text);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = BTreeMap::new();
    let mut input = Input::default();
    let mut arguments = std::env::args().skip(1);
    let mut options = CheckOptions { limit: Some(100_000), ..CheckOptions::default() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dialect" => input.dialect = arguments.next().map(|word| word.parse()).transpose()?,
            "--select" => options.select.extend(arguments.next()),
            "--queries" => {
                let path = arguments.next().unwrap_or_default();
                read(Path::new(&path), &mut files)?;
                input.queries.push(path.trim_end_matches('/').to_owned());
            }
            path => {
                read(Path::new(path), &mut files)?;
                input.paths.push(path.trim_end_matches('/').to_owned());
            }
        }
    }
    if let [only] = input.paths.as_slice() {
        input.document = DocumentInput { path: Some(only.clone()), content: None };
        input.paths = Vec::new();
    }
    input.options = options;
    let limits = Limits { max_source_bytes: u64::MAX, ..Limits::default() };
    let rules = RULES.iter().chain(query::rules::RULES).chain(architect_core::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules)))
        .with_files(Arc::new(MemoryFiles::new(files)))
        .with_limits(limits);
    let output = LintSqlSchema.call(input, &context)?;
    println!("{}", serde_json::to_string_pretty(&output)?);
    Ok(())
}
