//! Fields of what a program answers with or takes, in code: serializers, data transfer objects, tagged structures. One that goes,
//! and whose name no longer stands in the file, breaks whoever reads it.

use std::collections::HashSet;

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::Language;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;
use crate::word::words;

/// Reads the fields of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        // With its file, a field goes as a part of something larger, which is told elsewhere.
        let stays = file.file.operation != Operation::Deleted && file.guard.is_none() && !file.role.interface;
        let Some(form) = Form::of(file).filter(|_| stays && file.role.kind == Kind::Source) else { continue };
        let standing: HashSet<String> =
            file.new.iter().flat_map(|read| &read.tokens).flat_map(|token| names_in(token, form)).collect();
        let mut gone: Vec<(usize, usize, String)> = Vec::new();
        for (block, read) in file.old.iter().enumerate() {
            let lines = Lines::of(read);
            for (line, place, _) in read.block.changed() {
                if file.is_moved(Side::Old, place.number) || lines.is_import(line) {
                    continue;
                }
                let fields = form.fields(lines.tokens(read, line), read, line);
                gone.extend(
                    fields.into_iter().filter(|name| !standing.contains(name)).map(|name| (block, line, name)),
                );
            }
        }
        let Some((block, line, first)) = gone.first() else { continue };
        let Some(read) = file.old.get(*block) else { continue };
        let further = if gone.len() == 1 { String::new() } else { format!(", and so do {} more", gone.len() - 1) };
        let what = What::ContractChanged {
            what: format!("the field `{first}` of what callers see goes{further}"),
            breaking: true,
        };
        facts.on_line(file, Side::Old, read, *line, what).confidence(Confidence::Medium);
    }
}

/// Whether a file speaks of one of some names before the change.
fn says(file: &Examined<'_>, names: &[&str]) -> bool {
    file.old.iter().flat_map(|read| &read.tokens).any(|token| names.contains(&token.text))
}

/// The names that a token holds: a word, a text, or the name for JSON in a tag of Go.
fn names_in(token: &Token<'_>, form: Form) -> Vec<String> {
    match form {
        Form::Tagged => tag(token).map(ToOwned::to_owned).into_iter().collect(),
        _ => vec![token.text.trim_matches(':').to_owned()],
    }
}

/// How a file says which fields there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Django REST framework and marshmallow: `total = serializers.IntegerField()`, and lists of names.
    Serializer,
    /// Ruby: `attributes :total`, `json.total`, `property :total`.
    Attributes,
    /// Go: a field with the tag `json:"total"`.
    Tagged,
    /// Laravel: `'total' => …` of a resource.
    Keys,
    /// Classes of data: `private int total;`, `public int Total { get; set; }`, `total: number;`.
    Properties,
    /// Classes of a schema in TypeScript: a property below `@Field()`.
    Decorated,
    /// Rust: a field of a structure that derives `Serialize`.
    Derived,
    /// Handlers: a key of what is answered where it is answered, `res.json({ total, state })`.
    Inline,
}

impl Form {
    /// The form of a file, by its path: what is no contract has none.
    fn of(file: &Examined<'_>) -> Option<Self> {
        let path = file.file.path.as_str();
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let all = words(path);
        let speaks = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
        let last = words(stem).pop().unwrap_or_default();
        let folders = path.rsplit('/').skip(1);
        let in_folder =
            |list: &[&str]| folders.clone().any(|folder| list.contains(&folder.to_ascii_lowercase().as_str()));
        match file.language()? {
            Language::Python
                if speaks(&["serializer", "serializers"])
                    || last == "schemas"
                        && (speaks(&["api", "apis"]) || says(file, &["marshmallow", "BaseModel", "Schema"])) =>
            {
                Some(Self::Serializer)
            }
            Language::Ruby
                if speaks(&["serializer", "serializers", "jbuilder", "representer", "representers", "rabl"]) =>
            {
                Some(Self::Attributes)
            }
            Language::Go if path.contains("sqlc") => None,
            Language::Go
                if speaks(&[
                    "api",
                    "apis",
                    "dto",
                    "rest",
                    "response",
                    "responses",
                    "webhook",
                    "event",
                    "events",
                    "bus",
                    "models",
                    "model",
                ]) =>
            {
                Some(Self::Tagged)
            }
            Language::Php if path.contains("Http/Resources/") || speaks(&["transformer", "transformers"]) => {
                Some(Self::Keys)
            }
            Language::Braces
                if matches!(last.as_str(), "dto" | "response" | "request" | "payload" | "event")
                    || in_folder(&["dto", "dtos", "responses", "requests"]) =>
            {
                Some(Self::Properties)
            }
            Language::Script
                if name.ends_with(".dto.ts") || name.ends_with(".response.ts") || in_folder(&["dto", "dtos"]) =>
            {
                Some(Self::Properties)
            }
            Language::Script
                if [".graphql.ts", ".input.ts", ".type.ts", ".model.ts", ".entity.ts", ".args.ts"]
                    .iter()
                    .any(|end| name.ends_with(end)) =>
            {
                Some(Self::Decorated)
            }
            Language::Rust
                if !speaks(&["database", "db", "entity", "entities", "schema"])
                    && speaks(&[
                        "api",
                        "apis",
                        "routes",
                        "models",
                        "dto",
                        "response",
                        "responses",
                        "views",
                        "handlers",
                    ]) =>
            {
                Some(Self::Derived)
            }
            Language::Script | Language::Python | Language::Ruby | Language::Php | Language::Go
                if speaks(&[
                    "controllers",
                    "controller",
                    "routes",
                    "api",
                    "views",
                    "handlers",
                    "endpoints",
                    "resources",
                ]) =>
            {
                Some(Self::Inline)
            }
            _ => None,
        }
    }

    /// The fields that a line declares.
    fn fields(self, tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> Vec<String> {
        match self {
            Self::Serializer => of_serializer(tokens, read, line),
            Self::Attributes => {
                let heads = of_attributes(tokens);
                if heads.is_empty() && goes_on(tokens, read, line) { symbols(tokens) } else { heads }
            }
            Self::Tagged => tokens.last().and_then(tag).map(ToOwned::to_owned).into_iter().collect(),
            Self::Keys => of_keys(tokens),
            Self::Properties => of_properties(tokens),
            Self::Decorated => of_decorated(tokens, read, line),
            Self::Derived => of_derived(tokens, read, line),
            Self::Inline => of_inline(tokens, read, line),
        }
    }
}

/// `id = serializers.CharField()`, and the names that a list of a serializer holds.
fn of_serializer(tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> Vec<String> {
    if let [name, equals, kind, ..] = tokens
        && equals.text == "="
        && name.kind == TokenKind::Word
        && tokens.iter().any(|token| {
            token.text.ends_with("Field") || token.text.ends_with("Serializer") || token.text == "fields"
        })
        && kind.kind == TokenKind::Word
    {
        return vec![name.text.to_owned()];
    }
    let listed = matches!(tokens, [text] | [text, _] if text.kind == TokenKind::Text && is_name(text.text));
    let texts = tokens.iter().filter(|token| token.kind == TokenKind::Text && is_name(token.text));
    let heads = tokens.first().is_some_and(|first| first.text == "fields");
    if heads || listed && in_list_of_fields(read, line) {
        return texts.map(|token| token.text.to_owned()).collect();
    }
    Vec::new()
}

/// Whether a line stands in `fields = [ … ]`: the first line above that does not hold a name alone begins it.
fn in_list_of_fields(read: &ReadBlock<'_>, line: usize) -> bool {
    const FURTHEST: usize = 80;
    for above in (line.saturating_sub(FURTHEST)..line).rev() {
        let text = read.block.line_text(above).trim();
        if text.is_empty() || text.starts_with('#') || text.starts_with(['\'', '"']) {
            continue;
        }
        return text.starts_with("fields");
    }
    false
}

/// `attributes :id, :total`, `json.total order.total`, `property :total`.
fn of_attributes(tokens: &[Token<'_>]) -> Vec<String> {
    match tokens {
        [json, dot, name, ..] if json.text == "json" && dot.text == "." && name.kind == TokenKind::Word => {
            const VERBS: [&str; 8] = ["array!", "array", "partial", "extract", "merge", "set", "cache", "ignore_nil"];
            if VERBS.contains(&name.text) { Vec::new() } else { vec![name.text.to_owned()] }
        }
        [first, colon, name, ..] if matches!(first.text, "attribute" | "property" | "field") && colon.text == ":" => {
            vec![name.text.to_owned()]
        }
        [first, rest @ ..] if matches!(first.text, "attributes" | "fields") => symbols(rest),
        // `total: order.total,` of the hash that a serializer makes.
        [key, colon, value, .., comma]
            if colon.text == ":"
                && comma.text == ","
                && key.kind == TokenKind::Word
                && value.kind == TokenKind::Word
                && key.text != "class_name" =>
        {
            vec![key.text.to_owned()]
        }
        _ => Vec::new(),
    }
}

/// The names that tokens of Ruby list: `:id, :total`.
fn symbols(tokens: &[Token<'_>]) -> Vec<String> {
    let pairs = tokens
        .windows(2)
        .filter(|pair| matches!(pair, [colon, name] if colon.text == ":" && name.kind == TokenKind::Word));
    pairs.filter_map(|pair| pair.last()).map(|name| name.text.to_owned()).collect()
}

/// Whether a line of symbols goes on with the list of attributes that begins above it.
fn goes_on(tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> bool {
    const FARTHEST: usize = 20;
    let listed = tokens.first().is_some_and(|first| first.text == ":");
    let mut above = (line.saturating_sub(FARTHEST)..line).rev().map(|at| read.block.line_text(at).trim());
    let head = above.find(|text| !text.starts_with(':'));
    listed && head.is_some_and(|text| text.starts_with("attributes ") || text.starts_with("fields "))
}

/// `total: number` below `@Field()`.
fn of_decorated(tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> Vec<String> {
    const CLOSE: usize = 6;
    let name = match tokens {
        [name, colon, _, ..] | [name, _, colon, _, ..] if colon.text == ":" && name.kind == TokenKind::Word => name,
        _ => return Vec::new(),
    };
    for above in (line.saturating_sub(CLOSE)..line).rev() {
        let text = read.block.line_text(above).trim();
        if text.starts_with("@Field(") {
            return vec![name.text.to_owned()];
        }
        // The arguments of the decorator may take lines of their own.
        if text.is_empty() || text.ends_with(';') || text.ends_with('{') && !text.ends_with("({") {
            break;
        }
    }
    Vec::new()
}

/// `total: order.total,` inside of a call that answers with JSON, which opens on a line above that is indented less.
fn of_inline(tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> Vec<String> {
    const FARTHEST: usize = 15;
    const OPENING: [&str; 9] = [
        "res.json({",
        ").json({",
        "jsonify(",
        "JsonResponse({",
        "render json: {",
        "json!({",
        "gin.H{",
        "->json([",
        "Response({",
    ];
    let key = match tokens {
        [key, mark, _, ..] if mark.text == ":" => key,
        [key, equals, arrow, ..] if equals.text == "=" && arrow.text == ">" => key,
        _ => return Vec::new(),
    };
    let named = matches!(key.kind, TokenKind::Word | TokenKind::Text) && is_name(key.text);
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = indent(read.block.line_text(line));
    let above = (line.saturating_sub(FARTHEST)..line).rev().map(|at| read.block.line_text(at));
    let opener = above.filter(|text| !text.trim().is_empty()).find(|text| indent(text) < own);
    let opens = opener.is_some_and(|text| OPENING.iter().any(|opening| text.contains(opening)));
    // What says that something failed is read by people.
    if named && opens && !matches!(key.text, "error" | "message" | "status" | "code" | "errors" | "detail" | "msg") {
        vec![key.text.to_owned()]
    } else {
        Vec::new()
    }
}

/// `pub total: u64,` of a structure that is written as JSON.
fn of_derived(tokens: &[Token<'_>], read: &ReadBlock<'_>, line: usize) -> Vec<String> {
    const FARTHEST: usize = 60;
    const CLOSE: usize = 6;
    let [public, name, colon, _, .., comma] = tokens else { return Vec::new() };
    if public.text != "pub" || colon.text != ":" || comma.text != "," || name.kind != TokenKind::Word {
        return Vec::new();
    }
    let head = (line.saturating_sub(FARTHEST)..line).rev().find(|above| {
        let text = read.block.line_text(*above);
        !text.starts_with([' ', '\t']) && text.trim_end().ends_with('{')
    });
    let Some(head) = head.filter(|head| read.block.line_text(*head).contains("struct ")) else { return Vec::new() };
    let attributes = (head.saturating_sub(CLOSE)..head).rev().map(|above| read.block.line_text(above).trim());
    // Where the hunk begins with the structure, what it derives is out of sight.
    let versioned = head == 0 && read.block.heading.is_some();
    let derives = versioned
        || attributes
            .take_while(|text| text.starts_with("#[") || text.starts_with("//"))
            .any(|text| text.contains("Serialize"));
    if derives { vec![name.text.to_owned()] } else { Vec::new() }
}

/// The name for JSON in a tag: `json:"total,omitempty"`.
fn tag<'t>(token: &Token<'t>) -> Option<&'t str> {
    let (_, rest) = token.text.split_once("json:\"")?;
    let name = rest.split(['"', ',']).next()?;
    (!name.is_empty() && name != "-").then_some(name)
}

/// `'total' => $this->total,`
fn of_keys(tokens: &[Token<'_>]) -> Vec<String> {
    match tokens {
        [key, equals, arrow, _, ..]
            if key.kind == TokenKind::Text && equals.text == "=" && arrow.text == ">" && is_name(key.text) =>
        {
            vec![key.text.to_owned()]
        }
        _ => Vec::new(),
    }
}

/// `private int total;`, `public int Total { get; set; }`, `total?: number;`.
fn of_properties(tokens: &[Token<'_>]) -> Vec<String> {
    const NONE: [&str; 7] = ["static", "class", "return", "package", "namespace", "interface", "enum"];
    if tokens.iter().any(|token| NONE.contains(&token.text) || token.text == "(") {
        return Vec::new();
    }
    let word = |token: &Token<'_>| token.kind == TokenKind::Word;
    let modified = tokens
        .first()
        .is_some_and(|first| matches!(first.text, "private" | "public" | "protected" | "readonly" | "final"));
    match tokens {
        [.., name, end] if modified && end.text == ";" && word(name) && tokens.len() > 3 => {
            vec![name.text.to_owned()]
        }
        [.., name, open, get, _, set, _, close]
            if modified && open.text == "{" && get.text == "get" && close.text == "}" && word(name) && word(set) =>
        {
            vec![name.text.to_owned()]
        }
        [name, colon, kind, .., end] | [name, _, colon, kind, .., end]
            if colon.text == ":" && word(name) && word(kind) && matches!(end.text, ";" | "]") =>
        {
            vec![name.text.to_owned()]
        }
        _ => Vec::new(),
    }
}

fn is_name(text: &str) -> bool {
    text.len() > 1 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
