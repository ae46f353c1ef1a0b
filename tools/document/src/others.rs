//! The other files of a document: those that its references lead to, below the roots and never over the network.
//!
//! They are read before the walk, file by file, along every `$ref` and discriminator mapping that names a file. A file
//! that cannot be read costs the references to it.

use std::collections::HashMap;

use architect_core::error::ErrorKind;
use architect_core::files::without_dots;
use architect_core::{Context, Files, Source, ToolError};

use crate::pointer::percent_decode;
use crate::{Document, Entry, File, FileId, NodeId};

/// Where the part of a reference before the `#` leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead<'d> {
    /// To a file of the document.
    File(FileId),
    /// To a file that could not be read.
    Failed(&'d Failure),
    /// To another host, or by a scheme that is not followed.
    Remote,
    /// To a file, but the text that refers to it came without a path.
    NoPlace,
}

/// Why a file that is referred to is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no such file.
    Missing {
        /// The path.
        path: String,
        /// The nearest right one.
        help: Option<String>,
    },
    /// It is there, but was not read.
    Unread(String),
}

/// The files that references lead to, by their paths.
#[derive(Debug, Default)]
pub(crate) struct Others {
    known: HashMap<String, Result<FileId, Failure>>,
}

/// All files of a document together are at most this many times as large as one may be.
const TOGETHER: u64 = 2;

impl Document {
    /// Reads the text of a file, and all files that its references lead to.
    pub fn open(source: &Source, context: &Context) -> Result<Self, ToolError> {
        let mut document = Self::read(source, context.limits())?;
        document.others.known.insert(normal(source.name()), Ok(FileId::FIRST));
        let limits = context.limits();
        let mut bytes = limits.max_source_bytes.saturating_mul(TOGETHER).min(u64::from(u32::MAX));
        bytes = bytes.saturating_sub(source.text().len() as u64);
        let mut next = 0;
        while let Some(file) = document.files.get(next) {
            let from = file.source().name().to_owned();
            let mut paths: Vec<String> = document.named_files(file).filter_map(|text| join(&from, text)).collect();
            paths.dedup();
            for path in paths {
                if document.others.known.contains_key(&path) {
                    continue;
                }
                context.checkpoint()?;
                let result = if document.files.len() as u64 >= limits.max_files {
                    Err(Failure::Unread(format!(
                        "a document of more than {} files is not read whole",
                        limits.max_files
                    )))
                } else {
                    document.add(&path, context.files(), &mut bytes, context)
                };
                document.others.known.insert(path, result);
            }
            next += 1;
        }
        Ok(document)
    }

    fn add(&mut self, path: &str, files: &dyn Files, bytes: &mut u64, context: &Context) -> Result<FileId, Failure> {
        let unread = |error: ToolError| match error.kind {
            ErrorKind::NotFound => Failure::Missing { path: path.to_owned(), help: error.help },
            _ => Failure::Unread(error.message),
        };
        let source = files.read(path).map_err(unread)?;
        *bytes = bytes.checked_sub(source.text().len() as u64).ok_or_else(|| {
            Failure::Unread(format!("with `{path}`, the files of this document together are too large to be read"))
        })?;
        let base = self.files.last().map_or(NodeId::FIRST, |file| file.arena.next());
        let file = File::read(&source, base, context.limits()).map_err(unread)?;
        self.files.push(file);
        Ok(FileId(self.files.len() - 1))
    }

    /// The parts before the `#` of references in a file, where there are any.
    fn named_files<'f>(&'f self, file: &'f File) -> impl Iterator<Item = &'f str> {
        let references = self.mentions_in(file).filter_map(|(_, value)| self.string(value));
        let mapped = file.arena.all().filter(|(id, _)| self.is_mapping(*id)).flat_map(|(id, _)| self.entries(id));
        // A mapping may also hold names of schemas; what has neither a slash nor a known ending is one.
        let mapped = mapped.filter_map(|entry: &Entry| self.string(entry.value)).filter(|text| looks_like_file(text));
        references
            .chain(mapped)
            .map(|text| text.split('#').next().unwrap_or_default())
            .filter(|part| !part.is_empty())
    }

    fn is_mapping(&self, id: NodeId) -> bool {
        let named = |node: NodeId, name: &str| self.key_of(node).is_some_and(|key| self.key(key) == name);
        named(id, "mapping") && self.parent(id).is_some_and(|parent| named(parent, "discriminator"))
    }

    /// Where the part of a reference before the `#` leads, as seen from a file.
    pub fn lead(&self, from: FileId, part: &str) -> Lead<'_> {
        if part.is_empty() {
            return Lead::File(from);
        }
        let Some(path) = join(self.file(from).source().name(), part) else { return Lead::Remote };
        match self.others.known.get(&path) {
            Some(Ok(file)) => Lead::File(*file),
            Some(Err(failure)) => Lead::Failed(failure),
            None => Lead::NoPlace,
        }
    }

    /// The node that a reference leads to whose text is written at a node: by its pointer alone, in whichever file.
    pub fn refer(&self, at: NodeId, text: &str) -> Option<NodeId> {
        let (part, fragment) = text.split_once('#').unwrap_or((text, ""));
        match self.lead(self.file_of(at), part) {
            Lead::File(file) => self.find_in(file, fragment),
            Lead::Failed(_) | Lead::Remote | Lead::NoPlace => None,
        }
    }
}

/// Whether a discriminator's mapping means a file, and not the name of a schema.
fn looks_like_file(text: &str) -> bool {
    let part = text.split('#').next().unwrap_or_default();
    part.contains('/') || [".yaml", ".yml", ".json"].iter().any(|ending| part.ends_with(ending))
}

/// The path of a file that is named in another; `None` when it is not one of this file system.
fn join(from: &str, part: &str) -> Option<String> {
    if has_scheme(part) || part.starts_with("//") {
        return None;
    }
    let part = percent_decode(part.split('?').next().unwrap_or_default());
    if part.starts_with('/') {
        return Some(normal(&part));
    }
    let (folder, _) = from
        .rsplit_once(['/', ':'])
        .map_or(("", from), |(folder, name)| (from.get(..=folder.len()).unwrap_or_default(), name));
    Some(normal(&format!("{folder}{part}")))
}

/// A scheme of RFC 3986, 3.1. One letter alone is a drive.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.len() > 1 && scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(legal)
}

/// A path without `.` and `..`, as far as they can be told from the text. What stands before the last `:`, as the
/// revision of a file that is not on the disk, is left alone.
fn normal(path: &str) -> String {
    let start = path.rfind(':').map_or(0, |colon| colon + 1);
    let (head, path) = path.split_at(start);
    format!("{head}{}", without_dots(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_from_the_folder_of_the_file_it_stands_in() {
        let cases = [
            ("openapi.yaml", "./schemas/order.yaml", Some("schemas/order.yaml")),
            ("api/openapi.yaml", "../common/error.yaml", Some("common/error.yaml")),
            ("api/openapi.yaml", "My%20Order.yaml", Some("api/My Order.yaml")),
            ("/srv/api/openapi.yaml", "a.yaml", Some("/srv/api/a.yaml")),
            ("git:main:api/openapi.yaml", "../b.yaml", Some("git:main:b.yaml")),
            ("git:main:openapi.yaml", "b.yaml", Some("git:main:b.yaml")),
            ("openapi.yaml", "../../outside.yaml", Some("../../outside.yaml")),
            ("openapi.yaml", "https://example.org/a.yaml", None),
            ("openapi.yaml", "//example.org/a.yaml", None),
            ("openapi.yaml", "urn:example:a", None),
        ];
        for (from, part, path) in cases {
            assert_eq!(join(from, part).as_deref(), path, "{part} in {from}");
        }
    }
}
