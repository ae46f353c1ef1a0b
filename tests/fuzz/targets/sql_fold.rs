//! The fold: the same schema each time, and each name in it leads where it stands.
#![no_main]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::schema::{Parent, fold};
use architect_sql::statement::split;
use libfuzzer_sys::fuzz_target;

const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql];

fuzz_target!(|text: &str| {
    let source = Source::new("content", text);
    for dialect in DIALECTS {
        let script = split(&source, dialect);
        let schema = fold(&[(source.clone(), script.clone())], dialect);
        let again = fold(&[(source.clone(), script)], dialect);
        assert_eq!(format!("{:?}", schema.gaps), format!("{:?}", again.gaps));
        let shown = |schema: &architect_sql::schema::Schema| {
            schema.tables().map(|table| format!("{table:?}")).collect::<Vec<_>>()
        };
        assert_eq!(shown(&schema), shown(&again));
        for table in schema.tables() {
            for column in &table.columns {
                assert!(
                    table.column(&column.key).is_some_and(|found| found.key == column.key),
                    "{dialect}: {column:?}"
                );
            }
            for key in &table.foreign_keys {
                if let Parent::Found { table: parent, .. } = schema.parent(key) {
                    assert!(!parent.temporary || parent.made_here);
                }
            }
            table.foreign_keys.iter().for_each(|key| drop(table.coverage(key)));
        }
    }
});
