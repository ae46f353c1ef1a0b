//! What there is to say about a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::graph::{Edge, Graph};
use crate::ddl::{Expression, Generation, IndexFlavour, ReferentialAction};
use crate::schema::{Column, ForeignKey, IgnoredForeignKey, Index, Key, Origin, Parent, Schema, Table, quoted};

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableFacts {
    /// Its own name.
    pub name: String,
    /// Its schema, when it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the schema says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How it is divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<PartitionFacts>,
    /// The tables it is a partition of, or inherits from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<String>,
    /// Some of it is not known from the sources.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
    /// Columns in order.
    pub columns: Vec<ColumnFacts>,
    /// Indexes, those of keys included.
    pub indexes: Vec<IndexFacts>,
    /// What it refers to.
    pub relationships: Vec<RelationshipFacts>,
    /// What refers to it: `orders(customer_id)`.
    pub referenced_by: Vec<String>,
    /// Conditions of its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckFacts>,
    /// Columns, indexes and other parts that are not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<usize>,
}

/// How a table is divided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartitionFacts {
    /// `range (placed_at)`
    pub by: String,
    /// Number of partitions.
    pub count: usize,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// Its type as written.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The type below its domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Whether it takes null.
    pub nullable: bool,
    /// Default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// `identity`, `stored` or `virtual`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// What it is computed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What a change of the row sets it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_update: Option<String>,
    /// Collation, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Labels of its enumeration as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// What the schema says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What an index is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndexKind {
    /// Of the primary key.
    PrimaryKey,
    /// Of a unique constraint.
    UniqueConstraint,
    /// Unique.
    UniqueIndex,
    /// Any other.
    #[default]
    Index,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IndexFacts {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    pub kind: IndexKind,
    /// Its keys as a statement has them: `placed_at DESC`, `lower(email)`.
    pub keys: Vec<String>,
    /// Its method, unless it is a B-tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Columns that are carried along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The rows it holds.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Nulls count as equal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// The names of its columns, when it has no other keys.
    #[serde(skip)]
    pub columns: Vec<String>,
    /// It finds the rows of a foreign key.
    #[serde(skip)]
    pub serves_foreign_key: bool,
}

/// A reference to another table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelationshipFacts {
    /// Name of the foreign key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub parent: String,
    /// Its columns.
    pub parent_columns: Vec<String>,
    /// `cascade`, `set null`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<String>,
    /// Likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_update: Option<String>,
    /// `many orders to one customer`.
    pub cardinality: String,
    /// What is to be known beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A condition of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckFacts {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The condition.
    pub expression: String,
    /// The only column that it is about.
    #[serde(skip)]
    pub column: Option<String>,
}

/// How much is told of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most columns, indexes, relationships, …
    pub parts: usize,
    /// Longest text in characters.
    pub text: usize,
}

impl Bounds {
    /// What can be read.
    pub const READABLE: Self = Self { parts: 120, text: 400 };
    /// All of it.
    pub const NONE: Self = Self { parts: usize::MAX, text: usize::MAX };

    fn cut(self, text: &str) -> String {
        match text.char_indices().nth(self.text) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text.to_owned(),
        }
    }
}

/// Tells of the tables of a schema.
#[derive(Debug)]
pub struct Describer<'s> {
    schema: &'s Schema,
    graph: &'s Graph<'s>,
    bounds: Bounds,
    ignored: BTreeMap<&'s str, Vec<&'s IgnoredForeignKey>>,
}

/// The names of a table's columns by their keys.
type Names<'t> = BTreeMap<&'t str, &'t str>;

fn names(table: &Table) -> Names<'_> {
    table.columns.iter().map(|column| (column.key.as_str(), column.name.as_str())).collect()
}

fn shown<'k>(keys: impl IntoIterator<Item = &'k String>, names: &Names<'_>) -> Vec<String> {
    keys.into_iter().map(|key| (*names.get(key.as_str()).unwrap_or(&key.as_str())).to_owned()).collect()
}

impl<'s> Describer<'s> {
    /// For a schema and its graph.
    pub fn new(schema: &'s Schema, graph: &'s Graph<'s>, bounds: Bounds) -> Self {
        let mut ignored: BTreeMap<&str, Vec<&IgnoredForeignKey>> = BTreeMap::new();
        for key in &schema.ignored_foreign_keys {
            ignored.entry(key.table.as_str()).or_default().push(key);
        }
        Self { schema, graph, bounds, ignored }
    }

    /// All that there is to say about a table.
    pub fn table(&self, place: usize) -> TableFacts {
        let Some(table) = self.graph.tables.get(place).copied() else { return TableFacts::default() };
        let names = names(table);
        let most = self.bounds.parts;
        let ignored = self.ignored.get(table.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let edges: BTreeMap<usize, Edge> =
            self.graph.outgoing(place).filter_map(|(_, edge)| Some((edge.foreign_key?, edge))).collect();
        let kept = table.foreign_keys.iter().enumerate();
        let kept = kept.map(|(at, key)| self.relationship(table, &names, key, edges.get(&at)));
        let relationships: Vec<RelationshipFacts> =
            kept.chain(ignored.iter().map(|key| Self::not_kept(key))).take(most).collect();
        let referring: Vec<Edge> =
            self.graph.incoming(place).map(|(_, edge)| edge).filter(|edge| edge.foreign_key.is_some()).collect();
        let all = [
            table.columns.len(),
            table.indexes.len(),
            table.foreign_keys.len() + ignored.len(),
            referring.len(),
            table.checks.len(),
        ];
        let more: usize = all.iter().map(|parts| parts.saturating_sub(most)).sum();
        let parents = table.partition_of.iter().chain(&table.inherits);
        TableFacts {
            name: self.bounds.cut(&table.bare_name),
            schema: table.schema.as_deref().map(|schema| self.bounds.cut(schema)),
            comment: table.comment.as_deref().map(|comment| self.bounds.cut(comment)),
            partitions: self.partitions(table, &names),
            inherits: parents
                .map(|parent| self.graph.place(parent).map_or(parent.name.as_str(), |parent| self.graph.name(parent)))
                .map(ToOwned::to_owned)
                .collect(),
            incomplete: !table.is_whole(),
            columns: table.columns.iter().take(most).map(|column| self.column(column)).collect(),
            indexes: table.indexes.iter().take(most).map(|index| self.index(table, index, &names)).collect(),
            relationships,
            referenced_by: referring.into_iter().take(most).filter_map(|edge| self.referring(edge)).collect(),
            checks: table
                .checks
                .iter()
                .take(most)
                .map(|check| CheckFacts {
                    name: check.name.clone(),
                    expression: self.bounds.cut(&check.expression.text),
                    column: match check.columns.as_slice() {
                        [only] => shown([only], &names).pop(),
                        _ => None,
                    },
                })
                .collect(),
            more: (more > 0).then_some(more),
        }
    }

    fn partitions(&self, table: &Table, names: &Names<'_>) -> Option<PartitionFacts> {
        let by = table.options.partition_by.as_ref()?;
        let dialect = self.schema.dialect;
        let keys: Vec<String> = by
            .keys
            .iter()
            .map(|key| match &key.column {
                Some(column) => {
                    let key = column.key(dialect);
                    quoted(names.get(key.as_str()).unwrap_or(&key.as_str()), dialect)
                }
                None => key.expression.text.clone(),
            })
            .collect();
        let count = self.schema.partitions(table).count();
        let keys = if keys.is_empty() { String::new() } else { format!(" ({})", keys.join(", ")) };
        Some(PartitionFacts { by: self.bounds.cut(&format!("{}{keys}", by.method)), count })
    }

    fn column(&self, column: &Column) -> ColumnFacts {
        let text =
            |expression: &Option<Expression>| expression.as_ref().map(|expression| self.bounds.cut(&expression.text));
        let generated = column.generation.map(|generation| match generation {
            Generation::Counted => "identity",
            Generation::Stored => "stored",
            Generation::Virtual => "virtual",
        });
        let values = self.schema.labels(column);
        ColumnFacts {
            name: self.bounds.cut(&column.name),
            data_type: column
                .data_type
                .as_ref()
                .map(|data_type| self.bounds.cut(&data_type.shown()))
                .unwrap_or_default(),
            base: self.schema.domain_base(column).map(|base| self.bounds.cut(&base.shown())),
            nullable: !self.schema.is_not_null(column),
            default: text(&column.default),
            generated: generated.map(ToOwned::to_owned),
            expression: text(&column.generated_as),
            on_update: text(&column.on_update),
            collation: column.collation.clone(),
            values: values.iter().take(self.bounds.parts).map(|label| self.bounds.cut(label)).collect(),
            comment: column.comment.as_deref().map(|comment| self.bounds.cut(comment)),
        }
    }

    fn index(&self, table: &Table, index: &Index, names: &Names<'_>) -> IndexFacts {
        let columns = index.column_keys();
        let method = match index.flavour {
            IndexFlavour::Plain => Some(index.method.as_str()).filter(|method| *method != "btree"),
            IndexFlavour::Clustered => Some("clustered"),
            IndexFlavour::ClusteredColumnstore => Some("clustered columnstore"),
            IndexFlavour::FullText => Some("fulltext"),
            IndexFlavour::Spatial => Some("spatial"),
            IndexFlavour::Other => Some("columnstore or xml"),
        };
        IndexFacts {
            name: index.name.as_deref().map(|name| self.bounds.cut(name)),
            kind: match index.origin {
                Origin::PrimaryKey => IndexKind::PrimaryKey,
                Origin::Unique => IndexKind::UniqueConstraint,
                Origin::Index if index.unique => IndexKind::UniqueIndex,
                Origin::Index => IndexKind::Index,
            },
            keys: index.keys.iter().take(self.bounds.parts).map(|key| self.key(key, names)).collect(),
            method: method.map(ToOwned::to_owned),
            include: shown(&index.include, names),
            predicate: index.predicate.as_ref().map(|predicate| self.bounds.cut(&predicate.text)),
            nulls_not_distinct: index.nulls_not_distinct,
            serves_foreign_key: table
                .foreign_keys
                .iter()
                .take(self.bounds.parts.min(Bounds::READABLE.parts))
                .any(|key| index.begins_with(&key.columns)),
            columns: if columns.len() == index.keys.len() { shown(&columns, names) } else { Vec::new() },
        }
    }

    /// One key as a statement has it.
    fn key(&self, key: &Key, names: &Names<'_>) -> String {
        let dialect = self.schema.dialect;
        let mut text = match &key.column {
            Some(column) => quoted(names.get(column.as_str()).unwrap_or(&column.as_str()), dialect),
            None if is_call(&key.text.0) => key.text.0.clone(),
            None => format!("({})", key.text.0),
        };
        if let Some(prefix) = key.prefix {
            let _ = write!(text, "({prefix})");
        }
        if let Some(collation) = &key.collation {
            let _ = write!(text, " COLLATE {}", quoted(collation, dialect));
        }
        if let Some(class) = &key.operator_class {
            let _ = write!(text, " {}", class.replace(" . ", ".").replace(" ( ", "(").replace(" )", ")"));
        }
        if key.descending {
            text.push_str(" DESC");
        }
        match key.nulls_first {
            Some(true) => text.push_str(" NULLS FIRST"),
            Some(false) => text.push_str(" NULLS LAST"),
            None => {}
        }
        self.bounds.cut(&text)
    }

    fn relationship(
        &self,
        table: &Table,
        names: &Names<'_>,
        key: &ForeignKey,
        edge: Option<&Edge>,
    ) -> RelationshipFacts {
        let (parent_columns, note) = match self.schema.parent(key) {
            Parent::Found { table, columns } => (shown(&columns, &self::names(table)), None),
            Parent::WithoutPrimaryKey { .. } => (Vec::new(), Some("the parent has no primary key")),
            Parent::Missing => (key.parent_columns.clone(), Some("the parent is not in the schema")),
        };
        let note = note.or(key.not_valid.then_some("rows that were there were not checked"));
        let parent = self.schema.table(&key.parent);
        let many = if edge.is_some_and(|edge| edge.unique) { "at most one" } else { "many" };
        let one = if edge.is_some_and(|edge| edge.optional) { "at most one" } else { "one" };
        let parent_name = parent.map_or(key.parent.name.as_str(), |parent| parent.bare_name.as_str());
        let cardinality = if edge.is_some() {
            self.bounds.cut(&format!("{many} {} to {one} {parent_name}", table.bare_name))
        } else {
            String::new()
        };
        RelationshipFacts {
            name: key.name.clone(),
            columns: shown(&key.columns, names),
            parent: parent.map_or_else(|| key.parent.name.clone(), |parent| parent.name.clone()),
            parent_columns,
            on_delete: key.on_delete.map(words),
            on_update: key.on_update.map(words),
            cardinality,
            note: note.map(ToOwned::to_owned),
        }
    }

    fn not_kept(key: &IgnoredForeignKey) -> RelationshipFacts {
        RelationshipFacts {
            columns: key.columns.clone(),
            parent: key.parent.clone(),
            note: Some(format!("not kept: {}", key.reason)),
            ..RelationshipFacts::default()
        }
    }

    fn referring(&self, edge: Edge) -> Option<String> {
        let (table, key) = self.graph.foreign_key(edge)?;
        Some(self.bounds.cut(&table.subject(&key.columns)))
    }

    /// The foreign key of an edge: `orders(customer_id) -> customer(id)`.
    pub fn reference(&self, edge: Edge) -> String {
        let Some((table, key)) = self.graph.foreign_key(edge) else {
            return format!("{} inherits {}", self.graph.name(edge.child), self.graph.name(edge.parent));
        };
        let facts = self.relationship(table, &names(table), key, None);
        let columns = facts.parent_columns.join(", ");
        self.bounds.cut(&format!("{}({}) -> {}({columns})", table.name, facts.columns.join(", "), facts.parent))
    }
}

/// `lower(email)`, which needs no parentheses around it.
fn is_call(text: &str) -> bool {
    let Some(open) = text.find('(') else { return false };
    let name = text.get(..open).unwrap_or_default();
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
        return false;
    }
    let mut depth = 0_usize;
    let mut in_string = false;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'\'' => in_string = !in_string,
            _ if in_string => {}
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == text.len();
                }
            }
            _ => {}
        }
    }
    false
}

fn words(action: ReferentialAction) -> String {
    let words = match action {
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::NoAction => "no action",
    };
    words.to_owned()
}
