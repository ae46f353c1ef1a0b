//! Files and folders of a program that are called after a datastore or a broker: a backend that comes with them is a place where
//! data may lie from then on, and one that goes is none any more.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use architect_core::Confidence;

use super::{development_only, images};
use crate::change::{Operation, Side};
use crate::examined::{Examined, programs};
use crate::fact::{Facts, What};
use crate::word::words;

/// Words of names beside those that images are called by, and the store that each says.
const FURTHER: [(&str, &str); 22] = [
    ("pgsql", "postgresql"),
    ("sqlite", "sqlite"),
    ("litedb", "litedb"),
    ("scylladb", "scylladb"),
    ("dynamodb", "dynamodb"),
    ("dynamo", "dynamodb"),
    ("couchbase", "couchbase"),
    ("firestore", "firestore"),
    ("cosmosdb", "cosmos db"),
    ("cockroachdb", "cockroachdb"),
    ("duckdb", "duckdb"),
    ("rocksdb", "rocksdb"),
    ("leveldb", "leveldb"),
    ("badgerdb", "badger"),
    ("badger", "badger"),
    ("boltdb", "bolt"),
    ("bolt", "bolt"),
    ("sled", "sled"),
    ("lmdb", "lmdb"),
    ("amqp", "rabbitmq"),
    ("sqs", "sqs"),
    ("s3", "object storage"),
];

/// Stores that many programs reach for one purpose or another: only one that goes is told.
const REACHED: [&str; 2] = ["object storage", "minio"];

/// Words beside which such a name says nothing of where the program's own data lies.
const OTHERWISE: [&str; 27] = [
    "script",
    "scripts",
    "toggle",
    "migration",
    "migrations",
    "migrate",
    "test",
    "tests",
    "spec",
    "mock",
    "fake",
    "example",
    "examples",
    "docs",
    "lint",
    "parser",
    "grammar",
    "dialect",
    "template",
    "templates",
    "import",
    "importer",
    "export",
    "exporter",
    "icon",
    "monitor",
    "check",
];

/// Reads the names.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    // What an image, a package or a setting says of a store is said already.
    if facts.all.iter().any(|fact| fact.guard.is_none() && matches!(fact.what, What::Datastore { .. })) {
        return;
    }
    let mut told: BTreeSet<(&str, bool)> = BTreeSet::new();
    let [of_old, of_new] = [Side::Old, Side::New].map(|side| LazyCell::new(move || spoken(files, side)));
    for file in programs(files) {
        let comes = match file.file.operation {
            Operation::Added => true,
            Operation::Deleted => false,
            _ => continue,
        };
        let side = if comes { Side::New } else { Side::Old };
        let path = file.file.path_on(side);
        if words(path).iter().any(|word| OTHERWISE.contains(&word.as_str())) {
            continue;
        }
        let Some(store) = called(path) else { continue };
        if comes && REACHED.contains(&store) {
            continue;
        }
        let stands = if comes { of_old.contains(store) } else { of_new.contains(store) };
        if !told.insert((store, comes)) || stands {
            continue;
        }
        let what = format!("{store} {} as a place for data, with `{path}`", if comes { "comes in" } else { "goes" });
        facts
            .on_file(file, side, What::Datastore { what, running: true })
            .guarded(development_only(file))
            .confidence(Confidence::Medium);
    }
}

/// The store that a file, or the folder that it lies in, is called after.
fn called(path: &str) -> Option<&'static str> {
    let mut segments = path.rsplit('/');
    let name = segments.next()?;
    let stem = name.split('.').next().unwrap_or(name);
    [stem, segments.next().unwrap_or_default()].into_iter().find_map(store_of)
}

fn store_of(name: &str) -> Option<&'static str> {
    let words = words(name);
    let pairs = words.windows(2).map(<[String]>::concat);
    let further = |word: &str| FURTHER.iter().find(|(known, _)| *known == word).map(|(_, store)| *store);
    words.iter().cloned().chain(pairs).find_map(|word| images::named(&word).or_else(|| further(&word)))
}

/// The stores that a side speaks of, in a name or in the path of a file that stands on both.
fn spoken(files: &[Examined<'_>], side: Side) -> BTreeSet<&'static str> {
    const LONGEST: usize = 80;
    let mut stores = BTreeSet::new();
    for file in files.iter().filter(|file| file.guard.is_none()) {
        let stays = !matches!(file.file.operation, Operation::Added | Operation::Deleted);
        stores.extend(called(file.file.path_on(side)).filter(|_| stays));
        let tokens = file.side(side).iter().flat_map(|read| &read.tokens);
        stores.extend(tokens.filter(|token| token.text.len() < LONGEST).filter_map(|token| store_of(token.text)));
    }
    stores
}
