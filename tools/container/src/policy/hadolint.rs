//! hadolint's own settings: `.hadolint.yaml` beside the Dockerfile, or above it up to the root.
//!
//! What it ignores, grades, trusts and asks of labels counts here too. What only steers hadolint's output and exit code
//! has no meaning here. Whatever is not understood is a gap at its place; the rest still counts.

use architect_core::files::PathKind;
use architect_core::{Context, Gap, RuleIndex, RuleMeta, Severity, Source, Span, nearest};
use architect_document::{Document, NodeId, Value};

use crate::policy::{LabelKind, Policy};

/// The names of the file.
const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// The keys of the file. The last ones steer output and exit code alone.
const KEYS: [&str; 11] = [
    "ignored",
    "override",
    "trustedRegistries",
    "label-schema",
    "strict-labels",
    "disable-ignore-pragma",
    "failure-threshold",
    "format",
    "no-color",
    "no-fail",
    "verbose",
];

/// The names of the peer's grades.
const GRADES: [(&str, Severity); 4] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info), ("style", Severity::Hint)];

/// What the file says.
#[derive(Debug, Default)]
pub struct Settings {
    /// Rules that do not run.
    pub ignored: Vec<&'static RuleMeta>,
    /// Rules that are graded otherwise.
    pub grades: Vec<(&'static RuleMeta, Severity)>,
    /// Registries and labels.
    pub policy: Policy,
    /// Whether the peer's ignore comments count for nothing.
    pub without_comments: bool,
    /// What was not understood.
    pub gaps: Vec<Gap>,
}

impl Settings {
    /// The settings that hold for a Dockerfile at a path: those of the nearest folder that has some.
    pub fn find(path: &str, context: &Context) -> Self {
        let Some(file) = nearest_file(path, context) else { return Self::default() };
        match context.files().read(&file) {
            Ok(source) => Self::read(&source, context),
            Err(error) => Self { gaps: vec![Gap::of_source(file, error.message)], ..Self::default() },
        }
    }

    /// What a text says.
    pub fn read(source: &Source, context: &Context) -> Self {
        // Without a word in it, nothing is set.
        if source.text().lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Self::default();
        }
        match Document::read(source, context.limits()) {
            Ok(document) => Reader { document: &document, rules: context.rules(), settings: Self::default() }.read(),
            Err(error) => Self { gaps: vec![Gap::of_source(source.name(), error.message)], ..Self::default() },
        }
    }
}

fn nearest_file(path: &str, context: &Context) -> Option<String> {
    const MOST_FOLDERS: usize = 64;
    let mut folder = path;
    for _ in 0..MOST_FOLDERS {
        let (parent, _) = folder.rsplit_once('/').unwrap_or(("", folder));
        let prefix = if parent.is_empty() && !path.starts_with('/') { String::new() } else { format!("{parent}/") };
        let names = NAMES.iter().map(|name| format!("{prefix}{name}"));
        let found = names.into_iter().find(|name| context.files().look(name) == Some(PathKind::File));
        if found.is_some() || parent.is_empty() {
            return found;
        }
        folder = parent;
    }
    None
}

struct Reader<'d> {
    document: &'d Document,
    rules: &'d RuleIndex,
    settings: Settings,
}

impl Reader<'_> {
    fn read(mut self) -> Settings {
        for (_, file) in self.document.files() {
            self.settings.gaps.extend(file.gaps());
        }
        if let Some(error) = self.document.syntax_error() {
            let span = self.document.source().span(error.at..error.at);
            self.gap(span, error.message.clone());
        }
        let root = self.document.root();
        match self.document.value(root) {
            Value::Map(entries) => {
                for entry in entries {
                    self.setting(entry.key, entry.value);
                }
            }
            Value::Null | Value::Unread => {}
            other => self
                .gap(self.document.span(root), format!("settings are expected, but there is {}", other.describe())),
        }
        self.settings
    }

    fn gap(&mut self, span: Span, reason: impl Into<String>) {
        self.settings.gaps.push(Gap::at(span, reason));
    }

    fn setting(&mut self, key: NodeId, value: NodeId) {
        let name = self.document.key(key).to_owned();
        match name.as_str() {
            "ignored" => {
                let rules = self.rules_of(value);
                self.settings.ignored.extend(rules);
            }
            "override" => self.grades(value),
            "trustedRegistries" => {
                self.settings.policy.registries = self.names(value).into_iter().map(|(name, _)| name).collect();
            }
            "label-schema" => self.labels(value),
            "strict-labels" => self.settings.policy.strict_labels = self.switch(value),
            "disable-ignore-pragma" => self.settings.without_comments = self.switch(value),
            name if KEYS.contains(&name) => {}
            name => {
                let near =
                    nearest::nearest(name, KEYS).map(|near| format!("; `{near}` may be meant")).unwrap_or_default();
                self.gap(self.document.key_span(key), format!("hadolint has no setting `{name}`{near}"));
            }
        }
    }

    fn grades(&mut self, value: NodeId) {
        for entry in self.document.entries(value) {
            let word = self.document.key(entry.key);
            match GRADES.iter().find(|(name, _)| *name == word) {
                Some((_, severity)) => {
                    let rules = self.rules_of(entry.value);
                    self.settings.grades.extend(rules.into_iter().map(|meta| (meta, *severity)));
                }
                None => self.gap(self.document.key_span(entry.key), format!("there is no grade `{word}`")),
            }
        }
        self.expect(value, "a mapping of grades to rules", |value| matches!(value, Value::Map(_)));
    }

    fn labels(&mut self, value: NodeId) {
        for entry in self.document.entries(value) {
            let label = self.document.key(entry.key).to_owned();
            let kind = self.document.string(entry.value).and_then(LabelKind::of_word);
            match kind {
                Some(kind) => {
                    self.settings.policy.labels.insert(label, kind);
                }
                None => self.gap(self.document.span(entry.value), format!("what `{label}` is to be is not known")),
            }
        }
        self.expect(value, "a mapping of labels to what they are", |value| matches!(value, Value::Map(_)));
    }

    fn switch(&mut self, value: NodeId) -> bool {
        self.expect(value, "`true` or `false`", |value| matches!(value, Value::Bool(_)));
        self.document.boolean(value).unwrap_or(false)
    }

    /// A list of names; one alone counts as a list of it.
    fn names(&mut self, value: NodeId) -> Vec<(String, Span)> {
        self.expect(value, "a list of names", |value| matches!(value, Value::List(_) | Value::String(_)));
        let items = match self.document.value(value) {
            Value::List(items) => items.to_vec(),
            Value::String(_) => vec![value],
            _ => Vec::new(),
        };
        let mut names = Vec::new();
        for item in items {
            match self.document.string(item) {
                Some(name) => names.push((name.to_owned(), self.document.span(item))),
                None => self.expect(item, "a name", |value| matches!(value, Value::String(_))),
            }
        }
        names
    }

    fn rules_of(&mut self, value: NodeId) -> Vec<&'static RuleMeta> {
        let mut rules = Vec::new();
        for (name, span) in self.names(value) {
            let named = self.rules.named(&format!("hadolint:{name}"));
            // What ours has no rule for cannot be found, and so need not be ignored.
            if named.is_empty() && !is_code(&name) {
                self.gap(span, format!("`{name}` is no rule of hadolint"));
            }
            rules.extend(named);
        }
        rules
    }

    fn expect(&mut self, value: NodeId, what: &str, right: impl Fn(Value<'_>) -> bool) {
        let found = self.document.value(value);
        if !right(found) && found != Value::Null {
            let reason = format!("{what} is expected, but there is {}", found.describe());
            self.gap(self.document.span(value), reason);
        }
    }
}

fn is_code(name: &str) -> bool {
    let digits = name.strip_prefix("DL").or_else(|| name.strip_prefix("SC"));
    digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
