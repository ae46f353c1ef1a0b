//! The Compose file of a system.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::emit::{Map, Node, document};
use crate::generate::given::{Entry, Given, account, entries, password_variable};
use crate::generate::{System, backing_image, plan::Wishes, size};
use crate::service::{Backing, Service, Stop};

/// The text of `compose.yaml`.
pub fn file(system: &System, wishes: &Wishes) -> String {
    let mut services = Map::new();
    for (index, service) in system.services.iter().enumerate() {
        if let Some(migration) = &service.migration {
            services = services
                .note(format!(
                    "Brings the schema up to date with {}, once, before {} starts.",
                    migration.tool, service.name
                ))
                .put(migrate_name(service), migrate(index, system, wishes));
        }
        services = services.put(service.name.clone(), of_service(index, system, wishes));
    }
    let kinds: BTreeSet<Backing> =
        system.services.iter().flat_map(|service| service.backings.iter().copied()).collect();
    for kind in &kinds {
        services = services.put(kind.host(), of_backing(*kind, system));
    }
    let mut secrets = Map::new();
    for kind in kinds.iter().filter(|kind| secret_file(**kind)) {
        if let Some(variable) = password_variable(*kind) {
            secrets = secrets.put(variable.to_ascii_lowercase(), Map::new().put("environment", variable));
        }
    }
    let volumes = kinds
        .iter()
        .filter(|kind| volume_path(**kind).is_some())
        .fold(Map::new(), |map, kind| map.put(format!("{}-data", kind.host()), Map::new()));
    let root = Map::new()
        .put("name", system.name.clone())
        .put("services", services)
        .note("Taken from .env and handed over as files, so that `docker inspect` does not show them.")
        .put_some("secrets", secrets.some())
        .put_some("volumes", volumes.some());
    document(
        &[
            "Start it with `docker compose up --build --wait`. Values that are secret stand in .env, which is never committed.",
        ],
        &root,
    )
}

/// The text of `.env.example`, when there is something that only a person can fill in.
pub fn example_of_environment(system: &System) -> Option<String> {
    let mut names: BTreeSet<(String, String)> = BTreeSet::new();
    for service in &system.services {
        for kind in &service.backings {
            if let Some(name) = password_variable(*kind) {
                names.insert((name.to_owned(), format!("Password of the service's account in {}.", kind.host())));
            }
        }
        for entry in entries(service, system) {
            let own = match &entry.given {
                Given::Secret { compose, .. } => compose.starts_with(&format!("${{{}:", entry.name)),
                Given::Ask { .. } => true,
                _ => false,
            };
            if own && names.iter().all(|(name, _)| *name != entry.name) {
                names.insert((entry.name, entry.note));
            }
        }
    }
    if names.is_empty() {
        return None;
    }
    let mut text = "# Copy to .env, fill in, and keep it out of version control.\n".to_owned();
    for (name, note) in names {
        // Writing to a string cannot fail.
        let _ = write!(text, "# {note}\n{name}=\n");
    }
    Some(text)
}

fn migrate_name(service: &Service) -> String {
    format!("{}-migrate", service.name)
}

fn image_or_build(service: &Service, system: &System, map: Map) -> Map {
    match &service.image {
        Some(image) => map.put("image", image),
        None => map.put("build", Map::new().put("context", system.relative(&service.folder))),
    }
}

const HARDENED: &str = "Nothing but /tmp can be written, and no right of root is left.";

/// Rights that are taken away, as in Kubernetes.
fn hardened(map: Map, service: &Service) -> Map {
    map.put("read_only", true)
        .put("tmpfs", Node::words(std::iter::once("/tmp").chain(service.writes.iter().copied())))
        .put("cap_drop", Node::words(["ALL"]))
        .put("security_opt", Node::words(["no-new-privileges:true"]))
        .put("user", format!("{}:{}", service.user.0, service.user.1))
}

fn migrate(index: usize, system: &System, wishes: &Wishes) -> Map {
    let Some(service) = system.services.get(index) else { return Map::new() };
    let command: Vec<&str> =
        service.migration.as_ref().map(|migration| migration.command.clone()).unwrap_or_default();
    let map = image_or_build(service, system, Map::new())
        .put("command", Node::words(command))
        .put_some("environment", environment(&entries(service, system), system, wishes).some());
    hardened(map, service).put_some("depends_on", backings(service).some()).put("restart", "no")
}

fn backings(service: &Service) -> Map {
    service
        .backings
        .iter()
        .fold(Map::new(), |map, kind| map.put(kind.host(), Map::new().put("condition", "service_healthy")))
}

fn of_service(index: usize, system: &System, wishes: &Wishes) -> Map {
    let Some(service) = system.services.get(index) else { return Map::new() };
    let entries = entries(service, system);
    // What holds for every service is explained at the first.
    let once = |text: &'static str| if index == 0 { text } else { "" };
    let mut map = Map::new();
    if service.check.is_none() && service.port.is_some() {
        map = map.note("Without a health check: the image has nothing that could ask the service.");
    }
    map = image_or_build(service, system, map).put_some("environment", environment(&entries, system, wishes).some());
    if let Some(port) = service.port {
        let host = system.published(index);
        let note = if host == port {
            once("Reachable from this machine only; without the address, from everywhere.").to_owned()
        } else {
            format!("Another service has {port} already.")
        };
        map = map.note(note).put("ports", Node::words([format!("127.0.0.1:{host}:{port}")]));
    }
    let mut depends = backings(service);
    if service.migration.is_some() {
        depends = depends.put(migrate_name(service), Map::new().put("condition", "service_completed_successfully"));
    }
    for peer in system.waits_for(index, &entries) {
        if let Some(other) = system.services.get(peer) {
            let condition = if other.check.is_some() { "service_healthy" } else { "service_started" };
            depends = depends.put(other.name.clone(), Map::new().put("condition", condition));
        }
    }
    map = map.put_some("depends_on", depends.some());
    let size = size::of(service.stack);
    let start_period = format!("{}s", size.start_period * 8);
    map = map.put_some("healthcheck", service.check.clone().map(|command| check(command, &start_period)));
    if service.stop == Stop::NeedsInit {
        map = map
            .note("The code has no handler of SIGTERM, and process 1 has none by default: an init passes it on.")
            .put("init", true);
    }
    hardened(map.note(once(HARDENED)), service)
        .note(once("Where to begin: measure, and set it to what the service needs under load and a quarter more."))
        .put("mem_limit", format!("{}m", size.memory))
        .put("pids_limit", 256)
        .note(once("Longer than the longest request, so that none is cut."))
        .put("stop_grace_period", format!("{}s", system.grace(service)))
        .put("restart", "unless-stopped")
}

fn check(command: Vec<String>, start_period: &str) -> Map {
    // A `$` is Compose's own, so it is doubled.
    let command = command.into_iter().map(|word| word.replace('$', "$$"));
    Map::new()
        .put("test", Node::words(command))
        .put("interval", "10s")
        .put("timeout", "3s")
        .put("retries", 3)
        .put("start_period", start_period)
}

fn environment(entries: &[Entry], system: &System, _wishes: &Wishes) -> Map {
    let mut map = Map::new();
    for entry in entries {
        let value = match &entry.given {
            Given::Plain(value) => value.clone(),
            Given::Peer { service, url } => {
                let Some(other) = system.services.get(*service) else { continue };
                match other.port.filter(|_| *url) {
                    Some(port) => format!("http://{}:{port}", other.name),
                    None => other.name.clone(),
                }
            }
            Given::Secret { compose, .. } => compose.clone(),
            Given::Ask { optional: true } => format!("${{{}:-}}", entry.name),
            Given::Ask { optional: false } => format!("${{{}:?set it in .env}}", entry.name),
        };
        map = map.note(&entry.note).put(entry.name.clone(), value);
    }
    map
}

/// Whether the image takes its password as a file.
fn secret_file(kind: Backing) -> bool {
    matches!(kind, Backing::Postgres | Backing::Mysql | Backing::Mariadb | Backing::Mongo)
}

fn volume_path(kind: Backing) -> Option<&'static str> {
    match kind {
        Backing::Postgres => Some("/var/lib/postgresql/data"),
        Backing::Mysql | Backing::Mariadb => Some("/var/lib/mysql"),
        Backing::Mongo => Some("/data/db"),
        Backing::Redis | Backing::Nats => Some("/data"),
        Backing::Rabbit => Some("/var/lib/rabbitmq"),
        Backing::Kafka => Some("/var/lib/kafka/data"),
        Backing::Memcached => None,
    }
}

fn of_backing(kind: Backing, system: &System) -> Map {
    let account = account(system);
    let file = |variable: &str| format!("/run/secrets/{}", variable.to_ascii_lowercase());
    let environment = match kind {
        Backing::Postgres => Map::new()
            .put("POSTGRES_USER", &account)
            .put("POSTGRES_DB", &account)
            .put("POSTGRES_PASSWORD_FILE", file("POSTGRES_PASSWORD")),
        Backing::Mysql => Map::new()
            .put("MYSQL_USER", &account)
            .put("MYSQL_DATABASE", &account)
            .put("MYSQL_PASSWORD_FILE", file("MYSQL_PASSWORD"))
            .put("MYSQL_RANDOM_ROOT_PASSWORD", "yes"),
        Backing::Mariadb => Map::new()
            .put("MARIADB_USER", &account)
            .put("MARIADB_DATABASE", &account)
            .put("MARIADB_PASSWORD_FILE", file("MARIADB_PASSWORD"))
            .put("MARIADB_RANDOM_ROOT_PASSWORD", "yes"),
        Backing::Mongo => Map::new()
            .put("MONGO_INITDB_ROOT_USERNAME", &account)
            .put("MONGO_INITDB_ROOT_PASSWORD_FILE", file("MONGO_PASSWORD")),
        Backing::Rabbit => Map::new()
            .put("RABBITMQ_DEFAULT_USER", &account)
            .put("RABBITMQ_DEFAULT_PASS", "${RABBITMQ_PASSWORD:?set it in .env}"),
        Backing::Redis | Backing::Nats | Backing::Kafka | Backing::Memcached => Map::new(),
    };
    let test: Vec<String> = match kind {
        Backing::Postgres => shell(&format!("pg_isready -U {account} -d {account}")),
        Backing::Mysql => shell("mysqladmin ping -h 127.0.0.1 --silent"),
        Backing::Mariadb => exec(&["healthcheck.sh", "--connect", "--innodb_initialized"]),
        Backing::Mongo => exec(&["mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]),
        Backing::Redis => exec(&["redis-cli", "ping"]),
        Backing::Rabbit => exec(&["rabbitmq-diagnostics", "-q", "ping"]),
        Backing::Nats => exec(&["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8222/healthz"]),
        Backing::Kafka => {
            exec(&["/opt/kafka/bin/kafka-broker-api-versions.sh", "--bootstrap-server", "localhost:9092"])
        }
        Backing::Memcached => exec(&["nc", "-z", "127.0.0.1", "11211"]),
    };
    let secret = password_variable(kind).filter(|_| secret_file(kind));
    Map::new()
        .note("Not published: only the services of this file reach it.")
        .put("image", backing_image(kind, system))
        .put_some(
            "command",
            (kind == Backing::Nats).then(|| Node::words(["--jetstream", "--store_dir", "/data", "-m", "8222"])),
        )
        .put_some("environment", environment.some())
        .put_some("secrets", secret.map(|variable| Node::words([variable.to_ascii_lowercase()])))
        .put_some("volumes", volume_path(kind).map(|path| Node::words([format!("{}-data:{path}", kind.host())])))
        .put("healthcheck", check(test, "30s"))
        .put("security_opt", Node::words(["no-new-privileges:true"]))
        .put("mem_limit", if matches!(kind, Backing::Kafka) { "1g" } else { "512m" })
        .put("restart", "unless-stopped")
}

fn exec(words: &[&str]) -> Vec<String> {
    std::iter::once("CMD").chain(words.iter().copied()).map(ToOwned::to_owned).collect()
}

fn shell(line: &str) -> Vec<String> {
    vec!["CMD-SHELL".to_owned(), line.to_owned()]
}
