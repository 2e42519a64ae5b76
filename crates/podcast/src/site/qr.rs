//! The feed's address as a QR code, which a phone reads off the screen of a computer.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The white margin that readers need, in modules (ISO/IEC 18004, 6.3.8).
const MARGIN: usize = 4;

/// The address as an SVG of one path, black on white whatever the page's colours are; nothing of an address that is too long
/// for a code.
///
/// ```
/// let svg = altavoce_podcast::site::qr::svg("https://example.org/feed.xml").unwrap();
/// assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
/// assert_eq!(altavoce_podcast::site::qr::svg(&"x".repeat(3000)), None);
/// ```
pub fn svg(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let (width, side) = (code.width(), code.width() + 2 * MARGIN);
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        // A run of dark modules at a time.
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + MARGIN, y + MARGIN, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" width=\"200\" height=\"200\" role=\"img\" aria-label=\"Codice QR con \
         l’indirizzo del feed\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
