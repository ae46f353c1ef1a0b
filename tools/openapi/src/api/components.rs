//! The parts that a document names so that others can refer to them: `components`, and in 2.0 `definitions` and the
//! like at the top.

use super::Api;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::{Entry, NodeId};

/// The sections of 3.0 and later that 2.0 has, with their names there.
const SECTIONS_OF_2_0: [(&str, &str); 4] = [
    ("schemas", "definitions"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securitySchemes", "securityDefinitions"),
];

impl Api {
    /// The components of a section such as `schemas`: their entries. In 2.0 `schemas` are the `definitions`.
    pub fn components(&self, section: &str) -> &[Entry] {
        self.section(section).map_or(&[], |section| self.document.entries(section))
    }

    /// The section of the components called `schemas`, `parameters` and so on.
    pub fn section(&self, section: &str) -> Option<NodeId> {
        let root = self.document.root();
        if self.version != Some(Version::V2_0) {
            return self.get(self.get(root, "components")?, section);
        }
        let (_, name) = SECTIONS_OF_2_0.iter().find(|(name, _)| *name == section)?;
        self.get(root, name)
    }

    /// Every section of the components: its key, and its value.
    pub fn sections(&self) -> Vec<Entry> {
        let document = &self.document;
        let root = document.root();
        if self.version == Some(Version::V2_0) {
            return SECTIONS_OF_2_0.iter().filter_map(|(_, name)| document.entry(root, name)).collect();
        }
        let Some(components) = self.get(root, "components") else { return Vec::new() };
        let entries = document.entries(components).iter();
        entries.filter(|entry| !document.key(entry.key).starts_with("x-")).copied().collect()
    }

    /// Whether a document describes an interface, if only one that has no operation yet: a library, which offers
    /// components and has no operation, describes none.
    pub fn is_interface(&self) -> bool {
        let offers = self.get(self.document.root(), "components").is_some() || !self.sections().is_empty();
        !offers || !self.operations().is_empty()
    }

    /// Whether a node is a section of the components.
    pub fn is_section(&self, node: NodeId) -> bool {
        let Some(parent) = self.document.parent(node) else { return false };
        match self.structure.kind(parent) {
            Some(Kind::Components) => true,
            Some(Kind::OpenApi) if self.version == Some(Version::V2_0) => {
                let name = self.document.key_of(node).map(|key| self.document.key(key));
                SECTIONS_OF_2_0.iter().any(|(_, section)| name == Some(section))
            }
            _ => false,
        }
    }

    /// What a section is called where it is written: `components`, `schemas`, or in 2.0 `definitions`.
    pub fn section_name(&self, section: &str) -> String {
        let old = SECTIONS_OF_2_0.iter().find(|(name, _)| *name == section).map(|(_, old)| *old);
        match old.filter(|_| self.version == Some(Version::V2_0)) {
            Some(old) => format!("`{old}`"),
            None => format!("`components`, `{section}`"),
        }
    }

    /// The pointer of a component that need not be there: `#/components/schemas/Order`, or in 2.0
    /// `#/definitions/Order`.
    pub fn component_pointer(&self, section: &str, name: &str) -> String {
        let name = architect_document::pointer::escape(name);
        let old = SECTIONS_OF_2_0.iter().find(|(name, _)| *name == section).map(|(_, old)| *old);
        match old.filter(|_| self.version == Some(Version::V2_0)) {
            Some(old) => format!("#/{old}/{name}"),
            None => format!("#/components/{section}/{name}"),
        }
    }

    /// Whether the components, or the section of the security schemes, are a reference: what they hold is then not
    /// known.
    pub fn target_of_components_is_unknown(&self) -> bool {
        let components = self.get(self.document.root(), "components");
        let nodes = [components, self.section("securitySchemes")];
        nodes.into_iter().flatten().any(|node| self.document.get_string(node, "$ref").is_some())
    }
}
