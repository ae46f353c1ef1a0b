//! What is wrong with a ruleset itself, each with its place.

use architect_core::{Span, ToolError, nearest};

use architect_document::{Document, NodeId};

/// Faults that are told at once.
const MOST_TOLD: usize = 8;

/// Collects the faults of one file.
#[derive(Debug)]
pub(super) struct Faults<'d> {
    pub(super) document: &'d Document,
    found: Vec<(Span, String)>,
}

impl<'d> Faults<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, found: Vec::new() }
    }

    pub(super) fn push(&mut self, node: NodeId, message: impl Into<String>) {
        self.found.push((self.document.span(node), message.into()));
    }

    /// A wrong name, with the one that was meant.
    pub(super) fn push_near<'n>(
        &mut self,
        node: NodeId,
        message: String,
        name: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        match nearest::suggestion(name, known) {
            Some(near) => self.push(node, format!("{message}; {near}")),
            None => self.push(node, message),
        }
    }

    pub(super) fn push_at(&mut self, span: Span, message: impl Into<String>) {
        self.found.push((span, message.into()));
    }

    /// An error that tells the faults in the order of the text, when there are any.
    pub(super) fn finish(mut self) -> Result<(), ToolError> {
        self.found.sort();
        self.found.dedup();
        if self.found.is_empty() {
            return Ok(());
        }
        let told = self.found.iter().take(MOST_TOLD).map(|(span, message)| {
            let at = span.start();
            format!("{}:{}:{}: {message}", span.source(), at.line, at.column)
        });
        let mut text = told.collect::<Vec<_>>().join("\n");
        if self.found.len() > MOST_TOLD {
            text = format!("{text}\nand {} more", self.found.len() - MOST_TOLD);
        }
        Err(ToolError::invalid_input(format!("the ruleset cannot be used: {text}"))
            .help("mend the ruleset; what was not checked cannot be told from what is clean"))
    }
}
