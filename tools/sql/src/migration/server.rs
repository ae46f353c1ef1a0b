//! The server that a migration is for: its dialect and its version.

use crate::dialect::Dialect;

/// A version of a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// `15` of `15.3`.
    pub major: u32,
    /// `6` of `10.6.12`.
    pub minor: u32,
    /// `12` of `10.6.12`.
    pub patch: u32,
}

impl Version {
    /// A version by its numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `15`, `10.6` or `8.0.29`; what stands behind, as in `10.11.6-MariaDB`, is passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.trim().find(|c: char| !c.is_ascii_digit() && c != '.');
        let numbers = text.trim().get(..end.unwrap_or(text.trim().len()))?.trim_end_matches('.');
        let mut parts = numbers.split('.').map(|part| part.parse::<u32>().ok());
        let version = Self {
            major: parts.next()??,
            minor: parts.next().map_or(Some(0), |part| part)?,
            patch: parts.next().map_or(Some(0), |part| part)?,
        };
        Some(version)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.minor, self.patch) {
            (0, 0) => write!(f, "{}", self.major),
            (minor, 0) => write!(f, "{}.{minor}", self.major),
            (minor, patch) => write!(f, "{}.{minor}.{patch}", self.major),
        }
    }
}

/// A server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Server {
    /// Its dialect.
    pub dialect: Dialect,
    /// Its version.
    pub version: Version,
    /// The version was not said: an old one was taken, so that nothing newer is leant on.
    pub assumed: bool,
}

/// The oldest and the newest version that are judged.
pub const fn judged(dialect: Dialect) -> (Version, Version) {
    match dialect {
        Dialect::PostgreSql => (Version::new(12, 0, 0), Version::new(18, 0, 0)),
        Dialect::MySql => (Version::new(8, 0, 12), Version::new(8, 4, 0)),
        Dialect::MariaDb => (Version::new(10, 6, 0), Version::new(11, 8, 0)),
        Dialect::Sqlite => (Version::new(3, 22, 0), Version::new(3, 99, 0)),
        Dialect::MsSql => (Version::new(2016, 0, 0), Version::new(2025, 0, 0)),
    }
}

impl Server {
    /// A server by what was said of its version; `None` when that version is not judged.
    pub fn new(dialect: Dialect, said: Option<Version>) -> Option<Self> {
        let (oldest, newest) = judged(dialect);
        let Some(version) = said else {
            // SQLite comes with the program, and hardly one has a version without `DROP COLUMN` any more.
            let version = if dialect == Dialect::Sqlite { Version::new(3, 35, 0) } else { oldest };
            return Some(Self { dialect, version, assumed: true });
        };
        // `8.0` is any of its releases: the oldest is the one to go by.
        let series = |version: Version| (version.major, version.minor);
        let inside = series(oldest) <= series(version) && series(version) <= series(newest);
        let of_year = dialect != Dialect::PostgreSql || version.major <= newest.major;
        (inside || (dialect == Dialect::PostgreSql && oldest.major <= version.major && of_year)).then(|| Self {
            dialect,
            version: version.max(oldest),
            assumed: false,
        })
    }

    /// Whether it is at least this version.
    pub fn is_at_least(&self, major: u32, minor: u32, patch: u32) -> bool {
        self.version >= Version::new(major, minor, patch)
    }

    /// Whether a copy of a table lets writes pass: MariaDB can since 11.2.
    pub fn copies_online(&self) -> bool {
        self.dialect == Dialect::MariaDb && self.is_at_least(11, 2, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Server, Version};

    #[test]
    fn a_version_is_read_as_people_write_it() {
        for (text, expected) in [
            ("15", Some(Version::new(15, 0, 0))),
            ("8.0.29", Some(Version::new(8, 0, 29))),
            ("10.11.6-MariaDB", Some(Version::new(10, 11, 6))),
            (" 8.0 ", Some(Version::new(8, 0, 0))),
            ("15.", Some(Version::new(15, 0, 0))),
            ("", None),
            ("latest", None),
            ("99999999999999", None),
        ] {
            assert_eq!(Version::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_server_outside_of_what_is_judged_is_none() {
        for (dialect, text, judged) in [
            (Dialect::PostgreSql, "18.1", true),
            (Dialect::PostgreSql, "19", false),
            (Dialect::PostgreSql, "11.9", false),
            (Dialect::MySql, "8", true),
            (Dialect::MySql, "5.7", false),
            (Dialect::MySql, "8.4.2", true),
            (Dialect::MariaDb, "10.5", false),
            (Dialect::MariaDb, "10.6.1", true),
            (Dialect::MsSql, "2022", true),
        ] {
            let server = Server::new(dialect, Version::parse(text));
            assert_eq!(server.is_some(), judged, "{dialect} {text}");
        }
    }
}
