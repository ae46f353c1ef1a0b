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
                        "neptune_cluster",
                        "redshift_cluster",
                        "redshiftserverless_workgroup",
                        "keyspaces_table",
                        "timestreamwrite_database",
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
const MADE: [&str; 19] = [
    "neptune",
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

/// Words of a module's source that say what else is billed, and whether it keeps data.
const BILLED: [(&str, bool); 15] = [
    ("s3", true),
    ("bucket", true),
    ("efs", true),
    ("eks", false),
    ("ecs", false),
    ("lambda", false),
    ("alb", false),
    ("cloudfront", false),
    ("ec2", false),
    ("nat", false),
    ("fargate", false),
    ("gke", false),
    ("aks", false),
    ("sagemaker", false),
    ("sqs", true),
];

/// Words of a module's source that say that it makes rights and rules only.
const RULES_ONLY: [&str; 8] = ["iam", "role", "roles", "policy", "policies", "security", "sg", "label"];

/// Whether a module stands in a folder that changes as well: it is told by its own resources.
fn is_of_the_change(source: &str, files: &[Examined<'_>]) -> bool {
    let folder = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let inside = |path: &str| path.split('/').rev().skip(1).any(|part| part == folder);
    source.starts_with('.') && files.iter().any(|file| inside(&file.file.path))
}

/// Modules whose source says what they make.
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
                    let changed = read.block.lines.get(line).is_some_and(|line| line.changed);
                    if !changed || other.contains(&name) || is_of_the_change(&source, files) {
                        continue;
                    }
                    let words = crate::word::words(&source);
                    let said = |known: &str| words.iter().any(|word| word == known);
                    let billed = || {
                        let rules_only = words.iter().any(|word| RULES_ONLY.contains(&word.as_str()));
                        BILLED.into_iter().find(|(word, _)| !rules_only && said(word))
                    };
                    let (made, keeps) = match MADE.into_iter().find(|word| said(word)) {
                        Some(made) => {
                            let what = format!("`module.{name}` ({made}) is {}", shift.as_str());
                            let what = What::Datastore { what, running: true };
                            facts.on_line(file, side, read, line, what).confidence(Confidence::Medium);
                            (made, true)
                        }
                        None => match billed() {
                            Some(found) => found,
                            None => continue,
                        },
                    };
                    if shift == Shift::Removed && !keeps {
                        continue;
                    }
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
