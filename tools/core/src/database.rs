//! Live databases as tools see them: by name, read-only, one statement at a time, every value as text.
//!
//! A tool never sees an address or a password: whoever starts the program names the databases, and a call says the name.

use crate::error::ToolError;
use crate::nearest;

/// What a path starts with that means a live database instead of a file: `database:shop`.
pub const DATABASE: &str = "database:";

/// The product that a database runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// PostgreSQL.
    PostgreSql,
    /// `MySQL`.
    MySql,
    /// `MariaDB`.
    MariaDb,
    /// `SQLite`.
    Sqlite,
}

/// The values of a row in the order of its columns; a null is `None`.
pub type Row = Vec<Option<String>>;

/// A session with a live database. What it runs can change nothing: the session is read-only, and a statement that takes
/// too long is stopped by the server.
pub trait Database: Send {
    /// The product.
    fn product(&self) -> Product;

    /// The version as the product writes it, e.g. `15.18`.
    fn version(&self) -> &str;

    /// Runs one statement, and only one: a text of several is refused. The columns must be of types that have a text form
    /// on the wire; cast others.
    fn rows(&mut self, statement: &str) -> Result<Vec<Row>, ToolError>;
}

/// The live databases that were named at the start.
pub trait Databases: Send + Sync {
    /// The names in the order in which they were given.
    fn names(&self) -> Vec<&str>;

    /// Opens a session. An unknown name, and a server that does not answer, are errors that name neither user nor password.
    fn open(&self, name: &str) -> Result<Box<dyn Database>, ToolError>;
}

/// No databases at all: every name is refused with a way out.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDatabases;

impl Databases for NoDatabases {
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn open(&self, name: &str) -> Result<Box<dyn Database>, ToolError> {
        Err(unknown(name, &[]))
    }
}

/// The error for a name that no database has.
pub fn unknown(name: &str, known: &[&str]) -> ToolError {
    let error = ToolError::not_found(format!("there is no database `{name}`"));
    if known.is_empty() {
        return error.help("none was named: start with `--database NAME=URL`, e.g. shop=postgres://localhost/shop");
    }
    match nearest::suggestion(name, known.iter().copied()) {
        Some(help) => error.help(help),
        None => error.help(format!("known are: {}", known.join(", "))),
    }
}
