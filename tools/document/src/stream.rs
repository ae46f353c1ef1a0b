//! All documents of a text: YAML files for deployments hold many, divided by `---`.
//!
//! In comes a [`Source`], out comes a [`Stream`]: a [`Document`] for each that holds a value, all over the same source,
//! so that places are those of the whole text. A document that cannot be read costs only itself.

use std::ops::Range;

use architect_core::{Gap, Limits, Source, ToolError};

use crate::file::Streamed;
use crate::others::Others;
use crate::{Document, File, FileId, SyntaxError};

/// The documents of a text.
#[derive(Debug)]
pub struct Stream {
    source: Source,
    documents: Vec<Document>,
    /// Faults of documents of which nothing could be read.
    lost: Vec<SyntaxError>,
    comments: Vec<Range<usize>>,
}

impl Stream {
    /// Reads a text. Only one beyond what offsets can count is an error; one without a value has no documents.
    pub fn read(source: &Source, limits: &Limits) -> Result<Self, ToolError> {
        if u32::try_from(source.text().len()).is_err() {
            let (name, length) = (source.name(), source.text().len());
            return Err(ToolError::too_large(format!("`{name}` has {length} bytes, which is more than 4 GiB")));
        }
        let Streamed { files, lost, comments } = File::stream(source, limits);
        let document = |file: File| Document { files: vec![file], others: Others::default() };
        Ok(Self { source: source.clone(), documents: files.into_iter().map(document).collect(), lost, comments })
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The documents that hold a value, in order.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The faults at which reading documents ended, in order.
    pub fn syntax_errors(&self) -> Vec<&SyntaxError> {
        let mut errors: Vec<_> = self.documents.iter().filter_map(Document::syntax_error).chain(&self.lost).collect();
        errors.sort_by_key(|error| error.at);
        errors
    }

    /// Byte ranges of the comments, in order.
    pub fn comments(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// What was not read, and why.
    pub fn gaps(&self) -> Vec<Gap> {
        let of_documents = self.documents.iter().flat_map(|document| document.file(FileId::FIRST).gaps());
        let lost = self.lost.iter().map(|error| {
            let place = self.source.span(error.at..error.at);
            Gap::at(place, "the document with the syntax error was not read")
        });
        of_documents.chain(lost).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(text: &str) -> Stream {
        Stream::read(&Source::new("all.yaml", text), &Limits::default()).expect("it is small")
    }

    fn names(stream: &Stream) -> Vec<(String, u32)> {
        let document = |document: &Document| {
            let name = document.get(document.root(), "name").expect("each has a name");
            (document.string(name).unwrap_or_default().to_owned(), document.span(name).start().line)
        };
        stream.documents().iter().map(document).collect()
    }

    #[test]
    fn every_document_is_read_with_the_places_of_the_whole_text() {
        let stream =
            stream("# first\nname: a\n---\n\n# second\nname: b\n...\n---\n# nothing\n---\nname: c # third\n");

        assert_eq!(names(&stream), [("a".to_owned(), 2), ("b".to_owned(), 6), ("c".to_owned(), 11)]);
        let comments: Vec<&str> =
            stream.comments().iter().map(|comment| stream.source().slice(comment.clone())).collect();
        assert_eq!(comments, ["# first", "# second", "# nothing", "# third"]);
        assert!(stream.gaps().is_empty() && stream.syntax_errors().is_empty());
    }

    #[test]
    fn a_document_that_cannot_be_read_costs_only_itself() {
        let stream = stream("name: a\n---\nname: b\nlist: [1\nx: y\n---\nname: c\n");

        assert_eq!(names(&stream), [("a".to_owned(), 1), ("b".to_owned(), 3), ("c".to_owned(), 7)]);
        assert_eq!(stream.syntax_errors().len(), 1);
        assert_eq!(stream.gaps().len(), 1, "{:?}", stream.gaps());
    }

    #[test]
    fn anchors_hold_in_their_own_document_only() {
        let stream = stream("name: &n a\ncopy: *n\n---\nname: b\ncopy: *n\n");

        let [first, second] = stream.documents() else { panic!("two documents") };
        assert_eq!(first.get_string(first.root(), "copy"), Some("a"));
        assert_eq!(second.get_string(second.root(), "copy"), None);
        assert_eq!(stream.syntax_errors().len(), 1);
    }

    #[test]
    fn json_is_a_stream_of_one_and_an_empty_text_of_none() {
        assert_eq!(names(&stream("{\"name\": \"a\"}")), [("a".to_owned(), 1)]);
        assert_eq!(stream("# only a comment\n---\n").documents().len(), 0);
        assert_eq!(stream("").documents().len(), 0);
    }
}
