use architect_core::{Limits, Source};
use architect_document::{Document, NodeId, Value as Read};
use proptest::prelude::*;

use super::{Map, Node, Value, document, stream};

/// The tree without its comments, as the reader sees it.
fn read(document: &Document, id: NodeId) -> Value {
    match document.value(id) {
        Read::Null => Value::Null,
        Read::Bool(value) => Value::Bool(value),
        Read::Number(text) => text.parse().map_or_else(|_| Value::Text(format!("number {text}")), Value::Integer),
        Read::String(text) => Value::Text(text.to_owned()),
        Read::List(items) => Value::List(items.iter().map(|item| Node::new(read(document, *item))).collect()),
        Read::Map(entries) => Value::Map(entries.iter().fold(Map::new(), |map, entry| {
            map.put(document.key(entry.key).to_owned(), Node::new(read(document, entry.value)))
        })),
        Read::Unread => Value::Text("unread".to_owned()),
    }
}

fn bare(node: &Node) -> Node {
    Node::new(match &node.value {
        Value::Words(words) => Value::List(words.iter().map(|word| word.as_str().into()).collect()),
        Value::List(items) => Value::List(items.iter().map(bare).collect()),
        Value::Map(map) => {
            Value::Map(map.entries.iter().fold(Map::new(), |map, (key, value)| map.put(key.clone(), bare(value))))
        }
        other => other.clone(),
    })
}

fn back(text: &str) -> Value {
    let source = Source::new("made.yaml", format!("%YAML 1.2\n---\n{text}"));
    let document = Document::read(&source, &Limits::default()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(document.is_whole(), "{:?}\n{text}", document.syntax_error());
    read(&document, document.root())
}

const TRAPS: [&str; 46] = [
    "on",
    "Yes",
    "NO",
    "y",
    "0x1f",
    "1e3",
    "012",
    "0o17",
    "0b1",
    "22:22",
    "190:20:30.15",
    "null",
    "~",
    "",
    " a",
    "a ",
    "a: b",
    "a #b",
    "a:",
    "#",
    "- a",
    "? a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "[a",
    "{a",
    "'a'",
    "\"a\"",
    "|",
    ">",
    "2026-11-26",
    "2026-11-26T10:00:00Z",
    ".5",
    "1_000",
    "+1",
    "<<",
    "=",
    ".NaN",
    "a\nb",
    "a\r\nb\n\n",
    "a\u{85}b",
    "\u{1f600} a\\b",
];

#[test]
fn what_looks_like_something_else_is_quoted() {
    let map = TRAPS.iter().fold(Map::new(), |map, text| map.put(format!("key {text}"), *text).put(*text, 1));
    let text = document(&[], &map);

    insta::assert_snapshot!(text);
    assert_eq!(back(&text), bare(&map.into()).value);
}

#[test]
fn comments_stand_where_they_belong() {
    let port = Map::new().note("As the code listens.").put("name", "http").put("containerPort", 8080);
    let map = Map::new()
        .put("kind", "Service")
        .note("Two of them:\none may fail.")
        .put("replicas", Node::from(2).behind("at least"))
        .note("gone with its entry")
        .put_some("missing", None::<&str>)
        .put("ports", vec![port, Map::new().put("name", "admin")])
        .put("test", Node::words(["CMD", "node", "-e", "fetch('x')"]))
        .put("drop", Node::words(["ALL"]))
        .put("empty", Map::new())
        .put("script", "set -e\nrun\n");

    insta::assert_snapshot!(document(&["Made."], &map));
    insta::assert_snapshot!(stream(&[], [&Map::new().put("a", 1), &Map::new().put("b", 2)]));
}

#[test]
fn a_long_comment_is_broken_between_words() {
    let text = document(&[&"word ".repeat(60)], &Map::new().put("a", 1));

    assert!(text.lines().all(|line| line.len() <= 110), "{text}");
    assert_eq!(text.matches("word").count(), 60);
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~\n\t]{0,24}",
        "[0-9a-fxo:._+-]{1,10}",
        proptest::sample::select(TRAPS.to_vec()).prop_map(ToOwned::to_owned),
    ]
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        texts().prop_map(Value::Text),
        proptest::collection::vec(texts(), 0..4).prop_map(Value::Words),
    ];
    let commented = |value: Value, above: Option<String>, behind: Option<String>| {
        let node = Node { value, above: Vec::new(), behind };
        above.map_or(node.clone(), |above| node.note(above))
    };
    let leaf = (leaf, any::<Option<String>>(), any::<Option<String>>())
        .prop_map(move |(value, above, behind)| commented(value, above, behind));
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let value = prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            proptest::collection::btree_map(texts(), inner, 0..5).prop_map(|entries| {
                Value::Map(entries.into_iter().fold(Map::new(), |map, (key, value)| map.put(key, value)))
            }),
        ];
        (value, any::<Option<String>>(), any::<Option<String>>())
            .prop_map(move |(value, above, behind)| commented(value, above, behind))
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same(node in nodes()) {
        let map = Map::new().put("root", node);
        let text = document(&[], &map);

        prop_assert_eq!(back(&text), bare(&map.into()).value, "{}", text);
    }
}
