//! `deployment/pool-above-connections`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::across::part::Said;
use crate::across::{Joined, System};
use crate::kubernetes::Role;
use crate::node::Node;
use crate::service::Backing;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A pool of database connections that, times the most replicas of its service, is larger than the number of connections
    /// that the database beside it takes.
    ///
    /// ## Why it matters
    /// Under load, when the autoscaler adds replicas, the database refuses connections: the service fails just when it is
    /// needed.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: orders/main.go
    /// package main
    ///
    /// func open() {
    ///     db.SetMaxOpenConns(40)
    /// }
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     deploy: { replicas: 4 }
    ///   postgres:
    ///     image: postgres:17.6
    ///     command: ["postgres", "-c", "max_connections=100"]
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: orders/main.go
    /// package main
    ///
    /// func open() {
    ///     db.SetMaxOpenConns(20)
    /// }
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     deploy: { replicas: 4 }
    ///   postgres:
    ///     image: postgres:17.6
    ///     command: ["postgres", "-c", "max_connections=100"]
    /// ```
    /// ## Limits
    /// Only a pool that is a literal in the code, and a `max_connections` that is written where the only database of the same
    /// kind of manifests is started. A pooler between both lets more through, and where one is seen nothing is said.
    pub PoolAboveConnections {
        id: "deployment/pool-above-connections",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 20.3 Connections", "https://www.postgresql.org/docs/current/runtime-config-connection.html")],
    }
}

impl Rule<System> for PoolAboveConnections {
    fn check(&self, system: &System, sink: &mut Sink) {
        let pooler = |workload: Workload<'_>| {
            workload
                .image_reference()
                .is_some_and(|image| image.repository.contains("bouncer") || image.repository.contains("pgpool"))
        };
        if system.set.workloads().any(pooler) {
            return;
        }
        for joined in system.joined() {
            let Some(pool) = pool(joined) else { continue };
            let Some((limit, place)) = limit(system, joined.workload) else { continue };
            let (replicas, scaler) = replicas(system, joined.workload);
            let most = i64::from(pool.value).saturating_mul(replicas);
            if most <= limit {
                continue;
            }
            let mut finding = Finding::of::<PoolAboveConnections>(pool.span)
                .subject(joined.workload.subject())
                .confidence(Confidence::Medium)
                .message(format!(
                    "{} opens up to {} connections in each of {replicas} replicas, and the database takes {limit}",
                    joined.workload.title(),
                    pool.value
                ))
                .related(place.span(), "what the database takes");
            if let Some(scaler) = scaler {
                finding = finding.related(scaler.span(), "the most replicas");
            }
            sink.push(finding);
        }
    }
}

/// The size of the pool, when the code has exactly one that is a literal.
fn pool(joined: Joined<'_>) -> Option<Said<u32>> {
    const CALLS: [&str; 6] = [
        "SetMaxOpenConns(",
        ".max_connections(",
        "pool_size=",
        "maximum-pool-size=",
        ".MaxConns = ",
        "new Pool({ max: ",
    ];
    let mut found = Vec::new();
    for (_, source) in &joined.part.code {
        for (line, text) in architect_container::project::scan::lines(source) {
            let behind = CALLS.iter().find_map(|call| text.split_once(call));
            let Some((_, behind)) = behind else { continue };
            let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
            let span = crate::service::environment::line_span(source, line);
            found.push(Said { value: digits.parse().ok()?, span, what: "the pool" });
        }
    }
    let only = found.len() == 1;
    found.pop().filter(|_| only)
}

/// What the only database of the same world takes.
fn limit<'s>(system: &'s System, seen_from: Workload<'s>) -> Option<(i64, Node<'s>)> {
    let same = |workload: &Workload<'_>| {
        matches!(
            (workload, seen_from),
            (Workload::Container(_), Workload::Container(_)) | (Workload::Service(_), Workload::Service(_))
        )
    };
    let database = |workload: &Workload<'_>| {
        let image = workload.image().and_then(Node::string);
        image.and_then(Backing::of_image).is_some_and(|kind| kind.is_database() && kind != Backing::Mongo)
    };
    let mut databases = system.set.workloads().filter(same).filter(database);
    let only = databases.next()?;
    if databases.next().is_some() {
        return None;
    }
    ["command", "args"].iter().find_map(|key| {
        let node = only.node().get(key)?;
        let words: Vec<Node<'_>> = if node.is_list() { node.items().collect() } else { vec![node] };
        words.into_iter().find_map(|word| {
            let (_, rest) = word.string()?.split_once("max_connections=")?;
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            Some((digits.parse().ok()?, word))
        })
    })
}

/// The most replicas, and what sets them.
fn replicas<'s>(system: &'s System, workload: Workload<'s>) -> (i64, Option<Node<'s>>) {
    match workload {
        Workload::Service(service) => {
            (service.replicas(), service.node.get("deploy").and_then(|deploy| deploy.get("replicas")))
        }
        Workload::Container(container) if container.role == Role::Main => {
            let object = container.pod.object;
            let scaler = system.set.of_kind("HorizontalPodAutoscaler").find_map(|scaler| {
                let target = scaler.spec()?.get("scaleTargetRef")?;
                let meant = target.get_string("kind") == Some(object.kind)
                    && target.get_text("name") == Some(object.name())
                    && scaler.shares_namespace_with(object);
                scaler.spec()?.get("maxReplicas").filter(|_| meant)
            });
            match scaler.and_then(|node| Some((node.integer()?, node))) {
                Some((most, node)) => (most, Some(node)),
                None => (object.replicas().unwrap_or(1), object.spec().and_then(|spec| spec.get("replicas"))),
            }
        }
        Workload::Container(_) => (1, None),
    }
}
