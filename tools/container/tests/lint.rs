//! `lint_dockerfile` through its front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::report::{Report, ReportedFinding};
use architect_core::{Applicability, CheckOptions, Context, DocumentInput, RuleIndex, Source, Tool};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()))))
}

fn lint(text: &str) -> Report {
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        options: CheckOptions::default(),
    };
    LintDockerfile.call(input, &context()).expect("a Dockerfile").report
}

fn found(text: &str) -> Vec<String> {
    let line = |finding: &ReportedFinding| {
        format!(
            "{}:{} {} {}: {}",
            finding.location.line, finding.location.column, finding.severity, finding.rule, finding.message
        )
    };
    lint(text).findings.iter().map(line).collect()
}

fn rules(text: &str) -> Vec<String> {
    lint(text).findings.into_iter().map(|finding| finding.rule).collect()
}

const SEED: &str = r#"FROM node:18-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --only=production
COPY . .
EXPOSE 3000
CMD ["npm", "start"]
"#;

#[test]
fn the_faults_of_the_golden_example_are_found() {
    insta::assert_snapshot!(found(SEED).join("\n"));
}

#[test]
fn ignore_comments_of_ours_and_of_peers_silence_their_rule_at_their_place() {
    let base = "FROM debian:trixie-slim\n";
    let end = "\nUSER 10001\nCMD [\"/usr/local/bin/shop\"]\n";
    let run = "RUN sudo apt-get update && sudo apt-get install -y --no-install-recommends libpq5";
    let with = |comment: &str| rules(&format!("{base}{comment}{run}{end}"));

    assert_eq!(with(""), ["container/sudo", "container/apt-lists-left"]);
    assert_eq!(with("# architect:ignore container/sudo -- the base wants it\n"), ["container/apt-lists-left"]);
    assert_eq!(with("# hadolint ignore=DL3004,DL3009\n"), Vec::<String>::new());
    assert_eq!(with("# hadolint ignore=DL3008,DL3009\n"), ["container/sudo"]);
    assert_eq!(with("# hadolint global ignore=DL3004\n"), ["container/apt-lists-left"]);
    assert_eq!(
        with("# architect:ignore container/relative-workdir\n").len(),
        3,
        "an ignore that silences nothing is a finding"
    );
}

#[test]
fn the_check_directive_silences_build_checks_in_the_whole_file() {
    let text = "FROM debian:trixie-slim\nUSER 10001\nCMD /usr/local/bin/shop\n";

    assert_eq!(rules(text), ["container/shell-form-start"]);
    assert_eq!(
        rules(&format!("# check=skip=JSONArgsRecommended,StageNameCasing;error=true\n{text}")),
        Vec::<String>::new()
    );
}

#[test]
fn an_ignore_reaches_over_all_lines_of_an_instruction() {
    let text = "FROM debian:trixie-slim\n# hadolint ignore=DL3014,DL3009\nRUN apt-get update \\\n  # why\n && apt-get install --no-install-recommends \\\n    libpq5\nUSER 10001\nCMD [\"/shop\"]\n";

    assert_eq!(rules(text), Vec::<String>::new());
}

#[test]
fn an_unreadable_instruction_costs_only_itself() {
    let found = found(
        "FROM debian:trixie-slim\nRUNN apt-get install x\nHEALTHCHECK\nCOPY a\nENV\nSHELL bash\nRUN sudo true\nUSER 10001\n",
    );

    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn only_the_final_stage_counts_for_user_health_and_lists() {
    let text = "FROM golang:1.27-trixie AS build\nUSER root\nEXPOSE 1\nRUN apt-get update && apt-get install -y libpq-dev\nFROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=build /x /x\nEXPOSE 8080\nENTRYPOINT [\"/x\"]\n";

    assert_eq!(rules(text), Vec::<String>::new());
}

#[test]
fn a_user_is_inherited_from_a_stage_and_may_be_a_variable() {
    let inherited = "FROM node:24-trixie-slim AS base\nUSER node\nFROM base\nCMD [\"node\", \"a.js\"]\n";
    let variable = "FROM node:24-trixie-slim\nARG UID=10001\nUSER ${UID}\nCMD [\"node\", \"a.js\"]\n";
    let root = "FROM node:24-trixie-slim\nENV U=root\nUSER $U\nCMD [\"node\", \"a.js\"]\n";
    let unknown = "FROM node:24-trixie-slim\nARG U\nUSER $U\nCMD [\"node\", \"a.js\"]\n";

    assert_eq!(rules(inherited), Vec::<String>::new());
    assert_eq!(rules(variable), Vec::<String>::new());
    assert_eq!(rules(root), ["container/root-user"]);
    assert_eq!(rules(unknown), Vec::<String>::new());
}

#[test]
fn an_image_that_starts_nothing_is_a_base_and_one_of_files_runs_nothing() {
    let base = found("FROM debian:trixie-slim\nRUN true\n");
    let files = found("FROM scratch\nCOPY a /a\n");

    assert_eq!(base.len(), 1);
    assert!(base[0].contains("info container/root-user"), "{base:?}");
    assert_eq!(files, Vec::<String>::new());
}

#[test]
fn the_default_of_an_argument_is_judged_where_it_is_used() {
    let text = "ARG NODE_VERSION=18\nFROM node:${NODE_VERSION}-alpine3.22\nUSER 1000\nCMD [\"node\", \"a.js\"]\n";
    let open = "ARG NODE_VERSION\nFROM node:${NODE_VERSION}\nCMD [\"node\", \"a.js\"]\n";

    assert_eq!(rules(text), ["container/end-of-life-base"]);
    assert_eq!(rules(open), ["container/invalid-image-name"]);
}

#[test]
fn bash_through_exec_and_an_init_are_no_package_managers() {
    let start = |start: &str| rules(&format!("FROM node:24-trixie-slim\nUSER 1000\n{start}\n"));

    assert_eq!(start("CMD [\"sh\", \"-c\", \"exec node server.js\"]"), Vec::<String>::new());
    assert_eq!(start("ENTRYPOINT [\"tini\", \"--\"]\nCMD [\"npm\", \"start\"]"), Vec::<String>::new());
    assert_eq!(start("CMD [\"bun\", \"run\", \"src/server.ts\"]"), Vec::<String>::new());
    assert_eq!(start("CMD [\"bun\", \"run\", \"start\"]"), ["container/package-manager-as-init"]);
    assert_eq!(start("CMD [\"sh\", \"-c\", \"node server.js\"]"), ["container/package-manager-as-init"]);
    assert_eq!(
        start("CMD [\"uv\", \"run\", \"uvicorn\", \"a:app\", \"--host\", \"0.0.0.0\"]"),
        ["container/package-manager-as-init"]
    );
}

#[test]
fn lists_that_apt_cleans_itself_are_not_left() {
    let step = |clean: &str| {
        rules(&format!(
            "FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && {clean}\n\
             USER 1000\nCMD [\"/a\"]\n"
        ))
    };

    assert_eq!(step("apt-get dist-clean"), Vec::<String>::new());
    assert_eq!(step("apt-get clean"), ["container/apt-lists-left"]);
}

#[test]
fn a_check_comment_within_the_file_is_about_the_next_instruction_alone() {
    let text = "FROM debian:trixie-slim\n# check=skip=MaintainerDeprecated\nMAINTAINER a\nMAINTAINER b\nUSER 1\nCMD [\"/a\"]\n";
    let anywhere = text.replace("# check=skip", "#check=error=true;skip");
    let directive = format!("# check=error=true;skip=MaintainerDeprecated\n{text}")
        .replace("# check=skip=MaintainerDeprecated\n", "");

    assert_eq!(rules(text), ["container/maintainer"]);
    assert_eq!(rules(&anywhere), ["container/maintainer", "container/maintainer"]);
    assert_eq!(rules(&directive), Vec::<String>::new());
}

#[test]
fn every_safe_fix_removes_its_finding_and_adds_none() {
    let mut texts: Vec<String> = vec![SEED.to_owned()];
    texts.extend(RULES.iter().flat_map(|meta| meta.documentation().bad).map(|example| example.text));
    texts.push("from debian:trixie-slim\nMAINTAINER \"Ann O'Neil\" <a@b.c>\nENV a b c\nENV  x   y\nADD . /app/\nADD x.json y.yaml /app/\nRUN apt-get   install --no-install-recommends x && npm i --only production && npm prune --production\nCMD  node   server.js\n".to_owned());
    let mut applied = 0;

    for text in texts {
        let before = select_all(&text);
        for finding in &before.findings {
            for fix in finding.fixes.iter().filter(|fix| fix.applicability == Applicability::Safe) {
                let after = select_all(&apply(&text, fix));
                let names =
                    |list: &Report| list.findings.iter().map(|finding| finding.rule.clone()).collect::<Vec<_>>();
                let mut expected = names(&before);
                let at = expected.iter().position(|rule| *rule == finding.rule).expect("it was found");
                expected.remove(at);
                expected.sort();
                let mut now = names(&after);
                now.sort();
                assert_eq!(now, expected, "{}: {}\n{}", finding.rule, fix.title, apply(&text, fix));
                applied += 1;
            }
        }
    }

    assert!(applied >= 12, "only {applied} safe fixes were met");
}

fn select_all(text: &str) -> Report {
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        options: CheckOptions { select: vec!["container".to_owned()], ..CheckOptions::default() },
    };
    LintDockerfile.call(input, &context()).expect("a Dockerfile").report
}

fn apply(text: &str, fix: &architect_core::report::ReportedFix) -> String {
    let source = Source::new("content", text);
    let edits = fix.edits.iter().map(|edit| {
        let offset =
            |line, column| source.offset(architect_core::Position { line, column }).expect("a place in the text");
        let span = source.span(offset(edit.line, edit.column)..offset(edit.end_line, edit.end_column));
        architect_core::Edit { span, replacement: edit.replacement.clone() }
    });
    let fix = architect_core::Fix::safe("", edits.collect());
    architect_core::fix::apply(&source, &[fix]).expect("edits that do not overlap")
}
