//! The two documents of a comparison, each with what was found out about it.

use std::collections::HashMap;

use super::schema::{Conjunctions, Shapes};
use crate::api::Api;
use crate::version::Version;
use architect_document::NodeId;

/// One document of a comparison.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    pub(crate) api: &'a Api,
    pub(crate) conjunctions: Conjunctions,
    pub(crate) shapes: Shapes,
    /// The names of the component schemas.
    pub(crate) component_names: HashMap<NodeId, String>,
}

impl<'a> Side<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let document = &api.document;
        let named =
            |entry: &architect_document::Entry| (document.target(entry.value), document.key(entry.key).to_owned());
        Self {
            api,
            conjunctions: Conjunctions::default(),
            shapes: Shapes::of(api),
            component_names: api.components("schemas").iter().map(named).collect(),
        }
    }

    /// Whether schemas are written as before OpenAPI 3.1.
    pub(crate) fn is_old(&self) -> bool {
        self.api.version.is_none_or(|version| version < Version::V3_1)
    }
}

/// The two documents.
#[derive(Debug)]
pub(crate) struct Sides<'a> {
    pub(crate) base: Side<'a>,
    pub(crate) revision: Side<'a>,
}
