//! `sql/missing-lock-timeout`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::{Migration, Operation, Step};

declare_rule! {
    /// ## What it finds
    /// A statement that takes a strong lock on a table in use while no `lock_timeout` holds.
    ///
    /// ## Why it matters
    /// Even a quick change waits for the longest query that is running, and every later query waits behind it. With a timeout
    /// the migration gives up instead, and can be tried again.
    ///
    /// ## Bad
    /// ```sql migration
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Limits
    /// One finding for all files. A timeout that is set for the role or the connection is not seen in files: ignore the rule
    /// then.
    pub MissingLockTimeout {
        id: "sql/missing-lock-timeout",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:require-lock-timeout"],
        references: [("PostgreSQL manual, lock_timeout", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT"), ("PostgreSQL manual, Explicit Locking", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES")],
    }
}

impl Rule<Migration> for MissingLockTimeout {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        // Half a detachment is worse than a long wait for it.
        let detaches = |step: &&Step| {
            step.effects.iter().any(|effect| effect.operation == Operation::DetachPartitionConcurrently)
        };
        let mut waiting = migration
            .steps()
            .filter(|step| !step.lock_timeout && step.strongest_lock().blocks_writes() && !detaches(step));
        let Some(first) = waiting.next() else { return };
        let tables: Vec<&str> = first.locks().iter().map(|(table, _)| table.name.as_str()).collect();
        let others = match waiting.count() {
            0 => String::new(),
            1 => ", nor when 1 more statement does".to_owned(),
            more => format!(", nor when {more} more statements do"),
        };
        let message = format!(
            "no lock_timeout holds when this locks `{}`{others}: while it waits for a running query, all later ones wait \
             behind it",
            tables.join("`, `")
        );
        sink.push(
            Finding::of::<Self>(first.span())
                .confidence(Confidence::Medium)
                .message(message)
                .help("begin the file with SET lock_timeout = '2s', and try again when it fails")
                .suggest("SET lock_timeout = '2s';"),
        );
    }
}
