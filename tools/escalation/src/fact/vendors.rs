//! Vendors by their keys and hosts, and cloud resources that are billed.

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::catalogue::{Vendor, catalogue};
use crate::change::Side;
use crate::code::hcl;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::Kind;

/// Reads vendors and resources.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let known = known_before(files);
    for file in files {
        if file.role.kind == Kind::Terraform {
            continue;
        }
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        for read in &file.new {
            for (line, vendor, by) in named(read) {
                if read.block.lines.get(line).is_some_and(|line| line.changed)
                    && told.insert((vendor.id.clone(), by.clone()))
                {
                    let before = known.contains(vendor.id.as_str()).then_some(Guard::AlreadyPresent);
                    let in_workflow = (file.role.kind == Kind::Workflow).then_some(Guard::Workflow);
                    let what = What::VendorNamed { vendor: vendor.id.clone(), by };
                    facts
                        .on_line(file, Side::New, read, line, what)
                        .guarded(before)
                        .guarded(in_workflow)
                        .confidence(Confidence::Medium);
                }
            }
        }
    }
    resources(files, facts);
}

/// Vendors that the change shows to be in use already: on the old side, or on lines that stay.
fn known_before(files: &[Examined<'_>]) -> BTreeSet<&'static str> {
    let mut known = BTreeSet::new();
    for file in files {
        for read in &file.old {
            known.extend(named(read).into_iter().map(|(_, vendor, _)| vendor.id.as_str()));
        }
    }
    known
}

/// The vendors that a block names by key or host: line, vendor, and the name.
fn named(read: &ReadBlock<'_>) -> Vec<(usize, &'static Vendor, String)> {
    let mut found = Vec::new();
    for token in &read.tokens {
        if token.kind == TokenKind::Punctuation {
            continue;
        }
        let line = || read.block.line_at(token.start);
        if token.kind == TokenKind::Text && token.text.contains('.') {
            for piece in token.text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))) {
                if let Some(vendor) =
                    piece.contains('.').then(|| catalogue().vendor_of_host(&piece.to_ascii_lowercase())).flatten()
                {
                    found.push((line(), vendor, piece.to_ascii_lowercase()));
                }
            }
        }
        for key in token.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            let shouted = key.len() > 4 && key.contains('_') && !key.chars().any(|c| c.is_ascii_lowercase());
            if let Some(vendor) = shouted.then(|| catalogue().vendor_of_key(key)).flatten() {
                found.push((line(), vendor, key.to_owned()));
            }
        }
    }
    // Addresses in files whose lexer parts words at dots.
    for (line, _, text) in read.block.changed().filter(|_| !read.tokens.is_empty()) {
        let code = text.trim_start();
        if !code.contains("://") || code.starts_with('#') || code.starts_with("//") || code.contains(['"', '\'', '`'])
        {
            continue;
        }
        for piece in code
            .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
            .filter(|piece| piece.contains('.'))
        {
            if let Some(vendor) = catalogue().vendor_of_host(&piece.to_ascii_lowercase()) {
                found.push((line, vendor, piece.to_ascii_lowercase()));
            }
        }
    }
    found
}

/// Billed resources that come.
fn resources(files: &[Examined<'_>], facts: &mut Facts) {
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let before: BTreeSet<String> =
        terraform().flat_map(|file| &file.old).flat_map(hcl::resources).map(|resource| resource.address()).collect();
    for file in terraform() {
        for read in &file.new {
            for resource in hcl::resources(read) {
                let Some(line) =
                    resource.begins.filter(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
                else {
                    continue;
                };
                if catalogue().resource(&resource.kind).is_some() {
                    let guard = before.contains(&resource.address()).then_some(Guard::AlreadyPresent);
                    let what = What::ResourcePriced { name: resource.address(), larger: false };
                    facts.on_line(file, Side::New, read, line, what).guarded(guard);
                }
            }
        }
        larger(file, facts);
    }
}

/// Sizes and counts that are raised to the double or more.
fn larger(file: &Examined<'_>, facts: &mut Facts) {
    const SETTINGS: [&str; 10] = [
        "instance_class",
        "node_count",
        "desired_count",
        "desired_size",
        "min_size",
        "num_cache_nodes",
        "number_of_broker_nodes",
        "allocated_storage",
        "replica_count",
        "instance_count",
    ];
    for read in &file.new {
        let resources = hcl::resources(read);
        for tokens in read.tokens.windows(3) {
            let [name, mark, value] = tokens else { continue };
            let line = read.block.line_at(name.start);
            let changed = read.block.lines.get(line).is_some_and(|line| line.changed);
            if !changed || mark.text != "=" || !SETTINGS.contains(&name.text) {
                continue;
            }
            let Some(owner) = resources.iter().rev().find(|resource| resource.lines.contains(&line)) else {
                continue;
            };
            let Some(old) = old_value(file, owner, name.text) else { continue };
            let (Ok(old), Ok(new)) = (old.parse::<u64>(), value.text.parse::<u64>()) else { continue };
            if old > 0 && new >= old.saturating_mul(2) {
                let what = What::ResourcePriced {
                    name: format!("{} ({} {old} to {new})", owner.address(), name.text),
                    larger: true,
                };
                facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
            }
        }
    }
}

fn old_value(file: &Examined<'_>, owner: &hcl::Resource, setting: &str) -> Option<String> {
    file.old.iter().find_map(|read| {
        let resources = hcl::resources(read);
        read.tokens.windows(3).find_map(|tokens| {
            let [name, mark, value] = tokens else { return None };
            let line = read.block.line_at(name.start);
            let same = resources
                .iter()
                .rev()
                .find(|resource| resource.lines.contains(&line))
                .is_some_and(|other| other.address() == owner.address());
            (same
                && name.text == setting
                && mark.text == "="
                && read.block.lines.get(line).is_some_and(|line| line.changed))
            .then(|| value.text.to_owned())
        })
    })
}
