//! The variables of the environment that a service's code reads, each with the place where it does.
//!
//! Code is looked at line by line. A name that is put together when the program runs is not seen.

use std::collections::BTreeMap;

use architect_container::project::Project;
use architect_container::project::scan;
use architect_core::{Source, Span};

/// Whether a service does without a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The code has a default, or asks whether it is there.
    Optional,
    /// The code reads it and says no more.
    Unknown,
    /// The code ends or fails without it.
    Required,
}

/// A variable that the code reads.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Whether the service does without it.
    pub need: Need,
    /// The default of the code, when it is a literal.
    pub default: Option<String>,
    /// Where it is read first.
    pub source: Source,
    /// 1-based line there.
    pub line: u32,
    /// Whether it is read whenever the service starts, and not only on some way through the code.
    pub at_start: bool,
}

impl Variable {
    /// The line that reads it.
    pub fn span(&self) -> Span {
        line_span(&self.source, self.line)
    }

    /// Whether its value is for nobody's eyes.
    pub fn is_secret(&self) -> bool {
        is_secret(&self.name)
    }
}

/// The place of a 1-based line, without the spaces around its text.
pub fn line_span(source: &Source, line: u32) -> Span {
    let index = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut start = 0;
    for (at, text) in source.text().split_inclusive('\n').enumerate() {
        if at == index {
            let left = text.len() - text.trim_start().len();
            return source.span(start + left..start + left.max(text.trim_end().len()));
        }
        start += text.len();
    }
    source.span(0..0)
}

/// Whether a variable of this name holds a password, a key or a token.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let parts: Vec<&str> = name.split('_').collect();
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    let locator = has(&["URL", "URI", "DSN"]);
    let database = has(&[
        "DATABASE",
        "DB",
        "POSTGRES",
        "POSTGRESQL",
        "PG",
        "MYSQL",
        "MARIADB",
        "MONGO",
        "MONGODB",
        "AMQP",
        "RABBITMQ",
    ]);
    has(&[
        "SECRET",
        "SECRETS",
        "TOKEN",
        "PASSWORD",
        "PASSWD",
        "PASS",
        "PWD",
        "CREDENTIAL",
        "CREDENTIALS",
        "APIKEY",
        "DSN",
    ]) || (parts.last() == Some(&"KEY") && !has(&["PUBLIC", "PARTITION", "ROUTING", "SORT", "PRIMARY", "CACHE"]))
        || (locator && database)
}

/// Variables that the system, the image or the tools of development set.
const OTHERS: [&str; 22] = [
    "PATH",
    "HOME",
    "USER",
    "HOSTNAME",
    "PWD",
    "TMPDIR",
    "TMP",
    "TEMP",
    "SHELL",
    "LANG",
    "CI",
    "NODE_ENV",
    "OUT_DIR",
    "GOPATH",
    "GOFLAGS",
    "JAVA_HOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "NO_COLOR",
    "TERM",
    "EDITOR",
    "NODE_OPTIONS",
];

const ENDINGS: [&str; 13] =
    ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "py", "go", "java", "kt", "rs", "properties"];

/// All variables that the code of a project reads, by name.
pub fn of_project(project: &Project<'_>) -> Vec<Variable> {
    let mut code = project.code(&ENDINGS);
    let settings = |path: &String| {
        let file = path.rsplit('/').next().unwrap_or_default();
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        file.starts_with("application") && matches!(ending, "yml" | "yaml")
    };
    code.extend(project.code(&["yml", "yaml"]).into_iter().filter(|(path, _)| settings(path)));
    of_code(&code)
}

/// All variables that these files read, by name.
pub fn of_code(code: &[(String, Source)]) -> Vec<Variable> {
    let mut found: BTreeMap<String, Variable> = BTreeMap::new();
    for (path, source) in code {
        for read in of_file(path, source) {
            let usual =
                OTHERS.contains(&read.name.as_str()) || read.name.starts_with("CARGO_") || read.name.len() < 2;
            if usual {
                continue;
            }
            match found.get_mut(&read.name) {
                // One place that does without it is enough to do without it.
                Some(known) => {
                    known.need = known.need.min(read.need);
                    if read.at_start && !known.at_start {
                        (known.source, known.line, known.at_start) = (read.source, read.line, true);
                    }
                    known.default = known.default.take().or(read.default);
                }
                None => {
                    found.insert(read.name.clone(), read);
                }
            }
        }
    }
    found.into_values().collect()
}

fn of_file(path: &str, source: &Source) -> Vec<Variable> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let lines: Vec<(u32, &str)> = scan::lines(source).collect();
    let validated = ["parse(process.env)", "cleanEnv(process.env", "validate(process.env"]
        .iter()
        .any(|call| source.text().contains(call));
    let mut found = Vec::new();
    let aside = is_aside(path);
    let mut note = |name: &str, need: Need, default: Option<String>, line: u32, at_start: bool| {
        let at_start = at_start && !aside;
        found.push(Variable { name: name.to_owned(), need, default, source: source.clone(), line, at_start });
    };
    // Those of a profile are read only when it is chosen.
    let settings = path.rsplit('/').next().unwrap_or_default().starts_with("application.");
    for (index, (line, text)) in lines.iter().enumerate() {
        let near = lines.get(index + 1..).unwrap_or_default();
        match ending {
            "properties" | "yml" | "yaml" => placeholders(text, |name, default| {
                let need = if default.is_some() { Need::Optional } else { Need::Required };
                note(name, need, default, *line, settings);
            }),
            _ => {
                if matches!(ending, "java" | "kt") && text.contains("@Value(") {
                    placeholders(text, |name, default| {
                        let need = if default.is_some() { Need::Optional } else { Need::Required };
                        note(name, need, default, *line, false);
                    });
                }
                if validated && let Some((name, rest)) = schema_entry(text) {
                    let optional = ["default", "optional", "Default"].iter().any(|word| rest.contains(word));
                    note(name, if optional { Need::Optional } else { Need::Required }, None, *line, true);
                }
                for read in reads(text) {
                    let need = need(&read, text, near);
                    note(read.name, need, read.default(), *line, is_at_start(path, text, near, source));
                }
            }
        }
    }
    if ending == "py" {
        settings_class(source, &lines, &mut found);
    }
    found
}

/// A place of a line that reads a variable.
struct Read<'t> {
    name: &'t str,
    /// What stands before it: `os.environ[`, `process.env.`, `env::var(`.
    before: &'t str,
    /// What stands behind it, from the closing quote on.
    behind: &'t str,
}

impl Read<'_> {
    /// The literal default that stands behind it.
    fn default(&self) -> Option<String> {
        let rest = self.behind.trim_start_matches(['"', '\'', '`', ')', ']', ' ']);
        let signs = ["??", "||", ",", "or ", "?:", ".unwrap_or_else(|_|", ".unwrap_or_else(||", ".unwrap_or("];
        let rest = signs.iter().find_map(|sign| rest.strip_prefix(sign))?.trim_start();
        let rest = rest.strip_prefix("default=").unwrap_or(rest);
        match rest.chars().next()? {
            quote @ ('"' | '\'' | '`') => {
                let inner = rest.get(1..)?;
                Some(inner.get(..inner.find(quote)?)?.to_owned())
            }
            c if c.is_ascii_digit() => Some(rest.chars().take_while(char::is_ascii_digit).collect()),
            _ => None,
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The reads of a line.
fn reads(text: &str) -> Vec<Read<'_>> {
    let mut found = Vec::new();
    // `process.env.NAME`
    for marker in ["process.env.", "Bun.env."] {
        for (at, _) in text.match_indices(marker) {
            let from = at + marker.len();
            let name = name_at(text.get(from..).unwrap_or_default());
            if is_name(name) {
                let behind = text.get(from + name.len()..).unwrap_or_default();
                found.push(Read { name, before: text.get(..from).unwrap_or_default(), behind });
            }
        }
    }
    // `const { NAME, OTHER = 'x' } = process.env`
    if let Some((names, _)) = text.split_once("} = process.env")
        && let Some((_, names)) = names.rsplit_once('{')
    {
        for part in names.split(',') {
            let name = name_at(part.trim());
            if is_name(name) {
                let behind = if part.contains('=') { "??" } else { "" };
                found.push(Read { name, before: "process.env.", behind });
            }
        }
    }
    // `getenv("NAME")`, `environ["NAME"]`, `env::var("NAME")`, and helpers of such names.
    for (at, _) in text.match_indices(['"', '\'']) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = name_at(rest);
        if !is_name(name) || !rest.get(name.len()..).unwrap_or_default().starts_with(['"', '\'', ',', '=']) {
            continue;
        }
        let before = text.get(..at).unwrap_or_default().trim_end();
        let Some(callee) = before.strip_suffix(['(', '[']) else {
            // Go's tags, and clap's attributes.
            let tagged = before.ends_with("env:") || before.ends_with("envconfig:");
            if tagged || before.ends_with("env =") {
                found.push(Read { name, before, behind: rest.get(name.len()..).unwrap_or_default() });
            }
            continue;
        };
        let path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':');
        let start = callee.rfind(|c: char| !path(c)).map_or(0, |at| at + 1);
        let callee = callee.get(start..).unwrap_or_default().to_ascii_lowercase();
        let sets = ["set", "remove", "del", "pop"].iter().any(|word| callee.contains(word));
        let decouple = callee == "config" && text.contains("config(");
        if (callee.contains("env") || decouple) && !sets {
            found.push(Read { name, before, behind: rest.get(name.len()..).unwrap_or_default() });
        }
    }
    // What is set there is not read.
    found.retain(|read| {
        let rest = read.behind.trim_start_matches(['"', '\'', ']', ' ']);
        !(rest.starts_with('=') && !rest.starts_with("==") && !read.before.ends_with("env ="))
    });
    found
}

const DEFAULTS: [&str; 16] = [
    "??",
    "||",
    ",",
    "or ",
    ".unwrap_or",
    ".ok()",
    ".is_ok",
    ".map",
    ".and_then",
    "?:",
    ".orElse",
    "===",
    "!==",
    "==",
    "!=",
    "? ",
];

/// Number of lines behind a read in which its absence is treated.
const NEAR: usize = 4;

fn need(read: &Read<'_>, text: &str, near: &[(u32, &str)]) -> Need {
    let rest = read.behind.trim_start_matches(['"', '\'', '`', ')', ']', ' ']);
    let before = read.before.trim_start();
    let tagged = before.ends_with("env:") || before.ends_with("envconfig:");
    if tagged || before.ends_with("env =") {
        let required = read.behind.contains("required");
        return if required { Need::Required } else { Need::Optional };
    }
    if DEFAULTS.iter().any(|sign| rest.starts_with(sign)) || text.contains("default=") {
        return Need::Optional;
    }
    let asks = ["if ", "if(", "while ", "} else if"].iter().any(|word| before.starts_with(word));
    if asks
        || text.contains("LookupEnv")
        || text.contains("if let")
        || text.trim_end().ends_with(['{', '|', '?']) && !rest.starts_with('?')
    {
        return Need::Optional;
    }
    if read.before.ends_with('[') && read.before.contains("environ") {
        return Need::Required;
    }
    if [".expect(", ".unwrap()", "?"].iter().any(|sign| rest.starts_with(sign)) && !rest.starts_with("?.") {
        return Need::Required;
    }
    if read.before.ends_with("env.") && rest.starts_with('!') {
        return Need::Required;
    }
    let fails = |line: &str| {
        ["throw ", "Fatal", "panic", "raise ", "exit(", "errors.New", "Errorf"].iter().any(|word| line.contains(word))
    };
    let mut asked = false;
    for (_, line) in near.iter().take(NEAR) {
        let asks = line.contains("== \"\"") || line.contains("if (!") || line.contains("if not ");
        asked |= asks;
        if asked && fails(line) {
            return Need::Required;
        }
        if asked && !asks && line.contains('=') {
            return Need::Optional;
        }
    }
    if asked { Need::Optional } else { Need::Unknown }
}

/// Whether a file is no part of what the service starts: scripts and migrations.
pub(crate) fn is_aside(path: &str) -> bool {
    const FOLDERS: [&str; 12] = [
        "scripts",
        "script",
        "tools",
        "bin",
        "migrations",
        "alembic",
        "hack",
        "dev",
        "seed",
        "seeds",
        "cron",
        "jobs",
    ];
    path.split('/').any(|part| FOLDERS.contains(&part))
}

/// Whether a read is done whenever the service starts: outside of every function, or directly in `main`.
fn is_at_start(path: &str, text: &str, near: &[(u32, &str)], source: &Source) -> bool {
    let depth = text.len() - text.trim_start().len();
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "py" => depth == 0,
        "rs" => depth <= 4 && path.ends_with("main.rs"),
        "go" => depth <= 1 && source.text().contains("func main()"),
        // Without it the value is only undefined, unless the code asks.
        "js" | "mjs" | "cjs" | "ts" | "mts" | "cts" => {
            depth == 0 && near.iter().take(NEAR).any(|(_, line)| line.contains("throw ") || line.contains("exit("))
        }
        _ => false,
    }
}

/// `${NAME}` and `${NAME:default}`.
fn placeholders(text: &str, mut found: impl FnMut(&str, Option<String>)) {
    for (at, _) in text.match_indices("${") {
        let rest = text.get(at + 2..).unwrap_or_default();
        let name = name_at(rest);
        let behind = rest.get(name.len()..).unwrap_or_default();
        if !is_name(name) {
            continue;
        }
        if behind.starts_with('}') {
            found(name, None);
        } else if let Some(default) = behind.strip_prefix(':') {
            let end = default.find('}').unwrap_or(default.len());
            found(name, default.get(..end).map(ToOwned::to_owned));
        }
    }
}

/// `NAME: z.string()` of a schema that the whole environment is held against.
fn schema_entry(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim_start().split_once(':')?;
    (is_name(name) && rest.contains('(')).then_some((name, rest))
}

/// The fields of a class of pydantic's settings.
fn settings_class(source: &Source, lines: &[(u32, &str)], found: &mut Vec<Variable>) {
    let text = source.text();
    let prefix =
        text.split_once("env_prefix").and_then(|(_, rest)| scan::strings(rest.lines().next()?).first().copied());
    let mut inside = false;
    for (line, text) in lines {
        if text.starts_with("class ") {
            inside = text.contains("BaseSettings");
            continue;
        }
        if !inside || text.trim().is_empty() {
            continue;
        }
        let depth = text.len() - text.trim_start().len();
        if depth == 0 {
            inside = false;
            continue;
        }
        let Some((name, rest)) = text.trim_start().split_once(':') else { continue };
        let field = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if depth != 4 || !field || name.starts_with("model_") || rest.trim().is_empty() || rest.contains("ClassVar") {
            continue;
        }
        let optional = rest.contains('=') && !rest.contains("Field(...)") || rest.contains("None");
        found.push(Variable {
            name: format!("{}{}", prefix.unwrap_or_default(), name).to_ascii_uppercase(),
            need: if optional { Need::Optional } else { Need::Required },
            default: None,
            source: source.clone(),
            line: *line,
            at_start: !is_aside(source.name()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(String, Need)> {
        let code = vec![(path.to_owned(), Source::new(path, text))];
        of_code(&code).into_iter().map(|variable| (variable.name, variable.need)).collect()
    }

    #[test]
    fn every_language_says_whether_it_does_without_a_variable() {
        for (path, text, need) in [
            ("a.ts", "const url = process.env.API_URL ?? 'http://x';", Need::Optional),
            ("a.ts", "const url = process.env.API_URL;", Need::Unknown),
            ("a.ts", "const url = process.env.API_URL!;", Need::Required),
            ("a.ts", "const url = process.env.API_URL;\nif (!url) throw new Error('no');", Need::Required),
            ("a.js", "const { API_URL } = process.env;", Need::Unknown),
            ("a.ts", "const S = z.object({\n  API_URL: z.string().url(),\n});\nS.parse(process.env)", Need::Required),
            (
                "a.ts",
                "const S = z.object({\n  API_URL: z.string().default('x'),\n});\nS.parse(process.env)",
                Need::Optional,
            ),
            ("a.py", "url = os.environ[\"API_URL\"]", Need::Required),
            ("a.py", "url = os.environ.get('API_URL', 'x')", Need::Optional),
            ("a.py", "url = os.getenv('API_URL')", Need::Unknown),
            ("a.py", "class Settings(BaseSettings):\n    api_url: str\n", Need::Required),
            ("a.py", "class Settings(BaseSettings):\n    api_url: str = 'x'\n", Need::Optional),
            ("a.go", "u := os.Getenv(\"API_URL\")", Need::Unknown),
            ("a.go", "u := os.Getenv(\"API_URL\")\nif u == \"\" {\n\tu = \"x\"\n}", Need::Optional),
            ("a.go", "u := os.Getenv(\"API_URL\")\nif u == \"\" {\n\tlog.Fatal(\"no\")\n}", Need::Required),
            ("a.go", "u := getEnv(\"API_URL\", \"x\")", Need::Optional),
            ("a.go", "URL string `env:\"API_URL,required\"`", Need::Required),
            ("a.rs", "let u = env::var(\"API_URL\").expect(\"no\");", Need::Required),
            ("a.rs", "let u = std::env::var(\"API_URL\")?;", Need::Required),
            ("a.rs", "let u = env::var(\"API_URL\").unwrap_or_else(|_| \"x\".into());", Need::Optional),
            ("a.rs", "let u = match env::var(\"API_URL\") {", Need::Optional),
            ("A.java", "@Value(\"${API_URL}\") String url;", Need::Required),
            ("application.properties", "a.url=${API_URL:http://x}", Need::Optional),
        ] {
            assert_eq!(found(path, text), [("API_URL".to_owned(), need)], "{path}: {text}");
        }
    }

    #[test]
    fn what_is_set_or_only_named_is_not_read() {
        for (path, text) in [
            ("a.py", "os.environ[\"API_URL\"] = 'x'"),
            ("a.py", "os.environ.setdefault('API_URL', 'x')"),
            ("a.go", "os.Setenv(\"API_URL\", \"x\")"),
            ("a.rs", "env::set_var(\"API_URL\", \"x\");"),
            ("a.ts", "process.env.API_URL = 'x';"),
            ("a.ts", "// process.env.API_URL"),
            ("a.ts", "const STATES = [\"API_URL\"];"),
        ] {
            assert_eq!(found(path, text), [], "{path}: {text}");
        }
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["DB_PASSWORD", "API_KEY", "SESSION_SECRET", "DATABASE_URL", "SENTRY_DSN", "GITHUB_TOKEN"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["CATALOG_URL", "PUBLIC_KEY", "PORT", "LOG_LEVEL", "REDIS_URL", "KEYCLOAK_HOST", "DB_HOST"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
