//! Variables that Compose fills in: `$X`, `${X}`, `${X:-default}`, `${X:?message}`; `$$` is a dollar.

/// Whether a text takes something from the environment.
pub fn has_variable(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('$') {
        match behind.chars().next() {
            Some('$') => rest = behind.get(1..).unwrap_or_default(),
            Some(first) if first == '{' || first == '_' || first.is_ascii_alphabetic() => return true,
            _ => rest = behind,
        }
    }
    false
}

/// The default that is written into a text which is one variable and nothing else: `${X:-y}` has `y`.
pub fn default_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let at = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let behind = inner.get(at..)?;
    behind.strip_prefix(":-").or_else(|| behind.strip_prefix('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_their_defaults_are_seen() {
        assert!(has_variable("a-${TAG}") && has_variable("$TAG"));
        assert!(!has_variable("a$$b") && !has_variable("cost: 5$") && !has_variable("^a$"));
        assert_eq!(default_of("${TAG:-latest}"), Some("latest"));
        assert_eq!(default_of("${TAG-}"), Some(""));
        assert_eq!(default_of("${TAG:?needed}"), None);
        assert_eq!(default_of("x${TAG:-latest}"), None);
    }
}
