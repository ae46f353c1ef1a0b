//! `sql-speed`: a set of migrations through the product and through squawk, and dumps full of rows through the product.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use super::files::below;
use crate::table::{self, Table};
use crate::{Comparison, Failure, install, process, product};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "sql-speed",
    about: "migrations through the product and squawk, and dumps of 35 and 105 MB through the product",
    run,
};

/// Migrations through the product and through squawk, and dumps full of rows through the product.
#[derive(Debug, Parser)]
#[command(name = "peers sql-speed")]
struct Arguments {
    /// A folder of PostgreSQL migrations; otherwise a set is written.
    #[arg(long, value_name = "DIR")]
    migrations: Option<PathBuf>,
    /// Runs of which the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Measure this binary of the product instead of building one.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

const PEER: &str = "squawk-cli==2.70.0";

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let folder = install::cache("sql-speed")?;
    let binary = product::binary(arguments.binary.as_deref())?;
    let squawk = install::pip(&folder, &[PEER])?.join("bin").join("squawk");
    let home = folder.join("work");
    fs::create_dir_all(&home)?;
    fs::write(home.join("architect.toml"), "[limits]\nmax_source_bytes = 300000000\nmax_files = 100000\n")?;
    let migrations = match &arguments.migrations {
        Some(given) => given.canonicalize()?,
        None => written(&home)?,
    };
    let mut table = Table::new(&["", "size", "wall", "ratio", "processor", "ratio", "memory", "ratio"]);
    let files = below(std::slice::from_ref(&migrations))?;
    let bytes = files.iter().map(|file| fs::metadata(file).map_or(0, |facts| facts.len())).sum();
    let own = process::median(arguments.runs, || check(&binary, "check_migration", &migrations))?;
    let output = folder.join("squawk.out");
    let peer = process::median(arguments.runs, || {
        process::run(Command::new(&squawk).args(["--reporter", "Json"]).args(&files), &output)
    })?;
    if own.code != Some(0) || peer.code.is_none_or(|code| code > 1) {
        return Err(format!("{} / {}", process::complaint(&answer(&migrations)), process::complaint(&output)).into());
    }
    row(&mut table, "squawk, migrations", bytes, &peer, &peer);
    row(&mut table, "product, migrations", bytes, &own, &peer);
    let mut first = None;
    for (name, megabytes, copies) in
        [("35 MB of INSERT", 35, false), ("105 MB of INSERT", 105, false), ("105 MB of COPY", 105, true)]
    {
        let dump = rows(&home, megabytes, copies)?;
        let measured = process::median(arguments.runs, || check(&binary, "lint_sql_schema", &dump))?;
        if measured.code != Some(0) {
            return Err(process::complaint(&answer(&dump)).into());
        }
        let base = first.get_or_insert_with(|| measured.clone());
        row(&mut table, name, fs::metadata(&dump)?.len(), &measured, base);
    }
    print!("{table}");
    Ok(ExitCode::SUCCESS)
}

fn row(table: &mut Table, name: &str, bytes: u64, measured: &process::Measured, base: &process::Measured) {
    table.row(&[
        name.to_owned(),
        table::megabytes(bytes),
        table::seconds(measured.wall),
        table::longer(measured.wall, base.wall),
        table::seconds(measured.processor),
        table::longer(measured.processor, base.processor),
        table::megabytes(measured.memory),
        table::times(measured.memory, base.memory),
    ]);
}

/// Asks a tool of the product about a path.
fn check(binary: &Path, tool: &str, path: &Path) -> Result<process::Measured, Failure> {
    let (root, name) = (path.parent().unwrap_or(path), path.file_name().unwrap_or_default().to_string_lossy());
    let question = serde_json::json!({"path": name, "dialect": "postgresql", "limit": 100_000}).to_string();
    process::run(Command::new(binary).args(["call", tool, "--args", &question, "--root"]).arg(root), &answer(path))
}

fn answer(path: &Path) -> PathBuf {
    path.with_extension("answer")
}

/// Migrations as they are written by hand: tables, columns, indexes, keys, in the safe and in the unsafe form.
fn written(home: &Path) -> Result<PathBuf, Failure> {
    const MIGRATIONS: usize = 1000;
    let folder = home.join("migrations");
    fs::create_dir_all(&folder)?;
    for number in 0..MIGRATIONS {
        let table = number / 4;
        let text = match number % 4 {
            0 => format!(
                "CREATE TABLE thing_{table} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name text NOT NULL,\n  \
                 made_at timestamptz NOT NULL DEFAULT now(),\n  CHECK (length(name) > 0)\n);\n"
            ),
            1 => format!(
                "ALTER TABLE thing_{table} ADD COLUMN parent_id bigint;\nALTER TABLE thing_{table} ADD CONSTRAINT \
                 thing_{table}_parent FOREIGN KEY (parent_id) REFERENCES thing_0 (id) NOT VALID;\n"
            ),
            2 => format!("CREATE INDEX CONCURRENTLY thing_{table}_parent_idx ON thing_{table} (parent_id);\n"),
            _ => format!(
                "ALTER TABLE thing_{table} ALTER COLUMN name TYPE varchar(200);\nALTER TABLE thing_{table} ALTER COLUMN \
                 parent_id SET NOT NULL;\nCREATE INDEX thing_{table}_name ON thing_{table} (name);\n"
            ),
        };
        fs::write(folder.join(format!("{number:05}_step.sql")), text)?;
    }
    Ok(folder)
}

/// A dump with rows of so many megabytes.
fn rows(home: &Path, megabytes: usize, copies: bool) -> Result<PathBuf, Failure> {
    let path = home.join(format!("{megabytes}-{}.sql", if copies { "copy" } else { "insert" }));
    if path.is_file() {
        return Ok(path);
    }
    let mut text = "CREATE TABLE film (id bigint PRIMARY KEY, title text NOT NULL, rate numeric(4,2));\n".to_owned();
    let bytes = megabytes * 1_000_000;
    if copies {
        text.push_str("COPY film (id, title, rate) FROM stdin;\n");
    }
    let mut number = 0;
    while text.len() < bytes {
        // Writing to a string cannot fail.
        let _ = if copies {
            writeln!(text, "{number}\tIt's a film; \"with\" $$ marks\t4.99")
        } else {
            writeln!(
                text,
                "INSERT INTO film (id, title, rate) VALUES ({number}, 'It''s a film; \"with\" $$ marks', 4.99);"
            )
        };
        number += 1;
    }
    if copies {
        text.push_str("\\.\n");
    }
    fs::write(&path, text)?;
    Ok(path)
}
