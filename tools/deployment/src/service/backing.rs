//! What a service leans on: the databases, caches and brokers whose drivers its manifests name.

use architect_container::project::{Evidence, Project};

/// A kind of database, cache or broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backing {
    /// PostgreSQL.
    Postgres,
    /// `MySQL`.
    Mysql,
    /// `MariaDB`.
    Mariadb,
    /// `MongoDB`.
    Mongo,
    /// Redis.
    Redis,
    /// `RabbitMQ`.
    Rabbit,
    /// NATS.
    Nats,
    /// Kafka.
    Kafka,
    /// Memcached.
    Memcached,
}

impl Backing {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Postgres,
        Self::Mysql,
        Self::Mariadb,
        Self::Mongo,
        Self::Redis,
        Self::Rabbit,
        Self::Nats,
        Self::Kafka,
        Self::Memcached,
    ];

    /// Its name as a host of a Compose file.
    pub const fn host(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
            Self::Mongo => "mongo",
            Self::Redis => "redis",
            Self::Rabbit => "rabbitmq",
            Self::Nats => "nats",
            Self::Kafka => "kafka",
            Self::Memcached => "memcached",
        }
    }

    /// The port that it listens on.
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
            Self::Mongo => 27017,
            Self::Redis => 6379,
            Self::Rabbit => 5672,
            Self::Nats => 4222,
            Self::Kafka => 9092,
            Self::Memcached => 11211,
        }
    }

    /// The words by which variables of the environment name it.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["POSTGRES", "POSTGRESQL", "PG", "DATABASE", "DB"],
            Self::Mysql | Self::Mariadb => &["MYSQL", "MARIADB", "DATABASE", "DB"],
            Self::Mongo => &["MONGO", "MONGODB", "DATABASE", "DB"],
            Self::Redis => &["REDIS", "CACHE"],
            Self::Rabbit => &["RABBITMQ", "RABBIT", "AMQP", "BROKER"],
            Self::Nats => &["NATS"],
            Self::Kafka => &["KAFKA", "BOOTSTRAP"],
            Self::Memcached => &["MEMCACHED", "MEMCACHE", "CACHE"],
        }
    }

    /// The kind of a name, as people write it.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "postgresql" | "pg" => Some(Self::Postgres),
            "mongodb" => Some(Self::Mongo),
            "rabbit" | "amqp" => Some(Self::Rabbit),
            "valkey" => Some(Self::Redis),
            name => Self::ALL.into_iter().find(|kind| kind.host() == name),
        }
    }

    /// The kind that an image of a Compose file is.
    pub fn of_image(image: &str) -> Option<Self> {
        let name = image.split(['@']).next()?.rsplit('/').next()?.split(':').next()?;
        match name {
            "postgis" | "timescaledb" | "pgvector" => Some(Self::Postgres),
            "redis-stack-server" => Some(Self::Redis),
            name => Self::named(name),
        }
    }

    /// Whether this is where the service keeps its data.
    pub const fn is_database(self) -> bool {
        matches!(self, Self::Postgres | Self::Mysql | Self::Mariadb | Self::Mongo)
    }

    /// The drivers by which manifests of every language name it.
    // A table.
    #[allow(clippy::too_many_lines)]
    const fn drivers(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &[
                "\"pg\"",
                "\"postgres\"",
                "\"pg-promise\"",
                "\"slonik\"",
                "psycopg",
                "psycopg2",
                "psycopg2-binary",
                "asyncpg",
                "pg8000",
                "github.com/jackc/pgx",
                "github.com/lib/pq",
                "gorm.io/driver/postgres",
                "org.postgresql",
                "r2dbc-postgresql",
                "tokio-postgres",
                "deadpool-postgres",
                "sqlx+postgres",
                "diesel+postgres",
                "sea-orm+sqlx-postgres",
                "provider = \"postgresql\"",
            ],
            Self::Mysql => &[
                "\"mysql\"",
                "\"mysql2\"",
                "mysqlclient",
                "pymysql",
                "aiomysql",
                "asyncmy",
                "mysql-connector-python",
                "github.com/go-sql-driver/mysql",
                "gorm.io/driver/mysql",
                "mysql-connector-j",
                "mysql-connector-java",
                "mysql_async",
                "sqlx+mysql",
                "diesel+mysql",
                "provider = \"mysql\"",
            ],
            Self::Mariadb => &["\"mariadb\"", "mariadb-java-client"],
            Self::Mongo => &[
                "\"mongodb\"",
                "\"mongoose\"",
                "pymongo",
                "motor",
                "beanie",
                "go.mongodb.org/mongo-driver",
                "spring-boot-starter-data-mongodb",
                "mongodb-driver-sync",
                "rust:mongodb",
                "provider = \"mongodb\"",
            ],
            Self::Redis => &[
                "\"redis\"",
                "\"ioredis\"",
                "\"bullmq\"",
                "\"bull\"",
                "\"connect-redis\"",
                "py:redis",
                "celery[redis]",
                "django-redis",
                "github.com/redis/go-redis",
                "github.com/go-redis/redis",
                "github.com/gomodule/redigo",
                "spring-boot-starter-data-redis",
                "jedis",
                "lettuce-core",
                "rust:redis",
                "rust:fred",
                "deadpool-redis",
            ],
            Self::Rabbit => &[
                "\"amqplib\"",
                "\"amqp-connection-manager\"",
                "pika",
                "aio-pika",
                "github.com/rabbitmq/amqp091-go",
                "github.com/streadway/amqp",
                "spring-boot-starter-amqp",
                "lapin",
            ],
            Self::Nats => &["\"nats\"", "nats-py", "github.com/nats-io/nats.go", "async-nats"],
            Self::Kafka => &[
                "\"kafkajs\"",
                "\"@confluentinc/kafka-javascript\"",
                "\"node-rdkafka\"",
                "aiokafka",
                "kafka-python",
                "confluent-kafka",
                "github.com/segmentio/kafka-go",
                "github.com/ibm/sarama",
                "github.com/twmb/franz-go",
                "github.com/confluentinc/confluent-kafka-go",
                "spring-kafka",
                "rdkafka",
            ],
            Self::Memcached => {
                &["\"memjs\"", "\"memcached\"", "pymemcache", "pylibmc", "github.com/bradfitz/gomemcache"]
            }
        }
    }
}

/// Manifests, and the language by which their lines are read.
const MANIFESTS: [(&str, &str); 10] = [
    ("package.json", "node"),
    ("pyproject.toml", "py"),
    ("requirements.txt", "py"),
    ("Pipfile", "py"),
    ("go.mod", "go"),
    ("pom.xml", "java"),
    ("build.gradle", "java"),
    ("build.gradle.kts", "java"),
    ("Cargo.toml", "rust"),
    ("prisma/schema.prisma", "prisma"),
];

/// What a project leans on, each with the line of the manifest that says so.
pub fn of_project(project: &Project<'_>) -> Vec<(Backing, Evidence)> {
    let mut found: Vec<(Backing, Evidence)> = Vec::new();
    for (name, language) in MANIFESTS {
        let Some(source) = project.read(name) else { continue };
        let mut development = false;
        for (line, text) in (1_u32..).zip(source.text().lines()) {
            let trimmed = text.trim();
            match language {
                "node" if trimmed.ends_with('{') => development = trimmed.contains("devDependencies"),
                "rust" if trimmed.starts_with('[') => development = trimmed.contains("dev-dependencies"),
                "py" if trimmed.starts_with('[') => development = trimmed.contains("dev") || trimmed.contains("test"),
                _ => {}
            }
            let comment = trimmed.starts_with(['#', '/']) || trimmed.starts_with("<!--");
            let indirect = language == "go" && trimmed.ends_with("// indirect");
            if development || comment || indirect {
                continue;
            }
            for kind in Backing::ALL {
                let known = found.iter().any(|(known, _)| *known == kind);
                if !known && kind.drivers().iter().any(|driver| names(trimmed, language, driver)) {
                    found.push((kind, Evidence::line(&source, line, "the driver is a dependency")));
                }
            }
        }
    }
    found.sort_by_key(|(kind, _)| *kind);
    found
}

/// Whether a line of a manifest names a driver.
fn names(line: &str, language: &str, driver: &str) -> bool {
    match language {
        // The key of a dependency: a version follows.
        "node" => {
            driver.starts_with('"')
                && line.strip_prefix(driver).is_some_and(|rest| rest.trim_start().starts_with(':'))
        }
        "prisma" => driver.starts_with("provider") && line.replace("  ", " ").starts_with(driver),
        "go" => {
            let lower = line.trim_start_matches("require ").to_ascii_lowercase();
            driver.starts_with("github.com") && lower.starts_with(driver)
                || (driver.starts_with("gorm.io") || driver.starts_with("go.mongodb")) && lower.starts_with(driver)
        }
        "java" => !driver.contains(['"', '/', ':', '+']) && java(line, driver),
        "py" => {
            let driver = driver.strip_prefix("py:").unwrap_or(driver);
            !driver.contains(['"', '/', ':', '+', '.']) && python(line, driver)
        }
        "rust" => {
            let (name, feature) = match driver.split_once('+') {
                Some((name, feature)) => (name, Some(feature)),
                None => (driver.strip_prefix("rust:").unwrap_or(driver), None),
            };
            let key = line.split(['=', '.', ' ']).next().unwrap_or_default();
            let plain = !name.contains(['"', '/', ':']) && key == name;
            plain && feature.is_none_or(|feature| line.contains(&format!("\"{feature}")))
        }
        _ => false,
    }
}

/// `<artifactId>jedis</artifactId>`, `'redis.clients:jedis:5.2.0'`.
fn java(line: &str, driver: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    line.split(|c: char| !part(c)).any(|word| word == driver)
}

/// `psycopg[binary]>=3.2`, `"redis>=5"`, `asyncpg = "^0.30"`.
fn python(line: &str, driver: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.split([',', ' ']).any(|word| {
        let word = word.trim_start_matches(['"', '\'', '[', '(']);
        let Some(rest) = word.strip_prefix(driver) else { return false };
        !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    }) && !lower.contains("description")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use architect_core::{Context, MemoryFiles, RuleIndex};

    use super::*;

    fn kinds(name: &str, text: &str) -> Vec<Backing> {
        let files = MemoryFiles::new([(name, text)]);
        let context = Context::new(Arc::new(RuleIndex::default())).with_files(Arc::new(files));
        let project = Project::open(".", &context).unwrap();
        of_project(&project).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn a_driver_tells_the_database_in_every_language() {
        for (name, text, kind) in [
            ("package.json", "{\n  \"dependencies\": {\n    \"pg\": \"^8\"\n  }\n}", Backing::Postgres),
            ("requirements.txt", "psycopg[binary]==3.2.3 \\\n", Backing::Postgres),
            ("pyproject.toml", "[project]\ndependencies = [\n  \"redis>=5\",\n]", Backing::Redis),
            ("go.mod", "module a\n\nrequire github.com/jackc/pgx/v5 v5.7.1\n", Backing::Postgres),
            ("go.mod", "module a\n\nrequire (\n\tgithub.com/IBM/sarama v1.45.0\n)\n", Backing::Kafka),
            ("pom.xml", "<groupId>org.postgresql</groupId>", Backing::Postgres),
            ("build.gradle", "implementation 'redis.clients:jedis:5.2.0'", Backing::Redis),
            ("Cargo.toml", "[dependencies]\nsqlx = { version = \"0.8\", features = [\"mysql\"] }", Backing::Mysql),
            ("Cargo.toml", "[dependencies]\nredis = \"1\"", Backing::Redis),
        ] {
            assert_eq!(kinds(name, text), [kind], "{name}: {text}");
        }
    }

    #[test]
    fn what_only_tests_or_others_use_does_not_count() {
        for (name, text) in [
            ("package.json", "{\n  \"devDependencies\": {\n    \"pg\": \"^8\"\n  }\n}"),
            ("package.json", "{\n  \"name\": \"pg\"\n}"),
            ("go.mod", "module a\n\nrequire (\n\tgithub.com/lib/pq v1 // indirect\n)\n"),
            ("Cargo.toml", "[dev-dependencies]\nredis = \"1\""),
            ("requirements.txt", "# redis\nredis-lite-client==1\n"),
        ] {
            assert_eq!(kinds(name, text), [], "{name}: {text}");
        }
    }
}
