//! Artwork made by ffmpeg.

use std::process::Command;

use super::stage::Stage;

#[test]
fn artwork_is_judged_by_its_pixels() {
    // ffmpeg's source, its pixel format, the file; a part of the error, or nothing.
    let rows = [
        ("1400x1400", "yuvj420p", "a.jpg", ""),
        ("3000x3000", "yuvj444p", "a.jpeg", ""),
        ("1400x1400", "rgb24", "a.png", ""),
        ("1400x1400", "rgba", "a.png", ""),
        ("1400x1400", "gray", "a.png", "not in RGB"),
        ("1398x1398", "rgb24", "a.png", "is 1398 x 1398 pixels"),
        ("3002x3002", "yuvj420p", "a.jpg", "is 3002 x 3002 pixels"),
        ("1400x1500", "yuvj420p", "a.jpg", "is 1400 x 1500 pixels"),
        ("1400x1400", "bgr24", "a.bmp", "neither a whole JPEG nor a whole PNG"),
    ];
    let mut wrong = Vec::new();
    for (size, format, name, expected) in rows {
        let mut stage = Stage::new();
        stage.episode("001-a", |_| {});
        let run = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", &format!("color=c=teal:s={size}"), "-frames:v", "1"])
            .args(["-pix_fmt", format])
            .arg(stage.folder.path().join("issues").join(name))
            .status()
            .expect("run .ci/setup.sh test first");
        assert!(run.success(), "{size} {format} {name}");
        stage.show.feed.artwork = name.into();
        let said = stage.write().err().map(|e| e.to_string()).unwrap_or_default();
        if said.is_empty() != expected.is_empty() || !said.contains(expected) {
            wrong.push(format!("{size} {format} {name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
