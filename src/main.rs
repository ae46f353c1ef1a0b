//! The binary: everything is in the library, so that tests and examples reach it too.

use std::process::ExitCode;

/// It gives back what a large call took, where that of glibc keeps it for each thread; and that of musl is slow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    backend_architect::cli::main()
}
