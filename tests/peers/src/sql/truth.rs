//! `sql-truth`: schemas loaded into real servers, whose catalogs must say what the product says of the files.
//!
//! The comparison itself is `tests/databases/run`, which needs no compiled program beside the product; this is its door.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Parser;

use crate::product::workspace;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "sql-truth",
    about: "what is said of schemas against the catalogs of PostgreSQL, MariaDB and SQLite that loaded them",
    run,
};

/// What is said of schemas against the catalogs of PostgreSQL, MariaDB and SQLite that have loaded them.
#[derive(Debug, Parser)]
#[command(name = "peers sql-truth")]
struct Arguments {
    /// Files, and folders of files or of numbered migrations. None: the schemas of this repository, and public ones that
    /// Debian packages carry.
    paths: Vec<PathBuf>,
    /// The dialect of all: postgresql, mysql, mariadb or sqlite. Otherwise the one that the product tells.
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
    /// The binary to ask. Otherwise it is built.
    #[arg(long, value_name = "FILE")]
    product: Option<PathBuf>,
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut suite = Command::new(workspace().join("tests/databases/run"));
    if arguments.paths.is_empty() {
        suite.arg("--public");
    }
    if let Some(dialect) = &arguments.dialect {
        suite.args(["--dialect", dialect]);
    }
    if let Some(product) = &arguments.product {
        suite.env("LINT", product.canonicalize().map_err(|error| format!("{}: {error}", product.display()))?);
    }
    let status = suite.args(&arguments.paths).status().map_err(|error| format!("tests/databases/run: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
