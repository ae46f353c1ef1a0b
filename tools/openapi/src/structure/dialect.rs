//! The dialects of JSON Schema: the keywords of one that is not read are not judged, and a gap says so.

use architect_core::Gap;

use super::walk::Walk;
use crate::version::Version;
use architect_document::NodeId;

/// Whether the keywords of a dialect are read here: JSON Schema 2020-12, and that with OpenAPI's vocabulary.
pub(crate) fn is_known(dialect: &str) -> bool {
    dialect.starts_with("https://spec.openapis.org/oas/3.") || dialect.contains("json-schema.org/draft/2020-12")
}

impl Walk<'_> {
    /// Notes the dialect that counts for the whole document, where it is not read.
    pub(super) fn note_dialect(&mut self) {
        let root = self.document.root();
        if self.version >= Version::V3_1 {
            self.note(root, "jsonSchemaDialect");
        }
    }

    /// Whether a schema is in a dialect that is not read. One that begins such a dialect is noted.
    pub(super) fn is_foreign(&mut self, schema: NodeId) -> bool {
        if let Some(dialect) = self.document.get_string(schema, "$schema") {
            let known = is_known(dialect);
            self.note(schema, "$schema");
            return !known;
        }
        if self.foreign.is_empty() {
            return false;
        }
        // A part that a reference leads to lies in the dialect of what is around it.
        let mut at = Some(schema);
        while let Some(node) = at {
            if self.foreign.contains(&node) {
                return true;
            }
            if self.document.get_string(node, "$schema").is_some_and(is_known) {
                return false;
            }
            at = self.document.parent(node);
        }
        // In another file, the dialect of the document counts.
        self.foreign.contains(&self.document.root())
    }

    fn note(&mut self, object: NodeId, field: &str) {
        let Some(value) = self.document.get(object, field) else { return };
        let Some(dialect) = self.document.string(value).filter(|dialect| !is_known(dialect)) else { return };
        if self.foreign.insert(object) {
            let reason =
                format!("schemas in a dialect that is not read, `{dialect}`: their keywords were not judged");
            self.structure.gaps.push(Gap::at(self.document.span(value), reason));
        }
    }
}
