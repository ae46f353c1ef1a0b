//! Statements of SQL Server other than `ALTER TABLE` and `CREATE INDEX`, and names in them.

use std::collections::BTreeSet;

use sqlparser::tokenizer::Token as Lexeme;

use super::{On, Refused, is_clustered, modifies, says_online};
use crate::ddl::{CreateObject, Drop, Name, ObjectKind, QualifiedName, RenameTable};
use crate::migration::effect::{Detail, Effect};
use crate::migration::locks::{Cost, Lock, Operation, Work};
use crate::migration::reader::Reader;
use crate::statement::{Statement, Token};

impl Reader<'_> {
    pub(super) fn transact_dropped(&self, drop: &Drop, statement: &Statement, tokens: &[Token]) -> Vec<Effect> {
        let bytes = statement.bytes();
        let mut effects = Vec::new();
        match drop.kind {
            ObjectKind::Index => {
                for name in &drop.names {
                    let home = drop.on_table.as_ref().and_then(|table| self.schema.named(table));
                    let home = home.or_else(|| self.schema.home_of_index(name));
                    let key = name.name.key(self.dialect());
                    let known = home.and_then(|table| {
                        table
                            .indexes
                            .iter()
                            .find(|index| index.name.as_ref().is_some_and(|known| known.to_lowercase() == key))
                    });
                    if drop.if_exists && self.knows_before && home.is_some() && known.is_none() {
                        continue;
                    }
                    let table = match (&drop.on_table, home) {
                        (_, Some(home)) => self.touched_table(home),
                        (Some(table), None) => self.transact_touched(table),
                        (None, None) => self.transact_touched(name),
                    };
                    let on = On { table, known: home, statement, tokens, online: says_online(tokens) };
                    let mut effect = if known.is_some_and(is_clustered) && !on.online {
                        let mut effect = on.effect(Operation::RewriteTable, Work::Rewrite, bytes.clone());
                        effect.said = Some("drops the clustered index and writes the table anew without order");
                        effect
                    } else {
                        on.effect(Operation::DropIndex, Work::None, bytes.clone())
                    };
                    effect.name = Some(name.name.shown(self.dialect()));
                    effect.detail = Detail::Drop(Box::new(drop.clone()));
                    effects.push(effect);
                }
            }
            ObjectKind::Table => {
                let mut gone: BTreeSet<String> = BTreeSet::new();
                for name in &drop.names {
                    let known = self.schema.named(name);
                    if drop.if_exists && known.is_none() && self.knows_before {
                        continue;
                    }
                    let mut effect = Effect::new(Operation::DropTable, self.transact_touched(name), bytes.clone());
                    effect.cost = Some(modifies(Work::None));
                    if let Some(table) = known {
                        let parents = table.foreign_keys.iter().filter_map(|key| self.schema.table(&key.parent));
                        effect.others = parents.map(|parent| self.touched_table(parent)).collect();
                        effect.others.retain(|other| other.key != table.key);
                        effect.refused = self.against_end(table, &gone, false).map(Box::new);
                        gone.insert(table.key.name.clone());
                    }
                    effect.detail = Detail::Drop(Box::new(drop.clone()));
                    effects.push(effect);
                }
            }
            _ => {}
        }
        effects
    }

    pub(super) fn transact_emptied(
        &self,
        tables: &[QualifiedName],
        partial: bool,
        statement: &Statement,
    ) -> Vec<Effect> {
        let effect = |name| {
            let mut effect = Effect::new(Operation::Truncate, self.transact_touched(name), statement.bytes());
            effect.cost = Some(modifies(Work::None));
            if partial {
                effect.said = Some("empties partitions of a table");
            }
            let against: Option<Refused> =
                self.schema.named(name).and_then(|table| self.against_end(table, &BTreeSet::new(), true));
            effect.refused = against.map(Box::new);
            effect
        };
        tables.iter().map(effect).collect()
    }

    /// `sp_rename` of something that is no column. Without a kind it may be a table as well as a constraint.
    pub(super) fn transact_renamed(&self, rename: &RenameTable, statement: &Statement) -> Vec<Effect> {
        // How people and tools call constraints and indexes.
        const PREFIXES: [&str; 9] = ["pk_", "fk_", "df_", "ck_", "chk_", "uq_", "ix_", "ak_", "uk_"];
        const SUFFIXES: [&str; 6] = ["_pkey", "_fkey", "_key", "_idx", "_df", "_check"];
        if rename.kind != ObjectKind::Table {
            return Vec::new();
        }
        let key = rename.from.name.key(self.dialect());
        let table = self.schema.named(&rename.from);
        let called = PREFIXES.iter().any(|prefix| key.starts_with(prefix))
            || SUFFIXES.iter().any(|suffix| key.ends_with(suffix));
        if table.is_none() && (called || self.schema.home_of_index(&rename.from).is_some()) {
            return Vec::new();
        }
        let mut effect = Effect::new(Operation::RenameTable, self.transact_touched(&rename.from), statement.bytes());
        effect.cost = Some(modifies(Work::None));
        effect.detail = Detail::Text(rename.to.shown(self.dialect()));
        if table.is_none() {
            effect = effect.doubted(
                architect_core::Confidence::Medium,
                "whether this is a table or something else is not known from the input",
            );
        }
        vec![effect]
    }

    /// `ALTER INDEX … REBUILD` and `ALTER SCHEMA … TRANSFER`.
    pub(super) fn transact_object(
        &self,
        object: &CreateObject,
        statement: &Statement,
        tokens: &[Token],
    ) -> Vec<Effect> {
        let all: Vec<&Token> = tokens.iter().collect();
        let behind = |word: &str| {
            let at = all.iter().position(|token| token.is(word))?;
            name_at(&all, at + 1)
        };
        match object.kind {
            ObjectKind::Index => {
                let Some(table) = behind("on") else { return Vec::new() };
                let has = |word: &str| tokens.iter().any(|token| token.is(word));
                let (operation, cost, said) = if has("rebuild") {
                    let cost = if says_online(tokens) {
                        Cost { own: Lock::RowShare, other: Lock::None, work: Work::None }
                    } else {
                        modifies(Work::Index)
                    };
                    (Operation::Reindex, cost, None)
                } else if has("reorganize") {
                    let cost = Cost { own: Lock::RowExclusive, other: Lock::None, work: Work::None };
                    (Operation::ReindexConcurrently, cost, Some("puts the pages of an index in order"))
                } else {
                    (Operation::AlterTable, modifies(Work::None), Some("changes an index in the catalog only"))
                };
                let mut effect = Effect::new(operation, self.transact_touched(&table), statement.bytes());
                effect.cost = Some(cost);
                effect.said = said;
                effect.name = object.name.as_ref().map(|name| name.name.shown(self.dialect()));
                vec![effect]
            }
            ObjectKind::Schema => {
                let Some(moved) = behind("transfer") else { return Vec::new() };
                // `TYPE::name` and the like are no tables.
                if tokens.iter().any(|token| token.lexeme == Lexeme::DoubleColon)
                    || self.schema.named(&moved).is_none()
                {
                    return Vec::new();
                }
                let mut effect = Effect::new(Operation::SetSchema, self.transact_touched(&moved), statement.bytes());
                effect.cost = Some(modifies(Work::None));
                effect.detail =
                    Detail::Text(object.name.as_ref().map(|name| name.shown(self.dialect())).unwrap_or_default());
                vec![effect]
            }
            _ => Vec::new(),
        }
    }
}

/// The word or quoted name of a token.
fn word(token: &Token) -> Option<Name> {
    match &token.lexeme {
        Lexeme::Word(word) => {
            Some(Name { text: word.value.clone(), quoted: word.quote_style.is_some(), bytes: token.bytes.clone() })
        }
        Lexeme::DoubleQuotedString(text) => {
            Some(Name { text: text.clone(), quoted: true, bytes: token.bytes.clone() })
        }
        _ => None,
    }
}

/// The name that begins at a token.
pub(in crate::migration) fn name_at(tokens: &[&Token], at: usize) -> Option<QualifiedName> {
    let mut at = at;
    let mut sharp = false;
    if tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::Sharp) {
        sharp = true;
        at += 1;
    }
    let mut name = word(tokens.get(at)?)?;
    if sharp {
        name.text.insert(0, '#');
    }
    let mut schema = None;
    while tokens.get(at + 1).is_some_and(|token| token.lexeme == Lexeme::Period) {
        at += 2;
        while tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::Period) {
            at += 1;
        }
        let Some(next) = tokens.get(at).and_then(|token| word(token)) else { break };
        schema = Some(std::mem::replace(&mut name, next));
    }
    Some(QualifiedName { schema, name })
}

/// The table that a name without a schema stands for in `UPDATE o SET … FROM orders o`.
pub(super) fn aliased(name: &QualifiedName, tokens: &[Token]) -> Option<QualifiedName> {
    if name.schema.is_some() {
        return None;
    }
    let all: Vec<&Token> = tokens.iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let opens = token.is("from") || token.is("join") || token.lexeme == Lexeme::Comma;
        if !opens {
            continue;
        }
        let Some(table) = name_at(&all, at + 1) else { continue };
        let end = table.bytes().end;
        let mut behind = tokens.iter().skip(at + 1).skip_while(|token| token.bytes.start < end);
        let mut next = behind.next();
        if next.is_some_and(|token| token.is("as")) {
            next = behind.next();
        }
        let alias = next.and_then(word);
        if alias.is_some_and(|alias| alias.text.eq_ignore_ascii_case(&name.name.text)) {
            return Some(table);
        }
    }
    None
}

/// Whether a name is one that a `WITH` at the head of the statement gives.
pub(super) fn is_common(name: &QualifiedName, tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [token, next] => {
            (next.is("as") || next.lexeme == Lexeme::LParen)
                && token.bytes.end <= name.name.bytes.start
                && word(token).is_some_and(|word| word.text.eq_ignore_ascii_case(&name.name.text))
        }
        _ => false,
    })
}

/// The table of an `INSERT` and the columns that it lists, as compared.
pub(in crate::migration) fn inserted_into(tokens: &[Token]) -> Option<(QualifiedName, Vec<String>)> {
    let all: Vec<&Token> = tokens.iter().collect();
    let at = 1 + usize::from(tokens.get(1)?.is("into"));
    let table = name_at(&all, at)?;
    let end = table.bytes().end;
    let mut behind = tokens.iter().skip_while(|token| token.bytes.start < end);
    if behind.next()?.lexeme != Lexeme::LParen {
        return None;
    }
    let listed = behind.take_while(|token| token.lexeme != Lexeme::RParen);
    let columns = listed.filter_map(word).map(|name| name.text.to_lowercase()).collect();
    Some((table, columns))
}

/// The table that `SELECT … INTO` makes.
pub(in crate::migration) fn selected_into(tokens: &[Token]) -> Option<QualifiedName> {
    let first = tokens.first()?;
    if !(first.is("select") || first.is("with")) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            _ if depth == 0 && (token.is("insert") || token.is("merge") || token.is("output")) => return None,
            _ if depth == 0 && token.is("into") => {
                let all: Vec<&Token> = tokens.iter().collect();
                return name_at(&all, at + 1);
            }
            _ => {}
        }
    }
    None
}
