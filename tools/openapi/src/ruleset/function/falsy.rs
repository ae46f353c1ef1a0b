//! `falsy`: a value is missing, empty, 0 or false.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};

#[derive(Debug)]
struct Falsy;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&[])?;
    Ok(Box::new(Falsy))
}

impl Function for Falsy {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let fits = !sight.is_truthy(target);
        Ok(if fits { Vec::new() } else { vec![Complaint::property("must be missing or empty")] })
    }
}
