//! What a service is given for the variables that its code reads: a value, a secret, or a question.

use std::collections::BTreeSet;

use architect_container::generate::Stack;

use crate::generate::System;
use crate::service::{Backing, Need, Service, Variable};

/// A variable of the environment and what it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it gets.
    pub given: Given,
    /// Why, for the reader of the file.
    pub note: String,
}

/// What a variable gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A value that anybody may see.
    Plain(String),
    /// Another service of the system, by its number; `url` says whether an address or only the host is wanted.
    Peer {
        /// Number of the service in the system.
        service: usize,
        /// An address instead of a host.
        url: bool,
    },
    /// A secret; Compose puts it together from what stands in `.env`.
    Secret {
        /// The value in a Compose file, with references to variables.
        compose: String,
        /// Whether the service starts without it.
        optional: bool,
    },
    /// A value that only a person knows.
    Ask {
        /// Whether the service starts without it.
        optional: bool,
    },
}

/// The name of the user, and of the database, that a system gets in its databases.
pub fn account(system: &System) -> String {
    system.name.replace('-', "_")
}

/// The variable that holds the password of a database.
pub fn password_variable(kind: Backing) -> Option<&'static str> {
    match kind {
        Backing::Postgres => Some("POSTGRES_PASSWORD"),
        Backing::Mysql => Some("MYSQL_PASSWORD"),
        Backing::Mariadb => Some("MARIADB_PASSWORD"),
        Backing::Mongo => Some("MONGO_PASSWORD"),
        Backing::Rabbit => Some("RABBITMQ_PASSWORD"),
        Backing::Redis | Backing::Nats | Backing::Kafka | Backing::Memcached => None,
    }
}

fn required(name: &str) -> String {
    format!("${{{name}:?set it in .env}}")
}

/// All variables of a service, in the order of their names, with what they get. What has a default in the code, and
/// nothing better is known, is left out.
pub fn entries(service: &Service, system: &System) -> Vec<Entry> {
    let mut found: Vec<Entry> =
        service.environment.iter().filter_map(|variable| entry(variable, service, system)).collect();
    let named: BTreeSet<Backing> = service
        .environment
        .iter()
        .filter_map(|variable| backing(&variable.name, service).map(|(kind, _)| kind))
        .collect();
    for kind in service.backings.iter().filter(|kind| !named.contains(kind)) {
        let usual: Vec<String> = match (service.stack, kind) {
            (Some(Stack::Java), Backing::Postgres | Backing::Mysql | Backing::Mariadb) => {
                ["URL", "USERNAME", "PASSWORD"].iter().map(|part| format!("SPRING_DATASOURCE_{part}")).collect()
            }
            (Some(Stack::Java), Backing::Redis) => vec!["SPRING_DATA_REDIS_HOST".to_owned()],
            (Some(Stack::Java), Backing::Mongo) => vec!["SPRING_DATA_MONGODB_URI".to_owned()],
            (_, kind) if kind.is_database() => vec!["DATABASE_URL".to_owned()],
            (_, kind) => vec![format!("{}_URL", kind.host().to_ascii_uppercase())],
        };
        for name in usual {
            let part = name.rsplit('_').next().unwrap_or_default().to_owned();
            if let Some(given) = of_backing(*kind, &part, service, system)
                && found.iter().all(|entry| entry.name != name)
            {
                let note = format!("Assumed: no variable of the code that names {} was found.", kind.host());
                found.push(Entry { name, given, note });
            }
        }
    }
    if service.port.is_some_and(|_| service.environment.iter().all(|variable| variable.name != "PORT"))
        && service.set.iter().any(|name| name == "PORT")
    {
        let port = service.port.unwrap_or_default().to_string();
        found.push(Entry { name: "PORT".to_owned(), given: Given::Plain(port), note: String::new() });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn entry(variable: &Variable, service: &Service, system: &System) -> Option<Entry> {
    let place = format!("{}:{}", variable.source.name(), variable.line);
    let entry = |given: Given, note: String| Some(Entry { name: variable.name.clone(), given, note });
    if variable.name == "PORT" {
        return service.port.and_then(|port| entry(Given::Plain(port.to_string()), String::new()));
    }
    if let Some((kind, part)) = backing(&variable.name, service)
        && let Some(given) = of_backing(kind, part, service, system)
    {
        return entry(given, format!("Read in {place}."));
    }
    if let Some(given) = peer(&variable.name, service, system) {
        return entry(given, format!("Read in {place}."));
    }
    let optional = variable.need != Need::Required;
    if variable.is_secret() {
        let compose = if optional { format!("${{{}:-}}", variable.name) } else { required(&variable.name) };
        return entry(Given::Secret { compose, optional }, format!("Read in {place}."));
    }
    match variable.need {
        Need::Optional => None,
        Need::Unknown => entry(Given::Ask { optional: true }, format!("Read in {place}, without a default.")),
        Need::Required => {
            entry(Given::Ask { optional: false }, format!("Read in {place}; the service fails without it."))
        }
    }
}

/// What a variable names of the things that the service leans on, and which part of it.
fn backing<'n>(name: &'n str, service: &Service) -> Option<(Backing, &'n str)> {
    const LIBPQ: [(&str, &str); 5] = [
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGDATABASE", "NAME"),
    ];
    if let Some((_, part)) = LIBPQ.iter().find(|(known, _)| *known == name) {
        return service.backings.contains(&Backing::Postgres).then_some((Backing::Postgres, *part));
    }
    let mut parts: Vec<&str> = name.split('_').collect();
    let part = parts.pop()?;
    let kind = |kind: &&Backing| parts.iter().any(|word| kind.words().contains(word));
    // `DATABASE` and `DB` mean the first database, `REDIS` only Redis: the longest list of words comes first anyway.
    service.backings.iter().find(kind).map(|kind| (*kind, part))
}

fn of_backing(kind: Backing, part: &str, service: &Service, system: &System) -> Option<Given> {
    let (host, port, account) = (kind.host(), kind.port(), account(system));
    let plain = |text: String| Some(Given::Plain(text));
    let secret = |compose: String| Some(Given::Secret { compose, optional: false });
    let password = password_variable(kind).map(required);
    match part {
        "URL" | "URI" | "DSN" => match (kind, service.stack) {
            (Backing::Postgres, Some(Stack::Java)) => plain(format!("jdbc:postgresql://{host}:{port}/{account}")),
            (Backing::Mysql, Some(Stack::Java)) => plain(format!("jdbc:mysql://{host}:{port}/{account}")),
            (Backing::Mariadb, Some(Stack::Java)) => plain(format!("jdbc:mariadb://{host}:{port}/{account}")),
            (Backing::Postgres, _) => secret(format!("postgresql://{account}:{}@{host}:{port}/{account}", password?)),
            (Backing::Mysql | Backing::Mariadb, Some(Stack::Go)) => {
                secret(format!("{account}:{}@tcp({host}:{port})/{account}?parseTime=true", password?))
            }
            (Backing::Mysql | Backing::Mariadb, _) => {
                secret(format!("mysql://{account}:{}@{host}:{port}/{account}", password?))
            }
            (Backing::Mongo, _) => {
                secret(format!("mongodb://{account}:{}@{host}:{port}/{account}?authSource=admin", password?))
            }
            (Backing::Rabbit, _) => secret(format!("amqp://{account}:{}@{host}:{port}", password?)),
            (Backing::Redis, _) => plain(format!("redis://{host}:{port}")),
            (Backing::Nats, _) => plain(format!("nats://{host}:{port}")),
            (Backing::Kafka | Backing::Memcached, _) => plain(format!("{host}:{port}")),
        },
        "HOST" | "HOSTNAME" | "SERVER" => plain(host.to_owned()),
        "ADDR" | "ADDRESS" | "BROKERS" | "SERVERS" | "BROKER" => plain(format!("{host}:{port}")),
        "PORT" => plain(port.to_string()),
        "USER" | "USERNAME" => plain(account),
        "NAME" | "DB" | "DATABASE" | "DBNAME" if kind.is_database() => plain(account),
        "PASSWORD" | "PASS" | "PWD" => secret(password?),
        _ => None,
    }
}

/// Another service of the system that a variable names: `CATALOG_URL`, `ORDERS_SERVICE_HOST`.
fn peer(name: &str, service: &Service, system: &System) -> Option<Given> {
    let endings = [
        ("_BASE_URL", true),
        ("_API_URL", true),
        ("_URL", true),
        ("_URI", true),
        ("_ENDPOINT", true),
        ("_HOST", false),
    ];
    let (stem, url) = endings.iter().find_map(|(ending, url)| Some((name.strip_suffix(ending)?, *url)))?;
    let stem = stem.strip_suffix("_SERVICE").unwrap_or(stem);
    let index = system.services.iter().position(|other| {
        let own = other.name.to_ascii_uppercase().replace('-', "_");
        other.name != service.name && other.port.is_some() && own.strip_suffix("_SERVICE").unwrap_or(&own) == stem
    })?;
    Some(Given::Peer { service: index, url })
}
