//! `sql/explicit-definer`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::ddl::ObjectKind;
use crate::schema::{Defined, Schema};

declare_rule! {
    /// ## What it finds
    /// Views, routines and triggers of MySQL and MariaDB that run with the rights of a user whom they name
    /// (`DEFINER = …`).
    ///
    /// ## Why it matters
    /// On a server without that user every use of it fails (error 1449). With it, whoever may use the view or routine acts
    /// with that user's rights, which for `root` are all there are.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, amount decimal(12, 2) NOT NULL);
    /// CREATE DEFINER=`root`@`localhost` VIEW large_orders AS SELECT id FROM orders WHERE amount > 1000;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, amount decimal(12, 2) NOT NULL);
    /// CREATE SQL SECURITY INVOKER VIEW large_orders AS SELECT id FROM orders WHERE amount > 1000;
    /// ```
    /// ## Limits
    /// `SQL SECURITY INVOKER` takes the rights of the one who uses it, and `CURRENT_USER` names nobody. One finding each,
    /// or one a file when there are more than three.
    pub ExplicitDefiner {
        id: "sql/explicit-definer",
        severity: Info,
        since: "0.1.0",
        aliases: ["skeema:definer"],
        references: [("MySQL 8.4 manual, 27.6 Stored Object Access Control", "https://dev.mysql.com/doc/refman/8.4/en/stored-objects-security.html")],
    }
}

impl Rule<Schema> for ExplicitDefiner {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let found = schema.definers.values().map(|defined| Place {
            span: defined.span.clone(),
            subject: defined.name.clone(),
            of: defined,
        });
        places::report::<Self, _>(sink, found.collect(), |finding, place| one(finding, place.of), many);
    }
}

const HELP: &str = "Leave DEFINER out, so that it is the one who makes it, or say SQL SECURITY INVOKER.";

fn one(finding: Finding, defined: &Defined) -> Finding {
    let kind = match defined.kind {
        ObjectKind::View => "the view",
        ObjectKind::Trigger => "the trigger",
        _ => "the routine",
    };
    finding.message(format!("{kind} `{}` runs with the rights of {}", defined.name, defined.definer)).help(HELP)
}

fn many(finding: Finding, places: &[Place<&Defined>]) -> Finding {
    let mut users: Vec<&str> = places.iter().map(|place| place.of.definer.as_str()).collect();
    users.sort_unstable();
    users.dedup();
    finding
        .message(format!("{} views and routines run with the rights of {}", places.len(), users.join(", ")))
        .help(HELP)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(text: &str) -> Vec<String> {
        subjects(text, Dialect::MySql, "sql/explicit-definer")
    }

    #[test]
    fn all_that_runs_with_rights_of_its_own_is_found() {
        assert_eq!(
            found(
                "/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`app`@`%` SQL SECURITY DEFINER */ /*!50001 VIEW `v` AS select 1 AS `a` */;"
            ),
            ["v"]
        );
        assert_eq!(found("CREATE DEFINER=app@localhost PROCEDURE p () SELECT 1;"), ["p"]);
        assert_eq!(
            found(
                "CREATE OR REPLACE DEFINER='app'@'localhost' TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1;"
            ),
            ["g"]
        );
    }

    #[test]
    fn what_takes_the_rights_of_its_caller_is_not() {
        assert!(found("CREATE DEFINER=CURRENT_USER VIEW v AS SELECT 1;").is_empty());
        assert!(
            found("CREATE DEFINER=app@localhost FUNCTION f () RETURNS int SQL SECURITY INVOKER RETURN 1;").is_empty()
        );
        assert!(found("CREATE DEFINER=app@localhost VIEW v AS SELECT 1; DROP VIEW v;").is_empty());
    }
}
