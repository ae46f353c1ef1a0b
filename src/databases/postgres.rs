//! PostgreSQL.

use std::error::Error;
use std::str::FromStr as _;

use architect_core::{Database, Product, Row, ToolError};
use tokio::runtime::Runtime;
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{self, Trust};
use super::{CONNECT, LOCK, STATEMENT, refused, runtime};

/// A connection that is open.
pub(super) struct Session {
    runtime: Runtime,
    client: Client,
    version: String,
}

/// Connects, and starts a read-only transaction that sees one state of the data.
pub(super) fn open(url: &str) -> Result<Session, String> {
    let (url, trust) = with_trust(url)?;
    let mut config = Config::from_str(&url).map_err(|error| plain(&error))?;
    config.connect_timeout(CONNECT).application_name("backend-architect");
    if config.get_user().is_none() {
        // As libpq does. Without it the library takes the login name, which a container may not have.
        config.user(
            std::env::var("PGUSER").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "postgres".to_owned()),
        );
    }
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    let tls = MakeRustlsConnect::new(tls::client(&trust)?);
    let runtime = runtime()?;
    let connect = async {
        let (client, connection) = config.connect(tls).await?;
        // It ends with the client.
        tokio::spawn(connection);
        let client = begin(client).await?;
        let version = client.query_typed_one("SELECT current_setting('server_version')", &[]).await?;
        let version: String = version.try_get(0)?;
        Ok::<_, tokio_postgres::Error>((client, version))
    };
    // Twice: a host may have more than one address, and each is given its own time.
    let connected = runtime.block_on(async { tokio::time::timeout(CONNECT * 2, connect).await });
    let (client, version) = match connected {
        Ok(connected) => connected.map_err(|error| plain(&error))?,
        Err(_) => return Err(format!("the server did not answer within {} seconds", CONNECT.as_secs() * 2)),
    };
    Ok(Session { runtime, client, version })
}

/// The settings are local to the transaction: a pooler that hands the connection on must not hand them on.
async fn begin(client: Client) -> Result<Client, tokio_postgres::Error> {
    let statements = format!(
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {}; \
         SET LOCAL lock_timeout = {}",
        STATEMENT.as_millis(),
        LOCK.as_millis()
    );
    client.batch_execute(&statements).await?;
    Ok(client)
}

impl Database for Session {
    fn product(&self) -> Product {
        Product::PostgreSql
    }

    fn version(&self) -> &str {
        // `15.18 (Debian 15.18-0+deb12u1)`
        self.version.split(' ').next().unwrap_or_default()
    }

    fn rows(&mut self, statement: &str) -> Result<Vec<Row>, ToolError> {
        let client = &self.client;
        // The extended protocol takes one statement, and a savepoint keeps the transaction alive when it is refused.
        let read = async {
            client.batch_execute("SAVEPOINT statement").await?;
            let rows = client.query_typed(statement, &[]).await;
            let after = if rows.is_ok() { "RELEASE statement" } else { "ROLLBACK TO statement" };
            client.batch_execute(after).await?;
            let text = |row: &tokio_postgres::Row, at| Ok(row.try_get::<_, Option<Text>>(at)?.map(|text| text.0));
            rows?.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect()).collect::<Result<Vec<Row>, _>>()
        };
        let read = self.runtime.block_on(async { tokio::time::timeout(STATEMENT * 2, read).await });
        match read {
            Ok(rows) => rows.map_err(|error: tokio_postgres::Error| refused(&plain(&error))),
            Err(_) => Err(refused("it took too long")),
        }
    }
}

/// A value of a type that has a text form on the wire.
struct Text(String);

impl<'a> FromSql<'a> for Text {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::BOOL => bool::from_sql(kind, raw)?.to_string(),
            Type::INT2 => i16::from_sql(kind, raw)?.to_string(),
            Type::INT4 => i32::from_sql(kind, raw)?.to_string(),
            Type::INT8 => i64::from_sql(kind, raw)?.to_string(),
            Type::OID => u32::from_sql(kind, raw)?.to_string(),
            Type::FLOAT4 => f32::from_sql(kind, raw)?.to_string(),
            Type::FLOAT8 => f64::from_sql(kind, raw)?.to_string(),
            _ => std::str::from_utf8(raw)?.to_owned(),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        const TEXT: [Type; 14] = [
            Type::BOOL,
            Type::INT2,
            Type::INT4,
            Type::INT8,
            Type::OID,
            Type::FLOAT4,
            Type::FLOAT8,
            Type::TEXT,
            Type::VARCHAR,
            Type::BPCHAR,
            Type::NAME,
            Type::UNKNOWN,
            Type::JSON,
            Type::XML,
        ];
        TEXT.contains(kind)
    }
}

/// What went wrong, with what the server says of it. The library's own text may be only "db error".
fn plain(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// The URL in the form that the library reads, and whom to believe: it knows fewer words of `sslmode` than libpq.
fn with_trust(url: &str) -> Result<(String, Trust), String> {
    let Some((before, query)) = url.split_once('?') else { return Ok((url.to_owned(), Trust::Anybody)) };
    let mut kept = Vec::new();
    let mut verified = false;
    let mut file = None;
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("sslmode", "verify-full" | "verify-ca")) => {
                verified = true;
                kept.push("sslmode=require");
            }
            // Encrypted where the server offers it: never less than what was asked for.
            Some(("sslmode", "allow")) => kept.push("sslmode=prefer"),
            Some(("sslrootcert", "system")) => verified = true,
            Some(("sslrootcert", path)) => file = Some(path.to_owned()),
            Some(("sslcert" | "sslkey", _)) => {
                return Err("a certificate of the client (`sslcert`) is not supported".to_owned());
            }
            _ => kept.push(part),
        }
    }
    let trust = match file {
        Some(path) if verified => Trust::File(path),
        None if verified => Trust::System,
        _ => Trust::Anybody,
    };
    let url = if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) };
    Ok((url, trust))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sslmode_says_whom_to_believe() {
        let cases = [
            ("postgres://h/d", "postgres://h/d", Trust::Anybody),
            ("postgres://h/d?sslmode=require", "postgres://h/d?sslmode=require", Trust::Anybody),
            ("postgres://h/d?sslmode=verify-full", "postgres://h/d?sslmode=require", Trust::System),
            (
                "postgres://h/d?sslmode=verify-ca&sslrootcert=/ca.pem&connect_timeout=3",
                "postgres://h/d?sslmode=require&connect_timeout=3",
                Trust::File("/ca.pem".to_owned()),
            ),
        ];
        for (given, url, trust) in cases {
            assert_eq!(with_trust(given).unwrap(), (url.to_owned(), trust));
        }
    }
}
