//! Input that no honest caller sends: never a panic, never a stack overflow, never a wait.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::tool::check_escalation::{FileInput, Input, MigrationInput, OpenApiInput, Output};
use architect_escalation::{CheckEscalation, RULES};
use proptest::prelude::*;

fn call(input: Input) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    CheckEscalation.call(input, &context).unwrap()
}

fn diff(text: String) -> Output {
    call(Input { diff: Some(text), ..Input::default() })
}

/// A new file as a diff.
fn new_file(path: &str, text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let body = format!("+{}\n", lines.join("\n+"));
    format!(
        "diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{} @@\n{body}",
        lines.len()
    )
}

/// A file of every kind that has a reader of its own.
const PATHS: [&str; 24] = [
    "migrations/1.sql",
    "db/migrate/20240101000000_x.rb",
    "app/migrations/0001_x.py",
    "migrations/20240101_x.ts",
    "Migrations/20240101_X.cs",
    "src/auth/a.ts",
    "src/a.go",
    "src/a.rs",
    "src/a.php",
    "src/A.java",
    "a.ex",
    "infra/a.tf",
    "docker-compose.yml",
    "deploy/k8s/a.yaml",
    "Procfile",
    "openapi.yaml",
    "a.proto",
    "schema.graphql",
    "package.json",
    "pyproject.toml",
    "go.mod",
    "pom.xml",
    "Cargo.toml",
    "Gemfile",
];

#[test]
fn strange_texts_in_every_kind_of_file_are_survived() {
    let nested = ["[".repeat(100_000), "{".repeat(100_000), "(".repeat(100_000)];
    let lone = [
        "'",
        "\"",
        "`",
        "\"\"\"",
        "/*",
        "<!--",
        "$$",
        "<<~SQL",
        "{{",
        "#",
        "\u{0}",
        "\u{feff}",
        "%",
        "\\",
        "a:\n b:\n  - c: \"",
    ];
    let deep = (0..600).map(|depth| format!("{}k{depth}:", " ".repeat(depth))).collect::<Vec<_>>().join("\n");

    for path in PATHS {
        for text in lone.iter().copied().chain(nested.iter().map(String::as_str)).chain([deep.as_str()]) {
            let output = diff(new_file(path, text));

            assert_eq!(output.triggers.len(), 4);
        }
    }
}

#[test]
fn a_large_token_in_every_kind_of_file_is_survived() {
    let text = "a".repeat(512 * 1024);

    for path in PATHS {
        assert_eq!(diff(new_file(path, &text)).triggers.len(), 4, "{path}");
    }
}

#[test]
fn many_lines_cost_time_in_proportion() {
    // Each of these was chosen to provoke a look at all lines for each line.
    let lines = [
        (
            "infra/a.tf",
            "resource \"aws_db_instance\" \"a\" {\n  instance_class = 4\n  deletion_protection = false\n}\n",
        ),
        ("docker-compose.yml", "  a:\n    image: redis:7\n"),
        ("deploy/k8s/a.yaml", "---\nkind: Role\nmetadata:\n  name: a\n"),
        ("proto/a.proto", "  string a = 1;\n"),
        ("migrations/1.sql", "UPDATE a SET b = NULL;\n"),
        ("db/migrate/20240101000000_x.rb", "  remove_column :a, :b\n"),
        ("src/auth/a.ts", "app.get('/x', requireAdmin, x);\n"),
        ("package.json", "\"stripe\": \"^1.0.0\",\n"),
    ];

    for (path, line) in lines {
        let text = line.repeat(8_000 / line.matches('\n').count());
        let added = new_file(path, text.trim_end());
        let removed = added
            .replace("\n+", "\n-")
            .replace("\n-++ b/", "\n+++ b/")
            .replace("--- /dev/null", &format!("--- a/{path}"));
        let removed = removed
            .replace("new file mode", "deleted file mode")
            .replace(&format!("+++ b/{path}"), "+++ /dev/null")
            .replace("@@ -0,0 +1,", "@@ -1,")
            .replace(" @@", " +0,0 @@");

        assert_eq!(diff(added).triggers.len(), 4, "{path}");
        assert_eq!(diff(removed).triggers.len(), 4, "{path}");
    }
}

#[test]
fn too_large_a_text_is_a_gap() {
    let output = diff("x".repeat(16 * 1024 * 1024 + 1));

    assert_eq!(output.gaps.len(), 1);
    assert!(output.triggers.iter().all(|report| report.verdict.as_str() == "unknown"));
}

#[test]
fn broken_documents_are_survived() {
    for text in [
        "",
        "\u{0}",
        "{",
        "a: &a [*a]",
        "- ".repeat(10_000).as_str(),
        "[".repeat(50_000).as_str(),
        "openapi: 3.1.0\npaths: 7",
    ] {
        let manifest = FileInput {
            path: "openapi.json".to_owned(),
            before: Some(text.to_owned()),
            after: Some("{}".to_owned()),
        };
        let openapi = OpenApiInput { before: format!("{text}\n"), after: "openapi: 3.1.0\n".to_owned() };
        let migration = MigrationInput { path: "migrations/1.sql".to_owned(), content: Some(text.to_owned()) };

        let output = call(Input {
            files: vec![manifest],
            openapi: Some(openapi),
            migrations: vec![migration],
            ..Input::default()
        });

        assert_eq!(output.triggers.len(), 4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600), path in prop::sample::select(PATHS.to_vec())) {
        let text = String::from_utf8_lossy(&bytes);

        diff(text.to_string());
        diff(new_file(path, &text));
    }

    #[test]
    fn pieces_of_diffs_in_any_order_are_survived(pieces in prop::collection::vec(prop::sample::select(vec![
        "diff --git a/a.sql b/a.sql\n", "--- a/a.sql\n", "+++ b/a.sql\n", "@@ -1,2 +1,2 @@\n", "@@ -0,0 +1 @@\n", "@@@ -1 -1 +1 @@@\n", "+DROP TABLE a;\n", "-x\n", " y\n", "\n",
        "\\ No newline at end of file\n", "rename from a\n", "rename to b\n", "new file mode 100644\n", "deleted file mode 100644\n", "Binary files a/x and b/x differ\n", "GIT binary patch\n",
        "@@ -4294967295,4294967295 +4294967295,4294967295 @@\n", "index 1..2 100644\n", "similarity index 100%\n",
    ]), 0..24)) {
        let text = pieces.concat();

        let output = diff(text.clone());

        // What looks like a change and is none to us must not pass for one that was read.
        if output.files == 0 && !text.trim().is_empty() {
            prop_assert!(!output.gaps.is_empty(), "{text}");
        }
    }
}
