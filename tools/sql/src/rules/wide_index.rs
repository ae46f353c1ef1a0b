//! `sql/wide-index`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::schema::{Origin, Schema};

declare_rule! {
    /// ## What it finds
    /// An index that is not unique and has more than three keys.
    ///
    /// ## Why it matters
    /// Each further key makes it larger and adds little: after three columns few rows are left to tell apart.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, site int, page int, lang int, device int);
    /// CREATE INDEX visit_all_idx ON visit (site, page, lang, device);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, site int, page int, lang int, device int);
    /// CREATE INDEX visit_site_page_idx ON visit (site, page);
    /// ```
    /// ## Limits
    /// An index that answers a query by itself may be wide on purpose, so the rule is off until it is selected.
    pub WideIndex {
        id: "sql/wide-index",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["strong_migrations:add_index_columns"],
        references: [("PostgreSQL manual, 11.3 Multicolumn Indexes", "https://www.postgresql.org/docs/current/indexes-multicolumn.html")],
    }
}

/// As many keys are not wide.
const KEYS: usize = 3;

impl Rule<Schema> for WideIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for index in table.indexes.iter().filter(|index| index.origin == Origin::Index && !index.unique) {
                if index.keys.len() > KEYS && index.is_ordered() {
                    let keys = index.shown_keys(table);
                    sink.push(
                        Finding::of::<Self>(index.span.clone())
                            .message(format!(
                                "{} on `{}` has {} keys ({keys})",
                                index.described(table),
                                table.name,
                                index.keys.len()
                            ))
                            .subject(format!("{}({keys})", table.name))
                            .confidence(Confidence::Low)
                            .help("Keep the columns that narrow the search most, equality before ranges."),
                    );
                }
            }
        }
    }
}
