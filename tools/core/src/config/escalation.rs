//! `[escalation]`: what a project has decided about the gates of a change.

use std::collections::BTreeMap;

use super::{Reader, Value};
use crate::error::ToolError;
use crate::nearest;

/// `[escalation]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationChoices {
    /// `[escalation.approvers]`: who opens a gate, by trigger, one of [`TRIGGERS`].
    pub approvers: BTreeMap<String, Vec<String>>,
    /// Vendors whose cost is agreed upon, by their id in the catalogue.
    pub vendors: Vec<String>,
    /// `[escalation.paths]`: what lies where: a pattern as in CODEOWNERS, and one of [`PATH_KINDS`].
    pub paths: BTreeMap<String, String>,
    /// `[[escalation.suppress]]`: what is known and accepted for a time.
    pub suppress: Vec<Suppress>,
}

/// `[[escalation.suppress]]`. Without a reason and an end it is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppress {
    /// The rule.
    pub rule: String,
    /// A pattern as in CODEOWNERS; everywhere where there is none.
    pub path: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day, `2026-12-31`.
    pub expires: String,
}

/// The triggers that `[escalation.approvers]` may name.
pub const TRIGGERS: [&str; 4] = ["data_loss", "authentication", "architecture", "third_party_cost"];

/// What `[escalation.paths]` may say of a path.
pub const PATH_KINDS: [&str; 7] = ["auth", "migration", "test", "fixture", "generated", "vendored", "documentation"];

impl Reader<'_> {
    pub(super) fn escalation(&self, value: &Value<'_>) -> Result<EscalationChoices, ToolError> {
        let mut choices = EscalationChoices::default();
        for (key, value) in self.table(value, "[escalation]")? {
            match key.get_ref().as_ref() {
                "vendors" => choices.vendors = self.names(value)?,
                "approvers" => {
                    for (trigger, names) in self.table(value, "[escalation.approvers]")? {
                        if !TRIGGERS.contains(&trigger.get_ref().as_ref()) {
                            return Err(self.unknown(trigger, "[escalation.approvers]", &TRIGGERS));
                        }
                        choices.approvers.insert(trigger.get_ref().to_string(), self.names(names)?);
                    }
                }
                "paths" => {
                    for (path, kind) in self.table(value, "[escalation.paths]")? {
                        let word = self.string(kind)?;
                        if !PATH_KINDS.contains(&word.as_str()) {
                            let error = self.error(kind.span(), format!("no path is of the kind `{word}`"));
                            return Err(match nearest::suggestion(&word, PATH_KINDS) {
                                Some(help) => error.help(help),
                                None => error.help(format!("the kinds are {}", PATH_KINDS.join(", "))),
                            });
                        }
                        choices.paths.insert(path.get_ref().to_string(), word);
                    }
                }
                "suppress" => {
                    let list = value.get_ref().as_array().ok_or_else(|| {
                        self.wrong_type(value, "[[escalation.suppress]] is a list of tables")
                            .help("write the brackets twice")
                    })?;
                    choices.suppress =
                        list.iter().map(|entry| self.suppress(entry)).collect::<Result<Vec<_>, _>>()?;
                }
                _ => {
                    return Err(self.unknown(key, "[escalation]", &["approvers", "vendors", "paths", "suppress"]));
                }
            }
        }
        Ok(choices)
    }

    fn suppress(&self, value: &Value<'_>) -> Result<Suppress, ToolError> {
        let (mut rule, mut path, mut reason, mut expires) = (None, None, None, None);
        for (key, value) in self.table(value, "[[escalation.suppress]]")? {
            match key.get_ref().as_ref() {
                "rule" => rule = Some(self.string(value)?),
                "path" => path = Some(self.string(value)?),
                "reason" => reason = Some(self.string(value)?).filter(|reason| !reason.trim().is_empty()),
                "expires" => {
                    let day = self.string(value)?;
                    if !is_day(&day) {
                        return Err(self
                            .error(value.span(), format!("`{day}` is no day of the calendar"))
                            .help("write year, month and day, for example \"2026-12-31\""));
                    }
                    expires = Some(day);
                }
                _ => {
                    let known = ["rule", "path", "reason", "expires"];
                    return Err(self.unknown(key, "[[escalation.suppress]]", &known));
                }
            }
        }
        let missing = |key: &str| {
            self.error(value.span(), format!("this entry of [[escalation.suppress]] has no `{key}`"))
                .help("each says a rule, a reason, and the day on which it expires")
        };
        Ok(Suppress {
            rule: rule.ok_or_else(|| missing("rule"))?,
            path,
            reason: reason.ok_or_else(|| missing("reason"))?,
            expires: expires.ok_or_else(|| missing("expires"))?,
        })
    }
}

/// Whether a text is a day, written so that days compare as texts do.
fn is_day(text: &str) -> bool {
    let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else { return false };
    let number = |text: &str, digits: usize| {
        (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in ["2026-12-31", "2028-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for day in
            ["2027-02-29", "2026-13-01", "2026-1-1", "2026-04-31", "tomorrow", "", "2026-12-00", "2026-12-31-1"]
        {
            assert!(!is_day(day), "{day}");
        }
    }
}
