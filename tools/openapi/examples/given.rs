//! Shows what the paths of rulesets mean in a document: a line of JSON for each, with the pointers and the time.
//!
//! `cargo run --release -p architect-openapi --example given -- DOCUMENT PATHS.json [--written]`, where the second file
//! is a list of paths.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::time::Instant;

use architect_core::{Limits, Source};
use architect_openapi::api::Api;
use architect_openapi::ruleset::path::Path;
use architect_openapi::ruleset::path::select::Finder;
use architect_openapi::ruleset::view::{At, View};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [document, paths, rest @ ..] = arguments.as_slice() else {
        return Err("a document and a list of paths are needed".into());
    };
    let source = Source::new(document, std::fs::read_to_string(document)?);
    let api = Api::read(&source, &Limits { max_source_bytes: 1 << 30, ..Limits::default() })?;
    let started = Instant::now();
    let view = if rest.iter().any(|word| word == "--written") { View::written(&api) } else { View::resolved(&api) };
    let mut finder = Finder::new(&view);
    eprintln!("view: {:?}", started.elapsed());
    let texts: Vec<String> = serde_json::from_str(&std::fs::read_to_string(paths)?)?;
    let begun = Instant::now();
    for text in texts {
        let started = Instant::now();
        let answer = match Path::parse(&text) {
            Err(error) => serde_json::json!({ "path": text, "error": error.message, "at": error.at }),
            Ok(path) => match finder.find(&path) {
                Err(_) => serde_json::json!({ "path": text, "error": "too many places" }),
                Ok(found) => {
                    let took = started.elapsed();
                    let pointers = found.iter().map(|cursor| match cursor.at {
                        At::Key(key) if path.keyed => api.document.key(key).to_owned(),
                        _ => api.document.pointer(cursor.node),
                    });
                    let mut pointers: Vec<String> = pointers.collect();
                    pointers.sort();
                    pointers.dedup();
                    serde_json::json!({ "path": text, "us": took.as_micros(), "found": pointers })
                }
            },
        };
        println!("{answer}");
    }
    eprintln!("all: {:?}", begun.elapsed());
    Ok(())
}
