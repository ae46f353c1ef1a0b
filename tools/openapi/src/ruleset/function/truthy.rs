//! `truthy`: a value is there, and not empty, 0 or false.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};

#[derive(Debug)]
struct Truthy;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&[])?;
    Ok(Box::new(Truthy))
}

impl Function for Truthy {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let fits = sight.is_truthy(target);
        Ok(if fits { Vec::new() } else { vec![Complaint::property("is missing or empty")] })
    }
}
