//! Images of datastores and brokers: which ones run, and in which version.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use super::development_only;
use crate::change::Side;
use crate::code::outline;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::manifest::major;
use crate::role::Kind;

/// Last part of an image's repository, and what runs in it.
const FAMILIES: [(&str, &str); 44] = [
    ("postgres", "postgresql"),
    ("postgresql", "postgresql"),
    ("postgis", "postgresql"),
    ("pgvector", "postgresql"),
    ("timescaledb", "timescaledb"),
    ("mysql", "mysql"),
    ("mysql-server", "mysql"),
    ("mariadb", "mariadb"),
    ("percona", "mysql"),
    ("mssql", "sql server"),
    ("server", "sql server"),
    ("mongo", "mongodb"),
    ("mongodb", "mongodb"),
    ("redis", "redis"),
    ("redis-stack", "redis"),
    ("redis-stack-server", "redis"),
    ("valkey", "valkey"),
    ("keydb", "keydb"),
    ("dragonfly", "dragonfly"),
    ("memcached", "memcached"),
    ("elasticsearch", "elasticsearch"),
    ("opensearch", "opensearch"),
    ("meilisearch", "meilisearch"),
    ("typesense", "typesense"),
    ("solr", "solr"),
    ("cassandra", "cassandra"),
    ("scylla", "scylladb"),
    ("clickhouse-server", "clickhouse"),
    ("clickhouse", "clickhouse"),
    ("cockroach", "cockroachdb"),
    ("neo4j", "neo4j"),
    ("influxdb", "influxdb"),
    ("minio", "minio"),
    ("etcd", "etcd"),
    ("consul", "consul"),
    ("couchdb", "couchdb"),
    ("kafka", "kafka"),
    ("cp-kafka", "kafka"),
    ("redpanda", "redpanda"),
    ("rabbitmq", "rabbitmq"),
    ("nats", "nats"),
    ("pulsar", "pulsar"),
    ("activemq-artemis", "activemq"),
    ("zookeeper", "zookeeper"),
];

/// What kind of store it is: two of one kind can take each other's place.
pub(super) fn class(family: &str) -> &'static str {
    match family {
        "postgresql" | "timescaledb" | "mysql" | "mariadb" | "sql server" | "cockroachdb" | "sqlite" | "h2"
        | "hsqldb" | "oracle" => "relational",
        "redis" | "valkey" | "keydb" | "dragonfly" | "memcached" => "cache",
        "elasticsearch" | "opensearch" | "meilisearch" | "typesense" | "solr" => "search",
        "kafka" | "redpanda" | "rabbitmq" | "nats" | "pulsar" | "activemq" | "sqs" | "nsq" | "rocketmq" | "mqtt" => {
            "broker"
        }
        "mongodb" | "couchdb" | "couchbase" | "rethinkdb" | "arangodb" | "litedb" | "dynamodb" => "documents",
        _ => "store",
    }
}

struct Image<'f, 'c> {
    file: &'f Examined<'c>,
    block: usize,
    line: usize,
    changed: bool,
    family: &'static str,
    tag: String,
}

/// Reads the images.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let (before, after) = (images(files, Side::Old), images(files, Side::New));
    let set = |images: &[Image<'_, '_>]| -> BTreeSet<&'static str> {
        images.iter().filter(|image| image.file.guard.is_none()).map(|image| image.family).collect()
    };
    let (old_set, new_set) = (set(&before), set(&after));
    let mut replaced = BTreeSet::new();
    // The image that stood in a file before, by what runs in it; and what went, by what it is.
    let mut stood: BTreeMap<(&str, &str), &Image<'_, '_>> = BTreeMap::new();
    let mut gone: BTreeMap<&str, &Image<'_, '_>> = BTreeMap::new();
    for old in before.iter().filter(|old| old.changed) {
        stood.entry((old.family, &old.file.file.path)).or_insert(old);
        if !new_set.contains(old.family) {
            gone.entry(class(old.family)).or_insert(old);
        }
    }
    for image in after.iter().filter(|image| image.changed) {
        let Some(read) = image.file.side(Side::New).get(image.block) else { continue };
        let what = if old_set.contains(image.family) {
            let old = stood.get(&(image.family, image.file.file.path.as_str()));
            let Some(old) = old else { continue };
            let (Some(from), Some(to)) = (version(&old.tag), version(&image.tag)) else { continue };
            if from == to {
                continue;
            }
            What::DatastoreUpgraded { what: format!("{} moves from version {from} to {to}", image.family) }
        } else {
            match gone.get(class(image.family)) {
                Some(old) => {
                    replaced.insert(old.family);
                    What::Datastore { what: format!("{} is replaced by {}", old.family, image.family), running: true }
                }
                None => What::Datastore { what: format!("{} comes in", image.family), running: true },
            }
        };
        facts
            .on_line(image.file, Side::New, read, image.line, what)
            .guarded(development_only(image.file))
            .confidence(Confidence::Medium);
    }
    for image in before
        .iter()
        .filter(|image| image.changed && !new_set.contains(image.family) && !replaced.contains(image.family))
    {
        let Some(read) = image.file.side(Side::Old).get(image.block) else { continue };
        let what = What::Datastore { what: format!("{} goes", image.family), running: true };
        facts
            .on_line(image.file, Side::Old, read, image.line, what)
            .guarded(development_only(image.file))
            .confidence(Confidence::Medium);
    }
}

fn images<'f, 'c>(files: &'f [Examined<'c>], side: Side) -> Vec<Image<'f, 'c>> {
    let mut images = Vec::new();
    for file in files.iter().filter(|file| matches!(file.role.kind, Kind::Compose | Kind::Kubernetes)) {
        for (block, read) in file.side(side).iter().enumerate() {
            for line in outline::lines(read.block).iter().filter(|line| line.key == "image") {
                let Some((family, tag)) = family(line.value) else { continue };
                let changed = read.block.lines.get(line.index).is_some_and(|line| line.changed);
                images.push(Image { file, block, line: line.index, changed, family, tag });
            }
        }
    }
    images
}

fn family(image: &str) -> Option<(&'static str, String)> {
    let image = image.split('@').next().unwrap_or(image);
    let (repository, tag) = image.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).unwrap_or((image, ""));
    let name = repository.rsplit('/').next().unwrap_or(repository);
    if name == "server" && !repository.contains("mssql") {
        return None;
    }
    FAMILIES.iter().find(|(known, _)| *known == name).map(|(_, family)| (*family, tag.to_owned()))
}

/// Whether an image looks into a store, catches mail or stands in for a vendor: it is there for those who write the
/// program.
pub(super) fn is_for_developers(image: &str) -> bool {
    const TOOLS: [&str; 22] = [
        "mongo-express",
        "adminer",
        "phpmyadmin",
        "pgadmin4",
        "redis-commander",
        "redisinsight",
        "kafka-ui",
        "kafdrop",
        "akhq",
        "mailhog",
        "mailpit",
        "maildev",
        "mailcatcher",
        "smtp4dev",
        "inbucket",
        "localstack",
        "azurite",
        "fake-gcs-server",
        "stripe-mock",
        "wiremock",
        "mock-oauth2-server",
        "dozzle",
    ];
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split(['@', ':']).next().is_some_and(|name| TOOLS.contains(&name))
}

/// The datastore or broker that a word is the name of.
pub(super) fn named(word: &str) -> Option<&'static str> {
    FAMILIES.iter().find(|(known, _)| *known == word && word != "server").map(|(_, family)| *family)
}

/// The datastore or broker that a name stands for, as charts and images are named.
pub(super) fn family_of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let known = FAMILIES.iter().filter(|(known, _)| *known != "server");
    known
        .into_iter()
        .find(|(known, _)| name == *known || name.starts_with(&format!("{known}-")))
        .map(|(_, family)| *family)
}

/// The major version of a tag, without a variable's default or a name in front.
fn version(tag: &str) -> Option<String> {
    let tag = tag.rsplit_once(":-").map_or(tag, |(_, default)| default);
    major(tag)
}
