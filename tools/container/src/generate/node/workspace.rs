//! Workspaces: several packages that share one lockfile.

use architect_core::{Confidence, ToolError, nearest};

use crate::generate::draft::{Cache, Draft};
use crate::generate::node::manager::{Kind, Manager};
use crate::generate::node::manifest::Manifest;
use crate::generate::node::start::{self, Framework};
use crate::generate::node::{
    ENDINGS, IGNORED, NATIVE, health, health_path, lifecycle, listens_outside, private_registry, runtime,
};
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal};
use crate::generate::{Composed, Wishes, given_start, ignore, image_name, speakable};
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project};

/// A package of the workspace.
#[derive(Debug)]
pub(crate) struct Member {
    folder: String,
    manifest: Manifest,
}

impl Member {
    fn name(&self) -> &str {
        self.manifest.name().unwrap_or(&self.folder)
    }

    /// Whether it can be started: it says how, or it stands on a web framework.
    fn is_service(&self) -> bool {
        let (framework, _) = Framework::find(&self.manifest);
        self.manifest.script("start").is_some() || framework != Framework::None
    }
}

/// The members of a workspace; nothing when the folder is none.
pub(crate) fn members(project: &Project<'_>, manifest: &Manifest) -> Result<Option<Vec<Member>>, ToolError> {
    let mut patterns = manifest.workspaces();
    if let Some(source) = project.read("pnpm-workspace.yaml") {
        patterns.extend(pnpm_packages(source.text()));
    }
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut found = Vec::new();
    let folders: Vec<String> = project
        .paths()
        .filter_map(|path| path.strip_suffix("/package.json"))
        .filter(|folder| patterns.iter().any(|pattern| matches(pattern, folder)))
        .filter(|folder| {
            !patterns.iter().any(|pattern| pattern.strip_prefix('!').is_some_and(|not| matches(not, folder)))
        })
        .map(ToOwned::to_owned)
        .collect();
    for folder in folders {
        if let Some(manifest) = Manifest::read(project, &format!("{folder}/package.json"))? {
            found.push(Member { folder, manifest });
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

/// The list below `packages:`.
fn pnpm_packages(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut packages = Vec::new();
    for line in text.lines() {
        if line.starts_with("packages:") {
            inside = true;
        } else if inside {
            match line.trim_start().strip_prefix("- ") {
                Some(item) => packages.push(item.trim().trim_matches(['"', '\'']).to_owned()),
                None if line.trim().is_empty() || line.trim_start().starts_with('#') => {}
                None => break,
            }
        }
    }
    packages
}

/// Whether a folder fits a pattern such as `packages/*` or `apps/**`.
pub(crate) fn matches(pattern: &str, folder: &str) -> bool {
    let pattern: Vec<&str> = pattern.trim_start_matches("./").trim_end_matches('/').split('/').collect();
    let folder: Vec<&str> = folder.split('/').collect();
    if pattern.last() == Some(&"**") {
        let lead = pattern.len() - 1;
        return folder.len() > lead
            && pattern.iter().zip(&folder).take(lead).all(|(pattern, part)| one(pattern, part));
    }
    pattern.len() == folder.len() && pattern.iter().zip(&folder).all(|(pattern, part)| one(pattern, part))
}

fn one(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            part.len() >= before.len() + after.len() && part.starts_with(before) && part.ends_with(after)
        }
        None => pattern == part,
    }
}

/// What of a workspace is meant.
#[derive(Debug, Clone, Copy)]
enum Choice<'m> {
    Root,
    Member(&'m Member),
}

/// The member that is meant, or nothing when the question is in the ledger.
fn choose<'m>(
    project: &Project<'_>,
    root: &Manifest,
    members: &'m [Member],
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Choice<'m>>, ToolError> {
    let services: Vec<&Member> = members.iter().filter(|member| member.is_service()).collect();
    // The root can be a service of its own, beside its packages.
    let root_too = Framework::find(root).1.is_some();
    let names = |list: &[&Member]| list.iter().map(|member| member.folder.clone()).collect::<Vec<_>>();
    if let Some(wanted) = &wishes.service {
        let wanted = wanted.trim_matches('/');
        let meant = |member: &&Member| {
            member.folder == wanted || member.name() == wanted || member.folder.rsplit('/').next() == Some(wanted)
        };
        if let Some(member) = members.iter().find(meant) {
            ledger.decide("service", member.folder.clone(), Evidence::argument("service"));
            return Ok(Some(Choice::Member(member)));
        }
        if wanted == "." || root.name() == Some(wanted) {
            ledger.decide("service", ".", Evidence::argument("service"));
            return Ok(Some(Choice::Root));
        }
        let all: Vec<&str> = members.iter().map(|member| member.folder.as_str()).collect();
        let error = ToolError::not_found(format!("the workspace has no package `{wanted}`"));
        return Err(match nearest::suggestion(wanted, all) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    if services.is_empty() && root_too {
        let evidence =
            Evidence::file(project.shown("package.json"), "no package of the workspace can be started but the root");
        ledger.decide("service", ".", evidence);
        return Ok(Some(Choice::Root));
    }
    if let [only] = services.as_slice()
        && !root_too
    {
        let evidence = Evidence::file(
            project.shown(&format!("{}/package.json", only.folder)),
            "the only package of the workspace that can be started",
        );
        ledger.decide("service", only.folder.clone(), evidence);
        return Ok(Some(Choice::Member(only)));
    }
    let all: Vec<&Member> = members.iter().collect();
    let mut choices = if services.is_empty() { names(&all) } else { names(&services) };
    if root_too {
        choices.insert(0, ".".to_owned());
    }
    ledger.ask("service", "The workspace has several packages that can be started, and each gets a Dockerfile of its own. Which one is meant?", choices, None);
    Ok(None)
}

pub(crate) fn compose(
    project: &Project<'_>,
    root: &Manifest,
    members: &[Member],
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let member = match choose(project, root, members, wishes, ledger)? {
        Some(Choice::Member(member)) => member,
        Some(Choice::Root) => return super::alone(project, root, true, wishes, ledger),
        None => return Ok(None),
    };
    speakable(&member.folder)?;
    speakable(member.name())?;
    let given = given_start(wishes, ledger)?;
    let Some(manager) = Manager::find(project, root, wishes, ledger)? else { return Ok(None) };
    // The member may ask for a Node.js of its own.
    let engines = if member.manifest.text(&["engines", "node"]).is_some() { &member.manifest } else { root };
    let node = runtime::version(project, engines, wishes, ledger);
    let inner = project.below(&member.folder);
    let Some((framework, start)) = start::decide(&inner, &member.manifest, given, ledger) else { return Ok(None) };
    let code = inner.code(&ENDINGS);
    let (port, takes_port) = super::port(&member.manifest, &start, &code, framework);
    let service =
        Service::find(&inner, ledger, wishes.port, port, takes_port, framework.usual_port(), health_path(&code));
    listens_outside(&code, framework, ledger);
    let health = health(&service, false);
    service.decide_health(ledger, &health);
    let signal = decide_signal(ledger, start::signal(&code, framework), Unhandled::Ignored);
    let build = build_command(&manager, root, member, members, ledger);
    ledger.decide(
        "final_tree",
        "the workspace without development dependencies",
        Evidence::default("packages of the workspace link to each other, so the final image keeps their folders")
            .confidence(Confidence::High),
    );

    let private = private_registry(project, ledger);
    let needs_source = lifecycle(root, ledger) || members.iter().any(|member| lifecycle(&member.manifest, ledger));
    let prisma = members
        .iter()
        .find(|member| member.manifest.depends("@prisma/client", true))
        .map(|member| member.name().to_owned());
    if let Some(name) = &prisma {
        speakable(name)?;
        let evidence = Evidence::default(format!("`{name}` has @prisma/client, whose engine needs it"));
        ledger.decide("runtime_packages", "openssl", evidence.confidence(Confidence::Medium));
    }
    let start = hoisted(start, &manager, &member.folder, ledger);
    let native = members.iter().any(|member| NATIVE.iter().any(|package| member.manifest.depends(package, false)));
    let image = format!("node:{node}-{}-slim", runtime::suite(&node));
    let plan = Plan { manager, image, node, native, build, framework, start, signal, private, needs_source, prisma };
    let mut draft = Draft::default();
    let image = print_build(&plan, project, member, members, &mut draft);
    print_final(&plan, &image, &service, &health, member, &mut draft);
    let mut ignored = IGNORED.to_vec();
    if plan.private {
        ignored.push("**/.npmrc");
    }
    let dockerignore = ignore::text(&ignored);
    Ok(Some(Composed { file: draft.finish(), dockerignore, name: image_name(member.name()) }))
}

/// npm, Yarn and Bun put the packages of all members into the root's folder; pnpm links them into the member's.
fn hoisted(
    mut start: start::StartCommand,
    manager: &Manager,
    folder: &str,
    ledger: &mut Ledger,
) -> start::StartCommand {
    if manager.kind == Kind::Pnpm {
        return start;
    }
    let up = "../".repeat(folder.split('/').count());
    let mut moved = false;
    for word in start.words.iter_mut().filter(|word| word.starts_with("node_modules/")) {
        *word = format!("{up}{word}");
        moved = true;
    }
    if moved {
        let evidence =
            Evidence::default(format!("{} puts packages into the root's node_modules", manager.kind.word()));
        ledger.decide("start_in_workspace", start.words.join(" "), evidence.confidence(Confidence::Medium));
    }
    start
}

// Each is an independent fact of the workspace.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
struct Plan {
    manager: Manager,
    image: String,
    node: String,
    native: bool,
    build: Option<String>,
    framework: Framework,
    start: start::StartCommand,
    signal: Vec<String>,
    /// `.npmrc` holds a token.
    private: bool,
    /// Scripts of the install need the source.
    needs_source: bool,
    /// The package with Prisma's client.
    prisma: Option<String>,
}

/// Gives what `FROM` says of the image.
fn print_build(plan: &Plan, project: &Project<'_>, member: &Member, members: &[Member], draft: &mut Draft) -> String {
    let manager = &plan.manager;
    let major = plan.node.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    draft.comment("Names the Debian release, so that the tag does not move to the next one. Pin it by digest for");
    draft.comment("builds that can be repeated: --build-arg NODE_TAG=…@sha256:…");
    let image = draft.image("NODE_TAG", &plan.image);
    draft.from(&image, Some("build"));
    draft.workdir("/app");
    if let Some((name, value)) = manager.environment(project) {
        draft.env(&[(name, value)]);
    }
    if plan.native {
        draft.comment("For dependencies that compile when no binary fits; the final image has none of it.");
        draft.packages("python3 make g++");
    }
    if let Some(setup) = manager.setup(major) {
        draft.comment("Installed by npm: images of Node.js 25 and later have neither corepack nor yarn.");
        draft.run(&[Cache::shared("/root/.npm")], &[setup]);
    }
    if plan.prisma.is_some() {
        draft.packages("openssl");
    }
    if plan.needs_source {
        draft.comment("The install runs scripts of the workspace, so it needs the whole source.");
        draft.copy(&["."], ".");
    } else {
        copy_manifests(plan, project, members, draft);
    }
    manager.explain(draft);
    if plan.private {
        draft.comment("The registry's token comes as a secret: docker build --secret id=npmrc,src=.npmrc");
        draft.run_with_secret(manager.cache(), "npmrc", "/root/.npmrc", &manager.install());
    } else {
        draft.run(&[manager.cache()], &[manager.install()]);
    }
    if !plan.needs_source {
        draft.copy(&["."], ".");
    }
    let mut lines: Vec<String> = Vec::new();
    if let Some(name) = &plan.prisma {
        lines.push(manager.execute(name, "prisma generate"));
    }
    lines.extend(plan.build.clone());
    if !lines.is_empty() {
        draft.run(&[], &lines);
    }
    if plan.prisma.is_some() && manager.kind != Kind::Npm {
        draft.comment("Nothing is pruned: the client that Prisma generated lies among the packages.");
        return image;
    }
    draft.comment("Leaves what runs in production.");
    draft.run(&[manager.cache()], &prune(manager, member, plan.native));
    image
}

fn copy_manifests(plan: &Plan, project: &Project<'_>, members: &[Member], draft: &mut Draft) {
    draft.comment("The manifest of every package: the lockfile speaks of all of them.");
    let mut files = vec!["package.json".to_owned()];
    files.extend(plan.manager.lockfile.clone());
    let more = [".npmrc", ".pnpmfile.cjs", "pnpm-workspace.yaml", ".yarnrc.yml", ".yarnrc", "bunfig.toml"];
    let copied = |name: &&str| project.has(name) && !(*name == ".npmrc" && plan.private);
    files.extend(more.iter().filter(|name| copied(name)).map(|name| (*name).to_owned()));
    draft.copy(&files, "./");
    for folder in [".yarn/releases", ".yarn/plugins", ".yarn/patches", "patches"] {
        if project.has_folder(folder) {
            draft.copy(&[folder], &format!("./{folder}/"));
        }
    }
    for other in members {
        draft.copy(&[format!("{}/package.json", other.folder)], &format!("{}/", other.folder));
    }
}

fn print_final(plan: &Plan, image: &str, service: &Service, health: &Health, member: &Member, draft: &mut Draft) {
    draft.from(image, None);
    draft.workdir("/app");
    let port = service.environment();
    let mut environment = vec![("NODE_ENV", "production")];
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    if let Some(host) = plan.framework.host_variable() {
        environment.push((host, "0.0.0.0"));
    }
    let own = plan.start.environment.iter().filter(|(name, _)| name != "NODE_ENV" && name != "PORT");
    environment.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
    draft.env(&environment);
    if plan.prisma.is_some() {
        draft.packages("openssl");
    }
    draft.copy_from("build", "/app", "./");
    draft.workdir(&format!("/app/{}", member.folder));
    if plan.framework == Framework::Next {
        draft.comment("Next.js writes its cache there.");
        draft.copy_owned("build", "1000:1000", &format!("/app/{}/.next", member.folder), "./.next");
    }
    let start = Start { command: plan.start.words.clone(), comments: plan.signal.clone(), entrypoint: false };
    service.print(draft, member.name(), "1000:1000", health, "10s", &start);
}

/// The command that builds the member and what it stands on.
fn build_command(
    manager: &Manager,
    root: &Manifest,
    member: &Member,
    members: &[Member],
    ledger: &mut Ledger,
) -> Option<String> {
    let any = members.iter().any(|member| member.manifest.script("build").is_some());
    if !any {
        return None;
    }
    let name = member.name();
    let (command, reason) = if root.depends("turbo", false) {
        (format!("node_modules/.bin/turbo run build --filter={name}"), "Turborepo builds what it depends on first")
    } else {
        match manager.kind {
            Kind::Pnpm => (format!("pnpm --filter '{name}...' run build"), "pnpm builds what it depends on first"),
            Kind::Npm => {
                ("npm run build --workspaces --if-present".to_owned(), "every package, in the order of the manifest")
            }
            Kind::Yarn => {
                (format!("yarn workspace {name} run build"), "this package alone: Yarn 1 knows no order of builds")
            }
            Kind::Berry => (
                format!(
                    "{} workspaces foreach --recursive --topological-dev --from '{name}' run build",
                    manager.yarn()
                ),
                "Yarn builds what it depends on first",
            ),
            Kind::Bun => (format!("bun run --filter '{name}' build"), "this package"),
        }
    };
    ledger.decide("build", command.clone(), member.manifest.evidence("build", reason).confidence(Confidence::Medium));
    Some(command)
}

fn prune(manager: &Manager, member: &Member, native: bool) -> Vec<String> {
    let scripts = if native { "" } else { " --ignore-scripts" };
    match manager.kind {
        // Several packages cannot be pruned in place, so they are installed again from the store.
        Kind::Pnpm => vec![
            "find . -name node_modules -type d -prune -exec rm -rf '{}' +".to_owned(),
            format!(
                "pnpm install --frozen-lockfile --prod{scripts} --store-dir=/pnpm/store --filter '{}...'",
                member.name()
            ),
        ],
        Kind::Berry => vec![format!("{} workspaces focus --production {}", manager.yarn(), member.name())],
        _ => vec![manager.prune()],
    }
}
