//! SQL: what its statements take away, and whom they let in.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Source};
use architect_sql::Dialect;
use architect_sql::ddl::{
    AlterAction, AlterTable, ConstraintKind, DataChange, DataType, Drop, Name, ObjectKind, QualifiedName,
    ReferentialAction, SchemaChange,
};
use architect_sql::dialect::guess;
use architect_sql::migration::narrowing::{may_narrow, narrows};
use architect_sql::statement::{Script, Statement, split};

use super::ledger::Ledger;
use super::standing::Standing;
use super::{Deed, Deeds, copy, credentials, routine, rows, warnings};
use crate::fact::{Shift, What};
use crate::guard::Guard;
use crate::role::Direction;

/// Reads SQL. `direction` is what the file's name says; markers in comments outrank it. `comes` tells which bytes the
/// change brings: what only surrounds it creates nothing new.
pub(super) fn read(
    path: &str,
    text: &str,
    direction: Option<Direction>,
    standing: Option<&Standing>,
    comes: &dyn Fn(std::ops::Range<usize>) -> bool,
    ledger: &mut Ledger,
) -> Deeds {
    let (script, dialect) = script(path, text, standing);
    let mut deeds = Deeds::default();
    for gap in &script.gaps {
        deeds.gaps.push((gap.span.as_ref().map_or(0, |span| span.bytes().start), gap.reason.clone()));
    }
    let mut rebuilt = rebuilt_tables(text, &script, dialect);
    rebuilt.extend(copy::and_back(&script));
    let kept = if renames(text) { copy::columns(&script) } else { BTreeSet::new() };
    let routines = routine::defined(&script);
    let mut markers = script.comments.iter().peekable();
    let mut down = direction == Some(Direction::Down);
    for statement in &script.statements {
        while let Some(comment) = markers.next_if(|comment| comment.start < statement.bytes().start) {
            down = marker(text.get(comment.clone()).unwrap_or_default())
                .map_or(down, |direction| direction == Direction::Down);
        }
        let mut reader = Reader {
            dialect,
            standing,
            ledger,
            rebuilt: &rebuilt,
            kept: &kept,
            routines: &routines,
            down,
            comes: comes(statement.bytes().start..statement.bytes().start + 1),
            deeds: &mut deeds,
        };
        reader.statement(statement, 0);
    }
    warnings::read(text, &script, &mut deeds);
    deeds
}

/// What the ways back tell of types.
pub(super) fn learn_types(path: &str, text: &str, ledger: &mut Ledger) {
    let (script, dialect) = script(path, text, None);
    for statement in &script.statements {
        for change in statement.read().changes {
            let SchemaChange::AlterTable(alter) = change else { continue };
            for action in &alter.actions {
                if let Some((column, data_type)) = new_type(action) {
                    let name = alter.table.shown(dialect);
                    ledger.learn_type(&name, &column.text, data_type, "the way back makes it so again");
                }
            }
        }
    }
}

/// The statements of a text, and the dialect that it, its path, or what stands before it, is in.
pub(super) fn script(path: &str, text: &str, standing: Option<&Standing>) -> (Script, Dialect) {
    let source = Source::new(path, text);
    let known = standing.map(|standing| standing.schema.dialect);
    let dialect = known.or_else(|| guess([&source]).map(|guess| guess.dialect)).unwrap_or_default();
    (split(&source, dialect), dialect)
}

/// The direction that a comment sets: goose, sql-migrate, dbmate.
fn marker(comment: &str) -> Option<Direction> {
    let text = comment.trim_start_matches(['-', '/', '*', '#', ' ', '+']).to_ascii_lowercase();
    let rest =
        ["goose ", "migrate ", "migrate:", "micrate ", "rambler "].iter().find_map(|tool| text.strip_prefix(tool))?;
    match rest.split(|c: char| !c.is_ascii_alphabetic()).next() {
        Some("down") => Some(Direction::Down),
        Some("up") => Some(Direction::Up),
        _ => None,
    }
}

/// Whether the word stands anywhere in a text.
fn renames(text: &str) -> bool {
    text.as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"rename"))
}

/// Tables that are copied into a new one which then takes their name.
fn rebuilt_tables(text: &str, script: &Script, dialect: Dialect) -> BTreeSet<String> {
    let mut created = BTreeSet::new();
    let mut rebuilt = BTreeSet::new();
    // Most migrations rename nothing, and reading every statement for it would be a third of the work.
    if !renames(text) {
        return rebuilt;
    }
    for statement in &script.statements {
        if statement.is_rows() {
            continue;
        }
        for change in statement.read().changes {
            match change {
                SchemaChange::CreateTable(table) => {
                    created.insert(table.name.shown(dialect).to_lowercase());
                }
                SchemaChange::Rename(rename)
                    if rename.kind == ObjectKind::Table
                        && created.contains(&rename.from.shown(dialect).to_lowercase()) =>
                {
                    rebuilt.insert(rename.to.shown(dialect).to_lowercase());
                }
                _ => {}
            }
        }
    }
    rebuilt
}

/// The tables of a text that are copied into a new one which then takes their name.
pub(super) fn rebuilt(text: &str) -> BTreeSet<String> {
    let (script, dialect) = script("migration", text, None);
    rebuilt_tables(text, &script, dialect)
}

struct Reader<'r> {
    dialect: Dialect,
    standing: Option<&'r Standing>,
    ledger: &'r mut Ledger,
    rebuilt: &'r BTreeSet<String>,
    /// Columns whose values live on below their name in another, and those others.
    kept: &'r BTreeSet<(String, String)>,
    /// Procedures and functions that the text itself defines.
    routines: &'r BTreeMap<String, &'r Statement>,
    down: bool,
    /// Whether the statement begins in the change.
    comes: bool,
    deeds: &'r mut Deeds,
}

/// Blocks inside of blocks are read to this depth.
const MOST_BLOCKS: usize = 3;

impl Reader<'_> {
    fn push(&mut self, deed: Deed) {
        self.deeds.all.push(if self.down { deed.undoes() } else { deed });
    }

    fn statement(&mut self, statement: &Statement, blocks: usize) {
        if statement.is_rows() {
            return;
        }
        let start = statement.bytes().start;
        let head: String = statement.text().chars().take(400).collect::<String>().to_ascii_lowercase();
        let words: Vec<&str> = head
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty())
            .take(60)
            .collect();
        let first = words.first().copied().unwrap_or_default();
        match first {
            "do" | "begin" | "declare" | "if" => self.block(statement, blocks),
            "merge" if statement.text().to_ascii_lowercase().contains("delete") => {
                let table = words.get(2).copied().unwrap_or_default().to_owned();
                self.push(Deed::new(What::RowsDeleted { table, bounded: true }, start).sure(Confidence::Medium));
            }
            "call" | "exec" | "execute" | "select" | "perform" if self.runs(statement, blocks) => {}
            "call" | "exec" | "execute" if words.get(1).is_none_or(|name| !routine::KEEPS_DATA.contains(name)) => {
                self.deeds.gaps.push((start, routine::OPAQUE.to_owned()));
            }
            _ => {}
        }
        self.access(&words, start);
        let reading = statement.read();
        if matches!(first, "alter" | "drop" | "truncate" | "delete" | "update" | "with") {
            for gap in reading.gaps {
                let at = gap.span.as_ref().map_or(start, |span| span.bytes().start);
                self.deeds.gaps.push((at, gap.reason));
            }
        }
        for change in reading.changes {
            self.change(statement, change);
        }
    }

    /// A block of procedural SQL: the statements in it, each from the word that makes it one.
    fn block(&mut self, statement: &Statement, blocks: usize) {
        if blocks >= MOST_BLOCKS {
            self.deeds.gaps.push((statement.bytes().start, "blocks are nested too deeply to be read".to_owned()));
            return;
        }
        let text = statement.text();
        // The body of `DO $$ … $$` is one token; of a plain block, the statement itself is the body.
        let body = routine::dollar_body(text).unwrap_or(0..text.len());
        let inside = text.get(body.clone()).unwrap_or_default();
        self.inside(inside, statement.bytes().start + body.start, blocks);
    }

    /// A routine of the text that a statement runs: its statements are the text's own then.
    fn runs(&mut self, statement: &Statement, blocks: usize) -> bool {
        let Some(name) = routine::called(statement.text()) else { return false };
        let Some(routine) = self.routines.get(&name).copied() else { return false };
        if blocks < MOST_BLOCKS {
            let body = routine::body(routine.text());
            let inside = routine.text().get(body.clone()).unwrap_or_default().to_owned();
            self.inside(&inside, routine.bytes().start + body.start, blocks + 1);
        }
        true
    }

    /// The statements in a procedural text that begins at an offset.
    fn inside(&mut self, inside: &str, outer: usize, blocks: usize) {
        let mut last = 0;
        for (at, word) in routine::word_starts(inside) {
            if at < last
                || !matches!(
                    word.as_str(),
                    "drop" | "truncate" | "delete" | "update" | "alter" | "execute" | "create" | "grant"
                )
            {
                continue;
            }
            let end = inside.get(at..).and_then(|rest| rest.find(';')).map_or(inside.len(), |end| at + end);
            last = end;
            let offset = outer + at;
            let piece = inside.get(at..end).unwrap_or_default();
            if word == "execute" {
                self.dynamic(piece, offset);
                continue;
            }
            let source = Source::new("block", piece);
            for inner in &split(&source, self.dialect).statements {
                let before = self.deeds.all.len();
                let gaps = self.deeds.gaps.len();
                self.statement(inner, blocks + 1);
                for deed in self.deeds.all.iter_mut().skip(before) {
                    deed.at += offset;
                    deed.confidence = deed.confidence.min(Confidence::Medium);
                }
                for gap in self.deeds.gaps.iter_mut().skip(gaps) {
                    gap.0 += offset;
                }
            }
        }
    }

    /// SQL put together at run time: what it may do is only guessed from its words.
    fn dynamic(&mut self, piece: &str, at: usize) {
        let text = piece.to_ascii_lowercase();
        if ["drop ", "truncate ", "delete ", "update "].iter().any(|word| text.contains(word)) {
            self.deeds.gaps.push((
                at,
                "a statement is put together at run time, and its words speak of removing data".to_owned(),
            ));
        }
    }

    fn change(&mut self, statement: &Statement, change: SchemaChange) {
        match change {
            SchemaChange::CreateTable(table) => {
                let name = self.shown(&table.name);
                for column in &table.columns {
                    self.credential(&name, &column.name.text, Shift::Added, column.bytes.start);
                }
                if !self.down && self.comes && (!table.if_not_exists || table.temporary) {
                    self.ledger.create_table(&name);
                }
            }
            SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table && !self.down => {
                self.ledger.rename_table(&rename.from.shown(self.dialect), &rename.to.shown(self.dialect));
            }
            SchemaChange::Drop(drop) => self.drop(&drop),
            SchemaChange::Truncate { tables, cascade, bytes, .. } => {
                for table in &tables {
                    let name = self.shown(table);
                    let guard = self.ledger.has_table(&name).then_some(Guard::CreatedInThisChange);
                    let mut deed = Deed::new(What::TableTruncated { table: name }, bytes.start).guarded(guard);
                    if cascade {
                        deed = deed.note("with CASCADE, so that tables which refer to it are emptied as well");
                    }
                    self.push(deed);
                }
            }
            SchemaChange::Delete(delete) => {
                let table = self.table_of(&delete);
                let guard = self.ledger.has_table(&table).then_some(Guard::CreatedInThisChange);
                let sure = if delete.has_where { Confidence::Medium } else { Confidence::High };
                let along = delete.table.as_ref().and_then(|name| self.standing?.taken_along(name));
                let mut deed = Deed::new(What::RowsDeleted { table, bounded: delete.has_where }, place(&delete))
                    .guarded(guard)
                    .sure(sure);
                if let Some(along) = along {
                    deed = deed.note(format!("rows of {along} go along, by `ON DELETE CASCADE`"));
                }
                self.push(deed);
            }
            SchemaChange::Update(update) => self.update(statement, &update),
            SchemaChange::AlterTable(alter) => self.alter(&alter),
            _ => {}
        }
    }

    fn drop(&mut self, drop: &Drop) {
        for name in &drop.names {
            let shown = self.shown(name);
            let at = name.bytes().start;
            let what = match drop.kind {
                ObjectKind::Table => {
                    let guard = (!self.down && self.ledger.drop_table(&shown)).then_some(Guard::CreatedInThisChange);
                    let name = shown.to_lowercase();
                    let rebuilt = self.rebuilt.contains(&name) || self.ledger.rebuilt.contains(&name);
                    let what = What::TableDropped { table: shown, rebuilt };
                    self.push(Deed::new(what, at).guarded(guard));
                    continue;
                }
                ObjectKind::Schema | ObjectKind::Database => What::SchemaDropped { name: shown },
                ObjectKind::Policy => {
                    What::AccessPolicy { what: format!("the row policy `{shown}` goes"), open: true }
                }
                _ => continue,
            };
            self.push(Deed::new(what, at));
        }
    }

    /// Whether a column lives on in a copy that takes its name, or is that copy.
    fn is_kept(&self, table: &str, column: &str) -> bool {
        self.kept.contains(&(table.to_ascii_lowercase(), column.to_ascii_lowercase()))
    }

    fn update(&mut self, statement: &Statement, update: &DataChange) {
        let table = self.table_of(update);
        let tokens = statement.tokens().tokens;
        let read = rows::assignments(&tokens, |token| statement.source().slice(token.bytes.clone()).to_owned());
        let comes = |column: &String| self.ledger.has_column(&table, column) || self.is_kept(&table, column);
        let fresh = !read.columns.is_empty() && read.columns.iter().all(comes);
        if update.has_where && !read.lossy {
            return;
        }
        let what = What::RowsUpdated { table, bounded: update.has_where, lossy: read.lossy };
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        self.push(Deed::new(what, place(update)).guarded(guard).sure(Confidence::Medium));
    }

    fn alter(&mut self, alter: &AlterTable) {
        let table = self.shown(&alter.table);
        for action in &alter.actions {
            match action {
                AlterAction::AddColumn { column, .. } => {
                    self.credential(&table, &column.name.text, Shift::Added, column.name.bytes.start);
                    if !self.down && self.comes {
                        self.ledger.add_column(&table, &column.name.text);
                    }
                }
                AlterAction::DropColumn { column, .. } => {
                    let fresh = self.ledger.has_column(&table, &column.text) || self.is_kept(&table, &column.text);
                    let guard = fresh.then_some(Guard::CreatedInThisChange);
                    let what = What::ColumnDropped { column: format!("{table}.{}", column.text) };
                    self.push(Deed::new(what, column.bytes.start).guarded(guard));
                    if !fresh {
                        self.credential(&table, &column.text, Shift::Removed, column.bytes.start);
                    }
                }
                AlterAction::AddConstraint(add) => {
                    if let ConstraintKind::ForeignKey(key) = &add.constraint.kind
                        && key.on_delete == Some(ReferentialAction::Cascade)
                        && !self.ledger.has_table(&table)
                        && !key.columns.iter().all(|column| self.ledger.has_column(&table, &column.text))
                    {
                        let what = What::CascadeAdded { table: table.clone() };
                        self.push(Deed::new(what, add.constraint.bytes.start).sure(Confidence::Medium));
                    }
                }
                AlterAction::DetachPartition(partition) => {
                    // Detached rows stay; a drop that follows is told by itself.
                    let _ = partition;
                }
                AlterAction::Other { words, bytes }
                    if words.starts_with("disable row") || words.starts_with("no force row") =>
                {
                    let what = What::AccessPolicy {
                        what: format!("row level security of `{table}` is switched off"),
                        open: true,
                    };
                    self.push(Deed::new(what, bytes.start));
                }
                AlterAction::Other { words, bytes }
                    if words.starts_with("enable row") || words.starts_with("force row") =>
                {
                    let what = What::AccessPolicy {
                        what: format!("row level security of `{table}` is switched on"),
                        open: false,
                    };
                    self.push(Deed::new(what, bytes.start));
                }
                _ => self.narrow(&alter.table, action),
            }
        }
    }

    fn narrow(&mut self, name: &QualifiedName, action: &AlterAction) {
        let Some((column, data_type)) = new_type(action) else { return };
        let (table, key) = (&self.shown(name), column.key(self.dialect));
        let column = column.text.as_str();
        if self.ledger.has_column(table, column) {
            return;
        }
        let told = self.ledger.type_before(table, column).cloned();
        let stands = || self.standing?.schema.named(name)?.column(&key)?.data_type.clone();
        let (before, note) = match told {
            Some((told, source)) => (Some(told), source),
            None => (stands(), "the migrations before it make it so"),
        };
        let certain = match &before {
            Some(before) if !narrows(before, data_type, self.dialect) => return,
            Some(_) => true,
            None if may_narrow(data_type, self.dialect) => false,
            None => return,
        };
        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to: data_type.shown(), certain };
        let mut deed = Deed::new(what, data_type.bytes.start);
        deed = match before {
            Some(before) => deed.note(format!("before it is `{}`: {note}", before.shown())),
            None => deed.sure(Confidence::Low).note("what it was before is not in the change"),
        };
        self.push(deed);
    }

    /// Statements about who may do what.
    fn access(&mut self, words: &[&str], at: usize) {
        let begins = |start: &[&str]| words.get(..start.len()) == Some(start);
        let public = words.windows(2).any(|pair| matches!(pair, ["to", "public" | "anon"]));
        let (what, open) = if begins(&["grant"]) {
            ("privileges are granted", public || begins(&["grant", "all"]))
        } else if begins(&["revoke"]) {
            ("privileges are revoked", false)
        } else if begins(&["create", "policy"]) || begins(&["alter", "policy"]) {
            let all = words.windows(2).any(|pair| pair == ["using", "true"]);
            ("a row policy comes or changes", all)
        } else if begins(&["create", "role"])
            || begins(&["create", "user"]) && !begins(&["create", "user", "mapping"])
            || begins(&["alter", "role"])
            || begins(&["alter", "user"])
        {
            ("a role of the database comes or changes", words.contains(&"superuser") || words.contains(&"bypassrls"))
        } else if begins(&["alter", "default", "privileges"]) {
            ("default privileges change", public)
        } else {
            return;
        };
        self.push(Deed::new(What::AccessPolicy { what: what.to_owned(), open }, at));
    }

    fn credential(&mut self, table: &str, column: &str, shift: Shift, at: usize) {
        if let Some(certain) = credentials::column(table, column) {
            let what = What::CredentialColumn { column: format!("{table}.{column}"), shift, certain };
            self.push(Deed::new(what, at).sure(Confidence::Medium));
        }
    }

    fn shown(&self, name: &QualifiedName) -> String {
        name.shown(self.dialect)
    }

    fn table_of(&self, change: &DataChange) -> String {
        change.table.as_ref().map_or_else(|| "a table".to_owned(), |name| self.shown(name))
    }
}

/// Where a change of rows is shown: at its table, which in a `WITH` is not where the statement begins.
fn place(change: &DataChange) -> usize {
    change.table.as_ref().map_or(change.bytes.start, |table| table.bytes().start)
}

fn new_type(action: &AlterAction) -> Option<(&Name, &DataType)> {
    match action {
        AlterAction::AlterType { column, data_type, .. } => Some((column, data_type)),
        AlterAction::Redefine { column, definition, .. } => Some((column, definition.data_type.as_ref()?)),
        _ => None,
    }
}
