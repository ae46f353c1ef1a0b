//! Migrations in code: Rails, Django, Alembic, Knex, `TypeORM`, Sequelize, `MikroORM`, Laravel, Doctrine, Entity
//! Framework, `FluentMigrator`, Ecto, `SeaORM`, and programs that send SQL.
//!
//! The calls of the frameworks are read wherever they stand, and the SQL in strings goes through the reader of SQL;
//! [`turn`] tells which way the code around them goes.

mod arguments;
mod quotes;
mod rows;
mod turn;
mod types;

use architect_core::Confidence;

use super::ledger::Ledger;
use super::{Deed, Deeds, credentials, sql};
use crate::change::Block;
use crate::code::Language;
use crate::code::lexer::{Kind, Token};
use crate::examined::ReadBlock;
use crate::fact::{Shift, What};
use crate::guard::Guard;
use crate::role::Direction;
use types::Retyped;

/// Reads a block of a migration in code.
pub(super) fn read(
    language: Language,
    read: &ReadBlock<'_>,
    direction: Option<Direction>,
    whole: bool,
    ledger: &mut Ledger,
) -> Deeds {
    let mut reader = Reader::new(language, read, direction, whole, ledger);
    for index in 0..read.tokens.len() {
        reader.token(index);
    }
    reader.deeds
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

struct Reader<'r> {
    language: Language,
    tokens: &'r [Token<'r>],
    text: &'r str,
    block: &'r Block,
    ledger: &'r mut Ledger,
    down: bool,
    /// Whether it is known which way the block goes: by a name of a function in it, in its heading, or of the file.
    known: bool,
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
            "remove_column"
            | "remove_columns"
            | "remove_reference"
            | "remove_belongs_to"
            | "remove_timestamps"
            | "drop_column"
            | "dropColumn"
            | "dropColumns"
            | "DropColumn"
            | "RemoveField"
            | "removeColumn"
            | "removeColumns"
            | "dropTimestamps"
            | "dropTimestampsTz"
            | "dropSoftDeletes"
            | "dropSoftDeletesTz"
            | "dropMorphs"
            | "dropRememberToken"
            | "dropConstrainedForeignId"
            | "dropConstrainedForeignIdFor"
            | "DropTableColumns"
            | "dropTableColumns"
            | "NewDropColumn"
            | "remove_field"
            | "removeField"
            | "drop_attached_file"
            | "remove_attachment" => self.column(index, at),
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

    fn table(&mut self, index: usize, at: usize) {
        let table = self.names(index).into_iter().next().unwrap_or_else(|| "a table".to_owned());
        let fresh = !self.is_down() && self.ledger.drop_table(&table);
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        self.push(Deed::new(What::TableDropped { table, rebuilt: false }, at).guarded(guard));
    }

    fn column(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        let fresh = !table.is_empty() && self.ledger.has_column(&table, &column);
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        let shown = if table.is_empty() { column.clone() } else { format!("{table}.{column}") };
        self.push(Deed::new(What::ColumnDropped { column: shown }, at).guarded(guard));
    }

    fn added(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        if !self.is_down() && !column.is_empty() {
            self.ledger.add_column(&table, &column);
        }
        self.credential(&table, &column, at);
    }

    /// `t.string :encrypted_password` and `$table->string('password')`.
    fn defined(&mut self, index: usize, at: usize) {
        let table = self.model.clone();
        let Some(column) = self.names(index).into_iter().next() else { return };
        let end = self.tokens.get(index + 1..).unwrap_or_default().iter().take(24);
        let again = end.take_while(|token| token.text != ";").any(|token| token.text == "change");
        if !again && !table.is_empty() && !self.is_down() {
            self.ledger.add_column(&table, &column);
        }
        if matches!(self.tokens.get(index).map(|token| token.text), Some("string" | "text")) {
            self.credential(&table, &column, at);
        }
    }

    fn credential(&mut self, table: &str, column: &str, at: usize) {
        if let Some(certain) = credentials::column(table, column) {
            let what = What::CredentialColumn { column: format!("{table}.{column}"), shift: Shift::Added, certain };
            self.push(Deed::new(what, at).sure(Confidence::Medium));
        }
    }

    /// `change_column :orders, :note, :string`: what it was before is not told.
    fn retyped_blindly(&mut self, index: usize, at: usize) {
        let names = self.names(index);
        let [table, column, ..] = names.as_slice() else { return };
        let to = names.get(2).cloned().unwrap_or_else(|| "another type".to_owned());
        if matches!(to.as_str(), "text" | "bigint" | "jsonb" | "json") || self.ledger.has_column(table, column) {
            return;
        }
        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: false };
        self.push(Deed::new(what, at).sure(Confidence::Low).note("what it was before is not in the change"));
    }

    /// `op.alter_column` and `AlterColumn` tell the type before and after.
    fn retyped(&mut self, index: usize, at: usize) {
        let Retyped::Less(before, to) = types::compare(self.call_tokens(index)) else { return };
        let names = self.names(index);
        let (table, column) = self.table_and_column(index, &names);
        if self.ledger.has_column(&table, &column) {
            return;
        }
        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: true };
        self.push(Deed::new(what, at).note(format!("before it is `{before}`")));
    }

    /// `FluentMigrator`: `Delete.Column("note").FromTable("orders")`.
    fn fluent(&mut self, index: usize, at: usize) {
        let word = |at: usize| self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text);
        let (Some(verb), Some(noun)) = (word(index), word(index + 2)) else { return };
        let named = self.names(index + 2).into_iter().next();
        let further = |name: &str| {
            let rest = self.tokens.get(index + 3..)?;
            let at =
                rest.iter().take(24).take_while(|token| token.text != ";").position(|token| token.text == name)?;
            self.names(index + 3 + at).into_iter().next()
        };
        match (verb, noun) {
            ("Delete", "Table") => self.table(index + 2, at),
            ("Delete", "Schema") => {
                self.push(Deed::new(What::SchemaDropped { name: named.unwrap_or_default() }, at));
            }
            ("Delete", "Column") => {
                let table = further("FromTable").unwrap_or_default();
                let column = named.unwrap_or_else(|| "a column".to_owned());
                let guard = self.ledger.has_column(&table, &column).then_some(Guard::CreatedInThisChange);
                self.push(Deed::new(What::ColumnDropped { column: format!("{table}.{column}") }, at).guarded(guard));
            }
            ("Delete", "FromTable") => {
                let table = named.unwrap_or_else(|| "a table".to_owned());
                let rest = self.tokens.get(index + 3..).unwrap_or_default().iter().take(24);
                let all = rest.take_while(|token| token.text != ";").any(|token| token.text == "AllRows");
                let guard = self.ledger.has_table(&table).then_some(Guard::CreatedInThisChange);
                let what = What::RowsDeleted { table, bounded: !all };
                self.push(Deed::new(what, at).guarded(guard).sure(Confidence::Medium));
            }
            ("Create", "Table") => {
                if let Some(table) = named {
                    self.create(&table);
                }
            }
            ("Create", "Column") => {
                if let (Some(table), Some(column), false) = (further("OnTable"), named, self.is_down()) {
                    self.ledger.add_column(&table, &column);
                }
            }
            ("Alter", "Table") => self.model = named.unwrap_or_default(),
            ("Rename", "Table") => {
                if let (Some(from), Some(to), false) = (named, further("To"), self.is_down()) {
                    self.ledger.rename_table(&from, &to);
                }
            }
            _ => {}
        }
    }

    /// SQL in a string, or in several that are put together.
    fn text(&mut self, index: usize, token: Token<'_>) {
        if index < self.read_to || !self.is_argument(index) || !is_sql(token.text) {
            return;
        }
        let text_at = self.text.get(token.start..token.end).and_then(|whole| whole.find(token.text)).unwrap_or(0);
        let offset = token.start + text_at;
        let mut sql = quotes::plain(token.text);
        let mut next = index + 1;
        while let Some(piece) = self.tokens.get(next) {
            match (piece.kind, piece.text) {
                (Kind::Punctuation, "+" | "\\") => {}
                (Kind::Punctuation, ".")
                    if self.tokens.get(next + 1).is_some_and(|after| after.kind == Kind::Text) => {}
                (Kind::Text, text) => {
                    sql.push(' ');
                    sql.push_str(&quotes::plain(text));
                }
                _ => break,
            }
            next += 1;
        }
        self.read_to = next;
        let undoes = self.is_down() || turn::is_way_back(self.language, self.tokens, index);
        let direction = undoes.then_some(Direction::Down);
        let read = sql::read("migration", &sql, direction, None, &|_| true, self.ledger);
        // Of what was put together, only the first string's offsets are those of the file.
        let place = |at: usize| offset + at.min(token.text.len());
        for mut deed in read.all {
            deed.at = place(deed.at);
            self.push(deed);
        }
        if undoes {
            return;
        }
        self.deeds.gaps.extend(read.gaps.into_iter().map(|(at, reason)| (place(at), reason)));
    }

    /// Whether a string is given to something: a text that stands alone is documentation.
    fn is_argument(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|index| self.tokens.get(index));
        before.is_some_and(|before| {
            before.kind == Kind::Word || matches!(before.text, "(" | "," | "=" | "[" | "+" | ">")
        })
    }

    fn push(&mut self, deed: Deed) {
        let state = self.state_depth.map(|_| Guard::StateOnly);
        let deed = if self.is_down() { deed.undoes() } else { deed.guarded(state) };
        let deed = if self.known {
            deed
        } else {
            deed.sure(Confidence::Low).note("whether it is the way forward or back is not in the hunk")
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

/// Whether a name is that of a column's type, as builders of tables call them.
fn is_type(name: &str) -> bool {
    matches!(
        name,
        "string"
            | "text"
            | "mediumText"
            | "longText"
            | "char"
            | "integer"
            | "bigint"
            | "bigInteger"
            | "tinyInteger"
            | "smallInteger"
            | "unsignedInteger"
            | "unsignedBigInteger"
            | "boolean"
            | "float"
            | "double"
            | "decimal"
            | "date"
            | "datetime"
            | "dateTime"
            | "timestamp"
            | "json"
            | "jsonb"
            | "uuid"
            | "binary"
            | "enum"
            | "inet"
            | "references"
            | "belongs_to"
            | "foreignId"
    )
}

/// Whether a string is a statement that matters here, by its first words.
fn is_sql(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(400).collect::<String>().to_ascii_lowercase();
    let mut words = head.split_ascii_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "drop" | "create" | "alter" => {
            matches!(
                second,
                "table"
                    | "schema"
                    | "database"
                    | "view"
                    | "materialized"
                    | "index"
                    | "type"
                    | "function"
                    | "trigger"
                    | "policy"
                    | "role"
                    | "user"
                    | "temporary"
                    | "temp"
                    | "unlogged"
                    | "or"
                    | "unique"
                    | "default"
                    | "sequence"
                    | "extension"
                    | "column"
            )
        }
        "delete" => second == "from",
        "truncate" => true,
        "update" => head.contains("set"),
        "with" => head.contains(" as ") && head.contains('('),
        "grant" | "revoke" => head.contains(" on ") || head.contains(" to "),
        "do" => second.starts_with('$'),
        "merge" => second == "into",
        _ => head.starts_with("--"),
    }
}
