//! .NET Aspire's application host: a program that says which services and datastores run.

use std::collections::BTreeMap;

use super::declared::{Declared, compare};
use crate::change::Side;
use crate::code::lexer::{Kind, Token};
use crate::examined::Examined;
use crate::fact::Facts;

/// Calls that add a datastore or broker, and what it is.
const STORES: [(&str, &str); 17] = [
    ("AddRedis", "redis"),
    ("AddValkey", "valkey"),
    ("AddGarnet", "garnet"),
    ("AddPostgres", "postgresql"),
    ("AddMySql", "mysql"),
    ("AddSqlServer", "sql server"),
    ("AddOracle", "oracle"),
    ("AddMongoDB", "mongodb"),
    ("AddRabbitMQ", "rabbitmq"),
    ("AddKafka", "kafka"),
    ("AddNats", "nats"),
    ("AddElasticsearch", "elasticsearch"),
    ("AddMilvus", "milvus"),
    ("AddQdrant", "qdrant"),
    ("AddAzureCosmosDB", "cosmos db"),
    ("AddAzureServiceBus", "azure service bus"),
    ("AddAzureStorage", "azure storage"),
];

/// Calls that add something that runs.
const SERVICES: [&str; 8] = [
    "AddContainer",
    "AddExecutable",
    "AddNpmApp",
    "AddNodeApp",
    "AddPythonApp",
    "AddDockerfile",
    "AddOllama",
    "AddKeycloak",
];

/// Reads the hosts of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.guard.is_none() && is_host(&file.file.path)) {
        compare(file, |side| resources(file, side), facts);
    }
}

fn is_host(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".cs") && path.split('/').any(|folder| folder.ends_with("AppHost"))
}

fn resources(file: &Examined<'_>, side: Side) -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        for (index, token) in read.tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
            let store = STORES.iter().find(|(call, _)| *call == token.text).map(|(_, store)| *store);
            let project = token.text == "AddProject";
            if store.is_none() && !project && !SERVICES.contains(&token.text) {
                continue;
            }
            // A method of that name that the project defines calls itself on `this`.
            let Some(name) = first_text(read.tokens.get(index + 1..).unwrap_or_default()) else { continue };
            let line = read.block.line_at(token.start);
            found.entry(name.to_owned()).or_insert(Declared { block, line, store, lasting: true });
        }
    }
    found
}

/// The text in the brackets behind a call.
fn first_text<'t>(rest: &[Token<'t>]) -> Option<&'t str> {
    const MOST: usize = 10;
    let mut inside = rest.iter().take(MOST).skip_while(|token| token.text != "(").skip(1);
    inside.next().filter(|token| token.kind == Kind::Text).map(|token| token.text)
}
