//! `sql/mutable-search-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

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
        for routine in schema.routines().filter(|routine| routine.definer && !routine.sets_search_path) {
            sink.push(not_fixed(routine));
        }
    }
}

fn not_fixed(routine: &Routine) -> Finding {
    Finding::of::<MutableSearchPath>(routine.span.clone())
        .message(format!(
            "`{}` runs as its owner (SECURITY DEFINER) and looks names up where its caller says",
            routine.name
        ))
        .subject(routine.name.clone())
        .help("Add SET search_path = '' and write the schema before every name.")
}
