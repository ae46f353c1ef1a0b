//! Where ours differs from hadolint's tests on purpose.

/// The rule, the title of the test, and the reason.
pub(super) const EXPLAINED: &[(&str, &str, &str)] = &[];
