//! Statements of PostgreSQL that are put together at random from what its grammar allows.
//!
//! A blank stands between words and becomes any white space or comment; a `·` is a blank that stays one.

mod alter;

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use alter::{alter_table, other};

/// Words that PostgreSQL lets be names of columns, and that begin or end something elsewhere in a statement.
const UNRESERVED: &[&str] = &[
    "access",
    "after",
    "always",
    "attach",
    "before",
    "by",
    "cache",
    "cascade",
    "cascaded",
    "cluster",
    "columns",
    "comment",
    "commit",
    "compression",
    "concurrently_",
    "conflict",
    "data",
    "day",
    "delete",
    "detach",
    "disable",
    "domain",
    "enable",
    "encoding",
    "enforced",
    "exclude",
    "expression",
    "first",
    "force",
    "generated",
    "hidden",
    "hour",
    "identity",
    "if",
    "include",
    "including",
    "increment",
    "index",
    "inherit",
    "inherits",
    "key",
    "language",
    "level",
    "lock",
    "masked",
    "match",
    "method",
    "month",
    "name",
    "no",
    "nothing",
    "nulls",
    "of",
    "off",
    "options",
    "over",
    "owner",
    "partition",
    "period",
    "position",
    "range",
    "rename",
    "replica",
    "reset",
    "restart",
    "restrict",
    "role",
    "row",
    "rows",
    "rule",
    "schema",
    "security",
    "sequence",
    "set",
    "start",
    "statistics",
    "storage",
    "stored",
    "system",
    "temporary",
    "time",
    "timestamp",
    "trigger",
    "type",
    "unlogged",
    "update",
    "valid",
    "validate",
    "value",
    "values",
    "view",
    "virtual",
    "visible",
    "without",
    "year",
    "zone",
];

const ODD: &[&str] = &[
    "\"a·b\"",
    "\"Total\"",
    "\"it;s\"",
    "\"say·\"\"hi\"\"\"",
    "\"--x\"",
    "\"primary\"",
    "\"Ä/*\"",
    "\"x,y\"",
    "\"(\"",
    "\"check\"",
];

const TYPES: &[&str] = &[
    "int",
    "bigint",
    "serial",
    "text",
    "uuid",
    "jsonb",
    "varchar",
    "varchar(255)",
    "character varying ( 20 )",
    "national character varying (5)",
    "char(3)",
    "\"char\"",
    "bit varying (3)",
    "bit(8)",
    "numeric",
    "numeric(10, 2)",
    "numeric (5 , -2)",
    "decimal(4)",
    "double precision",
    "float(24)",
    "real",
    "timestamp",
    "timestamptz",
    "timestamp with time zone",
    "timestamp(3) without time zone",
    "timestamp (6) with time zone",
    "time without time zone",
    "time(2) with time zone",
    "date",
    "interval",
    "interval(3)",
    "interval day to second(3)",
    "interval year to month",
    "interval hour",
    "int[]",
    "int[3][4]",
    "text array",
    "text array[4]",
    "varchar(10)[]",
    "timestamp with time zone []",
    "pg_catalog.int4",
    "public.mood",
    "shop . \"Mood\"",
    "\"My·type\"",
    "geometry(Point, 4326)",
    "vector(3)",
    "tsvector",
    "daterange",
    "xml",
    "name",
    "oid",
];

/// What may stand behind `DEFAULT` without parentheses.
const VALUES: &[&str] = &[
    "0",
    "-1",
    "1.5e-3",
    "'x'",
    "''",
    "'it''s'",
    "'a;b'",
    "'·--·no·comment'",
    "E'a\\'b'",
    "$$x;·y$$",
    "$q$·'·$q$",
    "null",
    "true",
    "current_timestamp",
    "current_timestamp(3)",
    "now()",
    "gen_random_uuid ( )",
    "nextval('s'::regclass)",
    "nextval ( 'shop.\"S\"' :: regclass )",
    "'x'::text",
    "'{}'::jsonb",
    "'a'::character varying(10)",
    "'now'::timestamp without time zone",
    "'{}'::text[]",
    "array['a', 'b']",
    "array['a', 'b']::text[]",
    "array[]::int[]",
    "1::numeric(10, 2)",
    "(1 + 2) * 3",
    "(now() at time zone 'utc')",
    "timezone('utc', now())",
    "lower('A') || 'b'",
    "coalesce(null, 1)",
    "case when 1 = 1 then 2 else 3 end",
    "b'101'",
    "x'1F'",
    "interval '1·day'",
    "date '2020-01-01'",
    "cast(1 as bigint)",
    "row(1, 2)",
    "(select_value(1)).a",
    "1 = 2",
    "- 1 - - 2",
    "extract(epoch from now())",
    "substring('abc' from 1 for 2)",
    "md5((random())::text)",
    "user",
];

/// What may stand in parentheses.
const CONDITIONS: &[&str] = &[
    "a > 0",
    "a is not null and b is null",
    "length(trim(both from a)) > 0",
    "a in (1, 2, 3)",
    "a = any (array['x'::text, 'y'::text])",
    "a between 1 and 2 or not b",
    "a ~ '^[a-z]+$'",
    "a #>> '{x,y}' is not null",
    "a @> '{1}' and a ? 'k'",
    "a[1:2] && b[3]",
    "(a).b = 1",
    "a::text like '%;%' escape '!'",
    "case when a then b else c end",
    "a is distinct from b",
    "exists (select 1 from t where t.a = 1)",
    "a |>> b and a <@ c",
    "a operator(pg_catalog.=) b",
    "extract(year from a) = 2020",
    "(a, b) overlaps (c, d)",
    "a collate \"C\" < 'x'",
];

const ACTIONS: &[&str] = &["cascade", "restrict", "no action", "set null", "set default"];

fn word() -> BoxedStrategy<String> {
    prop_oneof![
        6 => "[a-d]_[a-z0-9]{1,4}",
        1 => "[A-Z]x[a-zA-Z0-9_$]{1,4}",
        3 => select(UNRESERVED).prop_map(str::to_owned),
        1 => select(ODD).prop_map(str::to_owned),
    ]
    .boxed()
}

/// Names of tables and the like, of which some words would begin something else.
fn object() -> BoxedStrategy<String> {
    prop_oneof![
        5 => "t_[a-z0-9]{1,4}",
        1 => select(ODD).prop_map(str::to_owned),
        1 => select(UNRESERVED).prop_map(str::to_owned),
        1 => "[A-Z]t[a-z]{1,3}",
    ]
    .boxed()
}

fn table() -> BoxedStrategy<String> {
    prop_oneof![
        3 => object(),
        1 => object().prop_map(|name| format!("shop.{name}")),
        1 => object().prop_map(|name| format!("\"Shop\" . {name}")),
    ]
    .boxed()
}

fn list(of: impl Strategy<Value = String>, most: usize) -> impl Strategy<Value = String> {
    vec(of, 1..=most).prop_map(|parts| parts.join(" , "))
}

fn maybe(text: impl Strategy<Value = String>, probability: f64) -> impl Strategy<Value = String> {
    weighted(probability, text).prop_map(|text| text.map(|text| format!(" {text}")).unwrap_or_default())
}

fn either(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(texts).prop_map(str::to_owned)
}

fn condition() -> impl Strategy<Value = String> {
    either(CONDITIONS).prop_map(|condition| format!("({condition})"))
}

fn named(constraint: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (weighted(0.3, word()), constraint).prop_map(|(name, constraint)| match name {
        Some(name) => format!("constraint {name} {constraint}"),
        None => constraint,
    })
}

fn deferrable() -> impl Strategy<Value = String> {
    maybe(either(&["deferrable", "not deferrable", "deferrable initially deferred", "initially immediate"]), 0.2)
}

fn references(columns: usize) -> impl Strategy<Value = String> {
    (
        table(),
        of(vec(word(), columns)),
        maybe(either(&["match full", "match simple"]), 0.2),
        maybe(either(ACTIONS).prop_map(|action| format!("on delete {action}")), 0.4),
        maybe(either(ACTIONS).prop_map(|action| format!("on update {action}")), 0.3),
        deferrable(),
    )
        .prop_map(|(parent, columns, matching, delete, update, deferrable)| {
            let columns = columns.map(|columns| format!(" ( {} )", columns.join(" , "))).unwrap_or_default();
            format!("references {parent}{columns}{matching}{delete}{update}{deferrable}")
        })
}

fn key_options() -> impl Strategy<Value = String> {
    (
        maybe(list(word(), 2).prop_map(|columns| format!("include ( {columns} )")), 0.2),
        maybe(either(&["with (fillfactor = 70)", "with ( fillfactor )"]), 0.1),
        maybe(either(&["using index tablespace fast"]), 0.1),
        deferrable(),
    )
        .prop_map(|(include, with, space, deferrable)| format!("{include}{with}{space}{deferrable}"))
}

fn of_column() -> BoxedStrategy<String> {
    let unnamed = prop_oneof![
        4 => either(&["not null", "null"]),
        4 => either(VALUES).prop_map(|value| format!("default {value}")),
        1 => either(&["primary key", "unique", "unique nulls not distinct", "unique nulls distinct"]),
        1 => (condition(), maybe(either(&["no inherit"]), 0.2)).prop_map(|(own, more)| format!("check {own}{more}")),
        2 => references(1),
        1 => either(&[
            "generated always as identity",
            "generated by default as identity",
            "generated always as identity ( start with 5 increment by 2 no cycle )",
            "generated always as (a * 2) stored",
            "generated always as ( lower(b) || ')' ) stored",
            "generated always as (a + 1) virtual",
        ]),
    ];
    named(unnamed).boxed()
}

fn column() -> impl Strategy<Value = String> {
    (
        word(),
        either(TYPES),
        maybe(either(&["storage external", "compression lz4"]), 0.1),
        maybe(either(&["collate \"C\"", "collate pg_catalog.\"default\"", "collate \"de-x-icu\""]), 0.1),
        vec(of_column(), 0..4),
    )
        .prop_map(|(name, data_type, storage, collate, constraints)| {
            format!("{name} {data_type}{storage}{collate} {}", constraints.join(" "))
        })
}

fn of_table() -> BoxedStrategy<String> {
    let key = (either(&["primary key", "unique", "unique nulls not distinct"]), list(word(), 3), key_options())
        .prop_map(|(kind, columns, options)| format!("{kind} ( {columns} ){options}"));
    let foreign = (1_usize..3).prop_flat_map(|columns| (vec(word(), columns), references(columns)));
    let foreign =
        foreign.prop_map(|(columns, references)| format!("foreign key ( {} ) {references}", columns.join(" , ")));
    let exclude = (word(), maybe(condition().prop_map(|own| format!("where {own}")), 0.3))
        .prop_map(|(column, condition)| format!("exclude using gist ( {column} with && , b_x with = ){condition}"));
    named(prop_oneof![
        3 => key,
        3 => foreign,
        2 => condition().prop_map(|condition| format!("check {condition}")),
        1 => exclude,
    ])
    .boxed()
}

fn key() -> impl Strategy<Value = String> {
    let own = prop_oneof![
        4 => word(),
        1 => either(&["lower(a)", "(a || b)", "(data ->> 'k')", "coalesce ( a , 'x' )", "((a + 1))", "date_trunc('day', at)"]),
    ];
    (
        own,
        maybe(either(&["collate \"C\"", "collate pg_catalog.\"default\""]), 0.1),
        maybe(either(&["text_pattern_ops", "public.gin_trgm_ops", "gist_trgm_ops (siglen = 32)"]), 0.2),
        maybe(either(&["asc", "desc"]), 0.3),
        maybe(either(&["nulls first", "nulls last"]), 0.2),
    )
        .prop_map(|(own, collate, class, order, nulls)| format!("{own}{collate}{class}{order}{nulls}"))
}

fn create_table() -> BoxedStrategy<String> {
    let like = table().prop_map(|table| format!("like {table} including all excluding comments"));
    let element = prop_oneof![8 => column(), 2 => of_table(), 1 => like];
    let partition = prop_oneof![
        (either(&["range", "list", "hash"]), list(key(), 2))
            .prop_map(|(method, keys)| format!("partition by {method} ( {keys} )")),
        list(table(), 2).prop_map(|parents| format!("inherits ( {parents} )")),
    ];
    let plain = (
        either(&["", "temp ", "unlogged ", "local temporary "]),
        maybe(either(&["if not exists"]), 0.2),
        table(),
        vec(element, 0..7),
        maybe(partition, 0.2),
        maybe(either(&["using heap"]), 0.1),
        maybe(either(&["with (fillfactor = 70, autovacuum_enabled = false)", "without oids"]), 0.1),
        maybe(either(&["on commit delete rows", "on commit drop", "on commit preserve rows"]), 0.1),
        maybe(either(&["tablespace fast"]), 0.1),
    )
        .prop_map(|(kind, exists, name, elements, partition, method, with, commit, space)| {
            let elements = elements.join(" , ");
            format!("create {kind}table{exists} {name} ( {elements} ){partition}{method}{with}{commit}{space}")
        });
    let partition =
        (table(), table(), of((word(), of_column())), bound()).prop_map(|(name, parent, column, bound)| {
            let column = column.map(|(column, own)| format!(" ( {column} with options {own} )")).unwrap_or_default();
            format!("create table {name} partition of {parent}{column} {bound}")
        });
    prop_oneof![5 => plain, 1 => partition].boxed()
}

fn bound() -> impl Strategy<Value = String> {
    either(&[
        "default",
        "for values in ('a', null, 3)",
        "for values from ('2020-01-01', minvalue) to ('2021-01-01', maxvalue)",
        "for values with (modulus 4, remainder 1)",
        "for values in ('x') partition by list ( a )",
    ])
}

fn create_index() -> BoxedStrategy<String> {
    (
        (either(&["", "unique "]), maybe(either(&["concurrently"]), 0.3)),
        weighted(0.7, (maybe(either(&["if not exists"]), 0.2), object())),
        (maybe(either(&["only"]), 0.2), table()),
        maybe(either(&["using btree", "using gin", "using \"hash\"", "using hnsw"]), 0.3),
        list(key(), 3),
        maybe(list(word(), 2).prop_map(|columns| format!("include ( {columns} )")), 0.2),
        maybe(either(&["nulls not distinct", "nulls distinct"]), 0.1),
        maybe(either(&["with (fillfactor = 70, fastupdate = off)"]), 0.1),
        maybe(either(&["tablespace fast"]), 0.1),
        maybe(prop_oneof![condition(), either(CONDITIONS)].prop_map(|own| format!("where {own}")), 0.3),
    )
        .prop_map(|((unique, concurrently), name, (only, table), method, keys, include, nulls, with, space, condition)| {
            let name = name.map(|(exists, name)| format!("{exists} {name}")).unwrap_or_default();
            format!(
                "create {unique}index{concurrently}{name} on{only} {table}{method} ( {keys} ){include}{nulls}{with}{space}{condition}"
            )
        })
        .boxed()
}

/// What may stand between two words.
const BETWEEN: &[&str] = &[" ", "\n", "\t", " -- it's; \"so\"\n", "/* a; b */", "\n  /* a /* nested */ ' */ "];

/// A statement, its words in some case and with something between them.
pub(super) fn statement() -> impl Strategy<Value = String> {
    let statement = prop_oneof![3 => create_table(), 2 => create_index(), 4 => alter_table(), 1 => other()];
    (statement, weighted(0.4, vec(any::<Index>(), 24)), any::<bool>()).prop_map(|(text, between, upper)| {
        let text = if upper { in_capitals(&text) } else { text };
        let mut between = between.unwrap_or_default().into_iter().cycle().peekable();
        let plain = between.peek().is_none();
        let mut written = String::new();
        for letter in text.chars() {
            match letter {
                '·' => written.push(' '),
                ' ' if !plain => {
                    let index = between.next().map_or(0, |index| index.index(BETWEEN.len()));
                    written.push_str(BETWEEN[index]);
                }
                letter => written.push(letter),
            }
        }
        written
    })
}

/// In capitals, but for what stands in quotes.
fn in_capitals(text: &str) -> String {
    let mut quote = None;
    text.chars()
        .map(|letter| match (quote, letter) {
            (None, '\'' | '"' | '$') => {
                quote = Some(letter);
                letter
            }
            (Some(open), letter) if open == letter => {
                quote = None;
                letter
            }
            (None, letter) => letter.to_ascii_uppercase(),
            (Some(_), letter) => letter,
        })
        .collect()
}
