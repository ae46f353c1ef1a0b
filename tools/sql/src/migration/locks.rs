//! What each operation of PostgreSQL costs: the locks it takes on its table and on the others it touches, and what it
//! does while it holds them.
//!
//! The rows were measured on a real server, and `tests/databases` measures them again: whoever changes one runs it.

use crate::dialect::Dialect;

/// A lock on a table, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// None at all.
    None,
    /// `ACCESS SHARE`: what a query takes.
    AccessShare,
    /// `ROW SHARE`: what `SELECT … FOR UPDATE` takes.
    RowShare,
    /// `ROW EXCLUSIVE`: what a write takes.
    RowExclusive,
    /// `SHARE UPDATE EXCLUSIVE`: lets queries and writes pass.
    ShareUpdateExclusive,
    /// `SHARE`: writes wait.
    Share,
    /// `SHARE ROW EXCLUSIVE`: writes wait.
    ShareRowExclusive,
    /// `EXCLUSIVE`: writes wait.
    Exclusive,
    /// `ACCESS EXCLUSIVE`: queries wait too.
    AccessExclusive,
}

impl Lock {
    /// Its name in capitals.
    pub const fn title(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// What the dialect calls the lock that shuts out the same.
    pub const fn title_in(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (Dialect::PostgreSql, _) => self.title(),
            (Dialect::MySql | Dialect::MariaDb, Self::RowExclusive) => "ROWS",
            (Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite, Self::AccessExclusive) => "EXCLUSIVE",
            (Dialect::MySql | Dialect::MariaDb, lock) if lock.blocks_writes() => "SHARED",
            (Dialect::MsSql, Self::AccessExclusive) => "Sch-M",
            (Dialect::MsSql, Self::Exclusive) => "X",
            (Dialect::MsSql, Self::Share | Self::ShareRowExclusive) => "S",
            (Dialect::MsSql, Self::RowExclusive) => "IX",
            (Dialect::MsSql, Self::RowShare | Self::ShareUpdateExclusive) => "IS",
            (Dialect::MsSql, Self::AccessShare) => "Sch-S",
            (Dialect::Sqlite, lock) if lock.blocks_writes() => "RESERVED",
            _ => "NONE",
        }
    }

    /// A lock by the name that `LOCK TABLE` gives it.
    pub fn by_title(title: &str) -> Option<Self> {
        const ALL: [Lock; 8] = [
            Lock::AccessShare,
            Lock::RowShare,
            Lock::RowExclusive,
            Lock::ShareUpdateExclusive,
            Lock::Share,
            Lock::ShareRowExclusive,
            Lock::Exclusive,
            Lock::AccessExclusive,
        ];
        ALL.into_iter().find(|lock| lock.title() == title)
    }

    /// Whether writes to the table wait.
    pub const fn blocks_writes(self) -> bool {
        self as u8 >= Self::Share as u8
    }

    /// Whether queries of the table wait.
    pub fn blocks_reads(self) -> bool {
        self == Self::AccessExclusive
    }

    /// Who waits, for a sentence.
    pub fn who_waits(self) -> &'static str {
        if self.blocks_reads() {
            "reads and writes wait"
        } else if self.blocks_writes() {
            "writes wait"
        } else {
            "nobody waits"
        }
    }
}

/// What is done while the locks are held, cheapest first. Each takes as long as the table is large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Only the catalog changes.
    None,
    /// Every row is read.
    Scan,
    /// An index is built, which reads every row too.
    Index,
    /// Every row is written anew, and every index built anew.
    Rewrite,
}

impl Work {
    /// In one word or two, as answers show it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Scan => "scan",
            Self::Index => "index build",
            Self::Rewrite => "rewrite",
        }
    }
}

/// The cost of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// The lock on its own table.
    pub own: Lock,
    /// The lock on the others it touches: the table referred to, the parent or the partition.
    pub other: Lock,
    /// What is done under these locks.
    pub work: Work,
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $name:ident: $own:ident, $other:ident, $work:ident;)*) => {
        /// What a statement, or one action of an `ALTER TABLE`, does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Operation {
            $($(#[doc = $doc])* $name,)*
        }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its locks and its work.
            pub const fn cost(self) -> Cost {
                match self {
                    $(Self::$name => Cost { own: Lock::$own, other: Lock::$other, work: Work::$work },)*
                }
            }

            /// What it does, in a few words: its documentation.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii().trim_end_matches('.'),)*
                }
            }
        }
    };
}

operations! {
    /// builds an index.
    CreateIndex: Share, Share, Index;
    /// builds an index CONCURRENTLY.
    CreateIndexConcurrently: ShareUpdateExclusive, None, None;
    /// makes the index of a partitioned table, without those of its partitions.
    CreateIndexOnly: Share, None, None;
    /// drops an index.
    DropIndex: AccessExclusive, None, None;
    /// drops an index CONCURRENTLY.
    DropIndexConcurrently: ShareUpdateExclusive, None, None;
    /// builds indexes anew.
    Reindex: Share, None, Index;
    /// builds indexes anew CONCURRENTLY.
    ReindexConcurrently: ShareUpdateExclusive, None, None;
    /// adds a column.
    AddColumn: AccessExclusive, None, None;
    /// adds a column whose default differs from row to row.
    AddVolatileColumn: AccessExclusive, None, Rewrite;
    /// adds a column that counts.
    AddCountedColumn: AccessExclusive, None, Rewrite;
    /// adds a stored generated column.
    AddStoredColumn: AccessExclusive, None, Rewrite;
    /// adds a column of a domain with constraints.
    AddConstrainedColumn: AccessExclusive, None, Rewrite;
    /// adds a column that must be filled, without a value for the rows that are there.
    AddRequiredColumn: AccessExclusive, None, Scan;
    /// adds a unique column.
    AddUniqueColumn: AccessExclusive, None, Index;
    /// adds a column with a CHECK.
    AddCheckedColumn: AccessExclusive, None, Scan;
    /// adds a column with a foreign key.
    AddReferencingColumn: AccessExclusive, ShareRowExclusive, None;
    /// adds a column with a foreign key and a default, whose rows are checked.
    AddFilledReferencingColumn: AccessExclusive, ShareRowExclusive, Scan;
    /// drops a column.
    DropColumn: AccessExclusive, AccessExclusive, None;
    /// renames a column.
    RenameColumn: AccessExclusive, None, None;
    /// renames a table.
    RenameTable: AccessExclusive, None, None;
    /// renames a constraint.
    RenameConstraint: AccessExclusive, None, None;
    /// renames an index.
    RenameIndex: ShareUpdateExclusive, None, None;
    /// moves a table to another schema.
    SetSchema: AccessExclusive, None, None;
    /// forbids nulls in a column.
    SetNotNull: AccessExclusive, None, Scan;
    /// forbids nulls in a column that a validated constraint keeps free of them.
    SetProvenNotNull: AccessExclusive, None, None;
    /// allows nulls in a column.
    DropNotNull: AccessExclusive, None, None;
    /// changes the default of a column.
    ChangeDefault: AccessExclusive, None, None;
    /// changes the type of a column and writes every row anew.
    RewriteType: AccessExclusive, None, Rewrite;
    /// changes the type of a column and builds its indexes anew.
    ReindexType: AccessExclusive, None, Index;
    /// changes the type of a column in the catalog only.
    WidenType: AccessExclusive, None, None;
    /// makes a column count.
    AddIdentity: AccessExclusive, None, None;
    /// changes what the planner knows of a column.
    SetStatistics: ShareUpdateExclusive, None, None;
    /// changes how a column is stored.
    SetStorage: AccessExclusive, None, None;
    /// changes storage parameters.
    SetParameters: ShareUpdateExclusive, None, None;
    /// adds a CHECK and checks every row.
    AddCheck: AccessExclusive, None, Scan;
    /// adds a CHECK that is NOT VALID.
    AddCheckNotValid: AccessExclusive, None, None;
    /// validates a constraint.
    ValidateConstraint: ShareUpdateExclusive, None, Scan;
    /// validates a foreign key.
    ValidateForeignKey: ShareUpdateExclusive, RowShare, Scan;
    /// adds a foreign key and checks every row.
    AddForeignKey: ShareRowExclusive, ShareRowExclusive, Scan;
    /// adds a foreign key that is NOT VALID.
    AddForeignKeyNotValid: ShareRowExclusive, ShareRowExclusive, None;
    /// drops a foreign key.
    DropForeignKey: AccessExclusive, AccessExclusive, None;
    /// drops a constraint.
    DropConstraint: AccessExclusive, None, None;
    /// adds a unique constraint and builds its index.
    AddUnique: AccessExclusive, None, Index;
    /// adds a primary key and builds its index.
    AddPrimaryKey: AccessExclusive, None, Index;
    /// adds a constraint over an index that is there.
    AddKeyUsingIndex: AccessExclusive, None, None;
    /// adds a primary key over an index that is there, and checks for nulls.
    AddNullableKeyUsingIndex: AccessExclusive, None, Scan;
    /// adds an exclusion constraint and builds its index.
    AddExclusion: AccessExclusive, None, Index;
    /// writes a table anew in another form.
    RewriteTable: AccessExclusive, None, Rewrite;
    /// writes a table anew in the order of an index.
    Cluster: AccessExclusive, None, Rewrite;
    /// writes a table anew without its dead rows.
    VacuumFull: AccessExclusive, None, Rewrite;
    /// switches triggers on or off.
    SwitchTrigger: ShareRowExclusive, None, None;
    /// changes a table in the catalog only.
    AlterTable: AccessExclusive, None, None;
    /// says by which index a table would be clustered.
    ClusterOn: ShareUpdateExclusive, None, None;
    /// attaches a partition and checks its rows.
    AttachPartition: ShareUpdateExclusive, AccessExclusive, Scan;
    /// attaches a partition whose rows a CHECK proves to belong there.
    AttachProvenPartition: ShareUpdateExclusive, AccessExclusive, None;
    /// detaches a partition.
    DetachPartition: AccessExclusive, AccessExclusive, None;
    /// detaches a partition CONCURRENTLY.
    DetachPartitionConcurrently: ShareUpdateExclusive, AccessExclusive, None;
    /// makes a partition.
    CreatePartition: AccessExclusive, None, None;
    /// makes a table inherit from another.
    Inherit: AccessExclusive, ShareUpdateExclusive, None;
    /// makes a table that refers to another.
    CreateReferencingTable: None, ShareRowExclusive, None;
    /// drops a table.
    DropTable: AccessExclusive, AccessExclusive, None;
    /// drops a schema, or a database, and all that it holds.
    DropSchema: None, None, None;
    /// empties a table.
    Truncate: AccessExclusive, AccessExclusive, None;
    /// makes a trigger.
    CreateTrigger: ShareRowExclusive, None, None;
    /// drops a trigger.
    DropTrigger: AccessExclusive, None, None;
    /// makes, changes or drops a policy.
    ChangePolicy: AccessExclusive, None, None;
    /// makes a rule.
    CreateRule: AccessExclusive, None, None;
    /// makes extended statistics.
    CreateStatistics: ShareUpdateExclusive, None, None;
    /// comments on a table or a column.
    Comment: ShareUpdateExclusive, None, None;
    /// gathers statistics.
    Analyze: ShareUpdateExclusive, None, None;
    /// vacuums.
    Vacuum: ShareUpdateExclusive, None, None;
    /// locks a table.
    LockTable: AccessExclusive, None, None;
    /// fills a materialized view anew.
    Refresh: AccessExclusive, None, Rewrite;
    /// fills a materialized view anew CONCURRENTLY.
    RefreshConcurrently: Exclusive, None, None;
    /// constrains a domain and checks every table that uses it.
    ConstrainDomain: None, Share, Scan;
    /// constrains a domain for new values.
    ConstrainDomainNotValid: None, None, None;
    /// validates a constraint of a domain.
    ValidateDomain: None, Share, Scan;
    /// adds a value to an enumeration.
    AddEnumValue: None, None, None;
    /// renames a value of an enumeration.
    RenameEnumValue: None, None, None;
    /// changes rows.
    Update: RowExclusive, None, None;
    /// deletes rows.
    Delete: RowExclusive, None, None;
}
