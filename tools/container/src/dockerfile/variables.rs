//! `$NAME`, `${NAME}`, `${NAME:-default}` in the builder's own instructions.

/// Deepest nesting of defaults within defaults that is followed.
const MAX_DEPTH: usize = 8;

/// Replaces variables by what `value` gives. One without a value and without a default stays as it is written, so
/// that a caller can see that something is not known.
pub fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    expand_within(text, &value, 0)
}

fn expand_within(text: &str, value: &impl Fn(&str) -> Option<String>, depth: usize) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        expanded.push_str(before);
        let Some((written, reference)) = Reference::read(from) else {
            expanded.push('$');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let own = value(reference.name).filter(|own| !(own.is_empty() && reference.default.is_some()));
        match (own, reference.default) {
            (Some(own), _) => expanded.push_str(&own),
            (None, Some(default)) if depth < MAX_DEPTH => {
                expanded.push_str(&expand_within(default, value, depth + 1));
            }
            _ => expanded.push_str(written),
        }
        rest = from.get(written.len()..).unwrap_or_default();
    }
    expanded.push_str(rest);
    expanded
}

/// Names of the variables that a text takes.
pub fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let from = rest.get(at..).unwrap_or_default();
        match Reference::read(from) {
            Some((written, reference)) => {
                names.push(reference.name);
                rest = from.get(written.len()..).unwrap_or_default();
            }
            None => rest = from.get(1..).unwrap_or_default(),
        }
    }
    names
}

/// What the builder itself knows about platforms, for the common case of a Linux machine.
pub fn predefined_platform(name: &str) -> Option<&'static str> {
    match name {
        "TARGETPLATFORM" | "BUILDPLATFORM" => Some("linux/amd64"),
        "TARGETOS" | "BUILDOS" => Some("linux"),
        "TARGETARCH" | "BUILDARCH" => Some("amd64"),
        _ => None,
    }
}

struct Reference<'t> {
    name: &'t str,
    default: Option<&'t str>,
}

impl<'t> Reference<'t> {
    /// Reads the reference that a text begins with, and how it is written.
    fn read(text: &'t str) -> Option<(&'t str, Self)> {
        let rest = text.strip_prefix('$')?;
        let Some(inner) = rest.strip_prefix('{') else {
            let end = name_end(rest);
            return (end > 0).then(|| {
                (
                    text.get(..=end).unwrap_or_default(),
                    Self { name: rest.get(..end).unwrap_or_default(), default: None },
                )
            });
        };
        let end = name_end(inner);
        let name = inner.get(..end).filter(|name| !name.is_empty())?;
        let close = closing_brace(inner)?;
        let written = text.get(..close + 3)?;
        let modifier = inner.get(end..close).unwrap_or_default();
        let default = modifier.strip_prefix(":-").or_else(|| modifier.strip_prefix('-'));
        Some((written, Self { name, default }))
    }
}

fn name_end(text: &str) -> usize {
    text.find(|character: char| !character.is_ascii_alphanumeric() && character != '_').unwrap_or(text.len())
}

/// The offset of the brace that closes one which stands before the text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_counts_where_nothing_is_given() {
        let given = |name: &str| (name == "TAG").then(|| "3.13".to_owned());

        assert_eq!(expand("python:${TAG:-3}-${SUITE:-trixie}", given), "python:3.13-trixie");
        assert_eq!(expand("python:$TAG", given), "python:3.13");
        assert_eq!(expand("${REGISTRY}/python", given), "${REGISTRY}/python");
        assert_eq!(expand("${A:-${B:-${TAG}}}", given), "3.13");
        assert_eq!(expand("cost $ 5 ${", given), "cost $ 5 ${");
    }

    #[test]
    fn many_unclosed_braces_are_read_once() {
        let text = "${".repeat(1_000);

        assert_eq!(expand(&text, |_| None), text);
    }
}
