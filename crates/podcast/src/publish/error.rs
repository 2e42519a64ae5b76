//! What a storage answered, as one sentence that says what to do, and without a secret in it.

use std::fmt;

use altavoce_base::error::Error;
use altavoce_base::tr;
use opendal::ErrorKind;

use crate::address;
use crate::channel::publish::Target;

/// What must never be printed: the values of the credentials.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} of them)", self.0.len())
    }
}

impl Secrets {
    /// Remembers a value, as it is and as an address would hold it.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.len() >= 3 {
            // A token for Azure is a piece of a query: each of its values is a secret by itself.
            let pieces = value.split(['&', '?', '=']).filter(|p| p.len() >= 16);
            let all: Vec<String> = pieces.chain([value]).flat_map(|p| [p.to_string(), address::encoded(p)]).collect();
            self.0.extend(all);
        }
    }

    /// The text with every secret replaced by `***`.
    pub fn redact(&self, text: &str) -> String {
        let mut longest: Vec<&String> = self.0.iter().collect();
        longest.sort_by_key(|s| std::cmp::Reverse(s.len()));
        let mut text = longest.into_iter().fold(text.to_string(), |text, secret| text.replace(secret.as_str(), "***"));
        // What signs an address opens it to whoever reads it.
        for key in ["sig=", "Signature=", "X-Amz-Security-Token="] {
            let mut from = 0;
            while let Some(at) = text[from..].find(key).map(|at| from + at + key.len()) {
                let length = text[at..].find(|c: char| c == '&' || c == '"' || c.is_whitespace());
                text.replace_range(at..length.map_or(text.len(), |l| at + l), "***");
                from = at;
            }
        }
        text
    }
}

/// An error of the storage, kept for `-v` with its secrets redacted.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Answer(String);

/// Whether trying the whole file once more may help.
pub fn is_retryable(error: &opendal::Error) -> bool {
    let said = everything(error).to_lowercase();
    let hopeless = error.kind() != ErrorKind::Unexpected && error.kind() != ErrorKind::RateLimited;
    !(hopeless || is_full(&said) || said.contains("dns error") || said.contains("status: 401"))
}

/// `doing` (`write`, `read` …) at `place` failed.
pub fn explain(doing: &str, place: &str, target: &Target, secrets: &Secrets, error: opendal::Error) -> Error {
    // A secret is known by its letters as they are; signs of what went wrong come in all sizes.
    let raw = everything(&error);
    let said = raw.to_lowercase();
    let (what, fix) = reason(&error, &said, target);
    let what = match what {
        Some(what) => what.to_string(),
        None => {
            let short: String = secrets.redact(error.message()).split_whitespace().collect::<Vec<_>>().join(" ");
            short.chars().take(160).collect()
        }
    };
    let redacted = secrets.redact(&raw);
    Error::operator(tr!("cannot {doing}: {what}")).in_file(place).fix(fix).caused_by(Answer(redacted))
}

/// The error and all that caused it.
fn everything(error: &opendal::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

fn is_full(said: &str) -> bool {
    ["no space left", "storagefull", "quotaexceeded", "disk quota", "status: 507", "insufficient storage"]
        .iter()
        .any(|sign| said.contains(sign))
}

fn reason(error: &opendal::Error, said: &str, target: &Target) -> (Option<&'static str>, &'static str) {
    let has = |signs: &[&str]| signs.iter().any(|s| said.contains(s));
    let credentials = match target {
        Target::Folder(_) | Target::GitHubPages { .. } => tr!("change its permissions or publish to another folder"),
        Target::S3 { .. } => {
            tr!("check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may list, read and write there")
        }
        Target::WebDav { .. } => {
            tr!("check ALTAVOCE_WEBDAV_USER and ALTAVOCE_WEBDAV_PASSWORD, and that they may write there")
        }
        Target::Sftp { .. } => {
            tr!("check that ssh logs in there without asking, with `key` of [publish] if it is set, and may write")
        }
        Target::Gcs { .. } => {
            tr!("check the file that GOOGLE_APPLICATION_CREDENTIALS names, and that it may list, read and write there")
        }
        Target::Azure { .. } => {
            tr!("check AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, and that it may list, read and write there")
        }
    };
    let later = tr!("what was published before stands; run it again when the network is back");
    if is_full(said) {
        return (Some(tr!("the disk there is full")), tr!("free some space there and run it again"));
    }
    if has(&["nosuchbucket", "containernotfound", "specified bucket does not exist"]) {
        return (Some(tr!("there is no such bucket")), tr!("make it, or mend `target` of [publish]"));
    }
    if has(&["dns error", "failed to lookup", "could not resolve hostname", "name or service not known"]) {
        return (
            Some(tr!("the host is not known")),
            tr!("mend `target` or `endpoint` of [publish], or look at the network"),
        );
    }
    if has(&["host key verification failed"]) {
        let fix = tr!("log in there with ssh once and compare its key, or set known_hosts = \"add\" in [publish]");
        return (Some(tr!("ssh does not know the host's key")), fix);
    }
    if has(&["connection refused", "no route to host", "network is unreachable"]) {
        return (Some(tr!("nobody answers there")), later);
    }
    if has(&["certificate", "invalid peer", "unknownissuer"]) {
        return (
            Some(tr!("the server's certificate is not trusted")),
            tr!("check the host's name and this machine's clock"),
        );
    }
    let refused = error.kind() == ErrorKind::PermissionDenied
        || has(&["status: 401", "status: 403", "invalidaccesskeyid", "signaturedoesnotmatch", "permission denied"])
        || has(&["authenticationfailed", "no credential", "loading credential", "failed to load signing"]);
    if refused {
        let what = match target {
            Target::Folder(_) => tr!("permission denied"),
            _ => tr!("the storage refuses the credentials"),
        };
        return (Some(what), credentials);
    }
    if has(&["timeout reached", "timed out", "connection request: timeout"]) {
        return (Some(tr!("no answer came in time")), later);
    }
    if has(&["readonlyfilesystem", "read-only file system"]) {
        return (Some(tr!("the file system there can only be read")), tr!("publish to another folder"));
    }
    match error.kind() {
        ErrorKind::NotFound => (Some(tr!("there is no such file")), tr!("run it again")),
        ErrorKind::RateLimited => (Some(tr!("the storage asks for fewer requests")), later),
        ErrorKind::ConfigInvalid => (None, tr!("mend [publish] in show.toml")),
        _ => (None, later),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_become_one_sentence_without_secrets() {
        let io = |kind: std::io::ErrorKind| std::io::Error::new(kind, "from the system");
        let e = |kind, message: &str| opendal::Error::new(kind, message);
        let s3 = Target::S3 { bucket: "b".into(), prefix: String::new() };
        let folder = Target::Folder("/srv".into());
        let sftp = Target::Sftp { server: "ssh://h".into(), folder: "/x".into() };
        let rows = [
            (
                &s3,
                e(ErrorKind::NotFound, "S3Error { code: \"NoSuchBucket\" }"),
                "cannot list: there is no such bucket; make it",
            ),
            (
                &s3,
                e(ErrorKind::PermissionDenied, "InvalidAccessKeyId"),
                "refuses the credentials; check AWS_ACCESS_KEY_ID",
            ),
            (
                &s3,
                e(ErrorKind::Unexpected, "send http request").set_source(io(std::io::ErrorKind::ConnectionRefused)),
                "cannot list: from the system",
            ),
            (&s3, e(ErrorKind::Unexpected, "x").set_source(anyhow_like("dns error: failed")), "the host is not known"),
            (&s3, e(ErrorKind::Unexpected, "operation timeout reached"), "no answer came in time; what was published"),
            (
                &folder,
                e(ErrorKind::Unexpected, "StorageFull").set_source(io(std::io::ErrorKind::StorageFull)),
                "the disk there is full; free some space there",
            ),
            (&folder, e(ErrorKind::PermissionDenied, "x"), "permission denied; change its permissions"),
            (
                &sftp,
                e(ErrorKind::Unexpected, "ssh error").set_source(anyhow_like("Permission denied (publickey)")),
                "check that ssh logs in",
            ),
            (
                &sftp,
                e(ErrorKind::Unexpected, "ssh error").set_source(anyhow_like("Host key verification failed.")),
                "ssh does not know the host's key",
            ),
            (
                &s3,
                e(ErrorKind::Unexpected, "x SeGreto/h+").set_source(anyhow_like("SeGreto/h+ SeGreto%2Fh%2B")),
                "cannot list: x ***; ",
            ),
            (&s3, e(ErrorKind::Unexpected, "strange hunter2 and hunter2"), "cannot list: strange *** and ***; "),
        ];
        let mut secrets = Secrets::default();
        secrets.add("hunter2");
        secrets.add("SeGreto/h+");
        let mut wrong = Vec::new();
        for (target, error, expected) in rows {
            let said = explain("list", "place", target, &secrets, error);
            let cause = std::error::Error::source(&said).map(|c| c.to_string()).unwrap_or_default();
            let expected = expected.replace("from the system", "send http request");
            let shown = format!("{said}{cause}").to_lowercase();
            if !said.to_string().contains(&expected) || shown.contains("hunter2") || shown.contains("segreto") {
                wrong.push(format!("{expected}: {said} ({cause})"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn anyhow_like(text: &str) -> std::io::Error {
        std::io::Error::other(text.to_string())
    }

    #[test]
    fn a_signed_address_is_redacted_even_when_its_secret_is_not_known() {
        let said = Secrets::default().redact("GET \"https://a/x?sv=1&sig=abc%2B&se=2\" sig=def end");
        assert_eq!(said, "GET \"https://a/x?sv=1&sig=***&se=2\" sig=*** end");
        let mut secrets = Secrets::default();
        secrets.add("sv=2022&sig=0123456789abcdef0123");
        assert_eq!(secrets.redact("at 0123456789abcdef0123"), "at ***");
    }
}
