//! `ALTER TABLE`.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::change::{AddConstraint, AlterTable, ObjectKind, RenameTable, SchemaChange};
use super::column::ColumnDefinition;
use super::constraint::{self, ConstraintKind};
use super::cursor::{Cursor, Expression};
use super::data_type::DataType;
use super::name::{Name, QualifiedName};
use super::table::TableOptions;
use super::{Reading, actions};
use crate::dialect::Dialect;

/// One action of an `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The new column.
        column: ColumnDefinition,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `ADD CONSTRAINT`, `ADD PRIMARY KEY`, `ADD INDEX`, …
    AddConstraint(AddConstraint),
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        column: Name,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `DROP CONSTRAINT`, `DROP FOREIGN KEY`, `DROP CHECK`.
    DropConstraint {
        /// Its name.
        name: Name,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `DROP PRIMARY KEY`.
    DropPrimaryKey,
    /// `DROP INDEX` or `DROP KEY` of MySQL.
    DropIndex(Name),
    /// `RENAME COLUMN`.
    RenameColumn {
        /// Its name until then.
        from: Name,
        /// Its name from then on.
        to: Name,
    },
    /// `RENAME CONSTRAINT` and `RENAME INDEX`.
    RenameConstraint {
        /// Its name until then.
        from: Name,
        /// Its name from then on.
        to: Name,
    },
    /// `ALTER COLUMN … TYPE`.
    AlterType {
        /// The column.
        column: Name,
        /// The new type.
        data_type: DataType,
        /// Collation, where one is given.
        collation: Option<String>,
        /// `USING …`: how the values that are there are converted.
        using: Option<Expression>,
    },
    /// `ALTER COLUMN … SET NOT NULL`.
    SetNotNull(Name),
    /// `ALTER COLUMN … DROP NOT NULL`.
    DropNotNull(Name),
    /// `ALTER COLUMN … SET DEFAULT`.
    SetDefault {
        /// The column.
        column: Name,
        /// The default.
        default: Expression,
    },
    /// `ALTER COLUMN … DROP DEFAULT`.
    DropDefault(Name),
    /// `ALTER COLUMN … ADD GENERATED … AS IDENTITY`.
    AddIdentity(Name),
    /// `ALTER COLUMN … DROP IDENTITY` or `DROP EXPRESSION`: from then on its values are written.
    DropGeneration(Name),
    /// MySQL's `MODIFY` and `CHANGE`, and SQL Server's `ALTER COLUMN`: the column is defined anew.
    Redefine {
        /// Its name until then.
        column: Name,
        /// What it is from then on.
        definition: ColumnDefinition,
        /// Only type and nullability are said (SQL Server).
        keeps_rest: bool,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Name),
    /// `ATTACH PARTITION`.
    AttachPartition(QualifiedName),
    /// `DETACH PARTITION`.
    DetachPartition(QualifiedName),
    /// `INHERIT`.
    Inherit(QualifiedName),
    /// `NO INHERIT`.
    NoInherit(QualifiedName),
    /// `SET SCHEMA`.
    SetSchema(Name),
    /// `ENGINE = …`.
    SetEngine(String),
    /// Other options of a table: MySQL's `ROW_FORMAT`, `AUTO_INCREMENT`, the default character set and the like, and SQL
    /// Server's `SET (…)`.
    SetOptions {
        /// What is said; the rest stays.
        options: TableOptions,
        /// `CONVERT TO CHARACTER SET`: the columns with it.
        convert: bool,
    },
    /// SQL Server's `[WITH CHECK] CHECK CONSTRAINT …` and `NOCHECK CONSTRAINT …`.
    CheckConstraint {
        /// The constraints; none: all of the table.
        names: Vec<Name>,
        /// `CHECK`: rows are checked from here on.
        enabled: bool,
        /// `WITH CHECK`: the rows that are there are checked now.
        validated: bool,
    },
    /// Any other action, with its text: of no consequence for tables, columns, keys and indexes.
    Other {
        /// The first words in lower case.
        words: String,
        /// Where it stands.
        bytes: Range<usize>,
    },
}

/// Reads what follows `ALTER TABLE`.
pub(super) fn read(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let if_exists = cursor.if_exists();
    let only = cursor.eat("only");
    let Some(table) = cursor.qualified() else {
        reading.gaps.push(cursor.not_understood("the name of this table was not understood"));
        return;
    };
    cursor.eat_lexeme(&Lexeme::Mul);
    let mut not_checked = false;
    let mut checked = false;
    if cursor.dialect() == Dialect::MsSql && cursor.eat("with") {
        not_checked = cursor.eat("nocheck");
        checked = cursor.eat("check");
    }
    let bytes = cursor.statement_bytes();
    let rest = cursor.rest();
    if rest.are(&["rename"]) && !is_rename_inside(&rest) {
        let mut rename = rest.clone();
        rename.advance();
        if rename.eat_any(&["to", "as"]) || cursor.dialect().is_mysql_family() {
            // MySQL lets the new name be in another database, which is dropped here.
            if let Some(to) = rename.qualified() {
                let to = to.name;
                reading.changes.push(SchemaChange::Rename(RenameTable {
                    kind: ObjectKind::Table,
                    from: table,
                    to,
                    bytes,
                }));
                return;
            }
        }
    }
    let mut alter = AlterTable { table, if_exists, only, actions: Vec::new(), bytes };
    if cursor.dialect() == Dialect::MsSql
        && let Some(action) = check_constraint(&rest, checked)
    {
        alter.actions.push(action);
        reading.changes.push(SchemaChange::AlterTable(alter));
        return;
    }
    if cursor.dialect().is_mysql_family() && actions::is_list(&rest) {
        alter.actions.push(AlterAction::Other { words: first_words(&rest), bytes: rest.bytes() });
        reading.changes.push(SchemaChange::AlterTable(alter));
        return;
    }
    let transact = cursor.dialect() == Dialect::MsSql;
    let mut adding = false;
    let mut dropping = false;
    for mut element in rest.elements() {
        let continues = transact && !begins_action(&element);
        if continues && adding {
            alter.add(&mut element, not_checked, reading);
        } else if continues && dropping {
            alter.dropped(&mut element, reading);
        } else {
            adding = element.is("add");
            dropping = element.is("drop");
            alter.action(&mut element, not_checked, reading);
        }
    }
    reading.changes.push(SchemaChange::AlterTable(alter));
}

/// `CHECK CONSTRAINT a, b` and `NOCHECK CONSTRAINT ALL`.
fn check_constraint(cursor: &Cursor<'_>, validated: bool) -> Option<AlterAction> {
    let mut cursor = cursor.clone();
    let enabled = cursor.eat("check");
    if !(enabled || cursor.eat("nocheck")) || !cursor.eat("constraint") {
        return None;
    }
    let all = cursor.eat("all");
    let names = cursor.rest().elements().iter_mut().filter_map(Cursor::name).collect();
    let names = if all { Vec::new() } else { names };
    Some(AlterAction::CheckConstraint { names, enabled, validated: enabled && validated })
}

fn is_rename_inside(cursor: &Cursor<'_>) -> bool {
    let is = |keyword: &str| cursor.peek_at(1).is_some_and(|token| token.is(keyword));
    // `RENAME COLUMN a TO b`, `RENAME a TO b`; but `RENAME TO b`.
    is("column") || is("constraint") || is("index") || is("key") || {
        let third = cursor.peek_at(2).is_some_and(|token| token.is("to"));
        third && !is("to")
    }
}

fn begins_action(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["add", "drop", "alter"])
}

impl AlterTable {
    fn push_constraint(&mut self, mut constraint: super::constraint::Constraint, not_checked: bool) {
        constraint.not_valid |= not_checked;
        self.actions.push(AlterAction::AddConstraint(AddConstraint { constraint, if_not_exists: false }));
    }

    /// What follows `ADD`.
    fn add(&mut self, cursor: &mut Cursor<'_>, not_checked: bool, reading: &mut Reading) {
        if cursor.dialect().is_mysql_family() && cursor.eat("partition") {
            return;
        }
        // SQL Server: `ADD CONSTRAINT df DEFAULT (0) FOR paid`.
        if cursor.dialect() == Dialect::MsSql && adds_default(cursor) {
            self.add_default(cursor);
            return;
        }
        if constraint::begins(cursor) && !cursor.is("column") {
            match constraint::read(cursor) {
                Some(constraint) => self.push_constraint(constraint, not_checked),
                None => reading.gaps.push(cursor.not_understood("this constraint was not understood")),
            }
            if !cursor.done() {
                reading.gaps.push(cursor.not_understood("this part of a constraint was not understood"));
            }
            return;
        }
        cursor.eat("column");
        let if_not_exists = cursor.if_not_exists();
        if cursor.dialect().is_mysql_family()
            && let Some(inner) = cursor.parenthesised()
        {
            for mut element in inner.elements() {
                self.add(&mut element, not_checked, reading);
            }
            return;
        }
        match ColumnDefinition::read(cursor, &mut reading.gaps) {
            Some(column) => self.actions.push(AlterAction::AddColumn { column, if_not_exists }),
            None => reading.gaps.push(cursor.not_understood("this column was not understood")),
        }
    }

    fn add_default(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat("constraint") {
            let _ = cursor.name();
        }
        cursor.eat("default");
        let default = cursor.expression(|cursor| cursor.is("for"));
        if cursor.eat("for")
            && let Some(column) = cursor.name()
        {
            self.actions.push(AlterAction::SetDefault { column, default });
        }
    }

    fn action(&mut self, cursor: &mut Cursor<'_>, not_checked: bool, reading: &mut Reading) {
        let bytes = cursor.bytes();
        let words = first_words(cursor);
        let start = cursor.clone();
        // `INDEX`, `KEY` and `PARTITION` are names of columns elsewhere.
        let mysql = cursor.dialect().is_mysql_family();
        let action = if cursor.eat("add") {
            self.add(cursor, not_checked, reading);
            return;
        } else if cursor.eat("drop") {
            self.dropped(cursor, reading);
            return;
        } else if cursor.is("alter")
            && !cursor.are(&["alter", "constraint"])
            && !(mysql && cursor.are(&["alter", "index"]))
        {
            cursor.advance();
            cursor.eat("column");
            cursor.if_exists();
            cursor.name().and_then(|column| altered(column, cursor, reading))
        } else if cursor.eat_any(&["modify", "change"]) {
            let change = cursor.previous().is_some_and(|token| token.is("change"));
            cursor.eat("column");
            cursor.if_exists();
            let own = cursor.peek().and_then(|_| cursor.clone().name());
            if change {
                let _ = cursor.name();
            }
            let definition = ColumnDefinition::read(cursor, &mut reading.gaps);
            own.zip(definition).map(|(column, definition)| AlterAction::Redefine {
                column,
                definition,
                keeps_rest: false,
            })
        } else if cursor.eat("rename") {
            let constraint = cursor.eat("constraint") || mysql && cursor.eat_any(&["index", "key"]);
            cursor.eat("column");
            let from = cursor.name();
            cursor.eat("to");
            from.zip(cursor.name()).map(|(from, to)| {
                if constraint {
                    AlterAction::RenameConstraint { from, to }
                } else {
                    AlterAction::RenameColumn { from, to }
                }
            })
        } else if cursor.eat_all(&["validate", "constraint"]) {
            cursor.name().map(AlterAction::ValidateConstraint)
        } else if cursor.eat_all(&["attach", "partition"]) {
            cursor.qualified().map(AlterAction::AttachPartition)
        } else if cursor.eat_all(&["detach", "partition"]) {
            cursor.qualified().map(AlterAction::DetachPartition)
        } else if cursor.eat("inherit") {
            cursor.qualified().map(AlterAction::Inherit)
        } else if cursor.eat_all(&["no", "inherit"]) {
            cursor.qualified().map(AlterAction::NoInherit)
        } else if cursor.eat_all(&["set", "schema"]) {
            cursor.name().map(AlterAction::SetSchema)
        } else if cursor.dialect().is_mysql_family() {
            self.options(cursor)
        } else if cursor.dialect() == Dialect::MsSql && cursor.eat("set") {
            let mut options = TableOptions::default();
            options.in_parentheses(cursor);
            (options != TableOptions::default()).then_some(AlterAction::SetOptions { options, convert: false })
        } else {
            None
        };
        let Some(action) = action else {
            if !actions::is_known(&start) {
                reading.gaps.push(start.not_understood("this action of an ALTER TABLE was not understood"));
            }
            self.actions.push(AlterAction::Other { words, bytes });
            return;
        };
        actions::finish(&action, cursor, reading);
        self.actions.push(action);
    }

    /// MySQL's options of a table, of which several may stand without a comma.
    fn options(&mut self, cursor: &mut Cursor<'_>) -> Option<AlterAction> {
        let convert = cursor.eat_all(&["convert", "to"]);
        let mut options = TableOptions::default();
        let mut any = false;
        while !cursor.done() {
            if options.eat(cursor) {
                any = true;
            } else if !cursor.eat("default") {
                break;
            }
        }
        if !any {
            return None;
        }
        let engine = options.engine.take().map(AlterAction::SetEngine);
        if options == TableOptions::default() {
            return engine;
        }
        self.actions.extend(engine);
        Some(AlterAction::SetOptions { options, convert })
    }

    /// SQL Server's `DROP name`, which means a constraint, and `name` behind a comma, which means what stands before it.
    fn drops_constraint(&self, cursor: &Cursor<'_>) -> bool {
        if cursor.dialect() != Dialect::MsSql || cursor.is_any(&["column", "partition", "period", "system"]) {
            return false;
        }
        let behind_comma = cursor.previous().is_none();
        !(behind_comma && matches!(self.actions.last(), Some(AlterAction::DropColumn { .. })))
    }

    /// What follows `DROP`. SQL Server drops several constraints with one word.
    fn dropped(&mut self, cursor: &mut Cursor<'_>, reading: &mut Reading) {
        let start = cursor.clone();
        let bytes = cursor.bytes();
        let words = format!("drop {}", first_words(cursor));
        let cascade = |cursor: &mut Cursor<'_>| cursor.eat("cascade");
        let is_partition = cursor.dialect().is_mysql_family() && cursor.is("partition");
        let action = if cursor.eat_all(&["primary", "key"]) {
            Some(AlterAction::DropPrimaryKey)
        } else if cursor.eat_all(&["foreign", "key"]) || cursor.eat_any(&["constraint", "check"]) {
            cursor.if_exists();
            cursor.name().map(|name| AlterAction::DropConstraint { name, cascade: cascade(cursor) })
        } else if cursor.dialect().is_mysql_family() && cursor.eat_any(&["index", "key"]) {
            cursor.if_exists();
            cursor.name().map(AlterAction::DropIndex)
        } else if self.drops_constraint(cursor) {
            cursor.if_exists();
            cursor.name().map(|name| AlterAction::DropConstraint { name, cascade: false })
        } else if is_partition || cursor.are(&["period", "for"]) || cursor.are(&["system", "versioning"]) {
            None
        } else {
            cursor.eat("column");
            cursor.if_exists();
            cursor.name().map(|column| AlterAction::DropColumn { column, cascade: cascade(cursor) })
        };
        let Some(action) = action else {
            if !is_partition && !start.is_any(&["period", "system"]) {
                reading.gaps.push(start.not_understood("what is dropped here was not understood"));
            }
            self.actions.push(AlterAction::Other { words, bytes });
            return;
        };
        actions::finish(&action, cursor, reading);
        self.actions.push(action);
    }
}

fn adds_default(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if ahead.eat("constraint") {
        let _ = ahead.name();
    }
    ahead.is("default")
}

fn first_words(cursor: &Cursor<'_>) -> String {
    const WORDS: usize = 3;
    let words: Vec<String> = (0..WORDS)
        .map_while(|ahead| cursor.peek_at(ahead).and_then(|token| token.keyword()))
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// What follows `ALTER COLUMN name`.
fn altered(column: Name, cursor: &mut Cursor<'_>, reading: &mut Reading) -> Option<AlterAction> {
    if cursor.eat_all(&["set", "not", "null"]) {
        return Some(AlterAction::SetNotNull(column));
    }
    if cursor.eat_all(&["drop", "not", "null"]) {
        return Some(AlterAction::DropNotNull(column));
    }
    if cursor.eat_all(&["set", "default"]) {
        let default = cursor.expression(|_| false);
        return Some(AlterAction::SetDefault { column, default });
    }
    if cursor.eat_all(&["drop", "default"]) {
        return Some(AlterAction::DropDefault(column));
    }
    if cursor.eat_all(&["drop", "identity"]) || cursor.eat_all(&["drop", "expression"]) {
        cursor.if_exists();
        return Some(AlterAction::DropGeneration(column));
    }
    if cursor.eat_all(&["add", "generated"]) {
        while !cursor.done() {
            cursor.skip_one();
        }
        return Some(AlterAction::AddIdentity(column));
    }
    if cursor.eat_all(&["set", "data", "type"]) || cursor.eat("type") {
        let data_type = DataType::read(cursor)?;
        let collation = if cursor.eat("collate") { cursor.qualified().map(|name| name.name.text) } else { None };
        let using = if cursor.eat("using") { Some(cursor.expression(|_| false)) } else { None };
        return Some(AlterAction::AlterType { column, data_type, collation, using });
    }
    // libSQL defines a column of SQLite anew.
    if cursor.dialect() == Dialect::Sqlite && cursor.eat("to") {
        let definition = ColumnDefinition::read(cursor, &mut reading.gaps)?;
        return Some(AlterAction::Redefine { column, definition, keeps_rest: false });
    }
    if cursor.dialect() == Dialect::MsSql && !cursor.is_any(&["add", "drop", "set"]) {
        let start = column.bytes.start;
        let data_type = DataType::read(cursor)?;
        let mut definition = ColumnDefinition {
            name: column.clone(),
            data_type: Some(data_type),
            not_null: false,
            default: None,
            default_named: false,
            generation: None,
            generated_as: None,
            on_update: None,
            collation: None,
            comment: None,
            srid: None,
            constraints: Vec::new(),
            bytes: start..start,
        };
        definition.finish(cursor, reading);
        return Some(AlterAction::Redefine { column, definition, keeps_rest: true });
    }
    None
}

/// Whether an action adds a constraint that makes an index: for readers that only ask this.
impl AddConstraint {
    /// A primary key or a unique constraint.
    pub fn is_key(&self) -> bool {
        matches!(self.constraint.kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. })
    }
}
