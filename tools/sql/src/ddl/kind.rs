//! What kind of statement a statement is, told by its first words.
//!
//! The kinds are a closed list: a statement that concerns no table (`GRANT`, `SET`, a function) is passed over because it
//! is known, and one that begins as nothing on the list is a gap.

use std::fmt;

use sqlparser::tokenizer::Token as Lexeme;

use super::cursor::Cursor;
use super::name::is_placeholder;
use crate::dialect::Dialect;
use crate::statement::Statement;

/// The kind of a statement: its verb and, of `CREATE`, `ALTER`, `DROP` and the like, what is made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementKind {
    /// `CREATE`, `INSERT`, `START TRANSACTION`.
    pub verb: &'static str,
    /// `TABLE`, `MATERIALIZED VIEW`; empty where the verb says all.
    pub object: &'static str,
}

impl fmt::Display for StatementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb)?;
        if !self.object.is_empty() {
            write!(f, " {}", self.object)?;
        }
        Ok(())
    }
}

/// The dialects that have a word.
type Within = u8;

const PG: Within = 1;
const MY: Within = 2;
const LITE: Within = 4;
const MS: Within = 8;
const ALL: Within = PG | MY | LITE | MS;

fn within(dialect: Dialect) -> Within {
    match dialect {
        Dialect::PostgreSql => PG,
        Dialect::MySql | Dialect::MariaDb => MY,
        Dialect::Sqlite => LITE,
        Dialect::MsSql => MS,
    }
}

/// Verbs that say all by themselves. A longer one stands before the one it begins with.
const VERBS: &[(&str, Within)] = &[
    ("INSERT", ALL),
    ("UPDATE STATISTICS", MS),
    ("UPDATE", ALL),
    ("DELETE", ALL),
    ("SELECT", ALL),
    ("WITH", ALL),
    ("VALUES", PG | MY | LITE),
    ("TABLE", PG | MY),
    ("REPLACE", MY | LITE),
    ("MERGE", PG | MS),
    ("TRUNCATE", PG | MY | MS),
    ("BEGIN TRANSACTION", ALL),
    ("BEGIN TRAN", MS),
    ("BEGIN TRY", MS),
    ("BEGIN CATCH", MS),
    ("BEGIN", ALL),
    ("START TRANSACTION", PG | MY),
    ("START REPLICA", MY),
    ("START SLAVE", MY),
    ("STOP REPLICA", MY),
    ("STOP SLAVE", MY),
    ("COMMIT", ALL),
    ("END TRY", MS),
    ("END CATCH", MS),
    ("END", ALL),
    ("ROLLBACK", ALL),
    ("ABORT", PG),
    ("SAVEPOINT", PG | MY | LITE),
    ("SAVE TRANSACTION", MS),
    ("SAVE TRAN", MS),
    ("RELEASE", PG | MY | LITE),
    ("PREPARE TRANSACTION", PG),
    ("SET", PG | MY | MS),
    ("RESET", PG | MY),
    ("SHOW", PG | MY),
    ("USE", MY | MS),
    ("GRANT", PG | MY | MS),
    ("REVOKE", PG | MY | MS),
    ("DENY", MS),
    ("COMMENT ON", PG),
    ("SECURITY LABEL", PG),
    ("REASSIGN OWNED", PG),
    ("COPY", PG),
    ("DO", PG | MY),
    ("CALL", PG | MY),
    ("EXECUTE", PG | MY | MS),
    ("EXEC", MS),
    ("PREPARE", PG | MY),
    ("DEALLOCATE", PG | MY | MS),
    ("DECLARE", ALL - LITE),
    ("OPEN", MS | MY),
    ("FETCH", PG | MY | MS),
    ("MOVE", PG),
    ("CLOSE", PG | MY | MS),
    ("EXPLAIN", PG | MY | LITE),
    ("ANALYZE", PG | MY | LITE),
    ("ANALYSE", PG),
    ("VACUUM", PG | LITE),
    ("CLUSTER", PG),
    ("REINDEX", PG | LITE),
    ("REFRESH MATERIALIZED VIEW", PG),
    ("IMPORT FOREIGN SCHEMA", PG),
    ("LOCK", PG | MY),
    ("UNLOCK", MY),
    ("LISTEN", PG),
    ("UNLISTEN", PG),
    ("NOTIFY", PG),
    ("DISCARD", PG),
    ("LOAD", PG | MY),
    ("CHECKPOINT", PG | MS),
    ("RENAME TABLE", MY),
    ("RENAME TABLES", MY),
    ("RENAME USER", MY),
    ("OPTIMIZE", MY),
    ("REPAIR", MY),
    ("CHECK TABLE", MY),
    ("CHECKSUM", MY),
    ("FLUSH", MY),
    ("HANDLER", MY),
    ("INSTALL", MY),
    ("UNINSTALL", MY),
    ("KILL", MY | MS),
    ("PURGE", MY),
    ("CHANGE MASTER", MY),
    ("CHANGE REPLICATION", MY),
    ("CACHE INDEX", MY),
    ("DESCRIBE", MY),
    ("DESC", MY),
    ("HELP", MY),
    ("SIGNAL", MY),
    ("RESIGNAL", MY),
    ("GET DIAGNOSTICS", MY),
    ("XA", MY),
    ("SHUTDOWN", MY | MS),
    ("RESTART", MY),
    ("PRAGMA", LITE),
    ("ATTACH", LITE),
    ("DETACH", LITE),
    ("IF", MS | MY),
    ("ELSE", MS),
    ("WHILE", MS),
    ("BREAK", MS),
    ("CONTINUE", MS),
    ("RETURN", MS),
    ("GOTO", MS),
    ("WAITFOR", MS),
    ("PRINT", MS),
    ("RAISERROR", MS),
    ("THROW", MS),
    ("DBCC", MS),
    ("BULK INSERT", MS),
    ("BACKUP", MS | MY),
    ("RESTORE", MS),
    ("RECONFIGURE", MS),
    ("ENABLE TRIGGER", MS),
    ("DISABLE TRIGGER", MS),
    ("REVERT", MS),
    ("ADD SIGNATURE", MS),
    ("ADD SENSITIVITY CLASSIFICATION", MS),
    ("SEND", MS),
    ("RECEIVE", MS),
    ("SETUSER", MS),
    ("READTEXT", MS),
    ("WRITETEXT", MS),
    ("UPDATETEXT", MS),
];

/// Verbs that are followed by what they make or change.
const MAKING: &[&str] = &["CREATE", "ALTER", "DROP"];

/// What is made, changed and dropped. A longer one stands before the one it begins with.
const OBJECTS: &[(&str, Within)] = &[
    ("TABLESPACE", PG | MY),
    ("TABLE", ALL),
    ("TABLES", MY),
    ("INDEX", ALL),
    ("MATERIALIZED VIEW", PG | MS),
    ("VIEW", ALL),
    ("SCHEMA", PG | MY | MS),
    ("DATABASE AUDIT SPECIFICATION", MS),
    ("DATABASE ENCRYPTION KEY", MS),
    ("DATABASE SCOPED CONFIGURATION", MS),
    ("DATABASE SCOPED CREDENTIAL", MS),
    ("DATABASE", PG | MY | MS),
    ("TYPE", PG | MS),
    ("DOMAIN", PG),
    ("SEQUENCE", PG | MY | MS),
    ("FUNCTION", PG | MY | MS),
    ("PROCEDURE", PG | MY | MS),
    ("PROC", MS),
    ("ROUTINE", PG),
    ("AGGREGATE FUNCTION", MY),
    ("AGGREGATE", PG | MS),
    ("EVENT TRIGGER", PG),
    ("EVENT NOTIFICATION", MS),
    ("EVENT SESSION", MS),
    ("EVENT", MY),
    ("TRIGGER", ALL),
    ("POLICY", PG),
    ("ROLE", PG | MY | MS),
    ("USER MAPPING", PG),
    ("USER", PG | MY | MS),
    ("GROUP", PG),
    ("LOGIN", MS),
    ("EXTENSION", PG),
    ("RULE", PG | MS),
    ("CAST", PG),
    ("OPERATOR CLASS", PG),
    ("OPERATOR FAMILY", PG),
    ("OPERATOR", PG),
    ("COLLATION", PG),
    ("CONVERSION", PG),
    ("LANGUAGE", PG),
    ("SERVER AUDIT SPECIFICATION", MS),
    ("SERVER AUDIT", MS),
    ("SERVER ROLE", MS),
    ("SERVER CONFIGURATION", MS),
    ("SERVER", PG | MY),
    ("FOREIGN DATA WRAPPER", PG),
    ("PUBLICATION", PG),
    ("SUBSCRIPTION", PG),
    ("STATISTICS", PG | MS),
    ("TEXT SEARCH CONFIGURATION", PG),
    ("TEXT SEARCH DICTIONARY", PG),
    ("TEXT SEARCH PARSER", PG),
    ("TEXT SEARCH TEMPLATE", PG),
    ("ACCESS METHOD", PG),
    ("TRANSFORM", PG),
    ("DEFAULT PRIVILEGES", PG),
    ("LARGE OBJECT", PG),
    ("SYSTEM", PG),
    ("OWNED", PG),
    ("PROPERTY GRAPH", PG),
    ("LOGFILE GROUP", MY),
    ("RESOURCE GROUP", MY),
    ("SPATIAL REFERENCE SYSTEM", MY),
    ("INSTANCE", MY),
    ("PACKAGE BODY", MY),
    ("PACKAGE", MY),
    ("PREPARE", MY),
    ("SYNONYM", MS),
    ("ASSEMBLY", MS),
    ("APPLICATION ROLE", MS),
    ("ASYMMETRIC KEY", MS),
    ("AUTHORIZATION", MS),
    ("AVAILABILITY GROUP", MS),
    ("BROKER PRIORITY", MS),
    ("CERTIFICATE", MS),
    ("COLUMN ENCRYPTION KEY", MS),
    ("COLUMN MASTER KEY", MS),
    ("CONTRACT", MS),
    ("CREDENTIAL", MS),
    ("CRYPTOGRAPHIC PROVIDER", MS),
    ("DATA SOURCE", MS),
    ("DEFAULT", MS),
    ("ENDPOINT", MS),
    ("FILE FORMAT", MS),
    ("FULLTEXT CATALOG", MS),
    ("FULLTEXT STOPLIST", MS),
    ("LIBRARY", MS),
    ("MASTER KEY", MS),
    ("MESSAGE TYPE", MS),
    ("MODEL", MS),
    ("PARTITION FUNCTION", MS),
    ("PARTITION SCHEME", MS),
    ("QUEUE", MS),
    ("REMOTE SERVICE BINDING", MS),
    ("RESOURCE GOVERNOR", MS),
    ("RESOURCE POOL", MS),
    ("ROUTE", MS),
    ("SEARCH PROPERTY LIST", MS),
    ("SECURITY POLICY", MS),
    ("SENSITIVITY CLASSIFICATION", MS),
    ("SERVICE MASTER KEY", MS),
    ("SERVICE", MS),
    ("SIGNATURE", MS),
    ("SYMMETRIC KEY", MS),
    ("WORKLOAD CLASSIFIER", MS),
    ("WORKLOAD GROUP", MS),
    ("XML SCHEMA COLLECTION", MS),
];

/// Words that may stand between the verb and what is made.
const BETWEEN: &[&str] = &[
    "or",
    "replace",
    "alter",
    "temp",
    "temporary",
    "global",
    "local",
    "unlogged",
    "external",
    "foreign",
    "virtual",
    "unique",
    "clustered",
    "nonclustered",
    "columnstore",
    "hypothetical",
    "ordered",
    "fulltext",
    "spatial",
    "vector",
    "json",
    "primary",
    "selective",
    "xml",
    "online",
    "offline",
    "ignore",
    "undo",
    "recursive",
    "algorithm",
    "undefined",
    "merge",
    "temptable",
    "definer",
    "invoker",
    "current_user",
    "current_role",
    "sql",
    "security",
    "constraint",
    "trusted",
    "procedural",
    "default",
    "force",
];

impl Statement {
    /// What kind of statement it is; none when its first words are no statement's of its dialect.
    pub fn kind(&self) -> Option<StatementKind> {
        let tokens = self.tokens();
        kind(&Cursor::new(self, &tokens.tokens))
    }
}

/// What kind of statement stands here.
pub(super) fn kind(cursor: &Cursor<'_>) -> Option<StatementKind> {
    let mut cursor = cursor.rest();
    let here = within(cursor.dialect());
    // A query may stand in parentheses, a block may have a name.
    while cursor.eat_lexeme(&Lexeme::LParen) {}
    if let Some(verb) = MAKING.iter().find(|verb| cursor.is(verb)) {
        cursor.advance();
        return object(cursor, here).map(|object| StatementKind { verb, object });
    }
    if let Some(verb) = first_of(VERBS, &cursor, here) {
        return Some(StatementKind { verb, object: "" });
    }
    if here == MS {
        return transact(&cursor);
    }
    None
}

/// SQL Server's statements without a verb: a label, the call of a procedure at the head of a batch, and the `;` that some
/// write before a `WITH`.
fn transact(cursor: &Cursor<'_>) -> Option<StatementKind> {
    let mut cursor = cursor.rest();
    let name = cursor.qualified()?;
    if is_placeholder(&name.name.text) {
        return None;
    }
    if cursor.is_lexeme(&Lexeme::Colon) {
        return Some(StatementKind { verb: "LABEL", object: "" });
    }
    let text = name.name.text.to_ascii_lowercase();
    let is_procedure = ["sp_", "xp_", "usp"].iter().any(|prefix| text.starts_with(prefix));
    is_procedure.then_some(StatementKind { verb: "EXEC", object: "" })
}

fn object(mut cursor: Cursor<'_>, here: Within) -> Option<&'static str> {
    const MOST_BETWEEN: usize = 16;
    for _ in 0..MOST_BETWEEN {
        if let Some(object) = first_of(OBJECTS, &cursor, here) {
            return Some(object);
        }
        // MySQL's `DEFINER = root@localhost`.
        let before = cursor.previous();
        let of_user = before.is_some_and(|before| matches!(before.lexeme, Lexeme::Eq | Lexeme::AtSign))
            || cursor.peek().is_some_and(|token| matches!(token.lexeme, Lexeme::Eq | Lexeme::AtSign | Lexeme::Mod));
        if cursor.is_lexeme(&Lexeme::LParen) && before.is_some_and(|before| before.is("current_user")) {
            cursor.skip_one();
        } else if of_user || cursor.is_any(BETWEEN) {
            cursor.advance();
        } else {
            return None;
        }
    }
    None
}

fn first_of(known: &'static [(&'static str, Within)], cursor: &Cursor<'_>, here: Within) -> Option<&'static str> {
    let starts = |words: &str| {
        words.split(' ').enumerate().all(|(ahead, word)| cursor.peek_at(ahead).is_some_and(|token| token.is(word)))
    };
    known.iter().find(|(words, within)| within & here != 0 && starts(words)).map(|(words, _)| *words)
}
