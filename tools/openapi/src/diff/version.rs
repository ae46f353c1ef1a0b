//! Which version the changes ask for, by Semantic Versioning 2.0.

/// What is said of the versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// `info.version` of the base.
    pub base: Option<String>,
    /// `info.version` of the revision.
    pub revision: Option<String>,
    /// The least version that the changes ask for; none when the base's is no semantic version.
    pub least: Option<String>,
    /// What the revision's version does not say, with the fine name of that.
    pub shortfall: Option<(&'static str, String)>,
}

/// A semantic version without what stands behind `-` and `+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Semantic {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Semantic {
    /// Reads `1.2.3`, `v1.2`, `2`; `None` for dates and words.
    fn read(text: &str) -> Option<(Self, &'static str)> {
        let (prefix, text) = match text.trim().strip_prefix('v') {
            Some(rest) => ("v", rest),
            None => ("", text.trim()),
        };
        let core = text.split(['-', '+']).next()?;
        let mut parts = core.split('.').map(str::parse::<u64>);
        let major = parts.next()?.ok()?;
        let minor = parts.next().transpose().ok()?.unwrap_or(0);
        let patch = parts.next().transpose().ok()?.unwrap_or(0);
        // A year as the first number is a date.
        (parts.next().is_none() && major < 1_900 && !text.is_empty())
            .then_some((Self { major, minor, patch }, prefix))
    }
}

impl std::fmt::Display for Semantic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Compares the versions with what the changes ask for. Before 1.0.0 the second number counts as the first.
pub(super) fn advise(
    base: Option<String>,
    revision: Option<String>,
    (breaking, risky, safe): (usize, usize, usize),
) -> Advice {
    let mut advice = Advice { base, revision, ..Advice::default() };
    let Some((old, prefix)) = advice.base.as_deref().and_then(Semantic::read) else { return advice };
    let least = if breaking > 0 {
        if old.major == 0 {
            Semantic { minor: old.minor.saturating_add(1), patch: 0, ..old }
        } else {
            Semantic { major: old.major.saturating_add(1), minor: 0, patch: 0 }
        }
    } else if risky + safe > 0 {
        if old.major == 0 {
            Semantic { patch: old.patch.saturating_add(1), ..old }
        } else {
            Semantic { minor: old.minor.saturating_add(1), patch: 0, ..old }
        }
    } else {
        old
    };
    advice.least = Some(format!("{prefix}{least}"));
    if let Some((new, _)) = advice.revision.as_deref().and_then(Semantic::read)
        && new < least
        && breaking > 0
    {
        let what = format!("breaking changes ask for {prefix}{least}");
        advice.shortfall = Some(match new.cmp(&old) {
            std::cmp::Ordering::Less => {
                ("api-version-decreased", format!("the version went down from {old} to {new}, but {what}"))
            }
            std::cmp::Ordering::Equal => {
                ("api-version-not-bumped", format!("the version is still {new}, but {what}"))
            }
            std::cmp::Ordering::Greater => {
                ("api-major-version-not-bumped", format!("the version went from {old} to {new}, but {what}"))
            }
        });
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(base: &str, grades: (usize, usize, usize)) -> Option<String> {
        advise(Some(base.to_owned()), None, grades).least
    }

    #[test]
    fn a_breaking_change_asks_for_the_next_first_number() {
        assert_eq!(least("1.4.2", (1, 0, 3)).as_deref(), Some("2.0.0"));
        assert_eq!(least("v1", (1, 0, 0)).as_deref(), Some("v2.0.0"));
        assert_eq!(least("0.4.2", (1, 0, 0)).as_deref(), Some("0.5.0"));
        assert_eq!(least("1.4.2", (0, 1, 0)).as_deref(), Some("1.5.0"));
        assert_eq!(least("1.4.2", (0, 0, 0)).as_deref(), Some("1.4.2"));
        assert_eq!(least("2026-01-31", (1, 0, 0)), None);
    }

    #[test]
    fn a_version_that_says_too_little_is_named() {
        let shortfall = |revision: &str| {
            advise(Some("1.4.2".to_owned()), Some(revision.to_owned()), (1, 0, 0)).shortfall.map(|(name, _)| name)
        };

        assert_eq!(shortfall("2.0.0"), None);
        assert_eq!(shortfall("1.4.2"), Some("api-version-not-bumped"));
        assert_eq!(shortfall("1.5.0"), Some("api-major-version-not-bumped"));
        assert_eq!(shortfall("1.3.0"), Some("api-version-decreased"));
    }
}
