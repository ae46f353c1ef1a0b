//! What a service of a stack usually needs: where to begin, until it was measured.

use architect_container::generate::Stack;

/// Requests, limits and times of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// CPU that is kept for it.
    pub cpu: &'static str,
    /// CPU that it may take.
    pub cpu_limit: &'static str,
    /// Memory that is kept for it and that it may take, in MiB.
    pub memory: u32,
    /// Seconds between two looks whether it has started; thirty looks are taken.
    pub start_period: u32,
}

/// The size of a stack.
pub fn of(stack: Option<Stack>) -> Size {
    let size = |cpu, cpu_limit, memory, start_period| Size { cpu, cpu_limit, memory, start_period };
    match stack {
        Some(Stack::Java) => size("250m", "2", 768, 5),
        Some(Stack::Go | Stack::Rust) => size("50m", "1", 128, 2),
        Some(Stack::Node | Stack::Python) | None => size("100m", "1", 256, 2),
    }
}
