//! `deployment/docker-socket`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that is given the socket of the container engine of its host.
    ///
    /// ## Why it matters
    /// Who can talk to the engine can start a privileged container on the host: it is root there. Read-only makes no
    /// difference, since a socket is talked to and not written.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   proxy:
    ///     image: traefik:3.5.0
    ///     volumes:
    ///       - /var/run/docker.sock:/var/run/docker.sock:ro
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   proxy:
    ///     image: traefik:3.5.0
    ///     volumes:
    ///       - ./traefik.yaml:/etc/traefik/traefik.yaml:ro
    /// ```
    pub DockerSocket {
        id: "deployment/docker-socket",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:docker-sock", "checkov:CKV_K8S_27", "trivy:KSV-0006"],
        references: [("Docker, Protect the daemon socket", "https://docs.docker.com/engine/security/protect-access/")],
    }
}

const SOCKETS: [&str; 6] =
    ["docker.sock", "containerd.sock", "crio.sock", "podman.sock", "cri-dockerd.sock", "dockershim.sock"];

impl Rule<Manifests> for DockerSocket {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for workload in set.workloads() {
            for path in workload.host_paths() {
                let file = path.path.trim_end_matches('}').rsplit('/').next().unwrap_or_default();
                if SOCKETS.contains(&file) {
                    sink.push(
                        Finding::of::<DockerSocket>(path.place.span())
                            .subject(workload.subject())
                            .message(format!("{} can talk to the container engine of its host", workload.title()))
                            .help("put a proxy in between that lets only the calls through that are needed"),
                    );
                }
            }
        }
    }
}
