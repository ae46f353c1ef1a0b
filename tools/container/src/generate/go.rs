//! Go.

use architect_core::{Confidence, Source, ToolError, nearest};

use crate::generate::draft::{Cache, Draft};
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal};
use crate::generate::{Composed, Wishes, ask_for_context, ignore, image_name, speakable};
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project, scan};
use crate::tags::{Version, catalogue};

/// Modules that need a C compiler.
const CGO: [&str; 5] = [
    "github.com/mattn/go-sqlite3",
    "github.com/confluentinc/confluent-kafka-go",
    "gopkg.in/confluentinc/confluent-kafka-go",
    "github.com/h2non/bimg",
    "github.com/google/gopacket",
];

pub(crate) fn compose(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let root = project;
    let Some((folder, rest)) = located(root, wishes, ledger)? else { return Ok(None) };
    speakable(&folder)?;
    let inner = (!folder.is_empty()).then(|| root.below(&folder));
    let project = inner.as_ref().unwrap_or(root);
    let wishes = &Wishes { service: rest, ..wishes.clone() };
    let Some(module) = project.read("go.mod") else {
        return Err(ToolError::invalid_input(format!("`{}` cannot be read", project.shown("go.mod"))));
    };
    if folder.is_empty()
        && let Some(outside) = module.text().lines().find(|line| line.contains("=> ../"))
    {
        ask_for_context(ledger, &module, outside.trim());
        return Ok(None);
    }
    let version = version(project, &module, wishes, ledger);
    let Some((main, name)) = main_package(project, &module, wishes, ledger)? else { return Ok(None) };
    speakable(&main)?;
    speakable(&name)?;
    // What other programs of the module do is no matter of this one.
    let others: Vec<String> =
        main_packages(project).into_iter().map(|(folder, _)| folder).filter(|folder| *folder != main).collect();
    let all = project.code(&["go"]);
    let code: Vec<(String, Source)> =
        all.into_iter().filter(|(path, _)| !others.iter().any(|other| folder_of(path) == other)).collect();
    let own = in_package(&code, &main);
    if let Some((framework, path)) = framework(&module) {
        ledger.decide("framework", framework, Evidence::text(&module, path, "a dependency"));
    }
    let cgo = cgo(&module, &code, ledger);
    let listens = ["ListenAndServe", ".Run(", ".Start(", ".Listen(", "net.Listen(", "Addr: ", "Address: "];
    let usual = framework(&module).map(|(name, _)| match name {
        "Echo" => 1323,
        "Fiber" => 3000,
        _ => 8080,
    });
    // What the main package says outranks what another one of the module says.
    let port = scan::port(&own, &listens).or_else(|| scan::port(&code, &listens));
    let health_path = scan::health_path(&own).or_else(|| scan::health_path(&code));
    let takes_port = scan::takes_port(&own) || scan::takes_port(&code);
    let service = Service::find(project, ledger, wishes.port, port, takes_port, usual, health_path);
    let program = format!("/usr/local/bin/{name}");
    let health = match health_command(&own) {
        Some(fact) => {
            let argument = ledger.take("health_command", fact);
            Health::Command(vec![program.clone(), argument])
        }
        None => {
            Health::None("the image has no shell, and the program has no command that asks itself for its health.")
        }
    };
    service.decide_health(ledger, &health);
    let signal = decide_signal(ledger, signal(&code), Unhandled::EndsAtOnce);
    let vendored = project.has("vendor/modules.txt");
    let sums = project.has("go.sum");
    if !sums && !vendored && module.text().contains("require") {
        ledger.ask(
            "go.sum",
            "There is no go.sum, so the build cannot verify what it downloads. Run `go mod tidy` and commit it.",
            Vec::new(),
            Some("go.sum is there".to_owned()),
        );
    }
    let folders = runtime_folders(project, &code, ledger);
    let facts = Facts {
        folder,
        version,
        main,
        name,
        cgo,
        vendored,
        sums,
        folders,
        gin: framework(&module).is_some_and(|(name, _)| name == "Gin"),
    };
    let mut draft = Draft::default();
    print(&facts, &service, &health, &signal, &program, &mut draft);
    let dockerignore = ignore::text(&["**/*_test.go", "bin", "coverage.*"]);
    Ok(Some(Composed { file: draft.finish(), dockerignore, name: image_name(&facts.name) }))
}

/// The folder of the module that is meant, and what of `service` is left for the choice of its main package.
fn located(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<(String, Option<String>)>, ToolError> {
    let modules: Vec<String> =
        project.paths().filter_map(|path| path.strip_suffix("/go.mod")).map(ToOwned::to_owned).collect();
    let wanted = wishes.service.as_deref().map(|wanted| wanted.trim_start_matches("./").trim_matches('/'));
    if let Some(wanted) = wanted {
        let within = |folder: &&String| {
            wanted == folder.as_str()
                || wanted.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        let longest = modules.iter().filter(within).max_by_key(|folder| folder.len());
        let last = || modules.iter().find(|folder| folder.rsplit('/').next() == Some(wanted));
        if let Some(folder) = longest.or_else(|| last().filter(|_| !project.has("go.mod"))) {
            let rest = wanted.strip_prefix(folder.as_str()).map(|rest| rest.trim_matches('/').to_owned());
            ledger.decide("module", folder.clone(), Evidence::argument("service"));
            return Ok(Some((folder.clone(), rest.filter(|rest| !rest.is_empty()))));
        }
    }
    if project.has("go.mod") {
        return Ok(Some((String::new(), wishes.service.clone())));
    }
    if let Some(wanted) = wanted {
        let error = ToolError::not_found(format!("no module of the workspace is called `{wanted}`"));
        return Err(match nearest::suggestion(wanted, modules.iter().map(String::as_str)) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    let mains: Vec<&String> =
        modules.iter().filter(|folder| !main_packages(&project.below(folder)).is_empty()).collect();
    if let [only] = mains.as_slice() {
        let path = project.shown(&format!("{only}/go.mod"));
        ledger.decide("module", (*only).clone(), Evidence::file(path, "the only module with a main package"));
        return Ok(Some(((*only).clone(), None)));
    }
    let choices = if mains.is_empty() { modules } else { mains.into_iter().cloned().collect() };
    ledger.ask(
        "service",
        "The workspace has several modules that can be started, and each gets a Dockerfile of its own. Which one is meant?",
        choices,
        None,
    );
    Ok(None)
}

// Each is an independent fact of the module.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
struct Facts {
    /// Folder of the module; empty for the context itself.
    folder: String,
    version: String,
    main: String,
    name: String,
    cgo: bool,
    vendored: bool,
    sums: bool,
    folders: Vec<String>,
    gin: bool,
}

/// The newest supported line at or above what the module says, since Go keeps its promise of compatibility.
fn version(project: &Project<'_>, module: &Source, wishes: &Wishes, ledger: &mut Ledger) -> String {
    if let Some(version) = &wishes.runtime_version {
        return ledger.take("runtime_version", Fact::new(version.clone(), Evidence::argument("runtime_version")));
    }
    if let Some(source) = project.read(".go-version") {
        let version = source.text().trim().to_owned();
        let known = catalogue().has("golang", &format!("{version}-trixie"));
        if known {
            return ledger
                .take("runtime_version", Fact::new(version, Evidence::line(&source, 1, "the file pins it")));
        }
    }
    let stated = ["toolchain go", "go "].iter().find_map(|prefix| {
        (1_u32..).zip(module.text().lines()).find_map(|(line, text)| {
            let version = Version::read(text.strip_prefix(prefix)?.trim())?;
            Some((line, version))
        })
    });
    let lines = catalogue().lines("golang");
    let newest = lines.last().map(ToString::to_string).unwrap_or_default();
    let Some((line, wanted)) = stated else {
        let reason = format!("go.mod names no version: the newest as of {}", catalogue().as_of);
        return ledger.take("runtime_version", Fact::new(newest, Evidence::default(reason)));
    };
    let fits: Vec<String> = lines.iter().filter(|line| **line >= wanted.line(2)).map(ToString::to_string).collect();
    let reason = format!("the newest release as of {} that satisfies `{wanted}`", catalogue().as_of);
    let evidence = Evidence::line(module, line, reason);
    match fits.last() {
        Some(best) => {
            let others: Vec<String> = fits.iter().filter(|other| *other != best).cloned().collect();
            ledger.take("runtime_version", Fact::new(best.clone(), evidence.alternatives(others)))
        }
        None => {
            ledger.ask(
                "runtime_version",
                format!(
                    "go.mod wants Go {wanted}, which is newer than every release of the list of {}.",
                    catalogue().as_of
                ),
                Vec::new(),
                Some(wanted.line(2).to_string()),
            );
            ledger
                .take("runtime_version", Fact::new(wanted.line(2).to_string(), evidence.confidence(Confidence::Low)))
        }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders of all main packages.
fn main_packages(project: &Project<'_>) -> Vec<(String, Evidence)> {
    let mut folders: Vec<(String, Evidence)> = Vec::new();
    for (path, source) in project.code(&["go"]) {
        let folder = folder_of(&path).to_owned();
        let is_main = scan::lines(&source).any(|(_, line)| line.trim_end() == "package main");
        let ignored = source.text().contains("//go:build ignore") || source.text().contains("//go:build tools");
        let Some((line, _)) = scan::line_with(&source, "func main()").filter(|_| is_main && !ignored) else {
            continue;
        };
        if !folders.iter().any(|(known, _)| *known == folder) {
            folders.push((folder, Evidence::line(&source, line, "the main package")));
        }
    }
    folders
}

/// The folder of the main package (empty for the root) and the program's name.
fn main_package(
    project: &Project<'_>,
    module: &Source,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<(String, String)>, ToolError> {
    let folders = main_packages(project);
    let module_name = module.text().lines().find_map(|line| line.strip_prefix("module ")).unwrap_or("app").trim();
    let name = |folder: &str| {
        let last = folder.rsplit('/').next().filter(|last| !last.is_empty());
        let of_module = module_name.rsplit('/').find(|part| !is_major(part)).unwrap_or("app");
        last.unwrap_or(of_module).to_owned()
    };
    let choices: Vec<String> =
        folders.iter().map(|(folder, _)| if folder.is_empty() { ".".to_owned() } else { folder.clone() }).collect();
    if let Some(wanted) = &wishes.service {
        let wanted = wanted.trim_start_matches("./").trim_matches('/');
        let meant = |folder: &str| {
            folder == wanted || folder.rsplit('/').next() == Some(wanted) || (wanted == "." && folder.is_empty())
        };
        if let Some((folder, evidence)) = folders.iter().find(|(folder, _)| meant(folder)) {
            ledger.decide("main_package", format!("./{folder}"), evidence.clone());
            return Ok(Some((folder.clone(), name(folder))));
        }
        let error = ToolError::not_found(format!("there is no main package `{wanted}`"));
        return Err(match nearest::suggestion(wanted, choices.iter().map(String::as_str)) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    match folders.as_slice() {
        [] => {
            ledger.ask("service", "No main package was found: is this a library?", Vec::new(), None);
            Ok(None)
        }
        [(folder, evidence)] => {
            ledger.decide("main_package", format!("./{folder}"), evidence.clone());
            Ok(Some((folder.clone(), name(folder))))
        }
        _ => {
            ledger.ask(
                "service",
                "The module has several main packages, and each gets a Dockerfile of its own. Which one is meant?",
                choices,
                None,
            );
            Ok(None)
        }
    }
}

/// `v2` at the end of a module's path is no name.
fn is_major(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

fn in_package(code: &[(String, Source)], folder: &str) -> Vec<(String, Source)> {
    let own = |path: &str| folder_of(path) == folder;
    code.iter().filter(|(path, _)| own(path)).cloned().collect()
}

fn framework(module: &Source) -> Option<(&'static str, &'static str)> {
    const KNOWN: [(&str, &str); 5] = [
        ("Gin", "github.com/gin-gonic/gin "),
        ("Echo", "github.com/labstack/echo"),
        ("Fiber", "github.com/gofiber/fiber"),
        ("chi", "github.com/go-chi/chi"),
        ("gorilla/mux", "github.com/gorilla/mux "),
    ];
    KNOWN.into_iter().find(|(_, path)| module.text().contains(path))
}

fn cgo(module: &Source, code: &[(String, Source)], ledger: &mut Ledger) -> bool {
    if let Some(path) = CGO.iter().find(|path| module.text().contains(**path)) {
        ledger.decide("cgo", "on", Evidence::text(module, path, "the module is written in C"));
        return true;
    }
    if let Some((source, line)) = scan::first_with(code, &["import \"C\""]) {
        ledger.decide("cgo", "on", Evidence::line(&source, line, "the code calls C"));
        return true;
    }
    ledger.decide(
        "cgo",
        "off",
        Evidence::default("nothing calls C, so the program is static").confidence(Confidence::High),
    );
    false
}

/// The argument by which the program asks itself for its health.
fn health_command(code: &[(String, Source)]) -> Option<Fact<String>> {
    const WORDS: [&str; 5] = ["healthcheck", "health-check", "health", "healthz", "check-health"];
    for (_, source) in code {
        for (at, line) in scan::lines(source) {
            let Some(word) = scan::strings(line).into_iter().find(|text| WORDS.contains(text)) else { continue };
            let evidence = |reason: &str| Evidence::line(source, at, reason).confidence(Confidence::Medium);
            if line.contains("flag.Bool(") || line.contains("flag.BoolVar(") {
                return Some(Fact::new(format!("-{word}"), evidence("a flag of the program")));
            }
            if line.contains("os.Args") || line.contains("Use:") || line.contains("flag.Arg(") {
                return Some(Fact::new(word.to_owned(), evidence("a command of the program")));
            }
        }
    }
    None
}

fn signal(code: &[(String, Source)]) -> Option<Fact<String>> {
    let (source, line) = scan::first_with(code, &["signal.NotifyContext(", "signal.Notify("])?;
    Some(Fact::new("handled by the code".to_owned(), Evidence::line(&source, line, "the code takes the signal")))
}

/// Folders that the program reads when it runs, because they are not embedded.
fn runtime_folders(project: &Project<'_>, code: &[(String, Source)], ledger: &mut Ledger) -> Vec<String> {
    let calls = [
        "LoadHTMLGlob(",
        "LoadHTMLFiles(",
        "ParseGlob(",
        ".Static(",
        "http.Dir(",
        "ParseFiles(",
        "StaticFS(",
        "file://",
    ];
    let mut found: Vec<String> = Vec::new();
    for (_, source) in code {
        for (at, line) in scan::lines(source) {
            if !calls.iter().any(|call| line.contains(call)) {
                continue;
            }
            for text in scan::strings(line) {
                let path = text.trim_start_matches("file://").trim_start_matches("./");
                let folder = path.split('/').next().unwrap_or_default();
                let relative = !path.starts_with('/') && !folder.is_empty() && project.has_folder(folder);
                if relative && !found.iter().any(|known| known == folder) {
                    ledger.decide(
                        "runtime_files",
                        folder,
                        Evidence::line(source, at, "the program reads it when it runs")
                            .confidence(Confidence::Medium),
                    );
                    found.push(folder.to_owned());
                }
            }
        }
    }
    found
}

fn print(facts: &Facts, service: &Service, health: &Health, signal: &[String], program: &str, draft: &mut Draft) {
    draft.comment("Names the Debian release, so that the tag does not move to the next one. Pin both by digest for");
    draft.comment("builds that can be repeated.");
    let build = draft.image("GO_TAG", &format!("golang:{}-trixie", facts.version));
    let runtime = if facts.cgo {
        "gcr.io/distroless/base-debian13:nonroot"
    } else {
        "gcr.io/distroless/static-debian13:nonroot"
    };
    draft.comment(if facts.cgo {
        "The C library of the same Debian, certificates and time zones; no shell."
    } else {
        "Certificates and time zones, and nothing else: the program is static."
    });
    let runtime = draft.image("RUNTIME_TAG", runtime);
    draft.from(&build, Some("build"));
    draft.workdir("/src");
    draft.comment("Nothing is fetched that go.mod does not name, not even another toolchain.");
    draft.env(&[("CGO_ENABLED", if facts.cgo { "1" } else { "0" }), ("GOTOOLCHAIN", "local")]);
    let modules = Cache::shared("/go/pkg/mod");
    let builds = Cache::shared("/root/.cache/go-build");
    let alone = facts.folder.is_empty();
    if !facts.vendored && alone {
        draft.comment("Modules first: they are loaded again only when go.mod or go.sum change.");
        draft.copy(if facts.sums { &["go.mod", "go.sum"][..] } else { &["go.mod"][..] }, "./");
        draft.run(&[modules], &["go mod download"]);
    }
    draft.copy(&["."], ".");
    if !alone {
        draft.comment("The module takes others that lie beside it.");
        draft.workdir(&format!("/src/{}", facts.folder));
    }
    let mode = if facts.vendored { " -mod=vendor" } else { "" };
    let package = if facts.main.is_empty() { ".".to_owned() } else { format!("./{}", facts.main) };
    draft.run(
        &[modules, builds],
        &[format!("go build{mode} -trimpath -ldflags=\"-s -w\" -o /out/{} {package}", facts.name)],
    );
    draft.from(&runtime, None);
    let port = service.environment();
    let mut environment: Vec<(&str, &str)> = Vec::new();
    if facts.gin {
        environment.push(("GIN_MODE", "release"));
    }
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    if !environment.is_empty() {
        draft.env(&environment);
    }
    if !facts.folders.is_empty() {
        draft.workdir("/app");
    }
    draft.copy_from("build", &format!("/out/{}", facts.name), program);
    for folder in &facts.folders {
        let source = if alone { folder.clone() } else { format!("{}/{folder}", facts.folder) };
        draft.copy(&[source], &format!("./{folder}/"));
    }
    let start = Start { command: vec![program.to_owned()], comments: signal.to_vec(), entrypoint: true };
    service.print(draft, &facts.name, "65532:65532", health, "5s", &start);
}
