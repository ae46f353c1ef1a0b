//! `builds`: everything that `generate_dockerfile` writes is really built and run.
//!
//! Each case is a small project with the lockfile that its manager wrote, or a service of `examples/shop`. Its Dockerfile
//! is generated, linted, built by buildah in chroot isolation (cold, and after an edit of the source), started as
//! process 1 with the image's user, folder and environment on a read-only root, asked for its health, and stopped. No
//! image registry is reached: see [`stand_ins`].

mod case;
mod image;
mod judges;
mod process_one;
mod report;
mod stand_ins;
mod trial;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Parser;

use crate::{Comparison, Failure, install, product};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "builds",
    about: "what generate_dockerfile writes is built and run: projects of every stack, with buildah and stand-in base images",
    run,
};

/// What `generate_dockerfile` writes is built and run.
#[derive(Debug, Parser)]
#[command(name = "peers builds")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct Arguments {
    /// Names of cases, or the beginnings of names: `node`, `rust-axum`. All of them otherwise.
    cases: Vec<String>,
    /// The services of the shop and one variant of each stack, with the package managers' caches of earlier runs.
    #[arg(long)]
    short: bool,
    /// List the cases and end.
    #[arg(long)]
    list: bool,
    /// Only write the Dockerfiles and lint them.
    #[arg(long)]
    unbuilt: bool,
    /// Also hold every Dockerfile against hadolint and checkov, which are installed below `target/`.
    #[arg(long)]
    peers: bool,
    /// Write the table as Markdown to this file.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// This binary of the product instead of a debug build.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Leave the images of the cases in buildah's store.
    #[arg(long)]
    keep: bool,
}

const TOOLS: [&str; 9] = ["buildah", "mmdebstrap", "unshare", "nsenter", "ip", "python3", "npm", "go", "rustc"];

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let cases = case::chosen(&arguments.cases, arguments.short)?;
    if arguments.list {
        for case in cases {
            println!("{:22} {}", case.name, case.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let missing: Vec<&str> = TOOLS.into_iter().filter(|tool| !is_installed(tool)).collect();
    if !missing.is_empty() {
        let packages = "apt-get install buildah crun mmdebstrap uidmap iproute2; and Node.js, Go, Rust, Python";
        return Err(format!("missing: {} ({packages})", missing.join(", ")).into());
    }
    let folder = install::cache("builds")?;
    let binary = product::debug_binary(arguments.binary.as_deref())?;
    let judges = if arguments.peers { Some(judges::Judges::install(&folder)?) } else { None };
    let work = folder.join("work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    // What the short form leaves there makes its next run faster; a cold build begins with nothing.
    let caches = folder.join(if arguments.short { "caches" } else { "work/caches" });
    let bench = trial::Bench {
        binary,
        work,
        caches,
        shared_caches: arguments.short,
        judges,
        unbuilt: arguments.unbuilt,
        keep: arguments.keep,
    };

    let mut outcomes = Vec::new();
    for case in cases {
        println!("{} ({})", case.name, case.about);
        let outcome = trial::run(case, &bench);
        outcomes.push(outcome);
    }
    image::forget_layers();
    print!("\n{}", report::table(&outcomes));
    if let Some(file) = &arguments.markdown {
        fs::write(file, report::markdown(&outcomes))?;
    }
    let passed: usize = outcomes.iter().map(|outcome| outcome.passed).sum();
    let failed: usize = outcomes.iter().map(|outcome| outcome.failures.len()).sum();
    for outcome in &outcomes {
        for failure in &outcome.failures {
            println!("FAIL {}: {failure}", outcome.name);
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_installed(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// What buildah complains of when the kernel still has pages of its own copy pinned (`fcntl_addseals(2)`, EBUSY). It has
/// done nothing by then, so it can be run once more.
const NOT_BEGUN: &str = "sealing memfd copy: Device or resource busy";
/// So often is a program begun that the kernel does not let begin.
const ATTEMPTS: usize = 5;

/// Runs a program to its end; what it wrote to standard output, or its complaint as the failure.
fn output(command: &mut Command) -> Result<String, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut complaint = String::new();
    for _ in 0..ATTEMPTS {
        let output = command.output().map_err(|error| format!("{program} cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        if !complaint.contains(NOT_BEGUN) {
            break;
        }
    }
    let lines: Vec<&str> = complaint.lines().collect();
    let end = lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n");
    Err(format!("{program} failed: {end}").into())
}
