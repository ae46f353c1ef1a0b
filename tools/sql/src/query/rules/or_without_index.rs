//! `sql/or-without-index`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use super::view::View;
use crate::query::{Condition, Operand, Test};

declare_rule! {
    /// ## What it finds
    /// `OR` over several columns of a table of which some lead an index and some do not, where no other condition finds
    /// the rows by an index.
    ///
    /// ## Why it matters
    /// One arm without an index makes the indexes of all others useless: each row must be looked at for that arm, so the
    /// whole table is read.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, phone text NOT NULL);
    /// SELECT id FROM customer WHERE email = $1 OR phone = $2;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, phone text NOT NULL);
    /// CREATE INDEX customer_phone_idx ON customer (phone);
    /// SELECT id FROM customer WHERE email = $1 OR phone = $2;
    /// ```
    /// ## Limits
    /// Only arms that compare a column with a value are judged; an `OR` with another kind of arm is left alone, and one
    /// over several tables too.
    pub OrWithoutIndex {
        id: "sql/or-without-index",
        severity: Warning,
        since: "0.1.0",
        aliases: ["sqlcheck:Or"],
        references: [("PostgreSQL manual, 11.5 Combining Multiple Indexes", "https://www.postgresql.org/docs/current/indexes-bitmap-scans.html")],
    }
}

struct Found<'q> {
    view: View<'q>,
    idle: String,
    missing: String,
}

impl Rule<Queries> for OrWithoutIndex {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for view in queries.views() {
            if view.found().any() || view.may_be_missing() {
                continue;
            }
            for arms in &view.asked.block.alternatives {
                let Some((idle, missing)) = half_indexed(view, arms) else { continue };
                let column = view.table.column(&missing.target.column.column);
                if column.is_none_or(|column| queries.schema.has_few_values(column)) {
                    continue;
                }
                smells.push(Smell {
                    query: view.asked.number,
                    span: missing.target.span.clone(),
                    subject: view.subject(&missing.target.column.column),
                    of: Found { view, idle, missing: missing.target.column.column.clone() },
                });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| words(queries, finding, smell));
    }
}

/// The index that lies idle, and the first condition that makes it so.
fn half_indexed<'q>(view: View<'q>, arms: &'q [Vec<Condition>]) -> Option<(String, &'q Condition)> {
    let (mut idle, mut missing) = (None, None);
    for arm in arms {
        let judged = |condition: &&Condition| {
            view.is_own(&condition.target)
                && !condition.negated
                && matches!(
                    condition.test,
                    Test::Equal(Operand::Literal(_) | Operand::Parameter)
                        | Test::In(_)
                        | Test::Range(Operand::Literal(_) | Operand::Parameter)
                )
        };
        // One that is not judged may be anything, so the whole is left alone.
        if arm.is_empty() || !arm.iter().all(|condition| judged(&condition)) {
            return None;
        }
        match arm.iter().find_map(|condition| view.led_by(&condition.target)) {
            // Whether an index of a part of the rows serves is not judged.
            Some(index) if index.predicate.is_some() => return None,
            Some(index) => idle = idle.or_else(|| Some(index.described(view.table))),
            None => missing = missing.or_else(|| arm.iter().find(|only| only.target.expression.is_none())),
        }
    }
    idle.zip(missing)
}

fn words(queries: &Queries, finding: Finding, smell: &Smell<Found<'_>>) -> (Finding, String) {
    let Found { view, idle, missing } = &smell.of;
    let message = format!(
        "no index leads with `{}`, so the OR reads all of `{}` and {idle} lies idle",
        view.shown(missing),
        view.table.name
    );
    let statement = queries.schema.index_statement(view.table, std::slice::from_ref(missing));
    let finding = finding
        .confidence(Confidence::Medium)
        .help("Give every arm an index, or take the arm out into a query of its own.")
        .suggest(statement.text);
    (finding, message)
}
