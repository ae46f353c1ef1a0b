//! Who may do what, as infrastructure says it: roles and policies of clouds, Kubernetes' roles, open networks.

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::{hcl, outline};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Reads access policies.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        match file.role.kind {
            Kind::Terraform => terraform(file, facts),
            Kind::Kubernetes => kubernetes(file, facts),
            _ => {}
        }
    }
}

fn terraform(file: &Examined<'_>, facts: &mut Facts) {
    let shown = shown_on_new(file);
    let squeezed = [squeezed_lines(file, Side::Old), squeezed_lines(file, Side::New)];
    for (side, other) in [(Side::New, &squeezed[0]), (Side::Old, &squeezed[1])] {
        for read in file.side(side) {
            for resource in hcl::resources(read) {
                let changed = first_changed(read, resource.lines.clone(), other);
                let Some(line) = changed else { continue };
                let opened = open_line(read, resource.lines.clone(), side);
                let grants = is_grant(&resource.kind);
                let network = resource.kind.contains("security_group") || resource.kind.contains("firewall");
                if grants && (side == Side::New || !shown.contains(&resource.address())) {
                    let what = What::AccessPolicy {
                        what: format!("`{}` changes", resource.address()),
                        open: opened.is_some(),
                    };
                    facts.on_line(file, side, read, opened.unwrap_or(line), what).confidence(Confidence::Medium);
                } else if let Some(line) =
                    opened.filter(|line| network && !is_outward(read, resource.lines.start, *line))
                {
                    let what = What::AccessPolicy {
                        what: format!("`{}` is open to any address", resource.address()),
                        open: true,
                    };
                    facts.on_line(file, side, read, line, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// The resources with a changed line on the new side.
fn shown_on_new(file: &Examined<'_>) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for read in &file.new {
        for resource in hcl::resources(read) {
            if first_changed(read, resource.lines.clone(), &BTreeSet::new()).is_some() {
                shown.insert(resource.address());
            }
        }
    }
    shown
}

fn is_grant(kind: &str) -> bool {
    let words = crate::word::words(kind);
    let has = |word: &str| words.iter().any(|own| own == word);
    has("iam")
        || kind.ends_with("_policy")
            && (has("bucket") || has("key") || has("queue") || has("topic") || has("repository"))
        || kind.starts_with("azurerm_role_")
        || kind.starts_with("aws_cognito_")
        || kind.starts_with("auth0_")
        || kind.starts_with("okta_")
        || kind.starts_with("vault_policy")
}

/// The changed lines of a side without their blanks.
fn squeezed_lines(file: &Examined<'_>, side: Side) -> BTreeSet<String> {
    let lines = file.side(side).iter().flat_map(|read| read.block.changed());
    lines.map(|(_, _, text)| squeezed(text)).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

/// The first changed line of a range that says something about access: no name or tag, and not only set otherwise.
fn first_changed(read: &ReadBlock<'_>, lines: std::ops::Range<usize>, other: &BTreeSet<String>) -> Option<usize> {
    lines.into_iter().find(|index| {
        let text = read.block.line_text(*index).trim();
        let key = text.split(['=', ' ', '{']).next().unwrap_or_default();
        read.block.lines.get(*index).is_some_and(|line| line.changed)
            && is_code(read, *index)
            && !matches!(key, "tags" | "name" | "name_prefix" | "description" | "count" | "depends_on" | "path")
            && !other.contains(&squeezed(text))
    })
}

/// The first changed line of a range that opens something to everybody.
fn open_line(read: &ReadBlock<'_>, lines: std::ops::Range<usize>, side: Side) -> Option<usize> {
    if side == Side::Old {
        return None;
    }
    let anybody = ["0.0.0.0/0", "::/0", "allUsers", "allAuthenticatedUsers"];
    let subjects = ["principal", "identifiers", "aws", "action"];
    lines.into_iter().find(|index| {
        let text = read.block.line_text(*index);
        let key = text.trim_start().trim_start_matches('"').to_ascii_lowercase();
        // A resource of `*` is the usual way to name what has no name of its own; a caller or an action is not.
        let star = text.contains("\"*\"")
            && subjects.iter().any(|subject| key.starts_with(subject) || key.contains(&format!(" {subject} ")));
        read.block.lines.get(*index).is_some_and(|line| line.changed)
            && is_code(read, *index)
            && (star || anybody.iter().any(|mark| text.contains(mark)))
    })
}

/// Whether a line of a network rule is about what goes out: nearly every rule lets that go anywhere.
fn is_outward(read: &ReadBlock<'_>, first: usize, line: usize) -> bool {
    (first..=line).rev().map(|index| read.block.line_text(index)).find_map(|text| {
        let says = |word: &str| text.contains(word);
        (says("ingress") || says("egress")).then(|| says("egress"))
    }) == Some(true)
}

fn is_code(read: &ReadBlock<'_>, index: usize) -> bool {
    let text = read.block.line_text(index).trim();
    !text.is_empty() && !text.starts_with('#') && !text.starts_with("//") && !matches!(text, "}" | "{")
}

fn kubernetes(file: &Examined<'_>, facts: &mut Facts) {
    const KINDS: [&str; 10] = [
        "Role",
        "ClusterRole",
        "RoleBinding",
        "ClusterRoleBinding",
        "NetworkPolicy",
        "CiliumNetworkPolicy",
        "AuthorizationPolicy",
        "RequestAuthentication",
        "PeerAuthentication",
        "SecurityPolicy",
    ];
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            let lines = outline::lines(read.block);
            let documents =
                lines.iter().filter(|line| line.key == "kind" && line.indent == 0 && KINDS.contains(&line.value));
            let mut last = usize::MAX;
            for document in documents {
                if std::mem::replace(&mut last, document.document) == document.document {
                    continue;
                }
                let of = outline::document(&lines, document.document).iter();
                let mut changed = of.filter(|line| read.block.lines.get(line.index).is_some_and(|line| line.changed));
                let Some(first) = changed.next() else { continue };
                // What changes on both sides is told once.
                if side == Side::Old && file.file.operation == Operation::Modified {
                    continue;
                }
                let open = outline::document(&lines, document.document).iter().any(|line| {
                    read.block.lines.get(line.index).is_some_and(|line| line.changed)
                        && (line.value == "cluster-admin" || line.value.contains("[\"*\"]") || line.value == "*")
                });
                let what = What::AccessPolicy {
                    what: format!("the {} `{}` changes", document.value, file.file.path_on(side)),
                    open,
                };
                facts.on_line(file, side, read, first.index, what).confidence(Confidence::Medium);
            }
        }
    }
}
