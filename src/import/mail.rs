//! E-mails as programs save them (`.eml`), and pages saved in one file (`.mht`), which are written the same way.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::{tr, trn};
use mail_parser::{MessageParser, PartType};

use super::diagnostic::Diagnostic;
use super::envelope;
use super::front_matter::Metadata;
use super::text;

/// What an e-mail holds.
pub struct Mail {
    /// What its head says.
    pub metadata: Metadata,
    /// Its text.
    pub text: String,
    /// Whether the text is HTML.
    pub is_html: bool,
    /// What is not in the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether bytes begin like an e-mail: lines of a head, a subject among them and what only programs write.
pub fn is_one(bytes: &[u8]) -> bool {
    /// Heads with all that servers add are no longer, in bytes.
    const LONGEST: usize = 64 << 10;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).to_lowercase();
    let has = |names: &[&str]| {
        let lines = head.lines().take_while(|line| !line.is_empty());
        lines.into_iter().any(|line| names.iter().any(|name| line.starts_with(name)))
    };
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let first = head.lines().next().unwrap_or_default();
    let begins = first.split_once(':').is_some_and(|(name, _)| is_name(name)) || first.starts_with("from ");
    begins && has(&["subject:"]) && has(&["mime-version:", "message-id:", "received:", "content-type:"])
}

/// Reads an e-mail.
///
/// # Errors
/// The author's: there is no text in it, or it is a box of several.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Mail> {
    let refuse = |what: &str| Error::author(what).in_file(path);
    if bytes.starts_with(b"From ") {
        let e = refuse(tr!("this is a mailbox, which may hold several e-mails"));
        return Err(e.fix(tr!("save the e-mail alone, as .eml")));
    }
    let unread = || refuse(tr!("there is no text in this e-mail")).fix(tr!("save the e-mail again, whole"));
    let message = MessageParser::default().parse(bytes).ok_or_else(unread)?;
    let html = message.html_body.first().and_then(|id| message.parts.get(*id as usize));
    let (body, is_html) = match html.map(|part| &part.body) {
        Some(PartType::Html(html)) => (html.to_string(), true),
        _ => (message.body_text(0).ok_or_else(unread)?.replace("\r\n", "\n"), false),
    };
    if body.trim().is_empty() {
        return Err(unread());
    }
    let mut metadata = Metadata::default();
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.name());
    let said =
        [message.subject().map(str::to_string), sender.map(str::to_string), message.date().map(|d| d.to_rfc3339())];
    envelope::fill(&mut metadata, said);
    // Of a page's title its reader makes Markdown.
    if !is_html {
        metadata.title = metadata.title.map(|title| text::as_markdown(&title));
    }
    let count = message.attachment_count();
    let told = (count > 0).then(|| {
        Diagnostic::left_out(
            None,
            trn!(count, "1 file that came with the e-mail", "{count} files that came with the e-mail"),
        )
    });
    Ok(Mail { metadata, text: body, is_html, diagnostics: told.into_iter().collect() })
}
