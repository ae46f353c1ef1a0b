//! A live database as a source of DDL.
//!
//! The catalog is written out as the statements that would make the schema again, and these go the way of every file:
//! one reader, one model, the same rules. So a finding about a live database points at a statement that people know,
//! and what the reader does not understand of it is a gap as anywhere. What only a server can tell (use of indexes, the
//! state of sequences) is read beside it, as [`Observed`].
//!
//! Only constant statements are run here, in a session that can change nothing.

mod mysql;
mod observed;
mod postgresql;
pub mod rules;
mod sqlite;

use architect_core::database::DATABASE;
use architect_core::{Context, Database, Gap, Product, Source, ToolError};

pub use observed::{Observed, ObservedIndex, ObservedSequence, ObservedTable};

use crate::dialect::Dialect;

/// What was read of a live database.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The statements that make the schema, under the name `database:NAME`.
    pub source: Source,
    /// The dialect of the server.
    pub dialect: Dialect,
    /// The version as the server writes it.
    pub version: String,
    /// What the server counted.
    pub observed: Observed,
    /// What was not read, and why.
    pub gaps: Vec<Gap>,
}

/// The name of a live database that a path means: `shop` of `database:shop`.
pub fn named(path: &str) -> Option<&str> {
    path.strip_prefix(DATABASE)
}

/// Reads the catalog of a live database.
pub fn read(name: &str, context: &Context) -> Result<Catalog, ToolError> {
    let mut database = context.databases().open(name)?;
    context.checkpoint()?;
    let database = database.as_mut();
    let version = database.version().to_owned();
    let source = format!("{DATABASE}{name}");
    let read = match database.product() {
        Product::PostgreSql => postgresql::read(database, context)?,
        Product::MySql | Product::MariaDb => mysql::read(database, context)?,
        Product::Sqlite => sqlite::read(database)?,
    };
    let dialect = match database.product() {
        Product::PostgreSql => Dialect::PostgreSql,
        Product::MySql => Dialect::MySql,
        Product::MariaDb => Dialect::MariaDb,
        Product::Sqlite => Dialect::Sqlite,
    };
    context.limits().admit(&source, read.ddl.len())?;
    let gaps = read.left_out.into_iter().map(|reason| Gap::of_source(&source, reason)).collect();
    Ok(Catalog { source: Source::new(&source, read.ddl), dialect, version, observed: read.observed, gaps })
}

/// What a product's own reader gives.
#[derive(Debug, Default)]
struct Read {
    ddl: String,
    observed: Observed,
    left_out: Vec<String>,
}

/// The first column of every row, a line each.
fn lines(database: &mut dyn Database, statement: &str, into: &mut String) -> Result<(), ToolError> {
    for row in database.rows(statement)? {
        if let Some(Some(line)) = row.into_iter().next() {
            into.push_str(&line);
            into.push('\n');
        }
    }
    Ok(())
}
