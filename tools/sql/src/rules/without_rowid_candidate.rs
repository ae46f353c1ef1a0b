//! `sql/without-rowid-candidate`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Affinity, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A small table of SQLite whose primary key is no whole number, or has several columns, and that keeps a row id beside
    /// it.
    ///
    /// ## Why it matters
    /// The key is then an index beside the table: each lookup searches two trees, and the key is stored twice. `WITHOUT
    /// ROWID` makes the key's tree the table.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE word_count (word TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE word_count (word TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
    /// ```
    /// ## Limits
    /// Rows should be small (some 200 bytes on pages of 4096): tables with a BLOB, or with more than six columns, are left
    /// alone. The rule is off until it is selected. One finding a table, or one a file when there are more than three.
    pub WithoutRowidCandidate {
        id: "sql/without-rowid-candidate",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQLite manual, The WITHOUT ROWID Optimization", "https://sqlite.org/withoutrowid.html")],
    }
}

impl Rule<Schema> for WithoutRowidCandidate {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let found = schema.tables().filter(|table| is_candidate(table)).map(|table| Place {
            span: table.span.clone(),
            subject: table.name.clone(),
            of: table,
        });
        let help = "Try WITHOUT ROWID, and measure: it pays where rows are small and found by the key.";
        places::report::<Self, &Table>(
            sink,
            found.collect(),
            |finding, place| {
                let message = format!("`{}` keeps its primary key in an index beside the row id", place.of.name);
                finding.message(message).confidence(Confidence::Low).help(help)
            },
            |finding, places| {
                let message = format!("{} tables keep their primary key in an index beside the row id", places.len());
                finding.message(message).confidence(Confidence::Low).help(help)
            },
        );
    }
}

fn is_candidate(table: &Table) -> bool {
    const MOST_COLUMNS: usize = 6;
    let Some(primary) = table.primary_key() else { return false };
    let keys = primary.column_keys();
    let affinity =
        |column: &crate::schema::Column| column.data_type.as_ref().map(|data_type| Affinity::of(&data_type.name));
    let whole_number = keys.len() == 1
        && keys.first().and_then(|key| table.column(key)).and_then(affinity) == Some(Affinity::Integer);
    table.is_whole()
        && !table.foreign
        && !table.options.without_rowid
        && !whole_number
        && table.columns.len() <= MOST_COLUMNS
        && table.columns.iter().all(|column| affinity(column).is_some_and(|affinity| affinity != Affinity::Blob))
}
