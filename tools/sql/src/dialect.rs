//! The dialects, and how one is told from a text.
//!
//! A [`Dialect`] answers lexical questions (which quotes, which comments) and questions about what a server does by
//! itself. [`guess`] weighs words that only one dialect has and says which of them it saw.

use std::str::FromStr;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use architect_core::config::DIALECTS;
use architect_core::{Source, ToolError, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    #[default]
    PostgreSql,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
    /// SQL Server.
    MsSql,
}

impl Dialect {
    /// The word used on the wire and in `architect.toml`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
            Self::Sqlite => "sqlite",
            Self::MsSql => "mssql",
        }
    }

    /// The name that people write.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
            Self::MsSql => "SQL Server",
        }
    }

    /// MySQL or MariaDB.
    pub const fn is_mysql_family(self) -> bool {
        matches!(self, Self::MySql | Self::MariaDb)
    }

    /// Whether the server makes the index of a foreign key itself: InnoDB does.
    pub const fn indexes_foreign_keys_itself(self) -> bool {
        self.is_mysql_family()
    }

    /// The schema that a name without one belongs to, where the dialect has such a name.
    pub const fn default_schema(self) -> Option<&'static str> {
        match self {
            Self::PostgreSql => Some("public"),
            Self::MsSql => Some("dbo"),
            Self::Sqlite => Some("main"),
            Self::MySql | Self::MariaDb => None,
        }
    }

    /// The longest name in bytes (PostgreSQL) or characters that the server keeps; SQLite has no bound.
    pub const fn longest_name(self) -> usize {
        match self {
            Self::PostgreSql => 63,
            Self::MySql | Self::MariaDb => 64,
            Self::MsSql => 128,
            Self::Sqlite => usize::MAX,
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Dialect {
    type Err = ToolError;

    fn from_str(word: &str) -> Result<Self, ToolError> {
        match word.trim().to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pg" => Ok(Self::PostgreSql),
            "mysql" => Ok(Self::MySql),
            "mariadb" => Ok(Self::MariaDb),
            "sqlite" | "sqlite3" => Ok(Self::Sqlite),
            "mssql" | "sqlserver" | "tsql" => Ok(Self::MsSql),
            _ => {
                let error = ToolError::invalid_input(format!("there is no dialect `{word}`"));
                Err(match nearest::suggestion(word, DIALECTS) {
                    Some(help) => error.help(help),
                    None => error,
                })
            }
        }
    }
}

/// A dialect told from a text, and what told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The dialect.
    pub dialect: Dialect,
    /// The words that only this dialect has, as found.
    pub evidence: Vec<&'static str>,
}

/// Words that tell a dialect, and how much each is worth: 3 for what no other dialect has, 1 for a hint. Lower case; a
/// word is looked for as written, so the ones that could be part of a longer word carry their neighbours.
const MARKS: &[(Dialect, &[(&str, u32)])] = &[
    (
        Dialect::PostgreSql,
        &[
            ("$$", 3),
            ("timestamptz", 3),
            ("bigserial", 3),
            (" serial", 1),
            ("jsonb", 3),
            ("bytea", 3),
            ("create extension", 3),
            ("from stdin", 3),
            ("language plpgsql", 3),
            ("set search_path", 3),
            ("pg_catalog", 3),
            ("gen_random_uuid", 3),
            ("alter table only", 3),
            ("character varying", 1),
            ("with time zone", 1),
            ("index concurrently", 3),
            ("using gin", 3),
            ("using gist", 3),
            ("using btree (", 1),
            ("as identity", 2),
            ("nulls not distinct", 3),
            ("inherits (", 3),
            ("::text", 3),
            ("::regclass", 3),
            ("not valid", 2),
            (" uuid", 1),
            ("text[]", 3),
            ("owner to ", 2),
            ("create type ", 1),
            ("create domain ", 1),
            ("postgres", 2),
        ],
    ),
    (
        Dialect::MySql,
        &[
            ("engine=", 3),
            ("engine =", 3),
            ("auto_increment", 3),
            ("default charset", 3),
            ("character set", 1),
            (" unsigned", 2),
            ("/*!", 3),
            ("delimiter ", 1),
            ("mediumtext", 3),
            ("longtext", 3),
            ("mediumint", 3),
            ("tinytext", 3),
            ("longblob", 3),
            ("on update current_timestamp", 3),
            ("collate utf8", 3),
            ("fulltext key", 3),
            ("unique key", 2),
            (" enum(", 2),
            ("flush privileges", 3),
            ("exit handler for", 3),
            ("table `", 2),
            ("table if not exists `", 2),
            (" datetime", 1),
            ("mysql", 2),
        ],
    ),
    (
        Dialect::MariaDb,
        &[("mariadb", 3), ("/*m!", 3), ("row_start", 3), ("with system versioning", 3), ("utf8mb4_uca1400", 3)],
    ),
    (
        Dialect::Sqlite,
        &[
            (" autoincrement", 5),
            ("pragma ", 3),
            ("without rowid", 3),
            ("sqlite", 3),
            ("integer primary key", 1),
            ("integer not null primary key", 1),
            ("strftime(", 2),
            ("begin immediate", 2),
            (") strict", 2),
            (" datetime", 1),
            ("table [", 1),
            ("table `", 1),
        ],
    ),
    (
        Dialect::MsSql,
        &[
            ("nvarchar", 1),
            ("\ngo\n", 3),
            ("\ngo\r\n", 3),
            ("[dbo].", 3),
            ("identity(1,1)", 3),
            ("identity (1, 1)", 3),
            ("identity(1, 1)", 3),
            ("set quoted_identifier", 3),
            ("set ansi_nulls", 3),
            (" clustered", 3),
            ("nonclustered", 3),
            ("uniqueidentifier", 3),
            ("getdate()", 3),
            ("on [primary]", 3),
            ("datetime2", 3),
            ("sysutcdatetime", 3),
            ("sp_rename", 3),
            ("newid()", 3),
            ("table [", 2),
            (" datetime", 1),
            ("sql server", 2),
        ],
    ),
];

/// The marks that count in comments, too.
const PROGRAMS: &[&str] = &["postgres", "mysql", "mariadb", "sqlite", "sql server", "/*!", "/*m!"];

/// Parts of a path that tell a dialect.
const PATHS: &[(Dialect, &[&str])] = &[
    (Dialect::PostgreSql, &["postgres", "pgsql"]),
    (Dialect::MySql, &["mysql"]),
    (Dialect::MariaDb, &["mariadb"]),
    (Dialect::Sqlite, &["sqlite"]),
    (Dialect::MsSql, &["mssql", "sqlserver", "sql-server"]),
];

/// How much a path is worth: about as much as two words that only one dialect has.
const PATH_WORTH: u32 = 6;

/// How much of each text is looked at: the marks stand near the beginning of a dump and of every migration.
const LOOKED_AT: usize = 256 * 1024;

/// Tells the dialect of some texts; `None` when nothing in them is one dialect's own.
pub fn guess<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Option<Guess> {
    let mut seen: Vec<(Dialect, u32, Vec<&'static str>)> =
        MARKS.iter().map(|(dialect, _)| (*dialect, 0, Vec::new())).collect();
    for source in sources {
        let text = beginning(source);
        // Programs that write SQL name themselves and the server in a comment; anything else in one is prose.
        let (in_text, in_code) = (marks_in(&text), marks_in(&without_comments(&text)));
        let path = source.name().to_ascii_lowercase();
        let mut there = in_text.into_iter().zip(in_code);
        for (((_, marks), (_, paths)), (_, worth, found)) in MARKS.iter().zip(PATHS).zip(&mut seen) {
            for ((mark, more), (in_text, in_code)) in marks.iter().zip(&mut there) {
                let is_there = if PROGRAMS.contains(mark) { in_text } else { in_code };
                if is_there && !found.contains(mark) {
                    found.push(mark);
                    *worth += more;
                }
            }
            for part in *paths {
                if !found.contains(part) && path.contains(part) {
                    found.insert(0, part);
                    *worth += PATH_WORTH;
                }
            }
        }
    }
    // What MySQL has MariaDB has as well: a few marks of its own decide between the two.
    let mysql = seen.iter().find(|(dialect, ..)| *dialect == Dialect::MySql).map_or(0, |(_, worth, _)| *worth);
    for (dialect, worth, _) in &mut seen {
        if *dialect == Dialect::MariaDb && *worth > 0 {
            *worth += mysql;
        }
    }
    let most = seen.iter().map(|(_, worth, _)| *worth).max().filter(|most| *most > 0)?;
    let mut best = seen.into_iter().filter(|(_, worth, _)| *worth == most);
    let (dialect, _, evidence) = best.next()?;
    // Two dialects with equal evidence: no guess.
    best.next().is_none().then_some(Guess { dialect, evidence })
}

/// Words that only databases which are not read here have, and the database.
const UNREAD: [(&str, &str); 7] = [
    ("mergetree", "ClickHouse"),
    ("lowcardinality(", "ClickHouse"),
    ("varchar2(", "Oracle"),
    ("with clustering order by", "Cassandra"),
    ("distkey", "Redshift"),
    ("tblproperties", "Hive or Spark"),
    ("row format delimited", "Hive or Spark"),
];

/// The database that some texts are written for, when it is certainly none of the five.
pub fn unread<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Option<&'static str> {
    sources.into_iter().find_map(|source| {
        let text = beginning(source);
        UNREAD.iter().find(|(mark, _)| text.contains(mark)).map(|(_, database)| *database)
    })
}

/// Which marks a text in lower case has, in the order of [`MARKS`]. All are looked for at once: there are a hundred.
fn marks_in(text: &str) -> Vec<bool> {
    static SEARCH: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let marks = || MARKS.iter().flat_map(|(_, marks)| marks.iter().map(|(mark, _)| *mark));
    // It fails for more patterns than can be counted, and for nothing else.
    let Some(search) = SEARCH.get_or_init(|| AhoCorasick::new(marks()).ok()) else {
        return marks().map(|mark| text.contains(mark)).collect();
    };
    let mut there = vec![false; search.patterns_len()];
    for mark in search.find_overlapping_iter(text) {
        if let Some(there) = there.get_mut(mark.pattern().as_usize()) {
            *there = true;
        }
    }
    there
}

/// A text without its comments; MySQL's conditional ones are code. Quotes are not looked at: this is for marks.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['-', '/']) {
        let (before, from) = rest.split_at(at);
        code.push_str(before);
        let is_block = from.starts_with("/*") && !from.starts_with("/*!") && !from.starts_with("/*m!");
        let end = if from.starts_with("--") {
            from.find('\n')
        } else if is_block {
            from.find("*/").map(|end| end + 2)
        } else {
            code.push_str(from.get(..1).unwrap_or_default());
            Some(1)
        };
        rest = end.and_then(|end| from.get(end..)).unwrap_or_default();
    }
    code.push_str(rest);
    code
}

/// The beginning of a text in lower case.
fn beginning(source: &Source) -> String {
    let mut end = source.text().len().min(LOOKED_AT);
    while !source.text().is_char_boundary(end) {
        end -= 1;
    }
    source.slice(0..end).to_ascii_lowercase()
}
