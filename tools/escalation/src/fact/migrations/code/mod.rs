//! Migrations in code: Rails, Django, Alembic, Knex, `TypeORM`, Sequelize, `MikroORM`, Laravel, Doctrine, Entity
//! Framework, `FluentMigrator`, Ecto, `SeaORM`, and programs that send SQL.
//!
//! The calls of the frameworks are read wherever they stand, and the SQL in strings goes through the reader of SQL;
//! [`turn`] tells which way the code around them goes.

mod arguments;
mod quotes;
mod rows;
mod strings;
mod tables;
mod turn;
mod types;

use std::collections::BTreeSet;

use architect_core::Confidence;

use super::ledger::Ledger;
use super::{Deed, Deeds};
use crate::change::Block;
use crate::code::Language;
use crate::code::lexer::{Kind, Token};
use crate::examined::ReadBlock;
use crate::fact::What;
use crate::guard::Guard;
use crate::role::Direction;
use tables::is_type;

/// Reads a block of a migration in code.
pub(super) fn read(
    language: Language,
    read: &ReadBlock<'_>,
    direction: Option<Direction>,
    whole: bool,
    ledger: &mut Ledger,
) -> Deeds {
    ledger.rebuilt = strings::rebuilt(read);
    let mut reader = Reader::new(language, read, direction, whole, ledger);
    for index in 0..read.tokens.len() {
        reader.token(index);
    }
    let mut deeds = reader.deeds;
    cascaded_before(&mut deeds);
    ledger.rebuilt.clear();
    deeds
}

/// A key whose way back cascades as well did so before.
fn cascaded_before(deeds: &mut Deeds) {
    let of = |deed: &Deed| match &deed.what {
        What::CascadeAdded { table } => Some(table.clone()),
        _ => None,
    };
    let undone = |deed: &&Deed| deed.guard == Some(Guard::DownMigration);
    let before: BTreeSet<String> = deeds.all.iter().filter(undone).filter_map(of).collect();
    for deed in &mut deeds.all {
        if of(deed).is_some_and(|table| before.contains(&table)) {
            deed.guard = deed.guard.or(Some(Guard::AlreadyPresent));
        }
    }
}

/// Whether all that changes in a block stands on the way back.
pub(super) fn only_undoes(language: Language, read: &ReadBlock<'_>) -> bool {
    let mut ledger = Ledger::default();
    let mut reader = Reader::new(language, read, None, false, &mut ledger);
    let mut any = false;
    for (index, token) in read.tokens.iter().enumerate() {
        reader.token(index);
        let line = read.block.line_at(token.start);
        if read.block.lines.get(line).is_some_and(|line| line.changed) {
            any = true;
            if !(reader.known && reader.is_down()) {
                return false;
            }
        }
    }
    any
}

impl<'r> Reader<'r> {
    fn new(
        language: Language,
        read: &'r ReadBlock<'r>,
        direction: Option<Direction>,
        whole: bool,
        ledger: &'r mut Ledger,
    ) -> Self {
        let heading = turn::of_heading(language, read);
        Self {
            language,
            tokens: &read.tokens,
            text: &read.block.text,
            block: read.block,
            ledger,
            down: direction == Some(Direction::Down) || heading == Some(Direction::Down),
            known: whole || direction.is_some() || heading.is_some() || turn::only_turns_back(&read.tokens),
            creates: creates(read),
            ways_back: turn::ways_back(&read.tokens),
            second: turn::second_functions(&read.tokens),
            at: 0,
            undone_at: None,
            undone_until: None,
            state_depth: None,
            depth: 0,
            model: String::new(),
            read_to: 0,
            deeds: Deeds::default(),
        }
    }
}

/// Whether changed lines of a block create or add something.
fn creates(read: &ReadBlock<'_>) -> bool {
    read.tokens.iter().filter(|token| read.block.changes(token.start..token.end)).any(|token| {
        let words = crate::word::words(if token.kind == Kind::Text {
            token.text.split(' ').next().unwrap_or_default()
        } else {
            token.text
        });
        words
            .iter()
            .any(|word| matches!(word.as_str(), "create" | "add" | "insert" | "string" | "integer" | "boolean"))
    })
}

/// Calls that drop a column, or several.
const DROPS_COLUMN: &[&str] = &[
    "remove_column",
    "remove_columns",
    "remove_reference",
    "remove_belongs_to",
    "remove_timestamps",
    "drop_column",
    "dropColumn",
    "dropColumns",
    "DropColumn",
    "RemoveField",
    "removeColumn",
    "removeColumns",
    "dropTimestamps",
    "dropTimestampsTz",
    "dropSoftDeletes",
    "dropSoftDeletesTz",
    "dropMorphs",
    "dropRememberToken",
    "dropConstrainedForeignId",
    "dropConstrainedForeignIdFor",
    "DropTableColumns",
    "dropTableColumns",
    "NewDropColumn",
    "remove_field",
    "removeField",
    "drop_attached_file",
    "remove_attachment",
];

struct Reader<'r> {
    language: Language,
    tokens: &'r [Token<'r>],
    text: &'r str,
    block: &'r Block,
    ledger: &'r mut Ledger,
    down: bool,
    /// Whether it is known which way the block goes: by a name of a function in it, in its heading, or of the file.
    known: bool,
    /// Whether the change brings something that a way back would take away.
    creates: bool,
    /// Functions that the migration calls its ways back.
    ways_back: Vec<&'r str>,
    /// Tokens of functions that are ways back by their place.
    second: Vec<std::ops::Range<usize>>,
    /// The token that is read.
    at: usize,
    /// Column at which a block that only undoes was opened.
    undone_at: Option<usize>,
    /// Token that closes a block in braces that only undoes.
    undone_until: Option<usize>,
    /// Depth of brackets at which operations on the model's state only began.
    state_depth: Option<usize>,
    depth: usize,
    /// The table that a surrounding call is about.
    model: String,
    /// Strings before this token were read together with an earlier one.
    read_to: usize,
    deeds: Deeds,
}

impl Reader<'_> {
    fn token(&mut self, index: usize) {
        let Some(token) = self.tokens.get(index).copied() else { return };
        self.at = index;
        // What only surrounds the change tells the way, and does nothing new.
        let comes = self.block.changes(token.start..token.end);
        match token.kind {
            Kind::Punctuation => self.bracket(token.text),
            Kind::Text if comes => self.text(index, token),
            Kind::Text => {}
            Kind::Word => {
                if let Some(direction) = turn::of_function(self.tokens, index, &self.ways_back) {
                    self.down = direction == Direction::Down;
                    self.known = true;
                    self.undone_at = None;
                }
                // The operations of Django's class follow the functions that they call.
                if self.language == Language::Python && token.text == "class" && self.column_of(token) == 0 {
                    self.down = false;
                }
                self.undoing_block(index, token);
                self.call(index, token);
            }
        }
    }

    fn bracket(&mut self, mark: &str) {
        match mark {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.state_depth.is_some_and(|depth| self.depth < depth) {
                    self.state_depth = None;
                }
            }
            _ => {}
        }
    }

    /// `dir.down do … end` and `dir.down { … }` in Rails.
    fn undoing_block(&mut self, index: usize, token: Token<'_>) {
        if self.undone_until.is_some_and(|until| index > until) {
            self.undone_until = None;
        }
        if !matches!(token.text, "down" | "up" | "end") {
            return;
        }
        let column = self.column_of(token);
        let after_dot = index >= 2
            && self.is_mark(index - 1, ".")
            && self.tokens.get(index - 2).is_some_and(|token| token.text == "dir");
        match token.text {
            "down" if after_dot && self.is_mark(index + 1, "{") => self.undone_until = self.closing(index + 1),
            "down" if after_dot => self.undone_at = Some(column),
            "up" if after_dot => self.undone_at = None,
            "end" if self.undone_at.is_some_and(|at| column < at) => self.undone_at = None,
            _ => {}
        }
    }

    fn column_of(&self, token: Token<'_>) -> usize {
        token.start - self.text.get(..token.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1)
    }

    fn call(&mut self, index: usize, token: Token<'_>) {
        let at = token.start;
        if token.text != "state_operations" && !self.block.changes(at..token.end) {
            self.surrounding(index, token);
            return;
        }
        match token.text {
            "state_operations" => self.state_depth = Some(self.depth + 1),
            "create_table" | "createTable" | "CreateTable" | "CreateModel" | "create_join_table" => {
                let names = self.names(index);
                if let Some(table) = names.first() {
                    if self.forces(index) {
                        self.push(
                            Deed::new(What::TableDropped { table: table.clone(), rebuilt: false }, at)
                                .note("`force` drops the table that is there"),
                        );
                    }
                    self.create(table);
                    self.model.clone_from(table);
                }
            }
            "Delete" | "Create" | "Alter" | "Rename" if self.is_mark(index + 1, ".") => self.fluent(index, at),
            "change_table" | "alterTable" | "table" => {
                if let Some(table) = self.names(index).into_iter().next() {
                    self.model = table;
                }
            }
            "create" if self.is_mark(index.wrapping_sub(1), ":") => {
                if let Some(table) = self.names(index).into_iter().next() {
                    self.create(&table);
                    self.model = table;
                }
            }
            "drop_table"
            | "dropTable"
            | "DropTable"
            | "DropTables"
            | "dropTableIfExists"
            | "drop_join_table"
            | "DeleteModel"
            | "dropIfExists"
            | "dropCollection"
            | "drop_collection"
            | "DropCollectionAsync"
            | "NewDropTable"
            | "delete_model"
            | "RemoveTable"
            | "removeTable"
            | "remove_table" => self.table(index, at),
            "drop" if self.is_mark(index.wrapping_sub(1), ":") && self.is_mark(index + 1, "(") => {
                self.table(index, at);
            }
            // Phinx: `$this->table('orders')->drop()->save()`.
            "drop"
                if self.language == Language::Php
                    && self.is_call_without_arguments(index)
                    && (self.speaks_of(index, "table") || self.is_on_table(index)) =>
            {
                self.table_of_statement(index, at);
            }
            "drop" if self.is_call_without_arguments(index) && self.speaks_of(index, "collection") => {
                self.table_of_statement(index, at);
            }
            "drop" | "drop_if_exists" if self.next_word(index, "table") => self.table(index + 1, at),
            "dropAllTables" | "dropAllSchemas" | "dropDatabase" | "drop_all_tables" | "EnsureDeleted"
            | "EnsureDeletedAsync" | "DropDatabaseAsync" => {
                self.push(Deed::new(What::SchemaDropped { name: "the whole database".to_owned() }, at));
            }
            "drop_schema" | "dropSchema" | "DropSchema" => {
                let name = self.names(index).into_iter().next().unwrap_or_else(|| "a schema".to_owned());
                self.push(Deed::new(What::SchemaDropped { name }, at));
            }
            name if DROPS_COLUMN.contains(&name) => self.column(index, at),
            // `PocketBase`.
            "RemoveById" | "RemoveByName" | "removeById" | "removeByName"
                if ["Fields", "fields", "Schema", "schema"].iter().any(|of| self.speaks_of(index, of)) =>
            {
                self.column(index, at);
            }
            "remove" | "remove_references" if self.is_remove(index) => self.column(index, at),
            "add_column" | "addColumn" | "AddColumn" | "AddField" | "add_reference" => self.added(index, at),
            name if is_type(name) && self.is_method(index) => self.defined(index, at),
            "change_column" | "changeColumn" => self.retyped_blindly(index, at),
            "alter_column" | "AlterColumn" => self.retyped(index, at),
            _ => self.rows_call(index, token),
        }
    }

    /// A call that the change does not touch: it may still be about the table that calls inside of it change.
    fn surrounding(&mut self, index: usize, token: Token<'_>) {
        let names_table = matches!(
            token.text,
            "create_table"
                | "createTable"
                | "CreateTable"
                | "change_table"
                | "alterTable"
                | "alter_table"
                | "batch_alter_table"
                | "table"
                | "create"
        );
        if let Some(table) = self.names(index).into_iter().next().filter(|_| names_table) {
            self.model = table;
        }
    }

    fn push(&mut self, deed: Deed) {
        let state = self.state_depth.map(|_| Guard::StateOnly);
        let deed = if self.is_down() { deed.undoes() } else { deed.guarded(state) };
        // Who takes something away on the way back brings it in the same change; a table may have come long before.
        let table = matches!(deed.what, What::TableDropped { .. } | What::SchemaDropped { .. });
        let sure = if self.creates || table { Confidence::Low } else { Confidence::Medium };
        let deed = if self.known {
            deed
        } else {
            deed.sure(sure).note("whether it is the way forward or back is not in the hunk")
        };
        self.deeds.all.push(deed);
    }

    fn create(&mut self, table: &str) {
        if !self.is_down() {
            self.ledger.create_table(table);
        }
    }

    fn is_down(&self) -> bool {
        self.down
            || self.undone_at.is_some()
            || self.undone_until.is_some()
            || self.second.iter().any(|range| range.contains(&self.at))
    }
}
