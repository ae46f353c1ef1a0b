//! Names: those that PostgreSQL makes for constraints and indexes without one, and those in statements that we write.

use std::collections::BTreeSet;

use super::{Schema, Table};
use crate::ddl::is_placeholder;
use crate::dialect::Dialect;

/// The name that PostgreSQL makes of a table, columns and a label: `orders_customer_id_fkey`, at most 63 bytes. The
/// longer of the first two parts is cut first. `taken` says which names are in use; a number is added then.
pub(super) fn made_name(table: &str, columns: &str, label: &str, taken: impl Fn(&str) -> bool) -> String {
    const MOST_TRIES: u32 = 1000;
    for number in 0..MOST_TRIES {
        let label = if number == 0 { label.to_owned() } else { format!("{label}{number}") };
        let name = joined(table, columns, &label);
        if !taken(&name) {
            return name;
        }
    }
    joined(table, columns, label)
}

/// The name that PostgreSQL makes when no other has it.
pub(crate) fn free_name(table: &str, columns: &str, label: &str) -> String {
    joined(table, columns, label)
}

fn joined(table: &str, columns: &str, label: &str) -> String {
    const LONGEST: usize = 63;
    let separators = usize::from(!columns.is_empty()) + usize::from(!label.is_empty());
    let room = LONGEST.saturating_sub(separators + label.len());
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let mut name = cut(table, first).to_owned();
    for part in [cut(columns, second), label] {
        if !part.is_empty() {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

/// The longest beginning of at most so many bytes that ends between characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The columns part of a made name: joined with `_`, which PostgreSQL stops doing past 63 bytes.
pub(super) fn joined_columns<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const LONGEST: usize = 63;
    let mut joined = String::new();
    for name in names {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(name);
        if joined.len() >= LONGEST {
            break;
        }
    }
    joined
}

/// The name that InnoDB gives a foreign key without one: `orders_ibfk_2`, one more than the last of them.
pub(super) fn numbered_name(table: &Table) -> String {
    let stem = format!("{}_ibfk_", table.bare_name);
    let number = |name: &String| name.strip_prefix(stem.as_str()).and_then(|number| number.parse::<u32>().ok());
    let last = table.foreign_keys.iter().rev().find_map(|key| key.name.as_ref().and_then(number));
    format!("{stem}{}", last.unwrap_or(0).saturating_add(1))
}

/// Words that cannot be a name without quotes in most dialects. Quoting one too many does no harm.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "backup",
    "begin",
    "between",
    "both",
    "by",
    "cascade",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exec",
    "execute",
    "exists",
    "false",
    "fetch",
    "file",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "grant",
    "group",
    "having",
    "if",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "key",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "null",
    "of",
    "off",
    "offset",
    "on",
    "only",
    "open",
    "option",
    "or",
    "order",
    "outer",
    "overlaps",
    "percent",
    "placing",
    "plan",
    "primary",
    "proc",
    "procedure",
    "public",
    "read",
    "references",
    "returning",
    "right",
    "role",
    "rule",
    "save",
    "schema",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "top",
    "trailing",
    "transaction",
    "trigger",
    "true",
    "union",
    "unique",
    "update",
    "use",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "view",
    "when",
    "where",
    "window",
    "with",
];

/// A name as it must be written in a statement: quoted when it is not a plain word.
pub fn quoted(name: &str, dialect: Dialect) -> String {
    let upper_is_plain = dialect != Dialect::PostgreSql;
    let plain_byte = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || byte == b'_'
            || (upper_is_plain && byte.is_ascii_uppercase())
    };
    let plain = name.bytes().all(plain_byte)
        && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
        && !is_reserved(name);
    // A template's placeholder is left for the template to fill.
    if plain || is_placeholder(name) {
        return name.to_owned();
    }
    match dialect {
        Dialect::MySql | Dialect::MariaDb => format!("`{}`", name.replace('`', "``")),
        Dialect::MsSql => format!("[{}]", name.replace(']', "]]")),
        Dialect::PostgreSql | Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Whether a name is a word that most dialects reserve.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

/// A statement that makes an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStatement {
    /// The statement, with its semicolon.
    pub text: String,
    /// What else there is to do, where one statement is not enough.
    pub help: Option<String>,
}

impl Schema {
    /// The statement that makes an index of these columns, safe to run on a busy table where the dialect has such a
    /// form.
    pub fn index_statement(&self, table: &Table, columns: &[String]) -> IndexStatement {
        self.index_statement_using(table, columns, "")
    }

    /// The like for PostgreSQL's GIN index.
    pub fn gin_index_statement(&self, table: &Table, columns: &[String]) -> IndexStatement {
        self.index_statement_using(table, columns, "USING gin ")
    }

    fn index_statement_using(&self, table: &Table, columns: &[String], method: &str) -> IndexStatement {
        let shown = table.shown(columns);
        let keys: Vec<String> = shown.iter().map(|column| quoted(column, self.dialect)).collect();
        let name = self.free_index_name(table, &shown, &BTreeSet::new());
        self.named_index_statement(table, &name, "", &format!("{method}({})", keys.join(", ")))
    }

    /// A name for an index of these columns that nothing else has, neither in the schema nor among `taken`.
    pub fn free_index_name(&self, table: &Table, columns: &[String], taken: &BTreeSet<String>) -> String {
        let joined = joined_columns(columns.iter().map(String::as_str));
        let schema = table.key.schema.as_deref();
        made_name(&table.bare_name, &joined, "idx", |name| taken.contains(name) || self.has_name(schema, name))
    }

    /// The statement that makes an index: `kind` are the words before `INDEX`, `body` is what stands behind the table.
    pub fn named_index_statement(&self, table: &Table, name: &str, kind: &str, body: &str) -> IndexStatement {
        let dialect = self.dialect;
        let target = table.quoted(dialect);
        let index = quoted(name, dialect);
        if dialect.is_mysql_family() && table.is_innodb() && kind.is_empty() {
            // With these words the server refuses instead of blocking writes.
            let text = format!("ALTER TABLE {target} ADD INDEX {index} {body}, ALGORITHM=INPLACE, LOCK=NONE;");
            return IndexStatement { text, help: None };
        }
        if dialect != Dialect::PostgreSql {
            return IndexStatement { text: format!("CREATE {kind}INDEX {index} ON {target} {body};"), help: None };
        }
        if table.options.partition_by.is_none() {
            let text = format!("CREATE {kind}INDEX CONCURRENTLY {index} ON {target} {body};");
            return IndexStatement { text, help: None };
        }
        let help = format!(
            "`{}` is partitioned, and an index of a partitioned table cannot be made CONCURRENTLY. After this \
             statement make the index of each partition with CREATE INDEX CONCURRENTLY, then attach it with ALTER INDEX \
             {index} ATTACH PARTITION.",
            table.name
        );
        IndexStatement { text: format!("CREATE {kind}INDEX {index} ON ONLY {target} {body};"), help: Some(help) }
    }
}

impl Table {
    /// Its name with its schema, as a statement has it.
    pub fn quoted(&self, dialect: Dialect) -> String {
        let schema = self.schema.as_ref().map(|schema| format!("{}.", quoted(schema, dialect))).unwrap_or_default();
        format!("{schema}{}", quoted(&self.bare_name, dialect))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_names_are_those_of_postgresql() {
        let table = "a".repeat(40);
        let columns = "b".repeat(40);

        let name = made_name(&table, &columns, "fkey", |_| false);

        assert_eq!(name, format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28)));
        assert_eq!(made_name("t", "a_b", "idx", |name| name == "t_a_b_idx"), "t_a_b_idx1");
    }

    #[test]
    fn names_are_quoted_only_when_they_must_be() {
        assert_eq!(quoted("orders", Dialect::PostgreSql), "orders");
        assert_eq!(quoted("Orders", Dialect::PostgreSql), "\"Orders\"");
        assert_eq!(quoted("order", Dialect::MySql), "`order`");
        assert_eq!(quoted("a]b", Dialect::MsSql), "[a]]b]");
    }
}
