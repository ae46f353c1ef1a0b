//! CODEOWNERS: who answers for a path. The last line that matches wins, as on GitHub.

/// Where the file is looked for, in this order.
pub const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// The lines of a CODEOWNERS file.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    lines: Vec<(Pattern, Vec<String>)>,
}

/// A pattern of paths, as CODEOWNERS and ignore files have them.
#[derive(Debug, Clone)]
pub struct Pattern {
    segments: Vec<String>,
    /// Whether it is tied to the root.
    rooted: bool,
}

impl Pattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Self {
        let trimmed = text.trim_start_matches('/');
        // A slash at the start or in the middle ties the pattern to the root.
        let rooted = text.starts_with('/') || trimmed.trim_end_matches('/').contains('/');
        let mut segments: Vec<String> = trimmed.split('/').map(ToOwned::to_owned).collect();
        if segments.last().is_some_and(String::is_empty) {
            segments.pop();
            segments.push("**".to_owned());
        }
        Self { segments, rooted }
    }

    /// Whether it means a path or what lies above it.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let pattern: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        let last = if self.rooted { 0 } else { path.len() };
        (0..=last).any(|skip| path.get(skip..).is_some_and(|path| matches_path(&pattern, path)))
    }

    /// How long it is: of two that match, the longer is the narrower one.
    pub fn length(&self) -> usize {
        self.segments.iter().map(String::len).sum()
    }
}

impl Owners {
    /// Reads the text. Lines in a form that GitHub does not take (`!`, `[…]`, sections) are left out.
    pub fn parse(text: &str) -> Self {
        let mut lines = Vec::new();
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with(['#', '!', '[', '^']) {
                continue;
            }
            let mut words = line.split_ascii_whitespace();
            let Some(pattern) = words.next() else { continue };
            let owners = words.map(ToOwned::to_owned).collect();
            lines.push((Pattern::parse(pattern), owners));
        }
        Self { lines }
    }

    /// The owners of a path; none when no line matches or the last one that does names nobody.
    pub fn of(&self, path: &str) -> &[String] {
        self.lines.iter().rev().find(|(pattern, _)| pattern.matches(path)).map_or(&[], |(_, owners)| owners)
    }
}

/// Matches segments; a pattern that is used up matches all that lies below, unless it ended in `*`.
fn matches_path(pattern: &[&str], path: &[&str]) -> bool {
    // Positions of the path that the pattern read so far can have come to.
    let mut reached = vec![0_usize];
    for (index, segment) in pattern.iter().enumerate() {
        let mut next = Vec::new();
        if *segment == "**" {
            let least = reached.iter().min().copied().unwrap_or(path.len());
            let last = index + 1 == pattern.len();
            next.extend(least..=path.len());
            if last && least < path.len() {
                return true;
            }
        } else {
            for at in &reached {
                if path.get(*at).is_some_and(|name| matches_segment(segment.as_bytes(), name.as_bytes())) {
                    next.push(at + 1);
                }
            }
        }
        if next.is_empty() {
            return false;
        }
        reached = next;
    }
    let star = pattern.last().is_some_and(|segment| segment.contains('*') && pattern.len() > 1);
    reached.iter().any(|at| *at == path.len() || (*at > 0 && !star))
}

/// `*` and `?` within a segment. Linear: on a mismatch, only the last `*` is tried again.
fn matches_segment(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut of, mut star) = (0, 0, None);
    while of < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(byte) if *byte == b'?' || name.get(of) == Some(byte) => {
                at += 1;
                of += 1;
            }
            _ => {
                let Some((star_at, star_of)) = star else { return false };
                star = Some((star_at, star_of + 1));
                at = star_at + 1;
                of = star_of + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::Owners;

    #[test]
    fn the_last_matching_line_wins() {
        let owners = Owners::parse(
            "* @everybody\n*.sql @dba\n/services/ @backend\n/services/billing/** @billing @finance\ndocs/* @writers\n/free/\n",
        );

        let of = |path: &str| owners.of(path).join(" ");

        assert_eq!(of("README.md"), "@everybody");
        assert_eq!(of("db/migrations/1.sql"), "@dba");
        assert_eq!(of("services/api/main.go"), "@backend");
        assert_eq!(of("services/billing/a/b.go"), "@billing @finance");
        assert_eq!(of("docs/a.md"), "@writers");
        assert_eq!(of("docs/deep/a.md"), "@everybody");
        assert_eq!(of("free/a.md"), "");
    }
}
