//! `length`: a text, list, object or number is neither too small nor too large.

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged};
use architect_document::{Value, number};

#[derive(Debug)]
struct Length {
    min: Option<f64>,
    max: Option<f64>,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["min", "max"])?;
    let (min, max) = (options.number("min")?, options.number("max")?);
    if min.is_none() && max.is_none() {
        options.faults.push(options.node.unwrap_or(options.place), "`length` needs `min`, `max` or both");
        return Err(Faulty);
    }
    Ok(Box::new(Length { min, max }))
}

impl Function for Length {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let counted = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let length = match target {
            Target::Missing => return Ok(Vec::new()),
            Target::Key(key) => counted(key.encode_utf16().count()),
            Target::Count(count) => counted(count),
            Target::Node(node) => match sight.view.document.value(node) {
                Value::String(text) => counted(text.encode_utf16().count()),
                Value::Number(text) => number(text).and_then(|number| number.as_f64()).unwrap_or(f64::NAN),
                Value::List(_) | Value::Map(_) => counted(sight.view.len_of(node)),
                Value::Null | Value::Bool(_) | Value::Unread => return Ok(Vec::new()),
            },
        };
        let mut complaints = Vec::new();
        if let Some(min) = self.min.filter(|min| length < *min) {
            complaints.push(Complaint::property(format!("is {length} long, which is less than {min}")));
        }
        if let Some(max) = self.max.filter(|max| length > *max) {
            complaints.push(Complaint::property(format!("is {length} long, which is more than {max}")));
        }
        Ok(complaints)
    }
}
