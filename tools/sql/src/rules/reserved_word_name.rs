//! `sql/reserved-word-name`

use std::collections::BTreeSet;

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use super::tables;
use crate::ddl::is_placeholder;
use crate::schema::{Schema, is_reserved};

declare_rule! {
    /// ## What it finds
    /// Tables and columns whose names are words of SQL, such as `order`, `user` or `group`.
    ///
    /// ## Why it matters
    /// Many have to be quoted in every statement; where one forgets, it fails, or means something else: `SELECT user`
    /// gives the name of the session's user.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE "order" (id bigint PRIMARY KEY, placed_on date NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    /// ```
    /// ## Limits
    /// The words that most of the dialects reserve. Off until it is selected.
    pub ReservedWordName {
        id: "sql/reserved-word-name",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["skeema:reserved-word", "skeema:reserved", "schemacrawler:TableWithQuotedNames"],
        references: [
            ("PostgreSQL manual, C SQL Key Words", "https://www.postgresql.org/docs/current/sql-keywords-appendix.html"),
            ("MySQL 8.4 manual, 11.3 Keywords and Reserved Words", "https://dev.mysql.com/doc/refman/8.4/en/keywords.html"),
        ],
    }
}

impl Rule<Schema> for ReservedWordName {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        report::<Self>(schema, sink, is_reserved, |names, several| {
            let what = if several { "are words" } else { "is a word" };
            let message = format!("{names} {what} of SQL, which a server may take for a name in quotes only");
            (message, "Choose names that need no quotes.")
        });
    }
}

/// One finding about the names of tables and columns that `is_found` picks. `describe` is told the first of them
/// (`` `order`, `user` and 3 more names ``) and whether they are several. A name with a template's placeholder is not
/// known.
pub(super) fn report<R: architect_core::Declared>(
    schema: &Schema,
    sink: &mut Sink,
    is_found: impl Fn(&str) -> bool,
    describe: impl Fn(&str, bool) -> (String, &'static str),
) {
    const NAMED: usize = 3;
    let is_found = |name: &str| !is_placeholder(name) && is_found(name);
    let mut places: Vec<(&str, String, &Span)> = Vec::new();
    for table in tables::whole(schema) {
        if is_found(&table.bare_name) {
            places.push((&table.bare_name, table.name.clone(), &table.span));
        }
        for column in table.columns.iter().filter(|column| is_found(&column.name)) {
            places.push((&column.name, format!("{}.{}", table.name, column.name), &column.span));
        }
    }
    let Some(((_, _, first), rest)) = places.split_first() else { return };
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = places.iter().map(|(name, _, _)| *name).filter(|name| seen.insert(*name)).collect();
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let mut shown = shown.join(", ");
    if names.len() > NAMED {
        shown = format!("{shown} and {} more names", names.len() - NAMED);
    }
    let (message, help) = describe(&shown, names.len() > 1);
    let mut finding = Finding::of::<R>((*first).clone()).message(message).confidence(Confidence::High).help(help);
    for (_, path, span) in rest {
        finding = finding.also_at((*span).clone(), path.clone());
    }
    sink.push(finding);
}
