//! What a statement says, in words that belong to neither reader, so that two readings can be held against each other.
//!
//! Names are folded as PostgreSQL folds them. Types and expressions are texts in lower case without blanks: how they are
//! written is not what is compared, but what belongs to them and where they end.

/// One thing that a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    Table { name: String, if_not_exists: bool, temporary: bool, foreign: bool, of: Option<String> },
    Column(Column),
    Constraint(Constraint),
    Like { table: String, columns_before: usize },
    Inherits(String),
    PartitionedBy { method: String, keys: Vec<Key> },
    Index(Index),
    AlterTable { table: String, if_exists: bool, only: bool },
    Action(Action),
    Rename { from: String, to: String },
    Drop { kind: &'static str, names: Vec<String>, if_exists: bool, cascade: bool, concurrently: bool },
    Enumeration { name: String, labels: Vec<String> },
    OtherType { name: String },
    Domain { name: String, base: String, not_null: bool },
    Comment { table: String, column: Option<String>, text: Option<String> },
    Truncate { tables: Vec<String>, cascade: bool },
    Update { table: String, has_where: bool },
    Delete { table: String, has_where: bool },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    /// `counted`, `stored` or `virtual`.
    pub(super) generation: Option<&'static str>,
    pub(super) generated_as: Option<String>,
    pub(super) collation: Option<String>,
    /// As written, from the name to the last word that belongs to it.
    pub(super) text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    pub(super) not_valid: bool,
    pub(super) demand: Demand,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    PrimaryKey {
        keys: Vec<String>,
        include: Vec<String>,
    },
    Unique {
        keys: Vec<String>,
        include: Vec<String>,
        nulls_not_distinct: bool,
    },
    ForeignKey(ForeignKey),
    Check(String),
    Exclude,
    NotNull(String),
    UsingIndex {
        primary: bool,
        index: String,
    },
    /// An index of another dialect, which PostgreSQL does not have here.
    Index,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<String>,
    pub(super) parent: String,
    pub(super) parent_columns: Vec<String>,
    pub(super) on_delete: Option<&'static str>,
    pub(super) on_update: Option<&'static str>,
    pub(super) match_full: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) name: Option<String>,
    pub(super) table: String,
    pub(super) unique: bool,
    pub(super) concurrently: bool,
    pub(super) only: bool,
    pub(super) if_not_exists: bool,
    pub(super) method: Option<String>,
    pub(super) keys: Vec<Key>,
    pub(super) include: Vec<String>,
    pub(super) predicate: Option<String>,
    pub(super) nulls_not_distinct: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// A column, and not an expression.
    pub(super) is_column: bool,
    pub(super) text: String,
    pub(super) collation: Option<String>,
    pub(super) operator_class: Option<String>,
    pub(super) descending: bool,
    /// Where it is not what the order says anyway.
    pub(super) nulls_first: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// The column follows as a fact of its own.
    AddColumn {
        if_not_exists: bool,
    },
    /// The constraint follows as a fact of its own.
    AddConstraint,
    DropColumn {
        column: String,
        cascade: bool,
    },
    DropConstraint {
        name: String,
        cascade: bool,
    },
    RenameColumn {
        from: String,
        to: String,
    },
    RenameConstraint {
        from: String,
        to: String,
    },
    Type {
        column: String,
        data_type: String,
        collation: Option<String>,
        using: Option<String>,
    },
    SetNotNull(String),
    DropNotNull(String),
    SetDefault {
        column: String,
        default: String,
    },
    DropDefault(String),
    AddIdentity(String),
    DropGeneration(String),
    Validate(String),
    Attach(String),
    Detach(String),
    Inherit(String),
    NoInherit(String),
    SetSchema(String),
    /// Says nothing of columns, keys and indexes.
    Other,
    /// Of another dialect: PostgreSQL has none such.
    Foreign,
}

/// A text in lower case, without blanks and without parentheses around the whole.
pub(super) fn plain(text: &str) -> String {
    let mut plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase();
    while let Some(inner) = inside(&plain) {
        plain = inner.to_owned();
    }
    plain
}

/// What stands between the first and the last parenthesis, when they are a pair.
fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_usize;
    for letter in inner.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0).then_some(inner)
}

/// A type without what says nothing: `without time zone`, quotes, the lengths of arrays.
pub(super) fn plain_type(text: &str) -> String {
    let words = plain(text).replace('"', "").replace("withouttimezone", "");
    let mut plain = String::new();
    let mut depth = 0_usize;
    for letter in words.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let is_array = words.contains('[') || plain.ends_with("array") && plain != "array";
    let plain = plain.strip_suffix("array").filter(|name| !name.is_empty()).unwrap_or(&plain);
    if is_array { format!("{plain}[]") } else { plain.to_owned() }
}
