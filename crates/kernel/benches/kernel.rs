//! Times the kernels.

fn main() {}
