//! `sql/random-order`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use super::report::{Smell, by_subject};
use super::{Asked, Queries};
use crate::query::{Bound, From, Operand, Test};

declare_rule! {
    /// ## What it finds
    /// `ORDER BY random()` over the rows of a table.
    ///
    /// ## Why it matters
    /// Every row that is left by the conditions is read, given a number and sorted, for the few that are wanted: the
    /// time grows with the table, and no index helps.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE product (id bigint PRIMARY KEY, name text NOT NULL);
    /// SELECT id, name FROM product ORDER BY random() LIMIT 3;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE product (id bigint PRIMARY KEY, name text NOT NULL);
    /// SELECT id, name FROM product WHERE id >= $1 ORDER BY id LIMIT 3;
    /// SELECT id, name FROM product TABLESAMPLE SYSTEM (1) LIMIT 3;
    /// ```
    /// ## Limits
    /// Where a condition asks for a value, and so leaves few rows, it is a hint. How many rows there are is known of a
    /// live database only; tables below a thousand are passed over there.
    pub RandomOrder {
        id: "sql/random-order",
        severity: Warning,
        since: "0.1.0",
        aliases: ["sqlcheck:OrderByRand"],
        references: [("PostgreSQL manual, SELECT, TABLESAMPLE", "https://www.postgresql.org/docs/current/sql-select.html#SQL-FROM")],
    }
}

impl Rule<Queries> for RandomOrder {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let Some(span) = &asked.block.random_order else { continue };
            let one_row = asked.block.aggregates && asked.block.group.is_empty();
            if one_row {
                continue;
            }
            let is_one = |relation: &usize| queries.view(asked, *relation);
            if let Some(view) = (0..asked.block.relations.len()).find_map(|relation| is_one(&relation)) {
                let subject = view.table.name.clone();
                smells.push(Smell { query: asked.number, span: span.clone(), subject, of: asked });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| words(finding, smell));
    }
}

fn words(finding: Finding, smell: &Smell<Asked<'_>>) -> (Finding, String) {
    let asked = smell.of;
    let is_picked = asked.block.conditions.iter().any(|condition| {
        !condition.negated
            && matches!(
                condition.test,
                Test::Equal(Operand::Literal(_) | Operand::Parameter) | Test::In(_) | Test::InBlock(_)
            )
    });
    let joined =
        asked.block.relations.iter().filter(|relation| !matches!(relation.origin, From::Unknown)).count() > 1;
    let of = if joined { "the join with " } else { "" };
    let wanted = match asked.block.limit {
        Some(Bound::Number(1)) => ", for one".to_owned(),
        Some(Bound::Number(number)) => format!(", for {number} of them"),
        Some(Bound::Parameter) => ", for a few".to_owned(),
        None => String::new(),
    };
    let which = if is_picked { "every row that the conditions leave" } else { "every row" };
    let finding = finding.help(
        "Pick random keys first, or begin at a random key and read on in its order; PostgreSQL and SQL Server have \
         TABLESAMPLE.",
    );
    let finding = if is_picked {
        finding.severity(Severity::Hint).confidence(Confidence::Medium)
    } else {
        finding.confidence(Confidence::High)
    };
    (finding, format!("{which} of {of}`{}` is read and sorted by chance{wanted}", smell.subject))
}
