//! Golden files: what came out once, and somebody read and found right.

use std::fs;
use std::path::Path;

/// Where what came out differs from the golden file, at the first line that does; nothing where it does not.
///
/// With `ALTAVOCE_UPDATE_GOLDENS=1` the file is written anew instead; read it before you commit.
pub fn difference(golden: &Path, got: &str) -> Option<String> {
    if std::env::var("ALTAVOCE_UPDATE_GOLDENS").is_ok_and(|v| v == "1") {
        fs::write(golden, got).unwrap_or_else(|e| panic!("{}: {e}", golden.display()));
        return None;
    }
    let want = fs::read_to_string(golden).unwrap_or_default();
    if got == want {
        return None;
    }
    let line = got.lines().zip(want.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or(got.lines().count().min(want.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_string();
    Some(format!("{}:{}\n  got  {}\n  want {}", golden.display(), line + 1, at(got), at(&want)))
}
