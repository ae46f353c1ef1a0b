//! Which store a program is told to use: drivers, engines, adapters and addresses in settings.
//!
//! A setting is a key with a value that names a store. A key that named one store before and names another now is a
//! swap, whatever packages say; an address counts as a key of its own.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use super::{development_only, images};
use crate::change::Side;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::{Language, outline};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::manifest::Ecosystem;
use crate::role::Kind;

/// What values call the stores, in lower case.
const STORES: [(&str, &str); 72] = [
    ("postgres", "postgresql"),
    ("postgresql", "postgresql"),
    ("postgresql+asyncpg", "postgresql"),
    ("postgresql+psycopg", "postgresql"),
    ("postgresql+psycopg2", "postgresql"),
    ("postgresql_psycopg2", "postgresql"),
    ("postgis", "postgresql"),
    ("pgsql", "postgresql"),
    ("pg", "postgresql"),
    ("npgsql", "postgresql"),
    ("sqlx-postgres", "postgresql"),
    ("pdo_pgsql", "postgresql"),
    ("mysql", "mysql"),
    ("mysql2", "mysql"),
    ("mysql+pymysql", "mysql"),
    ("mysql+aiomysql", "mysql"),
    ("sqlx-mysql", "mysql"),
    ("pdo_mysql", "mysql"),
    ("trilogy", "mysql"),
    ("mariadb", "mariadb"),
    ("sqlite", "sqlite"),
    ("sqlite3", "sqlite"),
    ("sqlite+aiosqlite", "sqlite"),
    ("better-sqlite3", "sqlite"),
    ("sqlx-sqlite", "sqlite"),
    ("pdo_sqlite", "sqlite"),
    ("h2", "h2"),
    ("hsqldb", "hsqldb"),
    ("mssql", "sql server"),
    ("sqlserver", "sql server"),
    ("sqlsrv", "sql server"),
    ("oracle", "oracle"),
    ("cockroachdb", "cockroachdb"),
    ("mongodb", "mongodb"),
    ("mongodb+srv", "mongodb"),
    ("mongo", "mongodb"),
    ("redis", "redis"),
    ("rediss", "redis"),
    ("rediscache", "redis"),
    ("redis_cache_store", "redis"),
    ("redis_store", "redis"),
    ("predis", "redis"),
    ("valkey", "valkey"),
    ("memcached", "memcached"),
    ("memcachedcache", "memcached"),
    ("pymemcachecache", "memcached"),
    ("pylibmccache", "memcached"),
    ("mem_cache_store", "memcached"),
    ("dalli_store", "memcached"),
    ("amqp", "rabbitmq"),
    ("amqps", "rabbitmq"),
    ("rabbitmq", "rabbitmq"),
    ("kafka", "kafka"),
    ("nats", "nats"),
    ("sqs", "sqs"),
    ("sidekiq", "sidekiq"),
    ("resque", "resque"),
    ("memory_store", "the process itself"),
    ("file_store", "the process itself"),
    ("null_store", "nothing"),
    ("inline", "the process itself"),
    ("async", "the process itself"),
    ("sync", "the process itself"),
    ("delayed_job", "delayed job"),
    ("good_job", "good job"),
    ("solid_queue", "solid queue"),
    ("solid_cache_store", "solid cache"),
    ("que", "que"),
    ("elasticsearch", "elasticsearch"),
    ("opensearch", "opensearch"),
    ("meilisearch", "meilisearch"),
    ("typesense", "typesense"),
];

/// Keys whose value says which store is used, in lower case and without marks.
const KEYS: [&str; 34] = [
    "adapter",
    "engine",
    "provider",
    "dialect",
    "client",
    "connector",
    "backend",
    "driver",
    "type",
    "dbengine",
    "dbtype",
    "dbdriver",
    "dbclient",
    "dbdialect",
    "dbconnection",
    "dbadapter",
    "databasetype",
    "databaseengine",
    "databasedriver",
    "databaseadapter",
    "databaseprovider",
    "databaseclient",
    "queueadapter",
    "queueconnection",
    "queuedriver",
    "queuetype",
    "cachestore",
    "cachedriver",
    "cachetype",
    "searchengine",
    "searchdriver",
    "scoutdriver",
    "broker",
    "brokertype",
];

/// Keys whose value says where files are kept, in lower case and without marks.
const FILES: [&str; 7] = [
    "filesystemdisk",
    "filesystemdriver",
    "filesystemcloud",
    "storagedriver",
    "storagebackend",
    "storagetype",
    "storageprovider",
];

/// What such values call the places.
const PLACES: [(&str, &str); 16] = [
    ("local", "the disk"),
    ("disk", "the disk"),
    ("file", "the disk"),
    ("filesystem", "the disk"),
    ("s3", "S3"),
    ("amazon", "S3"),
    ("aws", "S3"),
    ("azure", "Azure's storage"),
    ("azureblob", "Azure's storage"),
    ("microsoft", "Azure's storage"),
    ("google", "Google's storage"),
    ("gcs", "Google's storage"),
    ("gcp", "Google's storage"),
    ("minio", "MinIO"),
    ("cloudinary", "Cloudinary"),
    ("spaces", "Spaces"),
];

/// Calls of Entity Framework that choose a store.
const PROVIDERS: [(&str, &str); 9] = [
    ("UseNpgsql", "postgresql"),
    ("UseSqlServer", "sql server"),
    ("UseAzureSql", "sql server"),
    ("UseSqlite", "sqlite"),
    ("UseMySql", "mysql"),
    ("UseMySQL", "mysql"),
    ("UseOracle", "oracle"),
    ("UseCosmos", "cosmos db"),
    ("UseMongoDB", "mongodb"),
];

/// Keys that say where the queue of background work is, in Celery's and its kin's settings.
const BROKERS: [&str; 5] = ["BROKER_URL", "BROKER_HOST", "CELERY_BROKER_URL", "CELERY_BROKER", "DRAMATIQ_BROKER_URL"];

/// A key that chooses a store, on a changed line.
struct Chosen {
    family: &'static str,
    block: usize,
    line: usize,
}

/// Choices by key; an address stands below the class of its store.
type Choices = BTreeMap<String, Vec<Chosen>>;

/// Reads the settings of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.guard.is_none() && may_choose(file)) {
        let (before, after) = (choices(file, Side::Old), choices(file, Side::New));
        for (key, came) in &after {
            let Some(gone) = before.get(key) else { continue };
            let had = |family: &str| gone.iter().any(|old| old.family == family);
            let has = |family: &str| came.iter().any(|new| new.family == family);
            let Some(new) = came.iter().find(|new| !had(new.family)) else { continue };
            let Some(old) = gone.iter().find(|old| !has(old.family)) else { continue };
            let Some(read) = file.new.get(new.block) else { continue };
            let what =
                What::Datastore { what: format!("{} is replaced by {}", old.family, new.family), running: true };
            facts
                .on_line(file, Side::New, read, new.line, what)
                .guarded(development_only(file))
                .confidence(Confidence::Medium);
        }
    }
    brokers(files, facts);
}

/// A broker for background work that settings name for the first time.
fn brokers(files: &[Examined<'_>], facts: &mut Facts) {
    let settings = || files.iter().filter(|file| file.guard.is_none() && file.language() == Some(Language::Python));
    let names = |token: &&Token<'_>| token.kind != TokenKind::Punctuation && BROKERS.contains(&token.text);
    if settings().flat_map(|file| &file.old).any(|read| read.tokens.iter().any(|token| names(&token))) {
        return;
    }
    for file in settings() {
        for read in &file.new {
            // Set, not read.
            let set = read.tokens.windows(2).find(|pair| {
                matches!(pair, [name, mark] if names(&name) && mark.text == "="
                    && read.block.lines.get(read.block.line_at(name.start)).is_some_and(|line| line.changed))
            });
            let Some([name, _]) = set else { continue };
            let what = What::Datastore { what: format!("`{}` names a broker", name.text), running: true };
            facts
                .on_line(file, Side::New, read, read.block.line_at(name.start), what)
                .guarded(development_only(file))
                .confidence(Confidence::Medium);
        }
    }
}

/// Whether a file may say which store is used.
fn may_choose(file: &Examined<'_>) -> bool {
    match file.role.kind {
        Kind::Manifest => Ecosystem::of_path(&file.file.path) == Some(Ecosystem::Cargo),
        Kind::Configuration | Kind::Source | Kind::Compose | Kind::Kubernetes | Kind::Helm | Kind::Terraform => {
            !file.role.interface
        }
        _ => false,
    }
}

fn choices(file: &Examined<'_>, side: Side) -> Choices {
    let mut choices = Choices::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let tried = tried_lines(file, read);
        let counts =
            |line: usize| read.block.lines.get(line).is_some_and(|line| line.changed) && !tried.contains(&line);
        let mut add = |key: String, family: &'static str, line: usize| {
            choices.entry(key).or_default().push(Chosen { family, block, line });
        };
        for (index, token) in read.tokens.iter().enumerate() {
            let line = read.block.line_at(token.start);
            if token.kind == TokenKind::Punctuation || !counts(line) {
                continue;
            }
            if file.role.kind == Kind::Manifest {
                // Drivers are features of one package.
                if let Some(family) = store(token.text).filter(|_| token.kind == TokenKind::Text) {
                    add("features".to_owned(), family, line);
                }
                continue;
            }
            let provider = PROVIDERS.iter().find(|(call, _)| token.text.starts_with("Use") && *call == token.text);
            if let Some((_, family)) = provider {
                add("provider of Entity Framework".to_owned(), family, line);
            }
            for family in addresses_of(if token.kind == TokenKind::Text { token.text } else { "" }) {
                add(format!("address of {}", images::class(family)), family, line);
            }
            if let Some(family) = chosen(read, index) {
                add(plain(token.text), family, line);
            }
        }
        // Settings whose lexer parts words at dots and slashes.
        if matches!(file.language(), Some(Language::Yaml | Language::Hash)) {
            for (line, _, text) in read.block.changed().filter(|(line, _, _)| counts(*line)) {
                for family in addresses_of(text).filter(|_| !text.trim_start().starts_with('#')) {
                    add(format!("address of {}", images::class(family)), family, line);
                }
            }
        }
    }
    choices
}

/// The lines that stand below the key of an environment for tests or development.
fn tried_lines(file: &Examined<'_>, read: &ReadBlock<'_>) -> BTreeSet<usize> {
    if file.language() != Some(Language::Yaml) {
        return BTreeSet::new();
    }
    let lines = outline::lines(read.block);
    let tried = lines.iter().filter(|line| line.above.iter().any(|key| matches!(*key, "test" | "development")));
    tried.map(|line| line.index).collect()
}

/// The store that a key's value names, where a token is such a key.
fn chosen(read: &ReadBlock<'_>, index: usize) -> Option<&'static str> {
    const MOST: usize = 12;
    const LONGEST: usize = 24;
    let key = read.tokens.get(index).filter(|key| key.text.len() <= LONGEST)?;
    let set = read.tokens.get(index + 1).is_some_and(|mark| matches!(mark.text, ":" | "="));
    let name = if set { plain(key.text) } else { return None };
    let before =
        |steps: usize| index.checked_sub(steps).and_then(|at| read.tokens.get(at)).map_or("", |token| token.text);
    // `config.active_storage.service = :amazon`
    let of_files = FILES.contains(&name.as_str()) || name == "service" && before(2) == "active_storage";
    if !KEYS.contains(&name.as_str()) && !of_files {
        return None;
    }
    let named = |value: &str| if of_files { place(value) } else { store(value) };
    let line = read.block.line_at(key.start);
    let rest = read.tokens.get(index + 2..)?.iter().take(MOST);
    let mut rest =
        rest.take_while(|token| read.block.line_at(token.start) == line && !matches!(token.text, "," | ";"));
    // `=>` of PHP and Ruby; `env("DB_CONNECTION", "mysql")` says what holds unless told otherwise.
    rest.find_map(|token| {
        let says = token.kind != TokenKind::Punctuation;
        says.then(|| token.text.rsplit('.').next().and_then(named)).flatten()
    })
}

fn place(value: &str) -> Option<&'static str> {
    PLACES.iter().find(|(known, _)| value.eq_ignore_ascii_case(known)).map(|(_, place)| *place)
}

/// A key without its marks, in lower case.
fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn store(value: &str) -> Option<&'static str> {
    const LONGEST: usize = 24;
    if value.len() > LONGEST {
        return None;
    }
    let value = value.to_ascii_lowercase();
    STORES.iter().find(|(known, _)| *known == value).map(|(_, family)| *family)
}

/// The stores whose addresses a text holds: `postgres://…`, `jdbc:mysql://…`, `jdbc:h2:mem:…`.
fn addresses_of(text: &str) -> impl Iterator<Item = &'static str> + '_ {
    let web = text.match_indices("://").filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let begin = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_')))
            .map_or(0, |at| at + 1);
        store(before.get(begin..)?)
    });
    let java = text.match_indices("jdbc:").filter_map(|(at, mark)| {
        let rest = text.get(at + mark.len()..)?;
        let end = rest.find(':')?;
        // The addresses with slashes were found above.
        store(rest.get(..end)?).filter(|_| !rest.get(end..).is_some_and(|rest| rest.starts_with("://")))
    });
    web.chain(java)
}
