//! Services and datastores that Terraform declares.

use std::collections::BTreeSet;

use architect_core::Confidence;

use crate::change::Side;
use crate::code::hcl;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};
use crate::role::Kind;

/// Reads Terraform.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let addresses = |side: Side| -> BTreeSet<String> {
        terraform()
            .flat_map(|file| file.side(side))
            .flat_map(hcl::resources)
            .map(|resource| resource.address())
            .collect()
    };
    let (before, after) = (addresses(Side::Old), addresses(Side::New));
    modules(files, facts);
    for file in terraform() {
        for (side, other, shift) in [(Side::New, &before, Shift::Added), (Side::Old, &after, Shift::Removed)] {
            for read in file.side(side) {
                for resource in hcl::resources(read) {
                    let Some(line) =
                        resource.begins.filter(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
                    else {
                        continue;
                    };
                    if other.contains(&resource.address()) {
                        continue;
                    }
                    let kind = resource.kind.as_str();
                    let what = if [
                        "_ecs_service",
                        "cloud_run",
                        "container_app",
                        "apprunner_service",
                        "lambda_function",
                        "cloudfunctions",
                        "function_app",
                    ]
                    .iter()
                    .any(|part| kind.contains(part))
                    {
                        What::Service { name: resource.address(), shift, lasting: !kind.contains("function") }
                    } else if [
                        "_db_instance",
                        "rds_cluster",
                        "dynamodb_table",
                        "elasticache",
                        "memorydb",
                        "docdb_cluster",
                        "opensearch_domain",
                        "elasticsearch_domain",
                        "msk_cluster",
                        "_mq_broker",
                        "kinesis_stream",
                        "sql_database_instance",
                        "spanner_instance",
                        "bigtable_instance",
                        "redis_instance",
                        "memcache_instance",
                        "alloydb_cluster",
                        "flexible_server",
                        "cosmosdb_account",
                        "redis_cache",
                        "eventhub_namespace",
                        "servicebus_namespace",
                        "kafka_cluster",
                        "database_cluster",
                        "mongodbatlas_cluster",
                    ]
                    .iter()
                    .any(|part| kind.ends_with(part) || (*part == "elasticache" && kind.contains(part)))
                    {
                        What::Datastore {
                            what: format!("`{}` is {}", resource.address(), shift.as_str()),
                            running: true,
                        }
                    } else {
                        continue;
                    };
                    facts.on_line(file, side, read, line, what);
                }
            }
        }
    }
}

/// Words of a module's source that say which store or queue it makes.
const MADE: [&str; 18] = [
    "rds",
    "aurora",
    "elasticache",
    "redis",
    "memcached",
    "opensearch",
    "elasticsearch",
    "msk",
    "kafka",
    "rabbitmq",
    "dynamodb",
    "documentdb",
    "redshift",
    "postgres",
    "postgresql",
    "mysql",
    "memorystore",
    "cosmosdb",
];

/// Modules from elsewhere whose source says what they make. One in a folder beside is told by its own resources.
fn modules(files: &[Examined<'_>], facts: &mut Facts) {
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let names = |side: Side| -> BTreeSet<String> {
        terraform().flat_map(|file| file.side(side)).flat_map(hcl::modules).map(|(_, name, _)| name).collect()
    };
    let (before, after) = (names(Side::Old), names(Side::New));
    for file in terraform() {
        for (side, other, shift) in [(Side::New, &before, Shift::Added), (Side::Old, &after, Shift::Removed)] {
            for read in file.side(side) {
                for (line, name, source) in hcl::modules(read) {
                    let made = crate::word::words(&source).into_iter().find(|word| MADE.contains(&word.as_str()));
                    let changed = read.block.lines.get(line).is_some_and(|line| line.changed);
                    let (Some(made), true, false) = (made, changed, other.contains(&name)) else { continue };
                    if source.starts_with('.') {
                        continue;
                    }
                    let what = What::Datastore {
                        what: format!("`module.{name}` ({made}) is {}", shift.as_str()),
                        running: true,
                    };
                    facts.on_line(file, side, read, line, what).confidence(Confidence::Medium);
                    let what = match shift {
                        Shift::Added => What::ResourcePriced {
                            name: format!("module.{name} ({made})"),
                            larger: false,
                            minor: false,
                        },
                        _ => What::ResourceRemoved { name: format!("module.{name} ({made})") },
                    };
                    facts.on_line(file, side, read, line, what).confidence(Confidence::Medium);
                }
            }
        }
    }
}
