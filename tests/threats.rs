//! The threat model and the list of faults in ARCHITECTURE.md name what holds them, and it is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

/// The rows of a section: the cells of each.
fn rows(section: &str) -> Vec<Vec<String>> {
    let text = include_str!("../ARCHITECTURE.md");
    let (_, behind) = text.split_once(&format!("\n## {section}\n")).expect("the section");
    let section = behind.split("\n## ").next().unwrap();
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    section.lines().filter(|line| line.starts_with("| ") && !line.contains("held by")).map(cells).collect()
}

#[test]
fn each_entry_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));

    for section in ["Threat model", "Faults"] {
        let rows = rows(section);
        assert!(rows.len() >= 10, "{section}: {rows:?}");
        for row in rows {
            let held = row.last().unwrap();
            let names: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
            assert!(!names.is_empty(), "nothing holds this: {row:?}");
            for name in names {
                let (file, test) = name.split_once("::").unwrap_or((name, ""));
                let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
                let Some((before, _)) = text.split_once(&format!("fn {test}(")) else {
                    assert!(test.is_empty(), "there is no `{test}` in {file}");
                    continue;
                };
                let attribute = before.rsplit("\n\n").next().unwrap();
                assert!(attribute.contains("test"), "`{test}` in {file} is no test");
            }
        }
    }
}
