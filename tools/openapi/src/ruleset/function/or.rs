//! `or`: an object has at least one of some fields.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged, listed};

#[derive(Debug)]
struct Or {
    properties: Vec<String>,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["properties"])?;
    Ok(Box::new(Or { properties: options.texts("properties")? }))
}

impl Function for Or {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let object = sight.object(target);
        if object.is_none_or(|object| sight.count_of(object, &self.properties) > 0) {
            return Ok(Vec::new());
        }
        let names = self.properties.iter().map(|name| format!("`{name}`"));
        Ok(vec![Complaint::whole(format!("none of {} is there, at least one must be", listed(names, "and")))])
    }
}
