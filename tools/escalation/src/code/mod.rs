//! Code as tokens: comments are gone, strings are single tokens, and every token knows its line.
//!
//! The lexer knows families of languages, not languages: enough to tell code from comments and strings. It starts
//! anywhere (a hunk begins in the middle of a file), so a string that is not closed ends with its line.

pub mod definition;
pub mod hcl;
pub mod idiom;
pub mod lexer;
pub mod lines;
pub mod outline;
pub mod pattern;
pub mod span;

/// How a language writes comments and strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JavaScript and TypeScript, also inside of Vue, Svelte and Astro files.
    Script,
    /// Languages with `//` and `/* */`: Java, Kotlin, Scala, C#, C, Swift, Dart, protobuf, Gradle.
    Braces,
    /// Go.
    Go,
    /// Rust.
    Rust,
    /// PHP.
    Php,
    /// Python.
    Python,
    /// Ruby.
    Ruby,
    /// Elixir, and languages of policies that write comments and strings as it does: Rego and Polar.
    Elixir,
    /// Shell, environment files, Makefiles, Dockerfiles, `.properties`, TOML.
    Hash,
    /// YAML.
    Yaml,
    /// Terraform and other HCL.
    Hcl,
    /// HTML and XML.
    Markup,
    /// GraphQL.
    GraphQl,
    /// SQL.
    Sql,
    /// JSON, with the comments that many tools allow.
    Json,
}

impl Language {
    /// The language of a file, by its name; `None` for what holds no code.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        // YAML that a template engine completes.
        let name = ["erb", "j2", "jinja", "tmpl", "tpl", "gotmpl"]
            .iter()
            .find_map(|engine| name.strip_suffix(engine)?.strip_suffix('.'))
            .filter(|rest| matches!(rest.rsplit('.').next(), Some("yml" | "yaml")))
            .map_or_else(|| name.clone(), ToOwned::to_owned);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Some(match extension {
            "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "vue" | "svelte" | "astro" => Self::Script,
            "java" | "kt" | "kts" | "scala" | "cs" | "c" | "h" | "cc" | "cpp" | "hpp" | "swift" | "dart"
            | "proto" | "thrift" | "avdl" | "gradle" | "groovy" | "prisma" | "bicep" | "razor" | "cshtml"
            | "cedar" | "fga" => Self::Braces,
            "go" => Self::Go,
            "rs" => Self::Rust,
            "php" => Self::Php,
            "py" | "pyi" => Self::Python,
            "rb" | "rake" | "gemspec" | "ru" | "fizz" | "jbuilder" | "rabl" => Self::Ruby,
            "ex" | "exs" | "rego" | "polar" => Self::Elixir,
            "sh" | "bash" | "zsh" | "fish" | "env" | "properties" | "toml" | "ini" | "cfg" | "conf" | "mk" => {
                Self::Hash
            }
            "yml" | "yaml" => Self::Yaml,
            "tf" | "hcl" | "tfvars" => Self::Hcl,
            "html" | "htm" | "xml" | "csproj" | "props" | "fsproj" | "vbproj" => Self::Markup,
            "graphql" | "gql" | "graphqls" => Self::GraphQl,
            "sql" | "psql" | "pgsql" => Self::Sql,
            "json" | "jsonc" | "json5" | "avsc" => Self::Json,
            "postgres" | "sqlite" | "mysql" if name.contains(".sql.") => Self::Sql,
            _ => match name.as_str() {
                "gemfile" | "rakefile" | "config.ru" => Self::Ruby,
                "dockerfile" | "makefile" | "procfile" | "containerfile" | "justfile" => Self::Hash,
                name if name.starts_with(".env") || name.starts_with("dockerfile") => Self::Hash,
                _ => return None,
            },
        })
    }

    /// Whether the language states behaviour, as opposed to markup, data and configuration.
    pub const fn is_executable(self) -> bool {
        !matches!(self, Self::Hash | Self::Yaml | Self::Hcl | Self::Markup | Self::Json | Self::Sql)
    }

    const fn line_comments(self) -> &'static [&'static str] {
        match self {
            Self::Script | Self::Braces | Self::Go | Self::Rust | Self::Json => &["//"],
            Self::Php | Self::Hcl => &["//", "#"],
            Self::Python | Self::Ruby | Self::Elixir | Self::Hash | Self::Yaml | Self::GraphQl => &["#"],
            Self::Sql => &["--"],
            Self::Markup => &[],
        }
    }

    const fn block_comments(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Script => &[("/*", "*/"), ("<!--", "-->")],
            Self::Braces | Self::Go | Self::Rust | Self::Php | Self::Hcl | Self::Sql | Self::Json => &[("/*", "*/")],
            Self::Markup => &[("<!--", "-->")],
            Self::Ruby => &[("\n=begin", "\n=end")],
            _ => &[],
        }
    }

    /// Strings that may span lines: how they begin and end.
    const fn long_strings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Script | Self::Go => &[("`", "`")],
            Self::Python => &[("\"\"\"", "\"\"\""), ("'''", "'''")],
            Self::Braces | Self::Elixir | Self::GraphQl | Self::Hash => &[("\"\"\"", "\"\"\"")],
            _ => &[],
        }
    }

    const fn has_heredocs(self) -> bool {
        matches!(self, Self::Ruby | Self::Php | Self::Hcl | Self::Hash)
    }

    /// Whether lines that begin with `*` are the inside of a comment.
    const fn has_starred_comments(self) -> bool {
        matches!(self, Self::Script | Self::Braces | Self::Go | Self::Rust | Self::Php)
    }
}
