//! Migrations in code: Rails, Django, Alembic, Knex, `TypeORM`, Sequelize, Laravel, Entity Framework, Ecto, `SeaORM`.

use architect_core::Confidence;

use super::ledger::Ledger;
use super::{Deed, Deeds, credentials, sql};
use crate::change::Block;
use crate::code::Language;
use crate::code::lexer::{self, Kind, Token};
use crate::examined::ReadBlock;
use crate::fact::{Shift, What};
use crate::guard::Guard;
use crate::role::Direction;

/// Reads a block of a migration in code.
pub(super) fn read(
    language: Language,
    read: &ReadBlock<'_>,
    direction: Option<Direction>,
    whole: bool,
    ledger: &mut Ledger,
) -> Deeds {
    let mut reader = Reader {
        tokens: &read.tokens,
        text: &read.block.text,
        block: read.block,
        ledger,
        down: direction == Some(Direction::Down) || heading_turn(language, read) == Some(Direction::Down),
        known: whole || direction.is_some() || heading_turn(language, read).is_some(),
        undone_at: None,
        state_depth: None,
        depth: 0,
        model: String::new(),
        read_to: 0,
        deeds: Deeds::default(),
    };
    for index in 0..read.tokens.len() {
        reader.token(index);
    }
    reader.deeds
}

/// The direction that the hunk's heading tells.
fn heading_turn(language: Language, read: &ReadBlock<'_>) -> Option<Direction> {
    let heading = read.block.heading.as_ref()?;
    let tokens = lexer::tokens(language, heading);
    (0..tokens.len()).find_map(|index| turn(&tokens, index))
}

struct Reader<'r> {
    tokens: &'r [Token<'r>],
    text: &'r str,
    block: &'r Block,
    ledger: &'r mut Ledger,
    down: bool,
    /// Whether it is known which way the block goes: by a name of a function in it, in its heading, or of the file.
    known: bool,
    /// Column at which a block that only undoes was opened.
    undone_at: Option<usize>,
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
        match token.kind {
            Kind::Punctuation => self.bracket(token.text),
            Kind::Text => self.text(index, token),
            Kind::Word => {
                if let Some(direction) = turn(self.tokens, index) {
                    self.down = direction == Direction::Down;
                    self.known = true;
                    self.undone_at = None;
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

    /// `dir.down do … end` in Rails.
    fn undoing_block(&mut self, index: usize, token: Token<'_>) {
        if !matches!(token.text, "down" | "up" | "end") {
            return;
        }
        let column =
            token.start - self.text.get(..token.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let after_dot = index >= 2
            && self.is_mark(index - 1, ".")
            && self.tokens.get(index - 2).is_some_and(|token| token.text == "dir");
        match token.text {
            "down" if after_dot => self.undone_at = Some(column),
            "up" if after_dot => self.undone_at = None,
            "end" if self.undone_at.is_some_and(|at| column < at) => self.undone_at = None,
            _ => {}
        }
    }

    fn call(&mut self, index: usize, token: Token<'_>) {
        let at = token.start;
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
                    self.create(table, at);
                    self.model.clone_from(table);
                }
            }
            "change_table" | "alterTable" | "table" => {
                if let Some(table) = self.names(index).into_iter().next() {
                    self.model = table;
                }
            }
            "create" if self.is_mark(index.wrapping_sub(1), ":") => {
                if let Some(table) = self.names(index).into_iter().next() {
                    self.create(&table, at);
                    self.model = table;
                }
            }
            "drop_table" | "dropTable" | "DropTable" | "dropTableIfExists" | "drop_join_table" | "DeleteModel"
            | "dropIfExists" => self.table(index, at),
            "drop" if self.is_mark(index.wrapping_sub(1), ":") && self.is_mark(index + 1, "(") => {
                self.table(index, at);
            }
            "drop" if self.next_word(index, "table") => self.table(index + 1, at),
            "drop_schema" | "dropSchema" | "DropSchema" => {
                let name = self.names(index).into_iter().next().unwrap_or_else(|| "a schema".to_owned());
                self.push(Deed::new(What::SchemaDropped { name }, at));
            }
            "remove_column" | "remove_columns" | "remove_reference" | "remove_belongs_to" | "remove_timestamps"
            | "drop_column" | "dropColumn" | "dropColumns" | "DropColumn" | "RemoveField" | "removeColumn"
            | "removeColumns" | "dropTimestamps" | "dropSoftDeletes" => self.column(index, at),
            "remove"
                if self.is_mark(index.wrapping_sub(1), ".")
                    && self.tokens.get(index.wrapping_sub(2)).is_some_and(|token| token.text == "t") =>
            {
                self.column(index, at);
            }
            "add_column" | "addColumn" | "AddColumn" | "AddField" | "add_reference" => self.added(index, at),
            "string" | "text"
                if self.is_mark(index.wrapping_sub(1), ".") || self.is_mark(index.wrapping_sub(1), ">") =>
            {
                self.defined(index, at);
            }
            "change_column" | "changeColumn" => {
                let names = self.names(index);
                if let [table, column, ..] = names.as_slice() {
                    let to = names.get(2).cloned().unwrap_or_else(|| "another type".to_owned());
                    if !matches!(to.as_str(), "text" | "bigint" | "jsonb" | "json")
                        && !self.ledger.has_column(table, column)
                    {
                        let what = What::TypeNarrowed { column: format!("{table}.{column}"), to, certain: false };
                        self.push(
                            Deed::new(what, at).sure(Confidence::Low).note("what it was before is not in the change"),
                        );
                    }
                }
            }
            "delete_all" | "destroy_all" | "deleteFrom" | "deleteMany" => self.rows(index, at),
            "delete"
                if self.is_mark(index.wrapping_sub(1), ".")
                    && self.is_mark(index + 1, "(")
                    && self.is_mark(index + 2, ")") =>
            {
                self.rows(index, at);
            }
            "del" if self.is_mark(index.wrapping_sub(1), ".") && self.is_mark(index + 1, "(") => self.rows(index, at),
            _ => {}
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
        if !self.is_down() && !column.is_empty() && comes(self.block, at) {
            self.ledger.add_column(&table, &column);
        }
        self.credential(&table, &column, at);
    }

    /// `t.string :encrypted_password` and `$table->string('password')`.
    fn defined(&mut self, index: usize, at: usize) {
        let table = self.model.clone();
        if let Some(column) = self.names(index).into_iter().next() {
            self.credential(&table, &column, at);
        }
    }

    fn credential(&mut self, table: &str, column: &str, at: usize) {
        if let Some(certain) = credentials::column(table, column) {
            let what = What::CredentialColumn { column: format!("{table}.{column}"), shift: Shift::Added, certain };
            self.push(Deed::new(what, at).sure(Confidence::Medium));
        }
    }

    fn rows(&mut self, index: usize, at: usize) {
        let before: Vec<&Token<'_>> = self.tokens.get(..index).unwrap_or_default().iter().rev().take(40).collect();
        let bounded = before
            .iter()
            .any(|token| matches!(token.text, "where" | "filter" | "exclude" | "find_by" | "whereIn" | "andWhere"));
        // `Order.objects.filter(…).delete()`, `Order.where(…).delete_all`, `knex("order").del()`: the model is a name
        // with a capital, or the string before.
        let model = before.iter().find(|token| {
            let capital = token.text.starts_with(|c: char| c.is_ascii_uppercase()) && token.kind == Kind::Word;
            capital || (token.kind == Kind::Text && !bounded)
        });
        let table = model.map_or("a table", |token| token.text).to_owned();
        self.push(Deed::new(What::RowsDeleted { table, bounded }, at).sure(Confidence::Medium));
    }

    /// SQL in a string, or in several that are put together.
    fn text(&mut self, index: usize, token: Token<'_>) {
        if index < self.read_to || !self.is_argument(index) || !is_sql(token.text) {
            return;
        }
        let text_at = self.text.get(token.start..token.end).and_then(|whole| whole.find(token.text)).unwrap_or(0);
        let offset = token.start + text_at;
        let mut sql = token.text.to_owned();
        let mut next = index + 1;
        while let Some(piece) = self.tokens.get(next) {
            match (piece.kind, piece.text) {
                (Kind::Punctuation, "+" | "\\") => {}
                (Kind::Punctuation, ".")
                    if self.tokens.get(next + 1).is_some_and(|after| after.kind == Kind::Text) => {}
                (Kind::Text, text) => {
                    sql.push(' ');
                    sql.push_str(text);
                }
                _ => break,
            }
            next += 1;
        }
        self.read_to = next;
        let direction = self.is_down().then_some(Direction::Down);
        let block = self.block;
        let comes = |_: usize| comes(block, offset);
        let read = sql::read(&sql, direction, None, &comes, self.ledger);
        // Of what was put together, only the first string's offsets are those of the file.
        let place = |at: usize| offset + at.min(token.text.len());
        for mut deed in read.all {
            deed.at = place(deed.at);
            self.push(deed);
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

    fn create(&mut self, table: &str, at: usize) {
        if !self.is_down() && comes(self.block, at) {
            self.ledger.create_table(table);
        }
    }

    fn is_down(&self) -> bool {
        self.down || self.undone_at.is_some()
    }

    /// The names that a call gives: strings and symbols, up to the end of the call.
    fn names(&self, index: usize) -> Vec<String> {
        const MOST: usize = 24;
        let mut names = Vec::new();
        let mut depth = 0_usize;
        let rest = self.tokens.get(index + 1..).unwrap_or_default();
        let line_end = self.tokens.get(index).map_or(0, |token| token.end);
        let same_line = |token: &Token<'_>| !self.text.get(line_end..token.start).unwrap_or_default().contains('\n');
        for (step, token) in rest.iter().take(MOST).enumerate() {
            if depth == 0 && !same_line(token) {
                break;
            }
            match (token.kind, token.text) {
                (Kind::Punctuation, "(" | "[" | "{") => depth += 1,
                (Kind::Punctuation, ")" | "]" | "}") => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                (Kind::Text, text) => names.push(text.to_owned()),
                (Kind::Word, word) => {
                    let symbol = step > 0
                        && rest.get(step - 1).is_some_and(|before| {
                            before.text == ":" && before.kind == Kind::Punctuation && before.end == token.start
                        });
                    if symbol {
                        names.push(word.to_owned());
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// Table and column of a call that names both, in whatever order, or only the column.
    fn table_and_column(&self, index: usize, names: &[String]) -> (String, String) {
        let named = |key: &str| {
            let rest = self.tokens.get(index + 1..).unwrap_or_default();
            let at = rest.iter().take(24).position(|token| token.text == key && token.kind == Kind::Word)?;
            let value = rest.get(at + 2).filter(|value| value.kind == Kind::Text)?;
            rest.get(at + 1).filter(|mark| matches!(mark.text, ":" | "="))?;
            Some(value.text.to_owned())
        };
        if let Some(column) = named("name") {
            return (named("table").or_else(|| named("model_name")).unwrap_or_default(), column);
        }
        match names {
            [] => (self.model.clone(), "a column".to_owned()),
            [column] => (self.model.clone(), column.clone()),
            [table, column, ..] => (table.clone(), column.clone()),
        }
    }

    /// `force: true` on the line of a `create_table`.
    fn forces(&self, index: usize) -> bool {
        const MOST: usize = 200;
        let Some(mut end) = self.tokens.get(index).map(|token| token.end) else { return false };
        let rest = self.tokens.get(index + 1..).unwrap_or_default();
        let line = rest.iter().take(MOST).take_while(|token| {
            let gap = self.text.get(end..token.start).unwrap_or_default();
            end = token.end;
            !gap.contains('\n')
        });
        let words: Vec<&str> = line.map(|token| token.text).collect();
        words.windows(3).any(|window| matches!(window, ["force", ":", "true" | "cascade"]))
    }

    fn is_mark(&self, index: usize, mark: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == Kind::Punctuation && token.text == mark)
    }

    fn next_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index + 1).is_some_and(|token| token.kind == Kind::Word && token.text == word)
    }
}

/// Whether the change brings what stands at an offset. What was there before may hold data.
fn comes(block: &Block, at: usize) -> bool {
    let line = block.line_at(at);
    block.changed_between(line, line)
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

/// The direction that begins with a token: the name of a function.
fn turn(tokens: &[Token<'_>], index: usize) -> Option<Direction> {
    let token = tokens.get(index).filter(|token| token.kind == Kind::Word)?;
    let before = index.checked_sub(1).and_then(|index| tokens.get(index));
    let exported = before.is_some_and(|before| before.text == ".")
        && index >= 2
        && tokens.get(index - 2).is_some_and(|token| token.text == "exports");
    let defined =
        before.is_some_and(|before| matches!(before.text, "def" | "function" | "fn" | "func" | "void" | "defp"));
    let method =
        before.is_some_and(|before| matches!(before.text, "async" | "public" | "const" | "override" | "static"));
    let key = tokens.get(index + 1).is_some_and(|after| matches!(after.text, ":" | "("))
        && before.is_none_or(|before| matches!(before.text, "," | "{" | "}"));
    let lower = token.text.to_ascii_lowercase();
    let back = [
        "down",
        "downgrade",
        "rollback",
        "revert",
        "reverse",
        "backward",
        "backwards",
        "undo",
        "safedown",
        "safe_down",
    ];
    let front = ["up", "upgrade", "change", "apply", "safeup", "safe_up", "forward", "forwards"];
    let begins = |list: &[&str]| {
        list.iter().any(|word| {
            lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
        })
    };
    if defined || exported {
        return Some(if begins(&back) { Direction::Down } else { Direction::Up });
    }
    if (method || key) && back.contains(&lower.as_str()) {
        return Some(Direction::Down);
    }
    ((method || key) && front.contains(&lower.as_str())).then_some(Direction::Up)
}
