//! Values that fields of Compose take beyond their type: durations, sizes, a few words.

use architect_core::nearest;

use super::duration;
use crate::fault::FaultKind;
use crate::node::Node;

/// Definition and field of a duration.
const DURATIONS: [(&str, &str); 11] = [
    ("deployment.restart_policy", "delay"),
    ("deployment.restart_policy", "window"),
    ("deployment.rollback_config", "delay"),
    ("deployment.rollback_config", "monitor"),
    ("deployment.update_config", "delay"),
    ("deployment.update_config", "monitor"),
    ("healthcheck", "interval"),
    ("healthcheck", "start_interval"),
    ("healthcheck", "start_period"),
    ("healthcheck", "timeout"),
    ("service", "stop_grace_period"),
];

/// Definition and field of a number of bytes.
const SIZES: [(&str, &str); 6] = [
    ("deployment.resources.limits", "memory"),
    ("deployment.resources.reservations", "memory"),
    ("service", "mem_limit"),
    ("service", "mem_reservation"),
    ("service", "shm_size"),
    ("build", "shm_size"),
];

/// Definition, field, and the words that it takes.
const WORDS: [(&str, &str, &[&str]); 6] = [
    ("depends_on", "condition", &["service_started", "service_healthy", "service_completed_successfully"]),
    ("deployment.restart_policy", "condition", &["none", "on-failure", "any"]),
    ("deployment.rollback_config", "order", &["start-first", "stop-first"]),
    ("deployment.update_config", "order", &["start-first", "stop-first"]),
    ("deployment.update_config", "failure_action", &["continue", "rollback", "pause"]),
    ("volumes", "type", &["bind", "volume", "tmpfs", "cluster", "npipe", "image"]),
];

/// What is wrong with the value of a field; its type is right.
pub(super) fn fault(definition: &str, field: &str, value: Node<'_>) -> Option<FaultKind> {
    let text = value.string()?;
    let here = (definition, field);
    let shown: String = text.chars().take(40).collect();
    let bad = |message: String, near: Option<String>| Some(FaultKind::BadValue { message, near });
    if DURATIONS.contains(&here) && duration::read(text).is_none() {
        let near = text.trim().parse::<u64>().ok().map(|seconds| format!("{seconds}s"));
        return bad(format!("`{shown}` is no duration, which `{field}` takes: a number with a unit"), near);
    }
    if SIZES.contains(&here) && !is_size(text) {
        return bad(format!("`{shown}` is no number of bytes, which `{field}` takes"), None);
    }
    if here == ("service", "restart") && !is_restart(text) {
        const RESTARTS: [&str; 4] = ["no", "always", "on-failure", "unless-stopped"];
        let near = nearest::nearest(text, RESTARTS).map(str::to_owned);
        return bad(format!("`restart` takes {}, not `{shown}`", RESTARTS.join(", ")), near);
    }
    let (.., words) = WORDS.iter().find(|(of, name, _)| (*of, *name) == here)?;
    if words.contains(&text) {
        return None;
    }
    let near = nearest::nearest(text, words.iter().copied()).map(str::to_owned);
    bad(format!("`{field}` takes {}, not `{shown}`", words.join(", ")), near)
}

/// `no`, `always`, `unless-stopped`, `on-failure`, `on-failure:3`.
fn is_restart(text: &str) -> bool {
    let is_count = |text: &str| text.parse::<u32>().is_ok();
    matches!(text, "" | "no" | "always" | "unless-stopped" | "on-failure")
        || text.strip_prefix("on-failure:").is_some_and(is_count)
}

/// A number with an optional unit: `512m`, `1.5gb`, `64MiB`.
fn is_size(text: &str) -> bool {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let unit = unit.trim_start().to_ascii_lowercase();
    let scale = unit.trim_end_matches('b').trim_end_matches('i');
    let right_unit = matches!(scale, "" | "k" | "m" | "g" | "t" | "p") && !matches!(unit.as_str(), "i" | "bb");
    (number.parse::<f64>().is_ok() || text == "-1") && right_unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_restarts_are_told_apart() {
        for text in ["512m", "1g", "1.5GB", "64MiB", "1024", "300 mb", "2k", "0"] {
            assert!(is_size(text), "{text}");
        }
        for text in ["512x", "m", "1,5g", "half", "1Gi-", "12ig"] {
            assert!(!is_size(text), "{text}");
        }
        assert!(is_restart("on-failure:3") && is_restart("no"));
        assert!(!is_restart("never") && !is_restart("on-failure:"));
    }
}
