//! `sql/foreign-key-cycle`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::describe::{Graph, Order};
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Tables whose foreign keys lead around in a circle.
    ///
    /// ## Why it matters
    /// No order of inserts satisfies all keys at once: one has to be written as null and filled in afterwards, or to be
    /// deferred. Deleting has the same difficulty.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE team (id bigint PRIMARY KEY, lead_id bigint);
    /// CREATE TABLE person (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES team);
    /// ALTER TABLE team ADD CONSTRAINT team_lead FOREIGN KEY (lead_id) REFERENCES person (id);
    /// CREATE INDEX person_team_id_idx ON person (team_id);
    /// CREATE INDEX team_lead_id_idx ON team (lead_id);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE team (id bigint PRIMARY KEY);
    /// CREATE TABLE person (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES team, leads boolean NOT NULL);
    /// CREATE UNIQUE INDEX person_team_lead_key ON person (team_id) WHERE leads;
    /// CREATE INDEX person_team_id_idx ON person (team_id);
    /// ```
    /// ## Limits
    /// A table that refers to itself is a tree and no circle. Many circles are meant, so the rule is off until it is
    /// selected.
    pub ForeignKeyCycle {
        id: "sql/foreign-key-cycle",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableCycles"],
        references: [("PostgreSQL manual, SET CONSTRAINTS", "https://www.postgresql.org/docs/current/sql-set-constraints.html")],
    }
}

impl Rule<Schema> for ForeignKeyCycle {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        const NAMED: usize = 6;
        let graph = Graph::new(schema);
        for cycle in Order::new(&graph).cycles {
            let mut members: Vec<usize> = cycle.tables;
            members.sort_unstable();
            let tables: Vec<_> = members.iter().filter_map(|at| graph.tables.get(*at)).collect();
            let Some((first, rest)) = tables.split_first() else { continue };
            let mut names: Vec<String> = tables.iter().take(NAMED).map(|table| format!("`{}`", table.name)).collect();
            if tables.len() > NAMED {
                names.push(format!("{} more", tables.len() - NAMED));
            }
            let mut finding = Finding::of::<Self>(first.span.clone())
                .message(format!("the foreign keys of {} lead around in a circle", names.join(", ")))
                .subject(first.name.clone())
                .confidence(Confidence::High)
                .help("Leave one of the keys out, let it be null, or make it DEFERRABLE.");
            for table in rest {
                finding = finding.related(table.span.clone(), "is in the circle");
            }
            sink.push(finding);
        }
    }
}
