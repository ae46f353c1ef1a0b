//! `sql-differential`: what the product reads of PostgreSQL's statements against what squawk's parser reads of them.
//!
//! Each statement that the parser takes without an error must be read without a gap, be of the same kind and say the same
//! of tables, indexes and types; a file that it takes as a whole must come to the same statements. What may differ stands
//! in [`explained`], with its reason. What the parser refuses is not compared.

mod explained;
mod facts;
mod mask;
mod ours;
mod theirs;

#[cfg(test)]
mod generator;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::statement::{Statement, split};
use clap::Parser;

use super::files::{Dialects, below, text};
use super::reading::is_program;
use crate::table::Table;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "sql-differential",
    about: "what is read of PostgreSQL's statements against squawk's parser, statement by statement",
    run,
};

/// What is read of PostgreSQL's statements against squawk's parser, statement by statement.
#[derive(Debug, Parser)]
#[command(name = "peers sql-differential")]
struct Arguments {
    /// Files and folders; files of other databases are left out.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Take every file for PostgreSQL's.
    #[arg(long)]
    all: bool,
    /// Show this many of the differences that are not explained; 0: all.
    #[arg(long, default_value_t = 40, value_name = "N")]
    show: usize,
}

/// The parser recurses: it runs on a stack of its own, and what is deeper than any real statement is left out.
const STACK: usize = 512 * 1024 * 1024;
const DEEPEST: usize = 200;

/// How two readings of a statement, or of a file, differ.
#[derive(Debug)]
struct Difference {
    what: What,
    /// Where in the source.
    at: usize,
    /// The statement, as the product divides them.
    statement: String,
    ours: String,
    theirs: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The product did not understand what the parser takes.
    Gap,
    /// The kinds of the statements.
    Kind,
    /// Where statements begin and end.
    Boundary,
    /// What the statement says.
    Structure,
}

impl What {
    fn shown(self) -> &'static str {
        match self {
            Self::Gap => "a gap",
            Self::Kind => "another kind",
            Self::Boundary => "other boundaries",
            Self::Structure => "says something else",
        }
    }
}

/// What was compared of one kind of statement.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    statements: usize,
    /// Of these, those that the parser takes too.
    compared: usize,
    explained: usize,
    unexplained: usize,
}

#[derive(Debug, Default)]
struct Compared {
    files: usize,
    /// Files that the parser takes as a whole.
    whole: usize,
    kinds: BTreeMap<String, Count>,
    differences: Vec<(String, Difference)>,
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut sources = Vec::new();
    let mut dialects = Dialects::default();
    for path in below(&arguments.paths)? {
        let source = Source::new(path.to_string_lossy(), text(&path)?);
        if arguments.all || dialects.of(&path, &source) == Some(Dialect::PostgreSql) {
            sources.push(source);
        }
    }
    let compared = on_a_large_stack(move || compare(&sources))?;
    compared.print(arguments.show);
    Ok(if compared.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn on_a_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work)?;
    thread.join().map_err(|_| "the parser panicked".into())
}

fn compare(sources: &[Source]) -> Compared {
    let mut compared = Compared::default();
    for source in sources {
        compared.source(source);
    }
    compared
}

impl Compared {
    fn source(&mut self, source: &Source) {
        self.files += 1;
        let script = split(source, Dialect::PostgreSql);
        for statement in &script.statements {
            self.statement(source, statement);
        }
        if deep(source.text()) {
            return;
        }
        let Some(theirs) = theirs::parse(&mask::mask(source.text())) else { return };
        self.whole += 1;
        let own = script.statements.iter().map(Statement::bytes);
        let theirs = theirs.into_iter().map(|statement| statement.bytes);
        if let Some((own, theirs)) = first_difference(own, theirs) {
            let shown = |bytes: &Option<std::ops::Range<usize>>| match bytes {
                Some(bytes) => format!("{bytes:?}: {}", source.slice(bytes.clone())),
                None => "no statement".to_owned(),
            };
            let at = own.iter().chain(&theirs).map(|bytes| bytes.start).min().unwrap_or(0);
            let statement = own.clone().map(|own| source.slice(own).to_owned()).unwrap_or_default();
            let (ours, theirs) = (shown(&own), shown(&theirs));
            self.differs(source, "(file)", Difference { what: What::Boundary, at, statement, ours, theirs });
        }
    }

    fn statement(&mut self, source: &Source, statement: &Statement) {
        let kind = statement.kind().map_or_else(|| "(unknown)".to_owned(), |kind| kind.to_string());
        self.kinds.entry(kind.clone()).or_default().statements += 1;
        if deep(statement.text()) {
            return;
        }
        let Some(theirs) = theirs::parse(statement.text()) else { return };
        self.kinds.entry(kind.clone()).or_default().compared += 1;
        let mut differs = |what: What, ours: String, theirs: String| {
            let (at, statement) = (statement.bytes().start, statement.text().to_owned());
            self.differs(source, &kind, Difference { what, at, statement, ours, theirs });
        };
        let [theirs] = theirs.as_slice() else {
            return differs(What::Boundary, "1 statement".to_owned(), format!("{} statements", theirs.len()));
        };
        let their_kind = theirs::kind(&theirs.statement);
        if !is_same_kind(&kind, &their_kind) {
            differs(What::Kind, kind.clone(), their_kind);
        }
        let reading = statement.read();
        if let Some(gap) = reading.gaps.iter().find(|gap| !is_program(&gap.reason)) {
            let text = gap.span.as_ref().map(|span| source.slice(span.bytes())).unwrap_or_default();
            // What was not understood and says so need not say the same.
            return differs(What::Gap, format!("{}: {text}", gap.reason), "no error".to_owned());
        }
        // What stands in a block is told of the block, and the parser does not look into it.
        if kind == "DO" {
            return;
        }
        let mut own = ours::facts(statement, &reading);
        let mut theirs = theirs::facts(&theirs.statement);
        // A tree has the statement before the `WITH` at its head.
        if matches!(own.first(), Some(facts::Fact::Update { .. } | facts::Fact::Delete { .. })) {
            own.sort_by_key(|fact| format!("{fact:?}"));
            theirs.sort_by_key(|fact| format!("{fact:?}"));
        }
        if let Some((own, theirs)) = first_difference(own.into_iter(), theirs.into_iter()) {
            differs(What::Structure, format!("{own:?}"), format!("{theirs:?}"));
        }
    }

    fn differs(&mut self, source: &Source, kind: &str, difference: Difference) {
        let count = self.kinds.entry(kind.to_owned()).or_default();
        if explained::why(kind, &difference).is_some() {
            count.explained += 1;
            return;
        }
        count.unexplained += 1;
        let line = source.text().get(..difference.at).unwrap_or_default().matches('\n').count() + 1;
        self.differences.push((format!("{}:{line}", source.name()), difference));
    }

    fn print(&self, most: usize) {
        let mut table = Table::new(&["kind", "statements", "compared", "explained", "differences", ""]);
        let mut all = Count::default();
        for (kind, count) in &self.kinds {
            table.row(&count.cells(kind));
            all.statements += count.statements;
            all.compared += count.compared;
            all.explained += count.explained;
            all.unexplained += count.unexplained;
        }
        table.row(&all.cells("all"));
        print!("{table}");
        println!("{} files, of which the parser takes {} as a whole", self.files, self.whole);
        let most = if most == 0 { usize::MAX } else { most };
        for (place, difference) in self.differences.iter().take(most) {
            println!("\n{place}: {}", difference.shown());
        }
        if self.differences.len() > most {
            println!("\nand {} more", self.differences.len() - most);
        }
    }
}

impl Count {
    fn cells(&self, kind: &str) -> Vec<String> {
        let figures = [self.statements, self.compared, self.explained, self.unexplained];
        std::iter::once(kind.to_owned())
            .chain(figures.iter().map(ToString::to_string))
            .chain([String::new()])
            .collect()
    }
}

impl Difference {
    fn shown(&self) -> String {
        let short = |text: &str, most: usize| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            text.chars().take(most).collect::<String>()
        };
        format!(
            "{}\n    {}\n    ours:   {}\n    theirs: {}",
            self.what.shown(),
            short(&self.statement, 300),
            short(&self.ours, 600),
            short(&self.theirs, 600)
        )
    }
}

/// The first place where two lists differ.
fn first_difference<T: PartialEq>(
    mut own: impl Iterator<Item = T>,
    mut theirs: impl Iterator<Item = T>,
) -> Option<(Option<T>, Option<T>)> {
    loop {
        match (own.next(), theirs.next()) {
            (None, None) => return None,
            (own, theirs) if own == theirs => {}
            differ => return Some(differ),
        }
    }
}

/// Whether two names of kinds mean the same: the parser tells more kinds apart, and calls a query by what follows its `WITH`.
fn is_same_kind(ours: &str, theirs: &str) -> bool {
    let theirs = theirs.replace(" FOREIGN TABLE", " TABLE");
    let begins = |whole: &str, part: &str| {
        whole.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let query =
        ["SELECT", "COMPOUND SELECT", "PAREN SELECT", "SELECT INTO", "VALUES", "TABLE"].contains(&theirs.as_str());
    match ours {
        "WITH" => query || ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(&theirs.as_str()),
        "SELECT" | "VALUES" | "TABLE" => query,
        "END" => theirs.starts_with("COMMIT"),
        "ABORT" => theirs.starts_with("ROLLBACK"),
        "START TRANSACTION" => theirs == "BEGIN",
        "DROP TEXT SEARCH CONFIGURATION" | "DROP TEXT SEARCH DICTIONARY" => ours.starts_with(&theirs),
        _ => begins(ours, &theirs) || begins(&theirs, ours),
    }
}

/// Whether parentheses and the like nest deeper than the parser's recursion should go.
fn deep(text: &str) -> bool {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}
