//! `sql/mutable-search-path`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::schema::{Routine, Schema};

declare_rule! {
    /// ## What it finds
    /// A `SECURITY DEFINER` function of PostgreSQL whose search path is not fixed.
    ///
    /// ## Why it matters
    /// It runs with the rights of its owner, and looks its names up where the caller says. Who can make a table or a
    /// function in a schema of his own, has his code run with the owner's rights.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE account (id bigint PRIMARY KEY);
    /// CREATE FUNCTION account_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    ///     AS $$ SELECT count(*) FROM account $$;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE account (id bigint PRIMARY KEY);
    /// CREATE FUNCTION account_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = ''
    ///     AS $$ SELECT count(*) FROM public.account $$;
    /// ```
    /// ## Limits
    /// Of several functions of one name the last one is known. A function that runs as its caller gives nothing away, and
    /// is not judged.
    pub MutableSearchPath {
        id: "sql/mutable-search-path",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0011", "splinter:function_search_path_mutable"],
        references: [("PostgreSQL manual, CREATE FUNCTION: Writing SECURITY DEFINER Functions Safely", "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY")],
    }
}

impl Rule<Schema> for MutableSearchPath {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        // A program that was not read may alter or drop what is found here.
        let confidence = if schema.gaps.is_empty() { Confidence::High } else { Confidence::Medium };
        let found = schema.routines().filter(|routine| routine.definer && !routine.sets_search_path);
        let place = |routine: &Routine| Place { span: routine.span.clone(), subject: routine.name.clone(), of: () };
        let not_fixed = |finding: Finding, message: String| {
            let help = "Add SET search_path = '' and write the schema before every name.";
            finding.message(message).confidence(confidence).help(help)
        };
        places::report::<Self, _>(
            sink,
            found.map(place).collect(),
            |finding, place| {
                let name = &place.subject;
                let message = "runs as its owner (SECURITY DEFINER) and looks names up where its caller says";
                not_fixed(finding, format!("`{name}` {message}"))
            },
            |finding, places| {
                let message = "run as their owner (SECURITY DEFINER) and look names up where their caller says";
                not_fixed(finding, format!("{} functions {message}", places.len()))
            },
        );
    }
}
