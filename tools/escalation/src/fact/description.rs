//! What the description says. Words are weak evidence, and their absence is none.

use architect_core::Confidence;

use crate::catalogue::catalogue;
use crate::change::Side;
use crate::fact::{Facts, Place, Surroundings, What};
use crate::trigger::Trigger;
use crate::word::words;

/// Verbs that take something away.
const REMOVES: [&str; 16] = [
    "drop",
    "drops",
    "dropping",
    "delete",
    "deletes",
    "deleting",
    "truncate",
    "truncates",
    "purge",
    "purges",
    "wipe",
    "wipes",
    "erase",
    "remove",
    "removes",
    "removing",
];
/// What data stands in.
const STORED: [&str; 18] = [
    "table",
    "tables",
    "column",
    "columns",
    "database",
    "schema",
    "rows",
    "records",
    "data",
    "bucket",
    "volume",
    "collection",
    "index",
    "keyspace",
    "topic",
    "backup",
    "backups",
    "migration",
];
/// Verbs that change something.
const CHANGES: [&str; 32] = [
    "add",
    "adds",
    "adding",
    "introduce",
    "introduces",
    "replace",
    "replaces",
    "replacing",
    "switch",
    "switches",
    "migrate",
    "migrates",
    "migrating",
    "integrate",
    "integrates",
    "enable",
    "disable",
    "change",
    "changes",
    "rewrite",
    "refactor",
    "remove",
    "removes",
    "use",
    "uses",
    "implement",
    "implements",
    "support",
    "allow",
    "move",
    "moves",
    "rotate",
];
/// What people enter by.
const ENTRY: [&str; 24] = [
    "login",
    "logout",
    "password",
    "passwords",
    "sso",
    "oauth",
    "oauth2",
    "oidc",
    "saml",
    "jwt",
    "mfa",
    "2fa",
    "authentication",
    "authorization",
    "auth",
    "session",
    "sessions",
    "cookie",
    "permissions",
    "rbac",
    "signup",
    "signin",
    "cors",
    "csrf",
];
/// What systems are made of.
const PARTS: [&str; 24] = [
    "microservice",
    "microservices",
    "service",
    "services",
    "queue",
    "broker",
    "kafka",
    "rabbitmq",
    "redis",
    "postgres",
    "postgresql",
    "mysql",
    "mongodb",
    "elasticsearch",
    "grpc",
    "graphql",
    "gateway",
    "monolith",
    "kubernetes",
    "datastore",
    "nats",
    "sqs",
    "valkey",
    "cassandra",
];
/// What money is spent on.
const COSTS: [&str; 12] = [
    "paid",
    "subscription",
    "billing",
    "billed",
    "pricing",
    "cost",
    "costs",
    "licence",
    "license",
    "vendor",
    "saas",
    "invoice",
];

/// Reads the description.
pub(super) fn read(surroundings: &Surroundings, facts: &mut Facts) {
    let Some(description) = &surroundings.description else { return };
    for (index, line) in description.lines().enumerate() {
        for sentence in line.split(['.', ';', '!', '?']) {
            let words: Vec<String> = sentence.split_whitespace().flat_map(words).collect();
            let has = |list: &[&str]| words.iter().find(|word| list.contains(&word.as_str())).cloned();
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let mut say = |trigger: Trigger, phrase: String, explicit: bool| {
                let place = Place {
                    source: "description".to_owned(),
                    line: Some(number),
                    side: Side::New,
                    quote: Some(sentence.trim().to_owned()),
                };
                let what = What::Described { trigger, phrase, explicit };
                facts.push(what, place, None).confidence(Confidence::Low);
            };
            if let (Some(verb), Some(noun)) = (has(&REMOVES), has(&STORED)) {
                say(Trigger::DataLoss, format!("{verb} … {noun}"), true);
            }
            if let (Some(verb), Some(noun)) = (has(&CHANGES), has(&ENTRY)) {
                say(Trigger::Authentication, format!("{verb} … {noun}"), true);
            }
            if let (Some(verb), Some(noun)) = (has(&CHANGES), has(&PARTS)) {
                say(Trigger::Architecture, format!("{verb} … {noun}"), false);
            }
            let names: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
            let vendor = catalogue().vendors().iter().find(|vendor| {
                let name: Vec<String> = crate::word::words(&vendor.name);
                !name.is_empty()
                    && vendor.id.len() > 4
                    && names.windows(name.len()).any(|window| window == name.as_slice())
            });
            if let (Some(verb), Some(vendor)) = (has(&CHANGES), vendor) {
                say(Trigger::ThirdPartyCost, format!("{verb} … {}", vendor.name), true);
            } else if let (Some(verb), Some(noun)) = (has(&CHANGES), has(&COSTS)) {
                say(Trigger::ThirdPartyCost, format!("{verb} … {noun}"), false);
            }
        }
    }
}
