//! This server's entry in the text of a configuration: put, taken out, and looked at.
//!
//! The text is edited in place, so comments, order, indentation, other servers and unknown keys stay as they are. After each edit
//! both texts are read as data and compared: nothing but this entry may differ.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstObject, CstRootNode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// The name of the entry.
pub(crate) const NAME: &str = "backend-architect";

/// How a client writes its configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// The key of the object that holds the servers.
    pub(crate) key: &'static str,
    /// Whether an entry says `"type": "stdio"`.
    pub(crate) typed: bool,
    /// Whether comments and trailing commas are read; plain JSON otherwise.
    pub(crate) comments: bool,
}

/// What the entry is to say.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The program.
    pub(crate) command: String,
    /// Its roots. `None` leaves those of an entry that is there.
    pub(crate) roots: Option<Vec<String>>,
    /// The roots of a new entry, where none are given.
    pub(crate) otherwise: Vec<String>,
}

/// Why a text cannot be edited, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Line and column from one, where there is a place.
    pub(crate) place: Option<(usize, usize)>,
    /// What is wrong.
    pub(crate) reason: String,
}

impl Fault {
    fn new(reason: impl Into<String>) -> Self {
        Self { place: None, reason: reason.into() }
    }
}

/// The text with the entry in it. The same text where it says so already.
pub(crate) fn put(text: &str, format: Format, wanted: &Wanted) -> Result<String, Fault> {
    let (mark, body) = split_mark(text);
    let empty = body.trim().is_empty();
    let document = Document::read(if empty { "{}\n" } else { body }, format)?;
    let servers = document.servers.clone().unwrap_or_else(|| document.root.object_value_or_set(format.key));
    match servers.get(NAME) {
        None => {
            let _ = servers.append(NAME, fresh(format, wanted));
        }
        Some(property) => {
            let entry = property.object_value().ok_or_else(|| Fault::new(format!("`{NAME}` is no object")))?;
            renew(&entry, format, wanted)?;
        }
    }
    document.edited(mark, body, empty)
}

/// The text without the entry. `None` where there is none.
pub(crate) fn take(text: &str, format: Format) -> Result<Option<String>, Fault> {
    let (mark, body) = split_mark(text);
    if body.trim().is_empty() {
        return Ok(None);
    }
    let document = Document::read(body, format)?;
    let Some(property) = document.servers.as_ref().and_then(|servers| servers.get(NAME)) else { return Ok(None) };
    property.remove();
    document.edited(mark, body, false).map(Some)
}

/// Whether the entry is there.
pub(crate) fn is_in(text: &str, format: Format) -> Result<bool, Fault> {
    take(text, format).map(|without| without.is_some())
}

/// The entry as data, where it is there.
pub(crate) fn of(text: &str, format: Format) -> Result<Option<Value>, Fault> {
    Ok(data(text, format)?.get(format.key).and_then(|servers| servers.get(NAME)).cloned())
}

/// The whole configuration as data; an empty file is an empty object.
pub(crate) fn data(text: &str, format: Format) -> Result<Value, Fault> {
    let (_, body) = split_mark(text);
    if body.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    Document::read(body, format).map(|document| document.data())
}

/// A configuration whose parts that matter here are what they should be.
struct Document {
    tree: CstRootNode,
    root: CstObject,
    servers: Option<CstObject>,
    key: &'static str,
}

impl Document {
    fn read(text: &str, format: Format) -> Result<Self, Fault> {
        if !format.comments {
            // The stricter reader says what such a client says.
            serde_json::from_str::<IgnoredAny>(text)
                .map_err(|error| Fault { place: Some((error.line(), error.column())), reason: error.to_string() })?;
        }
        let options = ParseOptions {
            allow_comments: format.comments,
            allow_trailing_commas: format.comments,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let tree = CstRootNode::parse(text, &options).map_err(|error| Fault {
            place: Some((error.line_display(), error.column_display())),
            reason: error.kind().to_string(),
        })?;
        let root = tree.object_value().ok_or_else(|| Fault::new("it is no object"))?;
        once(&root, format.key)?;
        let servers = match root.get(format.key) {
            None => None,
            Some(property) => {
                Some(property.object_value().ok_or_else(|| Fault::new(format!("`{}` is no object", format.key)))?)
            }
        };
        if let Some(servers) = &servers {
            once(servers, NAME)?;
        }
        Ok(Self { tree, root, servers, key: format.key })
    }

    fn data(&self) -> Value {
        self.tree.to_serde_value().unwrap_or_default()
    }

    /// The edited text, once it is sure that it says what the old one did but for the entry.
    fn edited(&self, mark: &str, before: &str, empty: bool) -> Result<String, Fault> {
        let text = self.tree.to_string();
        let comments = Format { key: self.key, typed: false, comments: true };
        let without =
            |text: &str| Document::read(text, comments).map(|document| without_entry(document.data(), self.key));
        let old = if empty { Value::Object(Map::new()) } else { without(before)? };
        if without(&text)? == old {
            Ok(format!("{mark}{text}"))
        } else {
            Err(Fault::new("it cannot be edited without changing other parts of it; edit it by hand"))
        }
    }
}

fn without_entry(mut data: Value, key: &str) -> Value {
    if let Some(servers) = data.get_mut(key).and_then(Value::as_object_mut) {
        servers.shift_remove(NAME);
        if servers.is_empty()
            && let Some(root) = data.as_object_mut()
        {
            root.shift_remove(key);
        }
    }
    data
}

/// Readers differ in which of two equal keys they take, so an edit of one may be an edit of none.
fn once(object: &CstObject, name: &str) -> Result<(), Fault> {
    let times =
        object.properties().iter().filter(|property| property.decoded_name().as_deref() == Some(name)).count();
    if times > 1 { Err(Fault::new(format!("it has the key `{name}` more than once"))) } else { Ok(()) }
}

/// A byte order mark, and what follows it.
fn split_mark(text: &str) -> (&str, &str) {
    text.strip_prefix('\u{feff}').map_or(("", text), |body| ("\u{feff}", body))
}

fn fresh(format: Format, wanted: &Wanted) -> CstInputValue {
    let roots = wanted.roots.as_ref().unwrap_or(&wanted.otherwise);
    let mut entry = Vec::new();
    if format.typed {
        entry.push(("type".to_owned(), CstInputValue::from("stdio")));
    }
    entry.push(("command".to_owned(), CstInputValue::from(wanted.command.as_str())));
    entry.push(("args".to_owned(), CstInputValue::from(serving(roots, &[]))));
    CstInputValue::Object(entry)
}

/// Brings an entry that is there up to date, and leaves what is no business of the installation.
fn renew(entry: &CstObject, format: Format, wanted: &Wanted) -> Result<(), Fault> {
    let known = entry.to_serde_value().unwrap_or_default();
    if known.get("url").is_some() {
        return Err(Fault::new(format!("its entry `{NAME}` is reached at a URL")));
    }
    let set = |key: &str, value: CstInputValue| match entry.get(key) {
        Some(property) => property.set_value(value),
        None => {
            let _ = entry.append(key, value);
        }
    };
    if format.typed && known.get("type").and_then(Value::as_str) != Some("stdio") {
        set("type", CstInputValue::from("stdio"));
    }
    if known.get("command").and_then(Value::as_str) != Some(&wanted.command) {
        set("command", CstInputValue::from(wanted.command.as_str()));
    }
    let arguments: Option<Vec<String>> =
        known.get("args").and_then(|arguments| serde_json::from_value(arguments.clone()).ok());
    let renewed = match (&arguments, &wanted.roots) {
        (Some(arguments), None) if serves(arguments) => arguments.clone(),
        (Some(arguments), Some(roots)) if serves(arguments) => serving(roots, &without_roots(arguments)),
        // What starts another way is not extended but replaced.
        (_, roots) => serving(roots.as_ref().unwrap_or(&wanted.otherwise), &[]),
    };
    if arguments.as_ref() != Some(&renewed) {
        set("args", CstInputValue::from(renewed));
    }
    Ok(())
}

fn serves(arguments: &[String]) -> bool {
    arguments.first().is_some_and(|first| first == "serve")
}

fn serving(roots: &[String], others: &[String]) -> Vec<String> {
    let roots = roots.iter().flat_map(|root| ["--root".to_owned(), root.clone()]);
    std::iter::once("serve".to_owned()).chain(roots).chain(others.iter().cloned()).collect()
}

/// The arguments of `serve` but the roots.
fn without_roots(arguments: &[String]) -> Vec<String> {
    let mut others = Vec::new();
    let mut in_roots = false;
    for argument in arguments.iter().skip(1) {
        if argument == "--root" {
            in_roots = true;
        } else if argument.starts_with('-') {
            in_roots = false;
            if !argument.starts_with("--root=") {
                others.push(argument.clone());
            }
        } else if !in_roots {
            others.push(argument.clone());
        }
    }
    others
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMMENTED: Format = Format { key: "servers", typed: true, comments: true };
    const PLAIN: Format = Format { key: "mcpServers", typed: false, comments: false };

    fn wanted(roots: Option<&[&str]>) -> Wanted {
        Wanted {
            command: "/usr/bin/backend-architect".to_owned(),
            roots: roots.map(|roots| roots.iter().map(ToString::to_string).collect()),
            otherwise: vec![".".to_owned()],
        }
    }

    fn reason(text: &str, format: Format) -> String {
        match put(text, format, &wanted(None)) {
            Ok(text) => format!("edited: {text}"),
            Err(fault) => fault.reason,
        }
    }

    #[test]
    fn comments_order_indentation_and_strangers_stay() {
        let before = "{\n\t// mine\n\t\"inputs\": [ ],\n\t\"servers\": {\n\t\t\"other\": { \"command\": \"x\", /* odd */ \"odd\": 1 }, // last\n\t},\n\t\"unknown\": {\"z\": 1, \"a\": 2},\n}\n";

        let after = put(before, COMMENTED, &wanted(Some(&["/srv/shop"]))).unwrap();
        let undone = take(&after, COMMENTED).unwrap();

        assert_eq!(
            after,
            "{\n\t// mine\n\t\"inputs\": [ ],\n\t\"servers\": {\n\t\t\"other\": { \"command\": \"x\", /* odd */ \"odd\": 1 }, // last\n\t\t\"backend-architect\": {\n\t\t\t\"type\": \"stdio\",\n\t\t\t\"command\": \"/usr/bin/backend-architect\",\n\t\t\t\"args\": [\"serve\", \"--root\", \"/srv/shop\"],\n\t\t},\n\t},\n\t\"unknown\": {\"z\": 1, \"a\": 2},\n}\n"
        );
        assert_eq!(undone.as_deref(), Some(before));
        assert_eq!(
            put(&after, COMMENTED, &wanted(None)).as_deref(),
            Ok(after.as_str()),
            "a second time changes nothing"
        );
    }

    #[test]
    fn an_entry_that_is_there_keeps_what_the_installation_does_not_say() {
        let before = r#"{"mcpServers": {"backend-architect": {"env": {"A": "b"}, "command": "/old/backend-architect", "args": ["serve", "--root", "/a", "/b", "--tools", "explain", "--root=/c"]}}}"#;

        let kept = of(&put(before, PLAIN, &wanted(None)).unwrap(), PLAIN).unwrap().unwrap();
        let moved = of(&put(before, PLAIN, &wanted(Some(&["/d"]))).unwrap(), PLAIN).unwrap().unwrap();

        assert_eq!(kept["command"], "/usr/bin/backend-architect");
        assert_eq!(kept["env"]["A"], "b");
        assert_eq!(kept["args"][2], "/a");
        assert_eq!(moved["args"], serde_json::json!(["serve", "--root", "/d", "--tools", "explain"]));
    }

    #[test]
    fn an_empty_file_becomes_a_configuration_and_a_mark_stays() {
        let made = "{\n  \"mcpServers\": {\n    \"backend-architect\": {\n      \"command\": \"/usr/bin/backend-architect\",\n      \"args\": [\"serve\", \"--root\", \".\"]\n    }\n  }\n}\n";

        assert_eq!(put("", PLAIN, &wanted(None)).as_deref(), Ok(made));
        assert_eq!(put(" \n", PLAIN, &wanted(None)).as_deref(), Ok(made));
        assert!(put("\u{feff}{}", PLAIN, &wanted(None)).unwrap().starts_with("\u{feff}{\n"));
        assert_eq!(take("", PLAIN), Ok(None));
        assert_eq!(take("{}", PLAIN), Ok(None));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        let broken = put("{\n  \"mcpServers\": {\n    \"a\": 1,,\n  }\n}", PLAIN, &wanted(None)).unwrap_err();
        let comment = put("{\n  // plain JSON has none\n}", PLAIN, &wanted(None)).unwrap_err();

        assert_eq!(broken.place.map(|(line, _)| line), Some(3), "{broken:?}");
        assert_eq!(comment.place.map(|(line, _)| line), Some(2), "{comment:?}");
        assert_eq!(reason("[]", PLAIN), "it is no object");
        assert_eq!(reason(r#"{"mcpServers": []}"#, PLAIN), "`mcpServers` is no object");
        assert_eq!(
            reason(r#"{"mcpServers": {}, "mcpServers": {}}"#, PLAIN),
            "it has the key `mcpServers` more than once"
        );
        assert_eq!(reason(r#"{"mcpServers": {"backend-architect": 1}}"#, PLAIN), "`backend-architect` is no object");
        assert_eq!(
            reason(r#"{"mcpServers": {"backend-architect": {"url": "https://a.example/mcp"}}}"#, PLAIN),
            "its entry `backend-architect` is reached at a URL"
        );
        assert!(!reason(&"[".repeat(1_000_000), PLAIN).starts_with("edited"));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_configuration_stays(others in prop::collection::btree_map("[a-z\"\\\\/é]{1,6}", "\\PC{0,8}", 0..5), spaced: bool, first: bool) {
            let servers: Map<String, Value> =
                others.iter().map(|(name, command)| (name.clone(), serde_json::json!({ "command": command, "x": [1, {}] }))).collect();
            let before = if first {
                serde_json::json!({ "mcpServers": servers, "z": others })
            } else {
                serde_json::json!({ "z": others, "mcpServers": servers })
            };
            let text = if spaced { serde_json::to_string_pretty(&before).unwrap() } else { before.to_string() };

            let after = put(&text, PLAIN, &wanted(None)).unwrap();
            let again = put(&after, PLAIN, &wanted(None)).unwrap();
            let undone: Value = serde_json::from_str(&take(&after, PLAIN).unwrap().unwrap()).unwrap();

            prop_assert_eq!(&again, &after);
            prop_assert_eq!(undone.to_string(), before.to_string());
        }
    }
}
