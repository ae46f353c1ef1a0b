//! One text of a document: its arena, its comments, and how far it was read.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use architect_core::{Gap, Limits, Source, ToolError};

use crate::Format;
use crate::arena::{Arena, Data, Duplicate, Node, NodeId};
use crate::builder::Builder;
use crate::syntax::SyntaxError;
use crate::{json, yaml};

/// One text of a document.
#[derive(Debug)]
pub struct File {
    source: Source,
    format: Format,
    pub(crate) arena: Arena,
    syntax: Option<SyntaxError>,
    comments: Vec<Range<usize>>,
    incomplete: HashSet<NodeId>,
    /// Where it ends in the text: of a stream's documents, where the next one begins.
    end: usize,
}

impl File {
    /// Reads a text whose nodes are numbered from `base` on. Only an empty one is an error.
    pub(crate) fn read(source: &Source, base: NodeId, limits: &Limits) -> Result<Self, ToolError> {
        let text = source.text();
        let name = source.name();
        if text.trim_matches(['\0', ' ', '\t', '\r', '\n']).is_empty() {
            return Err(ToolError::invalid_input(format!("`{name}` is empty"))
                .help("give a document written as YAML or JSON"));
        }
        let file = if text.trim_start().starts_with(['{', '[']) {
            Self::json(source, base, limits)
        } else {
            Self::yaml(source, base, limits)
        };
        if file.arena.nodes.is_empty() {
            let error = ToolError::invalid_input(match &file.syntax {
                Some(error) => format!("`{name}` cannot be read: {}", error.message),
                None => format!("`{name}` holds no value, only comments or white space"),
            });
            return Err(error.help("give a document written as YAML or JSON"));
        }
        Ok(file)
    }

    fn json(source: &Source, base: NodeId, limits: &Limits) -> Self {
        let mut builder = Builder::new(source.text(), base, limits.max_depth);
        let result = json::read(source.text(), &mut builder);
        let json = Self::new(source, Format::Json, builder.finish(), result.err(), Vec::new());
        let Some(error) = &json.syntax else { return json };
        let mut yaml = Self::yaml(source, base, limits);
        if yaml.syntax.is_some() {
            return json;
        }
        // What a name calls JSON has to be JSON, though it can be read.
        if has_extension(source.name(), "json") {
            yaml.syntax = Some(error.clone());
        }
        yaml
    }

    fn yaml(source: &Source, base: NodeId, limits: &Limits) -> Self {
        let mut builder = Builder::new(source.text(), base, limits.max_depth);
        let mut comments = Vec::new();
        let result = yaml::read(source.text(), &mut builder, &mut comments);
        comments.sort_by_key(|range| range.start);
        Self::new(source, Format::Yaml, builder.finish(), result.err(), comments)
    }

    fn new(
        source: &Source,
        format: Format,
        arena: Arena,
        syntax: Option<SyntaxError>,
        comments: Vec<Range<usize>>,
    ) -> Self {
        let incomplete = arena.incomplete.iter().copied().collect();
        Self { source: source.clone(), format, arena, syntax, comments, incomplete, end: source.text().len() }
    }

    /// The documents of a text: each a file with the comments before its end. Those without a value are left out,
    /// but for what a syntax error left of one.
    pub(crate) fn stream(source: &Source, limits: &Limits) -> Streamed {
        const ROOM: usize = 1 << 10;
        let text = source.text();
        if text.trim_start().starts_with(['{', '[']) {
            let json = Self::json(source, NodeId::FIRST, limits);
            if json.format == Format::Json && !json.arena.nodes.is_empty() {
                return Streamed { files: vec![json], ..Streamed::default() };
            }
        }
        let builder = || Builder::with_room(text, NodeId::FIRST, limits.max_depth, text.len().min(ROOM));
        let mut comments = Vec::new();
        let parts = yaml::read_all(text, builder, &mut comments);
        comments.sort_by_key(|range| range.start);
        let mut rest = comments.iter().cloned().peekable();
        let (mut files, mut lost) = (Vec::new(), Vec::new());
        for part in parts {
            let mut own = Vec::new();
            while let Some(comment) = rest.next_if(|comment| comment.start < part.end) {
                own.push(comment);
            }
            let mut file = Self::new(source, Format::Yaml, part.builder.finish(), part.syntax, own);
            file.end = part.end;
            match (file.arena.nodes.as_slice(), &file.syntax) {
                ([], Some(error)) => lost.push(error.clone()),
                ([], None) => {}
                // Between two marks stands nothing, which reads as null.
                ([only], None) if matches!(only.data, Data::Null) && only.range().is_empty() => {}
                _ => files.push(file),
            }
        }
        Streamed { files, lost, comments }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The fault at which reading ended, or that a lenient reader passes over.
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.syntax.as_ref()
    }

    /// Whether the text was read to its end.
    pub fn is_whole(&self) -> bool {
        self.incomplete.is_empty()
    }

    /// Byte ranges of the comments, in order. JSON has none.
    pub fn comments(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// Keys that stand twice in one mapping, in the order of the mappings' ends.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.arena.duplicates
    }

    /// What was not read, and why.
    pub fn gaps(&self) -> Vec<Gap> {
        let gap = |(range, reason): &(Range<usize>, String)| Gap::at(self.source.span(range.clone()), reason.clone());
        let mut gaps: Vec<Gap> = self.arena.unread.iter().map(gap).collect();
        if let (Some(error), false) = (&self.syntax, self.is_whole()) {
            let rest = self.source.span(error.at..self.end);
            gaps.push(Gap::at(rest, "the text from the syntax error on was not read"));
        }
        gaps
    }

    /// The root.
    pub fn root(&self) -> NodeId {
        self.target(self.arena.root())
    }

    pub(crate) fn is_incomplete(&self, id: NodeId) -> bool {
        self.incomplete.contains(&self.target(id))
    }

    pub(crate) fn target(&self, id: NodeId) -> NodeId {
        match self.arena.get(id).map(|node| node.data) {
            Some(Data::Alias(target)) => target,
            _ => id,
        }
    }

    /// How far the entry or item reaches whose text begins at an offset: for ignore comments.
    pub fn extents(&self) -> BTreeMap<usize, Range<usize>> {
        let mut extents = BTreeMap::new();
        for node in &self.arena.nodes {
            let range = node.range();
            if let Some(key) = node.key().and_then(|key| self.arena.get(key)) {
                extents.insert(key.range().start, key.range().start..range.end.max(key.range().end));
            } else if let Some(Data::List { .. }) = node.parent().and_then(|id| self.arena.get(id)).map(Node::data) {
                // An item is reached through its dash, which lies before it.
                let before = self.source.text().get(..range.start).unwrap_or_default().trim_end();
                if before.ends_with('-') {
                    extents.insert(before.len() - 1, before.len() - 1..range.end);
                }
            }
        }
        extents
    }
}

/// What [`File::stream`] reads.
#[derive(Debug, Default)]
pub(crate) struct Streamed {
    pub(crate) files: Vec<File>,
    /// The faults of documents of which nothing could be read.
    pub(crate) lost: Vec<SyntaxError>,
    /// Of the whole text, in order.
    pub(crate) comments: Vec<Range<usize>>,
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(extension))
}
