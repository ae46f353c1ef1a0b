//! Who may do what, where no code says it: roles and policies of clouds, Kubernetes' roles, open networks, lists of paths in
//! settings, rows of tables of roles.

mod directives;
mod grants;
mod network;
mod paths;
mod statements;

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::{hcl, outline};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Reads access policies.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    // What a tool writes down of a schema names columns, and lets nobody in.
    for file in files.iter().filter(|file| !file.file.path.ends_with("_snapshot.json")) {
        let before = facts.all.len();
        match file.role.kind {
            Kind::Terraform => {
                terraform(file, facts);
                read_documents(file, facts);
            }
            Kind::Kubernetes => kubernetes(file, facts),
            Kind::Contract => directives::read(file, facts),
            _ => {}
        }
        // What its own reader told of a file is not told again.
        if facts.all.len() == before {
            statements::read(file, facts);
            network::read(file, facts);
            paths::read(file, facts);
            grants::read(file, facts);
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
                } else if let Some(line) = admitting_line(read, &resource, other, side).filter(|_| network) {
                    let what = What::AccessPolicy {
                        what: format!("whom `{}` lets in changes", resource.address()),
                        open: false,
                    };
                    facts.on_line(file, side, read, line, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}

/// Documents and lists of roles that are only read, and decide who gets what.
fn read_documents(file: &Examined<'_>, facts: &mut Facts) {
    const FARTHEST: usize = 60;
    let squeezed_of = [squeezed_lines(file, Side::Old), squeezed_lines(file, Side::New)];
    for (side, other) in [(Side::New, &squeezed_of[0]), (Side::Old, &squeezed_of[1])] {
        for read in file.side(side) {
            let found = read.block.changed().find(|(index, _, text)| {
                let mut heads =
                    (index.saturating_sub(FARTHEST)..=*index).rev().map(|line| read.block.line_text(line));
                let head = heads.find(|text| text.starts_with(char::is_alphabetic));
                let head = head.or(read.block.heading.as_deref()).unwrap_or_default();
                let words = crate::word::words(head.split('{').next().unwrap_or_default());
                let of_roles =
                    words.first().is_some_and(|word| word == "data") && words.iter().any(|word| word == "iam");
                let key = text.trim().split(['=', ' ', '{']).next().unwrap_or_default();
                of_roles
                    && is_code(read, *index)
                    && !matches!(key, "sid" | "version" | "policy_id" | "source_json" | "name" | "count")
                    && !other.contains(&squeezed(text))
            });
            if let Some((index, _, _)) = found {
                let what = What::AccessPolicy { what: "a document about roles changes".to_owned(), open: false };
                facts.on_line(file, side, read, index, what).confidence(Confidence::Medium);
                return;
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
        || kind.starts_with("vault_")
        || kind.starts_with("keycloak_")
        || kind.starts_with("cloudflare_access_")
        || kind.starts_with("cloudflare_zero_trust_access_")
        || kind.starts_with("azuread_")
        || has("ssoadmin")
        || has("identitystore")
        || has("authorizer")
        || has("account") && has("service") && kind.starts_with("google_")
        || kind.starts_with("kubernetes_") && (has("role") || has("binding"))
        || GRANTING.contains(&kind)
}

/// Resources whose names do not say that they grant something.
const GRANTING: [&str; 16] = [
    "aws_key_pair",
    "aws_eks_access_entry",
    "aws_eks_access_policy_association",
    "aws_lambda_permission",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_public_access_block",
    "aws_organizations_policy",
    "aws_kms_grant",
    "aws_wafv2_ip_set",
    "github_repository_collaborator",
    "github_team_membership",
    "github_membership",
    "postgresql_grant",
    "postgresql_role",
    "mysql_grant",
    "google_storage_bucket_access_control",
];

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

/// A changed line that says whom a network rule lets in, in one that both sides have.
fn admitting_line(
    read: &ReadBlock<'_>,
    resource: &hcl::Resource,
    other: &BTreeSet<String>,
    side: Side,
) -> Option<usize> {
    const KEYS: [&str; 9] = [
        "cidr_blocks",
        "ipv6_cidr_blocks",
        "cidr_ipv4",
        "source_ranges",
        "source_security_group_id",
        "security_groups",
        "referenced_security_group_id",
        "source_address_prefix",
        "source_address_prefixes",
    ];
    let comes = resource.begins.is_some_and(|line| read.block.lines.get(line).is_some_and(|line| line.changed));
    if comes || side == Side::Old {
        return None;
    }
    resource.lines.clone().find(|index| {
        let text = read.block.line_text(*index).trim();
        let key = text.split(['=', ' ', '{']).next().unwrap_or_default();
        read.block.lines.get(*index).is_some_and(|line| line.changed)
            && KEYS.contains(&key)
            && !other.contains(&squeezed(text))
            && !is_outward(read, resource.lines.start, *index)
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
