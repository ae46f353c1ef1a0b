//! `enumeration`: a value is one of a list.

use serde_json::Value as Json;

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged, listed};
use architect_document::Value;

#[derive(Debug)]
struct Enumeration {
    values: Vec<Json>,
}

/// Values that a message names.
const MOST_NAMED: usize = 12;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["values"])?;
    let Some(node) = options.get("values") else {
        options.faults.push(options.place, "`enumeration` needs the option `values`");
        return Err(Faulty);
    };
    let Value::List(items) = options.faults.document.value(node) else { return options.wrong(node, "a list") };
    let mut values = Vec::new();
    for item in items {
        match options.json(*item)? {
            Json::Array(_) | Json::Object(_) => return options.wrong(*item, "a text, a number, a boolean or null"),
            value => values.push(value),
        }
    }
    Ok(Box::new(Enumeration { values }))
}

impl Function for Enumeration {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let value = match target {
            Target::Missing => return Ok(Vec::new()),
            Target::Key(key) => Json::from(key),
            Target::Count(count) => Json::from(count),
            Target::Node(node) if sight.view.is_container(node) => return Ok(Vec::new()),
            Target::Node(node) => {
                let mut budget = 1;
                sight.view.document.to_json(node, &mut budget).map_err(|_| Unjudged("a value cannot be read"))?
            }
        };
        if self.values.iter().any(|allowed| equal(allowed, &value)) {
            return Ok(Vec::new());
        }
        let mut names: Vec<String> = self.values.iter().take(MOST_NAMED).map(ToString::to_string).collect();
        if self.values.len() > MOST_NAMED {
            names.push(format!("{} more", self.values.len() - MOST_NAMED));
        }
        Ok(vec![Complaint::value(format!("is none of the allowed values {}", listed(names.into_iter(), "and")))])
    }
}

/// Numbers are equal by value: `1` and `1.0`.
fn equal(one: &Json, other: &Json) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}
