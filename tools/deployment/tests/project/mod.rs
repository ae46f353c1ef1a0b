//! The tools of this crate, called on projects in memory.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use architect_core::{Context, MemoryFiles, RuleIndex, Tool, ToolError};
use architect_deployment::tool::GenerateDeployment;
use architect_deployment::tool::generate_deployment::{Input, Output};

pub fn context(files: Vec<(String, String)>) -> Context {
    Context::new(Arc::new(RuleIndex::default())).with_files(Arc::new(MemoryFiles::new(files)))
}

pub fn project(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

pub fn at(path: &str) -> Input {
    Input { path: Some(path.to_owned()), ..Input::default() }
}

pub fn call(files: &[(&str, &str)], input: Input) -> Result<Output, ToolError> {
    GenerateDeployment.call(input, &context(project(files)))
}

pub fn shop() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let mut files = Vec::new();
    read(&root, &root, &mut files);
    files
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !matches!(name, "node_modules" | "target" | "dist" | ".venv" | "__pycache__" | "bin") {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.push((path.strip_prefix(root).expect("below").to_string_lossy().into_owned(), text));
        }
    }
}

/// The text of a file.
pub fn file<'o>(output: &'o Output, path: &str) -> &'o str {
    let found = output.files.iter().find(|file| file.path == path);
    let paths = || output.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>();
    found.map_or_else(|| panic!("no {path} among {:?}: {}", paths(), output.summary), |file| file.content.as_str())
}

/// The answer as a person reads it.
pub fn shown(output: &Output) -> String {
    let mut text = format!("{}\n", output.summary);
    for file in &output.files {
        let _ = write!(text, "\n=== {}\n{}", file.path, file.content);
    }
    text.push_str("\n=== decisions\n");
    for decision in &output.decisions {
        let place = match (&decision.source, decision.line) {
            (Some(source), Some(line)) => format!(" [{source}:{line}]"),
            (Some(source), None) => format!(" [{source}]"),
            _ => String::new(),
        };
        let _ = writeln!(text, "{}: {} — {}{place}", decision.name, decision.value, decision.reason);
    }
    text.push_str("\n=== questions\n");
    for question in &output.questions {
        let assumed = question.assumed.as_deref().unwrap_or("nothing");
        let _ = writeln!(text, "{}: {} (assumed: {assumed})", question.name, question.question);
    }
    for gap in &output.gaps {
        let _ = writeln!(text, "gap {gap:?}");
    }
    text
}
