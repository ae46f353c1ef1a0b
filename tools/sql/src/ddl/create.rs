//! The first words of a statement, and everything that is created.

use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::change::{
    ChangeLabel, Comment, CreateIndex, CreateObject, CreateType, LabelChange, ObjectKind, RenameTable, SchemaChange,
    TypeKind,
};
use super::cursor::Cursor;
use super::data_type::DataType;
use super::index::{self, IndexClause, IndexFlavour};
use super::name::{Name, QualifiedName, is_placeholder};
use super::{alter, block, discard, security, table};
use crate::dialect::Dialect;

/// Reads a statement by its first words.
pub(super) fn statement(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    if cursor.eat("create") {
        create(cursor, reading);
    } else if cursor.eat("alter") {
        altered(cursor, reading);
    } else if cursor.eat("drop") {
        discard::drop(cursor, reading);
    } else if cursor.eat("truncate") {
        discard::truncate(cursor, reading);
    } else if cursor.is_any(&["delete", "update", "with"]) && !cursor.are(&["update", "statistics"]) {
        table::select_into(cursor, reading);
        discard::rows(cursor, reading);
    } else if cursor.eat_all(&["rename", "table"]) {
        for mut element in cursor.rest().elements() {
            let from = element.qualified();
            element.eat("to");
            let bytes = cursor.statement_bytes();
            reading.changes.extend(from.zip(element.qualified()).map(|(from, to)| {
                SchemaChange::Rename(RenameTable { kind: ObjectKind::Table, from, to: to.name, bytes })
            }));
        }
    } else if cursor.eat("set") {
        search_path(cursor, reading);
    } else if cursor.dialect().is_mysql_family() && cursor.eat("use") {
        reading.changes.push(SchemaChange::SearchPath(cursor.name()));
    } else if cursor.are(&["select", "pg_catalog"]) {
        // What pg_dump writes: `SELECT pg_catalog.set_config('search_path', '', false)`.
        if cursor.peek_at(3).is_some_and(|token| token.is("set_config")) {
            reading.changes.push(SchemaChange::SearchPath(None));
        }
    } else if cursor.is("select") {
        table::select_into(cursor, reading);
    } else if cursor.dialect() == Dialect::Sqlite && cursor.eat("pragma") {
        reading.changes.extend(pragma(cursor));
    } else if cursor.eat_all(&["comment", "on"]) {
        comment(cursor, reading);
    } else if cursor.eat("do") {
        block::anonymous(cursor, reading);
    } else if cursor.is_any(&["exec", "execute", "prepare"]) {
        block::text_run(cursor, reading);
        cursor.advance();
        system_rename(cursor, reading);
    }
}

/// `SET search_path TO shop, public`: the first schema is the one in which things are made.
fn search_path(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    if cursor.dialect() == Dialect::MsSql {
        reading.changes.extend(session_options(cursor));
        return;
    }
    cursor.eat_any(&["session", "local"]);
    if !cursor.eat("search_path") {
        return;
    }
    if !cursor.eat("to") {
        cursor.eat_lexeme(&Lexeme::Eq);
    }
    let first = match cursor.peek().map(|token| (&token.lexeme, token.bytes.clone())) {
        Some((Lexeme::SingleQuotedString(text), bytes)) => Some(Name { text: text.clone(), quoted: true, bytes }),
        _ => cursor.name().filter(|name| name.quoted || !name.text.eq_ignore_ascii_case("default")),
    };
    reading.changes.push(SchemaChange::SearchPath(first));
}

/// `PRAGMA foreign_keys = ON`: the one pragma that says something about tables.
fn pragma(cursor: &mut Cursor<'_>) -> Option<SchemaChange> {
    let name = cursor.qualified()?.name.text.to_lowercase();
    if name != "foreign_keys" {
        return None;
    }
    cursor.eat_lexeme(&Lexeme::Eq);
    let value = cursor.rest_text().trim_matches(['(', ')', ' ', '\'', '"']).to_ascii_lowercase();
    let on = ["on", "1", "yes", "true"].contains(&value.as_str());
    Some(SchemaChange::SessionOptions { names: vec![name], on })
}

/// `SET ANSI_NULLS, QUOTED_IDENTIFIER ON`: the options that tables and indexes are made under.
fn session_options(cursor: &Cursor<'_>) -> Option<SchemaChange> {
    const OPTIONS: &[&str] = &[
        "quoted_identifier",
        "ansi_nulls",
        "ansi_padding",
        "ansi_warnings",
        "arithabort",
        "concat_null_yields_null",
        "numeric_roundabort",
    ];
    let mut names = Vec::new();
    let mut on = None;
    for mut element in cursor.rest().elements() {
        names.push(element.peek()?.keyword()?.to_lowercase());
        element.advance();
        on = element.is_any(&["on", "off"]).then(|| element.is("on"));
    }
    names.retain(|name| OPTIONS.contains(&name.as_str()));
    if names.is_empty() {
        return None;
    }
    Some(SchemaChange::SessionOptions { names, on: on? })
}

/// `COMMENT ON TABLE shop.orders IS 'one purchase'`; comments on anything else say nothing about tables.
fn comment(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let on_column = cursor.eat("column");
    if !on_column && !cursor.eat_all(&["foreign", "table"]) && !cursor.eat("table") {
        return;
    }
    let mut parts: Vec<Name> = Vec::new();
    while let Some(name) = cursor.name() {
        parts.push(name);
        if !cursor.eat_lexeme(&Lexeme::Period) {
            break;
        }
    }
    let column = if on_column { parts.pop() } else { None };
    let Some(name) = parts.pop() else { return };
    let table = QualifiedName { schema: parts.pop(), name };
    if cursor.eat("is") {
        let text = cursor.string();
        reading.changes.push(SchemaChange::Comment(Comment { table, column, text }));
    }
}

/// Reads what follows `CREATE`.
fn create(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let or_replace = cursor.eat_all(&["or", "replace"]);
    cursor.eat_all(&["or", "alter"]);
    let mut temporary = false;
    let mut foreign = false;
    let mut unique = false;
    let mut flavour = IndexFlavour::Plain;
    loop {
        if cursor.eat_any(&["temp", "temporary"]) {
            temporary = true;
        } else if cursor.are(&["foreign", "table"]) || cursor.are(&["virtual", "table"]) {
            foreign = true;
            cursor.advance();
        } else if cursor.eat("unique") {
            unique = true;
        } else if cursor.eat("clustered") {
            flavour = IndexFlavour::Clustered;
        } else if cursor.eat("fulltext") {
            flavour = IndexFlavour::FullText;
        } else if cursor.eat("spatial") {
            flavour = IndexFlavour::Spatial;
        } else if cursor.eat("columnstore") {
            let clustered = flavour == IndexFlavour::Clustered;
            flavour = if clustered { IndexFlavour::ClusteredColumnstore } else { IndexFlavour::Other };
        } else if cursor.eat_any(&["xml", "primary"]) {
            flavour = IndexFlavour::Other;
        } else if !cursor.eat_any(&["global", "local", "unlogged", "external", "nonclustered", "offline", "online"]) {
            break;
        }
    }
    if cursor.eat("table") {
        table::create(cursor, or_replace, temporary, foreign, reading);
    } else if cursor.eat("index") {
        index_on(cursor, unique, flavour, reading);
    } else if cursor.is_any(&["type", "domain"]) {
        let domain = cursor.eat("domain");
        cursor.eat("type");
        type_or_domain(cursor, domain, reading);
    } else {
        let definer = definer(cursor);
        let kind = object_kind(cursor);
        if kind == ObjectKind::Schema {
            schema(cursor, reading);
            return;
        }
        let inside = cursor.rest();
        let created = object(cursor, kind).map(|object| CreateObject { definer, ..object });
        reading.changes.extend(created.map(SchemaChange::CreateObject));
        security::read(inside, kind, false, reading);
    }
}

/// Reads what follows `CREATE SCHEMA`. One that names a user only is called like the user.
fn schema(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    cursor.if_not_exists();
    let name = if cursor.is("authorization") { None } else { cursor.qualified() };
    let owner = if cursor.eat("authorization") { cursor.qualified() } else { None };
    let bytes = cursor.statement_bytes();
    let name = name.or(owner);
    let made = CreateObject { kind: ObjectKind::Schema, name, on_table: None, definer: None, bytes };
    reading.changes.push(SchemaChange::CreateObject(made));
    if cursor.is_any(&["create", "grant"]) {
        let reason =
            "what this CREATE SCHEMA makes inside of the schema was not read: write it as statements of its own";
        reading.gaps.push(cursor.not_understood(reason));
    }
}

/// `CONCURRENTLY`, or a template's placeholder that may stand for it.
pub(super) fn concurrently(cursor: &mut Cursor<'_>) -> bool {
    let templated = cursor.peek().and_then(|token| token.keyword()).is_some_and(is_placeholder)
        && cursor.peek_at(1).is_some_and(|token| token.is("if"));
    if templated {
        cursor.advance();
    }
    cursor.eat("concurrently")
}

/// The user with whose rights a view or a routine runs, when it names one. The one who makes it is none that is named.
fn definer(cursor: &Cursor<'_>) -> Option<Name> {
    const WORDS_BEFORE: usize = 8;
    let mut cursor = cursor.clone();
    if !cursor.dialect().is_mysql_family() {
        return None;
    }
    for _ in 0..WORDS_BEFORE {
        if cursor.is("definer") {
            break;
        }
        cursor.advance();
    }
    if !cursor.eat("definer") || !cursor.eat_lexeme(&Lexeme::Eq) || cursor.is_any(&["current_user", "current_role"]) {
        return None;
    }
    let mut definer = cursor.name()?;
    if cursor.eat_lexeme(&Lexeme::AtSign)
        && let Some(host) = cursor.name()
    {
        definer.text = format!("{}@{}", definer.text, host.text);
        definer.bytes.end = host.bytes.end;
    }
    while !cursor.done() {
        if cursor.are(&["sql", "security", "invoker"]) {
            return None;
        }
        cursor.advance();
    }
    Some(definer)
}

/// Reads what follows `CREATE … INDEX`.
fn index_on(cursor: &mut Cursor<'_>, unique: bool, flavour: IndexFlavour, reading: &mut Reading) {
    let concurrently = concurrently(cursor);
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.is("on") { None } else { cursor.qualified().map(|name| name.name) };
    let mut method = index::method(cursor);
    cursor.eat("on");
    let only = cursor.eat("only");
    let table = cursor.qualified();
    method = method.or_else(|| index::method(cursor));
    let keys = match index::keys(cursor) {
        None if flavour == IndexFlavour::ClusteredColumnstore => Some(Vec::new()),
        keys => keys,
    };
    let (Some(table), Some(keys)) = (table, keys) else {
        if flavour != IndexFlavour::Other {
            reading.gaps.push(cursor.not_understood("this index was not understood"));
        }
        return;
    };
    let tail = index::tail(cursor);
    if !cursor.done() && flavour != IndexFlavour::Other && !is_index_option(cursor) {
        reading.gaps.push(cursor.not_understood("this part of an index was not understood"));
    }
    let bytes = cursor.statement_bytes();
    let index = IndexClause {
        name,
        unique,
        flavour,
        method: method.or(tail.method),
        keys,
        include: tail.include,
        predicate: tail.predicate,
        nulls_not_distinct: tail.nulls_not_distinct,
        bytes: bytes.clone(),
    };
    reading.changes.push(SchemaChange::CreateIndex(CreateIndex {
        index,
        table,
        concurrently,
        only,
        if_not_exists,
        bytes,
    }));
}

/// MySQL's options of how an index is made, and SQL Server's of where it lies, which say nothing about what it is.
fn is_index_option(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["algorithm", "lock", "wait", "nowait", "with", "filestream_on", "comment", "clustering"])
        // SQL Server's full-text index.
        || cursor.are(&["key", "index"])
}

fn type_or_domain(cursor: &mut Cursor<'_>, domain: bool, reading: &mut Reading) {
    cursor.if_not_exists();
    let Some(name) = cursor.qualified() else { return };
    let bytes = cursor.statement_bytes();
    let kind = if domain {
        cursor.eat("as");
        let Some(base) = DataType::read(cursor) else { return };
        let mut not_null = false;
        while !cursor.done() {
            not_null |= cursor.are(&["not", "null"]);
            cursor.skip_one();
        }
        TypeKind::Domain { base, not_null }
    } else if cursor.eat_all(&["as", "enum"]) {
        let labels = cursor.parenthesised().map(|inner| inner.elements()).unwrap_or_default();
        TypeKind::Enumeration(labels.into_iter().filter_map(|mut label| self::label(&mut label)).collect())
    } else if cursor.eat("from") {
        // SQL Server's alias of a type.
        let Some(base) = DataType::read(cursor) else { return };
        TypeKind::Domain { base, not_null: cursor.are(&["not", "null"]) }
    } else {
        TypeKind::Other
    };
    reading.changes.push(SchemaChange::CreateType(CreateType { name, kind, bytes }));
}

/// The kind of object that is named next; its words are passed. MySQL's `DEFINER` and the like are passed too.
pub(super) fn object_kind(cursor: &mut Cursor<'_>) -> ObjectKind {
    const WORDS_BEFORE: usize = 12;
    for _ in 0..WORDS_BEFORE {
        if cursor.eat_all(&["materialized", "view"]) {
            return ObjectKind::MaterializedView;
        }
        if cursor.eat_all(&["foreign", "table"]) {
            return ObjectKind::Table;
        }
        let kinds: [(&[&str], ObjectKind); 13] = [
            (&["table"], ObjectKind::Table),
            (&["index"], ObjectKind::Index),
            (&["view"], ObjectKind::View),
            (&["schema"], ObjectKind::Schema),
            (&["database"], ObjectKind::Database),
            (&["type"], ObjectKind::Type),
            (&["domain"], ObjectKind::Domain),
            (&["sequence"], ObjectKind::Sequence),
            (&["function", "procedure", "proc", "routine", "aggregate"], ObjectKind::Routine),
            (&["trigger"], ObjectKind::Trigger),
            (&["policy"], ObjectKind::Policy),
            (&["role", "user", "login"], ObjectKind::Role),
            (&["extension"], ObjectKind::Extension),
        ];
        for (words, kind) in kinds {
            if cursor.eat_any(words) {
                return kind;
            }
        }
        let qualifies = cursor.is_any(&[
            "or",
            "replace",
            "alter",
            "temp",
            "temporary",
            "recursive",
            "algorithm",
            "definer",
            "sql",
            "security",
            "invoker",
            "undefined",
            "merge",
            "temptable",
            "constraint",
            "event",
            "unlogged",
            "current_user",
            "trusted",
            "procedural",
            "force",
        ]);
        let punctuation =
            cursor.peek().is_some_and(|token| matches!(token.lexeme, Lexeme::Eq | Lexeme::AtSign | Lexeme::Mod));
        let user = cursor.previous().is_some_and(|before| matches!(before.lexeme, Lexeme::Eq | Lexeme::AtSign));
        if !(qualifies || punctuation || user) {
            return ObjectKind::Other;
        }
        cursor.advance();
    }
    ObjectKind::Other
}

fn object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<CreateObject> {
    if kind == ObjectKind::Other {
        return None;
    }
    cursor.eat("concurrently");
    cursor.if_not_exists();
    cursor.if_exists();
    let name = cursor.qualified();
    let mut on_table = None;
    if matches!(kind, ObjectKind::Trigger | ObjectKind::Policy) {
        while !cursor.done() && !cursor.is("on") {
            cursor.skip_one();
        }
        if cursor.eat("on") {
            on_table = cursor.qualified();
        }
    }
    Some(CreateObject { kind, name, on_table, definer: None, bytes: cursor.statement_bytes() })
}

/// Reads what follows `ALTER`.
fn altered(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    cursor.eat_any(&["online", "offline", "ignore"]);
    let foreign = cursor.are(&["foreign", "table"]);
    if cursor.are(&["table", "all", "in", "tablespace"]) {
        reading
            .gaps
            .push(cursor.not_understood("only the server knows which tables this moves: they were not looked at"));
        return;
    }
    if cursor.eat("table") || (foreign && cursor.eat_all(&["foreign", "table"])) {
        alter::read(cursor, reading);
        return;
    }
    let kind = object_kind(cursor);
    if cursor.are(&["all", "in", "tablespace"]) {
        return;
    }
    let inside = cursor.rest();
    let Some(object) = object(cursor, kind) else { return };
    let Some(name) = object.name.clone() else {
        reading.changes.push(SchemaChange::AlterObject(object));
        return;
    };
    if kind == ObjectKind::Index && cursor.eat_all(&["attach", "partition"]) {
        let child = cursor.qualified();
        reading.changes.extend(child.map(|child| SchemaChange::AttachIndex { parent: name, child }));
    } else if cursor.eat_all(&["rename", "to"]) {
        let bytes = cursor.statement_bytes();
        let to = cursor.name();
        reading.changes.extend(to.map(|to| SchemaChange::Rename(RenameTable { kind, from: name, to, bytes })));
    } else {
        reading.changes.push(SchemaChange::AlterObject(object));
        security::read(inside, kind, true, reading);
        if kind == ObjectKind::Type {
            reading.changes.extend(label_change(cursor, name).map(SchemaChange::ChangeLabel));
        }
    }
}

/// One label of an enumeration as written, which is passed.
fn label(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.place();
    cursor.string()?;
    Some(cursor.since(start).text)
}

/// What follows the name of an enumeration: `ADD VALUE 'gone' BEFORE 'paid'`, `RENAME VALUE 'gone' TO 'lost'`.
fn label_change(cursor: &mut Cursor<'_>, name: QualifiedName) -> Option<ChangeLabel> {
    if cursor.eat_all(&["rename", "value"]) {
        let label = label(cursor)?;
        cursor.eat("to");
        let change = LabelChange::Rename(self::label(cursor)?);
        return Some(ChangeLabel { name, label, change });
    }
    if !cursor.eat_all(&["add", "value"]) {
        return None;
    }
    cursor.if_not_exists();
    let label = label(cursor)?;
    let before = cursor.is("before");
    let change = if cursor.eat_any(&["before", "after"]) {
        let other = self::label(cursor)?;
        if before { LabelChange::AddBefore(other) } else { LabelChange::AddAfter(other) }
    } else {
        LabelChange::Add
    };
    Some(ChangeLabel { name, label, change })
}

/// `sp_rename 'dbo.orders.total', 'amount', 'COLUMN'`.
fn system_rename(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    if cursor.dialect() != Dialect::MsSql
        || !cursor.qualified().is_some_and(|name| name.name.text.eq_ignore_ascii_case("sp_rename"))
    {
        return;
    }
    let arguments: Vec<(String, std::ops::Range<usize>)> = cursor
        .rest()
        .elements()
        .iter()
        .filter_map(|element| {
            let mut element = element.clone();
            // `@objname = N'…'`
            while !element.done() {
                let token = element.advance()?;
                if let Lexeme::SingleQuotedString(text) = &token.lexeme {
                    return Some((text.clone(), token.bytes.clone()));
                }
            }
            None
        })
        .collect();
    let [(from, place), (to, to_place), rest @ ..] = arguments.as_slice() else { return };
    let name = |text: &str| Name { text: text.to_owned(), quoted: true, bytes: place.clone() };
    let parts: Vec<Name> = from.split('.').map(|part| name(part.trim_matches(['[', ']', '"']))).collect();
    let kind = rest.first().map(|(kind, _)| kind.to_ascii_lowercase()).unwrap_or_default();
    let to = Name { text: to.clone(), quoted: true, bytes: to_place.clone() };
    let bytes = cursor.statement_bytes();
    let qualified = |parts: &[Name]| {
        let (last, before) = parts.split_last()?;
        Some(QualifiedName { schema: before.last().cloned(), name: last.clone() })
    };
    // A table or another object has two parts at most.
    let kind = if kind.is_empty() && parts.len() == 3 { "column".to_owned() } else { kind };
    match (kind.as_str(), parts.as_slice()) {
        ("column" | "index", [table @ .., inner]) if !table.is_empty() => {
            let Some(table) = qualified(table) else { return };
            let from = inner.clone();
            let action = if kind == "column" {
                alter::AlterAction::RenameColumn { from, to }
            } else {
                alter::AlterAction::RenameConstraint { from, to }
            };
            reading.changes.push(SchemaChange::AlterTable(super::AlterTable {
                table,
                if_exists: false,
                only: false,
                actions: vec![action],
                bytes,
            }));
        }
        ("" | "object", parts) => {
            let from = qualified(parts);
            reading.changes.extend(
                from.map(|from| SchemaChange::Rename(RenameTable { kind: ObjectKind::Table, from, to, bytes })),
            );
        }
        _ => {}
    }
}
