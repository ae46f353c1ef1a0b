//! A rule's documentation, taken apart: the same text feeds `explain`, the rule resources and the tests that run
//! the examples.

/// One fenced example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The language of the fence: `sql`, `yaml`, `dockerfile`, `diff`, …
    pub language: String,
    /// The words behind the language: how to read it (`postgresql`, `openapi`).
    pub attributes: Vec<String>,
    /// The text.
    pub text: String,
}

/// The sections of a rule's documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleDocs {
    /// The whole text as Markdown.
    pub markdown: String,
    /// Section titles and bodies, in order.
    pub sections: Vec<(String, String)>,
    /// Examples that break the rule.
    pub bad: Vec<Example>,
    /// Examples that keep it.
    pub good: Vec<Example>,
}

impl RuleDocs {
    /// Reads a doc comment: lines that each begin with one space. Headings inside of a fence are text; a section
    /// that comes twice gives its examples both times; a fence that is not closed reaches to the end of its section.
    pub fn read(docs: &str) -> Self {
        let mut read = Self { markdown: markdown(docs), ..Self::default() };
        let mut fenced = false;
        for line in lines(docs) {
            fenced ^= line.starts_with("```");
            match (line.strip_prefix("## ").filter(|_| !fenced), read.sections.last_mut()) {
                (Some(title), _) => read.sections.push((title.trim().to_owned(), String::new())),
                (None, Some((_, body))) => {
                    body.push_str(line);
                    body.push('\n');
                }
                (None, None) => {}
            }
        }
        for (_, body) in &mut read.sections {
            *body = body.trim().to_owned();
        }
        read.bad = read.examples_under("Bad");
        read.good = read.examples_under("Good");
        read
    }

    fn examples_under(&self, title: &str) -> Vec<Example> {
        self.sections.iter().filter(|(name, _)| name == title).flat_map(|(_, body)| examples(body)).collect()
    }

    /// The body of a section; of the first, where several have that title.
    pub fn section(&self, title: &str) -> Option<&str> {
        self.sections.iter().find(|(name, _)| name == title).map(|(_, body)| body.as_str())
    }

    /// The first paragraph of "What it finds" as one line without a full stop.
    pub fn summary(&self) -> String {
        summary(&self.markdown)
    }
}

/// The lines of a doc comment, without the space that each begins with.
fn lines(docs: &str) -> impl Iterator<Item = &str> {
    docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line))
}

/// The text alone: whoever shows a rule need not take it apart.
pub(crate) fn markdown(docs: &str) -> String {
    let mut text = String::with_capacity(docs.len());
    for line in lines(docs) {
        text.push_str(line);
        text.push('\n');
    }
    text.trim().to_owned()
}

/// The summary alone, of a text that is not taken apart: every finding begins with it.
pub(crate) fn summary(docs: &str) -> String {
    let lines = docs.lines().map(str::trim);
    let section = lines.skip_while(|line| line.strip_prefix("## ").map(str::trim) != Some("What it finds")).skip(1);
    let paragraph = section.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    let mut summary = String::with_capacity(160);
    for word in paragraph.flat_map(str::split_whitespace) {
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(word);
    }
    if summary.ends_with('.') {
        summary.pop();
    }
    summary
}

fn examples(body: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for line in body.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let mut words = info.split_whitespace().map(ToOwned::to_owned);
                open = Some(Example {
                    language: words.next().unwrap_or_default(),
                    attributes: words.collect(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => examples.extend(open.take()),
            (None, Some(example)) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    examples.extend(open);
    examples
}
