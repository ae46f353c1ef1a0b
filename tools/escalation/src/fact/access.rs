//! Who may do what, as infrastructure says it: roles and policies of clouds, Kubernetes' roles, open networks.

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
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            for resource in hcl::resources(read) {
                let changed = first_changed(read, resource.lines.clone());
                let Some(line) = changed else { continue };
                let opened = open_line(read, resource.lines.clone(), side);
                let grants = is_grant(&resource.kind);
                let network = resource.kind.contains("security_group") || resource.kind.contains("firewall");
                if grants && (side == Side::New || !shown_on_new(file, &resource)) {
                    let what = What::AccessPolicy {
                        what: format!("`{}` changes", resource.address()),
                        open: opened.is_some(),
                    };
                    facts.on_line(file, side, read, opened.unwrap_or(line), what).confidence(Confidence::Medium);
                } else if let Some(line) = opened.filter(|_| network) {
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

fn shown_on_new(file: &Examined<'_>, resource: &hcl::Resource) -> bool {
    file.new.iter().any(|read| {
        hcl::resources(read)
            .iter()
            .any(|other| other.address() == resource.address() && first_changed(read, other.lines.clone()).is_some())
    })
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

/// The first changed line of a range.
fn first_changed(read: &ReadBlock<'_>, lines: std::ops::Range<usize>) -> Option<usize> {
    lines
        .into_iter()
        .find(|index| read.block.lines.get(*index).is_some_and(|line| line.changed) && is_code(read, *index))
}

/// The first changed line of a range that opens something to everybody.
fn open_line(read: &ReadBlock<'_>, lines: std::ops::Range<usize>, side: Side) -> Option<usize> {
    if side == Side::Old {
        return None;
    }
    let marks = ["0.0.0.0/0", "::/0", "\"*\"", "allUsers", "allAuthenticatedUsers"];
    lines.into_iter().find(|index| {
        let text = read.block.line_text(*index);
        read.block.lines.get(*index).is_some_and(|line| line.changed)
            && is_code(read, *index)
            && marks.iter().any(|mark| text.contains(mark))
    })
}

fn is_code(read: &ReadBlock<'_>, index: usize) -> bool {
    let text = read.block.line_text(index).trim();
    !text.is_empty() && !text.starts_with('#') && !text.starts_with("//") && !matches!(text, "}" | "{")
}

fn kubernetes(file: &Examined<'_>, facts: &mut Facts) {
    const KINDS: [&str; 5] = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "NetworkPolicy"];
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            let lines = outline::lines(read.block);
            let documents =
                lines.iter().filter(|line| line.key == "kind" && line.indent == 0 && KINDS.contains(&line.value));
            for document in documents {
                let of = lines.iter().filter(|line| line.document == document.document);
                let mut changed = of.filter(|line| read.block.lines.get(line.index).is_some_and(|line| line.changed));
                let Some(first) = changed.next() else { continue };
                // What changes on both sides is told once.
                if side == Side::Old && file.file.operation == Operation::Modified {
                    continue;
                }
                let open = lines.iter().any(|line| {
                    line.document == document.document
                        && read.block.lines.get(line.index).is_some_and(|line| line.changed)
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
