//! The tools of this crate, called on projects in memory.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use architect_container::dockerfile::{Dockerfile, print};
use architect_container::tool::generate_dockerfile::{Input, Output};
use architect_container::tool::lint_dockerfile;
use architect_container::{GenerateDockerfile, LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool, ToolError};

pub fn context(files: Vec<(String, String)>) -> Context {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)))
}

pub fn project(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

pub fn call(files: &[(&str, &str)], input: Input) -> Result<Output, ToolError> {
    let output = GenerateDockerfile.call(input, &context(project(files)))?;
    if let Some(dockerfile) = &output.dockerfile {
        assert_clean(dockerfile);
    }
    Ok(output)
}

pub fn generate(files: &[(&str, &str)]) -> Output {
    call(files, at(".")).expect("a project")
}

/// What the linter says of a Dockerfile, as lines.
pub fn findings(dockerfile: &str) -> Vec<String> {
    let input = lint_dockerfile::Input {
        document: DocumentInput { content: Some(dockerfile.to_owned()), path: None },
        ..Default::default()
    };
    let report = LintDockerfile.call(input, &context(Vec::new())).expect("a Dockerfile").report;
    report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.message)).collect()
}

/// The answer, without asking the linter whether it is clean.
pub fn generate_unchecked(files: &[(&str, &str)]) -> Output {
    GenerateDockerfile.call(at("."), &context(project(files))).expect("a project")
}

pub fn at(path: &str) -> Input {
    Input { path: Some(path.to_owned()), ..Input::default() }
}

pub fn service(name: &str) -> Input {
    Input { service: Some(name.to_owned()), ..at(".") }
}

pub fn text(output: &Output) -> &str {
    output.dockerfile.as_deref().unwrap_or_else(|| panic!("no Dockerfile: {}", output.summary))
}

pub fn decision<'o>(output: &'o Output, name: &str) -> &'o str {
    output.decisions.iter().find(|decision| decision.name == name).map_or("", |decision| decision.value.as_str())
}

pub fn questions(output: &Output) -> Vec<&str> {
    output.questions.iter().map(|question| question.name.as_str()).collect()
}

/// What is written is clean under our own rules, except that an old version which the project pins is told.
pub fn assert_clean(dockerfile: &str) {
    let input = lint_dockerfile::Input {
        document: DocumentInput { content: Some(dockerfile.to_owned()), path: None },
        options: CheckOptions { ignore: vec!["container/end-of-life-base".to_owned()], ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context(Vec::new())).expect("a Dockerfile").report;
    let told: Vec<String> =
        report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    let unlocked = "container/unlocked-install";
    let told: Vec<String> = told.into_iter().filter(|line| !line.starts_with(unlocked)).collect();
    assert!(told.is_empty(), "{told:#?}\n{dockerfile}");

    let model = Dockerfile::read(&Source::new("Dockerfile", dockerfile));
    let again = Dockerfile::read(&Source::new("Dockerfile", print::print(&model)));
    assert_eq!(model.stages, again.stages, "what is printed reads back as the same model");
    assert_eq!(model.problems, []);
}

pub fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop")
}

pub fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
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

/// The whole answer as people read it.
pub fn shown(output: &Output) -> String {
    let mut text = format!("{}\n\n{}\n", output.summary, output.dockerfile.as_deref().unwrap_or("-"));
    for decision in &output.decisions {
        let place = match (&decision.source, decision.line) {
            (Some(source), Some(line)) => format!(" [{source}:{line}]"),
            (Some(source), None) => format!(" [{source}]"),
            _ => String::new(),
        };
        let others = if decision.alternatives.is_empty() {
            String::new()
        } else {
            format!(" (or {})", decision.alternatives.join(", "))
        };
        let _ = writeln!(
            text,
            "{} = {}{place} {:?}: {}{others}",
            decision.name, decision.value, decision.confidence, decision.reason
        );
    }
    for question in &output.questions {
        let _ = writeln!(
            text,
            "? {}: {} {:?} -> {:?}",
            question.name, question.question, question.choices, question.assumed
        );
    }
    for gap in &output.gaps {
        let _ = writeln!(text, "gap {}: {}", gap.source, gap.reason);
    }
    let _ = writeln!(text, "{}", output.build_command.as_deref().unwrap_or("-"));
    text
}

pub fn of_shop(name: &str) -> Output {
    let mut files = Vec::new();
    read(&shop(), &shop(), &mut files);
    let output = GenerateDockerfile.call(at(&format!("services/{name}")), &context(files)).expect("a service");
    assert_clean(text(&output));
    output
}
