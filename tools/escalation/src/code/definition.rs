//! Definitions: the functions and classes that lines stand in.
//!
//! A read block comes in, its definitions go out in order. Nothing is parsed: a definition is known by its keyword, or in
//! languages without one by its form, and holds the lines behind it that are indented deeper. The hunk's heading counts as
//! one that stands before the block.

use super::Language;
use super::lexer::{Kind, Token, tokens};
use crate::change::Block;

/// A function or class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Index of its line in the block; `None` when only the hunk's heading names it.
    pub line: Option<usize>,
    /// Blanks in front of it.
    indent: usize,
    /// Whether its own line is changed: it comes, goes, or gets another head.
    pub changed: bool,
    /// Whether it is a class rather than a function.
    pub class: bool,
}

/// The longest line whose form is looked at, in tokens.
const LONGEST: usize = 200;

/// The definitions of a block, in order.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    all: Vec<Definition>,
}

impl Definitions {
    /// Finds the definitions of a block.
    pub fn of(language: Language, block: &Block, of_block: &[Token<'_>]) -> Self {
        let mut all = Vec::new();
        if let Some(heading) = &block.heading {
            let tokens = tokens(language, heading);
            let mut names = (0..tokens.len()).filter_map(|index| by_keyword(&tokens, index));
            // A heading is cut off, so that the brace at its end may be missing.
            let name = names.next_back().or_else(|| by_form(&tokens, heading.trim_end().ends_with(['{', ')', ','])));
            let class = tokens.iter().any(|token| token.text == "class");
            all.extend(name.map(|name| Definition { name, line: None, indent: 0, changed: false, class }));
        }
        let mut line = usize::MAX;
        for (index, token) in of_block.iter().enumerate() {
            let here = block.line_at(token.start);
            let text = block.line_text(here);
            let first = here != line;
            line = here;
            let name = by_keyword(of_block, index).or_else(|| {
                let shaped = first && !matches!(language, Language::Python | Language::Ruby | Language::Elixir);
                let rest = of_block.get(index..).filter(|_| shaped)?;
                let behind = rest.iter().take(LONGEST).take_while(|token| block.line_at(token.start) == here).count();
                by_form(rest.get(..behind)?, opens(block, here, rest.get(..behind)?))
            });
            let Some(name) = name else { continue };
            let indent = text.len() - text.trim_start().len();
            let changed = block.lines.get(here).is_some_and(|line| line.changed);
            let class = matches!(token.text, "class" | "trait")
                || of_block.get(index..index + 4).is_some_and(|head| head.iter().any(|token| token.text == "class"));
            all.push(Definition { name, line: Some(here), indent, changed, class });
        }
        Self { all }
    }

    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|definition| definition.name.as_str())
    }

    /// The names of those whose own line is changed.
    pub fn changed_names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|definition| definition.changed).map(|definition| definition.name.as_str())
    }

    /// The classes whose own line is changed, with its index.
    pub fn changed_classes(&self) -> impl Iterator<Item = (usize, &str)> {
        let classes = self.all.iter().filter(|definition| definition.changed && definition.class);
        classes.filter_map(|class| Some((class.line?, class.name.as_str())))
    }

    /// The innermost definition around a line: itself, when the line begins one.
    pub fn around(&self, block: &Block, line: usize) -> Option<&Definition> {
        let text = block.line_text(line);
        let indent = text.len() - text.trim_start().len();
        let behind = self.all.partition_point(|definition| definition.line.is_none_or(|at| at <= line));
        let last = self.all.get(behind.checked_sub(1)?);
        last.filter(|last| last.line == Some(line)).or_else(|| self.holding(behind, indent))
    }

    /// The definition around a definition.
    pub fn outside(&self, of: &Definition) -> Option<&Definition> {
        let behind = self.all.partition_point(|definition| definition.line < of.line);
        self.holding(behind, of.indent)
    }

    /// The last one of the first so many that holds what is indented so far.
    fn holding(&self, behind: usize, indent: usize) -> Option<&Definition> {
        /// Further back nobody looks: a class with more methods than this is rare, and looking costs time.
        const MOST: usize = 400;
        let before = self.all.get(..behind)?.iter().rev().take(MOST);
        before.into_iter().find(|definition| definition.indent < indent)
    }

    /// The definition that an annotation or decorator on a line belongs to: the next one, close behind.
    pub fn annotated(&self, line: usize) -> Option<&Definition> {
        const CLOSE: usize = 6;
        let behind = self.all.partition_point(|definition| definition.line.is_none_or(|at| at <= line));
        self.all.get(behind).filter(|definition| definition.line.is_some_and(|at| at <= line + CLOSE))
    }
}

/// Whether a line opens a body: by its own brace, by one alone on the next line, or as the first line of a head that is
/// longer than one and says what it is.
fn opens(block: &Block, line: usize, tokens: &[Token<'_>]) -> bool {
    const MODIFIERS: [&str; 7] = ["public", "private", "protected", "internal", "static", "override", "abstract"];
    let text = block.line_text(line).trim_end();
    let modified = tokens.first().is_some_and(|first| MODIFIERS.contains(&first.text));
    text.ends_with('{')
        || (!text.ends_with(';') && block.line_text(line + 1).trim_start().starts_with('{'))
        || (modified && text.ends_with(['(', ',']))
}

/// The name behind a keyword.
fn by_keyword(tokens: &[Token<'_>], index: usize) -> Option<String> {
    const KEYWORDS: [&str; 8] = ["def", "defp", "function", "fn", "func", "fun", "class", "trait"];
    let keyword = tokens.get(index).filter(|token| token.kind == Kind::Word && KEYWORDS.contains(&token.text))?;
    let mut next = index + 1;
    // The receiver of a method in Go.
    if keyword.text == "func" && tokens.get(next).is_some_and(|token| token.text == "(") {
        let behind = tokens.get(next..)?.iter().position(|token| token.text == ")")?;
        next += behind + 1;
    }
    // `def self.name` in Ruby.
    if tokens.get(next).is_some_and(|token| token.text == "self") && tokens.get(next + 1)?.text == "." {
        next += 2;
    }
    let name = tokens.get(next).filter(|token| token.kind == Kind::Word)?;
    Some(name.text.to_owned())
}

/// The name of a method or arrow function by the form of its line: `name(…) {`, `const name = (…) => {`.
fn by_form(line: &[Token<'_>], opens: bool) -> Option<String> {
    const OTHER: [&str; 24] = [
        "if",
        "for",
        "while",
        "switch",
        "catch",
        "return",
        "else",
        "do",
        "try",
        "with",
        "match",
        "new",
        "throw",
        "await",
        "synchronized",
        "using",
        "lock",
        "foreach",
        "function",
        "super",
        "case",
        "elseif",
        "import",
        "yield",
    ];
    let first = line.first().filter(|token| token.kind == Kind::Word || token.text == "@")?;
    if OTHER.contains(&first.text) {
        return None;
    }
    let assigned = line.iter().position(|token| token.text == "=");
    if let Some(at) = assigned {
        let declares = line.iter().take(at).any(|token| matches!(token.text, "const" | "let" | "var" | "readonly"));
        let arrow = line.windows(2).any(|pair| matches!(pair, [a, b] if a.text == "=" && b.text == ">"));
        let open = line.get(at + 1).is_some_and(|token| matches!(token.text, "(" | "async" | "function"));
        let before = line.get(at.checked_sub(1)?).filter(|token| token.kind == Kind::Word)?;
        return (declares && (arrow || open)).then(|| before.text.to_owned());
    }
    if !opens {
        return None;
    }
    let paren = line.iter().position(|token| token.text == "(")?;
    let name = line.get(paren.checked_sub(1)?).filter(|token| token.kind == Kind::Word)?;
    let before = paren.checked_sub(2).and_then(|at| line.get(at)).map_or("", |token| token.text);
    // `Route::get('/orders', function () {` and `$this->each(function () {` call something, too.
    let given = |token: &Token<'_>| token.kind == Kind::Text || token.text == "function";
    let dotted = before == "." || matches!(before, ":" | ">") && line.iter().any(given);
    (!dotted && !OTHER.contains(&name.text)).then(|| name.text.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
mod tests {
    use super::*;

    fn around(path: &str, text: &str, line: usize) -> Option<String> {
        let mut block = Block::default();
        for (index, text) in text.lines().enumerate() {
            block.push(text, u32::try_from(index + 1).unwrap(), false);
        }
        let language = Language::of_path(path).unwrap();
        let of_block = tokens(language, &block.text);
        Definitions::of(language, &block, &of_block).around(&block, line).map(|definition| definition.name.clone())
    }

    #[test]
    fn lines_stand_in_the_definition_above_that_is_indented_less() {
        let cases = [
            ("a.py", "class Profile:\n    def check_token(self):\n        try:\n            pass", 3, "check_token"),
            ("a.py", "class Profile:\n    token = 1", 1, "Profile"),
            ("a.go", "func (h *handler) login(w int) {\n\tx := 1\n}", 1, "login"),
            ("a.rs", "impl A {\n    pub async fn verify(&self) -> bool {\n        true\n    }\n}", 2, "verify"),
            ("a.ts", "class A {\n  async validate(user: User) {\n    return user;\n  }\n}", 2, "validate"),
            ("a.ts", "export const signIn = async (form) => {\n  await post(form);\n};", 1, "signIn"),
            ("a.ts", "function a() {\n  if (b(1)) {\n    c();\n  }\n}", 2, "a"),
            (
                "A.java",
                "class A {\n    public boolean isAdmin(User u) {\n        return true;\n    }\n}",
                2,
                "isAdmin",
            ),
            ("a.rb", "class A\n  def self.authorize\n    true\n  end\nend", 2, "authorize"),
            ("a.php", "class A {\n    public function login() {\n        go();\n    }\n}", 2, "login"),
            ("A.cs", "class A\n{\n    public Task Login(User u)\n    {\n        Go();\n    }\n}", 4, "Login"),
            (
                "A.java",
                "class A {\n    public A(final B b,\n            final C c) {\n        go();\n    }\n}",
                2,
                "A",
            ),
        ];

        for (path, text, line, expected) in cases {
            assert_eq!(around(path, text, line).as_deref(), Some(expected), "{path}: {text}");
        }
    }
}
