//! Rules of two made-up fields, for the tests of whatever works on rules.
#![allow(dead_code, unreachable_pub, reason = "each test file that has this module uses another part of it")]

use architect_core::{Declared, RuleIndex, RuleMeta, declare_rule, rules};

declare_rule! {
    /// ## What it finds
    /// A table without a primary key.
    ///
    /// Whatever follows is no summary.
    ///
    /// ## Why it matters
    /// Rows cannot be told apart.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE country (code text);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE country (
    ///     code text PRIMARY KEY
    /// );
    /// ```
    pub NoPrimaryKey {
        id: "sql/no-primary-key",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:TABLES_WITHOUT_PRIMARY_KEY", "splinter:0004"],
        references: [("PostgreSQL manual", "https://www.postgresql.org/docs/current/ddl-constraints.html")],
    }
}

declare_rule! {
    /// ## What it finds
    /// Money in a binary fraction.
    pub FloatMoney {
        id: "sql/float-money",
        severity: Error,
        since: "0.1.0",
        aliases: ["squawk:no-float"],
        references: [],
    }
}

declare_rule! {
    /// ## What it finds
    /// A name in capital letters.
    pub LoudName {
        id: "sql/loud-name",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:loud"],
        references: [],
    }
}

declare_rule! {
    /// ## What it finds
    /// Packages without a version.
    pub UnpinnedPackage {
        id: "container/unpinned-package",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3008", "hadolint:DL3018"],
        references: [],
    }
}

declare_rule! {
    /// ## What it finds
    /// A base image without a tag.
    pub UntaggedImage {
        id: "container/untagged-image",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3006", "trivy:DL3006"],
        references: [],
    }
}

/// The rules above.
pub const RULES: &[&RuleMeta] =
    &[NoPrimaryKey::META, FloatMoney::META, LoudName::META, UnpinnedPackage::META, UntaggedImage::META];

/// An index of the rules above and of the crate's own.
pub fn index() -> RuleIndex {
    RuleIndex::new(RULES.iter().chain(rules::RULES).copied())
}
