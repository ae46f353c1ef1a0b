//! Releases of Kubernetes that are known: 1.33 to 1.37.

use std::fmt;

/// A minor release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    minor: u8,
}

impl Release {
    /// The oldest that is known.
    pub const OLDEST: Self = Self { minor: 33 };
    /// The newest that is known.
    pub const NEWEST: Self = Self { minor: 37 };

    /// The release of a minor number.
    pub const fn of_minor(minor: u8) -> Self {
        Self { minor }
    }

    /// The number behind `1.`.
    pub fn minor(self) -> u8 {
        self.minor
    }

    /// Reads `1.34`, `v1.34.2`; `None` when it is none that is known.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let minor = text.strip_prefix("1.")?.split('.').next()?.parse().ok()?;
        (Self::OLDEST.minor..=Self::NEWEST.minor).contains(&minor).then_some(Self { minor })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}
