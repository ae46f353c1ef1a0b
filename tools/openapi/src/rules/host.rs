//! Which addresses are reached over the public network without encryption.

/// Whether an address is plain HTTP to a host that is not private by its name.
pub(super) fn is_reached_over_http(url: &str) -> bool {
    let Some(scheme) = url.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")) else { return false };
    let rest = url.get(scheme.len()..).unwrap_or_default();
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    !is_private(host)
}

/// Whether a host is not reached over the public network, as far as its name tells.
pub(super) fn is_private(host: &str) -> bool {
    let local = [".local", ".localhost", ".internal", ".test", ".lan"];
    host.contains('{')
        || !host.contains('.')
        || host.starts_with("127.")
        || host.starts_with("10.")
        || host.starts_with("192.168.")
        || host == "0.0.0.0"
        || local.iter().any(|ending| host.ends_with(ending))
}
