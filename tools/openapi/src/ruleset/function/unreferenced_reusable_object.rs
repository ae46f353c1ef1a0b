//! `unreferencedReusableObject`: something refers to each object of a section.

use std::collections::HashSet;

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged};
use architect_document::NodeId;

#[derive(Debug)]
struct Unreferenced {
    location: String,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["reusableObjectsLocation"])?;
    let place = options.get("reusableObjectsLocation").unwrap_or(options.place);
    match options.text("reusableObjectsLocation")? {
        Some(location) if location == "#" || location.starts_with("#/") => {
            Ok(Box::new(Unreferenced { location: location.to_owned() }))
        }
        _ => {
            let message = "`reusableObjectsLocation` is a pointer such as `#/components/schemas`";
            options.faults.push(place, message);
            Err(Faulty)
        }
    }
}

impl Function for Unreferenced {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let Some(object) = sight.object(target) else { return Ok(Vec::new()) };
        let document = sight.view.document;
        let referenced = sight.referenced.get_or_init(|| referenced(sight));
        let orphans = document.entries(object).iter().filter(|entry| {
            let name = architect_document::pointer::escape(document.key(entry.key));
            let node = document.find(&format!("{}/{name}", self.location));
            node.is_none_or(|node| !referenced.contains(&node))
        });
        let complaints = orphans.map(|entry| {
            Complaint::whole("nothing refers to this reusable object").below([document.key(entry.key).to_owned()])
        });
        Ok(complaints.collect())
    }
}

/// What any `$ref` of the document leads to, in one step.
fn referenced(sight: &Sight<'_, '_>) -> HashSet<NodeId> {
    use crate::structure::reference::Target as Leads;
    let document = sight.view.document;
    let targets = document.mentions().filter_map(|(object, value)| match sight.api.target(object) {
        Some(Leads::Node(node)) => Some(node),
        _ => document.refer(value, document.string(value)?),
    });
    targets.map(|node| document.target(node)).collect()
}
