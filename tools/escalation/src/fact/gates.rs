//! The gates themselves: code owners, this tool's policy, and the checks of the build.

use architect_core::Confidence;
use architect_core::config::escalation::{PATH_KINDS, TRIGGERS};

use crate::change::{Operation, Side};
use crate::code::outline;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Reads the gates.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        match file.role.kind {
            Kind::Gate if !decides(file) => {}
            Kind::Gate => {
                let side = if file.file.operation == Operation::Deleted { Side::Old } else { Side::New };
                let what = What::GateChanged {
                    what: format!("`{}` decides who must agree to a change, and changes itself", file.file.path),
                    strong: true,
                };
                let line = file.side(side).iter().find_map(|read| Some((read, read.block.changed().next()?.0)));
                match line {
                    Some((read, line)) => facts.on_line(file, side, read, line, what),
                    None => facts.on_file(file, side, what),
                };
            }
            Kind::Workflow => workflow(file, facts),
            _ => {}
        }
    }
}

/// Whether what changes decides anything. In this tool's own file, services, dialects and limits do not: only the rules,
/// how they are graded, and what is decided about the gates.
fn decides(file: &Examined<'_>) -> bool {
    if !file.file.path.ends_with("architect.toml") || !file.file.has_lines() {
        return file.guard.is_none();
    }
    [Side::Old, Side::New].iter().flat_map(|side| file.side(*side)).any(|read| {
        read.block.changed().any(|(_, _, line)| {
            let line = line.trim();
            let key = line.split('=').next().unwrap_or_default().trim().trim_matches('"');
            line.starts_with("[rules")
                || line.trim_start_matches('[').starts_with("escalation")
                || matches!(
                    key,
                    "select" | "ignore" | "approvers" | "vendors" | "suppress" | "rule" | "reason" | "expires"
                )
                || TRIGGERS.contains(&key)
                || PATH_KINDS.iter().any(|kind| line.ends_with(&format!("= \"{kind}\"")))
                || crate::rules::RULES.iter().any(|rule| line.contains(rule.id.as_str()))
                || architect_core::Severity::WORST_FIRST
                    .iter()
                    .any(|severity| line.ends_with(&format!("= \"{severity}\"")))
        })
    })
}

/// Lines of a workflow that weaken a check or widen what it may do.
fn workflow(file: &Examined<'_>, facts: &mut Facts) {
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            for line in outline::lines(read.block) {
                if !read.block.lines.get(line.index).is_some_and(|line| line.changed) {
                    continue;
                }
                let says = match (side, line.key, line.value) {
                    (Side::New, "continue-on-error" | "allow_failure", "true") => {
                        "a failing check no longer stops a change"
                    }
                    (Side::New, "if", "false" | "${{ false }}") => "a check is switched off",
                    (Side::New, "pull_request_target", _) => "changes from outside run with the repository's rights",
                    (Side::New, "permissions", "write-all") => "the workflow may write everything",
                    (Side::Old, "uses" | "run", value) if is_scan(value) && !still_there(file, value) => {
                        "a security check goes"
                    }
                    _ => continue,
                };
                let what = What::GateChanged { what: says.to_owned(), strong: false };
                facts.on_line(file, side, read, line.index, what).confidence(Confidence::Medium);
            }
        }
    }
}

fn is_scan(value: &str) -> bool {
    [
        "codeql",
        "trivy",
        "gitleaks",
        "semgrep",
        "snyk",
        "dependency-review",
        "npm audit",
        "cargo audit",
        "bandit",
        "brakeman",
        "gosec",
    ]
    .iter()
    .any(|tool| value.contains(tool))
}

/// Whether the tool is still used, perhaps in another version.
fn still_there(file: &Examined<'_>, value: &str) -> bool {
    let tool = value.split('@').next().unwrap_or(value);
    file.new.iter().any(|read| read.block.text.contains(tool))
}
