//! Java.

pub(crate) mod gradle;
pub(crate) mod maven;

use architect_core::{Confidence, Source, ToolError, nearest};

use crate::generate::draft::{Cache, Draft};
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal};
use crate::generate::{Composed, Wishes, given_start, ignore, image_name, speakable};
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project, scan};
use crate::tags::{Version, catalogue};

/// The release of Ubuntu that images are named with: naming it keeps a tag from moving to the next one.
const SUITE: &str = "noble";

/// What a build file says of a module.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) name: String,
    /// Name of the jar without its ending.
    pub(crate) jar: Option<String>,
    /// Version of Spring Boot; may be empty where only its use is known.
    pub(crate) boot: Option<(String, Evidence)>,
    /// Version of Java.
    pub(crate) release: Option<(String, Evidence)>,
    pub(crate) actuator: Option<Evidence>,
    /// Whether Spring Boot's plugin makes the jar that runs.
    pub(crate) packaged_by_boot: bool,
    /// Whether its modules may inherit that, some by a profile.
    pub(crate) boot_for_modules: bool,
    pub(crate) source: Source,
}

/// What builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Maven { wrapper: bool },
    Gradle { wrapper: bool },
}

pub(crate) fn compose(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let given = given_start(wishes, ledger)?;
    let Some(tool) = tool(project, wishes, ledger)? else { return Ok(None) };
    let Some((module, facts)) = module(project, tool, wishes, ledger)? else { return Ok(None) };
    speakable(&module)?;
    speakable(facts.jar.as_deref().filter(|jar| !jar.contains('$')).unwrap_or_default())?;
    let jdk = jdk(project, &facts, wishes, ledger);
    let boot = facts.boot.clone();
    if let Some((version, evidence)) = &boot {
        ledger.decide("framework", format!("Spring Boot {version}").trim().to_owned(), evidence.clone());
    }
    if boot.is_none() && given.is_none() {
        ledger.ask("start", format!("`{}` does not use Spring Boot, so it is not known how the jar that runs is made. Which command starts the service, from the folder /app with the jar as app.jar?", facts.source.name()), vec!["java -jar app.jar".to_owned()], None);
        return Ok(None);
    }
    let inner = if module.is_empty() { None } else { Some(project.below(&module)) };
    let own = inner.as_ref().unwrap_or(project);
    let code = own.code(&["java", "kt"]);
    let (port, takes_port) = server_port(own);
    let health_path = match &facts.actuator {
        Some(evidence) => Some(Fact::new(format!("{}/actuator/health", context_path(own)), evidence.clone())),
        None => scan::health_path(&code)
            .map(|fact| Fact { value: format!("{}{}", context_path(own), fact.value), ..fact }),
    };
    let usual = boot.is_some().then_some(8080);
    let service = Service::find(own, ledger, wishes.port, port, takes_port, usual, health_path);
    let health = health(&service);
    service.decide_health(ledger, &health);
    let handled = Fact::new(
        "handled by the virtual machine".to_owned(),
        shutdown(own, boot.as_ref().map(|(version, _)| version.as_str())),
    );
    let signal = decide_signal(ledger, Some(handled), Unhandled::EndsAtOnce);
    let mut draft = Draft::default();
    let plan = Plan { tool, module, facts, jdk, given };
    print(&plan, project, &service, &health, &signal, ledger, &mut draft);
    let dockerignore = ignore::text(&["target", "*/target", "build", "*/build", ".gradle", "**/*.class"]);
    Ok(Some(Composed { file: draft.finish(), dockerignore, name: image_name(&plan.facts.name) }))
}

#[derive(Debug)]
struct Plan {
    tool: Tool,
    /// Folder of the module; empty for the project itself.
    module: String,
    facts: Facts,
    jdk: String,
    given: Option<Vec<String>>,
}

fn tool(project: &Project<'_>, wishes: &Wishes, ledger: &mut Ledger) -> Result<Option<Tool>, ToolError> {
    let maven = project.has("pom.xml").then(|| Tool::Maven {
        wrapper: project.has("mvnw") && project.has(".mvn/wrapper/maven-wrapper.properties"),
    });
    let script = ["build.gradle", "build.gradle.kts"].into_iter().find(|name| project.has(name));
    let gradle = script.map(|_| Tool::Gradle {
        wrapper: project.has("gradlew") && project.has("gradle/wrapper/gradle-wrapper.properties"),
    });
    let (tool, evidence) = match (wishes.package_manager.as_deref(), maven, gradle) {
        (Some("maven"), Some(tool), _) | (Some("gradle"), _, Some(tool)) => {
            (tool, Evidence::argument("package_manager"))
        }
        (Some(word), ..) if !matches!(word, "maven" | "gradle") => {
            return Err(ToolError::invalid_input(format!("there is no build tool `{word}` for Java"))
                .help("known are: maven, gradle"));
        }
        (_, Some(tool), None) => (tool, Evidence::file(project.shown("pom.xml"), "its build file is there")),
        (_, None, Some(tool)) => {
            (tool, Evidence::file(project.shown(script.unwrap_or_default()), "its build file is there"))
        }
        (_, Some(_), Some(_)) => {
            ledger.ask(
                "package_manager",
                "There are build files of Maven and of Gradle. Which one builds the service?",
                vec!["maven".to_owned(), "gradle".to_owned()],
                None,
            );
            return Ok(None);
        }
        (_, None, None) => return Err(ToolError::invalid_input("neither pom.xml nor build.gradle is there")),
    };
    let (word, wrapper) = match tool {
        Tool::Maven { wrapper } => ("maven", wrapper),
        Tool::Gradle { wrapper } => ("gradle", wrapper),
    };
    ledger.decide("package_manager", word, evidence);
    if wrapper {
        let file = if word == "maven" { "mvnw" } else { "gradlew" };
        ledger.decide("wrapper", file, Evidence::file(project.shown(file), "the project's own version of the tool"));
    }
    Ok(Some(tool))
}

/// The module that is the service.
fn module(
    project: &Project<'_>,
    tool: Tool,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<(String, Facts)>, ToolError> {
    let read = |folder: &str| -> Result<Option<Facts>, ToolError> {
        match tool {
            Tool::Maven { .. } => {
                let path = if folder.is_empty() { "pom.xml".to_owned() } else { format!("{folder}/pom.xml") };
                Ok(maven::facts(project, &path)?.map(|(facts, _)| facts))
            }
            Tool::Gradle { .. } => Ok(gradle::facts(project, folder)),
        }
    };
    let root = read("")?;
    let modules = match tool {
        Tool::Maven { .. } => maven::facts(project, "pom.xml")?.map(|(_, modules)| modules).unwrap_or_default(),
        Tool::Gradle { .. } => gradle::modules(project),
    };
    if modules.is_empty() {
        return Ok(root.map(|facts| (String::new(), facts)));
    }
    let starts = |folder: &str| {
        let code = project.below(folder).code(&["java", "kt"]);
        scan::first_with(&code, &["@SpringBootApplication"]).is_some()
    };
    let inherit = |folder: &str, mut facts: Facts| {
        if let Some(root) = &root {
            facts.packaged_by_boot = facts.packaged_by_boot || root.boot_for_modules && starts(folder);
            // A module may apply the plugin whose version the root states.
            let stated = facts.boot.take().filter(|(version, _)| !version.is_empty());
            facts.boot = stated.or_else(|| root.boot.clone()).filter(|_| facts.packaged_by_boot);
            facts.release = facts.release.or_else(|| root.release.clone());
        }
        facts
    };
    let mut services = Vec::new();
    for folder in &modules {
        if let Some(facts) = read(folder)?.map(|facts| inherit(folder, facts)).filter(|facts| facts.packaged_by_boot)
        {
            services.push((folder.clone(), facts));
        }
    }
    if let Some(wanted) = &wishes.service {
        let wanted = wanted.trim_matches('/').replace(':', "/");
        if let Some(found) = services.iter().find(|(folder, facts)| {
            *folder == wanted || facts.name == wanted || folder.rsplit('/').next() == Some(&wanted)
        }) {
            ledger.decide("service", found.0.clone(), Evidence::argument("service"));
            return Ok(Some(found.clone()));
        }
        let error = ToolError::not_found(format!("there is no module `{wanted}` that Spring Boot's plugin packages"));
        return Err(match nearest::suggestion(&wanted, services.iter().map(|(folder, _)| folder.as_str())) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    match services.as_slice() {
        [(folder, facts)] => {
            let evidence =
                Evidence::text(&facts.source, "spring-boot", "the only module that Spring Boot's plugin packages");
            ledger.decide("service", folder.clone(), evidence);
            Ok(Some((folder.clone(), facts.clone())))
        }
        _ => {
            let choices =
                if services.is_empty() { modules } else { services.into_iter().map(|(folder, _)| folder).collect() };
            ledger.ask("service", "The project has several modules. Which one is the service?", choices, None);
            Ok(None)
        }
    }
}

/// The Java that the project names; the newest with long support otherwise.
fn jdk(project: &Project<'_>, facts: &Facts, wishes: &Wishes, ledger: &mut Ledger) -> String {
    if let Some(version) = &wishes.runtime_version {
        return ledger.take("runtime_version", Fact::new(version.clone(), Evidence::argument("runtime_version")));
    }
    let lines: Vec<String> = catalogue().lines("eclipse-temurin").iter().map(ToString::to_string).collect();
    let pinned = [
        (".java-version", ""),
        (".sdkmanrc", "java="),
        ("system.properties", "java.runtime.version="),
        (".tool-versions", "java "),
    ]
    .into_iter()
    .find_map(|(name, prefix)| {
        let source = project.read(name)?;
        (1_u32..).zip(source.text().lines()).find_map(|(line, text)| {
            let rest = text.trim().strip_prefix(prefix)?;
            let digits: String = rest
                .trim_start_matches(|c: char| !c.is_ascii_digit())
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            (!digits.is_empty()).then(|| (digits, Evidence::line(&source, line, "the file pins it")))
        })
    });
    let stated = pinned.or_else(|| facts.release.clone());
    let Some((text, evidence)) = stated else {
        let reason = format!("no file names a version: the newest with long support as of {}", catalogue().as_of);
        return ledger.take("runtime_version", Fact::new("25".to_owned(), Evidence::default(reason)));
    };
    let text = text.trim_start_matches("1.").to_owned();
    if lines.contains(&text) {
        let others =
            lines.iter().filter(|line| Version::read(line) > Version::read(&text)).cloned().collect::<Vec<_>>();
        return ledger.take("runtime_version", Fact::new(text, evidence.alternatives(others)));
    }
    // A release between those with images: the next that has one compiles for it too.
    let wanted = Version::read(&text);
    let next = lines.iter().find(|line| Version::read(line) > wanted).cloned().unwrap_or_else(|| "25".to_owned());
    ledger.ask(
        "runtime_version",
        format!(
            "Java {text} has no image among the supported releases of {}; {next} compiles for it too.",
            catalogue().as_of
        ),
        lines,
        Some(next.clone()),
    );
    ledger.take("runtime_version", Fact::new(next, evidence.confidence(Confidence::Medium)))
}

/// Files of settings, with a setting under its two spellings.
fn settings(project: &Project<'_>) -> Vec<Source> {
    let folder = "src/main/resources";
    ["application.properties", "application.yml", "application.yaml"]
        .iter()
        .filter_map(|name| project.read(&format!("{folder}/{name}")))
        .collect()
}

/// A setting such as `server.port`, in properties or at its place in YAML.
fn spring_setting(project: &Project<'_>, section: &str, key: &str) -> Option<(Source, u32, String)> {
    settings(project).into_iter().find_map(|source| {
        if let Some((line, value)) = scan::setting(&source, &format!("{section}.{key}")) {
            return Some((source, line, value));
        }
        let mut inside = false;
        let found = (1_u32..).zip(source.text().lines()).find_map(|(at, line)| {
            if !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty() {
                inside = line.trim_end() == format!("{section}:");
            }
            let rest = line.trim_start().strip_prefix(key)?.strip_prefix(':')?;
            inside.then(|| (at, rest.trim().trim_matches(['"', '\'']).to_owned()))
        });
        found.map(|(at, value)| (source, at, value))
    })
}

/// `server.port`, which may itself take `PORT`.
fn server_port(project: &Project<'_>) -> (Option<Fact<u16>>, bool) {
    let Some((source, line, value)) = spring_setting(project, "server", "port") else { return (None, false) };
    let takes = value.contains("${PORT");
    let plain = value.trim_start_matches("${PORT:").trim_end_matches('}');
    let port = plain.parse().ok().or_else(|| scan::ports(plain).first().copied());
    (port.map(|port| Fact::new(port, Evidence::line(&source, line, "the setting server.port"))), takes)
}

fn context_path(project: &Project<'_>) -> String {
    spring_setting(project, "server.servlet", "context-path")
        .map(|(_, _, value)| value)
        .filter(|value| value.starts_with('/') && value.len() > 1)
        .unwrap_or_default()
}

/// The machine ends on SIGTERM; whether requests are finished is a setting, or the default of Spring Boot 3.4.
fn shutdown(project: &Project<'_>, boot: Option<&str>) -> Evidence {
    if let Some((source, line, value)) = spring_setting(project, "server", "shutdown") {
        return Evidence::line(&source, line, format!("it ends on SIGTERM; server.shutdown is {value}"));
    }
    let graceful = boot.and_then(Version::read).is_some_and(|version| version.line(2) >= Version(vec![3, 4]));
    let reason = if graceful {
        "it ends on SIGTERM; Spring Boot finishes requests by default from 3.4 on"
    } else {
        "it ends on SIGTERM; set server.shutdown=graceful to finish requests"
    };
    Evidence::default(reason).confidence(Confidence::High)
}

/// A JRE has neither curl nor a compiler; the image's bash can speak to a port.
fn health(service: &Service) -> Health {
    let Some(port) = service.port else { return Health::None("the service has no port that is known") };
    let port = if service.takes_port { "$PORT".to_owned() } else { port.to_string() };
    let script = match &service.health_path {
        Some(path) => format!(
            "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET {path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 200'"
        ),
        None => format!("exec 3<>/dev/tcp/127.0.0.1/{port}"),
    };
    Health::Command(vec!["bash".to_owned(), "-c".to_owned(), script])
}

fn print(
    plan: &Plan,
    project: &Project<'_>,
    service: &Service,
    health: &Health,
    signal: &[String],
    ledger: &mut Ledger,
    draft: &mut Draft,
) {
    let jdk = &plan.jdk;
    let image = match plan.tool {
        Tool::Maven { wrapper: false } => format!("maven:3.9-eclipse-temurin-{jdk}-{SUITE}"),
        Tool::Gradle { wrapper: false } => format!("gradle:jdk{jdk}-{SUITE}"),
        _ => format!("eclipse-temurin:{jdk}-jdk-{SUITE}"),
    };
    draft.comment("Names the Ubuntu release, so that the tag does not move to the next one. Pin both by digest for");
    draft.comment("builds that can be repeated.");
    let build = draft.image("BUILD_TAG", &image);
    let runtime = draft.image("RUNTIME_TAG", &format!("eclipse-temurin:{jdk}-jre-{SUITE}"));
    draft.from(&build, Some("build"));
    draft.workdir("/src");
    draft.copy(&["."], ".");
    let (cache, command) = command(plan, project);
    let jar = jar(plan, ledger);
    draft.comment("The cache keeps what was downloaded; tests belong to the pipeline, not to the image.");
    draft.run(&[cache], &[command, jar]);
    let layers = layers(plan);
    if let Some((extract, _)) = &layers {
        draft.comment("Four layers, so that an edit of the code ships a few hundred kilobytes.");
        draft.workdir("/out");
        draft.run::<&str>(&[], &[extract]);
    }
    draft.from(&runtime, None);
    draft.workdir("/app");
    let port = service.environment();
    let mut environment = vec![("JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=75")];
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    draft.comment("The heap follows the container's memory limit.");
    draft.env(&environment);
    let mut start = plan.given.clone();
    match &layers {
        Some((_, main)) => {
            for layer in ["dependencies", "spring-boot-loader", "snapshot-dependencies", "application"] {
                draft.copy_from("build", &format!("/out/extracted/{layer}/"), "./");
            }
            start = start.or_else(|| Some(main.clone()));
        }
        None => {
            draft.copy_from("build", "/out/app.jar", "./app.jar");
        }
    }
    let command = start.unwrap_or_else(|| vec!["java".to_owned(), "-jar".to_owned(), "app.jar".to_owned()]);
    if plan.given.is_none() {
        ledger.decide(
            "start",
            command.join(" "),
            Evidence::default("how Spring Boot starts what its plugin packaged").confidence(Confidence::High),
        );
    }
    let start = Start { command, comments: signal.to_vec(), entrypoint: false };
    service.print(draft, &plan.facts.name, "10001:10001", health, "30s", &start);
}

/// The command that builds, and its cache.
fn command(plan: &Plan, project: &Project<'_>) -> (Cache, String) {
    match plan.tool {
        Tool::Maven { wrapper } => {
            // `sh` also runs a wrapper that lost its executable bit in version control.
            let program = if wrapper { "sh ./mvnw" } else { "mvn" };
            let module = if plan.module.is_empty() { String::new() } else { format!(" -pl {} -am", plan.module) };
            (Cache::shared("/root/.m2"), format!("{program} --batch-mode -DskipTests{module} package"))
        }
        Tool::Gradle { wrapper } => {
            let program = if wrapper { "sh ./gradlew" } else { "gradle" };
            let task = if plan.facts.packaged_by_boot { "bootJar" } else { "jar" };
            let path = if plan.module.is_empty() {
                task.to_owned()
            } else {
                format!(":{}:{task}", plan.module.replace('/', ":"))
            };
            let home =
                if project.has("gradle.properties") && !wrapper { "" } else { "GRADLE_USER_HOME=/root/.gradle " };
            (Cache::shared("/root/.gradle"), format!("{home}{program} --no-daemon {path}"))
        }
    }
}

/// The line that takes the jar to its place.
fn jar(plan: &Plan, ledger: &mut Ledger) -> String {
    let folder =
        |name: &str| if plan.module.is_empty() { name.to_owned() } else { format!("{}/{name}", plan.module) };
    match (plan.tool, plan.facts.jar.as_ref().filter(|name| !name.contains('$'))) {
        (Tool::Maven { .. }, Some(name)) => {
            let path = format!("{}/{name}.jar", folder("target"));
            ledger.decide(
                "jar",
                path.clone(),
                Evidence::text(
                    &plan.facts.source,
                    if plan.facts.source.text().contains("<finalName>") { "<finalName>" } else { "<artifactId>" },
                    "the name that the build file gives it",
                ),
            );
            format!("install -D -m 0644 {path} /out/app.jar")
        }
        (Tool::Maven { .. }, None) => format!("install -D -m 0644 {}/*.jar /out/app.jar", folder("target")),
        (Tool::Gradle { .. }, _) => format!(
            "install -D -m 0644 \"$(find {} -name '*.jar' ! -name '*-plain.jar')\" /out/app.jar",
            folder("build/libs")
        ),
    }
}

/// The line that takes the jar apart into layers, and how the result is started.
fn layers(plan: &Plan) -> Option<(&'static str, Vec<String>)> {
    let (version, _) = plan.facts.boot.as_ref()?;
    let numbers: Vec<&str> = version
        .split(['.', '-'])
        .take_while(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty())
        .collect();
    let version = Version::read(&numbers.join("."))
        // Where the version is not stated, the present one is more likely than one of before 2024.
        .map_or(Version(vec![3, 3]), |version| version.line(2));
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if version >= Version(vec![3, 3]) {
        return Some((
            "java -Djarmode=tools -jar app.jar extract --layers --destination extracted",
            own(&["java", "-jar", "app.jar"]),
        ));
    }
    if version < Version(vec![2, 3]) {
        return None;
    }
    let launcher = if version >= Version(vec![3, 2]) {
        "org.springframework.boot.loader.launch.JarLauncher"
    } else {
        "org.springframework.boot.loader.JarLauncher"
    };
    Some(("java -Djarmode=layertools -jar app.jar extract --destination extracted", own(&["java", launcher])))
}
