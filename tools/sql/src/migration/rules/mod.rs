//! The rules about migrations, one a file. They run in `check_migration` only.

mod told;

pub mod add_check_scan;
pub mod add_column_rewrite;
pub mod add_foreign_key_scan;
pub mod add_required_column;
pub mod add_unique_blocking;
pub mod added_foreign_key_without_index;
pub mod alter_type_rewrite;
pub mod attach_partition_scan;
pub mod backfill_without_batches;
pub mod concurrently_in_transaction;
pub mod concurrently_on_partitioned;
pub mod create_index_blocking;
pub mod create_partition_blocking;
pub mod detach_partition_blocking;
pub mod domain_constraint_scan;
pub mod drop_column;
pub mod drop_index_blocking;
pub mod drop_table;
pub mod dropped_foreign_key_index;
pub mod enum_value_in_transaction;
pub mod lock_held_while_working;
pub mod missing_lock_timeout;
pub mod refresh_blocking;
pub mod reindex_blocking;
pub mod rename_in_use;
pub mod set_not_null_scan;
pub mod table_rewrite;
pub mod truncate_table;

use architect_core::{Declared, RuleEntry, RuleMeta};

use super::Migration;

/// The rules, as they are run.
pub const ALL: &[RuleEntry<Migration>] = &[
    RuleEntry::of::<add_check_scan::AddCheckScan>(),
    RuleEntry::of::<add_column_rewrite::AddColumnRewrite>(),
    RuleEntry::of::<add_foreign_key_scan::AddForeignKeyScan>(),
    RuleEntry::of::<add_required_column::AddRequiredColumn>(),
    RuleEntry::of::<add_unique_blocking::AddUniqueBlocking>(),
    RuleEntry::of::<added_foreign_key_without_index::AddedForeignKeyWithoutIndex>(),
    RuleEntry::of::<alter_type_rewrite::AlterTypeRewrite>(),
    RuleEntry::of::<attach_partition_scan::AttachPartitionScan>(),
    RuleEntry::of::<backfill_without_batches::BackfillWithoutBatches>(),
    RuleEntry::of::<concurrently_in_transaction::ConcurrentlyInTransaction>(),
    RuleEntry::of::<concurrently_on_partitioned::ConcurrentlyOnPartitioned>(),
    RuleEntry::of::<create_index_blocking::CreateIndexBlocking>(),
    RuleEntry::of::<create_partition_blocking::CreatePartitionBlocking>(),
    RuleEntry::of::<detach_partition_blocking::DetachPartitionBlocking>(),
    RuleEntry::of::<domain_constraint_scan::DomainConstraintScan>(),
    RuleEntry::of::<drop_column::DropColumn>(),
    RuleEntry::of::<drop_index_blocking::DropIndexBlocking>(),
    RuleEntry::of::<drop_table::DropTable>(),
    RuleEntry::of::<dropped_foreign_key_index::DroppedForeignKeyIndex>(),
    RuleEntry::of::<enum_value_in_transaction::EnumValueInTransaction>(),
    RuleEntry::of::<lock_held_while_working::LockHeldWhileWorking>(),
    RuleEntry::of::<missing_lock_timeout::MissingLockTimeout>(),
    RuleEntry::of::<refresh_blocking::RefreshBlocking>(),
    RuleEntry::of::<reindex_blocking::ReindexBlocking>(),
    RuleEntry::of::<rename_in_use::RenameInUse>(),
    RuleEntry::of::<set_not_null_scan::SetNotNullScan>(),
    RuleEntry::of::<table_rewrite::TableRewrite>(),
    RuleEntry::of::<truncate_table::TruncateTable>(),
];

/// What is known of them.
pub const RULES: &[&RuleMeta] = &[
    add_check_scan::AddCheckScan::META,
    add_column_rewrite::AddColumnRewrite::META,
    add_foreign_key_scan::AddForeignKeyScan::META,
    add_required_column::AddRequiredColumn::META,
    add_unique_blocking::AddUniqueBlocking::META,
    added_foreign_key_without_index::AddedForeignKeyWithoutIndex::META,
    alter_type_rewrite::AlterTypeRewrite::META,
    attach_partition_scan::AttachPartitionScan::META,
    backfill_without_batches::BackfillWithoutBatches::META,
    concurrently_in_transaction::ConcurrentlyInTransaction::META,
    concurrently_on_partitioned::ConcurrentlyOnPartitioned::META,
    create_index_blocking::CreateIndexBlocking::META,
    create_partition_blocking::CreatePartitionBlocking::META,
    detach_partition_blocking::DetachPartitionBlocking::META,
    domain_constraint_scan::DomainConstraintScan::META,
    drop_column::DropColumn::META,
    drop_index_blocking::DropIndexBlocking::META,
    drop_table::DropTable::META,
    dropped_foreign_key_index::DroppedForeignKeyIndex::META,
    enum_value_in_transaction::EnumValueInTransaction::META,
    lock_held_while_working::LockHeldWhileWorking::META,
    missing_lock_timeout::MissingLockTimeout::META,
    refresh_blocking::RefreshBlocking::META,
    reindex_blocking::ReindexBlocking::META,
    rename_in_use::RenameInUse::META,
    set_not_null_scan::SetNotNullScan::META,
    table_rewrite::TableRewrite::META,
    truncate_table::TruncateTable::META,
];
