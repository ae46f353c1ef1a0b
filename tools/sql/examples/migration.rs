//! Prints the answer about a migration as JSON: `cargo run -p architect-sql --example migration -- FILE… [--schema FILE]…`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, Limits, MemoryFiles, RuleIndex, Tool};
use architect_sql::CheckMigration;
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::Input;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = BTreeMap::new();
    let mut input = Input::default();
    let mut arguments = std::env::args().skip(1);
    let mut options = CheckOptions { limit: Some(100_000), ..CheckOptions::default() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--version" => input.version = arguments.next(),
            "--dialect" => input.dialect = arguments.next().map(|word| word.parse()).transpose()?,
            "--select" => options.select.extend(arguments.next()),
            "--ignore" => options.ignore.extend(arguments.next()),
            "--schema" => {
                let path = arguments.next().ok_or("a file is needed")?;
                files.insert(path.clone(), std::fs::read_to_string(&path)?);
                input.schema.push(path);
            }
            "--folder" => input.document = DocumentInput { path: arguments.next(), content: None },
            path => {
                files.insert(path.to_owned(), String::from_utf8_lossy(&std::fs::read(path)?).into_owned());
                input.paths.push(path.to_owned());
            }
        }
    }
    // A folder is read from the files that are named.
    if input.document.path.is_some() {
        input.paths.clear();
    }
    input.options = options;
    let limits = Limits { max_source_bytes: u64::MAX, ..Limits::default() };
    let rules = RULES.iter().chain(architect_sql::RULES).chain(architect_core::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules)))
        .with_files(Arc::new(MemoryFiles::new(files)))
        .with_limits(limits);
    let output = CheckMigration.call(input, &context)?;
    println!("{}", serde_json::to_string_pretty(&output)?);
    Ok(())
}
