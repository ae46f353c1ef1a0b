//! Rules about data loss.

pub mod cascading_delete;
pub mod data_taken;
pub mod delete_rows;
pub mod deletion_protection_off;
pub mod drop_column;
pub mod drop_schema;
pub mod drop_table;
pub mod migration_activated;
pub mod migration_edited;
pub mod narrow_type;
pub mod overwrite_rows;
pub mod retention_shortened;
pub mod rows_purged;
pub mod storage_removed;
pub mod store_emptied;
pub mod truncate_table;
