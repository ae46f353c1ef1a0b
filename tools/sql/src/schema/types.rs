//! What types come to: the same type has many names.

use crate::ddl::DataType;
use crate::dialect::Dialect;

/// What kind of values a type holds, as far as two columns can be compared by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers of so many bytes.
    Integer {
        /// Size in bytes.
        bytes: u8,
        /// Without negative numbers.
        unsigned: bool,
    },
    /// Decimal numbers of exact value.
    Decimal,
    /// Binary floating point.
    Float,
    /// Text.
    Text {
        /// SQL Server's `n…` types.
        national: bool,
        /// Padded to its length.
        padded: bool,
    },
    /// UUID.
    Uuid,
    /// Date and time.
    Timestamp {
        /// With a time zone.
        zoned: bool,
    },
    /// Anything else with a well-known name, or a type of the user's.
    Named(String),
    /// SQLite: what the type's name makes of the values.
    Affine(Affinity),
    /// No type, or one that is not known.
    Unknown,
}

/// SQLite's type affinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affinity {
    /// `INTEGER`
    Integer,
    /// `TEXT`
    Text,
    /// `BLOB`, or no type
    Blob,
    /// `REAL`
    Real,
    /// `NUMERIC`
    Numeric,
}

impl Kind {
    /// What a type holds.
    pub fn of(data_type: &DataType, dialect: Dialect) -> Self {
        if dialect == Dialect::Sqlite {
            return Self::Affine(Affinity::of(&data_type.name));
        }
        if data_type.array {
            return Self::Named(format!("{}[]", data_type.name));
        }
        let unsigned = data_type.unsigned && dialect.is_mysql_family();
        let integer = |bytes| Self::Integer { bytes, unsigned };
        let zoned = |zoned| Self::Timestamp { zoned };
        match data_type.name.as_str() {
            "tinyint" => integer(1),
            "smallint" | "int2" | "smallserial" | "serial2" => integer(2),
            "mediumint" => integer(3),
            "int" | "integer" | "int4" => integer(4),
            "serial" | "bigserial" | "serial8" | "serial4" => match (data_type.name.as_str(), dialect) {
                ("serial", Dialect::MySql | Dialect::MariaDb) => Self::Integer { bytes: 8, unsigned: true },
                ("serial" | "serial4", _) => integer(4),
                _ => integer(8),
            },
            "bigint" | "int8" => integer(8),
            "decimal" | "numeric" | "dec" | "fixed" => Self::Decimal,
            "real" | "float4" | "double precision" | "float8" | "float" | "double" => Self::Float,
            "text" | "varchar" | "character varying" | "citext" | "tinytext" | "mediumtext" | "longtext" => {
                text(false, false)
            }
            "char" | "character" | "bpchar" => text(false, true),
            "nvarchar" | "national character varying" | "ntext" | "sysname" => text(true, false),
            "nchar" | "national character" => text(true, true),
            "uuid" | "uniqueidentifier" => Self::Uuid,
            "timestamp" if dialect == Dialect::PostgreSql => zoned(data_type.with_time_zone),
            "timestamptz" => zoned(true),
            "timestamp without time zone" => zoned(false),
            "boolean" | "bool" if dialect.is_mysql_family() => integer(1),
            "boolean" | "bool" => Self::Named("boolean".to_owned()),
            "" => Self::Unknown,
            other => Self::Named(other.to_owned()),
        }
    }

    /// Whether a value of the one kind can stand for a value of the other without conversion.
    pub fn matches(&self, other: &Self, dialect: Dialect) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::Text { national: one, .. }, Self::Text { national: two, .. }) => {
                dialect != Dialect::MsSql || one == two
            }
            // SQLite converts between number affinities when it compares; only text against number is at odds.
            (Self::Affine(one), Self::Affine(two)) => {
                let number =
                    |affinity: &Affinity| matches!(affinity, Affinity::Integer | Affinity::Numeric | Affinity::Real);
                one == two || (number(one) && number(two)) || *one == Affinity::Blob || *two == Affinity::Blob
            }
            (one, two) => one == two,
        }
    }
}

const fn text(national: bool, padded: bool) -> Kind {
    Kind::Text { national, padded }
}

impl Affinity {
    /// The rules of "Datatypes In SQLite", 3.1, in their order.
    pub fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let has = |part: &str| name.contains(part);
        if has("int") {
            Self::Integer
        } else if has("char") || has("clob") || has("text") {
            Self::Text
        } else if has("blob") || name.is_empty() {
            Self::Blob
        } else if has("real") || has("floa") || has("doub") {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}
