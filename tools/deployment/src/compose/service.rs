//! Services of a Compose file.

use architect_container::dockerfile::ImageReference;
use architect_core::Span;

use super::Compose;
use super::port::Published;
use crate::node::{Field, Node};

/// The last parts of the names of images of databases, caches and brokers.
const DATABASES: [&str; 26] = [
    "cassandra",
    "clickhouse-server",
    "couchbase",
    "couchdb",
    "dynamodb-local",
    "elasticsearch",
    "influxdb",
    "keydb",
    "mariadb",
    "memcached",
    "mongo",
    "mongodb",
    "mongodb-community-server",
    "mysql",
    "mysql-server",
    "neo4j",
    "opensearch",
    "percona",
    "pgvector",
    "postgis",
    "postgres",
    "postgresql",
    "rabbitmq",
    "redis",
    "timescaledb",
    "valkey",
];

/// A service.
#[derive(Debug, Clone, Copy)]
pub struct Service<'m> {
    /// The file.
    pub compose: Compose<'m>,
    /// The name.
    pub name: &'m str,
    /// The key that is the name.
    pub place: Node<'m>,
    /// What is said of it.
    pub node: Node<'m>,
}

/// A variable of the environment.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'m> {
    /// The entry of a list, or the key of a map.
    pub place: Node<'m>,
    /// The name.
    pub name: &'m str,
    /// The value; `None` when it is taken from where Compose runs.
    pub value: Option<&'m str>,
}

/// Another service that this one waits for.
#[derive(Debug, Clone, Copy)]
pub struct Dependency<'m> {
    /// Name of the other.
    pub name: &'m str,
    /// Where it is named.
    pub place: Node<'m>,
    /// `condition`; `service_started` when it is not written.
    pub condition: &'m str,
    /// Whether the other may be missing.
    pub required: bool,
}

/// A health check.
#[derive(Debug, Clone, Copy)]
pub struct Healthcheck<'m> {
    /// What is said of it.
    pub node: Node<'m>,
}

impl Healthcheck<'_> {
    /// Whether it switches a check of the image off.
    pub fn is_disabled(self) -> bool {
        let none = |test: Node<'_>| {
            test.string() == Some("NONE") || test.items().next().and_then(Node::string) == Some("NONE")
        };
        self.node.get_boolean("disable") == Some(true) || self.node.get("test").is_some_and(none)
    }
}

/// A folder, file or volume in a service.
#[derive(Debug, Clone, Copy)]
pub struct VolumeMount<'m> {
    /// The entry.
    pub node: Node<'m>,
    /// What is mounted: a path of the host, or the name of a volume; empty for a volume without a name.
    pub source: &'m str,
    /// Where.
    pub target: &'m str,
    /// Whether it can only be read.
    pub read_only: bool,
    /// Whether `source` is a path of the host.
    pub is_bind: bool,
}

impl<'m> Service<'m> {
    /// The image as it is written.
    pub fn image(self) -> Option<Node<'m>> {
        self.node.get("image").filter(|image| image.string().is_some())
    }

    /// The image taken apart, unless it is filled in later.
    pub fn image_reference(self) -> Option<ImageReference> {
        let image = self.image().filter(|image| !image.is_filled_in_later())?;
        image.string().map(ImageReference::read)
    }

    /// Whether it runs a database, a cache or a broker, by the name of its image.
    pub fn is_database(self) -> bool {
        let image = self.image().filter(|_| !self.is_built()).and_then(Node::string).map(ImageReference::read);
        let name = image.as_ref().map(|image| image.repository.rsplit('/').next().unwrap_or_default());
        name.is_some_and(|name| DATABASES.contains(&name))
    }

    /// Whether the image is built from a folder.
    pub fn is_built(self) -> bool {
        self.node.get("build").is_some()
    }

    /// The environment as it is written here, from a list or a map.
    pub fn environment(self) -> Vec<Variable<'m>> {
        let Some(node) = self.node.get("environment") else { return Vec::new() };
        let of_list = node.items().filter_map(|item| {
            let text = item.string()?;
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            Some(Variable { place: item, name, value })
        });
        let of_map = node.entries().map(|field| Variable {
            place: field.place,
            name: field.key,
            value: if field.value.is_null() { None } else { field.value.text() },
        });
        of_list.chain(of_map).collect()
    }

    /// The services that it waits for.
    pub fn depends_on(self) -> Vec<Dependency<'m>> {
        let Some(node) = self.node.get("depends_on") else { return Vec::new() };
        let of_list = node.items().filter_map(|item| {
            Some(Dependency { name: item.string()?, place: item, condition: "service_started", required: true })
        });
        let of_map = node.entries().map(|field| Dependency {
            name: field.key,
            place: field.place,
            condition: field.value.get_string("condition").unwrap_or("service_started"),
            required: field.value.get_boolean("required") != Some(false),
        });
        of_list.chain(of_map).collect()
    }

    /// The health check.
    pub fn healthcheck(self) -> Option<Healthcheck<'m>> {
        self.node.get("healthcheck").map(|node| Healthcheck { node })
    }

    /// The ports that are published on the host.
    pub fn ports(self) -> impl Iterator<Item = Published<'m>> {
        self.node.list("ports").filter_map(Published::read)
    }

    /// What is mounted.
    pub fn volumes(self) -> impl Iterator<Item = VolumeMount<'m>> {
        self.node.list("volumes").filter_map(|node| match node.string() {
            Some(text) => short_volume(node, text),
            None if node.is_map() => {
                let source = node.get_text("source").unwrap_or_default();
                Some(VolumeMount {
                    node,
                    source,
                    target: node.get_text("target").unwrap_or_default(),
                    read_only: node.get_boolean("read_only") == Some(true),
                    is_bind: node.get_string("type") == Some("bind"),
                })
            }
            None => None,
        })
    }

    /// Names of a list or of a map's keys: `networks`, `secrets`, `configs`; of an item in long form, its `source`.
    pub fn names(self, key: &str) -> Vec<(Node<'m>, &'m str)> {
        let Some(node) = self.node.get(key) else { return Vec::new() };
        let item = |item: Node<'m>| match item.string() {
            Some(name) => Some((item, name)),
            None => item.get("source").and_then(|source| Some((source, source.string()?))),
        };
        let of_map = node.entries().map(|field: Field<'m>| (field.place, field.key));
        node.items().filter_map(item).chain(of_map).collect()
    }

    /// The names of its profiles.
    pub fn profiles(self) -> Vec<&'m str> {
        self.names("profiles").into_iter().map(|(_, name)| name).collect()
    }

    /// Number of containers that run.
    pub fn replicas(self) -> i64 {
        let deploy = self.node.get("deploy").and_then(|deploy| deploy.get_integer("replicas"));
        deploy.or_else(|| self.node.get_integer("scale")).unwrap_or(1)
    }

    /// `network_mode`.
    pub fn network_mode(self) -> Option<Node<'m>> {
        self.node.get("network_mode")
    }

    /// What findings call it: `services/api`.
    pub fn subject(self) -> String {
        format!("services/{}", self.name)
    }

    /// The place of its name.
    pub fn span(self) -> Span {
        self.place.span()
    }
}

/// `SOURCE:TARGET:OPTIONS`, `TARGET`. A drive letter is no source.
fn short_volume<'m>(node: Node<'m>, text: &'m str) -> Option<VolumeMount<'m>> {
    let mut parts = split_colons(text);
    let first = parts.next()?;
    let Some(target) = parts.next() else {
        return Some(VolumeMount { node, source: "", target: first, read_only: false, is_bind: false });
    };
    let options = parts.next().unwrap_or_default();
    Some(VolumeMount {
        node,
        source: first,
        target,
        read_only: options.split(',').any(|option| option == "ro"),
        is_bind: is_path(first),
    })
}

/// Whether the source of a short form is a path of the host, and not the name of a volume.
fn is_path(source: &str) -> bool {
    source.starts_with(['.', '/', '~', '\\'])
        || source.get(1..3).is_some_and(|rest| rest == ":\\" || rest == ":/")
        || source.contains(['/', '$'])
}

/// The parts between colons, but for those of a drive letter and of `${X:-y}`.
fn split_colons(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut depth = 0_usize;
        let mut before = None;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'{' if before == Some(b'$') => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b':' if depth == 0 => {
                    let drive = at == 1 && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
                    if !(drive && matches!(text.as_bytes().get(2), Some(b'\\' | b'/'))) {
                        rest = text.get(at + 1..);
                        return text.get(..at);
                    }
                }
                _ => {}
            }
            before = Some(byte);
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_and_variables_are_not_split_at_their_colons() {
        let parts = |text: &'static str| split_colons(text).collect::<Vec<_>>();

        assert_eq!(parts("./db:/var/lib:ro"), ["./db", "/var/lib", "ro"]);
        assert_eq!(parts("C:\\data:/data"), ["C:\\data", "/data"]);
        assert_eq!(parts("${DATA:-./data}:/data"), ["${DATA:-./data}", "/data"]);
        assert_eq!(parts("data"), ["data"]);
        assert_eq!(parts(""), [""]);
    }
}
