//! Whether a text looks like an OpenAPI document, told from its name and its first lines.

/// The part of a text that is looked at.
const HEAD: usize = 64 * 1024;

/// Whether a text looks like an OpenAPI (or Swagger) document: a `.yaml`, `.yml` or `.json` name, and a version field
/// at the top level within the first 64 KiB, or anywhere in a text that begins with another field of such a document.
/// Cheap: nothing is parsed.
pub fn looks_like(name: &str, text: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let known = matches!(ending.as_deref(), Some("yaml" | "yml" | "json")) || !name.contains('.');
    if !known {
        return false;
    }
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default().trim_start_matches('\u{feff}');
    let text = if begins_like_one(head) { text.trim_start_matches('\u{feff}') } else { head };
    if head.trim_start().starts_with('{') { json_head(text) } else { text.lines().any(yaml_line) }
}

/// Whether the first key of a text is one that such documents have at their top. Some writers sort the keys, so that
/// the version stands behind a long list of components.
fn begins_like_one(head: &str) -> bool {
    const FIELDS: [&str; 9] =
        ["components", "definitions", "externalDocs", "info", "paths", "security", "servers", "tags", "webhooks"];
    let line = match head.trim_start().strip_prefix('{') {
        Some(rest) => Some(rest.trim_start()),
        None => head.lines().find(|line| !line.is_empty() && !line.starts_with(['#', '%', '-'])),
    };
    line.is_some_and(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        let key = line.split(['"', '\'', ':']).next().unwrap_or_default();
        FIELDS.contains(&key) || key.starts_with("x-")
    })
}

fn yaml_line(line: &str) -> bool {
    let line = line.trim_start_matches(['"', '\'']);
    ["openapi", "swagger"].iter().any(|key| {
        line.strip_prefix(key).is_some_and(|rest| {
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            rest.strip_prefix(':').is_some_and(is_version)
        })
    })
}

/// In JSON the field must not be nested: braces before it are counted, strings skipped.
fn json_head(head: &str) -> bool {
    let mut depth = 0_usize;
    let mut strings = head.char_indices();
    while let Some((at, character)) = strings.next() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            '"' => {
                let rest = head.get(at + 1..).unwrap_or_default();
                if depth == 1 && ["openapi\"", "swagger\""].iter().any(|key| rest.starts_with(key)) {
                    let value = rest.get("openapi\"".len()..).unwrap_or_default().trim_start();
                    if value.strip_prefix(':').is_some_and(is_version) {
                        return true;
                    }
                }
                while let Some((_, character)) = strings.next() {
                    match character {
                        '\\' => {
                            strings.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    false
}

fn is_version(rest: &str) -> bool {
    rest.trim_start().trim_start_matches(['"', '\'']).starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_whose_keys_are_sorted_has_its_version_far_down() {
        let long = "x".repeat(HEAD);

        assert!(looks_like("a.json", &format!("{{\"components\": {{\"a\": \"{long}\"}}, \"openapi\": \"3.0.1\"}}")));
        assert!(looks_like("a.yaml", &format!("# sorted\ncomponents:\n  a: {long}\nopenapi: 3.0.1\n")));
        assert!(!looks_like("a.json", &format!("{{\"name\": \"{long}\", \"openapi\": \"3.0.1\"}}")));
    }

    #[test]
    fn a_document_is_known_by_its_version_field() {
        assert!(looks_like("api.yaml", "# ours\nopenapi: 3.1.0\ninfo: {}\n"));
        assert!(looks_like("api.yml", "info:\n  title: x\n'openapi' : \"3.0.3\"\n"));
        assert!(looks_like("api.json", "{\n  \"info\": {\"openapi\": {}}, \"openapi\" : \"3.0.0\"}"));
        assert!(looks_like("swagger.json", "{\"swagger\":\"2.0\"}"));
        assert!(looks_like("content", "openapi: 3.0.0\n"));
    }

    #[test]
    fn other_files_are_left_alone() {
        assert!(!looks_like("compose.yaml", "services:\n  openapi: 3.0.0\n"));
        assert!(!looks_like("package.json", "{\"dependencies\": {\"openapi\": \"3.0.0\"}}"));
        assert!(!looks_like("notes.md", "openapi: 3.0.0\n"));
        assert!(!looks_like("x.json", ""));
        assert!(!looks_like("x.yaml", "openapi:\n  version: 3\n"));
    }
}
