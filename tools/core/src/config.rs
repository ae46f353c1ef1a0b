//! `architect.toml`: the user's choices, read with places.
//!
//! The text comes in, a [`Config`] goes out; finding the file is the server's business. A wrong key or value is an
//! error with its line and column and the nearest right key: a setting that is silently ignored is worse than none.

pub mod escalation;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::ToolError;
use crate::nearest;
use crate::severity::Severity;
use crate::source::Source;

/// The name of the file, at a root.
pub const FILE_NAME: &str = "architect.toml";

/// The user's choices. The default is what holds without a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// `[rules]`: which rules run and how they are graded.
    pub rules: RuleChoices,
    /// `[openapi]`: how OpenAPI documents are checked.
    pub openapi: OpenapiChoices,
    /// `[sql]`: what the schema is written for.
    pub sql: SqlChoices,
    /// `[container]`: what images may be and must say.
    pub container: ContainerChoices,
    /// `[services]`: path prefix to service name, for telling services apart in a change.
    pub services: BTreeMap<String, String>,
    /// `[escalation]`: what is decided about the gates of a change.
    pub escalation: escalation::EscalationChoices,
    /// `[limits]`: bounds that differ from the built-in ones.
    pub limits: LimitChoices,
}

/// `[rules]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleChoices {
    /// Only these run: rule ids, fields, or peers' names. Empty: the rules that are on by default.
    pub select: Vec<String>,
    /// These do not run.
    pub ignore: Vec<String>,
    /// `[rules.severity]`: name to severity.
    pub severity: BTreeMap<String, Severity>,
}

/// `[openapi]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenapiChoices {
    /// A Spectral ruleset that says what is checked, as it can be read: relative paths start from the folder of the
    /// `architect.toml`.
    pub ruleset: Option<String>,
}

/// `[sql]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SqlChoices {
    /// `postgresql`, `mysql`, `mariadb`, `sqlite` or `mssql`.
    pub dialect: Option<String>,
    /// Version of the server the schema runs on, e.g. `16` or `8.0.29`.
    pub server_version: Option<String>,
}

/// `[container]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerChoices {
    /// Registries that images may come from, `docker.io` or `*.example.com`. Empty: any.
    pub registries: Vec<String>,
    /// `[container.labels]`: labels that an image must have, with what their value is: one of [`LABEL_KINDS`].
    pub labels: BTreeMap<String, String>,
    /// Whether an image may have those labels only.
    pub strict_labels: bool,
}

/// `[limits]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitChoices {
    /// Largest source that is read, in bytes.
    pub max_source_bytes: Option<u64>,
    /// Most files that one call looks at.
    pub max_files: Option<u64>,
    /// Longest time for one call, in milliseconds.
    pub deadline_ms: Option<u64>,
}

/// The dialects that `[sql] dialect` may name.
pub const DIALECTS: [&str; 5] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql"];

/// What `[container.labels]` may say of a value.
pub const LABEL_KINDS: [&str; 7] = ["text", "url", "rfc3339", "spdx", "hash", "semver", "email"];

type Key<'i> = Spanned<toml::de::DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

impl Config {
    /// Reads the text of an `architect.toml`.
    pub fn parse(source: &Source) -> Result<Self, ToolError> {
        let reader = Reader { source };
        let document = DeTable::parse(source.text())
            .map_err(|error| reader.error(error.span().unwrap_or(0..0), error.message()))?;
        let mut config = Self::default();
        for (key, value) in document.get_ref() {
            match key.get_ref().as_ref() {
                "rules" => config.rules = reader.rules(value)?,
                "openapi" => config.openapi = reader.openapi(value)?,
                "sql" => config.sql = reader.sql(value)?,
                "container" => config.container = reader.container(value)?,
                "services" => config.services = reader.strings(value, "[services]")?,
                "escalation" => config.escalation = reader.escalation(value)?,
                "limits" => config.limits = reader.limits(value)?,
                _ => {
                    let known = ["rules", "openapi", "sql", "container", "services", "escalation", "limits"];
                    return Err(reader.unknown(key, "the file", &known));
                }
            }
        }
        Ok(config)
    }
}

/// Reads values, and words errors with their place.
struct Reader<'s> {
    source: &'s Source,
}

impl Reader<'_> {
    fn rules(&self, value: &Value<'_>) -> Result<RuleChoices, ToolError> {
        let mut choices = RuleChoices::default();
        for (key, value) in self.table(value, "[rules]")? {
            match key.get_ref().as_ref() {
                "select" => choices.select = self.names(value)?,
                "ignore" => choices.ignore = self.names(value)?,
                "severity" => {
                    for (rule, severity) in self.table(value, "[rules.severity]")? {
                        choices.severity.insert(rule.get_ref().to_string(), self.severity(severity)?);
                    }
                }
                _ => return Err(self.unknown(key, "[rules]", &["select", "ignore", "severity"])),
            }
        }
        Ok(choices)
    }

    fn openapi(&self, value: &Value<'_>) -> Result<OpenapiChoices, ToolError> {
        let mut choices = OpenapiChoices::default();
        for (key, value) in self.table(value, "[openapi]")? {
            match key.get_ref().as_ref() {
                "ruleset" => choices.ruleset = Some(self.beside(&self.string(value)?)),
                _ => return Err(self.unknown(key, "[openapi]", &["ruleset"])),
            }
        }
        Ok(choices)
    }

    /// A path that is relative to the folder of the file.
    fn beside(&self, path: &str) -> String {
        match self.source.name().rsplit_once('/') {
            Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_owned(),
        }
    }

    fn sql(&self, value: &Value<'_>) -> Result<SqlChoices, ToolError> {
        let mut choices = SqlChoices::default();
        for (key, value) in self.table(value, "[sql]")? {
            match key.get_ref().as_ref() {
                "dialect" => {
                    let dialect = self.string(value)?;
                    if !DIALECTS.contains(&dialect.as_str()) {
                        let help = nearest::suggestion(&dialect, DIALECTS).unwrap_or_default();
                        return Err(self.error(value.span(), format!("there is no dialect `{dialect}`")).help(help));
                    }
                    choices.dialect = Some(dialect);
                }
                "server_version" => choices.server_version = Some(self.string(value)?),
                _ => return Err(self.unknown(key, "[sql]", &["dialect", "server_version"])),
            }
        }
        Ok(choices)
    }

    fn container(&self, value: &Value<'_>) -> Result<ContainerChoices, ToolError> {
        let mut choices = ContainerChoices::default();
        for (key, value) in self.table(value, "[container]")? {
            match key.get_ref().as_ref() {
                "registries" => choices.registries = self.names(value)?,
                "strict_labels" => {
                    let wrong = || self.wrong_type(value, "`true` or `false` is expected here");
                    choices.strict_labels = value.get_ref().as_bool().ok_or_else(wrong)?;
                }
                "labels" => {
                    for (label, kind) in self.table(value, "[container.labels]")? {
                        let word = self.string(kind)?;
                        if !LABEL_KINDS.contains(&word.as_str()) {
                            let error = self.error(kind.span(), format!("there is no kind of label `{word}`"));
                            return Err(error.help(format!("the kinds are {}", LABEL_KINDS.join(", "))));
                        }
                        choices.labels.insert(label.get_ref().to_string(), word);
                    }
                }
                _ => return Err(self.unknown(key, "[container]", &["registries", "labels", "strict_labels"])),
            }
        }
        Ok(choices)
    }

    fn limits(&self, value: &Value<'_>) -> Result<LimitChoices, ToolError> {
        let mut choices = LimitChoices::default();
        for (key, value) in self.table(value, "[limits]")? {
            match key.get_ref().as_ref() {
                "max_source_bytes" => choices.max_source_bytes = Some(self.positive(value)?),
                "max_files" => choices.max_files = Some(self.positive(value)?),
                "deadline_ms" => choices.deadline_ms = Some(self.positive(value)?),
                _ => return Err(self.unknown(key, "[limits]", &["max_source_bytes", "max_files", "deadline_ms"])),
            }
        }
        Ok(choices)
    }

    fn table<'v, 'i>(&self, value: &'v Value<'i>, name: &str) -> Result<&'v DeTable<'i>, ToolError> {
        value.get_ref().as_table().ok_or_else(|| self.wrong_type(value, &format!("{name} is a table")))
    }

    fn string(&self, value: &Value<'_>) -> Result<String, ToolError> {
        value.get_ref().as_str().map(ToOwned::to_owned).ok_or_else(|| {
            let error = self.wrong_type(value, "a string is expected here");
            match value.get_ref() {
                DeValue::Array(_) | DeValue::Table(_) => error,
                _ => error.help("put it in quotes"),
            }
        })
    }

    fn strings(&self, value: &Value<'_>, name: &str) -> Result<BTreeMap<String, String>, ToolError> {
        let entries = self.table(value, name)?.iter();
        entries.map(|(key, value)| Ok((key.get_ref().to_string(), self.string(value)?))).collect()
    }

    fn names(&self, value: &Value<'_>) -> Result<Vec<String>, ToolError> {
        let list = value.get_ref().as_array();
        let list = list.ok_or_else(|| {
            self.wrong_type(value, "a list of names is expected here").help("put the names in quotes and brackets")
        })?;
        list.iter().map(|name| self.string(name)).collect()
    }

    fn severity(&self, value: &Value<'_>) -> Result<Severity, ToolError> {
        let word = self.string(value)?;
        Severity::from_word(&word).ok_or_else(|| {
            self.error(value.span(), format!("there is no severity `{word}`"))
                .help("the severities are error, warning, info and hint; to switch a rule off, name it in `ignore`")
        })
    }

    fn positive(&self, value: &Value<'_>) -> Result<u64, ToolError> {
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        number.filter(|number| *number > 0).ok_or_else(|| match value.get_ref().as_integer() {
            Some(number) => self
                .error(value.span(), format!("a whole number above 0 is expected, but there is {}", number.as_str())),
            None => self.wrong_type(value, "a whole number above 0 is expected"),
        })
    }

    fn unknown(&self, key: &Key<'_>, place: &str, known: &[&str]) -> ToolError {
        let name = key.get_ref().as_ref();
        let error = self.error(key.span(), format!("{place} has no key `{name}`"));
        match nearest::suggestion(name, known.iter().copied()) {
            Some(help) => error.help(help),
            None => error,
        }
    }

    fn wrong_type(&self, value: &Value<'_>, expected: &str) -> ToolError {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        self.error(value.span(), format!("{expected}, but there is {article} {found}"))
    }

    fn error(&self, place: Range<usize>, message: impl std::fmt::Display) -> ToolError {
        let at = self.source.position(place.start);
        ToolError::invalid_input(format!("{}:{}:{}: {message}", self.source.name(), at.line, at.column))
    }
}
