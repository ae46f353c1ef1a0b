//! What other linters call their checks of a schema, and their comments, work here too.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::tool::check_migration;
use architect_sql::tool::lint_sql_schema::{Input, Output};
use architect_sql::{CheckMigration, Dialect, LintSqlSchema, RULES};

/// The checks of pg-index-health that a schema without rows can tell.
const PG_INDEX_HEALTH: &[&str] = &[
    "BTREE_INDEXES_ON_ARRAY_COLUMNS",
    "COLUMNS_NOT_FOLLOWING_NAMING_CONVENTION",
    "COLUMNS_WITHOUT_DESCRIPTION",
    "COLUMNS_WITH_BLOB_TYPE",
    "COLUMNS_WITH_CHAR_TYPE",
    "COLUMNS_WITH_FIXED_LENGTH_VARCHAR",
    "COLUMNS_WITH_INCONSISTENT_TYPES",
    "COLUMNS_WITH_JSON_TYPE",
    "COLUMNS_WITH_MONEY_TYPE",
    "COLUMNS_WITH_SERIAL_TYPES",
    "COLUMNS_WITH_TIMESTAMP_OR_TIMETZ_TYPE",
    "COLUMNS_WITH_UPPER_CASE_NAMES",
    "DUPLICATED_FOREIGN_KEYS",
    "DUPLICATED_INDEXES",
    "FOREIGN_KEYS_WITHOUT_INDEX",
    "FOREIGN_KEYS_WITH_NULL_VALUES",
    "FOREIGN_KEYS_WITH_UNMATCHED_COLUMN_TYPE",
    "INDEXES_WITH_BOOLEAN",
    "INDEXES_WITH_NULL_VALUES",
    "INDEXES_WITH_TIMESTAMP_IN_THE_MIDDLE",
    "INDEXES_WITH_UNNECESSARY_WHERE_CLAUSE",
    "INTERSECTED_FOREIGN_KEYS",
    "INTERSECTED_INDEXES",
    "NOT_VALID_CONSTRAINTS",
    "OBJECTS_NOT_FOLLOWING_NAMING_CONVENTION",
    "OBJECTS_WITH_UPPER_CASE_NAMES",
    "POSSIBLE_OBJECT_NAME_OVERFLOW",
    "PRIMARY_KEYS_THAT_MOST_LIKELY_NATURAL_KEYS",
    "PRIMARY_KEYS_WITH_SERIAL_TYPES",
    "PRIMARY_KEYS_WITH_VARCHAR",
    "SELF_REFERENCED_FOREIGN_KEYS",
    "TABLES_NOT_LINKED_TO_OTHERS",
    "TABLES_WHERE_ALL_COLUMNS_NULLABLE_EXCEPT_PK",
    "TABLES_WHERE_PRIMARY_KEY_COLUMNS_NOT_FIRST",
    "TABLES_WITHOUT_DESCRIPTION",
    "TABLES_WITHOUT_PRIMARY_KEY",
    "TABLES_WITH_INCREMENTING_COLUMNS",
    "TABLES_WITH_INHERITANCE",
    "TABLES_WITH_ZERO_OR_ONE_COLUMN",
];

/// The linters of `SchemaCrawler` that judge tables, without those that run a statement of the user's or count rows.
const SCHEMACRAWLER: &[&str] = &[
    "ColumnTypes",
    "ForeignKeyMismatch",
    "ForeignKeySelfReference",
    "ForeignKeyWithNoIndexes",
    "NullColumnsInIndex",
    "NullIntendedColumns",
    "RedundantIndexes",
    "TableAllNullableColumns",
    "TableCycles",
    "TableWithBadlyNamedColumns",
    "TableWithIncrementingColumns",
    "TableWithNoIndexes",
    "TableWithNoPrimaryKey",
    "TableWithNoRemarks",
    "TableWithNoSurrogatePrimaryKey",
    "TableWithPrimaryKeyNotFirst",
    "TableWithQuotedNames",
    "TableWithSingleColumn",
    "TooManyLobs",
];

/// What sqlcheck looks for in definitions.
const SQLCHECK: &[&str] = &[
    "ExternalFiles",
    "Float",
    "ForeignKeyExists",
    "GenericPrimaryKey",
    "IndexAttributeOrder",
    "IndexCount",
    "MetadataTribbles",
    "MultiValuedAttribute",
    "PrimaryKeyExists",
    "ReadablePasswords",
    "RecursiveDependency",
    "ValuesInDefinition",
    "VariableAttribute",
];

/// squawk's rules about what a schema is, not about how it comes to be so.
const SQUAWK: &[&str] = &[
    "ban-char-field",
    "identifier-too-long",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-text-field",
    "prefer-timestamp-tz",
];

/// squawk's rules about migrations that run when nothing is excluded.
const SQUAWK_MIGRATIONS: &[&str] = &[
    "adding-field-with-default",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "adding-required-field",
    "adding-serial-primary-key-field",
    "ban-alter-domain-with-add-constraint",
    "ban-concurrent-index-creation-in-transaction",
    "ban-create-domain-with-constraint",
    "ban-drop-column",
    "ban-drop-database",
    "ban-drop-not-null",
    "ban-drop-table",
    "ban-duplicate-column-assignments",
    "ban-truncate-cascade",
    "ban-uncommitted-transaction",
    "changing-column-type",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "prefer-repack",
    "prefer-robust-stmts",
    "renaming-column",
    "renaming-table",
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
    "require-concurrent-partition-detach",
    "require-concurrent-reindex",
    "require-enum-value-ordering",
    "require-lock-timeout",
    "require-statement-timeout",
    "require-table-schema",
    "require-timeout-settings",
    "transaction-nesting",
    "unused-ignore",
];

/// skeema's linters that judge what a schema is. Those that forbid a kind of object outright (`has-fk`, `has-routine`,
/// `has-trigger`, `has-view`) are left out.
const SKEEMA: &[&str] = &[
    "auto-inc",
    "charset",
    "compression",
    "definer",
    "display-width",
    "dupe-index",
    "engine",
    "fk-parent",
    "has-enum",
    "has-float",
    "has-time",
    "name-case",
    "pk",
    "pk-type",
    "reserved-word",
    "zero-date",
];

/// The rules of schemalint that need no settings.
const SCHEMALINT: &[&str] = &[
    "name-casing",
    "prefer-identity-to-serial",
    "prefer-jsonb-to-json",
    "prefer-text-to-varchar",
    "prefer-timestamptz-to-timestamp",
    "require-primary-key",
    "row-level-security",
];

/// splinter's lints of what is in the schema itself, without those of Supabase's settings and of a running server.
const SPLINTER: &[&str] = &[
    "auth_rls_initplan",
    "auth_users_exposed",
    "duplicate_index",
    "function_search_path_mutable",
    "multiple_permissive_policies",
    "no_primary_key",
    "policy_exists_rls_disabled",
    "rls_disabled_in_public",
    "rls_enabled_no_policy",
    "rls_policy_always_true",
    "rls_references_user_metadata",
    "security_definer_view",
    "unindexed_foreign_keys",
];

fn index() -> RuleIndex {
    RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())
}

fn lint(text: &str, select: &[&str]) -> Output {
    let document = DocumentInput { content: Some(text.to_owned()), path: None };
    let select = select.iter().map(|name| (*name).to_owned()).collect();
    let options = CheckOptions { select, ..CheckOptions::default() };
    let input = Input { document, options, dialect: Some(Dialect::PostgreSql), ..Input::default() };
    LintSqlSchema.call(input, &Context::new(Arc::new(index()))).unwrap()
}

fn found(output: &Output) -> Vec<String> {
    output.report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.subject)).collect()
}

#[test]
fn every_check_that_peers_make_of_a_schema_has_a_rule_behind_its_name() {
    let index = index();
    let peers = [
        ("pg-index-health", PG_INDEX_HEALTH),
        ("schemacrawler", SCHEMACRAWLER),
        ("sqlcheck", SQLCHECK),
        ("squawk", SQUAWK),
        ("skeema", SKEEMA),
        ("schemalint", SCHEMALINT),
        ("splinter", SPLINTER),
    ];
    let names = peers.iter().flat_map(|(peer, names)| names.iter().map(move |name| format!("{peer}:{name}")));

    let missing: Vec<String> = names.filter(|name| index.named(name).is_empty()).collect();

    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_check_that_squawk_makes_of_a_migration_has_a_rule_behind_its_name() {
    let rules = architect_sql::migration::rules::RULES.iter().chain(architect_core::rules::RULES).copied();
    let index = RuleIndex::new(rules);

    let names = SQUAWK_MIGRATIONS.iter().map(|name| format!("squawk:{name}"));
    let missing: Vec<String> = names.filter(|name| index.named(name).is_empty()).collect();

    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_peers_name_selects_what_it_means_here() {
    let text = "CREATE TABLE customer (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);";

    let by_name = lint(text, &["pg-index-health:TABLES_WITH_INCREMENTING_COLUMNS"]);
    let by_peer = lint(text, &["schemacrawler:*"]);

    assert_eq!(found(&by_name), ["sql/incrementing-columns customer(phone1, phone2, phone3)"]);
    assert!(found(&by_peer).len() > 1, "{:?}", found(&by_peer));
}

#[test]
fn squawks_comments_silence_what_they_name() {
    let text = "\
-- squawk-ignore prefer-timestamp-tz, ban-char-field
CREATE TABLE a (id bigint PRIMARY KEY, at timestamp, code char(5));
/* squawk-ignore ban-char-field */
CREATE TABLE b (id bigint PRIMARY KEY, at timestamp, code char(5));
";

    assert_eq!(found(&lint(text, &[])), ["sql/timestamp-without-zone b(at)"]);
    let file = format!("-- squawk-ignore-file prefer-timestamp-tz\n{text}");
    assert!(found(&lint(&file, &[])).iter().all(|finding| !finding.contains("timestamp")), "{file}");
}

#[test]
fn atlas_comments_silence_codes_and_analyzers_and_may_name_several() {
    let check = |comment: &str| {
        let content = format!("{comment}\nALTER TABLE orders DROP COLUMN total, ADD COLUMN channel text NOT NULL;");
        let document = DocumentInput { content: Some(content), path: None };
        let schema = vec!["CREATE TABLE orders (id bigint PRIMARY KEY, total int);".to_owned()];
        let input = check_migration::Input {
            document,
            schema,
            dialect: Some(Dialect::PostgreSql),
            options: CheckOptions { ignore: vec!["sql/missing-lock-timeout".to_owned()], ..CheckOptions::default() },
            ..check_migration::Input::default()
        };
        let rules = architect_sql::migration::rules::RULES.iter().chain(architect_core::rules::RULES).copied();
        let output = CheckMigration.call(input, &Context::new(Arc::new(RuleIndex::new(rules)))).unwrap();
        let found: Vec<String> = output.report.findings.into_iter().map(|finding| finding.rule).collect();
        found
    };

    assert_eq!(check(""), ["sql/drop-column", "sql/add-required-column"]);
    assert_eq!(check("-- atlas:nolint DS103"), ["sql/add-required-column"]);
    assert_eq!(check("-- atlas:nolint destructive"), ["sql/add-required-column"]);
    assert_eq!(check("-- atlas:nolint DS103 MF103"), [""; 0]);
    assert_eq!(check("-- atlas:nolint"), [""; 0]);
}
