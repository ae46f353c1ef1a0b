//! `pattern`: a text matches a regular expression, or does not.

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged};
use crate::ruleset::pattern::Pattern;

#[derive(Debug)]
struct Matches {
    wanted: Option<(Pattern, String)>,
    unwanted: Option<(Pattern, String)>,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["match", "notMatch"])?;
    let (wanted, unwanted) = (compiled(options, "match")?, compiled(options, "notMatch")?);
    if wanted.is_none() && unwanted.is_none() {
        options.faults.push(options.node.unwrap_or(options.place), "`pattern` needs `match`, `notMatch` or both");
        return Err(Faulty);
    }
    Ok(Box::new(Matches { wanted, unwanted }))
}

fn compiled(options: &mut Options<'_, '_>, name: &str) -> Result<Option<(Pattern, String)>, Faulty> {
    let Some(text) = options.text(name)? else { return Ok(None) };
    match Pattern::written(text) {
        Ok(pattern) => Ok(Some((pattern, text.to_owned()))),
        Err(message) => {
            let place = options.get(name).unwrap_or(options.place);
            options.faults.push(place, format!("the regular expression {message}"));
            Err(Faulty)
        }
    }
}

impl Function for Matches {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let Some(text) = sight.text(target) else { return Ok(Vec::new()) };
        let test = |pattern: &Pattern| {
            pattern.test(text).map_err(|_| Unjudged("its regular expression takes too long on some texts"))
        };
        let mut complaints = Vec::new();
        if let Some((pattern, written)) = &self.wanted
            && !test(pattern)?
        {
            complaints.push(Complaint::value(format!("does not match `{written}`")));
        }
        if let Some((pattern, written)) = &self.unwanted
            && test(pattern)?
        {
            complaints.push(Complaint::value(format!("matches `{written}`, and must not")));
        }
        Ok(complaints)
    }
}
