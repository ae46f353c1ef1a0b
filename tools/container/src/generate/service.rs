//! The last part of every Dockerfile: port, user, labels, health check, start.

use architect_core::Confidence;

use crate::generate::draft::Draft;
use crate::generate::existing;
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project};

/// What every stack needs to know of a service.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) port: Option<u16>,
    /// Whether the code takes the port from `PORT`.
    pub(crate) takes_port: bool,
    pub(crate) health_path: Option<String>,
}

/// How the final image asks the service for its health.
#[derive(Debug)]
pub(crate) enum Health {
    /// By this command.
    Command(Vec<String>),
    /// Not at all, for this reason.
    None(&'static str),
}

impl Service {
    /// Decides on port and health path from an argument, the code, and files beside it.
    pub(crate) fn find(
        project: &Project<'_>,
        ledger: &mut Ledger,
        given: Option<u16>,
        found: Option<Fact<u16>>,
        takes_port: bool,
        usual: Option<u16>,
        health: Option<Fact<String>>,
    ) -> Self {
        let exposed = found.is_none().then(|| port_of_existing_files(project)).flatten();
        let port = match (given, found.or(exposed), usual) {
            (Some(port), _, _) => Some(ledger.take("port", Fact::new(port, Evidence::argument("port")))),
            (None, Some(fact), _) => {
                if !fact.evidence.others().is_empty() {
                    let choices =
                        std::iter::once(fact.value.to_string()).chain(fact.evidence.others().iter().cloned());
                    let assumed = Some(fact.value.to_string());
                    ledger.ask(
                        "port",
                        "The code names several ports. On which one does the service listen?",
                        choices.collect(),
                        assumed,
                    );
                }
                Some(ledger.take("port", fact))
            }
            (None, None, Some(port)) => {
                let evidence = Evidence::default("no file names a port; this is the framework's own");
                ledger.ask("port", "On which port does the service listen?", Vec::new(), Some(port.to_string()));
                Some(ledger.take("port", Fact::new(port, evidence)))
            }
            (None, None, None) => {
                ledger.ask(
                    "port",
                    "On which port does the service listen, if on any?",
                    Vec::new(),
                    Some("none".to_owned()),
                );
                None
            }
        };
        // The path stands in a script of the health check.
        let plain = |fact: &Fact<String>| {
            fact.value.starts_with('/')
                && fact.value.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.~%".contains(c))
        };
        let health_path = health
            .or_else(|| existing::health_path(project))
            .filter(plain)
            .map(|fact| ledger.take("health_path", fact));
        if health_path.is_none() && port.is_some() {
            ledger.ask(
                "health_path",
                "Which path answers when the service is healthy? None was found in the code.",
                Vec::new(),
                Some("the port is only asked for a connection".to_owned()),
            );
        }
        Self { port, takes_port, health_path }
    }

    /// Notes how the final image is asked for its health.
    pub(crate) fn decide_health(&self, ledger: &mut Ledger, health: &Health) {
        match health {
            Health::Command(command) => {
                let what = command.join(" ");
                ledger.decide(
                    "health_check",
                    what,
                    Evidence::default("runs in the final image as it is").confidence(Confidence::High),
                );
            }
            Health::None(why) => {
                let probe = match (&self.health_path, self.port) {
                    (Some(path), Some(port)) => format!("none; in Kubernetes: httpGet {path} on port {port}"),
                    (None, Some(port)) => format!("none; in Kubernetes: tcpSocket on port {port}"),
                    _ => "none".to_owned(),
                };
                ledger.decide("health_check", probe, Evidence::default(*why).confidence(Confidence::High));
            }
        }
    }

    /// `ENV PORT`, where the code takes it.
    pub(crate) fn environment(&self) -> Option<(&'static str, String)> {
        self.port.filter(|_| self.takes_port).map(|port| ("PORT", port.to_string()))
    }

    /// Labels, port, user, health check and start command.
    pub(crate) fn print(
        &self,
        draft: &mut Draft,
        title: &str,
        user: &str,
        health: &Health,
        start_period: &str,
        start: &Start,
    ) {
        draft.comment("Filled by the build: docker build --build-arg REVISION=\"$(git rev-parse HEAD)\" …");
        draft.arg("VERSION", Some("")).arg("REVISION", Some("")).arg("SOURCE", Some(""));
        draft.label(&[
            ("org.opencontainers.image.title", title),
            ("org.opencontainers.image.version", "${VERSION}"),
            ("org.opencontainers.image.revision", "${REVISION}"),
            ("org.opencontainers.image.source", "${SOURCE}"),
        ]);
        if let Some(port) = self.port {
            draft.expose(port);
        }
        draft
            .comment("A number, so that Kubernetes can verify runAsNonRoot; files stay owned by root and read-only.");
        draft.user(user);
        match health {
            Health::Command(command) => {
                draft.comment("Asks with what the image has, so that nothing is installed for it.");
                draft.healthcheck(start_period, command);
            }
            Health::None(why) => {
                draft.comment(&format!("No health check: {why}"));
                draft.no_healthcheck();
            }
        }
        for line in &start.comments {
            draft.comment(line);
        }
        if start.entrypoint {
            draft.entrypoint(&start.command);
        } else {
            draft.cmd(&start.command);
        }
    }
}

/// The start command and what a reader should know of it.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) command: Vec<String>,
    pub(crate) comments: Vec<String>,
    /// Whether the image is that program and nothing else.
    pub(crate) entrypoint: bool,
}

/// What becomes of the stop signal when the code does not take it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unhandled {
    /// As process 1, the program does not even see it.
    Ignored,
    /// The runtime ends the program at once.
    EndsAtOnce,
}

/// The signal path: whether the stop signal ends the service in order. Gives the comments for the start command.
pub(crate) fn decide_signal(ledger: &mut Ledger, found: Option<Fact<String>>, otherwise: Unhandled) -> Vec<String> {
    const EXEC: &str = "Exec form: the service is process 1 and gets the stop signal itself.";
    if let Some(fact) = found {
        ledger.take("stop_signal", fact);
        return vec![EXEC.to_owned()];
    }
    let evidence = Evidence::default("no handler of SIGTERM was found in the code").confidence(Confidence::Medium);
    match otherwise {
        Unhandled::Ignored => {
            ledger.decide("stop_signal", "an init must stand before the service", evidence);
            ledger.ask(
                "stop_signal",
                "The code has no handler of SIGTERM, and process 1 has no default one: start the container with an init (docker run --init, `init: true` in Compose), or add a handler that closes the server.",
                Vec::new(),
                Some("the container is started with an init".to_owned()),
            );
            vec![
                EXEC.to_owned(),
                "No handler of SIGTERM was found in the code: run with --init (Compose: init: true), or add one."
                    .to_owned(),
            ]
        }
        Unhandled::EndsAtOnce => {
            ledger.decide("stop_signal", "ends at once", evidence);
            ledger.ask(
                "stop_signal",
                "The code has no handler of SIGTERM, so the runtime ends it at once and cuts the requests in flight. Add one that shuts the server down.",
                Vec::new(),
                Some("requests in flight may be cut".to_owned()),
            );
            vec![EXEC.to_owned()]
        }
    }
}

/// The port that a Dockerfile, an .env example or a Procfile in the folder names.
pub(crate) fn port_of_existing_files(project: &Project<'_>) -> Option<Fact<u16>> {
    for name in [".env.example", ".env.sample", ".env.dist"] {
        if let Some(source) = project.read(name)
            && let Some((line, value)) = crate::project::scan::setting(&source, "PORT")
            && let Ok(port) = value.parse()
        {
            return Some(Fact::new(
                port,
                Evidence::line(&source, line, "the example of the environment sets PORT")
                    .confidence(Confidence::Medium),
            ));
        }
    }
    existing::port(project)
}
