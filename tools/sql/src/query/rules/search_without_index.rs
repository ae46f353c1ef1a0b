//! `sql/search-without-index`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use crate::query::{Condition, Test};
use crate::recommend::{self, Asked};

declare_rule! {
    /// ## What it finds
    /// A condition by `@>`, `?`, `&&` or `@@` on `jsonb`, an array, a range or a text search vector (PostgreSQL) that no GIN
    /// or `GiST` index serves, and `MATCH … AGAINST` on columns without a FULLTEXT index (MySQL, MariaDB).
    ///
    /// ## Why it matters
    /// An ordered index cannot look into a value. Without one that can, PostgreSQL reads every row and opens each
    /// document; MySQL and MariaDB refuse the query.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE event (id bigint PRIMARY KEY, data jsonb NOT NULL);
    /// SELECT id FROM event WHERE data @> $1;
    /// ```
    /// ```sql queries mysql
    /// CREATE TABLE article (id bigint PRIMARY KEY, title varchar(200) NOT NULL, body text NOT NULL);
    /// SELECT id FROM article WHERE MATCH (title, body) AGAINST (?);
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE event (id bigint PRIMARY KEY, data jsonb NOT NULL);
    /// CREATE INDEX event_data_idx ON event USING gin (data jsonb_path_ops);
    /// SELECT id FROM event WHERE data @> $1;
    /// ```
    /// ## Limits
    /// Where another condition finds the rows by an index it is passed over in PostgreSQL; `recommend_indexes`, which
    /// weighs writes as well, names it all the same.
    pub SearchWithoutIndex {
        id: "sql/search-without-index",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("PostgreSQL manual, 8.14.4 jsonb Indexing", "https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING"),
            ("MySQL manual, Full-Text Search Functions", "https://dev.mysql.com/doc/refman/8.4/en/fulltext-search.html"),
        ],
    }
}

impl Rule<Queries> for SearchWithoutIndex {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let asked = Asked::of(&queries.schema, &queries.workload, &queries.queries);
        let mut smells = Vec::new();
        for search in recommend::searches(&asked) {
            for need in &search.needs {
                let Some(query) = queries.queries.get(need.query) else { continue };
                let Some(block) = query.blocks.get(need.block) else { continue };
                let within = super::Asked { number: need.query, query, at: need.block, block };
                let Some(view) = queries.view(within, need.relation) else { continue };
                let key = need.tail.first();
                let is_search = |condition: &&Condition| {
                    let computed = condition.target.expression.as_ref().and_then(|computed| computed.index.as_ref());
                    let same = key.is_some_and(|key| match &key.expression {
                        Some(expression) => computed.is_some_and(|own| own.normal == expression.normal),
                        None => key.column.as_ref() == Some(&condition.target.column.column),
                    });
                    same && matches!(condition.test, Test::Search(_)) && !condition.negated
                };
                let Some(condition) = view.conditions().find(is_search) else { continue };
                let refused = queries.schema.dialect.is_mysql_family();
                // MyISAM searches without an index as well, where it is told to.
                if refused && !view.table.is_innodb() {
                    continue;
                }
                if !refused && view.found().without(condition) {
                    continue;
                }
                let what: Vec<String> = need.uses.iter().map(|used| used.what.clone()).collect();
                let by = need.uses.first().map(|used| used.role.clone()).unwrap_or_default();
                smells.push(Smell {
                    query: need.query,
                    span: condition.target.span.clone(),
                    subject: format!("{}({})", view.table.name, what.join(", ")),
                    of: (by, view.table.name.clone(), search.statement.clone(), refused),
                });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let (by, table, statement, refused) = &smell.of;
            let message = match refused {
                true => format!("no FULLTEXT index has `{}`, so the server refuses the query", smell.subject),
                false => format!("no index serves the {by} in `{}`, which reads all of `{table}`", smell.subject),
            };
            (finding.confidence(Confidence::High).suggest(statement.clone()), message)
        });
    }
}
