//! Modules that are named for a store: `db/dynamodb/mod.rs`, `storage/mysql/mysql.go`, `MeilisearchIndex.java`. A program that
//! gets one of its own can use another store from now on, whatever client it does so with; one that loses it no longer can.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::development_only;
use crate::change::{Operation, Side};
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Names of stores in paths, and the store.
const NAMES: [(&str, &str); 31] = [
    ("valkey", "valkey"),
    ("tikv", "tikv"),
    ("scylla", "scylladb"),
    ("postgres", "postgresql"),
    ("postgresql", "postgresql"),
    ("pgsql", "postgresql"),
    ("mysql", "mysql"),
    ("mariadb", "mariadb"),
    ("sqlserver", "sql server"),
    ("mssql", "sql server"),
    ("cockroachdb", "cockroachdb"),
    ("mongo", "mongodb"),
    ("mongodb", "mongodb"),
    ("dynamodb", "dynamodb"),
    ("cassandra", "cassandra"),
    ("scylladb", "scylladb"),
    ("clickhouse", "clickhouse"),
    ("redis", "redis"),
    ("memcached", "memcached"),
    ("elasticsearch", "elasticsearch"),
    ("opensearch", "opensearch"),
    ("meilisearch", "meilisearch"),
    ("typesense", "typesense"),
    ("kafka", "kafka"),
    ("rabbitmq", "rabbitmq"),
    ("nats", "nats"),
    ("pulsar", "pulsar"),
    ("sqs", "sqs"),
    ("neo4j", "neo4j"),
    ("foundationdb", "foundationdb"),
    ("bigtable", "bigtable"),
];

/// Changed lines from which on a file is more than a mention.
const SUBSTANCE: usize = 40;

/// Reads the modules of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    // What the change tells of a store in another way is not told again.
    let told = |facts: &Facts, store: &str| {
        facts
            .all
            .iter()
            .any(|fact| matches!(&fact.what, What::Datastore { what, running: true } if what.contains(store)))
    };
    for (operation, side, verb) in
        [(Operation::Added, Side::New, "comes in"), (Operation::Deleted, Side::Old, "goes")]
    {
        let mut modules: BTreeMap<&str, (&Examined<'_>, usize)> = BTreeMap::new();
        for file in files.iter().filter(|file| is_module(file) && file.file.operation == operation) {
            let Some(store) = store_of(file.file.path_on(side)) else { continue };
            let lines = file.side(side).iter().map(|read| read.block.changed().count()).sum::<usize>();
            modules.entry(store).and_modify(|(_, sum)| *sum += lines).or_insert((file, lines));
        }
        for (store, (file, lines)) in modules {
            // Another file that is named for it and stays: it was there before, or still is.
            let stays = files.iter().any(|other| {
                other.guard.is_none()
                    && other.file.operation != operation
                    && store_of(&other.file.path) == Some(store)
            });
            if lines < SUBSTANCE || stays || told(facts, store) {
                continue;
            }
            let what = What::Datastore { what: format!("a module for {store} {verb}"), running: true };
            facts.on_file(file, side, what).guarded(development_only(file)).confidence(Confidence::Medium);
        }
    }
}

fn is_module(file: &Examined<'_>) -> bool {
    file.guard.is_none()
        && file.role.kind == Kind::Source
        && !file.role.interface
        && file.language().is_some_and(crate::code::Language::is_executable)
}

/// The store that a path is named for.
fn store_of(path: &str) -> Option<&'static str> {
    let words = crate::word::words(path);
    let joined = words.windows(2).map(<[String]>::concat);
    words
        .iter()
        .cloned()
        .chain(joined)
        .find_map(|word| NAMES.iter().find(|(name, _)| *name == word).map(|(_, store)| *store))
}
