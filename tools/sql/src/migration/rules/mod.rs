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
pub mod drop_table;
pub mod dropped_foreign_key_index;
pub mod enum_value_in_transaction;
pub mod fails_on_existing_rows;
pub mod foreign_keys_off_in_transaction;
pub mod implicit_commit;
pub mod lock_held_while_working;
pub mod missing_lock_timeout;
pub mod narrowing_change;
pub mod online_rebuild;
pub mod rebuild_loses_objects;
pub mod rebuild_loses_values;
pub mod rebuild_renames_first;
pub mod rebuild_without_check;
pub mod redefinition_loses_attribute;
pub mod refresh_blocking;
pub mod refused_algorithm;
pub mod refused_statement;
pub mod reindex_blocking;
pub mod rename_in_use;
pub mod set_not_null_scan;
pub mod several_definitions;
pub mod slower_algorithm;
pub mod table_rewrite;
pub mod truncate_table;
pub mod unchecked_foreign_key;

use architect_core::{Declared, RuleEntry, RuleMeta, rule};

use super::Migration;
use crate::dialect::Dialect;

/// Rules that hold for other servers than PostgreSQL, and for which. All others are PostgreSQL's.
const BEYOND: &[(&RuleMeta, &[Dialect])] = &[
    (alter_with_shared_lock::AlterWithSharedLock::META, MYSQL),
    (copy_algorithm::CopyAlgorithm::META, MYSQL),
    (fails_on_existing_rows::FailsOnExistingRows::META, MYSQL),
    (implicit_commit::ImplicitCommit::META, MYSQL),
    (narrowing_change::NarrowingChange::META, MYSQL),
    (online_rebuild::OnlineRebuild::META, MYSQL),
    (redefinition_loses_attribute::RedefinitionLosesAttribute::META, MYSQL),
    (refused_algorithm::RefusedAlgorithm::META, MYSQL),
    (several_definitions::SeveralDefinitions::META, MYSQL),
    (slower_algorithm::SlowerAlgorithm::META, MYSQL),
    (unchecked_foreign_key::UncheckedForeignKey::META, MYSQL),
    (refused_statement::RefusedStatement::META, SQLITE),
    (rebuild_without_check::RebuildWithoutCheck::META, SQLITE),
    (rebuild_renames_first::RebuildRenamesFirst::META, SQLITE),
    (rebuild_loses_values::RebuildLosesValues::META, SQLITE),
    (rebuild_loses_objects::RebuildLosesObjects::META, SQLITE),
    (foreign_keys_off_in_transaction::ForeignKeysOffInTransaction::META, SQLITE),
    (drop_cascades::DropCascades::META, SQLITE),
    (add_required_column::AddRequiredColumn::META, SHARED),
    (backfill_without_batches::BackfillWithoutBatches::META, SHARED),
    (drop_column::DropColumn::META, SHARED),
    (drop_table::DropTable::META, SHARED),
    (dropped_foreign_key_index::DroppedForeignKeyIndex::META, SHARED),
    (missing_lock_timeout::MissingLockTimeout::META, SHARED),
    (rename_in_use::RenameInUse::META, SHARED),
    (truncate_table::TruncateTable::META, SHARED),
];

const MYSQL: &[Dialect] = &[Dialect::MySql, Dialect::MariaDb];
const SQLITE: &[Dialect] = &[Dialect::Sqlite];

/// Rules of other servers that hold for SQLite too.
const SQLITE_TOO: &[&RuleMeta] = &[
    add_required_column::AddRequiredColumn::META,
    backfill_without_batches::BackfillWithoutBatches::META,
    create_index_blocking::CreateIndexBlocking::META,
    drop_column::DropColumn::META,
    drop_table::DropTable::META,
    dropped_foreign_key_index::DroppedForeignKeyIndex::META,
    fails_on_existing_rows::FailsOnExistingRows::META,
    reindex_blocking::ReindexBlocking::META,
    rename_in_use::RenameInUse::META,
    table_rewrite::TableRewrite::META,
    truncate_table::TruncateTable::META,
];

const SHARED: &[Dialect] = &[Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb];

/// Whether a rule holds for a dialect.
pub fn holds(rule: &RuleMeta, dialect: Dialect) -> bool {
    match BEYOND.iter().find(|(known, _)| known.id == rule.id) {
        _ if dialect == Dialect::Sqlite && SQLITE_TOO.iter().any(|known| known.id == rule.id) => true,
        Some((_, dialects)) => dialects.contains(&dialect),
        None => dialect == Dialect::PostgreSql,
    }
}

/// The rules that hold for a dialect, as they are run.
pub fn of(dialect: Dialect) -> impl Iterator<Item = &'static RuleEntry<Migration>> {
    ALL.iter().filter(move |rule| holds(rule.meta, dialect))
}

/// Whether migrations of a dialect are judged at all.
pub fn are_for(dialect: Dialect) -> bool {
    of(dialect).next().is_some()
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
    RuleEntry::of::<drop_table::DropTable>(),
    RuleEntry::of::<dropped_foreign_key_index::DroppedForeignKeyIndex>(),
    RuleEntry::of::<enum_value_in_transaction::EnumValueInTransaction>(),
    RuleEntry::of::<fails_on_existing_rows::FailsOnExistingRows>(),
    RuleEntry::of::<foreign_keys_off_in_transaction::ForeignKeysOffInTransaction>(),
    RuleEntry::of::<implicit_commit::ImplicitCommit>(),
    RuleEntry::of::<lock_held_while_working::LockHeldWhileWorking>(),
    RuleEntry::of::<missing_lock_timeout::MissingLockTimeout>(),
    RuleEntry::of::<narrowing_change::NarrowingChange>(),
    RuleEntry::of::<online_rebuild::OnlineRebuild>(),
    RuleEntry::of::<rebuild_loses_objects::RebuildLosesObjects>(),
    RuleEntry::of::<rebuild_loses_values::RebuildLosesValues>(),
    RuleEntry::of::<rebuild_renames_first::RebuildRenamesFirst>(),
    RuleEntry::of::<rebuild_without_check::RebuildWithoutCheck>(),
    RuleEntry::of::<redefinition_loses_attribute::RedefinitionLosesAttribute>(),
    RuleEntry::of::<refresh_blocking::RefreshBlocking>(),
    RuleEntry::of::<refused_algorithm::RefusedAlgorithm>(),
    RuleEntry::of::<refused_statement::RefusedStatement>(),
    RuleEntry::of::<reindex_blocking::ReindexBlocking>(),
    RuleEntry::of::<rename_in_use::RenameInUse>(),
    RuleEntry::of::<set_not_null_scan::SetNotNullScan>(),
    RuleEntry::of::<several_definitions::SeveralDefinitions>(),
    RuleEntry::of::<slower_algorithm::SlowerAlgorithm>(),
    RuleEntry::of::<table_rewrite::TableRewrite>(),
    RuleEntry::of::<truncate_table::TruncateTable>(),
    RuleEntry::of::<unchecked_foreign_key::UncheckedForeignKey>(),
];

/// What is known of them.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
