//! How MariaDB and MySQL carry out an `ALTER TABLE`: the algorithm, who waits, and what is done to the rows.
//!
//! Each action of a statement is a [`Part`] of some [`Class`]; the statement as a whole goes the [`Way`] that the worst of
//! them and their combination leave. The column for MariaDB was measured on a real server, and `tests/databases` measures
//! it again: whoever changes a row runs it. The column for MySQL is by its manual.

use super::locks::{Cost, Lock, Work};
use super::server::{Server, Version};
use crate::dialect::Dialect;

/// How the server does it, cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Only the definition changes.
    Instant,
    /// Without writing the rows anew (MariaDB).
    NoCopy,
    /// Inside of the engine; the rows may be written anew.
    Inplace,
    /// Row by row into a new table.
    Copy,
}

impl Algorithm {
    /// As the clause writes it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Instant => "INSTANT",
            Self::NoCopy => "NOCOPY",
            Self::Inplace => "INPLACE",
            Self::Copy => "COPY",
        }
    }

    /// By the word in the clause.
    pub fn by_title(word: &str) -> Option<Self> {
        [Self::Instant, Self::NoCopy, Self::Inplace, Self::Copy]
            .into_iter()
            .find(|algorithm| algorithm.title().eq_ignore_ascii_case(word))
    }
}

/// What others may do meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shutting {
    /// `LOCK=NONE`: they read and write.
    None,
    /// `LOCK=SHARED`: they read.
    Shared,
    /// `LOCK=EXCLUSIVE`: they wait.
    Exclusive,
}

impl Shutting {
    /// As the clause writes it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Shared => "SHARED",
            Self::Exclusive => "EXCLUSIVE",
        }
    }

    /// By the word in the clause.
    pub fn by_title(word: &str) -> Option<Self> {
        [Self::None, Self::Shared, Self::Exclusive].into_iter().find(|lock| lock.title().eq_ignore_ascii_case(word))
    }

    /// The lock of PostgreSQL that shuts out the same.
    pub const fn lock(self) -> Lock {
        match self {
            Self::None => Lock::ShareUpdateExclusive,
            Self::Shared => Lock::Share,
            Self::Exclusive => Lock::AccessExclusive,
        }
    }
}

/// What kind of change a part is to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The definition alone.
    Metadata,
    /// The definition alone, but not at the same time as anything that is done in place.
    Column,
    /// The definition alone, in place and not at once (MySQL).
    Quick,
    /// An index is built.
    Build(Shutting),
    /// An index is dropped.
    Unbuild,
    /// The rows are written anew in place.
    Rebuild(Shutting),
    /// The rows are copied.
    Copied,
    /// A partition is made or goes, and the table is shut for that moment.
    Partition,
}

/// The way that a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// How.
    pub algorithm: Algorithm,
    /// What others may do meanwhile.
    pub lock: Shutting,
    /// What is done to the rows.
    pub work: Work,
}

impl Way {
    /// As the cost of an operation.
    pub const fn cost(self) -> Cost {
        Cost { own: self.lock.lock(), other: Lock::None, work: self.work }
    }
}

/// A class of MySQL, and what it was before some version.
#[derive(Debug, Clone, Copy)]
struct Told {
    class: Class,
    before: Option<(Version, Class)>,
}

const fn always(class: Class) -> Told {
    Told { class, before: None }
}

const fn since(major: u32, minor: u32, patch: u32, class: Class, before: Class) -> Told {
    Told { class, before: Some((Version::new(major, minor, patch), before)) }
}

const OPEN: Shutting = Shutting::None;
const SHARED: Shutting = Shutting::Shared;

macro_rules! parts {
    ($($(#[doc = $doc:literal])* $name:ident: $mariadb:expr, $mysql:expr;)*) => {
        /// What an action of an `ALTER TABLE` is to MariaDB and MySQL.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Part {
            $($(#[doc = $doc])* $name,)*
        }

        impl Part {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What it does, in a few words: its documentation.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii().trim_end_matches('.'),)*
                }
            }

            const fn mariadb(self) -> Class {
                match self {
                    $(Self::$name => $mariadb,)*
                }
            }

            const fn mysql(self) -> Told {
                match self {
                    $(Self::$name => $mysql,)*
                }
            }
        }
    };
}

use Class::{Build, Column, Copied, Metadata, Partition, Quick, Rebuild, Unbuild};

parts! {
    /// adds a column at the end.
    AddColumn: Column, always(Column);
    /// adds a column between others.
    AddColumnBetween: Column, since(8, 0, 29, Column, Rebuild(OPEN));
    /// adds a column that is computed when it is read.
    AddVirtualColumn: Metadata, always(Metadata);
    /// adds a column that is computed and stored.
    AddStoredColumn: Copied, always(Copied);
    /// adds a column whose default is computed for each row.
    AddComputedColumn: Copied, always(Copied);
    /// adds a column that counts.
    AddCountedColumn: Rebuild(SHARED), always(Rebuild(SHARED));
    /// drops a column.
    DropColumn: Column, since(8, 0, 29, Column, Rebuild(OPEN));
    /// drops a column that is computed when it is read.
    DropVirtualColumn: Metadata, always(Metadata);
    /// renames a column.
    RenameColumn: Metadata, since(8, 0, 28, Metadata, Quick);
    /// moves a column to another place.
    MoveColumn: Column, always(Rebuild(OPEN));
    /// changes the definition of a column only.
    ChangeDefinition: Metadata, always(Metadata);
    /// lengthens a text.
    LengthenText: Metadata, always(Quick);
    /// changes the type of a column.
    ChangeType: Copied, always(Copied);
    /// makes a column count.
    CountColumn: Copied, always(Copied);
    /// forbids nulls in a column.
    ForbidNulls: Rebuild(OPEN), always(Rebuild(OPEN));
    /// allows nulls in a column.
    AllowNulls: Rebuild(OPEN), always(Rebuild(OPEN));
    /// adds values at the end of an enumeration.
    AppendValues: Metadata, always(Metadata);
    /// changes the collation of a column.
    ChangeCollation: Metadata, always(Copied);
    /// changes the collation of a column with an index.
    ChangeIndexedCollation: Build(OPEN), always(Copied);
    /// extends the character set of a column.
    ExtendCharset: Metadata, always(Copied);
    /// builds an index.
    AddIndex: Build(OPEN), always(Build(OPEN));
    /// builds the first full-text index of a table.
    AddFirstFullText: Rebuild(SHARED), always(Rebuild(SHARED));
    /// builds a full-text index.
    AddFullText: Build(SHARED), always(Build(SHARED));
    /// builds a spatial index.
    AddSpatial: Build(SHARED), always(Build(SHARED));
    /// drops an index.
    DropIndex: Unbuild, always(Quick);
    /// renames an index.
    RenameIndex: Metadata, always(Quick);
    /// hides or shows an index.
    SwitchIndex: Metadata, always(Quick);
    /// adds a foreign key and checks every row.
    AddForeignKey: Copied, always(Copied);
    /// adds a foreign key without a check of the rows.
    AddUncheckedForeignKey: Metadata, always(Quick);
    /// drops a foreign key.
    DropForeignKey: Metadata, always(Quick);
    /// adds a CHECK and checks every row.
    AddCheck: Copied, always(Copied);
    /// drops a CHECK.
    DropCheck: Metadata, always(Quick);
    /// adds a primary key.
    AddPrimaryKey: Rebuild(OPEN), always(Rebuild(OPEN));
    /// drops the primary key.
    DropPrimaryKey: Copied, always(Copied);
    /// changes the primary key.
    ReplacePrimaryKey: Rebuild(OPEN), always(Rebuild(OPEN));
    /// writes the table anew.
    RebuildTable: Rebuild(OPEN), always(Rebuild(OPEN));
    /// moves the table to another engine.
    ChangeEngine: Copied, always(Copied);
    /// converts the text of a table to another character set.
    ConvertTable: Copied, always(Copied);
    /// changes an option of the table.
    ChangeOption: Metadata, always(Quick);
    /// renames the table.
    RenameTable: Partition, always(Partition);
    /// sorts the rows of the table.
    SortTable: Copied, always(Copied);
    /// divides the table into partitions, or puts them together.
    ChangePartitioning: Copied, always(Copied);
    /// copies partitions into others.
    CopyPartitions: Copied, always(Copied);
    /// adds a partition.
    AddPartition: Partition, always(Partition);
    /// drops or empties partitions.
    DropPartition: Partition, always(Partition);
    /// keeps the history of the rows.
    AddVersioning: Copied, always(Copied);
    /// keeps the history of the rows no more.
    DropVersioning: Rebuild(SHARED), always(Copied);
    /// changes the table in a way that is not known.
    Unknown: Copied, always(Copied);
}

/// What of a table decides about a way.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Its engine is another than InnoDB.
    pub other_engine: bool,
    /// `ROW_FORMAT=COMPRESSED`.
    pub compressed: bool,
    /// `ROW_FORMAT=REDUNDANT`.
    pub redundant: bool,
    /// It has a full-text index.
    pub full_text: bool,
    /// It has columns that are computed when they are read.
    pub virtual_columns: bool,
    /// One of them has an index.
    pub indexed_virtual: bool,
    /// It has columns that are computed and stored.
    pub stored_columns: bool,
    /// A foreign key of its own deletes or changes its rows with those it refers to.
    pub cascades: bool,
}

impl Part {
    /// The class for a server and a table.
    pub fn class(self, server: &Server, facts: &Facts) -> Class {
        let own = if server.dialect == Dialect::MySql {
            let told = self.mysql();
            match told.before {
                Some((version, before)) if server.version < version => before,
                _ => told.class,
            }
        } else {
            self.mariadb()
        };
        let shut = if facts.full_text || facts.indexed_virtual { SHARED } else { OPEN };
        match (own, self) {
            (Column | Build(_) | Unbuild | Rebuild(_), _) if facts.other_engine => Copied,
            (Column, Self::AddColumnBetween) if facts.virtual_columns && server.dialect == Dialect::MariaDb => Copied,
            (Column, Self::AddColumn | Self::AddColumnBetween | Self::DropColumn)
                if facts.full_text || facts.compressed || facts.indexed_virtual =>
            {
                Rebuild(shut)
            }
            (Rebuild(_), Self::AllowNulls) if facts.redundant && server.dialect == Dialect::MariaDb => Metadata,
            (Rebuild(_), Self::ForbidNulls) if facts.stored_columns || facts.indexed_virtual => Copied,
            (Rebuild(OPEN), _) => Rebuild(shut),
            (own, _) => own,
        }
    }

    /// The version of MySQL that does it in a cheaper way than the one that is judged.
    pub fn cheaper_since(self, server: &Server) -> Option<Version> {
        if server.dialect != Dialect::MySql {
            return None;
        }
        self.mysql().before.map(|(version, _)| version).filter(|version| server.version < *version)
    }
}

/// Whom a copy shuts out: nobody on MariaDB since 11.2, which names what it cannot follow meanwhile.
pub fn copying(server: &Server, facts: &Facts, parts: &[Part]) -> Shutting {
    let followed = |part: &Part| !matches!(part, Part::CountColumn | Part::AddCountedColumn | Part::DropVersioning);
    if server.copies_online() && !facts.cascades && parts.iter().all(followed) { OPEN } else { SHARED }
}

/// The way of parts that are done by one statement.
pub fn way(server: &Server, facts: &Facts, parts: &[Part]) -> Way {
    let classes: Vec<Class> = parts.iter().map(|part| part.class(server, facts)).collect();
    let any = |wanted: fn(&Class) -> bool| classes.iter().any(wanted);
    let mysql = server.dialect == Dialect::MySql;
    let column = any(|class| matches!(class, Column));
    let build = any(|class| matches!(class, Build(_)));
    let in_place = build || (mysql && any(|class| matches!(class, Unbuild | Quick)));
    // Adding or dropping a column is instant only when nothing is done in place beside it.
    let rebuild = any(|class| matches!(class, Rebuild(_))) || (column && in_place);
    let shut = classes.iter().map(|class| match class {
        Build(lock) | Rebuild(lock) => *lock,
        Partition => Shutting::Exclusive,
        _ => OPEN,
    });
    let mut lock = shut.max().unwrap_or(OPEN);
    if rebuild && (facts.full_text || facts.indexed_virtual) {
        lock = lock.max(SHARED);
    }
    let moved = parts.iter().any(|part| matches!(part, Part::DropColumn | Part::MoveColumn));
    let copy = any(|class| matches!(class, Copied)) || (rebuild && moved && facts.virtual_columns && !mysql);
    if copy {
        let shut = copying(server, facts, parts);
        return Way { algorithm: Algorithm::Copy, lock: lock.max(shut), work: Work::Rewrite };
    }
    let (algorithm, work) = if rebuild {
        (Algorithm::Inplace, Work::Rewrite)
    } else if build {
        (if mysql { Algorithm::Inplace } else { Algorithm::NoCopy }, Work::Index)
    } else if any(|class| matches!(class, Unbuild)) {
        (if mysql { Algorithm::Inplace } else { Algorithm::NoCopy }, Work::None)
    } else if any(|class| matches!(class, Quick)) || (mysql && any(|class| matches!(class, Partition))) {
        (Algorithm::Inplace, Work::None)
    } else {
        (Algorithm::Instant, Work::None)
    };
    Way { algorithm, lock, work }
}
