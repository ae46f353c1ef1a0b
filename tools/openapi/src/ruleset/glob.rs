//! The globs of `overrides`.

/// Longest text whose braces are taken apart.
const MOST_ALTERNATIVES: usize = 64;

/// Whether a path, relative to the ruleset, fits a glob. A glob without a slash is about the last part of the path.
pub(super) fn fits(glob: &str, path: &str) -> bool {
    let (glob, wanted) = glob.strip_prefix('!').map_or((glob, true), |glob| (glob, false));
    let found = alternatives(glob).iter().any(|glob| {
        let glob = glob.strip_prefix("./").unwrap_or(glob);
        let path = if glob.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
        let glob: Vec<&str> = glob.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        parts_fit(&glob, &path)
    });
    found == wanted
}

/// `a.{json,yaml}` as `a.json` and `a.yaml`.
fn alternatives(glob: &str) -> Vec<String> {
    let mut open = vec![glob.to_owned()];
    let mut done = Vec::new();
    while let Some(glob) = open.pop() {
        let brace = glob.rfind('{').and_then(|from| {
            let inner = glob.get(from + 1..)?;
            let to = inner.find('}')?;
            Some((glob.get(..from)?, inner.get(..to)?, inner.get(to + 1..)?))
        });
        match brace.filter(|(_, inner, _)| inner.contains(',')) {
            Some((before, inner, behind)) if open.len() + done.len() < MOST_ALTERNATIVES => {
                open.extend(inner.split(',').map(|choice| format!("{before}{choice}{behind}")));
            }
            _ => done.push(glob),
        }
    }
    done
}

/// Goes through both from front to back, and returns to the last `**` when a part does not fit.
fn parts_fit(glob: &[&str], path: &[&str]) -> bool {
    let (mut at, mut part) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(name) = path.get(part) {
        match glob.get(at) {
            Some(&"**") => {
                retry = Some((at, part));
                at += 1;
                continue;
            }
            Some(pattern) if part_fits(pattern, name) => {
                at += 1;
                part += 1;
                continue;
            }
            _ => {}
        }
        let Some((stars, from)) = retry else { return false };
        if path.get(from).is_some_and(|name| name.starts_with('.')) {
            return false;
        }
        retry = Some((stars, from + 1));
        at = stars + 1;
        part = from + 1;
    }
    glob.get(at..).unwrap_or_default().iter().all(|rest| *rest == "**")
}

/// `*`, `?` and `[…]` in one part of a path. A dot at the beginning has to be written.
fn part_fits(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut next) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(character) = name.get(next) {
        let step = match pattern.get(at) {
            Some('*') => {
                retry = Some((at, next));
                at += 1;
                continue;
            }
            Some('?') => Some(1),
            Some('[') => class_fits(pattern.get(at..).unwrap_or_default(), *character),
            Some(wanted) if wanted == character => Some(1),
            _ => None,
        };
        if let Some(step) = step {
            at += step;
            next += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            at = star + 1;
            next = from + 1;
        } else {
            return false;
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|rest| *rest == '*')
}

/// The length of a class that has the character.
fn class_fits(class: &[char], character: char) -> Option<usize> {
    let end = class.iter().skip(2).position(|next| *next == ']')? + 2;
    let inner = class.get(1..end)?;
    let (inner, wanted) = match inner.split_first() {
        Some(('!' | '^', rest)) => (rest, false),
        _ => (inner, true),
    };
    let mut found = false;
    let mut at = 0;
    while let Some(from) = inner.get(at) {
        if let (Some('-'), Some(to)) = (inner.get(at + 1), inner.get(at + 2)) {
            found |= (*from..=*to).contains(&character);
            at += 3;
        } else {
            found |= *from == character;
            at += 1;
        }
    }
    (found == wanted).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn globs_are_those_of_minimatch() {
        for (glob, path) in [
            ("*.yaml", "api/v1/openapi.yaml"),
            ("**/*.yaml", "openapi.yaml"),
            ("api/**/*.yaml", "api/v1/deep/openapi.yaml"),
            ("api/*/openapi.{json,yaml}", "api/v1/openapi.json"),
            ("**", "a/b"),
            ("v[0-9].json", "v2.json"),
            ("./a.yaml", "a.yaml"),
            ("!b.yaml", "a.yaml"),
        ] {
            assert!(fits(glob, path), "{glob} {path}");
        }
        for (glob, path) in [
            ("api/*.yaml", "api/v1/openapi.yaml"),
            ("*.yaml", ".hidden.yaml"),
            ("**/*.yaml", ".git/a.yaml"),
            ("v[!0-9].json", "v2.json"),
            ("a?.json", "a.json"),
        ] {
            assert!(!fits(glob, path), "{glob} {path}");
        }
    }
}
