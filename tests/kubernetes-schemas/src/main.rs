//! Writes `tools/deployment/data/kubernetes.schemas`: the fields of every kind of Kubernetes in the releases that
//! `k8s-openapi` knows, with what differs between them, as one compressed file.
//!
//! `cargo run --manifest-path tests/kubernetes-schemas/Cargo.toml -- tools/deployment/data/kubernetes.schemas`
//!
//! `k8s-openapi` has the JSON schema of each type as a literal in its source, one folder for a release. They are read
//! from there, so that five releases need no compiling. Of an object's `status` nothing is kept: people do not write
//! it. How the lines read is told in `tools/deployment/src/kubernetes/schema/table.rs`.

mod literal;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use literal::Literal;

/// A field of a definition: its type, and whether it must be there.
type FieldType = (String, bool);

/// What one release has.
#[derive(Default)]
struct Release {
    /// Definition, field, type. A definition that is no mapping has its own type under the empty name.
    definitions: BTreeMap<String, BTreeMap<String, FieldType>>,
    /// Group, version, kind, definition.
    kinds: BTreeSet<(String, String, String, String)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("give the file to write")?;
    let source = source_of_crate()?;
    let mut releases = BTreeMap::new();
    for entry in std::fs::read_dir(&source)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(minor) = name.strip_prefix("v1_") {
            releases.insert(minor.parse::<u8>()?, read(&path)?);
        }
    }
    let text = written(&releases);
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 10);
    std::fs::write(&out, &packed)?;
    let definitions = text.lines().filter(|line| line.starts_with("= ")).count();
    let kinds = text.lines().filter(|line| line.starts_with("+ ")).count();
    eprintln!("{definitions} definitions, {kinds} kinds, {} bytes, {} packed", text.len(), packed.len());
    if std::env::args().any(|argument| argument == "--text") {
        print!("{text}");
    }
    Ok(())
}

/// The folder of the source of `k8s-openapi`.
fn source_of_crate() -> Result<PathBuf, Box<dyn Error>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let arguments = ["metadata", "--format-version", "1", "--all-features", "--manifest-path", manifest];
    let answer = Command::new("cargo").args(arguments).output()?;
    let answer: serde_json::Value = serde_json::from_slice(&answer.stdout)?;
    let packages = answer["packages"].as_array().ok_or("cargo names no packages")?;
    let package = packages.iter().find(|package| package["name"] == "k8s-openapi").ok_or("k8s-openapi is not there")?;
    let manifest = package["manifest_path"].as_str().ok_or("k8s-openapi has no place")?;
    Ok(Path::new(manifest).with_file_name("src"))
}

fn read(folder: &Path) -> Result<Release, Box<dyn Error>> {
    let mut release = Release::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                read_file(&std::fs::read_to_string(&path)?, &mut release)
                    .ok_or_else(|| format!("{} cannot be read", path.display()))?;
            }
        }
    }
    Ok(release)
}

/// Each file holds at most one type. Generic ones have no literal, and no kind is made of them.
fn read_file(text: &str, release: &mut Release) -> Option<()> {
    let Some((_, schema)) = text.split_once("impl crate::schemars::JsonSchema for ") else { return Some(()) };
    let Some((_, literal)) = schema.split_once("crate::schemars::json_schema!(") else { return Some(()) };
    let Some(name) = between(schema, "\"io.k8s.", "\".into()") else { return Some(()) };
    let definition = name.replace('-', "_");
    let literal = literal::read(literal)?;
    release.definitions.insert(definition.clone(), fields(&literal, &definition));
    if let Some((_, resource)) = text.split_once("impl crate::Resource for ") {
        let constant = |name: &str| between(resource, &format!("const {name}: &'static str = \""), "\"").map(str::to_owned);
        release.kinds.insert((constant("GROUP")?, constant("VERSION")?, constant("KIND")?, definition));
    }
    Some(())
}

fn between<'t>(text: &'t str, before: &str, behind: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(behind).map(|(inner, _)| inner)
}

fn fields(literal: &Literal, definition: &str) -> BTreeMap<String, FieldType> {
    if let Some(word) = special(definition) {
        return BTreeMap::from([(String::new(), (word.to_owned(), false))]);
    }
    let Some(Literal::Map(properties)) = literal.get("properties") else {
        return BTreeMap::from([(String::new(), (type_of(literal), false))]);
    };
    let required: Vec<&str> = match literal.get("required") {
        Some(Literal::List(names)) => names.iter().filter_map(Literal::text).collect(),
        _ => Vec::new(),
    };
    let is_object = properties.iter().any(|(name, _)| name == "apiVersion");
    let field = |(name, schema): &(String, Literal)| {
        let word = if is_object && name == "status" { "*".to_owned() } else { type_of(schema) };
        (name.clone(), (word, required.contains(&name.as_str())))
    };
    properties.iter().map(field).collect()
}

/// Types whose meaning their literal does not tell.
fn special(definition: &str) -> Option<&'static str> {
    match definition.rsplit('.').next()? {
        "Quantity" => Some("q"),
        "IntOrString" => Some("x"),
        "JSON" | "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrBool" | "JSONSchemaPropsOrStringArray" | "RawExtension"
        | "FieldsV1" | "JSONSchemaProps" => Some("*"),
        _ => None,
    }
}

/// One letter for a scalar, `[` and `{` before what a list or a map holds, `@` before the name of a definition.
fn type_of(schema: &Literal) -> String {
    if let Literal::Reference(path) = schema {
        return format!("@{path}");
    }
    let text = |key: &str| schema.get(key).and_then(Literal::text);
    match (text("type"), text("format")) {
        (Some("string"), Some("date-time")) => "t".to_owned(),
        (Some("string"), Some("byte")) => "y".to_owned(),
        (Some("string"), _) => "s".to_owned(),
        (Some("integer"), _) => "i".to_owned(),
        (Some("number"), _) => "n".to_owned(),
        (Some("boolean"), _) => "b".to_owned(),
        (Some("array"), _) => format!("[{}", schema.get("items").map_or("*".to_owned(), type_of)),
        (Some("object"), _) => schema.get("additionalProperties").map_or("*".to_owned(), |of| format!("{{{}", type_of(of))),
        _ => "*".to_owned(),
    }
}

/// All releases as lines.
fn written(releases: &BTreeMap<u8, Release>) -> String {
    let mut kinds: BTreeMap<_, BTreeSet<u8>> = BTreeMap::new();
    let mut fields: BTreeMap<String, BTreeMap<(String, FieldType), BTreeSet<u8>>> = BTreeMap::new();
    for (minor, release) in releases {
        for kind in &release.kinds {
            kinds.entry(kind.clone()).or_default().insert(*minor);
        }
        for name in reachable(release) {
            let of_definition = fields.entry(name.clone()).or_default();
            for (field, kind) in release.definitions.get(&name).into_iter().flatten() {
                of_definition.entry((field.clone(), kind.clone())).or_default().insert(*minor);
            }
        }
    }
    let numbers: BTreeMap<&str, usize> = fields.keys().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
    let number = |name: &str| numbers.get(name).map_or("*".to_owned(), |number| format!("@{number}"));
    let mark = |minors: &BTreeSet<u8>| {
        let (first, last) = (minors.first().copied().unwrap_or_default(), minors.last().copied().unwrap_or_default());
        let all = releases.keys().next() == Some(&first) && releases.keys().next_back() == Some(&last);
        if all { String::new() } else { format!(" {first}-{last}") }
    };
    let mut text = String::new();
    for ((group, version, kind, definition), minors) in &kinds {
        let api = if group.is_empty() { version.clone() } else { format!("{group}/{version}") };
        text += &format!("+ {api} {kind} {}{}\n", number(definition), mark(minors));
    }
    for (name, fields) in &fields {
        text += &format!("= {}\n", name.rsplit('.').next().unwrap_or(name));
        for ((field, (kind, required)), minors) in fields {
            let kind = match kind.split_once('@') {
                Some((before, name)) => format!("{before}{}", number(name)),
                None => kind.clone(),
            };
            let field = if field.is_empty() { "-" } else { field };
            text += &format!("{field} {kind}{}{}\n", if *required { "!" } else { "" }, mark(minors));
        }
    }
    text
}

/// The definitions that the kinds of a release lead to.
fn reachable(release: &Release) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next: Vec<String> = release.kinds.iter().map(|(.., definition)| definition.clone()).collect();
    while let Some(name) = next.pop() {
        let Some(fields) = release.definitions.get(&name) else { continue };
        if found.insert(name) {
            let types = fields.values().filter_map(|(kind, _)| kind.split_once('@'));
            next.extend(types.map(|(_, name)| name.to_owned()));
        }
    }
    found
}
