//! `openapi-linear`: what ten times the document costs.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use super::document;
use super::multiply::{self, Form};
use crate::table::{self, Table};
use crate::{Comparison, Failure, install, process, product};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "openapi-linear",
    about: "what ten times an OpenAPI document costs the product, as JSON and as YAML",
    run,
};

/// What ten times an OpenAPI document costs the product, as JSON and as YAML.
#[derive(Debug, Parser)]
#[command(name = "peers openapi-linear")]
struct Arguments {
    /// The document that is multiplied; the one of the example shop by default.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Size of the small document in bytes; the document is repeated until it has it.
    #[arg(long, default_value_t = 1_000_000)]
    bytes: u64,
    /// Runs of which the median counts.
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Measure this binary of the product instead of building one.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Write the document so many times into `--to` and stop.
    #[arg(long, value_name = "COPIES", requires = "to")]
    copies: Option<usize>,
    /// Where `--copies` writes; JSON when the name ends so.
    #[arg(long, value_name = "FILE", requires = "copies")]
    to: Option<PathBuf>,
}

/// How much larger the large document is.
const TIMES: usize = 10;

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let source = arguments.document.clone().unwrap_or_else(document::shop);
    if let (Some(copies), Some(to)) = (arguments.copies, &arguments.to) {
        let is_json = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        multiply::write(&source, copies, to, if is_json { Form::Json } else { Form::Yaml })?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = install::cache("openapi-linear")?;
    let binary = product::binary(arguments.binary.as_deref())?;
    let mut table = Table::new(&["", "size", "ratio", "wall", "ratio", "processor", "ratio", "memory", ""]);
    for ending in ["json", "yaml"] {
        let one = multiplied(&source, 1, &folder, ending)?;
        let copies = usize::try_from(arguments.bytes / size(&one)?.max(1))?.max(1);
        let mut small: Option<(u64, process::Measured)> = None;
        for copies in [copies, copies * TIMES] {
            let path = multiplied(&source, copies, &folder, ending)?;
            let bytes = size(&path)?;
            let measured = process::median(arguments.runs, || check(&binary, &path))?;
            if measured.code != Some(0) {
                return Err(format!("{}: {}", path.display(), process::complaint(&output(&path))).into());
            }
            let (base_bytes, base) = small.get_or_insert_with(|| (bytes, measured.clone()));
            table.row(&[
                ending.to_owned(),
                table::megabytes(bytes),
                table::times(bytes, *base_bytes),
                table::seconds(measured.wall),
                table::longer(measured.wall, base.wall),
                table::seconds(measured.processor),
                table::longer(measured.processor, base.processor),
                table::megabytes(measured.memory),
                String::new(),
            ]);
        }
    }
    print!("{table}");
    Ok(ExitCode::SUCCESS)
}

/// Writes the document so often, in a process of its own: what this one holds is counted in those it measures.
fn multiplied(source: &Path, copies: usize, folder: &Path, ending: &str) -> Result<PathBuf, Failure> {
    let path = folder.join(format!("{copies}.{ending}"));
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(COMPARISON.name).arg("--document").arg(source);
    command.arg("--copies").arg(copies.to_string()).arg("--to").arg(&path);
    if command.status()?.success() { Ok(path) } else { Err("the document cannot be multiplied".into()) }
}

fn check(binary: &Path, document: &Path) -> Result<process::Measured, Failure> {
    process::run(Command::new(binary).args(product::CHECK_OPENAPI).arg(document), &output(document))
}

fn output(document: &Path) -> PathBuf {
    document.with_extension("out")
}

fn size(path: &Path) -> Result<u64, Failure> {
    Ok(std::fs::metadata(path)?.len())
}
