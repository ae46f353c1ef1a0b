//! `undefined`: a field is not there.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};

#[derive(Debug)]
struct Undefined;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&[])?;
    Ok(Box::new(Undefined))
}

impl Function for Undefined {
    fn judge(&self, _sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let fits = matches!(target, Target::Missing);
        Ok(if fits { Vec::new() } else { vec![Complaint::property("must not be there")] })
    }
}
