//! SQLite: the file is opened for reading only.

use std::path::Path;

use architect_core::{Database, Product, Row, ToolError};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::{LOCK, refused};

/// A file that is open.
pub(super) struct Session {
    connection: Connection,
}

/// Opens a database that is there; none is ever made.
pub(super) fn open(path: &Path) -> Result<Session, String> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(LOCK)?;
        // A view or an index of a file from elsewhere may call functions; those with side effects are not for it.
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema")?;
        Ok(connection)
    };
    open().map(|connection| Session { connection }).map_err(|error: rusqlite::Error| error.to_string())
}

impl Database for Session {
    fn product(&self) -> Product {
        Product::Sqlite
    }

    fn version(&self) -> &str {
        rusqlite::version()
    }

    fn rows(&mut self, statement: &str) -> Result<Vec<Row>, ToolError> {
        let read = || {
            // More than one statement is an error of `prepare` here.
            let mut prepared = self.connection.prepare(statement)?;
            let columns = prepared.column_count();
            let mut rows = prepared.query([])?;
            let mut read = Vec::new();
            while let Some(row) = rows.next()? {
                read.push((0..columns).map(|at| row.get_ref(at).map(text)).collect::<Result<Row, _>>()?);
            }
            Ok(read)
        };
        read().map_err(|error: rusqlite::Error| refused(&error.to_string()))
    }
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}
