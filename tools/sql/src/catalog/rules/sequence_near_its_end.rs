//! `sql/sequence-near-its-end`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use super::{Live, ObservedTable, said};

/// Tenths of the way from which on it is a warning, and an error.
const WARNS: u64 = 7;
const FAILS: u64 = 9;

declare_rule! {
    /// ## What it finds
    /// Sequences of a live PostgreSQL database that have used up more than 70 % of their numbers, or of those that the
    /// column they fill can hold.
    ///
    /// ## Why it matters
    /// At the end every insert fails, and the way out, a wider column, rewrites the table under a lock. It has to be done
    /// while there is time for the slow way.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id uuid PRIMARY KEY, number integer GENERATED ALWAYS AS IDENTITY);
    /// SELECT setval('orders_number_seq', 1900000000);
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id uuid PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY);
    /// SELECT setval('orders_number_seq', 1900000000);
    /// ```
    /// ## Limits
    /// How fast the numbers go is not known. Sequences that start anew at their end, and those that count down, are passed
    /// over.
    pub SequenceNearItsEnd {
        id: "sql/sequence-near-its-end",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:SEQUENCE_OVERFLOW"],
        references: [("PostgreSQL manual, CREATE SEQUENCE", "https://www.postgresql.org/docs/current/sql-createsequence.html")],
    }
}

impl Rule<Live> for SequenceNearItsEnd {
    fn check(&self, live: &Live, sink: &mut Sink) {
        for sequence in &live.observed.sequences {
            let tenths = sequence.last.saturating_mul(10) / sequence.end.max(1);
            if tenths < WARNS {
                continue;
            }
            let column =
                live.table(&sequence.schema, &sequence.table).and_then(|table| table.column(&sequence.column));
            let table = said(&sequence.schema, &sequence.table);
            let home = || ObservedTable {
                schema: sequence.schema.clone(),
                name: sequence.table.clone(),
                ..ObservedTable::default()
            };
            let span = column.map_or_else(|| live.table_span(&home()), |column| column.span.clone());
            let left = sequence.end.saturating_sub(sequence.last);
            let finding = Finding::of::<Self>(span)
                .message(format!(
                    "`{table}.{}` has {left} numbers left: its sequence stands at {} of {}",
                    sequence.column, sequence.last, sequence.end
                ))
                .subject(format!("{table}({})", sequence.column))
                .help("Change the column to bigint by the slow way: a new column, filled in batches, then swapped; foreign keys to it too.");
            sink.push(if tenths >= FAILS { finding.severity(Severity::Error) } else { finding });
        }
    }
}
