//! The `altavoce` program.
fn main() {}
