//! What the value of a label is.

/// What the value of a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelKind {
    /// Anything.
    Text,
    /// An address with a scheme.
    Url,
    /// A moment, `2026-01-31T12:00:00Z`.
    Rfc3339,
    /// A licence expression of SPDX.
    Spdx,
    /// The name of a commit, whole or shortened.
    Hash,
    /// A version, `1.2.3-rc.1`.
    Semver,
    /// An address for mail.
    Email,
}

impl LabelKind {
    /// The kind by its name in a configuration.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "text" | "raw-text" => Self::Text,
            "url" => Self::Url,
            "rfc3339" => Self::Rfc3339,
            "spdx" => Self::Spdx,
            "hash" | "git-hash" => Self::Hash,
            "semver" => Self::Semver,
            "email" => Self::Email,
            _ => return None,
        })
    }

    /// The kind that the predefined keys of the OCI have.
    pub fn of_predefined(label: &str) -> Option<Self> {
        match label.strip_prefix("org.opencontainers.image.")? {
            "created" => Some(Self::Rfc3339),
            "url" | "documentation" | "source" => Some(Self::Url),
            "licenses" => Some(Self::Spdx),
            _ => None,
        }
    }

    /// What a message calls a value of the kind.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Url => "an address with a scheme, as in https://example.com",
            Self::Rfc3339 => "a moment of RFC 3339, as in 2026-01-31T12:00:00Z",
            Self::Spdx => "a licence expression of SPDX, as in Apache-2.0 OR MIT",
            Self::Hash => "the name of a commit, 7 to 64 hexadecimal digits",
            Self::Semver => "a semantic version, as in 1.2.3",
            Self::Email => "an address for mail",
        }
    }

    /// Whether a value is of the kind.
    pub fn admits(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Url => is_url(value),
            Self::Rfc3339 => is_moment(value),
            Self::Spdx => spdx::Expression::parse_mode(value, spdx::ParseMode::LAX).is_ok(),
            Self::Hash => (7..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::Semver => is_version(value),
            Self::Email => is_mail(value),
        }
    }
}

fn is_url(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, rest)| {
        let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        named && !rest.is_empty() && !rest.contains(char::is_whitespace)
    })
}

/// `2026-01-31T12:00:00Z`, with a fraction and an offset where they are wanted.
fn is_moment(value: &str) -> bool {
    let Some((date, time)) = value.split_once(['T', 't', ' ']) else { return false };
    let numbers = |text: &str, sign: char, lengths: &[usize], most: &[u32]| {
        let parts: Vec<&str> = text.split(sign).collect();
        parts.len() == lengths.len()
            && parts.iter().zip(lengths).zip(most).all(|((part, length), most)| {
                part.len() == *length
                    && part.bytes().all(|byte| byte.is_ascii_digit())
                    && part.parse::<u32>().is_ok_and(|number| number <= *most)
            })
    };
    let zone = time.rfind(['Z', 'z', '+', '-']);
    let Some((clock, zone)) = zone.and_then(|at| time.split_at_checked(at)) else { return false };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let offset = zone.get(1..).unwrap_or_default();
    let zoned =
        if zone.starts_with(['Z', 'z']) { offset.is_empty() } else { numbers(offset, ':', &[2, 2], &[23, 59]) };
    numbers(date, '-', &[4, 2, 2], &[9_999, 12, 31])
        && numbers(clock, ':', &[2, 2, 2], &[23, 59, 60])
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && zoned
}

/// Three numbers, then what semver.org allows behind them.
fn is_version(value: &str) -> bool {
    let (value, build) = value.split_once('+').unwrap_or((value, "0"));
    let (core, before) = value.split_once('-').unwrap_or((value, "0"));
    let number = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'))
    };
    let parts = |text: &str, strict: bool| {
        text.split('.').all(|part| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !(strict && digits && !number(part))
        })
    };
    core.split('.').count() == 3 && core.split('.').all(number) && parts(before, true) && parts(build, false)
}

fn is_mail(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let plain =
        |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>()[],;:\\\"".contains(c));
    plain(local)
        && plain(domain)
        && !local.contains('@')
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::LabelKind::{self, Email, Hash, Rfc3339, Semver, Spdx, Url};

    #[test]
    fn values_are_told_apart() {
        let right: [(LabelKind, &[&str]); 6] = [
            (Url, &["https://example.com/a?b", "git+ssh://git@example.com/a"]),
            (Rfc3339, &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.25+02:00", "2026-01-31 12:00:00z"]),
            (Spdx, &["MIT", "Apache-2.0 OR MIT", "GPL-2.0-only WITH Classpath-exception-2.0"]),
            (Hash, &["0123abc", "0123456789abcdef0123456789abcdef01234567"]),
            (Semver, &["1.2.3", "0.1.0-rc.1+build.05"]),
            (Email, &["team@example.com", "a.b+c@mail.example.org"]),
        ];
        let wrong: [(LabelKind, &[&str]); 6] = [
            (Url, &["example.com", "https://", "://x"]),
            (Rfc3339, &["2026-01-31", "2026-13-31T12:00:00Z", "2026-01-31T12:00:00", "31.1.2026"]),
            (Spdx, &["", "mine", "MIT or maybe not"]),
            (Hash, &["abc", "main", "0123456789abcdefg"]),
            (Semver, &["1.2", "v1.2.3", "1.02.3", "latest"]),
            (Email, &["team", "Team <team@example.com>", "team@", "a@b@example.com"]),
        ];

        for (kind, values) in right {
            for value in values {
                assert!(kind.admits(value), "{kind:?} {value}");
            }
        }
        for (kind, values) in wrong {
            for value in values {
                assert!(!kind.admits(value), "{kind:?} {value}");
            }
        }
    }
}
