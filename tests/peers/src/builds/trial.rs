//! One case from its folder to its end: generated, linted, built twice, started, asked, stopped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::case::Case;
use super::image::{self, Build, Image};
use super::judges::Judges;
use super::process_one::{self, ProcessOne};
use super::{output, stand_ins};
use crate::Failure;

/// What is planted in every context as a secret, and must not come into an image.
const SECRET: &str = "do-not-ship-4f9c2e71";
/// A virtual machine on a busy machine takes its time.
const READY: Duration = Duration::from_mins(4);
/// Kubernetes kills after that, unless it is told otherwise.
const STOPPED: Duration = Duration::from_secs(30);

/// What all cases share.
pub(super) struct Bench {
    pub(super) binary: PathBuf,
    pub(super) work: PathBuf,
    pub(super) caches: PathBuf,
    /// One folder of caches for all, kept from run to run.
    pub(super) shared_caches: bool,
    pub(super) judges: Option<Judges>,
    /// Nothing is built.
    pub(super) unbuilt: bool,
    pub(super) keep: bool,
}

/// What became of a case.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) passed: usize,
    pub(super) failures: Vec<String>,
    pub(super) cold: Option<Duration>,
    pub(super) edited: Option<Duration>,
    pub(super) ready: Option<Duration>,
    pub(super) stopped: Option<Duration>,
    /// Bytes of the image, and those that it adds to its base.
    pub(super) size: Option<(u64, u64)>,
}

impl Outcome {
    fn check(&mut self, what: &str, holds: bool) {
        println!("  {}  {what}", if holds { "ok  " } else { "FAIL" });
        if holds {
            self.passed += 1;
        } else {
            self.failures.push(what.to_owned());
        }
    }
}

/// Runs a case. Its first failure that nothing can follow ends it.
pub(super) fn run(case: &Case, bench: &Bench) -> Outcome {
    let mut outcome = Outcome { name: case.name.to_owned(), about: case.about.to_owned(), ..Outcome::default() };
    if let Err(failure) = trial(case, bench, &mut outcome) {
        outcome.check(&failure.to_string(), false);
    }
    outcome
}

fn trial(case: &Case, bench: &Bench, outcome: &mut Outcome) -> Result<(), Failure> {
    let folder = bench.work.join(case.name);
    let context = folder.join(case.name);
    fs::create_dir_all(&folder)?;
    output(Command::new("cp").arg("-r").arg(case.folder()).arg(&context))?;
    if let Some((program, words)) = case.prepare.split_first() {
        output(Command::new(program).args(words).current_dir(&context))?;
    }
    let answer = generate(case, bench, &folder)?;
    let dockerfile = folder.join("Dockerfile");
    let ignore = folder.join("dockerignore");
    let text = answer["dockerfile"].as_str();
    let text = text.ok_or_else(|| format!("no Dockerfile is written: {}", answer["summary"]))?;
    fs::write(&dockerfile, text)?;
    fs::write(&ignore, answer["dockerignore"].as_str().unwrap_or_default())?;
    outcome.check("a Dockerfile is written", true);
    judge(bench, text, &dockerfile, outcome)?;
    let decided = |name: &str| {
        let decisions = answer["decisions"].as_array().into_iter().flatten();
        decisions.filter(|one| one["name"] == name).find_map(|one| one["value"].as_str())
    };
    let port: u16 = decided("port").and_then(|port| port.parse().ok()).ok_or("the port is not decided")?;

    if bench.unbuilt {
        return Ok(());
    }
    let images = base_images(text);
    for image in &images {
        stand_ins::provide(image, &bench.work)?;
    }
    plant_secrets(&context)?;
    let name = format!("localhost/builds/{}", case.name);
    let caches = if bench.shared_caches { bench.caches.clone() } else { bench.caches.join(case.name) };
    let build = |cold: bool, log: &str| {
        let began = Instant::now();
        let (dockerfile, ignore, log) = (&dockerfile, &ignore, &folder.join(log));
        let build = Build { context: &context, dockerfile, ignore, name: &name, caches: &caches, cold, log };
        build.run().map(|()| began.elapsed())
    };
    image::forget_layers();
    outcome.cold = Some(build(true, "cold.log")?);
    outcome.check("it builds", true);
    edit(&context.join(case.edit))?;
    outcome.edited = Some(build(false, "edited.log")?);
    outcome.check("it builds again after an edit of the source", true);

    let image = Image::mount(&name, folder.join("image.json"))?;
    inspect(case, &image, images.last().map(String::as_str), &folder, outcome);
    live(case, &image, port, &folder, outcome)?;
    drop(image);
    if !bench.keep {
        output(Command::new("buildah").args(["rmi", "--force", &name]))?;
        let mut removed = Command::new("rm");
        removed.arg("-rf").arg(&context);
        if !bench.shared_caches {
            removed.arg(&caches);
        }
        output(&mut removed)?;
    }
    Ok(())
}

fn call(bench: &Bench, tool: &str, arguments: &Value, root: &Path) -> Result<Value, Failure> {
    let mut call = Command::new(&bench.binary);
    call.args(["call", tool, "--args", &arguments.to_string(), "--root"]).arg(root);
    Ok(serde_json::from_str(&output(&mut call)?)?)
}

/// Writes the Dockerfile for the copy of the case below a folder.
fn generate(case: &Case, bench: &Bench, folder: &Path) -> Result<Value, Failure> {
    let mut arguments: Value = serde_json::from_str(case.arguments)?;
    arguments["path"] = json!(case.name);
    call(bench, "generate_dockerfile", &arguments, folder)
}

/// What linters say of the Dockerfile: our own, and its peers.
fn judge(bench: &Bench, text: &str, dockerfile: &Path, outcome: &mut Outcome) -> Result<(), Failure> {
    let answer = call(bench, "lint_dockerfile", &json!({"content": text}), &bench.work)?;
    let findings = answer["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let said = findings.iter().map(|one| format!("{}: {}", one["rule"], one["message"])).collect::<Vec<_>>();
    let mut what = "our own rules find nothing in it".to_owned();
    if !said.is_empty() {
        what = format!("{what}: {}", said.join("; "));
    }
    outcome.check(&what, answer["total"] == 0);
    if let Some(judges) = &bench.judges {
        let said = judges.findings(dockerfile)?;
        let what = "hadolint and checkov find nothing in it";
        let what = if said.is_empty() { what.to_owned() } else { format!("{what}: {}", said.join("; ")) };
        outcome.check(&what, said.is_empty());
    }
    Ok(())
}

/// The images that a generated Dockerfile stands on, with the arguments' values put in. The last one is that of the final
/// stage.
fn base_images(dockerfile: &str) -> Vec<String> {
    let lines = || dockerfile.lines().map(str::trim);
    let arguments: Vec<(&str, &str)> =
        lines().filter_map(|line| line.strip_prefix("ARG ")?.split_once('=')).collect();
    let stages: Vec<&str> =
        lines().filter(|line| line.starts_with("FROM ")).filter_map(|line| line.split(" AS ").nth(1)).collect();
    let named = lines().filter_map(|line| line.strip_prefix("FROM ")).filter_map(|line| {
        let word = line.split_whitespace().find(|word| !word.starts_with("--"))?;
        let put_in = |word: String, (name, value): &(&str, &str)| {
            word.replace(&format!("${{{name}}}"), value.trim_matches('"'))
        };
        Some(arguments.iter().fold(word.to_owned(), put_in))
    });
    named.filter(|name| !stages.contains(&name.as_str()) && name != "scratch").collect()
}

/// Secrets of the kinds that lie around in real folders.
fn plant_secrets(context: &Path) -> Result<(), Failure> {
    for name in [".env", ".env.production", "config/.env", "certificates/server.key", "id_rsa"] {
        let file = context.join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, format!("TOKEN={SECRET}\n"))?;
    }
    Ok(())
}

/// Appends a comment.
fn edit(file: &Path) -> Result<(), Failure> {
    let comment = if file.extension().is_some_and(|ending| ending == "py") { "# edited" } else { "// edited" };
    let text = fs::read_to_string(file)?;
    fs::write(file, format!("{text}{comment}\n"))?;
    Ok(())
}

/// What must hold of the image as it lies.
fn inspect(case: &Case, image: &Image, base: Option<&str>, folder: &Path, outcome: &mut Outcome) {
    let secrets = image.holds(SECRET);
    outcome.check(&listed("no secret is in the image", &secrets), secrets.is_empty());
    let missing: Vec<&str> = case.present.iter().copied().filter(|path| !image.has(path)).collect();
    if !case.present.is_empty() {
        outcome.check(&listed("what it needs is in the image", &missing), missing.is_empty());
    }
    let needless: Vec<&str> = case.absent.iter().copied().filter(|path| image.has(path)).collect();
    outcome.check(&listed("no development dependency, compiler or source is in it", &needless), needless.is_empty());
    let user = image.user();
    outcome.check("its user is a number and not root", user.is_some_and(|user| user != 0));
    let size = image.size();
    let base = base.and_then(|base| {
        let (repository, tag) = base.rsplit_once(':')?;
        let name = format!("{}:{tag}", stand_ins::full_name(repository));
        Image::mount(&name, folder.join("base.json")).ok()
    });
    outcome.size = Some((size, size.saturating_sub(base.map_or(0, |base| base.size()))));
}

fn listed<T: AsRef<str>>(what: &str, exceptions: &[T]) -> String {
    if exceptions.is_empty() {
        return what.to_owned();
    }
    let list: Vec<&str> = exceptions.iter().map(AsRef::as_ref).collect();
    format!("{what}: {}", list.join(", "))
}

/// What must hold of it as it runs.
fn live(case: &Case, image: &Image, port: u16, folder: &Path, outcome: &mut Outcome) -> Result<(), Failure> {
    let mut process = ProcessOne::start(image, &folder.join("run.log"))?;
    outcome.ready = process.wait_for(port, case.health, READY);
    if outcome.ready.is_none() {
        let said = process.said();
        let lines: Vec<&str> = said.lines().collect();
        let end = lines.get(lines.len().saturating_sub(8)..).unwrap_or_default().join("\n");
        return Err(format!("{} does not answer on port {port}, on a read-only root:\n{end}", case.health).into());
    }
    outcome.check(&format!("{} answers on port {port}, on a read-only root", case.health), true);
    let checked = image.has_health_check();
    if checked {
        outcome.check("the image's health check succeeds", process.is_healthy(image));
    }
    let user = process.status("Uid").first().copied();
    outcome.check("the process is the image's user", user.is_some() && user == image.user());
    outcome.check("the service is process 1", process.status("NSpid").last() == Some(&1));
    outcome.stopped = process.stop(STOPPED);
    outcome.check("SIGTERM ends it in time", outcome.stopped.is_some());
    if !case.farewell.is_empty() {
        let what = format!("its handler ran: `{}`", case.farewell);
        outcome.check(&what, process.said().contains(case.farewell));
    }
    drop(process);
    if checked {
        outcome.check("the health check fails where no service runs", !process_one::is_healthy_alone(image));
    }
    let configured = image.config()["Cmd"].is_array() || image.config()["Entrypoint"].is_array();
    outcome.check("it is started without a shell", configured);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_images_of_a_dockerfile_are_found_through_its_arguments() {
        let text = "ARG GO_TAG=1.27-trixie\nARG RUNTIME_IMAGE=gcr.io/distroless/static-debian13:nonroot\n\
                    FROM golang:${GO_TAG} AS build\nRUN go build\nFROM build AS test\nFROM ${RUNTIME_IMAGE}\n";

        assert_eq!(base_images(text), ["golang:1.27-trixie", "gcr.io/distroless/static-debian13:nonroot"]);
    }
}
