//! `sql/implicit-conversion`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use super::view::View;
use crate::dialect::Dialect;
use crate::query::{Condition, Operand, Test};
use crate::schema::{Column, Kind};

declare_rule! {
    /// ## What it finds
    /// A column that is compared with a value of a type to which the server converts the column, not the value.
    ///
    /// These are a text column with a number (MySQL, MariaDB), as a literal or in a join; a `varchar` column with `N'…'`
    /// (SQL Server); a whole number with a literal that has a fraction (PostgreSQL).
    ///
    /// ## Why it matters
    /// The values of every row are converted before they are compared, so an index on the column lies idle. In MySQL
    /// the result is another one as well: `'7 days' = 7` holds.
    ///
    /// ## Bad
    /// ```sql queries mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, phone varchar(20) NOT NULL, UNIQUE KEY customer_phone (phone));
    /// SELECT id FROM customer WHERE phone = 5550100;
    /// ```
    /// ```sql queries mssql
    /// CREATE TABLE customer (id bigint CONSTRAINT customer_pk PRIMARY KEY, code varchar(20) NOT NULL CONSTRAINT customer_code UNIQUE);
    /// SELECT id FROM customer WHERE code = N'A-17';
    /// ```
    /// ## Good
    /// ```sql queries mysql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, phone varchar(20) NOT NULL, UNIQUE KEY customer_phone (phone));
    /// SELECT id FROM customer WHERE phone = '5550100';
    /// SELECT id FROM customer WHERE id = '17';
    /// ```
    /// ## Limits
    /// Of a value that comes with the call only the driver knows the type. SQL Server keeps the order of a Windows
    /// collation and seeks through the conversion; with a collation whose name begins with `SQL_`, the default of its
    /// English installations, it scans.
    pub ImplicitConversion {
        id: "sql/implicit-conversion",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL manual, Type Conversion in Expression Evaluation", "https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html"),
            ("Transact-SQL reference, Data type precedence", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/data-type-precedence-transact-sql"),
        ],
    }
}

struct Found {
    with: With,
    /// The index that would find the value.
    idle: Option<String>,
}

enum With {
    Literal(&'static str),
    Column(String),
}

impl Rule<Queries> for ImplicitConversion {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for view in queries.views() {
            let arms = view.asked.block.alternatives.iter().flatten().flatten();
            let arms = arms.filter(|condition| view.is_own(&condition.target));
            let others = view.found();
            for condition in view.conditions().chain(arms) {
                let Some((column, with)) = converted(queries, view, condition) else { continue };
                let index = view.led_by_whole(&condition.target).filter(|_| !others.without(condition));
                let idle = index.map(|index| index.described(view.table));
                // In MySQL the result is another one; elsewhere an index is all there is to lose.
                if idle.is_none() && !queries.schema.dialect.is_mysql_family() {
                    continue;
                }
                smells.push(Smell {
                    query: view.asked.number,
                    span: condition.target.span.clone(),
                    subject: view.subject(&column.key),
                    of: Found { with, idle },
                });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, all| words(queries, finding, smell, all));
    }
}

fn converted<'q>(queries: &'q Queries, view: View<'q>, condition: &Condition) -> Option<(&'q Column, With)> {
    if condition.target.expression.is_some() {
        return None;
    }
    let column = view.table.column(&condition.target.column.column)?;
    let kind = queries.schema.kind(column);
    let (Test::Equal(operand) | Test::Range(operand)) = &condition.test else { return None };
    match (queries.schema.dialect, operand, &kind) {
        (Dialect::MySql | Dialect::MariaDb, Operand::Literal(literal), Kind::Text { .. }) => {
            literal.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        }
        (Dialect::MsSql, Operand::Literal(literal), Kind::Text { national: false, .. }) => literal.starts_with("N'"),
        (Dialect::PostgreSql, Operand::Literal(literal), Kind::Integer { .. }) => {
            literal.starts_with(|c: char| c.is_ascii_digit() || c == '.') && literal.contains('.')
        }
        (Dialect::MySql | Dialect::MariaDb, Operand::Column(other), Kind::Text { .. }) => {
            let (table, other) = view.asked.query.column(&queries.schema, other)?;
            let is_number = matches!(queries.schema.kind(other), Kind::Integer { .. } | Kind::Decimal | Kind::Float);
            return is_number.then(|| (column, With::Column(table.subject([&other.key]))));
        }
        _ => false,
    }
    .then(|| {
        let literal = match queries.schema.dialect {
            Dialect::MsSql => "an `N'…'` literal",
            Dialect::PostgreSql => "a number that has a fraction",
            _ => "a number",
        };
        (column, With::Literal(literal))
    })
}

fn words(queries: &Queries, finding: Finding, smell: &Smell<Found>, all: &[Smell<Found>]) -> (Finding, String) {
    let Found { with, idle } = &smell.of;
    let (with, help) = match with {
        With::Column(other) => {
            (format!("the number `{other}`"), "Give both columns one type, or cast the number to text.")
        }
        With::Literal(literal) => (
            (*literal).to_owned(),
            match queries.schema.dialect {
                Dialect::MsSql => "Write the literal without N, and send parameters as varchar.",
                Dialect::PostgreSql => "Compare with a whole number.",
                _ => "Write the literal in quotes.",
            },
        ),
    };
    // Of several queries only what holds for each is said.
    let what = match idle.as_ref().filter(|_| all.iter().all(|smell| smell.of.idle.is_some())) {
        Some(index) => format!("its value is converted in every row, so {index} lies idle"),
        None => "its value is converted before it is compared".to_owned(),
    };
    let message = format!("`{}` is compared with {with}: {what}", smell.subject);
    // Whether it scans depends on the collation.
    let sure = if queries.schema.dialect == Dialect::MsSql { Confidence::Medium } else { Confidence::High };
    (finding.confidence(sure).help(help), message)
}
