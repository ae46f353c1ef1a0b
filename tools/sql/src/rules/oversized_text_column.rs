//! `sql/oversized-text-column`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use super::words::words;
use crate::Dialect;
use crate::schema::{Column, Schema};

declare_rule! {
    /// ## What it finds
    /// A column for something short, by its name, of a type without bounds: `TEXT` or `LONGTEXT` of MySQL and MariaDB,
    /// `varchar(max)` of SQL Server.
    ///
    /// ## Why it matters
    /// Such a column cannot be indexed as a whole; what sorts or groups by it uses the disk, or reserves memory for two
    /// gigabytes. Nothing keeps a whole document out of it.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email longtext NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(320) NOT NULL, notes text);
    /// ```
    /// ## Limits
    /// Told from a few names: email, phone, postcode, currency, username, slug and the like. One finding a table, or one a
    /// file when more than three tables have such columns.
    pub OversizedTextColumn {
        id: "sql/oversized-text-column",
        severity: Hint,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 13.3.4 The BLOB and TEXT Types", "https://dev.mysql.com/doc/refman/8.4/en/blob.html"),
            ("SQL Server, char and varchar", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/char-and-varchar-transact-sql"),
        ],
    }
}

/// Last words of the names of things that are short.
const SHORT: &[&str] = &[
    "email",
    "phone",
    "fax",
    "zip",
    "zipcode",
    "postcode",
    "currency",
    "locale",
    "timezone",
    "username",
    "login",
    "slug",
    "gender",
    "iban",
    "bic",
    "sku",
    "isbn",
    "ip",
    "uuid",
    "guid",
    "md5",
    "sha1",
    "sha256",
    "color",
    "colour",
    "hostname",
    "firstname",
    "lastname",
    "surname",
    "nickname",
    "country",
    "city",
];

/// Two last words that are short together.
const SHORT_PAIRS: &[(&str, &str)] = &[
    ("e", "mail"),
    ("email", "address"),
    ("ip", "address"),
    ("zip", "code"),
    ("postal", "code"),
    ("post", "code"),
    ("country", "code"),
    ("currency", "code"),
    ("first", "name"),
    ("last", "name"),
    ("family", "name"),
    ("given", "name"),
    ("user", "name"),
    ("host", "name"),
    ("phone", "number"),
    ("language", "code"),
    ("time", "zone"),
];

impl Rule<Schema> for OversizedTextColumn {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |_, column| is_unbounded(schema.dialect, column) && is_short(&column.name),
            |found| {
                let verb = if found.several { "hold" } else { "holds" };
                format!("{} {verb} something short in a type without bounds", found.what)
            },
            (Confidence::Medium, "Use varchar with a length."),
        );
    }
}

fn is_unbounded(dialect: Dialect, column: &Column) -> bool {
    let Some(data_type) = &column.data_type else { return false };
    let name = data_type.name.as_str();
    match dialect {
        Dialect::MySql | Dialect::MariaDb => matches!(name, "text" | "mediumtext" | "longtext"),
        Dialect::MsSql => data_type.arguments.first().is_some_and(|length| length.eq_ignore_ascii_case("max")),
        Dialect::PostgreSql | Dialect::Sqlite => false,
    }
}

fn is_short(name: &str) -> bool {
    let words = words(name);
    match words.as_slice() {
        [.., before, last] if SHORT_PAIRS.contains(&(before.as_str(), last.as_str())) => true,
        [.., last] => SHORT.contains(&last.as_str()),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_name_tell_what_is_short() {
        for name in ["email", "user_email", "billingEmail", "ip_address", "postal_code", "CountryCode", "first_name"]
        {
            assert!(is_short(name), "{name}");
        }
        for name in ["email_body", "address", "name", "code", "ip_addresses", "description", "phone_notes"] {
            assert!(!is_short(name), "{name}");
        }
    }
}
