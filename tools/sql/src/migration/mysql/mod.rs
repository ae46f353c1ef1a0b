//! The effects of a statement on the tables of MariaDB and MySQL.
//!
//! Each action of an `ALTER TABLE` becomes effects with their [`Part`]s, and the statement as a whole a [`Carried`]: the
//! way it goes, what it asks for, and whether the server refuses that.

mod clause;
mod dropped;
mod kind;
mod redefine;
mod settings;

use architect_core::Confidence;

pub use clause::Asked;
pub use redefine::Redefined;
pub(super) use settings::{Settings, assigned, assigned_columns};

use dropped::{dropped_column, drops_full_text, leads};

use super::effect::{Detail, Effect, Touched};
use super::locks::{Cost, Lock, Operation, Work};
use super::online::{Algorithm, Facts, Part, Shutting, Way, copying, way};
use super::reader::Reader;
use crate::ddl::{
    AlterAction, AlterTable, ColumnDefinition, Constraint, ConstraintKind, CreateIndex, Expression, Generation,
    IndexClause, IndexFlavour, Name, ObjectKind, ReferentialAction, SchemaChange,
};
use crate::dialect::Dialect;
use crate::schema::{Column, Table};
use crate::statement::{Statement, Token};

/// How a statement is carried out.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The way it goes.
    pub way: Way,
    /// The cheapest way that the server has for it.
    pub best: Way,
    /// What it asks for.
    pub asked: Asked,
    /// Why the server refuses what it asks for.
    pub refused: Option<String>,
    /// What of the table decides.
    pub facts: Facts,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What is known of an index that a foreign key needs.
#[derive(Debug, Clone)]
pub struct Needed {
    /// The index, as shown.
    pub index: String,
    /// `orders(customer_id)`.
    pub key: String,
}

/// A doubt about a table.
const UNKNOWN_COLUMNS: &str = "the columns of the table are not known from the input";

/// Everything that the actions of one statement lean on.
struct On<'s> {
    table: &'s Touched,
    known: Option<&'s Table>,
    statement: &'s Statement,
    tokens: &'s [Token],
    facts: &'s Facts,
    alter: Option<&'s AlterTable>,
}

impl On<'_> {
    fn effect(&self, operation: Operation, parts: Vec<Part>, bytes: Option<std::ops::Range<usize>>) -> Effect {
        let bytes = bytes.unwrap_or_else(|| self.statement.bytes());
        let mut effect = Effect::new(operation, self.table.clone(), bytes);
        effect.parts = parts;
        effect
    }

    /// The tokens of a part of the statement.
    fn tokens_of(&self, bytes: &std::ops::Range<usize>) -> Vec<&Token> {
        let inside = |token: &&Token| bytes.start <= token.bytes.start && token.bytes.end <= bytes.end;
        self.tokens.iter().filter(inside).collect()
    }
}

impl Reader<'_> {
    /// The effects of a change of MariaDB or MySQL, where they are others than PostgreSQL's.
    pub(super) fn online_effects(&mut self, change: &SchemaChange, statement: &Statement) -> Option<Vec<Effect>> {
        let tokens = statement.tokens().tokens;
        let own = Cost { own: Lock::AccessExclusive, other: Lock::None, work: Work::None };
        let (name, effects) = match change {
            SchemaChange::AlterTable(alter) => (&alter.table, None),
            SchemaChange::CreateIndex(index) => (&index.table, None),
            SchemaChange::Drop(drop) if drop.kind == ObjectKind::Index => (drop.on_table.as_ref()?, None),
            SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table => {
                let mut effect = Effect::new(Operation::RenameTable, self.touched(&rename.from), statement.bytes());
                effect.detail = Detail::Text(rename.to.shown(self.dialect()));
                effect.parts = vec![Part::RenameTable];
                effect.cost = Some(own);
                (&rename.from, Some(vec![effect]))
            }
            SchemaChange::Drop(_) | SchemaChange::Truncate { .. } => {
                let mut effects = self.shared_effects(change, statement);
                for effect in &mut effects {
                    effect.cost = Some(own);
                }
                return Some(effects);
            }
            SchemaChange::CreateTable(_) | SchemaChange::CreateObject(_) | SchemaChange::AlterObject(_) => {
                return Some(Vec::new());
            }
            SchemaChange::Update(_) => {
                self.note_filled(change, &tokens);
                return None;
            }
            _ => return None,
        };
        let table = self.touched(name);
        let known = self.schema.named(name);
        let mut facts = known.map(facts).unwrap_or_default();
        let alter = match change {
            SchemaChange::AlterTable(alter) => Some(alter),
            _ => None,
        };
        // Without its only full-text index the table is like any other.
        let gone = alter.zip(known).is_some_and(|(alter, table)| drops_full_text(alter, table, self.dialect()));
        facts.full_text &= !gone;
        let on = On { table: &table, known, statement, tokens: &tokens, facts: &facts, alter };
        let mut effects = match (effects, change) {
            (Some(effects), _) => effects,
            (None, SchemaChange::AlterTable(alter)) => self.online_altered(&on, alter),
            (None, SchemaChange::CreateIndex(index)) => vec![self.online_index(&on, index)],
            (None, SchemaChange::Drop(drop)) => self.online_dropped(&on, drop),
            _ => Vec::new(),
        };
        let carried = self.carried(&on, &effects);
        if let Some(carried) = carried {
            for effect in &mut effects {
                effect.cost = Some(carried.way.cost());
            }
            self.carried = Some(carried);
        }
        Some(effects)
    }

    fn carried(&self, on: &On<'_>, effects: &[Effect]) -> Option<Carried> {
        let parts: Vec<Part> = effects.iter().flat_map(|effect| effect.parts.iter().copied()).collect();
        if parts.is_empty() {
            return None;
        }
        let server = &self.migration.server;
        let best = way(server, on.facts, &parts);
        let asked = clause::asked(on.statement);
        let mut way = best;
        if asked.algorithm == Some(Algorithm::Copy) && best.algorithm < Algorithm::Copy {
            let lock = copying(server, on.facts, &parts);
            way = Way { algorithm: Algorithm::Copy, lock, work: Work::Rewrite };
        }
        if let Some(lock) = asked.lock {
            way.lock = way.lock.max(lock);
        }
        // A refused statement does nothing; a doubt about a part is one about the whole only where it decides.
        let confidence = effects
            .iter()
            .filter(|effect| effect.confidence < Confidence::High)
            .map(|effect| {
                let others: Vec<Part> = effects
                    .iter()
                    .filter(|other| other.bytes != effect.bytes)
                    .flat_map(|other| other.parts.clone())
                    .collect();
                if super::online::way(server, on.facts, &others) == best {
                    Confidence::High
                } else {
                    effect.confidence
                }
            })
            .min()
            .unwrap_or(Confidence::High);
        let refused = refusal(server.dialect, &asked, best, copying(server, on.facts, &parts));
        Some(Carried { way, best, asked, refused, facts: on.facts.clone(), confidence })
    }

    fn online_altered(&self, on: &On<'_>, alter: &AlterTable) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            alter.actions.iter().flat_map(|action| self.online_action(on, action)).collect();
        let adds_partition =
            on.tokens.windows(2).any(|pair| matches!(pair, [one, two] if one.is("add") && two.is("partition")));
        if adds_partition && alter.actions.is_empty() {
            effects.push(on.effect(Operation::AlterTable, vec![Part::AddPartition], None));
        }
        // Dropping the primary key and adding another is one change.
        let replaced = effects.iter().any(|effect| effect.parts.contains(&Part::DropPrimaryKey))
            && effects.iter().any(|effect| effect.parts.contains(&Part::AddPrimaryKey));
        if replaced {
            for part in effects.iter_mut().flat_map(|effect| &mut effect.parts) {
                if matches!(part, Part::DropPrimaryKey | Part::AddPrimaryKey) {
                    *part = Part::ReplacePrimaryKey;
                }
            }
        }
        effects
    }

    fn online_action(&self, on: &On<'_>, action: &AlterAction) -> Vec<Effect> {
        let dialect = self.dialect();
        let one = |effect: Effect| vec![effect];
        let named = |operation, part, name: &Name| {
            let mut effect = on.effect(operation, vec![part], Some(name.bytes.clone()));
            effect.columns = vec![name.shown(dialect)];
            effect
        };
        let column = |name: &Name| on.known.and_then(|table| table.column(&name.key(dialect)));
        match action {
            AlterAction::AddColumn { column, if_not_exists } => {
                let known = on.known.is_some_and(|table| table.column(&column.name.key(dialect)).is_some());
                if known && *if_not_exists {
                    return Vec::new();
                }
                self.online_column(on, column)
            }
            AlterAction::AddConstraint(added) => one(self.online_constraint(on, &added.constraint, None)),
            AlterAction::DropColumn { column: name, .. } => {
                one(named(Operation::DropColumn, Part::DropColumn, name).with_parts(dropped_column(on, column(name))))
            }
            AlterAction::DropConstraint { name, .. } => one(self.online_dropped_constraint(on, name)),
            AlterAction::DropPrimaryKey => {
                one(on.effect(Operation::DropConstraint, vec![Part::DropPrimaryKey], None))
            }
            AlterAction::DropIndex(name) => one(self.online_dropped_index(on, name)),
            AlterAction::RenameColumn { from, to } => {
                let mut effect = named(Operation::RenameColumn, Part::RenameColumn, from);
                effect.detail = Detail::Text(to.shown(dialect));
                one(effect)
            }
            AlterAction::RenameConstraint { from, .. } => {
                one(on.effect(Operation::RenameIndex, vec![Part::RenameIndex], Some(from.bytes.clone())))
            }
            AlterAction::SetDefault { column, .. } | AlterAction::DropDefault(column) => {
                one(named(Operation::ChangeDefault, Part::ChangeDefinition, column))
            }
            AlterAction::Redefine { column: name, definition, .. } => {
                self.online_redefined(on, name, column(name), definition)
            }
            AlterAction::SetEngine(engine) => {
                let known = on.known.and_then(|table| table.options.engine.as_deref());
                let other = engine != known.unwrap_or("innodb");
                let part = if other { Part::ChangeEngine } else { Part::RebuildTable };
                one(on.effect(Operation::RewriteTable, vec![part], None))
            }
            AlterAction::SetOptions { convert, .. } => {
                let start = on.tokens.iter().position(|token| token.is("convert")).unwrap_or_default();
                let tokens: Vec<&Token> = on.tokens.iter().skip(start).collect();
                let part = if *convert {
                    converted(on, &tokens, dialect)
                } else if tokens.iter().any(|token| clause::rebuilds(token)) {
                    Part::RebuildTable
                } else {
                    Part::ChangeOption
                };
                let effect = on.effect(Operation::AlterTable, vec![part], None);
                let whole = part != Part::ConvertTable || on.known.is_some_and(Table::is_whole);
                one(if whole { effect } else { effect.doubted(Confidence::Medium, UNKNOWN_COLUMNS) })
            }
            AlterAction::Other { bytes, .. } => {
                let all = on.tokens_of(bytes);
                let tokens = clause::behind_clauses(&all);
                if tokens.is_empty() {
                    return Vec::new();
                }
                let engine = on.known.and_then(|table| table.options.engine.as_deref());
                let part = match clause::option(tokens, engine) {
                    Part::ConvertTable => converted(on, tokens, dialect),
                    part => part,
                };
                let mut effect = on.effect(Operation::AlterTable, vec![part], Some(bytes.clone()));
                if part == Part::Unknown {
                    effect = effect.doubted(Confidence::Low, "this action is not known here");
                } else if part == Part::ConvertTable && on.known.is_none_or(|table| !table.is_whole()) {
                    effect = effect.doubted(Confidence::Medium, UNKNOWN_COLUMNS);
                }
                one(effect)
            }
            _ => one(on
                .effect(Operation::AlterTable, vec![Part::Unknown], None)
                .doubted(Confidence::Low, "this action is not known here")),
        }
    }

    fn online_column(&self, on: &On<'_>, column: &ColumnDefinition) -> Vec<Effect> {
        let dialect = self.dialect();
        let type_name = column.data_type.as_ref().map_or("", |data_type| data_type.name.as_str());
        // `ADD SYSTEM VERSIONING` reads like a column.
        if column.name.text.eq_ignore_ascii_case("system") && type_name == "versioning" {
            return vec![on.effect(Operation::AlterTable, vec![Part::AddVersioning], Some(column.bytes.clone()))];
        }
        let tokens = on.tokens_of(&column.bytes);
        let default = column.default.as_ref().filter(|default| default.normal != "null");
        let counted = column.generation == Some(Generation::Counted) || type_name == "serial";
        let part = match column.generation {
            _ if counted => Part::AddCountedColumn,
            Some(Generation::Stored) => Part::AddStoredColumn,
            Some(Generation::Virtual) => Part::AddVirtualColumn,
            _ if default.is_some_and(is_computed) => Part::AddComputedColumn,
            _ if redefine::moves(&tokens, column) => Part::AddColumnBetween,
            _ => Part::AddColumn,
        };
        let is_primary =
            column.constraints.iter().any(|added| matches!(added.kind, ConstraintKind::PrimaryKey { .. }));
        let required = column.not_null && default.is_none() && column.generation.is_none() && !counted && !is_primary;
        // Without a value of its own a timestamp has had one since ever.
        let operation =
            if required && type_name != "timestamp" { Operation::AddRequiredColumn } else { Operation::AddColumn };
        let mut first = on.effect(operation, vec![part], Some(column.bytes.clone()));
        first.columns = vec![column.name.shown(dialect)];
        first.detail = Detail::Column(Box::new(column.clone()));
        let mut effects = vec![first];
        for constraint in &column.constraints {
            // A CHECK of a column that comes with it has nothing to check, and MySQL passes over the reference.
            let passed_over = match &constraint.kind {
                ConstraintKind::Check(_) => dialect == Dialect::MariaDb,
                ConstraintKind::ForeignKey(_) => dialect == Dialect::MySql,
                _ => false,
            };
            // A column that counts is written anew with its key.
            if !passed_over && part != Part::AddCountedColumn {
                effects.push(self.online_constraint(on, constraint, Some(&column.name)));
            }
        }
        effects
    }

    fn online_constraint(&self, on: &On<'_>, constraint: &Constraint, inline: Option<&Name>) -> Effect {
        let dialect = self.dialect();
        let shown = |name: &Name| name.shown(dialect);
        let mut columns: Vec<String> = inline.iter().map(|name| shown(name)).collect();
        let mut others = Vec::new();
        let (operation, parts) = match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } => {
                columns = keys.iter().filter_map(|key| key.column.as_ref()).map(shown).collect();
                let mut parts = vec![Part::AddPrimaryKey];
                let nullable = |key: &Name| {
                    on.known.and_then(|table| table.column(&key.key(dialect))).is_some_and(|column| !column.not_null)
                };
                if keys.iter().filter_map(|key| key.column.as_ref()).any(nullable) {
                    parts.push(Part::ForbidNulls);
                }
                (Operation::AddPrimaryKey, parts)
            }
            ConstraintKind::Unique { keys, .. } => {
                columns = keys.iter().filter_map(|key| key.column.as_ref()).map(shown).collect();
                (Operation::AddUnique, vec![Part::AddIndex])
            }
            ConstraintKind::Index(index) => {
                columns = index.keys.iter().filter_map(|key| key.column.as_ref()).map(shown).collect();
                let operation = if index.unique { Operation::AddUnique } else { Operation::CreateIndex };
                (operation, vec![index_part(index, on.facts)])
            }
            ConstraintKind::ForeignKey(key) => {
                columns = key.columns.iter().map(shown).collect();
                others.push(self.touched(&key.parent));
                if self.settings().checks_foreign_keys {
                    (Operation::AddForeignKey, vec![Part::AddForeignKey])
                } else {
                    let keys: Vec<String> = key.columns.iter().map(|name| name.key(dialect)).collect();
                    let indexed = on.known.is_some_and(|table| leads(table, &keys, None));
                    let mut parts = vec![Part::AddUncheckedForeignKey];
                    if !indexed {
                        parts.push(Part::AddIndex);
                    }
                    (Operation::AddForeignKeyNotValid, parts)
                }
            }
            ConstraintKind::Check(_) => (Operation::AddCheck, vec![Part::AddCheck]),
            _ => (Operation::AlterTable, vec![Part::Unknown]),
        };
        let mut effect = on.effect(operation, parts, Some(constraint.bytes.clone()));
        effect.columns = columns;
        effect.others = others;
        effect.of_constraint(constraint, self.dialect())
    }

    fn online_index(&self, on: &On<'_>, index: &CreateIndex) -> Effect {
        let operation = if index.index.unique { Operation::AddUnique } else { Operation::CreateIndex };
        let mut effect = on.effect(operation, vec![index_part(&index.index, on.facts)], None);
        let columns = index.index.keys.iter().filter_map(|key| key.column.as_ref());
        effect.columns = columns.map(|column| column.shown(self.dialect())).collect();
        effect.name = index.index.name.as_ref().map(|name| name.shown(self.dialect()));
        effect.detail = Detail::Index(Box::new(index.clone()));
        effect
    }

    fn online_redefined(
        &self,
        on: &On<'_>,
        name: &Name,
        column: Option<&Column>,
        definition: &ColumnDefinition,
    ) -> Vec<Effect> {
        let dialect = self.dialect();
        let end = definition.bytes.end.max(name.bytes.end);
        let bytes = name.bytes.start..end;
        let tokens = on.tokens_of(&bytes);
        let judged = redefine::judge(on.known, on.facts, column, definition, &tokens, dialect);
        let mut effects = Vec::new();
        if name.key(dialect) != definition.name.key(dialect) {
            let mut renamed = on.effect(Operation::RenameColumn, vec![Part::RenameColumn], Some(bytes.clone()));
            renamed.columns = vec![name.shown(dialect)];
            renamed.detail = Detail::Text(definition.name.shown(dialect));
            effects.push(renamed);
            if judged.parts == [Part::ChangeDefinition] {
                return effects;
            }
        }
        let has = |part| judged.parts.contains(&part);
        let operation = if has(Part::ChangeType) {
            Operation::RewriteType
        } else if has(Part::ForbidNulls) {
            Operation::SetNotNull
        } else if has(Part::AllowNulls) {
            Operation::DropNotNull
        } else if has(Part::ChangeDefinition) {
            Operation::ChangeDefault
        } else {
            Operation::WidenType
        };
        let filled = judged.redefined.forbids_nulls
            && column.is_some_and(|column| self.state.is_filled(&on.table.key, &column.key));
        let mut effect = on.effect(operation, judged.parts, Some(bytes));
        effect.columns = vec![name.shown(dialect)];
        if filled {
            effect.filled.clone_from(&effect.columns);
        }
        effect.detail = Detail::Redefined(Box::new(judged.redefined));
        effect.confidence = judged.confidence;
        effect.note = judged.note;
        effects.push(effect);
        effects
    }

    /// Notes the columns that an `UPDATE` writes.
    pub(super) fn note_filled(&mut self, change: &SchemaChange, tokens: &[Token]) {
        let SchemaChange::Update(update) = change else { return };
        let Some(table) = &update.table else { return };
        let key = self.schema.named(table).map_or_else(|| self.schema.key_of(table), |table| table.key.clone());
        for column in settings::assigned_columns(tokens) {
            self.state.fill(&key, column);
        }
    }
}

fn index_part(index: &IndexClause, facts: &Facts) -> Part {
    match index.flavour {
        IndexFlavour::FullText if facts.full_text => Part::AddFullText,
        IndexFlavour::FullText => Part::AddFirstFullText,
        IndexFlavour::Spatial => Part::AddSpatial,
        _ => Part::AddIndex,
    }
}

/// `CONVERT TO CHARACTER SET`, by what it does to the columns that are there.
fn converted(on: &On<'_>, tokens: &[&Token], dialect: Dialect) -> Part {
    let Some(table) = on.known.filter(|table| table.is_whole() && dialect == Dialect::MariaDb) else {
        return Part::ConvertTable;
    };
    let behind = |word: &str| {
        let at = tokens.iter().position(|token| token.is(word))?;
        let next = tokens.get(at + 1)?;
        let value = if next.keyword().is_some_and(|word| word.eq_ignore_ascii_case("set")) {
            tokens.get(at + 2)?
        } else {
            next
        };
        value.keyword().map(str::to_ascii_lowercase)
    };
    let Some(charset) = behind("character").or_else(|| behind("charset")) else { return Part::ConvertTable };
    match kind::converted(table, &charset, behind("collate").as_deref()) {
        kind::Change::None => Part::ChangeOption,
        kind::Change::Extended => Part::ExtendCharset,
        kind::Change::Collation => Part::ChangeIndexedCollation,
        _ => Part::ConvertTable,
    }
}

/// Whether a default differs from row to row, so that each must be written: it calls what does, or leans on a column.
fn is_computed(default: &Expression) -> bool {
    const VOLATILE: [&str; 6] = ["uuid", "rand", "uuid_short", "nextval", "sysdate", "lastval"];
    const KNOWN: [&str; 15] = [
        "null",
        "true",
        "false",
        "now",
        "and",
        "or",
        "not",
        "interval",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "current_date",
        "current_time",
        "as",
        "day",
    ];
    let words: Vec<&str> = default.normal.split(' ').collect();
    let calls = words.windows(2).any(|pair| matches!(pair, [name, "("] if VOLATILE.contains(name)));
    let mut inside = false;
    let names = words.iter().enumerate().any(|(at, word)| {
        let quotes = word.bytes().filter(|byte| matches!(byte, b'\'' | b'"')).count();
        let text = inside || quotes > 0;
        inside ^= !quotes.is_multiple_of(2);
        !text
            && word.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && words.get(at + 1) != Some(&"(")
            && !KNOWN.contains(word)
    });
    calls || names
}

/// What decides about a table.
fn facts(table: &Table) -> Facts {
    let text = table.source.slice(table.statement.clone());
    let tail = text.rfind(')').and_then(|at| text.get(at..)).unwrap_or_default();
    let tail: String = tail.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let generated = |wanted: Generation| move |column: &Column| column.generation == Some(wanted);
    let cascades = |action: &Option<ReferentialAction>| {
        action
            .as_ref()
            .is_some_and(|action| matches!(action, ReferentialAction::Cascade | ReferentialAction::SetNull))
    };
    let is_virtual = |key: &String| table.column(key).is_some_and(generated(Generation::Virtual));
    Facts {
        other_engine: table.options.engine.as_deref().is_some_and(|engine| engine != "innodb"),
        compressed: tail.contains("row_format=compressed") || tail.contains("key_block_size="),
        redundant: tail.contains("row_format=redundant"),
        full_text: table.indexes.iter().any(|index| index.flavour == IndexFlavour::FullText),
        virtual_columns: table.columns.iter().any(generated(Generation::Virtual)),
        indexed_virtual: table.indexes.iter().any(|index| index.column_keys().iter().any(is_virtual)),
        stored_columns: table.columns.iter().any(generated(Generation::Stored)),
        cascades: table.foreign_keys.iter().any(|key| [&key.on_delete, &key.on_update].into_iter().any(cascades)),
    }
}

/// Why the server refuses what a statement asks for.
fn refusal(dialect: Dialect, asked: &Asked, best: Way, copying: Shutting) -> Option<String> {
    if dialect == Dialect::MySql {
        if asked.algorithm == Some(Algorithm::NoCopy) {
            return Some("MySQL knows no ALGORITHM=NOCOPY".to_owned());
        }
        if let (Some(Algorithm::Instant), Some(lock)) = (asked.algorithm, asked.lock) {
            return Some(format!("ALGORITHM=INSTANT takes no LOCK={}", lock.title()));
        }
    }
    if let Some(algorithm) = asked.algorithm
        && algorithm < best.algorithm
    {
        return Some(format!("the cheapest that it has for this is ALGORITHM={}", best.algorithm.title()));
    }
    let copies = asked.algorithm == Some(Algorithm::Copy);
    let least = if copies { best.lock.max(copying) } else { best.lock };
    // The short lock of a rename or a partition is taken whatever the clause says.
    if let Some(lock) = asked.lock
        && lock < least
        && least == Shutting::Shared
    {
        let by = if copies { Algorithm::Copy } else { best.algorithm };
        return Some(format!("ALGORITHM={} needs LOCK={} for this", by.title(), least.title()));
    }
    None
}
