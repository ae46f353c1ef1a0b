//! Parameters of operations and path items, and the templates of paths.

use std::collections::HashSet;
use std::ops::Range;

use super::Api;
use crate::structure::reference::Target;
use architect_document::NodeId;

/// A parameter as an operation or a path item lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// The item of the list: the parameter, or a reference to it.
    pub listed: NodeId,
    /// The parameter object.
    pub object: NodeId,
    /// Its name.
    pub name: &'a str,
    /// Its place: `query`, `header`, `path`, `cookie`, `querystring`.
    pub place: &'a str,
}

/// A variable of a path or server template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without braces.
    pub name: String,
    /// Its bytes within the template, with braces.
    pub range: Range<usize>,
}

impl Variable {
    /// Whether a parameter of this name fills it: the name is what stands between the braces, or its [`Self::bare`] form.
    pub fn is_filled_by(&self, name: &str) -> bool {
        name == self.name || name == self.bare()
    }

    /// Whether one of these names fills it.
    pub fn is_among(&self, names: &HashSet<&str>) -> bool {
        names.contains(self.name.as_str()) || names.contains(self.bare())
    }

    /// The name without the operators and modifiers of RFC 6570 that some write there too (`{;id}`, `{?page*}`,
    /// `{name:3}`), which are taken for no part of it.
    pub fn bare(&self) -> &str {
        let bare = self.name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&']).trim_end_matches('*');
        match bare.rsplit_once(':') {
            Some((bare, length)) if !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()) => bare,
            _ => bare,
        }
    }
}

impl Api {
    /// The parameters that an operation or a path item lists itself, those with a name and a place.
    pub fn parameters(&self, owner: NodeId) -> Vec<Parameter<'_>> {
        let list = self.get(owner, "parameters").map_or(&[][..], |list| self.document.items(list));
        list.iter()
            .filter_map(|listed| {
                let object = self.follow(*listed)?;
                let name = self.document.get_string(object, "name")?;
                let place = self.document.get_string(object, "in")?;
                Some(Parameter { listed: *listed, object, name, place })
            })
            .collect()
    }

    /// Whether a listed parameter was not read or leads nowhere, so that the list is not fully known.
    pub fn has_unknown_parameters(&self, owner: NodeId) -> bool {
        let list = self.get(owner, "parameters").map_or(&[][..], |list| self.document.items(list));
        list.iter().any(|listed| matches!(self.target(*listed), Some(Target::Elsewhere | Target::Missing)))
    }
}

/// The variables of a template, in order. Braces that do not close are text.
pub fn variables(template: &str) -> Vec<Variable> {
    let mut variables = Vec::new();
    let mut start = None;
    for (at, character) in template.char_indices() {
        match (character, start) {
            ('{', _) => start = Some(at),
            ('}', Some(from)) => {
                let name = template.get(from + 1..at).unwrap_or_default().to_owned();
                variables.push(Variable { name, range: from..at + 1 });
                start = None;
            }
            _ => {}
        }
    }
    variables
}

/// A template with its variables' names left out: two paths that agree in it are the same path.
pub fn anonymous(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut done = 0;
    for variable in variables(template) {
        text.push_str(template.get(done..variable.range.start).unwrap_or_default());
        text.push_str("{}");
        done = variable.range.end;
    }
    text.push_str(template.get(done..).unwrap_or_default());
    text
}

/// A template without its variables: the text that is always there.
pub fn literal(template: &str) -> String {
    anonymous(template).replace("{}", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_filled_by_its_name_without_operators_and_modifiers() {
        let filled = |template: &str, name: &str| variables(template).iter().any(|found| found.is_filled_by(name));

        assert!(filled("/a/{b}", "b"));
        assert!(filled("/a/{;b}", "b") && filled("/a/{;?b*}", "b") && filled("/a/{b:3}", "b"));
        assert!(filled("/a/{;b}", ";b"));
        assert!(!filled("/a/{b:c}", "b") && !filled("/a/{bc}", "b"));
    }
}
