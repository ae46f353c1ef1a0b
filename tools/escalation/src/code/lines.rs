//! The tokens of a block by their lines, and lines that only bring in names or write to a log.

use std::ops::Range;

use super::Language;
use super::lexer::{Kind, Token};
use crate::examined::ReadBlock;

/// The tokens of a block by their lines.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
    imports: Vec<bool>,
}

impl Lines {
    /// Counts the tokens of a block.
    pub fn of(read: &ReadBlock<'_>) -> Self {
        let count = read.block.lines.len();
        let mut starts = vec![read.tokens.len(); count + 1];
        for (index, token) in read.tokens.iter().enumerate().rev() {
            if let Some(start) = starts.get_mut(read.block.line_at(token.start)) {
                *start = index;
            }
        }
        for line in (0..count).rev() {
            let next = starts.get(line + 1).copied().unwrap_or(read.tokens.len());
            if let Some(start) = starts.get_mut(line) {
                *start = (*start).min(next);
            }
        }
        let mut lines = Self { starts, imports: vec![false; count] };
        lines.mark_imports(read);
        lines
    }

    /// The indices of the tokens of some lines.
    pub fn range(&self, from: usize, to: usize) -> Range<usize> {
        let end = self.starts.last().copied().unwrap_or(0);
        let start = self.starts.get(from).copied().unwrap_or(end);
        start..self.starts.get(to).copied().unwrap_or(end).max(start)
    }

    /// The tokens of a line.
    pub fn tokens<'r, 't>(&self, read: &'r ReadBlock<'t>, line: usize) -> &'r [Token<'t>] {
        read.tokens.get(self.range(line, line + 1)).unwrap_or_default()
    }

    /// Whether a line only brings in names; also one inside of brackets that such a line opens.
    pub fn is_import(&self, line: usize) -> bool {
        self.imports.get(line).copied().unwrap_or(false)
    }

    fn mark_imports(&mut self, read: &ReadBlock<'_>) {
        let mut open = 0_usize;
        for line in 0..self.imports.len() {
            let tokens = read.tokens.get(self.range(line, line + 1)).unwrap_or_default();
            let begins = open == 0 && is_import(tokens);
            if begins || open > 0 {
                for token in tokens.iter().filter(|token| token.kind == Kind::Punctuation) {
                    match token.text {
                        "(" | "{" => open += 1,
                        ")" | "}" => open = open.saturating_sub(1),
                        _ => {}
                    }
                }
                if let Some(mark) = self.imports.get_mut(line) {
                    *mark = true;
                }
            }
            // The block may begin inside of a list of names: `} from "…"` says so at its end.
            let ends = matches!(tokens, [brace, from, ..] if brace.text == "}" && from.text == "from");
            if ends && open == 0 {
                for before in (0..=line).rev() {
                    let tokens = read.tokens.get(self.range(before, before + 1)).unwrap_or_default();
                    let names = tokens.iter().all(|token| token.kind == Kind::Word || token.text == ",");
                    let Some(mark) = self.imports.get_mut(before).filter(|mark| before == line || (names && !**mark))
                    else {
                        break;
                    };
                    *mark = true;
                }
            }
        }
    }
}

/// Whether a line brings in names only.
fn is_import(tokens: &[Token<'_>]) -> bool {
    let first = tokens.first().map_or("", |token| token.text);
    let second = tokens.get(1).map_or("", |token| token.text);
    // `import(…)` in the middle of code loads, `from` may be a variable, and `use(…)` a call.
    let called = matches!(second, "(" | "." | "=");
    (matches!(first, "import" | "from" | "use" | "using" | "require" | "require_relative" | "package" | "include")
        && (!called || first == "import" && second == "("))
        || (first == "export" && tokens.iter().any(|token| token.text == "from"))
        || (first == "pub" && second == "use")
        || (matches!(first, "const" | "var" | "let")
            && tokens.windows(2).any(|pair| matches!(pair, [a, b] if a.text == "require" && b.text == "(")))
        || matches!(tokens, [path] if path.kind == Kind::Text && path.text.contains('/') && !path.text.contains(' '))
}

/// Whether a line is an annotation, attribute or decorator of what follows it.
pub fn is_annotation(language: Language, tokens: &[Token<'_>]) -> bool {
    let Some(first) = tokens.first().filter(|first| first.kind == Kind::Punctuation) else { return false };
    match first.text {
        // In Ruby and Elixir it begins the name of a variable.
        "@" => !matches!(language, Language::Ruby | Language::Elixir),
        "[" => language == Language::Braces,
        "#" => matches!(language, Language::Rust | Language::Php),
        _ => false,
    }
}

/// Whether a line writes to a log.
pub fn is_logging(tokens: &[Token<'_>]) -> bool {
    const WRITERS: [&str; 14] = [
        "log", "logger", "logging", "console", "tracing", "slog", "zap", "println", "eprintln", "LOG", "LOGGER",
        "_logger", "Logger", "Log",
    ];
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "event"];
    let mut begins = tokens.iter().take(4).take_while(|token| token.text != "(" && token.text != "=");
    let names = begins.any(|token| token.kind == Kind::Word && WRITERS.contains(&token.text));
    let level = matches!(tokens, [level, mark, ..] if LEVELS.contains(&level.text) && mark.text == "!");
    // What makes the writer itself.
    let made =
        tokens.iter().any(|token| matches!(token.text, "LoggerFactory" | "getLogger" | "LogManager" | "Slf4j"));
    names || level || made
}
