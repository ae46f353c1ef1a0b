//! `sql/computed-condition`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use super::view::View;
use crate::dialect::Dialect;
use crate::query::{Computed, Condition, Operand, Pattern, Test};
use crate::recommend;
use crate::schema::{Affinity, Column, Kind, Origin};

declare_rule! {
    /// ## What it finds
    /// A condition on a function, a cast or arithmetic of a column that leads an index, where no index holds that
    /// expression and no other condition finds the rows by one.
    ///
    /// ## Why it matters
    /// An index on a column finds values of the column, not what is made of them: the index lies idle, and every row of
    /// the table is read and computed with each call.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
    /// CREATE INDEX orders_created_at_idx ON orders (created_at);
    /// SELECT id FROM orders WHERE created_at::date = $1;
    /// ```
    /// ```sql queries mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(200) NOT NULL, UNIQUE KEY customer_email (email));
    /// SELECT id FROM customer WHERE LOWER(email) = LOWER(?);
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
    /// CREATE INDEX orders_created_at_idx ON orders (created_at);
    /// SELECT id FROM orders WHERE created_at >= $1::date AND created_at < $1::date + 1;
    /// ```
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
    /// CREATE INDEX customer_lower_email_idx ON customer (lower(email));
    /// SELECT id FROM customer WHERE lower(email) = lower($1);
    /// ```
    /// ## Limits
    /// Comparisons with columns of other tables are not judged, nor expressions of several columns. MariaDB finds
    /// `DATE(…)` and `YEAR(…)` of a column by its index from 11.1 on, SQL Server a cast to `date`: the first is reported
    /// with low confidence, the second not.
    pub ComputedCondition {
        id: "sql/computed-condition",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("PostgreSQL manual, 11.7 Indexes on Expressions", "https://www.postgresql.org/docs/current/indexes-expressional.html"),
            ("MySQL manual, Functional Key Parts", "https://dev.mysql.com/doc/refman/8.4/en/create-index.html#create-index-functional-key-parts"),
        ],
    }
}

/// What can be said of a range by other words; of anything else only equality is judged.
const REWRITABLE: &[&str] = &[
    "a cast",
    "arithmetic",
    "extract",
    "at time zone",
    "date",
    "date_trunc",
    "date_part",
    "date_format",
    "strftime",
    "julianday",
    "unix_timestamp",
    "to_char",
    "year",
    "month",
    "lower",
    "upper",
    "trim",
    "left",
    "substr",
    "substring",
    "coalesce",
    "ifnull",
    "isnull",
];

/// What no index of the column stands for, or that is no detour around one.
const LEFT_ALONE: &[&str] = &["->", "case", "an expression", "collate", "length", "char_length", "json_extract"];

struct Found<'q> {
    view: View<'q>,
    column: &'q Column,
    computed: &'q Computed,
    index: String,
    /// The index holds a part of the rows.
    partial: bool,
    /// It is compared with a pattern.
    like: bool,
}

impl Found<'_> {
    /// What is asked for: the expression, where it is short and known.
    fn asked(&self) -> String {
        match &self.computed.index {
            Some(expression) => expression.text.clone(),
            None => self.column.name.clone(),
        }
    }
}

impl Rule<Queries> for ComputedCondition {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for view in queries.views() {
            let others = view.found();
            for condition in view.conditions().filter(|condition| !others.without(condition)) {
                let Some(found) = found(queries.schema.dialect, view, condition) else { continue };
                smells.push(Smell {
                    query: view.asked.number,
                    span: condition.target.span.clone(),
                    subject: format!("{}({})", view.table.name, found.asked()),
                    of: found,
                });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, all| words(queries, finding, smell, all));
    }
}

fn found<'q>(dialect: Dialect, view: View<'q>, condition: &'q Condition) -> Option<Found<'q>> {
    let computed = condition.target.expression.as_ref().filter(|computed| computed.of_one)?;
    let by = computed.by.to_lowercase();
    let judged = match &condition.test {
        Test::Equal(Operand::Literal(_) | Operand::Parameter) | Test::In(_) => true,
        // SQLite looks for patterns in plain columns only.
        Test::Like { .. } if dialect == Dialect::Sqlite => false,
        Test::Range(Operand::Literal(_) | Operand::Parameter)
        | Test::Like { pattern: Pattern::Prefix | Pattern::Whole, .. } => REWRITABLE.contains(&by.as_str()),
        _ => false,
    };
    if !judged || condition.negated || condition.outer || LEFT_ALONE.contains(&by.as_str()) {
        return None;
    }
    let column = view.table.column(&condition.target.column.column)?;
    let is_date = column.data_type.as_ref().is_some_and(|data_type| data_type.name.contains("date"));
    // SQL Server looks through both.
    let looked_through = (is_date && by == "a cast") || (column.not_null && by == "isnull");
    if dialect == Dialect::MsSql && looked_through {
        return None;
    }
    // MySQL and SQL Server know a column that is computed in the same way, and its index.
    let computes = |other: &Column| {
        let from = other.generated_as.as_ref();
        from.is_some_and(|from| from.normal.split(' ').any(|word| word == column.key))
            && view
                .table
                .indexes
                .iter()
                .any(|index| index.keys.first().is_some_and(|key| key.column.as_ref() == Some(&other.key)))
    };
    if matches!(dialect, Dialect::MySql | Dialect::MariaDb | Dialect::MsSql)
        && view.table.columns.iter().any(computes)
    {
        return None;
    }
    // An index of the expression itself, or one that holds it in a form that is not recognised here.
    let holds_it = view.table.indexes.iter().flat_map(|index| &index.keys).any(|key| {
        key.column.is_none() && key.expression.split(' ').any(|word| word == condition.target.column.column)
    });
    let own = crate::query::Target { expression: None, ..condition.target.clone() };
    let index = view.led_by_whole(&own).or_else(|| view.led_by_part(&own));
    let index = index.filter(|index| matches!(index.method.as_str(), "btree" | "hash"))?;
    let partial = index.predicate.is_some();
    if holds_it {
        return None;
    }
    let index = match (index.origin, &index.name) {
        (Origin::Unique, Some(name)) => format!("`{name}`"),
        _ => index.described(view.table),
    };
    let like = matches!(condition.test, Test::Like { .. });
    Some(Found { view, column, computed, index, partial, like })
}

fn words(
    queries: &Queries,
    finding: Finding,
    smell: &Smell<Found<'_>>,
    all: &[Smell<Found<'_>>],
) -> (Finding, String) {
    let Found { view, column, computed, index, partial, .. } = &smell.of;
    let by = computed.by.to_lowercase();
    let asked = match (&computed.index, by.as_str()) {
        (Some(expression), _) => format!("`{}` is asked for", expression.text),
        (None, "a cast") => format!("a cast of `{}` is asked for", column.name),
        (None, "arithmetic") => format!("arithmetic with `{}` is asked for", column.name),
        (None, "at time zone") => format!("`{} AT TIME ZONE …` is asked for", column.name),
        (None, function) => format!("`{function}(…)` of `{}` is asked for", column.name),
    };
    let read = if view.is_joined() {
        format!("all of `{}`, or of what it is joined with, is read", view.table.name)
    } else {
        format!("all of `{}` is read", view.table.name)
    };
    let message = format!("{asked} instead of the column: {index} lies idle, and {read}");
    let dialect = queries.schema.dialect;
    let is_moment = match queries.schema.kind(column) {
        Kind::Timestamp { .. } => true,
        Kind::Named(name) => name.contains("date") || name == "timestamp",
        Kind::Affine(Affinity::Text | Affinity::Integer | Affinity::Numeric) => {
            matches!(by.as_str(), "date" | "strftime" | "julianday")
        }
        _ => false,
    };
    let rewrite = if is_moment {
        Some(format!("Ask for a range of the column: `{0} >= … AND {0} < …`.", column.name))
    } else {
        match by.as_str() {
            "arithmetic" => Some("Move the arithmetic to the other side of the comparison.".to_owned()),
            "a cast" => {
                Some(format!("Give the value in the type of `{}` instead of casting the column.", column.name))
            }
            "lower" | "upper" if dialect.is_mysql_family() || dialect == Dialect::MsSql => {
                Some("Where the collation does not tell case (most do not), compare the column as it is.".to_owned())
            }
            _ => None,
        }
    };
    let like = all.iter().any(|smell| smell.of.like);
    let statement = computed.index.as_ref().filter(|_| !is_moment).and_then(|expression| {
        // Which order of letters a pattern needs is known of PostgreSQL alone.
        let class = match (like, dialect) {
            (false, _) => None,
            (true, Dialect::PostgreSql) => Some("text_pattern_ops"),
            (true, _) => return None,
        };
        recommend::index_of_expression(&queries.schema, view.table, expression, class)
    });
    let help = match (rewrite, &statement, dialect) {
        (Some(rewrite), Some(_), _) => format!("{rewrite} Or make an index of the expression."),
        (Some(rewrite), None, _) => rewrite,
        (None, Some(_), _) => "Make an index of the expression, or ask for the column itself.".to_owned(),
        (None, None, Dialect::MariaDb | Dialect::MsSql) => {
            "Ask for the column itself, or make an index of a computed column that holds the expression.".to_owned()
        }
        (None, None, _) => "Ask for the column itself.".to_owned(),
    };
    let since = dialect == Dialect::MariaDb && matches!(by.as_str(), "date" | "year" | "upper" | "lower");
    let sure = match (since, partial) {
        (true, _) => Confidence::Low,
        (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    };
    let finding = finding.confidence(sure).help(help);
    let finding = match statement {
        Some(statement) => finding.suggest(statement),
        None => finding,
    };
    (finding, message)
}
