//! The reader: whatever the statement, changes or gaps, and the same again; a statement of no kind that is known is a gap.
#![no_main]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::statement::split;
use libfuzzer_sys::fuzz_target;

const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql];

fuzz_target!(|text: &str| {
    let source = Source::new("content", text);
    for dialect in DIALECTS {
        for statement in &split(&source, dialect).statements {
            let reading = statement.read();
            let again = statement.read();
            assert_eq!(reading.changes, again.changes);
            for gap in &reading.gaps {
                let bytes = gap.span.as_ref().map(|span| span.bytes());
                assert!(bytes.is_none_or(|bytes| source.text().get(bytes).is_some()), "{dialect}: {gap:?}");
            }
            let has_tokens = !statement.is_rows() && !statement.tokens().tokens.is_empty();
            let told = statement.kind().is_some() || !reading.gaps.is_empty();
            assert!(!has_tokens || told, "{dialect}: {:?} was passed over in silence", statement.text());
            statement.maintenance();
        }
    }
});
