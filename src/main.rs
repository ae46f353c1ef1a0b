//! The binary: everything is in the library, so that tests and examples reach it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    backend_architect::cli::main()
}
