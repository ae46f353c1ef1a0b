//! Queries: whatever the text, each is described by names that the schema has, or is a gap whose place lies in the text.
#![no_main]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::query::{self, From, Operand, Target, Test};
use architect_sql::schema::fold;
use architect_sql::statement::split;
use libfuzzer_sys::fuzz_target;

const SCHEMA: &str = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b int NOT NULL, c timestamp, j text);
    CREATE TABLE u (id bigint PRIMARY KEY, t_id bigint, a text, d date);";

const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql];

fuzz_target!(|text: &str| {
    let (Some(first), rest) = (text.as_bytes().first(), text.get(1..).unwrap_or_default()) else { return };
    let dialect = DIALECTS[usize::from(*first) % DIALECTS.len()];
    let schema = Source::new("schema.sql", SCHEMA);
    let script = split(&schema, dialect);
    let schema = fold(&[(schema, script)], dialect);
    let source = Source::new("queries.sql", rest);
    let script = split(&source, dialect);
    let statements: Vec<_> = script.statements.iter().take(50).collect();
    for (query, statement) in query::read(&statements, &schema).iter().zip(&statements) {
        for gap in &query.gaps {
            let bytes = gap.span.as_ref().expect("a place").bytes();
            assert!(bytes.end <= source.text().len() + 1, "{bytes:?}");
        }
        let known = |target: &Target| {
            assert!(query.column(&schema, &target.column).is_some(), "{target:?} is a column of the schema");
            assert!(target.span.bytes().end <= source.text().len());
        };
        for block in &query.blocks {
            assert!(block.parent.is_none_or(|parent| parent < query.blocks.len()));
            for relation in &block.relations {
                if let From::Block(inner) = relation.origin {
                    assert!(inner < query.blocks.len());
                }
            }
            let arms = block.alternatives.iter().flatten().flatten();
            for condition in block.conditions.iter().chain(arms) {
                known(&condition.target);
                match &condition.test {
                    Test::InBlock(inner) => assert!(*inner < query.blocks.len()),
                    Test::Equal(Operand::Column(column)) => assert!(query.column(&schema, column).is_some()),
                    _ => {}
                }
            }
            block.order.iter().filter_map(|key| key.target.as_ref()).for_each(known);
            block.group.iter().for_each(known);
        }
        let none = std::collections::BTreeSet::new();
        let (text, _) = query::with_marks(statement, &none, query::Mark::Numbered);
        assert!(text.len() <= statement.text().len() * 4 + 16);
    }
});
