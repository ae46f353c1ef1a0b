//! The paths that a `given` stands for.

use std::collections::BTreeMap;

use super::model::{Alias, Given};
use crate::version::Version;

/// Paths that one `given` may stand for.
const MOST_PATHS: usize = 1_000;
/// Aliases that lead to each other in a row.
const MOST_LEVELS: usize = 32;

/// The paths of a `given`, with its aliases put in for a version; or why there are none, as the end of a sentence.
pub(super) fn paths(
    given: &Given,
    aliases: &BTreeMap<String, Alias>,
    version: Option<Version>,
) -> Result<Vec<String>, String> {
    let mut paths = Vec::new();
    let mut steps = 0;
    // What is left to put in, and the aliases that led there.
    let mut open: Vec<(String, Vec<&str>)> = vec![(given.text.clone(), Vec::new())];
    while let Some((text, stack)) = open.pop() {
        steps += 1;
        if steps > MOST_PATHS || stack.len() > MOST_LEVELS {
            return Err(format!("`{}` stands for too many paths", given.text));
        }
        let Some(rest) = text.strip_prefix('#') else {
            paths.push(text);
            continue;
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let end = rest.bytes().position(|byte| !is_name(byte)).unwrap_or(rest.len());
        let (name, rest) = (rest.get(..end).unwrap_or_default(), rest.get(end..).unwrap_or_default());
        let Some((name, alias)) = aliases.get_key_value(name) else {
            return Err(format!("the alias `#{name}` is not there"));
        };
        if stack.contains(&name.as_str()) {
            return Err(format!("the alias `#{name}` leads to itself"));
        }
        let targets = match alias {
            Alias::Paths(paths) => paths.as_slice(),
            Alias::Targets(targets) => {
                let fitting =
                    targets.iter().rev().find(|(formats, _)| formats.iter().any(|format| format.fits(version)));
                fitting.map_or(&[][..], |(_, given)| given.as_slice())
            }
        };
        let mut below = stack;
        below.push(name);
        // From the last to the first, since the last is taken first.
        open.extend(targets.iter().rev().map(|given| (format!("{}{rest}", given.text), below.clone())));
    }
    Ok(paths)
}
