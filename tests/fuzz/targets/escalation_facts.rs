//! The facts of whole files. The two versions of each file are what the hunks of a diff show of it. Always an answer, the
//! same one whatever the order of the files; each piece of evidence stands on a line that is there, and nothing is raised
//! by files that do not change.
#![no_main]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::change::{Block, diff};
use architect_escalation::tool::check_escalation::{Input, FileInput, Output, SideName};
use architect_escalation::{CheckEscalation, RULES};
use libfuzzer_sys::fuzz_target;

static CONTEXT: LazyLock<Context> =
    LazyLock::new(|| Context::new(Arc::new(RuleIndex::new(RULES.iter().copied()))));

fn check(manifests: Vec<FileInput>) -> Output {
    let input = Input { files: manifests, limit: Some(u32::MAX), ..Input::default() };
    CheckEscalation.call(input, &CONTEXT).expect("files are always answered")
}

fn text(blocks: &[Block]) -> Option<String> {
    (!blocks.is_empty()).then(|| blocks.iter().map(|block| block.text.as_str()).collect())
}

fuzz_target!(|diff: &str| {
    let mut files: BTreeMap<String, FileInput> = BTreeMap::new();
    for file in diff::read("diff", diff).files {
        let (before, after) = (text(&file.old), text(&file.new));
        if before.is_some() || after.is_some() {
            files.insert(file.path.clone(), FileInput { path: file.path, before, after });
        }
    }
    if files.is_empty() {
        return;
    }
    let forwards: Vec<FileInput> = files.values().cloned().collect();
    let backwards: Vec<FileInput> = files.values().rev().cloned().collect();
    let still = forwards.iter().map(|file| FileInput { before: file.after.clone(), ..file.clone() });
    let still: Vec<FileInput> = still.filter(|file| file.after.is_some()).collect();

    let output = check(forwards);
    assert_eq!(output, check(backwards));
    for evidence in output.triggers.iter().flat_map(|report| &report.evidence) {
        let Some(file) = files.get(&evidence.source) else { continue };
        let side = if evidence.side == SideName::Old { &file.before } else { &file.after };
        let lines = side.as_deref().unwrap_or_default().lines().count();
        let line = evidence.line.map_or(0, |line| usize::try_from(line).unwrap_or(usize::MAX));
        assert!(line <= lines, "{}:{line} of {lines}", evidence.source);
    }
    if !still.is_empty() {
        for report in check(still).triggers {
            assert!(report.evidence.is_empty(), "{:?}", report.evidence);
        }
    }
});
