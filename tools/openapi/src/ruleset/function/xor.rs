//! `xor`: an object has exactly one of some fields.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged, listed};

#[derive(Debug)]
struct Xor {
    properties: Vec<String>,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["properties"])?;
    Ok(Box::new(Xor { properties: options.texts("properties")? }))
}

impl Function for Xor {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let count = sight.object(target).map(|object| sight.count_of(object, &self.properties));
        let found = match count {
            None | Some(1) => return Ok(Vec::new()),
            Some(0) => "none is".to_owned(),
            Some(count) => format!("{count} are"),
        };
        let names = self.properties.iter().map(|name| format!("`{name}`"));
        Ok(vec![Complaint::whole(format!("exactly one of {} must be there, but {found}", listed(names, "and")))])
    }
}
