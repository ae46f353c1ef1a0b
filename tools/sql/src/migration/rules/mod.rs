//! The rules about migrations, one a file. They run in `check_migration` only.

mod told;

pub mod add_check_scan;
pub mod add_column_rewrite;
pub mod add_foreign_key_scan;
pub mod add_required_column;
pub mod add_unique_blocking;
pub mod added_foreign_key_without_index;
pub mod alter_type_rewrite;
pub mod alter_with_shared_lock;
pub mod attach_partition_scan;
pub mod backfill_without_batches;
pub mod concurrently_in_transaction;
pub mod concurrently_on_partitioned;
pub mod copy_algorithm;
pub mod create_index_blocking;
pub mod create_partition_blocking;
pub mod detach_partition_blocking;
pub mod domain_constraint_scan;
pub mod drop_cascades;
pub mod drop_column;
pub mod drop_index_blocking;
pub mod drop_not_null;
pub mod drop_schema;
pub mod drop_table;
pub mod dropped_constraint;
pub mod dropped_foreign_key_index;
pub mod duplicate_assignment;
pub mod enum_value_in_transaction;
pub mod fails_on_existing_rows;
pub mod foreign_keys_off_in_transaction;
pub mod implicit_commit;
pub mod lock_held_while_working;
pub mod missing_lock_timeout;
pub mod missing_statement_timeout;
pub mod missing_xact_abort;
pub mod narrowing_change;
pub mod not_first_in_batch;
pub mod not_rerunnable;
pub mod online_rebuild;
pub mod rebuild_loses_objects;
pub mod rebuild_loses_values;
pub mod rebuild_renames_first;
pub mod rebuild_without_check;
pub mod redefinition_loses_attribute;
pub mod refresh_blocking;
pub mod refused_algorithm;
pub mod refused_by_dependents;
pub mod refused_statement;
pub mod reindex_blocking;
pub mod rename_in_use;
pub mod set_not_null_scan;
pub mod several_definitions;
pub mod slower_algorithm;
pub mod table_rewrite;
pub mod transaction_in_transaction;
pub mod truncate_table;
pub mod unchecked_foreign_key;
pub mod uncommitted_transaction;
pub mod unordered_enum_value;
pub mod unqualified_table;
pub mod uses_new_column_in_batch;
pub mod validate_constraint_blocking;

use architect_core::{Declared, RuleEntry, RuleMeta, rule};

use super::Migration;
use crate::dialect::Dialect;

/// Rules that hold for other servers than PostgreSQL, and for which. All others are PostgreSQL's.
const BEYOND: &[(&RuleMeta, &[Dialect])] = &[
    (alter_with_shared_lock::AlterWithSharedLock::META, MYSQL),
    (copy_algorithm::CopyAlgorithm::META, MYSQL),
    (implicit_commit::ImplicitCommit::META, MYSQL),
    (online_rebuild::OnlineRebuild::META, MYSQL),
    (refused_algorithm::RefusedAlgorithm::META, MYSQL),
    (several_definitions::SeveralDefinitions::META, MYSQL),
    (slower_algorithm::SlowerAlgorithm::META, MYSQL),
    (unchecked_foreign_key::UncheckedForeignKey::META, MYSQL),
    (missing_xact_abort::MissingXactAbort::META, MSSQL),
    (not_first_in_batch::NotFirstInBatch::META, MSSQL),
    (refused_by_dependents::RefusedByDependents::META, MSSQL),
    (uses_new_column_in_batch::UsesNewColumnInBatch::META, MSSQL),
    (validate_constraint_blocking::ValidateConstraintBlocking::META, MSSQL),
    (drop_cascades::DropCascades::META, SQLITE),
    (foreign_keys_off_in_transaction::ForeignKeysOffInTransaction::META, SQLITE),
    (rebuild_loses_objects::RebuildLosesObjects::META, SQLITE),
    (rebuild_loses_values::RebuildLosesValues::META, SQLITE),
    (rebuild_renames_first::RebuildRenamesFirst::META, SQLITE),
    (rebuild_without_check::RebuildWithoutCheck::META, SQLITE),
    (refused_statement::RefusedStatement::META, SQLITE),
    (fails_on_existing_rows::FailsOnExistingRows::META, FAILING),
    (narrowing_change::NarrowingChange::META, REDEFINING),
    (redefinition_loses_attribute::RedefinitionLosesAttribute::META, REDEFINING),
    (add_check_scan::AddCheckScan::META, STRONG),
    (add_column_rewrite::AddColumnRewrite::META, STRONG),
    (add_foreign_key_scan::AddForeignKeyScan::META, STRONG),
    (add_unique_blocking::AddUniqueBlocking::META, STRONG),
    (added_foreign_key_without_index::AddedForeignKeyWithoutIndex::META, STRONG),
    (alter_type_rewrite::AlterTypeRewrite::META, STRONG),
    (lock_held_while_working::LockHeldWhileWorking::META, STRONG),
    (set_not_null_scan::SetNotNullScan::META, STRONG),
    (uncommitted_transaction::UncommittedTransaction::META, STRONG),
    (create_index_blocking::CreateIndexBlocking::META, BLOCKING),
    (reindex_blocking::ReindexBlocking::META, BLOCKING),
    (table_rewrite::TableRewrite::META, BLOCKING),
    (drop_schema::DropSchema::META, SERVERS),
    (missing_lock_timeout::MissingLockTimeout::META, SERVERS),
    (add_required_column::AddRequiredColumn::META, ALL_DIALECTS),
    (backfill_without_batches::BackfillWithoutBatches::META, ALL_DIALECTS),
    (drop_column::DropColumn::META, ALL_DIALECTS),
    (drop_table::DropTable::META, ALL_DIALECTS),
    (dropped_foreign_key_index::DroppedForeignKeyIndex::META, ALL_DIALECTS),
    (rename_in_use::RenameInUse::META, ALL_DIALECTS),
    (truncate_table::TruncateTable::META, ALL_DIALECTS),
];

const MYSQL: &[Dialect] = &[Dialect::MySql, Dialect::MariaDb];
const MSSQL: &[Dialect] = &[Dialect::MsSql];
const SQLITE: &[Dialect] = &[Dialect::Sqlite];
/// Those of which no other rule tells that rows make a change fail.
const FAILING: &[Dialect] = &[Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite];
/// Those that define a column anew as a whole.
const REDEFINING: &[Dialect] = &[Dialect::MySql, Dialect::MariaDb, Dialect::MsSql];
/// Those that take a strong lock for what they do.
const STRONG: &[Dialect] = &[Dialect::PostgreSql, Dialect::MsSql];
/// Those that build an index, or write a table anew, while others wait.
const BLOCKING: &[Dialect] = &[Dialect::PostgreSql, Dialect::MsSql, Dialect::Sqlite];
/// Those with sessions that wait for each other's locks.
const SERVERS: &[Dialect] = &[Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::MsSql];
const ALL_DIALECTS: &[Dialect] =
    &[Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::MsSql, Dialect::Sqlite];

/// Whether a rule holds for a dialect.
pub fn holds(rule: &RuleMeta, dialect: Dialect) -> bool {
    match BEYOND.iter().find(|(known, _)| known.id == rule.id) {
        Some((_, dialects)) => dialects.contains(&dialect),
        None => dialect == Dialect::PostgreSql,
    }
}

/// The rules that hold for a dialect, as they are run.
pub fn of(dialect: Dialect) -> impl Iterator<Item = &'static RuleEntry<Migration>> {
    ALL.iter().filter(move |rule| holds(rule.meta, dialect))
}

/// The rules, as they are run.
pub const ALL: &[RuleEntry<Migration>] = &[
    RuleEntry::of::<add_check_scan::AddCheckScan>(),
    RuleEntry::of::<add_column_rewrite::AddColumnRewrite>(),
    RuleEntry::of::<add_foreign_key_scan::AddForeignKeyScan>(),
    RuleEntry::of::<add_required_column::AddRequiredColumn>(),
    RuleEntry::of::<add_unique_blocking::AddUniqueBlocking>(),
    RuleEntry::of::<added_foreign_key_without_index::AddedForeignKeyWithoutIndex>(),
    RuleEntry::of::<alter_type_rewrite::AlterTypeRewrite>(),
    RuleEntry::of::<alter_with_shared_lock::AlterWithSharedLock>(),
    RuleEntry::of::<attach_partition_scan::AttachPartitionScan>(),
    RuleEntry::of::<backfill_without_batches::BackfillWithoutBatches>(),
    RuleEntry::of::<concurrently_in_transaction::ConcurrentlyInTransaction>(),
    RuleEntry::of::<concurrently_on_partitioned::ConcurrentlyOnPartitioned>(),
    RuleEntry::of::<copy_algorithm::CopyAlgorithm>(),
    RuleEntry::of::<create_index_blocking::CreateIndexBlocking>(),
    RuleEntry::of::<create_partition_blocking::CreatePartitionBlocking>(),
    RuleEntry::of::<detach_partition_blocking::DetachPartitionBlocking>(),
    RuleEntry::of::<domain_constraint_scan::DomainConstraintScan>(),
    RuleEntry::of::<drop_cascades::DropCascades>(),
    RuleEntry::of::<drop_column::DropColumn>(),
    RuleEntry::of::<drop_index_blocking::DropIndexBlocking>(),
    RuleEntry::of::<drop_not_null::DropNotNull>(),
    RuleEntry::of::<drop_schema::DropSchema>(),
    RuleEntry::of::<drop_table::DropTable>(),
    RuleEntry::of::<dropped_constraint::DroppedConstraint>(),
    RuleEntry::of::<dropped_foreign_key_index::DroppedForeignKeyIndex>(),
    RuleEntry::of::<duplicate_assignment::DuplicateAssignment>(),
    RuleEntry::of::<enum_value_in_transaction::EnumValueInTransaction>(),
    RuleEntry::of::<fails_on_existing_rows::FailsOnExistingRows>(),
    RuleEntry::of::<foreign_keys_off_in_transaction::ForeignKeysOffInTransaction>(),
    RuleEntry::of::<implicit_commit::ImplicitCommit>(),
    RuleEntry::of::<lock_held_while_working::LockHeldWhileWorking>(),
    RuleEntry::of::<missing_lock_timeout::MissingLockTimeout>(),
    RuleEntry::of::<missing_statement_timeout::MissingStatementTimeout>(),
    RuleEntry::of::<missing_xact_abort::MissingXactAbort>(),
    RuleEntry::of::<narrowing_change::NarrowingChange>(),
    RuleEntry::of::<not_first_in_batch::NotFirstInBatch>(),
    RuleEntry::of::<not_rerunnable::NotRerunnable>(),
    RuleEntry::of::<online_rebuild::OnlineRebuild>(),
    RuleEntry::of::<rebuild_loses_objects::RebuildLosesObjects>(),
    RuleEntry::of::<rebuild_loses_values::RebuildLosesValues>(),
    RuleEntry::of::<rebuild_renames_first::RebuildRenamesFirst>(),
    RuleEntry::of::<rebuild_without_check::RebuildWithoutCheck>(),
    RuleEntry::of::<redefinition_loses_attribute::RedefinitionLosesAttribute>(),
    RuleEntry::of::<refresh_blocking::RefreshBlocking>(),
    RuleEntry::of::<refused_algorithm::RefusedAlgorithm>(),
    RuleEntry::of::<refused_by_dependents::RefusedByDependents>(),
    RuleEntry::of::<refused_statement::RefusedStatement>(),
    RuleEntry::of::<reindex_blocking::ReindexBlocking>(),
    RuleEntry::of::<rename_in_use::RenameInUse>(),
    RuleEntry::of::<set_not_null_scan::SetNotNullScan>(),
    RuleEntry::of::<several_definitions::SeveralDefinitions>(),
    RuleEntry::of::<slower_algorithm::SlowerAlgorithm>(),
    RuleEntry::of::<table_rewrite::TableRewrite>(),
    RuleEntry::of::<transaction_in_transaction::TransactionInTransaction>(),
    RuleEntry::of::<truncate_table::TruncateTable>(),
    RuleEntry::of::<unchecked_foreign_key::UncheckedForeignKey>(),
    RuleEntry::of::<uncommitted_transaction::UncommittedTransaction>(),
    RuleEntry::of::<unordered_enum_value::UnorderedEnumValue>(),
    RuleEntry::of::<unqualified_table::UnqualifiedTable>(),
    RuleEntry::of::<uses_new_column_in_batch::UsesNewColumnInBatch>(),
    RuleEntry::of::<validate_constraint_blocking::ValidateConstraintBlocking>(),
];

/// What is known of them.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
