//! Reads a ruleset file: a document goes in, a [`File`] and the faults in it come out.

use std::collections::BTreeMap;
use std::rc::Rc;

use architect_core::{Severity, nearest};

use super::fault::Faults;
use super::format::{self, Format};
use super::function::{self, Options};
use super::model::{Alias, Choice, Choices, Definition, Extends, Extent, File, Given, Grade, Override, Scope, Then};
use architect_document::{Document, Entry, NodeId, Value};

const KEYS: &[&str] = &[
    "extends",
    "rules",
    "aliases",
    "formats",
    "overrides",
    "functions",
    "functionsDir",
    "except",
    "parserOptions",
    "documentationUrl",
    "description",
];

const RULE_KEYS: &[&str] = &[
    "description",
    "message",
    "severity",
    "recommended",
    "resolved",
    "formats",
    "documentationUrl",
    "given",
    "then",
    "tags",
    "type",
    "extensions",
    "enabled",
    "summary",
];

/// Reads a file. What is missing in it because of a fault does not matter: a ruleset with faults is not used.
pub(super) fn file<'d>(name: &str, document: &'d Document, faults: &mut Faults<'d>) -> File {
    let mut reader = Reader { document, faults, functions: Vec::new(), has_functions: false };
    reader.file(name)
}

struct Reader<'r, 'd> {
    document: &'d Document,
    faults: &'r mut Faults<'d>,
    /// The names of the ruleset's own JavaScript functions.
    functions: Vec<String>,
    has_functions: bool,
}

impl Reader<'_, '_> {
    fn file(&mut self, name: &str) -> File {
        let root = self.document.root();
        let mut file = File {
            name: name.to_owned(),
            extends: Vec::new(),
            choices: Vec::new(),
            scope: Rc::default(),
            overrides: Vec::new(),
        };
        let Value::Map(entries) = self.document.value(root) else {
            self.wrong(root, "a ruleset is an object with `rules`, `extends` or both");
            return file;
        };
        self.read_functions(root);
        let mut scope = Scope::default();
        for entry in entries {
            match self.document.key(entry.key) {
                "extends" => file.extends = self.extends(entry.value),
                "rules" => file.choices = self.rules(entry.value),
                "aliases" => scope.aliases = self.aliases(entry.value),
                "formats" => scope.formats = self.formats(entry.value),
                "documentationUrl" => scope.documentation_url = self.text(entry.value),
                "overrides" => file.overrides.extend(self.overrides(entry.value)),
                "except" => file.overrides.extend(self.except(entry.value)),
                "functions" | "functionsDir" | "parserOptions" | "description" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(*entry, key, "a ruleset", KEYS),
            }
        }
        if !["extends", "rules", "overrides"].iter().any(|key| self.document.get(root, key).is_some()) {
            self.faults.push(root, "a ruleset has `rules`, `extends` or `overrides`");
        }
        file.scope = Rc::new(scope);
        file
    }

    /// `functions` are named, so that a misspelt function can be told from one of the ruleset's own.
    fn read_functions(&mut self, root: NodeId) {
        self.has_functions = ["functions", "functionsDir"].iter().any(|key| self.document.get(root, key).is_some());
        let list = self.document.get(root, "functions");
        for item in list.map_or(&[][..], |list| self.document.items(list)) {
            let name = match self.document.value(*item) {
                Value::List(parts) => parts.first().and_then(|name| self.document.string(*name)),
                _ => self.document.string(*item),
            };
            self.functions.extend(name.map(ToOwned::to_owned));
        }
    }

    fn extends(&mut self, node: NodeId) -> Vec<Extends> {
        if self.document.string(node).is_some() {
            return self.extension(node, None).into_iter().collect();
        }
        let Value::List(items) = self.document.value(node) else {
            self.wrong(node, "`extends` is a name or a list of names");
            return Vec::new();
        };
        let mut extends = Vec::new();
        for item in items {
            if let Value::List(pair) = self.document.value(*item) {
                let [name, extent] = pair else {
                    self.faults.push(*item, "a name and one of `recommended`, `all` and `off` are expected here");
                    continue;
                };
                let word = match self.document.string(*extent) {
                    Some("recommended") => Extent::Recommended,
                    Some("all") => Extent::All,
                    Some("off") => Extent::Off,
                    _ => {
                        self.faults.push(*extent, "one of `recommended`, `all` and `off` is expected here");
                        continue;
                    }
                };
                extends.extend(self.extension(*name, Some(word)));
            } else {
                extends.extend(self.extension(*item, None));
            }
        }
        extends
    }

    fn extension(&mut self, node: NodeId, extent: Option<Extent>) -> Option<Extends> {
        let name = self.text(node)?;
        Some(Extends { name, place: self.document.span(node), extent })
    }

    fn rules(&mut self, node: NodeId) -> Choices {
        let Value::Map(entries) = self.document.value(node) else {
            self.wrong(node, "`rules` is an object");
            return Vec::new();
        };
        let mut choices = Vec::new();
        for entry in entries {
            let name = self.document.key(entry.key).to_owned();
            if let Some(choice) = self.choice(*entry) {
                choices.push((name, self.document.span(entry.key), choice));
            }
        }
        choices
    }

    fn choice(&mut self, entry: Entry) -> Option<Choice> {
        match self.document.value(entry.value) {
            Value::Bool(on) => Some(Choice::Switch(on)),
            Value::String(_) | Value::Number(_) => Some(Choice::Grade(self.grade(entry.value)?)),
            Value::Map(_) => Some(Choice::Definition(Rc::new(self.definition(entry)?))),
            _ => {
                self.wrong(
                    entry.value,
                    "a rule is a severity, `true`, `false`, or an object with `given` and `then`",
                );
                None
            }
        }
    }

    /// The outer `None` is a fault, the inner one `off`.
    fn grade(&mut self, node: NodeId) -> Option<Grade> {
        Some(match self.document.value(node) {
            Value::String("error") | Value::Number("0") => Some(Severity::Error),
            Value::String("warn") | Value::Number("1") => Some(Severity::Warning),
            Value::String("info") | Value::Number("2") => Some(Severity::Info),
            Value::String("hint") | Value::Number("3") => Some(Severity::Hint),
            Value::String("off") | Value::Number("-1") => None,
            _ => {
                let found = super::message::shown(self.document, node);
                let words = "`error`, `warn`, `info`, `hint`, `off`";
                self.faults.push(node, format!("a severity is one of {words} and 0 to 3, but there is {found}"));
                return None;
            }
        })
    }

    fn definition(&mut self, rule: Entry) -> Option<Definition> {
        let mut definition = Definition {
            description: None,
            message: None,
            severity: None,
            recommended: true,
            resolved: true,
            formats: None,
            documentation_url: None,
            given: Vec::new(),
            then: Vec::new(),
            obstacles: Vec::new(),
        };
        for entry in self.document.entries(rule.value) {
            let value = entry.value;
            match self.document.key(entry.key) {
                "description" => definition.description = self.text(value),
                "message" => definition.message = self.text(value),
                "severity" => definition.severity = self.grade(value),
                "recommended" | "enabled" => definition.recommended = self.flag(value)?,
                "resolved" => definition.resolved = self.flag(value)?,
                "formats" => definition.formats = self.formats(value),
                "documentationUrl" => definition.documentation_url = self.text(value),
                "given" => definition.given = self.given(value),
                "then" => self.thens(value, &mut definition),
                "tags" | "type" | "extensions" | "summary" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(*entry, key, "a rule", RULE_KEYS),
            }
        }
        for needed in ["given", "then"] {
            if self.document.get(rule.value, needed).is_none() {
                let name = self.document.key(rule.key);
                self.faults.push(rule.key, format!("the rule `{name}` has no `{needed}`"));
            }
        }
        Some(definition)
    }

    fn given(&mut self, node: NodeId) -> Vec<Given> {
        let items = match self.document.value(node) {
            Value::List([]) => {
                self.faults.push(node, "`given` is empty");
                return Vec::new();
            }
            Value::List(items) => items.to_vec(),
            _ => vec![node],
        };
        let mut given = Vec::new();
        for item in items {
            let Some(text) = self.text(item) else { continue };
            let begins = text.trim_start();
            if !begins.starts_with(['$', '#']) {
                self.faults.push(item, "a path begins with `$`, or with `#` and the name of an alias");
                continue;
            }
            given.push(Given { text: begins.to_owned(), place: self.document.span(item) });
        }
        given
    }

    fn thens(&mut self, node: NodeId, definition: &mut Definition) {
        let items = match self.document.value(node) {
            Value::List(items) => items.to_vec(),
            _ => vec![node],
        };
        for item in items {
            let Value::Map(entries) = self.document.value(item) else {
                self.wrong(item, "`then` is an object with `function`, or a list of such");
                continue;
            };
            let mut field = None;
            for entry in entries {
                match self.document.key(entry.key) {
                    "field" => field = self.field(entry.value),
                    "function" | "functionOptions" => {}
                    key if key.starts_with("x-") => {}
                    // What is no misspelling is without meaning here, as in Spectral.
                    key => {
                        let known = ["field", "function", "functionOptions"];
                        if nearest::nearest(key, known).is_some() {
                            self.unknown(*entry, key, "`then`", &known);
                        }
                    }
                }
            }
            let Some(name) = self.document.get(item, "function") else {
                self.faults.push(item, "`then` has no `function`");
                continue;
            };
            let options = self.document.get(item, "functionOptions");
            match self.function(name, options) {
                Ok(function) => definition.then.extend(function.map(|function| Then { field, function })),
                Err(obstacle) => definition.obstacles.push((self.document.span(name), obstacle)),
            }
        }
    }

    fn field(&mut self, node: NodeId) -> Option<String> {
        match self.document.value(node) {
            Value::Number(text) => Some(text.to_owned()),
            _ => self.text(node),
        }
    }

    /// A function, `None` when it has a fault, or why it cannot run.
    fn function(
        &mut self,
        name: NodeId,
        options: Option<NodeId>,
    ) -> Result<Option<Box<dyn super::function::Function>>, String> {
        let Some(text) = self.document.string(name) else {
            self.wrong(name, "`function` is a name");
            return Ok(None);
        };
        if self.functions.iter().any(|own| own == text) {
            return Err(format!("its function `{text}` is JavaScript, which is not executed"));
        }
        let node = options.filter(|node| self.document.value(*node) != Value::Null);
        if let Some(make) = function::named(text) {
            let mut options = Options { faults: &mut *self.faults, function: text, place: name, node };
            return Ok(make(&mut options).ok());
        }
        if self.has_functions {
            return Err(format!("its function `{text}` is JavaScript, which is not executed"));
        }
        if text.starts_with("oas") || text == "refSiblings" {
            return Err(format!(
                "its function `{text}` belongs to `spectral:oas` and is only run by the rules there"
            ));
        }
        self.faults.push_near(name, format!("there is no function `{text}`"), text, function::names());
        Ok(None)
    }

    fn formats(&mut self, node: NodeId) -> Option<Vec<Format>> {
        let Value::List(items) = self.document.value(node) else {
            self.wrong(node, "`formats` is a list of names");
            return None;
        };
        let mut formats = Vec::new();
        for item in items {
            let Some(name) = self.text(*item) else { continue };
            if let Some(format) = Format::from_name(&name) {
                formats.push(format);
            } else {
                let known = format::NAMES.iter().copied();
                self.faults.push_near(*item, format!("there is no format `{name}`"), &name, known);
            }
        }
        Some(formats)
    }

    fn aliases(&mut self, node: NodeId) -> BTreeMap<String, Alias> {
        let Value::Map(entries) = self.document.value(node) else {
            self.wrong(node, "`aliases` is an object");
            return BTreeMap::new();
        };
        let mut aliases = BTreeMap::new();
        for entry in entries {
            let name = self.document.key(entry.key);
            let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !is_name(name) {
                let message = "the name of an alias begins with a letter and has letters, digits, `_` and `-`";
                self.faults.push(entry.key, message);
                continue;
            }
            let alias = if let Value::Map(_) = self.document.value(entry.value) {
                self.targets(entry.value).map(Alias::Targets)
            } else {
                Some(Alias::Paths(self.given(entry.value)))
            };
            if let Some(alias) = alias {
                aliases.insert(name.to_owned(), alias);
            }
        }
        aliases
    }

    fn targets(&mut self, alias: NodeId) -> Option<Vec<(Vec<Format>, Vec<Given>)>> {
        let Some(list) = self.document.get(alias, "targets") else {
            self.faults.push(alias, "an alias is a list of paths, or an object with `targets`");
            return None;
        };
        let mut targets = Vec::new();
        for target in self.document.items(list) {
            let (formats, given) = (self.document.get(*target, "formats"), self.document.get(*target, "given"));
            let (Some(formats), Some(given)) = (formats, given) else {
                self.faults.push(*target, "a target has `formats` and `given`");
                continue;
            };
            targets.push((self.formats(formats)?, self.given(given)));
        }
        if targets.is_empty() {
            self.faults.push(list, "`targets` is a list of objects with `formats` and `given`");
        }
        Some(targets)
    }

    fn overrides(&mut self, node: NodeId) -> Vec<Override> {
        let Value::List(items) = self.document.value(node) else {
            self.wrong(node, "`overrides` is a list");
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for item in items {
            if !matches!(self.document.value(*item), Value::Map(_)) {
                self.wrong(*item, "an override is an object with `files` and `rules`");
                continue;
            }
            let mut read = Override {
                files: Vec::new(),
                extends: Vec::new(),
                choices: Vec::new(),
                aliases: BTreeMap::new(),
                formats: None,
            };
            for entry in self.document.entries(*item) {
                match self.document.key(entry.key) {
                    "files" => read.files = self.files(entry.value),
                    "extends" => read.extends = self.extends(entry.value),
                    "rules" => read.choices = self.rules(entry.value),
                    "aliases" => read.aliases = self.aliases(entry.value),
                    "formats" => read.formats = self.formats(entry.value),
                    "parserOptions" => {}
                    key if key.starts_with("x-") => {}
                    key => {
                        let known = ["files", "extends", "rules", "aliases", "formats", "parserOptions"];
                        self.unknown(*entry, key, "an override", &known);
                    }
                }
            }
            if read.files.is_empty() {
                self.faults.push(*item, "an override has `files`, a list of globs");
            }
            let has_pointers = read.files.iter().any(|(_, pointer)| pointer.is_some());
            let defines = read.choices.iter().find(|(_, _, choice)| !matches!(choice, Choice::Grade(_)));
            if let Some((_, place, _)) = defines.filter(|_| has_pointers) {
                let message = "an override with a pointer in `files` only gives severities";
                self.faults.push_at(place.clone(), message);
            }
            overrides.push(read);
        }
        overrides
    }

    fn files(&mut self, node: NodeId) -> Vec<(String, Option<String>)> {
        let Value::List(items) = self.document.value(node) else {
            self.wrong(node, "`files` is a list of globs");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(*item)).map(|text| glob(&text)).collect()
    }

    /// The older form of overrides: what is excepted, and from which rules.
    fn except(&mut self, node: NodeId) -> Vec<Override> {
        let Value::Map(entries) = self.document.value(node) else {
            self.wrong(node, "`except` is an object");
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for entry in entries {
            let Value::List(rules) = self.document.value(entry.value) else {
                self.wrong(entry.value, "a list of rules is expected here");
                continue;
            };
            let mut choices: Choices = Vec::new();
            for rule in rules {
                if let Some(name) = self.text(*rule) {
                    choices.push((name, self.document.span(*rule), Choice::Grade(None)));
                }
            }
            overrides.push(Override {
                files: vec![glob(self.document.key(entry.key))],
                extends: Vec::new(),
                choices,
                aliases: BTreeMap::new(),
                formats: None,
            });
        }
        overrides
    }

    fn text(&mut self, node: NodeId) -> Option<String> {
        if let Some(text) = self.document.string(node) {
            return Some(text.to_owned());
        }
        self.wrong(node, "a string is expected here");
        None
    }

    fn flag(&mut self, node: NodeId) -> Option<bool> {
        let flag = self.document.boolean(node);
        if flag.is_none() {
            self.wrong(node, "`true` or `false` is expected here");
        }
        flag
    }

    fn wrong(&mut self, node: NodeId, expected: &str) {
        let found = self.document.value(node).describe();
        self.faults.push(node, format!("{expected}, but there is {found}"));
    }

    fn unknown(&mut self, entry: Entry, key: &str, place: &str, known: &[&str]) {
        let known = known.iter().copied();
        self.faults.push_near(entry.key, format!("{place} has no field `{key}`"), key, known);
    }
}

/// A glob and the pointer behind its `#`.
fn glob(text: &str) -> (String, Option<String>) {
    match text.split_once('#') {
        Some((file, pointer)) if !file.is_empty() => {
            let decoded = architect_document::pointer::percent_decode(pointer);
            (file.to_owned(), Some(decoded.trim_end_matches('/').to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}
