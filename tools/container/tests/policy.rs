//! What a project asks of its images, in `architect.toml` and in hadolint's own settings, through the front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::report::Report;
use architect_core::{CheckOptions, Config, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool};

fn lint(path: &str, files: &[(&str, &str)], config: &str) -> Report {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let config = Config::parse(&Source::new("architect.toml", config)).expect("a configuration");
    let context = Context::new(Arc::new(RuleIndex::new(rules)))
        .with_files(Arc::new(MemoryFiles::new(files.iter().copied())))
        .with_config(config);
    let input = Input {
        document: DocumentInput { path: Some(path.to_owned()), content: None },
        options: CheckOptions::default(),
    };
    LintDockerfile.call(input, &context).expect("a Dockerfile").report
}

fn shown(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        format!("{} {} {}: {}", finding.location.line, finding.severity, finding.rule, finding.message)
    });
    let gaps = report.gaps.iter().map(|gap| format!("gap {}:{:?} {}", gap.source, gap.line, gap.reason));
    findings.chain(gaps).collect::<Vec<_>>().join("\n")
}

const DOCKERFILE: &str = "FROM quay.io/acme/base:1\n# hadolint ignore=DL3027\nRUN apt update && sudo apt-get install -y x\nLABEL version=\"one\" empty=\"\"\nUSER 10001\nCMD [\"/shop\"]\n";

#[test]
fn what_hadolint_ignores_grades_trusts_and_asks_of_labels_counts() {
    let settings = "ignored: [DL3015, SC2046]\noverride:\n  error: [DL3009]\n  style: [DL3004]\ntrustedRegistries: [docker.io, \"*.acme.example\"]\nlabel-schema:\n  version: semver\n  empty: text\n  owner: email\nstrict-labels: true\nfailure-threshold: warning\n";

    let report = lint(
        "services/shop/Dockerfile",
        &[("services/shop/Dockerfile", DOCKERFILE), ("services/.hadolint.yaml", settings)],
        "",
    );

    insta::assert_snapshot!(shown(&report));
}

#[test]
fn the_nearest_settings_count_and_only_they() {
    let files = [
        ("a/Dockerfile", DOCKERFILE),
        ("a/.hadolint.yml", "ignored: [DL3004]\n"),
        (".hadolint.yaml", "ignored: [DL3009]\n"),
    ];

    let rules: Vec<String> =
        lint("a/Dockerfile", &files, "").findings.into_iter().map(|finding| finding.rule).collect();

    assert!(rules.contains(&"container/apt-lists-left".to_owned()), "{rules:?}");
    assert!(!rules.contains(&"container/sudo".to_owned()), "{rules:?}");
}

#[test]
fn ignore_comments_can_be_switched_off_there() {
    let with = |settings| {
        let report = lint("Dockerfile", &[("Dockerfile", DOCKERFILE), (".hadolint.yaml", settings)], "");
        report.findings.iter().any(|finding| finding.rule == "container/apt-for-people")
    };

    assert!(!with("disable-ignore-pragma: false\n"));
    assert!(with("disable-ignore-pragma: true\n"));
}

#[test]
fn what_is_not_understood_in_the_settings_is_a_gap_and_the_rest_counts() {
    let settings = "ignored: [DL3004, DL30, 7]\nignore: [DL3009]\noverride:\n  fatal: [DL3009]\nlabel-schema:\n  version: date\nstrict-labels: perhaps\n";

    let report = lint("Dockerfile", &[("Dockerfile", DOCKERFILE), (".hadolint.yaml", settings)], "");
    let broken =
        lint("Dockerfile", &[("Dockerfile", DOCKERFILE), (".hadolint.yaml", "ignored:\n  - DL3004\n- [\n")], "");

    insta::assert_snapshot!(shown(&report));
    insta::assert_snapshot!(shown(&broken));
}

#[test]
fn what_architect_toml_says_outranks_them() {
    let config = "[container]\nregistries = [\"quay.io\"]\n\n[container.labels]\nversion = \"text\"\n";
    let settings = "trustedRegistries: [docker.io]\nlabel-schema: { version: semver, owner: text }\n";

    let report = lint("Dockerfile", &[("Dockerfile", DOCKERFILE), (".hadolint.yaml", settings)], config);

    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(!rules.iter().any(|rule| rule.contains("registry") || rule.contains("label")), "{rules:?}");
}

#[test]
fn a_stage_comment_silences_in_its_stage_alone() {
    let text = "FROM debian:trixie-slim AS a\nRUN sudo true\n# hadolint stage ignore = DL3004\nFROM debian:trixie-slim\nRUN sudo false\nUSER 10001\nCMD [\"/shop\"]\n";

    let lines: Vec<u32> = lint("Dockerfile", &[("Dockerfile", text)], "")
        .findings
        .iter()
        .map(|finding| finding.location.line)
        .collect();

    assert_eq!(lines, [2]);
}
