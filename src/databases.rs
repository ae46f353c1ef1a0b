//! The live databases that were named at the start: `--database NAME=URL`.
//!
//! A session is read-only three times over: the transaction is, the account may be, and only one statement is taken at a
//! time, so that none can end the transaction behind the back of the first. Nothing of an address but the name ever
//! leaves this module: not in an answer, not in an error, not in a log.
#![cfg_attr(
    not(all(feature = "mysql", feature = "postgres", feature = "sqlite")),
    allow(dead_code, unused_imports, reason = "what one kind of database needs is idle without it")
)]

mod address;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "postgres")]
mod tls;

use std::time::Duration;

use architect_core::database::unknown;
use architect_core::{Database, Databases, ToolError};

use address::{Address, Place};

/// Longest time for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest time that a server works on a statement.
const STATEMENT: Duration = Duration::from_secs(10);
/// Longest wait for a lock that somebody else holds.
const LOCK: Duration = Duration::from_secs(2);

/// Live databases by name.
#[derive(Debug, Default)]
pub struct NamedDatabases {
    addresses: Vec<Address>,
}

impl NamedDatabases {
    /// Reads `NAME=URL` for each database. `env:VARIABLE` instead of the URL takes it from the environment, so that it
    /// does not stand in the list of processes.
    pub fn parse(given: &[String]) -> Result<Self, ToolError> {
        let mut addresses: Vec<Address> = Vec::with_capacity(given.len());
        for argument in given {
            let address = Address::parse(argument)?;
            if addresses.iter().any(|known| known.name == address.name) {
                return Err(ToolError::invalid_input(format!("two databases are named `{}`", address.name)));
            }
            addresses.push(address);
        }
        Ok(Self { addresses })
    }
}

impl Databases for NamedDatabases {
    fn names(&self) -> Vec<&str> {
        self.addresses.iter().map(|address| address.name.as_str()).collect()
    }

    fn open(&self, name: &str) -> Result<Box<dyn Database>, ToolError> {
        let Some(address) = self.addresses.iter().find(|address| address.name == name) else {
            return Err(unknown(name, &self.names()));
        };
        let opened = match &address.place {
            #[cfg(feature = "postgres")]
            Place::Postgres(url) => postgres::open(url).map(boxed),
            #[cfg(feature = "mysql")]
            Place::MySql(url) => mysql::open(url).map(boxed),
            #[cfg(feature = "sqlite")]
            Place::Sqlite(path) => sqlite::open(path).map(boxed),
            #[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            _ => Err("this program was built without the feature for it".to_owned()),
        };
        opened.map_err(|reason| {
            let reason = address.without_secrets(&reason);
            ToolError::not_found(format!("the database `{name}` cannot be opened: {reason}"))
                .help("check the URL that was given with `--database`, and whether the server answers")
        })
    }
}

fn boxed<D: Database + 'static>(database: D) -> Box<dyn Database> {
    Box::new(database)
}

/// A runtime for the blocking use of a client library: tools run on threads of their own.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime could not be started: {error}"))
}

/// The error for a statement that the server refused.
fn refused(error: &str) -> ToolError {
    ToolError::invalid_input(format!("the database refused a statement: {error}"))
}
