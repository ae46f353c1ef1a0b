//! `deployment/unwritable-path`

use architect_container::project::scan;
use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::across::{Part, System};
use crate::node::Node;
use crate::service::environment::{is_aside, line_span};
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A path that the code of a service writes to, in a container whose root file system is read-only and that has no volume
    /// there.
    ///
    /// ## Why it matters
    /// The write fails with EROFS, often long after the start: with the first upload, the first report, the first cache file.
    ///
    /// ## Bad
    /// ```text project
    /// # file: reports/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: reports/main.py
    /// def save(text):
    ///     with open("/var/reports/last.csv", "w") as file:
    ///         file.write(text)
    /// # file: compose.yaml
    /// services:
    ///   reports:
    ///     build: reports
    ///     read_only: true
    ///     tmpfs: [/tmp]
    /// ```
    /// ## Good
    /// ```text project
    /// # file: reports/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: reports/main.py
    /// def save(text):
    ///     with open("/var/reports/last.csv", "w") as file:
    ///         file.write(text)
    /// # file: compose.yaml
    /// services:
    ///   reports:
    ///     build: reports
    ///     read_only: true
    ///     tmpfs: [/tmp, /var/reports]
    /// ```
    /// ## Limits
    /// Only absolute paths that are literals where the code writes, creates or opens for writing.
    pub UnwritablePath {
        id: "deployment/unwritable-path",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Configure a security context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<System> for UnwritablePath {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Some(wish) = read_only(joined.workload) else { continue };
            let Some(writable) = writable(joined.workload) else { continue };
            let mut told: Vec<String> = Vec::new();
            for (path, span) in writes(joined.part) {
                let below = |folder: &String| {
                    let folder = folder.trim_end_matches('/');
                    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                if writable.iter().any(below) || told.contains(&path) {
                    continue;
                }
                sink.push(
                    Finding::of::<UnwritablePath>(wish.key_span())
                        .subject(format!("{} {path}", joined.workload.subject()))
                        .confidence(Confidence::Medium)
                        .message(format!(
                            "{} can write nowhere but to its volumes, and its code writes to `{path}`",
                            joined.workload.title()
                        ))
                        .related(span, "the code writes here")
                        .help("Mount a volume there: an emptyDir, or a tmpfs of Compose."),
                );
                told.push(path);
            }
        }
    }
}

/// Where the root file system is said to be read-only.
fn read_only(workload: Workload<'_>) -> Option<Node<'_>> {
    let node = match workload {
        Workload::Container(container) => container.security("readOnlyRootFilesystem"),
        Workload::Service(service) => service.node.get("read_only"),
    };
    node.filter(|node| node.boolean() == Some(true))
}

/// The folders that can be written; nothing when one of them is only known later.
fn writable(workload: Workload<'_>) -> Option<Vec<String>> {
    let mut folders: Vec<String> = vec!["/dev".to_owned(), "/proc".to_owned()];
    let mut add = |path: &str| {
        let known = path.starts_with('/');
        folders.push(path.to_owned());
        known
    };
    let all_known = match workload {
        Workload::Container(container) => {
            container.mounts().filter(|mount| !mount.read_only).all(|mount| add(mount.path))
        }
        Workload::Service(service) => {
            let tmpfs = service.node.get("tmpfs");
            let listed: Vec<Node<'_>> = tmpfs
                .map(|node| if node.is_list() { node.items().collect() } else { vec![node] })
                .unwrap_or_default();
            let listed =
                listed.into_iter().filter_map(Node::string).all(|path| add(path.split(':').next().unwrap_or(path)));
            let mounted = service.volumes().filter(|volume| !volume.read_only).all(|volume| add(volume.target));
            listed && mounted && service.node.get("extends").is_none()
        }
    };
    all_known.then_some(folders)
}

/// Calls that write to the path that is their first string.
const CALLS: [&str; 16] = [
    "writeFileSync(",
    "writeFile(",
    "appendFileSync(",
    "appendFile(",
    "createWriteStream(",
    "mkdirSync(",
    "os.makedirs(",
    "os.Create(",
    "os.WriteFile(",
    "os.MkdirAll(",
    "File::create(",
    "fs::write(",
    "create_dir_all(",
    "new FileWriter(",
    "new FileOutputStream(",
    "Files.createDirectories(Path.of(",
];

/// The absolute paths that the code writes to, with their places.
fn writes(part: &Part) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for (name, source) in &part.code {
        if is_aside(name) {
            continue;
        }
        for (line, text) in scan::lines(source) {
            let behind = CALLS.iter().find_map(|call| text.split_once(call)).map(|(_, behind)| behind);
            let python = || {
                let (before, behind) = text.split_once("open(")?;
                let own = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
                let mode = scan::strings(behind).get(1).copied().unwrap_or_default();
                (own && name.ends_with(".py") && mode.starts_with(['w', 'a', 'x'])).then_some(behind)
            };
            let Some(behind) = behind.or_else(python) else { continue };
            if !behind.starts_with(['"', '\'']) {
                continue;
            }
            let Some(path) = scan::strings(behind).first().copied() else { continue };
            let literal = path.starts_with('/') && path.len() > 1 && !path.contains(['$', '{', '%', '+']);
            if literal {
                found.push((path.to_owned(), line_span(source, line)));
            }
        }
    }
    found
}
