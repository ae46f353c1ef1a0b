//! The flow of a script of Transact-SQL: batches, blocks, conditions and transactions, told statement by statement.
//!
//! The splitter gives `IF …`, `BEGIN`, `ELSE` and `END` as statements of their own; here it is told what they mean for
//! the statements between them. Sources: Microsoft Learn, "SQL Server utilities statements - GO", "BEGIN...END",
//! "IF...ELSE", "BEGIN TRANSACTION", and that of `SET LOCK_TIMEOUT`.

use architect_core::{Source, Span};
use sqlparser::tokenizer::Token as Lexeme;

use crate::migration::transaction::{Convention, Wrapping};
use crate::statement::{Script, Statement, Token};

/// Where a statement stands in the flow of its script.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of its batch.
    pub batch: usize,
    /// A statement stands before it in its batch.
    pub behind_another: bool,
    /// It only runs under a condition.
    pub guarded: bool,
    /// It is a word of the flow itself (`IF`, `BEGIN`, `END`, `DECLARE`), so that what is around it must stay as it is.
    pub is_flow: bool,
    /// It opens or ends a transaction, or sets something.
    pub is_control: bool,
    /// `SET XACT_ABORT ON` holds, or a `TRY` is around it.
    pub aborts: bool,
    /// The transaction it runs in was opened by the script.
    pub own_transaction: bool,
    /// What it does to the transaction.
    pub transacts: Transacts,
}

/// What a statement does to the transaction that is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transacts {
    /// Nothing.
    #[default]
    Stays,
    /// It opens one.
    Begins,
    /// It ends it.
    Ends,
}

/// What holds inside of a block, with what holds around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Block {
    guarded: bool,
    tries: bool,
    catches: bool,
}

/// The flow of one script.
#[derive(Debug, Clone, Default)]
pub(in crate::migration) struct Flow {
    separators: Vec<usize>,
    /// Each statement is a batch: the tool divides the file at semicolons.
    each: bool,
    /// The batch, and how many statements of it have passed.
    batch: usize,
    passed: usize,
    /// The statement or block that comes next is conditional.
    pending: bool,
    blocks: Vec<Block>,
    /// Where the transactions that are open were opened, outermost first.
    open: Vec<Span>,
    xact_abort: bool,
    lock_timeout: Option<bool>,
}

/// Words that begin a statement behind the condition of an `IF`, where the splitter leaves them with it.
const EMBEDDED: &[&str] = &[
    "select",
    "return",
    "throw",
    "rollback",
    "goto",
    "break",
    "continue",
    "waitfor",
    "fetch",
    "open",
    "close",
    "deallocate",
    "save",
    "dbcc",
    "kill",
    "revert",
    "with",
];

impl Flow {
    /// The flow of a script that begins.
    pub(in crate::migration) fn of(source: &Source, script: &Script) -> Self {
        Self { separators: script.separators.clone(), each: divides(source), ..Self::default() }
    }

    /// Passes a statement.
    pub(in crate::migration) fn pass(&mut self, statement: &Statement) -> Place {
        let start = statement.bytes().start;
        let batch =
            if self.each { self.batch + 1 } else { self.separators.partition_point(|separator| *separator <= start) };
        if batch != self.batch {
            self.batch = batch;
            self.passed = 0;
            self.pending = false;
            if !self.each {
                self.blocks.clear();
            }
        }
        let tokens = statement.tokens().tokens;
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        let any = |at: usize, words: &[&str]| words.iter().any(|word| is(at, word));
        let around = self.blocks.last().copied().unwrap_or_default();
        let guarded = self.pending || around.guarded;
        let mut place = Place {
            batch,
            behind_another: self.passed > 0,
            guarded: guarded || around.catches,
            aborts: self.xact_abort || around.tries,
            own_transaction: !self.open.is_empty(),
            ..Place::default()
        };
        self.passed += 1;
        let transaction = |at: usize| any(at, &["tran", "transaction"]);
        if is(0, "begin") && (transaction(1) || (is(1, "distributed") && transaction(2))) {
            place.is_control = true;
            // Inside of a condition it is a second way to the one that is open.
            if self.open.is_empty() || !guarded {
                self.open.push(statement.source().span(statement.bytes()));
            }
            place.transacts = Transacts::Begins;
            self.pending = false;
        } else if is(0, "begin") {
            place.is_flow = true;
            self.blocks.push(Block {
                guarded,
                tries: around.tries || is(1, "try"),
                catches: around.catches || is(1, "catch"),
            });
            self.pending = false;
        } else if is(0, "end") {
            place.is_flow = true;
            self.blocks.pop();
            self.pending = false;
        } else if any(0, &["if", "while", "else"]) {
            place.is_flow = true;
            self.pending = !embeds(&tokens);
            if tokens.last().is_some_and(|last| last.is("begin")) && tokens.len() > 1 {
                self.blocks.push(Block { guarded: true, ..around });
                self.pending = false;
            }
        } else {
            self.pending = false;
            self.plain(&tokens, &mut place);
        }
        place
    }

    /// A statement that is no word of a block.
    fn plain(&mut self, tokens: &[Token], place: &mut Place) {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        if is(0, "commit") {
            place.is_control = true;
            self.open.pop();
            if self.open.is_empty() {
                place.transacts = Transacts::Ends;
            }
        } else if is(0, "rollback") {
            place.is_control = true;
            // What is rolled back when something failed says nothing of the way on which nothing does.
            let to_savepoint = (is(1, "tran") || is(1, "transaction")) && tokens.len() > 2;
            if !place.guarded && !to_savepoint {
                self.open.clear();
                place.transacts = Transacts::Ends;
            }
        } else if is(0, "set") {
            self.set(tokens, place);
        } else if is(0, "declare") || is(0, "return") || is(0, "goto") || is(1, "cursor") {
            place.is_flow = true;
        } else {
            place.is_control = is(0, "use") || is(0, "print");
        }
    }

    fn set(&mut self, tokens: &[Token], place: &mut Place) {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        let variable = tokens.get(1).is_some_and(|token| match &token.lexeme {
            Lexeme::Word(word) => word.value.starts_with('@'),
            Lexeme::AtSign => true,
            _ => false,
        });
        // These hold for what stands between two of them, and must stay there.
        let between = is(1, "identity_insert") || is(1, "noexec") || is(1, "parseonly") || is(1, "rowcount");
        place.is_control = !variable && !between;
        place.is_flow = variable || between;
        if is(1, "lock_timeout") {
            // -1 is to wait for ever.
            let forever = tokens.get(2).is_some_and(|token| token.lexeme == Lexeme::Minus);
            self.lock_timeout = Some(!forever);
        }
        if tokens.iter().any(|token| token.is("xact_abort")) {
            self.xact_abort = tokens.last().is_some_and(|last| last.is("on"));
        }
    }

    /// Whether a lock timeout was set, once.
    pub(in crate::migration) fn lock_timeout(&mut self) -> Option<bool> {
        self.lock_timeout.take()
    }

    /// Where transactions were opened that are open still.
    pub(in crate::migration) fn left_open(&self) -> Vec<Span> {
        self.open.clone()
    }
}

/// Whether the splitter left the statement behind a condition with it.
fn embeds(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    for token in tokens.iter().skip(1) {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            _ if depth == 0 && EMBEDDED.iter().any(|word| token.is(word)) => return true,
            _ => {}
        }
    }
    false
}

/// Whether the tool of a file sends each of its statements for itself.
pub(in crate::migration) fn divides(source: &Source) -> bool {
    const LINES: usize = 40;
    let comments = source.text().lines().take(LINES).filter_map(|line| line.trim().strip_prefix("--"));
    let mut liquibase = false;
    for comment in comments.map(|comment| comment.trim().to_ascii_lowercase()) {
        if comment.starts_with("+goose") || comment.starts_with("+migrate") {
            return true;
        }
        liquibase |= comment.starts_with("liquibase formatted sql");
        if comment.contains("splitstatements:false") {
            return false;
        }
    }
    liquibase
}

/// How a file is run on SQL Server. A batch is no transaction there, so that what is one text is none.
pub(in crate::migration) fn wrapping(told: &Convention) -> Wrapping {
    match told.tool {
        Some("golang-migrate or sqlx" | "Prisma") => Wrapping::Each,
        Some("diesel or Hasura") => Wrapping::Unknown,
        _ => told.wrapping,
    }
}
