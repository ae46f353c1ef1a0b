//! What a fact takes away, by name: what a person types out to show that the right thing is meant.

use super::What;

impl What {
    /// The name of what holds data and goes, or loses some; nothing where the fact takes no data, or knows no name.
    pub fn object(&self) -> Option<&str> {
        let name = match self {
            Self::TableDropped { table, .. }
            | Self::TableTruncated { table }
            | Self::RowsDeleted { table, .. }
            | Self::RowsUpdated { table, .. }
            | Self::CascadeAdded { table } => table,
            Self::SchemaDropped { name } | Self::ResourceRemoved { name } => name,
            Self::ColumnDropped { column } | Self::TypeNarrowed { column, .. } => column,
            Self::StoreEmptied { call } => call,
            Self::ProtectionLifted { setting } => setting,
            _ => return None,
        };
        (!name.trim().is_empty()).then_some(name)
    }
}
