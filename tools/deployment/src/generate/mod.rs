//! A project or a description in, a Compose file and manifests for Kubernetes out, with the evidence for what is in
//! them.
//!
//! The facts are those of the Dockerfile that `generate_dockerfile` writes, so that image and deployment agree.

pub mod compose;
pub mod given;
pub mod kubernetes;
pub mod kustomize;
pub mod plan;
pub mod size;
mod system;

use std::collections::BTreeMap;

use architect_container::generate as container;
use architect_container::project::{Decision, Evidence, Ledger, Project, Question};
use architect_core::{Confidence, Context, Gap, PathKind, ToolError, nearest};

use crate::emit::{Map, stream};
use crate::generate::given::{Given, entries};
use crate::generate::plan::{Expose, Target, Wishes};
use crate::service::{Backing, LOW_USER, Service, host_name};
pub use system::{PRE_STOP, System, backing_image};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it belongs.
    pub path: String,
    /// Its text.
    pub content: String,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The files, in order.
    pub files: Vec<File>,
    /// Names of the services.
    pub services: Vec<String>,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// Questions.
    pub questions: Vec<Question>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
}

/// Most services that one call writes for.
const MOST_SERVICES: usize = 12;

/// Most bytes of manifests in one answer: those of half a dozen services.
const MOST_BYTES: usize = 64 * 1024;

/// Decisions about an image that a deployment is made from, too.
const SHARED: [&str; 8] =
    ["service", "stack", "framework", "port", "health_path", "health_check", "stop_signal", "listen_address"];

/// Makes a deployment of the service, or of the services, in a folder.
pub fn for_folder(path: &str, wishes: &Wishes, context: &Context) -> Result<Made, ToolError> {
    let folders = container::service_folders(path, context)?;
    let mut collected = Collected::default();
    let chosen: Vec<(String, Option<String>)> = match &wishes.service {
        Some(wanted) => vec![choose(path, &folders, wanted)],
        None if folders.is_empty() => vec![(path.to_owned(), None)],
        None => folders.iter().map(|folder| (folder.clone(), None)).collect(),
    };
    let several = chosen.len() > 1;
    for (folder, service) in chosen.iter().take(MOST_SERVICES) {
        context.checkpoint()?;
        let inner = container::Wishes {
            service: service.clone(),
            port: wishes.port.filter(|_| !several),
            ..container::Wishes::default()
        };
        match container::for_folder(folder, &inner, context) {
            Ok(made) => collected.take(made, service.as_deref(), several, context)?,
            Err(error) if several => collected.gaps.push(Gap::of_source(folder.clone(), error.to_string())),
            Err(error) => return Err(error),
        }
    }
    for (folder, _) in chosen.iter().skip(MOST_SERVICES) {
        let reason = format!("only {MOST_SERVICES} services are written for at once; give it as `path`");
        collected.gaps.push(Gap::of_source(folder.clone(), reason));
    }
    if collected.services.is_empty() {
        return Ok(Made {
            files: Vec::new(),
            services: Vec::new(),
            decisions: collected.ledger.decisions,
            questions: collected.ledger.questions,
            gaps: collected.gaps,
        });
    }
    let project = Project::open(path, context)?;
    let root = project.shown("");
    let only = match collected.services.as_slice() {
        [service] => Some(service.name.clone()),
        _ => None,
    };
    let name = name_of_compose(&project).or_else(|| project.name().map(host_name)).or(only);
    let mut system = System {
        name: name.unwrap_or_else(|| "app".to_owned()),
        root,
        services: collected.services,
        images: BTreeMap::new(),
    };
    images(&project, &mut system, &mut collected.ledger);
    Ok(written(&system, wishes, collected.ledger, collected.gaps))
}

/// Makes a deployment without files, from what the caller says.
pub fn for_description(wishes: &Wishes, context: &Context) -> Result<Made, ToolError> {
    let mut ledger = Ledger::default();
    let mut gaps = Vec::new();
    let name = wishes.service.clone().unwrap_or_else(|| "app".to_owned());
    let mut service = match wishes.stack {
        Some(stack) => {
            let inner = container::Wishes { port: wishes.port, ..container::Wishes::default() };
            let made = container::for_stack(stack, &inner)?;
            gaps.extend(made.gaps.iter().cloned());
            let empty = context.clone().with_files(std::sync::Arc::new(architect_core::MemoryFiles::default()));
            let project = Project::open(".", &empty)?;
            let service = Service::of(&made, &project, &mut ledger);
            shared(made, None, &mut ledger);
            service.unwrap_or_else(|| Service::stated(&name, None, wishes.port))
        }
        None => Service::stated(&name, wishes.image.clone(), wishes.port),
    };
    service.name = host_name(&name);
    ".".clone_into(&mut service.folder);
    service.image.clone_from(&wishes.image);
    if service.stack.is_none() {
        ledger.ask(
            "stack",
            "Which stack is it? Without it the user of the image, its health check and what it needs are assumed.",
            ["node", "python", "go", "java", "rust"].iter().map(|word| (*word).to_owned()).collect(),
            Some(format!("it runs as user {}", service.user.0)),
        );
    }
    if service.port.is_none() {
        ledger.ask("port", "On which port does the service listen, if on any?", Vec::new(), Some("none".to_owned()));
    }
    for kind in &wishes.backings {
        if !service.backings.contains(kind) {
            service.backings.push(*kind);
            ledger.decide("depends_on", kind.host(), Evidence::argument("databases"));
        }
    }
    service.backings.sort_unstable();
    let system =
        System { name: service.name.clone(), root: String::new(), services: vec![service], images: BTreeMap::new() };
    Ok(written(&system, wishes, ledger, gaps))
}

/// The folder that is meant, and what of the name is left for its own choice.
fn choose(path: &str, folders: &[String], wanted: &str) -> (String, Option<String>) {
    let wanted = wanted.trim_matches('/');
    let meant = |folder: &&String| {
        folder.as_str() == wanted
            || folder.rsplit('/').next() == Some(wanted)
            || folder.ends_with(&format!("/{wanted}"))
    };
    match folders.iter().find(meant) {
        Some(folder) => (folder.clone(), None),
        None => (path.to_owned(), Some(wanted.to_owned())),
    }
}

#[derive(Default)]
struct Collected {
    services: Vec<Service>,
    ledger: Ledger,
    gaps: Vec<Gap>,
}

impl Collected {
    fn take(
        &mut self,
        made: container::Made,
        chosen: Option<&str>,
        several: bool,
        context: &Context,
    ) -> Result<(), ToolError> {
        let inner = chosen.map(|service| format!("{}/{service}", made.context.trim_end_matches('/')));
        let inner = inner.filter(|folder| context.files().look(folder) == Some(PathKind::Directory));
        let project = Project::open(inner.as_deref().unwrap_or(&made.context), context)?;
        let mut ledger = Ledger::default();
        let service = Service::of(&made, &project, &mut ledger);
        self.gaps.extend(made.gaps.iter().cloned().chain(project.gaps()));
        let prefix =
            several.then(|| format!("{}.", service.as_ref().map_or(made.name.as_str(), |service| &service.name)));
        if service.is_none() {
            let reason = "nothing was written for it: a question about it must be answered first";
            self.gaps.push(Gap::of_source(made.context.clone(), reason));
            self.ledger.questions.extend(made.questions.iter().cloned());
        }
        let mut all = Ledger::default();
        shared(made, service.as_ref(), &mut all);
        all.decisions.append(&mut ledger.decisions);
        all.questions.append(&mut ledger.questions);
        if let Some(prefix) = prefix {
            for decision in &mut all.decisions {
                decision.name.insert_str(0, &prefix);
            }
            for question in &mut all.questions {
                question.name.insert_str(0, &prefix);
            }
        }
        self.ledger.decisions.append(&mut all.decisions);
        self.ledger.questions.append(&mut all.questions);
        if let Some(mut service) = service {
            while self.services.iter().any(|other| other.name == service.name) {
                service.name.push_str("-2");
            }
            self.services.push(service);
        }
        Ok(())
    }
}

/// What of the image's decisions and questions is the deployment's as well.
fn shared(made: container::Made, service: Option<&Service>, ledger: &mut Ledger) {
    ledger.decisions.extend(made.decisions.into_iter().filter(|decision| SHARED.contains(&decision.name.as_str())));
    if service.is_some() {
        let own = |question: &Question| SHARED.contains(&question.name.as_str());
        ledger.questions.extend(made.questions.into_iter().filter(own));
    }
}

/// The Compose files that a project may have.
const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The name that a Compose file of the project gives it.
fn name_of_compose(project: &Project<'_>) -> Option<String> {
    let source = COMPOSE.into_iter().find_map(|name| project.read(name))?;
    let name = source.text().lines().find_map(|line| line.strip_prefix("name:"))?.trim();
    (!name.is_empty() && !name.contains('$')).then(|| host_name(name.trim_matches(['"', '\''])))
}

/// The images of databases that a Compose file of the project names already.
fn images(project: &Project<'_>, system: &mut System, ledger: &mut Ledger) {
    for name in COMPOSE {
        let Some(source) = project.read(name) else { continue };
        let evidence =
            Evidence::file(project.shown(name), "a Compose file is there already; `lint_deployment` judges it");
        ledger.decide("existing_compose", project.shown(name), evidence);
        for (line, text) in (1_u32..).zip(source.text().lines()) {
            let Some(image) = text.trim().strip_prefix("image:") else { continue };
            let image = image.trim().trim_matches(['"', '\'']);
            let used = |kind: &Backing| system.services.iter().any(|service| service.backings.contains(kind));
            if let Some(kind) = Backing::of_image(image).filter(used)
                && !image.contains('$')
                && !system.images.contains_key(&kind)
            {
                let evidence = Evidence::line(&source, line, "the Compose file that is there names it");
                ledger.decide(&format!("{}_image", kind.host()), image, evidence);
                system.images.insert(kind, image.to_owned());
            }
        }
    }
}

fn written(system: &System, wishes: &Wishes, mut ledger: Ledger, mut gaps: Vec<Gap>) -> Made {
    decide(system, wishes, &mut ledger);
    let at = |path: &str| format!("{}{path}", system.root);
    let mut files = Vec::new();
    if wishes.target != Target::Kubernetes {
        files.push(File { path: at("compose.yaml"), content: compose::file(system, wishes) });
        if let Some(content) = compose::example_of_environment(system) {
            files.push(File { path: at(".env.example"), content });
        }
    }
    if wishes.target != Target::Compose {
        let mut left = MOST_BYTES;
        for (path, content) in manifests(system, wishes) {
            match left.checked_sub(content.len()) {
                Some(rest) => {
                    left = rest;
                    files.push(File { path: at(&path), content });
                }
                None => gaps.push(Gap::of_source(at(&path), "left out of a long answer; ask for it with `service`")),
            }
        }
    }
    Made {
        files,
        services: system.services.iter().map(|service| service.name.clone()).collect(),
        decisions: ledger.decisions,
        questions: ledger.questions,
        gaps,
    }
}

fn manifests(system: &System, wishes: &Wishes) -> Vec<(String, String)> {
    let mut files = Vec::new();
    if !wishes.kustomize {
        files.push(("deploy/k8s/namespace.yaml".to_owned(), stream(&[], [&kubernetes::namespace(system)])));
    }
    for service in &system.services {
        let objects = kubernetes::objects(system, service, wishes);
        if wishes.kustomize {
            let folder = format!("deploy/base/{}", service.name);
            let mut names = Vec::new();
            for (name, object) in &objects {
                names.push(format!("{name}.yaml"));
                files.push((format!("{folder}/{name}.yaml"), stream(&[], [object])));
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let content = kustomize::base(system, service, &names, wishes);
            files.push((format!("{folder}/kustomization.yaml"), content));
        } else {
            let roots: Vec<&Map> = objects.iter().map(|(_, object)| object).collect();
            files.push((format!("deploy/k8s/{}.yaml", service.name), stream(&[], roots)));
        }
    }
    if wishes.kustomize {
        for name in kustomize::OVERLAYS {
            let content = kustomize::overlay(name, system, wishes);
            files.push((format!("deploy/overlays/{name}/kustomization.yaml"), content));
        }
    }
    files
}

/// Notes what was decided here, and asks what no file tells.
fn decide(system: &System, wishes: &Wishes, ledger: &mut Ledger) {
    let several = system.services.len() > 1;
    for service in &system.services {
        let name = |word: &str| if several { format!("{}.{word}", service.name) } else { word.to_owned() };
        let size = size::of(service.stack);
        ledger.decide(
            &name("resources"),
            format!("cpu {}, memory {}Mi", size.cpu, size.memory),
            Evidence::default("usual for the stack: where to begin, until it was measured"),
        );
        let seconds = system.grace(service);
        let reason = match service.shutdown {
            Some(shutdown) => {
                format!("{PRE_STOP} s to leave the balancers, {shutdown} s that the code takes, and a margin")
            }
            None => "no time of the shutdown was found in the code".to_owned(),
        };
        ledger.decide(
            &name("grace_seconds"),
            seconds.to_string(),
            Evidence::default(reason).confidence(Confidence::Medium),
        );
        for entry in entries(service, system) {
            if entry.given == (Given::Ask { optional: false }) {
                ledger.ask(
                    &name("environment"),
                    format!("Which value has `{}`? {}", entry.name, entry.note),
                    Vec::new(),
                    Some("it is filled in before the first start".to_owned()),
                );
            }
        }
    }
    if wishes.target == Target::Compose {
        return;
    }
    let replicas = if wishes.replicas.is_some() {
        Evidence::argument("replicas")
    } else {
        Evidence::default("two outlive the loss of one; the autoscaler makes more under load")
    };
    ledger.decide("replicas", format!("{} to {}", wishes.least(), wishes.most()), replicas);
    if let Some(service) = system.services.iter().find(|service| service.image.is_none())
        && wishes.image.is_none()
    {
        ledger.ask(
            "image",
            "Under which name and tag does the delivery push the image?",
            Vec::new(),
            Some(system.image(service, wishes)),
        );
    }
    let databases: Vec<&str> = Backing::ALL
        .into_iter()
        .filter(|kind| system.services.iter().any(|service| service.backings.contains(kind)))
        .map(Backing::host)
        .collect();
    if !databases.is_empty() {
        ledger.ask(
            "databases",
            format!(
                "Where {} {} run? No manifest is written for what keeps data: the names of their Compose services stand in for their hosts.",
                if databases.len() == 1 { "does" } else { "do" },
                databases.join(" and ")
            ),
            Vec::new(),
            Some("in the same namespace, under those names".to_owned()),
        );
    }
    if wishes.expose != Expose::None && wishes.host.is_none() {
        ledger.ask(
            "host",
            "By which host name is the service reached?",
            Vec::new(),
            system.services.first().map(|service| system.host(service, wishes)),
        );
    }
    if let Some(service) = system.services.iter().find(|service| service.user.0 < LOW_USER) {
        let reason = "the user of the image; checkers that want numbers of 10000 and more, which no user of a host has, will name it";
        ledger.decide("low_user", service.user.0.to_string(), Evidence::default(reason).confidence(Confidence::High));
    }
}

/// The kind of a database by its name, or the error that lists them.
pub fn backing(name: &str) -> Result<Backing, ToolError> {
    Backing::named(name).ok_or_else(|| {
        let known = Backing::ALL.map(Backing::host);
        let error = ToolError::invalid_input(format!("`databases` names `{name}`, which is not known"));
        match nearest::suggestion(name, known) {
            Some(help) => error.help(help),
            None => error.help(format!("known are: {}", known.join(", "))),
        }
    })
}
