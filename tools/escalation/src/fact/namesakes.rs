//! Files and classes that a change brings and that are called after a vendor: `SlackService`, `providers/sendgrid.rb`. Whoever
//! writes a client without a library has no package that tells.

use std::collections::BTreeSet;

use architect_core::Confidence;

use super::{Facts, What};
use crate::catalogue::{Vendor, catalogue};
use crate::change::{Operation, Side};
use crate::code::definition::Definitions;
use crate::examined::{Examined, programs};
use crate::guard::Guard;
use crate::word::words;

/// Words beside which a name is not that of a client: what stands in for a vendor, reads its files, or draws its sign.
const OTHERWISE: [&str; 16] = [
    "mock",
    "fake",
    "stub",
    "test",
    "tests",
    "spec",
    "import",
    "importer",
    "imports",
    "export",
    "exporter",
    "parser",
    "icon",
    "icons",
    "theme",
    "migration",
];

/// Reads the names.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let known: Vec<&Vendor> = facts.vendors_before.iter().filter_map(|id| catalogue().vendor(id)).collect();
    // A package, a key or a host says more than a name.
    let mut told: BTreeSet<String> = facts
        .all
        .iter()
        .filter(|fact| fact.guard.is_none())
        .filter_map(|fact| match &fact.what {
            What::VendorNamed { vendor, .. } => Some(vendor.clone()),
            What::Depended { ecosystem, name, .. } => {
                catalogue().vendor_behind_package(*ecosystem, name).map(|vendor| vendor.id.clone())
            }
            _ => None,
        })
        .collect();
    let mut spoken: Option<BTreeSet<String>> = None;
    for file in programs(files) {
        let path = file.file.path_on(Side::New);
        if words(path).iter().any(|word| OTHERWISE.contains(&word.as_str())) {
            continue;
        }
        for (place, name) in names(file) {
            let Some(vendor) = catalogue().vendor_called(&name).filter(|vendor| !told.contains(&vendor.id)) else {
                continue;
            };
            told.insert(vendor.id.clone());
            let spoken = spoken.get_or_insert_with(|| spoken_of(files));
            let stood = known.iter().any(|known| known.comes_with(vendor)) || spoken.contains(&vendor.id);
            let what = What::VendorNamed { vendor: vendor.id.clone(), by: name };
            let fact = match place.and_then(|(block, line)| Some((file.new.get(block)?, line))) {
                Some((read, line)) => facts.on_line(file, Side::New, read, line, what),
                None => facts.on_file(file, Side::New, what),
            };
            fact.guarded(stood.then_some(Guard::AlreadyPresent)).confidence(Confidence::Medium);
        }
    }
}

/// The names that a file brings, with block and line: its own, and those of its classes.
fn names(file: &Examined<'_>) -> Vec<(Option<(usize, usize)>, String)> {
    let mut found = Vec::new();
    if file.file.operation == Operation::Added {
        let name = file.file.path.rsplit('/').next().unwrap_or_default();
        found.push((None, name.split('.').next().unwrap_or(name).to_owned()));
    }
    let Some(language) = file.language() else { return found };
    for (index, read) in file.new.iter().enumerate() {
        let definitions = Definitions::of(language, read.block, &read.tokens);
        let classes = definitions.changed_classes().map(|(line, name)| (Some((index, line)), name.to_owned()));
        found.extend(classes);
    }
    found
}

/// The vendors that the old side speaks of anywhere, by words.
fn spoken_of(files: &[Examined<'_>]) -> BTreeSet<String> {
    const LONGEST: usize = 80;
    let old = files.iter().filter(|file| file.guard.is_none()).flat_map(|file| &file.old);
    let tokens = old.flat_map(|read| &read.tokens).filter(|token| token.text.len() < LONGEST);
    tokens.filter_map(|token| catalogue().vendor_called(token.text)).map(|vendor| vendor.id.clone()).collect()
}
