//! Checks the manifests below a folder and prints a line for each finding and gap: `cargo run -p architect-deployment
//! --example lint -- FOLDER [RULE…]`.

#![allow(clippy::print_stdout, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_deployment::tool::lint_deployment::{Input, LintDeployment};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let select: Vec<String> = arguments.collect();
    let mut files = Vec::new();
    collect(Path::new(&folder), Path::new(&folder), &mut files);
    let rules = architect_deployment::RULES.iter().chain(architect_core::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input {
        document: DocumentInput { path: Some(".".to_owned()), content: None },
        options: CheckOptions { limit: Some(u32::MAX), select, ..CheckOptions::default() },
        ..Input::default()
    };
    match LintDeployment.call(input, &context) {
        Ok(output) => {
            println!("{}", output.report.summary);
            for finding in &output.report.findings {
                let (place, help) = (&finding.location, finding.help.as_deref().unwrap_or_default());
                println!(
                    "{}:{}:{} {} {} [{}] {help}",
                    place.source, place.line, place.column, finding.rule, finding.message, finding.subject
                );
            }
            for gap in &output.report.gaps {
                println!("gap {}:{} {}", gap.source, gap.line.unwrap_or_default(), gap.reason);
            }
        }
        Err(error) => println!("{error}"),
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != ".git" && name != "node_modules") {
                collect(root, &path, files);
            }
        } else if let (Ok(name), Ok(text)) = (path.strip_prefix(root), fs::read_to_string(&path)) {
            files.push((name.display().to_string(), text));
        }
    }
}
