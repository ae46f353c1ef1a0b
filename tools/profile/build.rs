//! Builds the crate anew when a file is added to or removed from `prompts/`: the embedding macro alone only notices
//! changes in files that it knows.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../prompts");
}
