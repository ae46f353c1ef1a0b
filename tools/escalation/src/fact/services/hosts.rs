//! .NET Aspire's application host: a program that says which services and datastores run.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::development_only;
use crate::change::Side;
use crate::code::lexer::{Kind, Token};
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};

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
        let (before, after) = (resources(file, Side::Old), resources(file, Side::New));
        for (side, here, other, shift) in
            [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
        {
            for (name, found) in here {
                let Some(read) = file.side(side).get(found.block) else { continue };
                if other.contains_key(name) || !read.block.lines.get(found.line).is_some_and(|line| line.changed) {
                    continue;
                }
                let what = match found.store {
                    Some(store) => {
                        let verb = if shift == Shift::Added { "comes in" } else { "goes" };
                        What::Datastore { what: format!("{store} {verb}"), running: true }
                    }
                    None => What::Service { name: name.clone(), shift, lasting: true },
                };
                facts
                    .on_line(file, side, read, found.line, what)
                    .guarded(development_only(file))
                    .confidence(Confidence::Medium);
            }
        }
    }
}

fn is_host(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".cs") && path.split('/').any(|folder| folder.ends_with("AppHost"))
}

struct Resource {
    block: usize,
    line: usize,
    store: Option<&'static str>,
}

fn resources(file: &Examined<'_>, side: Side) -> BTreeMap<String, Resource> {
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
            found.entry(name.to_owned()).or_insert(Resource { block, line, store });
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
