//! `sql/partly-indexed-foreign-key`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::missing_foreign_key_index::judged;
use crate::schema::{Coverage, Schema};

declare_rule! {
    /// ## What it finds
    /// A foreign key of several columns for which an index leads with some of them, but none with all.
    ///
    /// ## Why it matters
    /// The index narrows the search to the rows that agree in its first column. Where these are many, deleting a parent
    /// row still reads them all.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE account (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
    /// CREATE TABLE invoice (
    ///   tenant_id bigint, id bigint, account_id bigint, PRIMARY KEY (tenant_id, id),
    ///   FOREIGN KEY (tenant_id, account_id) REFERENCES account
    /// );
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE account (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
    /// CREATE TABLE invoice (
    ///   tenant_id bigint, id bigint, account_id bigint, PRIMARY KEY (tenant_id, id),
    ///   FOREIGN KEY (tenant_id, account_id) REFERENCES account
    /// );
    /// CREATE INDEX invoice_tenant_id_account_id_idx ON invoice (tenant_id, account_id);
    /// ```
    /// ## Limits
    /// Whether the index narrows enough depends on the rows, which are not known from files.
    pub PartlyIndexedForeignKey {
        id: "sql/partly-indexed-foreign-key",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 11.3 Multicolumn Indexes", "https://www.postgresql.org/docs/current/indexes-multicolumn.html")],
    }
}

impl Rule<Schema> for PartlyIndexedForeignKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for (table, key) in judged(schema) {
            let Coverage::LeadingSubset(index) = table.coverage(key) else { continue };
            let subject = table.subject(&key.columns);
            let message = format!(
                "no index leads with all columns of the foreign key `{subject}`; {} leads with some of them",
                index.described(table)
            );
            let finding = Finding::of::<PartlyIndexedForeignKey>(key.span.clone())
                .message(message)
                .subject(subject)
                .confidence(Confidence::Medium)
                .related(index.span.clone(), "the index that leads with some of them")
                .suggest(schema.index_statement(table, &key.columns).text);
            sink.push(finding);
        }
    }
}
