//! Writes the Dockerfile of a folder on disk to standard output, and its evidence to standard error:
//! `cargo run -p architect-container --example generate -- FOLDER [SERVICE]`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::Path;
use std::sync::Arc;

use architect_container::tool::generate_dockerfile::Input;
use architect_container::{GenerateDockerfile, RULES};
use architect_core::{Context, MemoryFiles, RuleIndex, Tool};

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped = ["node_modules", "target", ".git", ".venv", "dist"].iter().any(|skip| name == *skip);
        if path.is_dir() && !skipped {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.push((relative.to_string_lossy().into_owned(), text));
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let mut files = Vec::new();
    read(Path::new(&folder), Path::new(&folder), &mut files);
    let rules = Arc::new(RuleIndex::new(RULES.iter().copied()));
    let context = Context::new(rules).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input { path: Some(".".to_owned()), service: arguments.next(), ..Input::default() };
    match GenerateDockerfile.call(input, &context) {
        Ok(output) => {
            println!("{}", output.dockerfile.unwrap_or_default());
            eprintln!("{}", output.summary);
            for decision in output.decisions {
                let place = decision.source.map(|source| format!(" [{source}:{}]", decision.line.unwrap_or(0)));
                eprintln!(
                    "  {} = {} ({:?}){} {}",
                    decision.name,
                    decision.value,
                    decision.confidence,
                    place.unwrap_or_default(),
                    decision.reason
                );
            }
            for question in output.questions {
                eprintln!(
                    "  ? {}: {} {:?} -> {:?}",
                    question.name, question.question, question.choices, question.assumed
                );
            }
            for gap in output.gaps {
                eprintln!("  gap {}: {}", gap.source, gap.reason);
            }
        }
        Err(error) => eprintln!("{error}"),
    }
}
