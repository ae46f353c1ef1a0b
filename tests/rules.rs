//! What every rule promises: a page, examples that are executed, fixes that remove what they fix.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use architect_core::fix::{Edit, Fix, apply};
use architect_core::report::ReportedFinding;
use architect_core::{Applicability, Example, Position, RuleMeta, Source};
use backend_architect::registry::Registry;
use serde_json::{Value, json};
use support::{ask, without_files};

/// Whether an example is for a live database: tests/databases/live.py runs it on one.
fn is_live(example: &Example) -> bool {
    example.attributes.first().is_some_and(|kind| kind == "live")
}

/// Runs the tool that reads an example, with the default rules and the one that the example belongs to.
fn run(registry: &Registry, meta: &RuleMeta, example: &Example, text: &str) -> Value {
    // Rules that are off by default run when they are selected; then everything else of the field must be, too.
    let select: Vec<&str> = if meta.default {
        Vec::new()
    } else {
        let defaults = registry.rules().iter().filter(|other| other.default).map(|other| other.id.as_str());
        defaults.chain([meta.id.as_str()]).collect()
    };
    let kind = example.attributes.first().map(String::as_str);
    let (tool, mut arguments) = match (example.language.as_str(), kind) {
        ("sql", Some("migration")) => {
            // What stands before a migration, and the migration.
            let (schema, migration) = text.split_once("-- migration\n").unwrap_or_default();
            let migration = if migration.is_empty() { text } else { migration };
            let schema: Vec<&str> = Some(schema).filter(|schema| !schema.is_empty()).into_iter().collect();
            let mut arguments = json!({ "content": migration, "schema": schema });
            match example.attributes.get(1) {
                Some(dialect) => arguments["dialect"] = json!(dialect),
                None => arguments["version"] = json!(15),
            }
            ("check_migration", arguments)
        }
        ("sql", Some("queries")) => {
            // Tables and queries stand in one text.
            let dialect = example.attributes.get(1).map_or("postgresql", String::as_str);
            ("lint_sql_schema", json!({ "content": text, "queries": [text], "dialect": dialect }))
        }
        ("sql", Some(dialect)) => ("lint_sql_schema", json!({ "content": text, "dialect": dialect })),
        ("yaml" | "json", Some("openapi")) => ("validate_openapi", json!({ "content": text })),
        ("yaml", Some("compose" | "kubernetes")) => ("lint_deployment", json!({ "content": text })),
        ("text", Some("project")) => return run_project(text, "lint_deployment", ".", &select),
        ("dockerfile", Some("project")) => {
            let text = format!("# file: Dockerfile\n{text}");
            return run_project(&text, "lint_dockerfile", "Dockerfile", &select);
        }
        ("dockerfile", None) => ("lint_dockerfile", json!({ "content": text })),
        ("diff", Some("openapi")) => {
            // Both versions of a document in one text: what goes, what comes, and what stays.
            let version = |gone: char| -> String {
                let lines = text.lines().filter(|line| !line.starts_with(gone));
                lines.flat_map(|line| [line.get(1..).unwrap_or_default(), "\n"]).collect()
            };
            ("diff_openapi", json!({ "base": version('+'), "revision": version('-') }))
        }
        ("diff", None) => ("check_escalation", json!({ "diff": text })),
        ("text", None) => ("check_escalation", json!({ "description": text })),
        other => panic!("{}: nothing reads an example of {other:?}", meta.id),
    };
    if tool != "check_escalation" {
        arguments["select"] = json!(select);
        arguments["limit"] = json!(1_000);
    }
    ask(registry, tool, arguments).unwrap_or_else(|error| panic!("{}: {error}", meta.id))
}

/// The rules that an answer names: those of findings, or of evidence.
fn rules_named(answer: &Value) -> BTreeSet<String> {
    let findings = answer["findings"].as_array().cloned().unwrap_or_default();
    let triggers = answer["triggers"].as_array().cloned().unwrap_or_default();
    let evidence = triggers.iter().flat_map(|trigger| trigger["evidence"].as_array().cloned().unwrap_or_default());
    findings.into_iter().chain(evidence).filter_map(|item| Some(item["rule"].as_str()?.to_owned())).collect()
}

/// Runs a tool on a folder with the files of an example, each of which stands behind a line `# file: PATH`.
fn run_project(text: &str, tool: &str, path: &str, select: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in text.split("# file: ").filter_map(|part| part.split_once('\n')) {
        let path = folder.path().join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let registry = support::over(folder.path());
    ask(&registry, tool, json!({ "path": path, "select": select, "limit": 1_000 })).unwrap()
}

#[test]
fn every_bad_example_gives_its_rule_and_no_other_and_every_good_one_gives_nothing() {
    let registry = without_files();
    let mut executed = 0;

    for meta in registry.rules().iter() {
        let docs = meta.documentation();
        assert!(!docs.bad.is_empty() && !docs.good.is_empty(), "{} needs a bad and a good example", meta.id);
        for example in docs.bad.iter().filter(|example| !is_live(example)) {
            let named = rules_named(&run(&registry, meta, example, &example.text));
            assert_eq!(named, BTreeSet::from([meta.id.to_string()]), "bad example of {}", meta.id);
            executed += 1;
        }
        for example in docs.good.iter().filter(|example| !is_live(example)) {
            let answer = run(&registry, meta, example, &example.text);
            assert_eq!(rules_named(&answer), BTreeSet::new(), "good example of {}: {answer}", meta.id);
            assert_eq!(answer["gaps"], json!([]), "good example of {}", meta.id);
            executed += 1;
        }
    }

    let for_files = registry.rules().iter().filter(|meta| !meta.documentation().bad.iter().any(is_live)).count();
    assert!(executed >= 2 * for_files, "{executed} examples were executed");
}

#[test]
fn every_rule_has_a_page_that_is_complete() {
    let registry = without_files();
    let mut aliases = BTreeSet::new();

    for meta in registry.rules().iter() {
        let docs = meta.documentation();
        assert!(
            meta.id.as_str().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c)),
            "{}",
            meta.id
        );
        assert!((10..=280).contains(&meta.summary().len()), "{}: summary of {}", meta.id, meta.summary().len());
        for section in ["What it finds", "Why it matters", "Bad", "Good"] {
            assert!(
                docs.section(section).is_some_and(|body| !body.is_empty()),
                "{} has no section {section}",
                meta.id
            );
        }
        for alias in meta.aliases {
            assert!(alias.contains(':'), "{}: {alias} names no peer", meta.id);
            aliases.insert((*alias, meta.id.as_str()));
            assert!(registry.rules().named(alias).iter().any(|named| named.id == meta.id), "{alias}");
        }
        for (title, address) in meta.references {
            assert!(!title.is_empty() && address.starts_with("https://"), "{}: {address}", meta.id);
        }
        let page = ask(&registry, "explain", json!({ "topic": meta.id.as_str() })).unwrap();
        assert_eq!(page["topic"], meta.id.as_str(), "{page}");
    }
}

/// Applies a fix as a client would, from what is on the wire.
fn applied(text: &str, finding: &ReportedFinding, fix: usize) -> String {
    let source = Source::new("content", text);
    let fix = &finding.fixes[fix];
    let offset = |line, column| source.offset(Position { line, column }).expect("the position is in the text");
    let edits = fix.edits.iter().map(|edit| Edit {
        span: source.span(offset(edit.line, edit.column)..offset(edit.end_line, edit.end_column)),
        replacement: edit.replacement.clone(),
    });
    apply(&source, &[Fix::safe(&fix.title, edits.collect())]).expect("the fix applies")
}

#[test]
fn every_safe_fix_removes_its_finding_and_adds_none() {
    let registry = without_files();
    let mut checked = 0;

    for meta in registry.rules().iter() {
        for example in meta.documentation().bad.iter().filter(|example| !is_live(example)) {
            let before = run(&registry, meta, example, &example.text);
            let findings: Vec<ReportedFinding> =
                serde_json::from_value(before["findings"].clone()).unwrap_or_default();
            for finding in &findings {
                for (index, fix) in finding.fixes.iter().enumerate() {
                    if fix.applicability != Applicability::Safe {
                        continue;
                    }
                    let text = applied(&example.text, finding, index);
                    let after = run(&registry, meta, example, &text);
                    let left = after["total"].as_u64().unwrap_or_default();
                    let count = |answer: &Value| answer["total"].as_u64().unwrap_or_default();
                    assert!(left < count(&before), "{}: `{}` left {left} findings:\n{text}", meta.id, fix.title);
                    checked += 1;
                }
            }
        }
    }

    assert!(checked > 0, "no safe fix was found to check");
}

#[test]
fn a_selected_rule_runs_alone_by_any_of_its_names() {
    let registry = without_files();
    let meta = registry.rules().iter().find(|meta| meta.id.as_str() == "sql/float-money").unwrap();
    let text = &meta.documentation().bad[0].text;

    for name in ["sql/float-money", "sql", "sql/*", "SQL/FLOAT-MONEY"] {
        let answer = ask(&registry, "lint_sql_schema", json!({ "content": text, "select": [name] })).unwrap();
        assert!(support::rules_of(&answer).contains(&"sql/float-money".to_owned()), "{name}: {answer}");
    }
    let ignored = ask(&registry, "lint_sql_schema", json!({ "content": text, "ignore": "sql/float-money" })).unwrap();
    let wrong =
        ask(&registry, "lint_sql_schema", json!({ "content": text, "select": ["sql/float-mony"] })).unwrap_err();

    assert!(!support::rules_of(&ignored).contains(&"sql/float-money".to_owned()));
    assert!(wrong.to_string().contains("sql/float-money"), "{wrong}");
}
