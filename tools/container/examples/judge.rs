//! Runs the tool over a list of folders and prints what it decided, one JSON object a line.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]
use std::path::Path;
use std::sync::Arc;
use architect_container::tool::generate_dockerfile::Input;
use architect_container::{GenerateDockerfile, RULES, LintDockerfile};
use architect_core::{Context, MemoryFiles, RuleIndex, Tool, CheckOptions, DocumentInput};

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped = ["node_modules", "target", ".git", ".venv"].iter().any(|skip| name == *skip);
        if path.is_dir() { if !skipped && !path.is_symlink() { read(root, &path, files); } }
        else if std::fs::metadata(&path).is_ok_and(|m| m.len() < 3_000_000) && let Ok(text) = std::fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.push((relative.to_string_lossy().into_owned(), text));
        }
    }
}

fn main() {
    let list = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let out = std::path::PathBuf::from(std::env::args().nth(2).unwrap());
    std::fs::create_dir_all(&out).unwrap();
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 4 { continue }
        let (id, root, path, service) = (cells[0], cells[1], cells[2], cells[3]);
        let mut files = Vec::new();
        read(Path::new(root), Path::new(root), &mut files);
        let rules = Arc::new(RuleIndex::new(RULES.iter().copied()));
        let context = Context::new(rules).with_files(Arc::new(MemoryFiles::new(files)));
        let input: Input = serde_json::from_value(serde_json::json!({"path": path, "service": (!service.is_empty() && service != "-").then_some(service)})).unwrap();
        match GenerateDockerfile.call(input, &context) {
            Ok(output) => {
                let mut value = serde_json::to_value(&output).unwrap();
                value["id"] = id.into();
                if let Some(d) = &output.dockerfile {
                    std::fs::write(out.join(format!("{id}.Dockerfile")), d).unwrap();
                    let lint = LintDockerfile.call(architect_container::tool::lint_dockerfile::Input{document: DocumentInput{content: Some(d.clone()), ..DocumentInput::default()}, options: CheckOptions::default()}, &context).unwrap();
                    value["lint"] = lint.report.findings.iter().map(|f| format!("{:?} {}: {}", f.severity, f.rule, f.message)).collect::<Vec<_>>().into();
                }
                println!("{value}");
            }
            Err(error) => println!("{}", serde_json::json!({"id": id, "error": error.to_string()})),
        }
    }
}
