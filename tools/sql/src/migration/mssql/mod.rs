//! The effects of a statement on the tables of SQL Server, 2016 to 2025.
//!
//! Source: Microsoft Learn. "ALTER TABLE", remarks, "Locks and ALTER TABLE": every one takes a schema modification lock
//! (Sch-M), which keeps queries out too; "CREATE INDEX", option `ONLINE`: what an index locks, online and offline; "ALTER
//! TABLE", "Add NOT NULL columns as an online operation": which new columns are written into the rows. The locks hold until
//! the transaction ends. Which edition runs is not known from files, and some of this hangs on it: the texts say so.

mod column;
mod dependents;
mod flow;
mod kind;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;
use sqlparser::tokenizer::Token as Lexeme;

pub use dependents::Refused;
pub(super) use flow::{Flow, divides, wrapping};
pub use flow::{Place, Transacts};
pub(in crate::migration) use statements::{inserted_into, name_at, selected_into};

pub(in crate::migration) use super::mysql::assigned_columns;

use super::effect::{Detail, Effect, Touched};
use super::locks::{Cost, Lock, Operation, Work};
use super::reader::Reader;
use crate::ddl::{
    AlterAction, AlterTable, Constraint, ConstraintKind, CreateIndex, DataChange, Expression, IndexFlavour, Name,
    QualifiedName, SchemaChange,
};
use crate::schema::Table;
use crate::statement::{Statement, Token};

/// What hangs on the edition when a column with a constant is added.
pub(in crate::migration) const EDITION: &str =
    "on Enterprise and Developer edition and in Azure SQL only the catalog changes";

/// What an offline change of a table holds, and what it does meanwhile.
const fn modifies(work: Work) -> Cost {
    Cost { own: Lock::AccessExclusive, other: Lock::AccessExclusive, work }
}

/// What an online one holds most of the time.
const ONLINE: Cost = Cost { own: Lock::RowShare, other: Lock::None, work: Work::None };

/// Everything that the actions of one statement lean on.
struct On<'s> {
    table: Touched,
    known: Option<&'s Table>,
    statement: &'s Statement,
    tokens: &'s [Token],
    online: bool,
}

impl On<'_> {
    fn effect(&self, operation: Operation, work: Work, bytes: std::ops::Range<usize>) -> Effect {
        let mut effect = Effect::new(operation, self.table.clone(), bytes);
        effect.cost = Some(modifies(work));
        effect
    }

    /// The tokens of a part of the statement.
    fn inside(&self, bytes: &std::ops::Range<usize>) -> &[Token] {
        let start = self.tokens.partition_point(|token| token.bytes.start < bytes.start);
        let end = self.tokens.partition_point(|token| token.bytes.end <= bytes.end);
        self.tokens.get(start..end).unwrap_or_default()
    }
}

impl Reader<'_> {
    /// The effects of a change of SQL Server.
    pub(super) fn transact_effects(&mut self, change: &SchemaChange, statement: &Statement) -> Vec<Effect> {
        let tokens = statement.tokens().tokens;
        match change {
            SchemaChange::AlterTable(alter) => {
                let table = self.transact_touched(&alter.table);
                let known = self.schema.named(&alter.table);
                let on = On { table, known, statement, tokens: &tokens, online: says_online(&tokens) };
                self.transact_altered(&on, alter)
            }
            SchemaChange::CreateIndex(index) => {
                let table = self.transact_touched(&index.table);
                let known = self.schema.named(&index.table);
                let on = On { table, known, statement, tokens: &tokens, online: says_online(&tokens) };
                self.transact_index(&on, index)
            }
            SchemaChange::Drop(drop) => self.transact_dropped(drop, statement, &tokens),
            SchemaChange::Rename(rename) => self.transact_renamed(rename, statement),
            SchemaChange::Truncate { tables, partial, .. } => self.transact_emptied(tables, *partial, statement),
            SchemaChange::Update(data) => {
                self.note_filled(change, &tokens);
                self.transact_rows(Operation::Update, data, &tokens)
            }
            SchemaChange::Delete(data) => self.transact_rows(Operation::Delete, data, &tokens),
            SchemaChange::CreateTable(_) => {
                let mut effects = self.shared_effects(change, statement);
                for effect in &mut effects {
                    effect.cost = Some(Cost { own: Lock::None, ..modifies(Work::None) });
                }
                effects
            }
            SchemaChange::AlterObject(object) => self.transact_object(object, statement, &tokens),
            _ => Vec::new(),
        }
    }

    /// Notes what a statement of SQL Server that is put together as it runs may drop.
    pub(super) fn note_program(&mut self, statement: &Statement) {
        let text = statement.text();
        let first = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let defines = ["create", "alter", "drop"].iter().any(|word| first.eq_ignore_ascii_case(word));
        if !defines && !statement.is_rows() {
            self.state.loosen(text);
        }
    }

    /// Notes the table that a `SELECT … INTO` makes.
    pub(super) fn note_selected(&mut self, statement: &Statement) {
        if statement.is_rows() {
            return;
        }
        if let Some(made) = selected_into(&statement.tokens().tokens) {
            let key = self.schema.key_of(&made);
            self.state.make(key);
        }
    }

    /// A table by its name. A temporary one, or a variable, is nobody else's.
    fn transact_touched(&self, name: &QualifiedName) -> Touched {
        let mut touched = self.touched(name);
        touched.new |= name.name.text.starts_with(['#', '@']);
        touched
    }

    fn transact_rows(&self, operation: Operation, change: &DataChange, tokens: &[Token]) -> Vec<Effect> {
        let Some(name) = &change.table else { return Vec::new() };
        let meant = statements::aliased(name, tokens).unwrap_or_else(|| name.clone());
        // The name of a `WITH` is one of rows that were chosen.
        if tokens.first().is_some_and(|token| token.is("with")) && statements::is_common(name, tokens) {
            return Vec::new();
        }
        let mut effect = Effect::new(operation, self.transact_touched(&meant), change.bytes.clone());
        effect.every_row = !change.has_where;
        vec![effect]
    }

    fn transact_altered(&self, on: &On<'_>, alter: &AlterTable) -> Vec<Effect> {
        let mut effects = Vec::new();
        // `ADD paid bit NOT NULL, CONSTRAINT unpaid DEFAULT 0 FOR paid`
        let mut defaults: BTreeMap<String, &Expression> = BTreeMap::new();
        for action in &alter.actions {
            if let AlterAction::SetDefault { column, default } = action {
                defaults.insert(column.key(self.dialect()), default);
            }
        }
        // The constraints that go before, as compared.
        let mut gone: BTreeSet<String> = BTreeSet::new();
        for action in &alter.actions {
            // Only a condition before the statement says so: what is not there is not changed, what is there not made.
            if alter.if_exists && self.is_moot(on, action) {
                continue;
            }
            effects.extend(self.transact_action(on, action, &gone, &defaults));
            if let AlterAction::DropConstraint { name, .. } = action {
                gone.insert(name.key(self.dialect()));
            }
        }
        // Columns that come without a value have none that could refer to nothing; whether rows are read all the same is not
        // told in the manual.
        let empty: BTreeSet<String> = effects
            .iter()
            .filter(|effect| effect.operation == Operation::AddColumn && effect.note.is_none())
            .flat_map(|effect| effect.columns.iter().cloned())
            .collect();
        for effect in &mut effects {
            if effect.operation == Operation::AddForeignKey && effect.columns.iter().all(|own| empty.contains(own)) {
                effect.cost = Some(modifies(Work::None));
            }
        }
        effects
    }

    /// Whether a condition keeps an action from being done, as far as the schema is known.
    fn is_moot(&self, on: &On<'_>, action: &AlterAction) -> bool {
        let dialect = self.dialect();
        let Some(table) = on.known else { return false };
        let lacks = |column: &Name| table.is_whole() && table.column(&column.key(dialect)).is_none();
        match action {
            AlterAction::AddColumn { column, .. } => table.column(&column.name.key(dialect)).is_some(),
            AlterAction::DropColumn { column, .. } | AlterAction::Redefine { column, .. } => lacks(column),
            AlterAction::RenameColumn { from, .. } => lacks(from),
            AlterAction::AddConstraint(added) => added.constraint.name.as_ref().is_some_and(|name| {
                let key = name.key(dialect);
                let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
                table.foreign_keys.iter().any(|known| is_it(&known.name))
                    || table.indexes.iter().any(|known| is_it(&known.name))
                    || table.checks.iter().any(|known| is_it(&known.name))
            }),
            _ => false,
        }
    }

    fn transact_action(
        &self,
        on: &On<'_>,
        action: &AlterAction,
        gone: &BTreeSet<String>,
        defaults: &BTreeMap<String, &Expression>,
    ) -> Vec<Effect> {
        let dialect = self.dialect();
        let whole = on.statement.bytes();
        let column = |name: &Name| on.known.and_then(|table| table.column(&name.key(dialect)));
        let named = |operation, name: &Name| {
            let mut effect = on.effect(operation, Work::None, name.bytes.clone());
            effect.columns = vec![name.shown(dialect)];
            effect
        };
        match action {
            AlterAction::AddColumn { column: added, .. } => self.transact_column(on, added, defaults),
            AlterAction::AddConstraint(added) => vec![self.transact_constraint(on, &added.constraint, None)],
            AlterAction::DropColumn { column: name, .. } => {
                let mut effect = named(Operation::DropColumn, name);
                effect.refused = on
                    .known
                    .zip(column(name))
                    .and_then(|(table, column)| self.against_drop(table, column, gone))
                    .map(Box::new);
                vec![effect]
            }
            AlterAction::DropConstraint { name, .. } => vec![self.transact_dropped_constraint(on, name)],
            AlterAction::RenameColumn { from, to } => {
                let mut effect = named(Operation::RenameColumn, from);
                effect.detail = Detail::Text(to.shown(dialect));
                vec![effect]
            }
            AlterAction::RenameConstraint { from, .. } => {
                vec![on.effect(Operation::RenameConstraint, Work::None, from.bytes.clone())]
            }
            AlterAction::SetDefault { column, .. } | AlterAction::DropDefault(column) => {
                vec![named(Operation::ChangeDefault, column)]
            }
            AlterAction::Redefine { column: name, definition, .. } => {
                vec![self.transact_redefined(on, name, column(name), definition)]
            }
            AlterAction::CheckConstraint { enabled, validated, .. } => {
                let work = if *validated { Work::Scan } else { Work::None };
                let operation = if *validated { Operation::ValidateConstraint } else { Operation::AlterTable };
                let mut effect = on.effect(operation, work, whole);
                effect.said = Some(match (enabled, validated) {
                    (true, true) => "checks every row against a constraint",
                    (true, false) => "switches a constraint on without checking rows",
                    _ => "switches a constraint off",
                });
                vec![effect]
            }
            AlterAction::Other { bytes, words } => vec![self.transact_other(on, words, bytes)],
            _ => vec![on.effect(Operation::AlterTable, Work::None, whole)],
        }
    }

    /// `SWITCH PARTITION`, `REBUILD` and what else only `ALTER TABLE` of SQL Server has.
    fn transact_other(&self, on: &On<'_>, words: &str, bytes: &std::ops::Range<usize>) -> Effect {
        if words.starts_with("rebuild") {
            let mut effect = on.effect(Operation::RewriteTable, Work::Rewrite, bytes.clone());
            if on.online {
                effect.cost = Some(ONLINE);
            }
            return effect;
        }
        let mut effect = on.effect(Operation::AlterTable, Work::None, bytes.clone());
        if words.starts_with("switch") {
            effect.said = Some("switches a partition to another table");
            let tokens: Vec<&Token> = on.inside(bytes).iter().collect();
            let to = tokens.iter().position(|token| token.is("to"));
            let target = to.and_then(|to| statements::name_at(&tokens, to + 1));
            effect.others = target.iter().map(|name| self.transact_touched(name)).collect();
        }
        effect
    }

    /// A constraint; `inline`: of a new column.
    fn transact_constraint(&self, on: &On<'_>, constraint: &Constraint, inline: Option<&Name>) -> Effect {
        let dialect = self.dialect();
        let shown = |name: &Name| name.shown(dialect);
        let mut columns: Vec<String> = inline.iter().map(|name| shown(name)).collect();
        let mut others = Vec::new();
        let keys_of = |keys: &[crate::ddl::IndexKey]| -> Vec<String> {
            keys.iter().filter_map(|key| key.column.as_ref()).map(shown).collect()
        };
        let build = |clustered: bool| if clustered { Work::Rewrite } else { Work::Index };
        let (operation, work) = match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, clustered, .. } => {
                columns = keys_of(keys);
                let other = on.known.is_some_and(|table| table.indexes.iter().any(is_clustered));
                (Operation::AddPrimaryKey, build(*clustered && !other))
            }
            ConstraintKind::Unique { keys, clustered, .. } => {
                columns = keys_of(keys);
                (Operation::AddUnique, build(*clustered))
            }
            ConstraintKind::Index(index) => {
                columns = keys_of(&index.keys);
                (Operation::CreateIndex, Work::Index)
            }
            ConstraintKind::ForeignKey(key) => {
                columns = key.columns.iter().map(shown).collect();
                others.push(self.transact_touched(&key.parent));
                if constraint.not_valid {
                    (Operation::AddForeignKeyNotValid, Work::None)
                } else {
                    (Operation::AddForeignKey, Work::Scan)
                }
            }
            ConstraintKind::Check(_) if constraint.not_valid => (Operation::AddCheckNotValid, Work::None),
            ConstraintKind::Check(_) => (Operation::AddCheck, Work::Scan),
            _ => (Operation::AlterTable, Work::None),
        };
        let mut effect = on.effect(operation, work, constraint.bytes.clone());
        if on.online && work >= Work::Index {
            effect.cost = Some(ONLINE);
        }
        effect.said = match operation {
            Operation::AddForeignKeyNotValid => Some("adds a foreign key WITH NOCHECK"),
            Operation::AddCheckNotValid => Some("adds a CHECK WITH NOCHECK"),
            _ => None,
        };
        effect.columns = columns;
        effect.others = others;
        effect.of_constraint(constraint, self.dialect())
    }

    fn transact_dropped_constraint(&self, on: &On<'_>, name: &Name) -> Effect {
        let key = name.key(self.dialect());
        let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
        let foreign = on.known.and_then(|table| table.foreign_keys.iter().find(|known| is_it(&known.name)));
        let clustered =
            on.known.is_some_and(|table| table.indexes.iter().any(|index| is_it(&index.name) && is_clustered(index)));
        let mut effect = match foreign {
            Some(foreign) => {
                let mut effect = on.effect(Operation::DropForeignKey, Work::None, name.bytes.clone());
                effect.others =
                    self.schema.table(&foreign.parent).map(|parent| self.touched_table(parent)).into_iter().collect();
                effect
            }
            None if clustered && !on.online => {
                let mut effect = on.effect(Operation::RewriteTable, Work::Rewrite, name.bytes.clone());
                effect.said = Some("drops the clustered key and writes the table anew without order");
                effect
            }
            None => on.effect(Operation::DropConstraint, Work::None, name.bytes.clone()),
        };
        effect.name = Some(name.shown(self.dialect()));
        effect
    }

    /// `CREATE INDEX`.
    fn transact_index(&self, on: &On<'_>, index: &CreateIndex) -> Vec<Effect> {
        let there = index.index.name.as_ref().is_some_and(|name| {
            let key = name.key(self.dialect());
            let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
            on.known.is_some_and(|table| table.indexes.iter().any(|known| is_it(&known.name)))
        });
        if index.if_not_exists && there {
            return Vec::new();
        }
        let clustered = matches!(index.index.flavour, IndexFlavour::Clustered | IndexFlavour::ClusteredColumnstore);
        let rebuilt = on.tokens.windows(3).any(|three| {
            matches!(three, [name, equals, on] if name.is("drop_existing") && equals.lexeme == Lexeme::Eq && on.is("on"))
        });
        let operation = if on.online { Operation::CreateIndexConcurrently } else { Operation::CreateIndex };
        let mut effect = on.effect(operation, Work::Index, on.statement.bytes());
        effect.cost = Some(match (on.online, clustered) {
            (true, _) => ONLINE,
            (false, true) => modifies(Work::Rewrite),
            (false, false) if rebuilt => modifies(Work::Index),
            (false, false) => Cost { own: Lock::Share, other: Lock::None, work: Work::Index },
        });
        effect.said = match (on.online, clustered) {
            (true, _) => Some("builds an index online"),
            (false, true) => Some("builds a clustered index"),
            (false, false) => None,
        };
        let columns = index.index.keys.iter().filter_map(|key| key.column.as_ref());
        effect.columns = columns.map(|column| column.shown(self.dialect())).collect();
        effect.name = index.index.name.as_ref().map(|name| name.shown(self.dialect()));
        effect.detail = Detail::Index(Box::new(index.clone()));
        vec![effect]
    }
}

/// Whether a table lies in the order of an index.
fn is_clustered(index: &crate::schema::Index) -> bool {
    matches!(index.flavour, IndexFlavour::Clustered | IndexFlavour::ClusteredColumnstore)
}

/// Whether a statement says `ONLINE = ON`.
fn says_online(tokens: &[Token]) -> bool {
    tokens.windows(3).any(|three| {
        matches!(three, [name, equals, on] if name.is("online") && equals.lexeme == Lexeme::Eq && on.is("on"))
    })
}

/// A doubt about a column of which the input does not say what it is.
fn doubted(effect: Effect) -> Effect {
    effect.doubted(Confidence::Low, "the definition it has is not known from the input")
}
