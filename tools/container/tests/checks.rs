//! The checks of Docker's own builder: each has a rule, and the options in the file are understood.

// What is missing in a test is its failure.
#![allow(clippy::expect_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};

/// All but `InvalidBaseImagePlatform`, which needs a registry.
const CHECKS: [&str; 21] = [
    "ConsistentInstructionCasing",
    "CopyIgnoredFile",
    "DuplicateStageName",
    "ExposeInvalidFormat",
    "ExposeProtoCasing",
    "FromAsCasing",
    "FromPlatformFlagConstDisallowed",
    "InvalidDefaultArgInFrom",
    "InvalidDefinitionDescription",
    "JSONArgsRecommended",
    "LegacyKeyValueFormat",
    "MaintainerDeprecated",
    "MultipleInstructionsDisallowed",
    "NoEmptyContinuation",
    "RedundantTargetPlatform",
    "ReservedStageName",
    "SecretsUsedInArgOrEnv",
    "StageNameCasing",
    "UndefinedArgInFrom",
    "UndefinedVar",
    "WorkdirRelativePath",
];

fn found(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let files = MemoryFiles::new(files.iter().map(|(path, text)| (*path, *text)));
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(files));
    let input = Input {
        document: DocumentInput { content: None, path: Some(path.to_owned()) },
        options: CheckOptions { select: vec!["buildkit:*".to_owned()], ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context).expect("a Dockerfile").report;
    report.findings.iter().map(|finding| format!("{}:{}", finding.rule, finding.location.line)).collect()
}

#[test]
fn every_check_has_a_rule() {
    let index = RuleIndex::new(RULES.iter().copied());

    let missing: Vec<&&str> =
        CHECKS.iter().filter(|check| index.named(&format!("buildkit:{check}")).is_empty()).collect();

    assert_eq!(missing, Vec::<&&str>::new());
}

#[test]
fn the_ignore_file_beside_the_dockerfile_goes_before_that_of_the_folder() {
    let dockerfile = "FROM scratch\nCOPY a.txt b/c /x/\n";
    let of_folder = [("Dockerfile", dockerfile), (".dockerignore", "*.txt\n"), ("a.txt", ""), ("b/c", "")];
    let own = [("Dockerfile", dockerfile), (".dockerignore", "*.txt\n"), ("Dockerfile.dockerignore", "b\n")];
    let back = [("Dockerfile", dockerfile), (".dockerignore", "**\n!a.txt\n")];

    assert_eq!(found(&of_folder, "Dockerfile"), ["container/copy-of-ignored-file:2"]);
    assert_eq!(found(&own, "Dockerfile"), ["container/copy-of-ignored-file:2"]);
    assert_eq!(found(&back, "Dockerfile"), Vec::<String>::new());
}

#[test]
fn a_variable_is_undefined_only_where_that_can_be_known() {
    let text = "ARG VERSION=1\nFROM debian:trixie AS a\nARG DIR_ASSETS=x\nENV JAVA=$JAVA_HOME/bin LIB=/x:$LIB\nCOPY $DIR_ASSET /a\n\
                FROM debian:trixie\nCOPY shop-$VERSION ${OTHER:-x} $DIR_ASSETS /b\nENV ARCH=$TARGETARCH\n\
                FROM scratch\nCOPY $NOTHING /c\n";

    assert_eq!(
        found(&[("Dockerfile", text)], "Dockerfile"),
        [
            "container/undefined-variable:5",
            "container/undefined-variable:7",
            "container/undefined-variable:7",
            "container/undefined-variable:8",
            "container/undefined-variable:10",
        ]
    );
}
