//! Greets.

pub fn to(name: &str) -> String {
    format!("hello, {name}")
}
