//! `defined`: a field is there, whatever its value.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};

#[derive(Debug)]
struct Defined;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&[])?;
    Ok(Box::new(Defined))
}

impl Function for Defined {
    fn judge(&self, _sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let fits = !matches!(target, Target::Missing);
        Ok(if fits { Vec::new() } else { vec![Complaint::property("is missing")] })
    }
}
