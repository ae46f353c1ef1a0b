//! Rows that a migration in code deletes or overwrites through its models or a builder of queries.

use architect_core::Confidence;

use super::Reader;
use crate::code::Language;
use crate::code::lexer::{Kind, Token};
use crate::fact::What;
use crate::fact::migrations::Deed;
use crate::guard::Guard;
use crate::word::words;

impl Reader<'_> {
    /// A call that may take rows.
    pub(super) fn rows_call(&mut self, index: usize, token: Token<'_>) {
        match token.text {
            "delete_all" | "destroy_all" | "deleteFrom" | "deleteMany" | "forceDelete" | "delete_many"
            | "bulkDelete" | "DeleteData" | "clearTable" | "truncate_tables" | "ExecuteDelete"
            | "ExecuteDeleteAsync" | "DeleteManyAsync" | "_raw_delete" | "delete_by" | "destroy_by" | "deleteOne"
            | "findOneAndDelete" | "NewDelete" | "NewTruncateTable" => self.deleted(index),
            // Entity Framework's takes what is to go, the one of lists a place and a number.
            "RemoveRange" if self.is_method(index) && self.commas(index) == 0 => self.deleted(index),
            "from_table" if self.speaks_of(index, "delete") => self.deleted(index),
            "delete" if self.is_method(index) && self.deletes_by_its_arguments(index) => self.deleted(index),
            // `delete(Order)` of SQLAlchemy.
            "delete" if self.language == Language::Python && self.deletes_a_model(index) => self.deleted(index),
            "destroy" if self.is_method(index) && self.destroys_by_its_arguments(index) => self.deleted(index),
            "delete" | "destroy" if self.language == Language::Ruby && self.is_method(index) && self.ends(index) => {
                self.deleted(index);
            }
            "update" | "update_columns" | "update_column" | "update_attributes" | "update_attribute"
                if self.language == Language::Ruby && self.is_method(index) && self.sets_nil(index) =>
            {
                self.overwritten(index);
            }
            "delete" | "truncate" | "Delete" if self.is_call_without_arguments(index) => self.deleted(index),
            "Delete" if self.language == Language::Go && self.is_method(index) => self.deleted(index),
            "truncate"
                if self.language == Language::Ruby && !self.is_method(index) && self.is_mark(index + 1, ":") =>
            {
                self.deleted(index);
            }
            "del" if self.is_method(index) && self.is_mark(index + 1, "(") => self.deleted(index),
            // `find_each(&:destroy)`.
            "destroy" | "delete" | "destroy!" if self.is_mark(index.wrapping_sub(2), "&") => self.deleted(index),
            "update_all" => self.overwritten(index),
            "save" if self.is_method(index) => self.saved(index),
            // Without arguments it is Phinx's word for carrying a change of a table out.
            "update"
                if self.is_method(index)
                    && self.is_mark(index + 1, "(")
                    && !self.is_call_without_arguments(index)
                    && self.is_query(index) =>
            {
                self.overwritten(index);
            }
            "$unset" => {
                let what = What::DataTaken { what: "`$unset`".to_owned() };
                self.push(Deed::new(what, token.start).sure(Confidence::Medium));
            }
            name if takes(name) && self.is_helper(index) => {
                let what = What::DataTaken { what: format!("`{name}()`") };
                self.push(Deed::new(what, token.start).sure(Confidence::Medium));
            }
            _ => {}
        }
    }

    /// Whether a call is one on what a variable of Ruby holds: no model stands in front of it.
    fn is_variable_of_ruby(&self, before: &[&Token<'_>]) -> bool {
        let model = |token: &&Token<'_>| token.text.starts_with(|c: char| c.is_ascii_uppercase());
        self.language == Language::Ruby && before.len() <= 4 && !before.is_empty() && !before.iter().any(model)
    }

    /// How many commas part the arguments of a call.
    fn commas(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        let mut commas = 0;
        for token in self.call_tokens(index).iter().filter(|token| token.kind == Kind::Punctuation) {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "," if depth == 1 => commas += 1,
                _ => {}
            }
        }
        commas
    }

    /// A `delete` that is given what to delete, in the ways of the languages: `SQLAlchemy`'s, Doctrine's, Prisma's and
    /// Drizzle's.
    fn deletes_by_its_arguments(&self, index: usize) -> bool {
        if !self.is_mark(index + 1, "(") {
            return false;
        }
        let arguments = self.call_tokens(index);
        let says = |word: &str| arguments.iter().any(|token| token.kind == Kind::Word && token.text == word);
        let of =
            |names: &[&str]| self.tokens.get(index.wrapping_sub(2)).is_some_and(|token| names.contains(&token.text));
        let first = arguments.get(1);
        match self.language {
            Language::Python => says("synchronize_session") || of(&["sa", "sqlalchemy"]),
            Language::Php => {
                let receiver = self.tokens.get(index.wrapping_sub(3));
                let connection =
                    receiver.is_some_and(|token| token.text.to_ascii_lowercase().ends_with("connection"));
                connection && first.is_some_and(|token| token.kind == Kind::Text)
            }
            Language::Script => {
                says("where")
                    || (of(&["db", "tx", "trx", "database"]) && first.is_some_and(|token| token.kind == Kind::Word))
            }
            _ => false,
        }
    }

    /// Whether a function that is called alone is given a class: `delete(Order).where(…)`.
    fn deletes_a_model(&self, index: usize) -> bool {
        let alone = !self.is_mark(index.wrapping_sub(1), ".") && self.is_mark(index + 1, "(");
        let given = self.tokens.get(index + 2).filter(|token| token.kind == Kind::Word);
        alone && self.is_mark(index + 3, ")") && given.is_some_and(|model| model.text.starts_with(char::is_uppercase))
    }

    /// Laravel's `Order::destroy(…)` and Sequelize's `Order.destroy({ where: … })`.
    fn destroys_by_its_arguments(&self, index: usize) -> bool {
        match self.language {
            Language::Php => self.is_mark(index.wrapping_sub(1), ":") && self.is_mark(index + 1, "("),
            Language::Script => {
                let arguments = self.call_tokens(index);
                arguments.iter().any(|token| matches!(token.text, "where" | "truncate"))
            }
            _ => false,
        }
    }

    /// Whether a call of Ruby takes nothing: `order.destroy`, `order.destroy!`, `order.delete if order`.
    fn ends(&self, index: usize) -> bool {
        let marked = usize::from(self.is_mark(index + 1, "!"));
        let Some(end) = self.tokens.get(index + marked).map(|token| token.end) else { return false };
        let Some(next) = self.tokens.get(index + marked + 1) else { return true };
        self.text.get(end..next.start).is_some_and(|between| between.contains('\n'))
            || matches!(next.text, "if" | "unless" | "}" | "end")
    }

    /// Whether the line of a call gives a column no value.
    fn sets_nil(&self, index: usize) -> bool {
        let end = self.tokens.get(index).map_or(0, |token| token.end);
        let rest = self.tokens.get(index + 1..).unwrap_or_default().iter();
        let line = rest.take_while(|token| !self.text.get(end..token.start).unwrap_or_default().contains('\n'));
        line.into_iter().any(|token| token.kind == Kind::Word && token.text == "nil")
    }

    /// Whether a name is that of a function that is called and stands elsewhere: one of the migration's own is read
    /// itself.
    fn is_helper(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let same_line = |next: &Token<'_>| !self.text.get(token.end..next.start).unwrap_or_default().contains('\n');
        let given = self.tokens.get(index + 1).is_some_and(|next| {
            next.text == "("
                || (self.language == Language::Ruby
                    && self.is_method(index)
                    && next.kind != Kind::Punctuation
                    && same_line(next))
        });
        let defines = |at: usize| {
            let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
            before.is_some_and(|before| {
                before.kind == Kind::Word
                    && !matches!(before.text, "return" | "await" | "yield" | "else" | "then" | "do" | "and" | "not")
                    || before.text == ">" && self.language == Language::Braces
            })
        };
        let own = self.tokens.iter().enumerate().any(|(at, other)| other.text == token.text && defines(at));
        given && !own
    }

    /// `DB::table(…)->update`, `Order.objects.update`, `knex("orders").update`: all rows that the query finds.
    fn is_query(&self, index: usize) -> bool {
        let word = match self.language {
            Language::Php => "table",
            Language::Python => "objects",
            Language::Script => "knex",
            _ => return false,
        };
        self.speaks_of(index, word)
    }

    fn deleted(&mut self, index: usize) {
        let at = self.tokens.get(index).map_or(0, |token| token.start);
        let before = self.statement_before(index);
        let table = self.table_in(&before, index);
        // A single object that a loop found is one row.
        let single = before.first().is_some_and(|_| {
            self.language == Language::Php && before.iter().take(4).any(|token| token.text.starts_with('$'))
        });
        // And so is one that Ruby has in a variable.
        let single = single || self.is_variable_of_ruby(&before);
        let named = self.tokens.get(index).is_some_and(|token| matches!(token.text, "bulkDelete" | "DeleteData"));
        let arguments = self.call_tokens(index);
        let conditions = arguments.iter().any(|token| matches!(token.text, "where" | "keyValue" | "keyColumn"));
        let whole = named && !conditions;
        let bounded = single || is_bounded(&before) || (named && !whole) || self.has_conditions(index);
        let guard = self.ledger.has_table(&table).then_some(Guard::CreatedInThisChange);
        let what = What::RowsDeleted { table, bounded };
        self.push(Deed::new(what, at).guarded(guard).sure(Confidence::Medium));
    }

    fn overwritten(&mut self, index: usize) {
        let at = self.tokens.get(index).map_or(0, |token| token.start);
        let before = self.statement_before(index);
        let arguments = self.call_tokens(index);
        let line: Vec<&str> = if arguments.is_empty() {
            let end = self.tokens.get(index).map_or(0, |token| token.end);
            let rest = self.tokens.get(index + 1..).unwrap_or_default().iter();
            rest.take_while(|token| !self.text.get(end..token.start).unwrap_or_default().contains('\n'))
                .map(|token| token.text)
                .collect()
        } else {
            arguments.iter().map(|token| token.text).collect()
        };
        let lossy = line.iter().any(|word| matches!(*word, "null" | "nil" | "None" | "NULL"));
        let bounded = is_bounded(&before) || self.is_variable_of_ruby(&before);
        if bounded && !lossy {
            return;
        }
        let table = self.table_in(&before, index);
        // `update_all(state: 1)`, `['state' => 1]`, `{ state: 1 }`, `update(state=1)`.
        let columns: Vec<&str> = line
            .windows(2)
            .filter(|pair| matches!(pair.get(1), Some(&(":" | "="))))
            .filter_map(|pair| pair.first().copied())
            .filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
            .collect();
        // `update_all("state = 1")`.
        let said = arguments.get(1).filter(|token| token.kind == Kind::Text).map(|token| token.text);
        let said = said.and_then(|text| text.split('=').next()).map(str::trim).filter(|name| !name.contains(' '));
        let columns: Vec<&str> = columns.into_iter().chain(said).collect();
        let fresh = !columns.is_empty() && columns.iter().all(|column| self.ledger.adds_column(column));
        let guard = (fresh || self.ledger.has_table(&table)).then_some(Guard::CreatedInThisChange);
        let what = What::RowsUpdated { table, bounded, lossy };
        self.push(Deed::new(what, at).guarded(guard).sure(Confidence::Medium));
    }

    /// `order.note = nil; order.save!`: what a record held is emptied before it is saved.
    fn saved(&mut self, index: usize) {
        const FARTHEST: usize = 400;
        let receiver = match self.language {
            Language::Php => index.checked_sub(3),
            Language::Ruby | Language::Python => index.checked_sub(2),
            _ => None,
        };
        let Some(record) = receiver.and_then(|at| self.tokens.get(at)).filter(|record| record.kind == Kind::Word)
        else {
            return;
        };
        let from = index.saturating_sub(FARTHEST);
        let before = self.tokens.get(from..index).unwrap_or_default();
        let emptied = before.windows(6).find_map(|six| {
            let [held, dot, next, ..] = six else { return None };
            let (column, rest) = match (dot.text, next.text) {
                (".", _) => (next, six.get(3..)?),
                ("-", ">") => (six.get(3)?, six.get(4..)?),
                _ => return None,
            };
            let [set, value, ..] = rest else { return None };
            let nothing = matches!(value.text, "nil" | "None" | "null" | "NULL")
                || value.kind == Kind::Text && value.text.is_empty();
            (held.text == record.text && set.text == "=" && nothing && self.block.changes(held.start..value.end))
                .then_some(column)
        });
        let Some(column) = emptied else { return };
        let fresh = self.ledger.adds_column(column.text).then_some(Guard::CreatedInThisChange);
        let what = What::RowsUpdated { table: record.text.to_owned(), bounded: true, lossy: true };
        let at = column.start;
        let name = column.text.to_owned();
        self.push(Deed::new(what, at).guarded(fresh).sure(Confidence::Medium).note(format!("`{name}` is emptied")));
    }

    /// `delete_all("key = 'x'")` of old Rails, and `deleteMany({ state: 1 })`.
    fn has_conditions(&self, index: usize) -> bool {
        let inside = self.call_tokens(index).get(1..).unwrap_or_default();
        let texts = inside.iter().any(|token| token.kind == Kind::Text);
        let name = self.tokens.get(index).map_or("", |token| token.text);
        match name {
            "delete_all" | "destroy_all" => texts || inside.iter().any(|token| token.text == ":"),
            "deleteMany" | "delete_many" => inside.iter().any(|token| token.text == ":"),
            _ => false,
        }
    }

    /// `Order.objects.filter(…).delete()`, `Order.where(…).delete_all`, `DB::table('orders')`, `knex("orders")`: the
    /// string that a table is named by, or the name with a capital.
    fn table_in(&self, before: &[&Token<'_>], index: usize) -> String {
        let named = before.windows(3).find_map(|window| {
            let [text, mark, call] = window else { return None };
            let opens = mark.text == "(" && matches!(call.text, "table" | "knex" | "collection" | "from" | "into");
            (text.kind == Kind::Text && opens).then_some(text.text)
        });
        let model = |token: &&&Token<'_>| {
            token.kind == Kind::Word && token.text != "DB" && token.text.starts_with(|c: char| c.is_ascii_uppercase())
        };
        let capital = || {
            let outside = outside_of_brackets(before);
            outside.iter().find(model).copied().or_else(|| before.iter().find(model).copied())
        };
        let own = || self.names(index).into_iter().next();
        named
            .map(ToOwned::to_owned)
            .or_else(|| capital().map(|token| token.text.to_owned()))
            .or_else(own)
            .or_else(|| before.iter().find(|token| token.kind == Kind::Text).map(|token| token.text.to_owned()))
            .or_else(|| {
                let variable =
                    before.last().filter(|token| token.kind == Kind::Word && self.is_variable_of_ruby(before));
                variable.map(|token| token.text.to_owned())
            })
            .unwrap_or_else(|| "a table".to_owned())
    }

    /// Whether what a call is on holds a table of Phinx: `$table = $this->table('orders'); $table->drop()`.
    pub(super) fn is_on_table(&self, index: usize) -> bool {
        self.table_held(index).is_some()
    }

    /// The name of the table that the variable in front of a call holds.
    fn table_held(&self, index: usize) -> Option<&str> {
        const FARTHEST: usize = 400;
        let variable = self.tokens.get(index.checked_sub(3)?).filter(|token| token.text.starts_with('$'))?;
        self.tokens.get(index.saturating_sub(FARTHEST)..index)?.windows(8).rev().find_map(|eight| {
            let [held, set, this, _, _, call, open, name] = eight else { return None };
            let holds = held.text == variable.text
                && set.text == "="
                && this.text == "$this"
                && call.text == "table"
                && open.text == "("
                && name.kind == Kind::Text;
            holds.then_some(name.text)
        })
    }

    /// Drops the table that the statement before a call is about.
    pub(super) fn table_of_statement(&mut self, index: usize, at: usize) {
        let before = self.statement_before(index);
        let table = self.table_held(index).map_or_else(|| self.table_in(&before, index), ToOwned::to_owned);
        let fresh = !self.is_down() && self.ledger.drop_table(&table);
        let guard = fresh.then_some(Guard::CreatedInThisChange);
        self.push(Deed::new(What::TableDropped { table, rebuilt: false }, at).guarded(guard));
    }
}

/// The words of a chain of calls that stand in no brackets and are not called themselves, the nearest first.
fn outside_of_brackets<'t, 'r>(before: &[&'r Token<'t>]) -> Vec<&'r Token<'t>> {
    let mut depth = 0_usize;
    let mut called = false;
    let mut found = Vec::new();
    for token in before {
        match (token.kind, token.text) {
            (Kind::Punctuation, ")" | "]" | "}") => depth += 1,
            (Kind::Punctuation, "(" | "[" | "{") => {
                depth = depth.saturating_sub(1);
                called = depth == 0;
                continue;
            }
            (Kind::Word, _) if depth == 0 && !called => found.push(*token),
            _ => {}
        }
        called = false;
    }
    found
}

/// Whether a function takes rows away, by its name.
fn takes(name: &str) -> bool {
    const VERBS: [&str; 6] = ["delete", "destroy", "purge", "wipe", "erase", "truncate"];
    // What else is deleted, and what else the verbs mean.
    const OTHER: &[&str] = &[
        "index",
        "indexes",
        "indices",
        "constraint",
        "constraints",
        "key",
        "keys",
        "trigger",
        "triggers",
        "view",
        "views",
        "function",
        "procedure",
        "policy",
        "prefix",
        "suffix",
        "if",
        "at",
        "cache",
        "caches",
        "file",
        "files",
        "directory",
        "folder",
        "dir",
        "temp",
        "tmp",
        "temporary",
        "cookie",
        "cookies",
        "job",
        "jobs",
        "schedule",
        "string",
        "text",
        "path",
        "property",
        "element",
        "elements",
        "entry",
        "option",
        "where",
        "foreign",
        "check",
        "default",
        "sequence",
        "type",
        "extension",
        "for",
        "words",
    ];
    let words = words(name);
    let Some((verb, rest)) = words.split_first() else { return false };
    VERBS.contains(&verb.as_str()) && !rest.is_empty() && !rest.iter().any(|word| OTHER.contains(&word.as_str()))
}

/// Whether a condition limits a query.
fn is_bounded(before: &[&Token<'_>]) -> bool {
    before.iter().any(|token| {
        let lower = token.text.to_ascii_lowercase();
        token.kind == Kind::Word
            && (lower.starts_with("where")
                || lower.starts_with("find")
                || matches!(
                    lower.as_str(),
                    "filter" | "exclude" | "andwhere" | "orwhere" | "first" | "get" | "last" | "id" | "in"
                ))
    })
}
