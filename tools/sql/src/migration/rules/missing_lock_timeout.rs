//! `sql/missing-lock-timeout`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::{Effect, Migration, Operation, Step};

declare_rule! {
    /// ## What it finds
    /// A statement that takes a strong lock on a table in use while no `lock_timeout` holds; in MariaDB and MySQL any definition
    /// of one without a `lock_wait_timeout`, which is a day or a year there, and in SQL Server one
    /// without `SET LOCK_TIMEOUT`, where the wait has no end.
    ///
    /// ## Why it matters
    /// Even a quick change waits for the longest query that is running, and every later query waits behind it. With a timeout
    /// the migration gives up instead, and can be tried again.
    ///
    /// ## Bad
    /// ```sql migration
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ```sql migration mariadb
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mssql
    /// ALTER TABLE orders ADD note nvarchar(200) NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ```sql migration mariadb
    /// SET SESSION lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD note nvarchar(200) NULL;
    /// ```
    /// ## Limits
    /// One finding for all files. A timeout that is set for the role or the connection is not seen in files: ignore the rule
    /// then.
    pub MissingLockTimeout {
        id: "sql/missing-lock-timeout",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:require-lock-timeout", "squawk:require-timeout-settings"],
        references: [("PostgreSQL manual, lock_timeout", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT"), ("PostgreSQL manual, Explicit Locking", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES"), ("SQL Server, SET LOCK_TIMEOUT", "https://learn.microsoft.com/sql/t-sql/statements/set-lock-timeout-transact-sql")],
    }
}

impl Rule<Migration> for MissingLockTimeout {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        // Half a detachment is worse than a long wait for it.
        let detaches = |step: &&Step| {
            step.effects.iter().any(|effect| effect.operation == Operation::DetachPartitionConcurrently)
        };
        let mysql = migration.server.dialect.is_mysql_family();
        let takes = |step: &Step| {
            if mysql {
                step.is_definition && step.effects.iter().any(Effect::is_felt) && !has_own_limit(step)
            } else {
                step.strongest_lock().blocks_writes()
            }
        };
        let mut waiting = migration.steps().filter(|step| !step.lock_timeout && takes(step) && !detaches(step));
        let Some(first) = waiting.next() else { return };
        let tables: Vec<&str> = first.locks().iter().map(|(table, _)| table.name.as_str()).collect();
        let others = match waiting.count() {
            0 => String::new(),
            1 => ", nor when 1 more statement does".to_owned(),
            more => format!(", nor when {more} more statements do"),
        };
        let (name, begin) = if mysql {
            ("lock_wait_timeout", "SET SESSION lock_wait_timeout = 5")
        } else if super::told::is_transact(migration) {
            ("LOCK_TIMEOUT", "SET LOCK_TIMEOUT 5000")
        } else {
            ("lock_timeout", "SET lock_timeout = '2s'")
        };
        let message = format!(
            "no {name} holds when this locks `{}`{others}: while it waits for a running query, all later ones wait \
             behind it",
            tables.join("`, `")
        );
        sink.push(
            Finding::of::<Self>(first.span())
                .confidence(Confidence::Medium)
                .message(message)
                .help(format!("begin the file with {begin}, and try again when it fails"))
                .suggest(format!("{begin};")),
        );
    }
}

/// MariaDB's `WAIT n` and `NOWAIT` behind the table.
fn has_own_limit(step: &Step) -> bool {
    let tokens = step.statement.tokens().tokens;
    tokens.iter().take(8).any(|token| token.is("wait") || token.is("nowait"))
}
