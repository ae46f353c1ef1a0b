//! `openapi`: the product against Spectral and Redocly on the same documents, in one run.
//!
//! Each program runs twice: with every rule it has, those that are off by default too, and with those that it
//! recommends. It starts anew for each run, as it does in CI.

mod document;
mod emit;
pub(crate) mod linear;
mod multiply;
mod peer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::table::{self, Table};
use crate::{Comparison, Failure, install, process, product};
use document::Document;
use peer::Peer;

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "openapi",
    about: "time, memory and number of results against Spectral and Redocly, on the same documents",
    run,
};

/// Time, memory and number of results against Spectral and Redocly, on the same documents.
///
/// Without `--documents`: an own document of about 1 MB, and Stripe's as an npm package brings it.
#[derive(Debug, Parser)]
#[command(name = "peers openapi")]
struct Arguments {
    /// Take the OpenAPI documents (.json, .yaml, .yml) in this folder.
    #[arg(long, value_name = "DIR")]
    documents: Option<PathBuf>,
    /// Take GitHub's 13 MB too, as its npm package brings it.
    #[arg(long)]
    github: bool,
    /// Runs of the product; the one with the median time counts.
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Runs of each peer, of which the median counts too.
    #[arg(long, default_value_t = 3)]
    peer_runs: usize,
    /// Measure this binary of the product instead of building one.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let folder = install::cache("openapi")?;
    let binary = product::binary(arguments.binary.as_deref())?;
    let peers = peer::all(&folder, &binary)?;
    let documents = documents(&arguments, &folder)?;
    for peer in &peers {
        println!("{}: {}", peer.name, peer.how);
    }
    let mut failed = false;
    for document in documents {
        println!("\n{} ({})", document.name, table::megabytes(document.bytes));
        let (table, whole) = compare(&document, &peers, &arguments, &folder)?;
        print!("{table}");
        failed |= !whole;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn documents(arguments: &Arguments, folder: &std::path::Path) -> Result<Vec<Document>, Failure> {
    let mut documents = match &arguments.documents {
        Some(folder) => document::given(folder)?,
        None => vec![document::own(folder)?, document::stripe(folder)?],
    };
    if arguments.github {
        documents.push(document::github(folder)?);
    }
    Ok(documents)
}

/// Measures every program on a document. The second value tells whether all of them did their work.
fn compare(
    document: &Document,
    peers: &[Peer],
    arguments: &Arguments,
    folder: &std::path::Path,
) -> Result<(Table, bool), Failure> {
    let mut table = Table::new(&["", "wall", "ratio", "processor", "ratio", "memory", "ratio", "results"]);
    let mut first: Option<process::Measured> = None;
    let mut whole = true;
    for peer in peers {
        let output = folder.join(format!("{}.out", peer.name));
        let runs = if first.is_none() { arguments.runs } else { arguments.peer_runs };
        let measured = process::median(runs, || process::run(&mut peer.command(&document.path), &output))?;
        let results = peer.results(&output).unwrap_or_else(|error| {
            whole = false;
            let code = measured.code.map_or("a signal".to_owned(), |code| format!("exit code {code}"));
            format!("failed with {code}: {error}; {}", process::complaint(&output))
        });
        let base = first.get_or_insert_with(|| measured.clone());
        table.row(&[
            peer.name.to_owned(),
            table::seconds(measured.wall),
            table::longer(measured.wall, base.wall),
            table::seconds(measured.processor),
            table::longer(measured.processor, base.processor),
            table::megabytes(measured.memory),
            table::times(measured.memory, base.memory),
            results,
        ]);
    }
    Ok((table, whole))
}
