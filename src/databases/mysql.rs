//! MySQL and MariaDB.

use architect_core::{Database, Product, Row, ToolError};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Opts, Value};
use tokio::runtime::Runtime;

use super::{CONNECT, LOCK, STATEMENT, refused, runtime};

/// A connection that is open.
pub(super) struct Session {
    runtime: Runtime,
    connection: Option<Conn>,
    product: Product,
    version: String,
}

/// Connects, and starts a read-only transaction that sees one state of the data.
pub(super) fn open(url: &str) -> Result<Session, String> {
    let options = Opts::from_url(url).map_err(|_| "the URL cannot be read".to_owned())?;
    let runtime = runtime()?;
    let connect = async {
        let mut connection = Conn::new(options).await?;
        let version: Option<String> = connection.query_first("SELECT VERSION()").await?;
        let version = version.unwrap_or_default();
        let product = if version.contains("MariaDB") { Product::MariaDb } else { Product::MySql };
        let limit = match product {
            Product::MariaDb => format!("SET SESSION max_statement_time = {}", STATEMENT.as_secs()),
            _ => format!("SET SESSION max_execution_time = {}", STATEMENT.as_millis()),
        };
        connection.query_drop(limit).await?;
        connection.query_drop(format!("SET SESSION lock_wait_timeout = {}", LOCK.as_secs())).await?;
        connection.query_drop("SET SESSION TRANSACTION READ ONLY").await?;
        connection.query_drop("START TRANSACTION READ ONLY").await?;
        Ok::<_, mysql_async::Error>((connection, product, version))
    };
    let connected = runtime.block_on(async { tokio::time::timeout(CONNECT, connect).await });
    let (connection, product, version) = match connected {
        Ok(connected) => connected.map_err(|error| error.to_string())?,
        Err(_) => return Err(format!("the server did not answer within {} seconds", CONNECT.as_secs())),
    };
    Ok(Session { runtime, connection: Some(connection), product, version })
}

impl Database for Session {
    fn product(&self) -> Product {
        self.product
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn rows(&mut self, statement: &str) -> Result<Vec<Row>, ToolError> {
        let Some(connection) = &mut self.connection else { return Err(refused("the connection is closed")) };
        // A prepared statement is one statement.
        let rows = async { connection.exec::<mysql_async::Row, _, _>(statement, ()).await };
        let rows = self.runtime.block_on(async { tokio::time::timeout(STATEMENT * 2, rows).await });
        let rows = match rows {
            Ok(rows) => rows.map_err(|error| refused(&error.to_string()))?,
            Err(_) => return Err(refused("it took too long")),
        };
        Ok(rows
            .into_iter()
            .map(|row| row.unwrap_raw().into_iter().map(|value| value.and_then(text)).collect())
            .collect())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // A server that is gone has nothing to be told.
            let _ = self.runtime.block_on(async { tokio::time::timeout(CONNECT, connection.disconnect()).await });
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::UInt(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}
