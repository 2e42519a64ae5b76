//! Where a show is published: `[publish]` of `show.toml`, taken apart and checked. No secret has a place in it.

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::{SettingError, suggestion};
use altavoce_base::tr;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::parse_web;

/// `[publish]` of `show.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublishSettings {
    /// Where to: an address with one of the schemes `file`, `s3`, `webdav+https`, `sftp`, `gs`, `azblob`, `github-pages`.
    pub target: String,
    /// The server of `s3`, `gs` or `azblob`, where it is not the usual one: `https://s3.example.org`.
    pub endpoint: String,
    /// The region of `s3`; `AWS_REGION` when empty, else `us-east-1`.
    pub region: String,
    /// Whether `s3` puts the bucket in front of the host's name instead of into the path.
    pub virtual_host: bool,
    /// The storage account of `azblob`; `AZURE_STORAGE_ACCOUNT` when empty.
    pub account: String,
    /// The path of the private key of `sftp`; ssh's own choice when empty. `~/` is the home folder.
    pub key: String,
    /// What `sftp` does with a host's key that it has not seen: `strict` (the default) refuses it, `add` keeps it.
    pub known_hosts: String,
}

/// Schemes, as they are written.
const SCHEMES: [&str; 8] = ["file", "s3", "webdav+https", "webdav+http", "sftp", "gs", "azblob", "github-pages"];

/// A folder of this machine as a target names it, for messages.
const FOLDER: &str = if cfg!(windows) { "\"file:///C:/podcast\"" } else { "\"file:///srv/www/podcast\"" };

/// A place that files can be published to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A folder of this machine, absolute.
    Folder(String),
    /// An S3-compatible store.
    S3 {
        /// The bucket.
        bucket: String,
        /// The prefix, without slashes around it.
        prefix: String,
    },
    /// A WebDAV server.
    WebDav {
        /// Scheme, host and port.
        server: String,
        /// The path, without slashes around it.
        prefix: String,
    },
    /// A server that speaks SFTP.
    Sftp {
        /// `ssh://user@host:port`.
        server: String,
        /// The absolute path on it.
        folder: String,
    },
    /// Google Cloud Storage.
    Gcs {
        /// The bucket.
        bucket: String,
        /// The prefix, without slashes around it.
        prefix: String,
    },
    /// GitHub Pages: a branch of a repository.
    GitHubPages {
        /// Its owner and its name, `owner/name`.
        repository: String,
    },
    /// Azure Blob Storage.
    Azure {
        /// The container.
        container: String,
        /// The prefix, without slashes around it.
        prefix: String,
    },
}

impl PublishSettings {
    /// The place that `target` names.
    ///
    /// # Errors
    /// The author's, without the file: not set, a scheme that is not known, an address without bucket or host, a
    /// password in it.
    ///
    /// ```
    /// use altavoce_podcast::channel::publish::{PublishSettings, Target};
    /// let at = |target: &str| PublishSettings { target: target.into(), ..PublishSettings::default() }.target();
    /// assert_eq!(at("file:///srv/www").unwrap(), Target::Folder("/srv/www".into()));
    /// assert!(at("sftq://host/x").unwrap_err().to_string().ends_with("did you mean `sftp`?"));
    /// ```
    pub fn target(&self) -> Result<Target> {
        let target = self.target.trim();
        let unfit = |what: &str, example: &str| {
            // The address is printed only where it can hold no password.
            let shown = if target.contains('@') { tr!("it") } else { target };
            Err(Error::author(tr!("`target`: {what} in {shown}")).fix(tr!("write it like {example}")))
        };
        if target.is_empty() {
            let example = tr!("set it in [publish], for instance target = \"s3://bucket/podcast\"");
            return Err(Error::author(tr!("`target` is not set")).fix(example));
        }
        let Some((scheme, rest)) = target.split_once("://") else {
            return unfit(tr!("there is no scheme"), &tr!("\"s3://bucket/podcast\" or {folder}", folder = FOLDER));
        };
        if !SCHEMES.contains(&scheme) {
            let known: Vec<String> = SCHEMES.iter().map(|s| s.to_string()).collect();
            return Err(Error::author(tr!("`target`: unknown scheme `{scheme}`")).fix(suggestion(scheme, &known)));
        }
        if rest.contains(['?', '#', '\\']) || rest.chars().any(char::is_control) {
            return unfit(tr!("there is a character that has no place"), "\"s3://bucket/podcast\"");
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if path.split('/').any(|p| p == "." || p == "..") {
            return unfit(tr!("there is a dot for a folder"), "\"s3://bucket/podcast\"");
        }
        let prefix = path.trim_matches('/').to_string();
        if let Some((user, _)) = host.rsplit_once('@') {
            if user.contains(':') {
                let fix = tr!("take it out and set it in the environment, as `altavoce help publish` tells");
                return Err(Error::author(tr!("`target`: a password stands in it")).fix(fix));
            }
            if scheme != "sftp" {
                return Err(Error::author(tr!("`target`: a user stands in it"))
                    .fix(tr!("take it out and set it in the environment, as `altavoce help publish` tells")));
            }
        }
        if host.is_empty() != (scheme == "file") {
            let (what, example) = match scheme {
                "file" => (tr!("the path is not absolute"), FOLDER),
                "s3" | "gs" => (tr!("there is no bucket"), "\"s3://bucket/podcast\""),
                "azblob" => (tr!("there is no container"), "\"azblob://container/podcast\""),
                "github-pages" => (tr!("there is no repository"), "\"github-pages://owner/repository\""),
                _ => (tr!("there is no host"), "\"sftp://user@example.org/srv/www\""),
            };
            return unfit(what, example);
        }
        if scheme == "sftp" && prefix.is_empty() {
            return unfit(tr!("there is no folder"), "\"sftp://user@example.org/srv/www\"");
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if scheme == "github-pages" && (prefix.is_empty() || !(prefix.chars().chain(host.chars())).all(plain)) {
            return unfit(tr!("there is no repository"), "\"github-pages://owner/repository\"");
        }
        let host = host.to_string();
        Ok(match scheme {
            "file" if prefix.is_empty() => return unfit(tr!("there is no folder"), FOLDER),
            "file" => Target::Folder(folder(&prefix, cfg!(windows))),
            "s3" => Target::S3 { bucket: host, prefix },
            "gs" => Target::Gcs { bucket: host, prefix },
            "azblob" => Target::Azure { container: host, prefix },
            "github-pages" => Target::GitHubPages { repository: format!("{host}/{prefix}") },
            "sftp" => Target::Sftp { server: format!("ssh://{host}"), folder: format!("/{prefix}") },
            secure => Target::WebDav { server: format!("{}://{host}", &secure["webdav+".len()..]), prefix },
        })
    }

    /// Checks every setting that is there.
    ///
    /// # Errors
    /// The first that cannot be: a target, as [`PublishSettings::target`] tells; an endpoint; a `known_hosts`.
    pub fn check(&self) -> Result<(), SettingError> {
        if !self.target.trim().is_empty() {
            self.target().map_err(|error| SettingError::at("target", error))?;
        }
        let endpoint = self.endpoint.trim();
        let is_plain = |url: Url| {
            url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none()
        };
        if !endpoint.is_empty() && !parse_web(endpoint).is_some_and(is_plain) {
            let error = Error::author(tr!("`endpoint` is no plain http(s) address"));
            return Err(SettingError::at("endpoint", error.fix(tr!("write it like \"https://s3.example.org\""))));
        }
        if !["", "strict", "add"].contains(&self.known_hosts.as_str()) {
            let error = Error::author(tr!("`known_hosts` is \"{known_hosts}\"", known_hosts = self.known_hosts));
            return Err(SettingError::at("known_hosts", error.fix(tr!("choose between \"strict\" and \"add\""))));
        }
        Ok(())
    }

    /// What tells this place from all others, for the records of what is there.
    pub fn identity(&self) -> String {
        let target = self.target.trim().trim_end_matches('/');
        match (self.endpoint.trim().trim_end_matches('/'), self.account.trim()) {
            ("", "") => target.to_string(),
            (endpoint, account) => {
                let via = [endpoint, account].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
                format!("{target} ({via})")
            }
        }
    }
}

/// The folder of `file:///PATH`: on Windows the path begins with its drive.
fn folder(path: &str, windows: bool) -> String {
    let drive = path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && path.get(1..).is_some_and(|rest| rest.starts_with(':'));
    match path.len() {
        // `C:` alone is wherever that drive stands just now
        2 if windows && drive => format!("{path}/"),
        _ if windows && drive => path.to_string(),
        _ => format!("/{path}"),
    }
}

/// Whether a key of `[publish]` looks like the name of a secret, and what to say then.
pub fn secret_key(key: &str) -> Option<&'static str> {
    const ADVICE: [(&str, &str); 9] = [
        ("secret", "AWS_SECRET_ACCESS_KEY"),
        ("access_key", "AWS_ACCESS_KEY_ID"),
        ("session", "AWS_SESSION_TOKEN"),
        ("account_key", "AZURE_STORAGE_KEY"),
        ("sas", "AZURE_STORAGE_SAS_TOKEN"),
        ("credential", "GOOGLE_APPLICATION_CREDENTIALS"),
        ("user", "ALTAVOCE_WEBDAV_USER"),
        ("pass", "ALTAVOCE_WEBDAV_PASSWORD"),
        ("token", "ALTAVOCE_WEBDAV_TOKEN"),
    ];
    let key = key.to_lowercase().replace('-', "_");
    ADVICE.iter().find(|(part, _)| key.contains(part)).map(|(_, variable)| *variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(target: &str) -> PublishSettings {
        PublishSettings { target: target.into(), ..PublishSettings::default() }
    }

    #[test]
    fn targets_are_taken_apart() {
        let s = String::from;
        let rows = [
            ("file:///srv/www/", Target::Folder(s("/srv/www"))),
            ("s3://b/a/c/", Target::S3 { bucket: s("b"), prefix: s("a/c") }),
            ("s3://b", Target::S3 { bucket: s("b"), prefix: s("") }),
            ("gs://b/p", Target::Gcs { bucket: s("b"), prefix: s("p") }),
            ("azblob://c/p", Target::Azure { container: s("c"), prefix: s("p") }),
            ("webdav+https://h:8443/dav", Target::WebDav { server: s("https://h:8443"), prefix: s("dav") }),
            ("webdav+http://127.0.0.1:80", Target::WebDav { server: s("http://127.0.0.1:80"), prefix: s("") }),
            ("sftp://me@h:22/srv", Target::Sftp { server: s("ssh://me@h:22"), folder: s("/srv") }),
        ];
        let wrong: Vec<_> =
            rows.iter().map(|(t, e)| (t, e, at(t).target())).filter(|(_, e, g)| g.as_ref().ok() != Some(e)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn a_folder_of_windows_has_a_drive() {
        let rows = [
            ("C:/podcast/radar", "C:/podcast/radar"),
            ("d:", "d:/"),
            ("srv/www", "/srv/www"),
            ("è", "/è"),
            ("1:/x", "/1:/x"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(path, due)| folder(path, true) != *due).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(folder("C:/podcast", false), "/C:/podcast");
    }

    #[test]
    fn what_cannot_be_is_refused_and_no_password_printed() {
        let rows = [
            ("", "`target` is not set; "),
            ("bucket/x", "`target`: there is no scheme in bucket/x; "),
            ("ftp://h/x", "`target`: unknown scheme `ftp`; "),
            ("s4://b/x", "`target`: unknown scheme `s4`; "),
            ("s3:///x", "`target`: there is no bucket in s3:///x; "),
            ("azblob://", "`target`: there is no container in azblob://; "),
            ("file://srv/www", "`target`: the path is not absolute in file://srv/www; "),
            ("file:///", "`target`: there is no folder in file:///; "),
            ("file:///a/../b", "`target`: there is a dot for a folder in file:///a/../b; "),
            ("sftp://h", "`target`: there is no folder in sftp://h; "),
            ("s3://b/x?y", "`target`: there is a character that has no place in s3://b/x?y; "),
            ("webdav+https://me:hunter2@h/x", "`target`: a password stands in it; "),
            ("webdav+https://me@h/x", "`target`: a user stands in it; "),
            ("sftp://me:hunter2@h/x", "`target`: a password stands in it; "),
            ("sftp://me:hunter2@h/x?", "`target`: there is a character that has no place in it; "),
        ];
        let got = |t: &str| at(t).target().map_or_else(|e| e.to_string(), |t| format!("{t:?}"));
        let wrong: Vec<_> = rows
            .iter()
            .map(|(t, e)| (t, e, got(t)))
            .filter(|(_, e, g)| !g.starts_with(**e) || g.contains("hunter2"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let refused = |s: PublishSettings| s.check().unwrap_err().error.to_string();
        assert!(
            refused(PublishSettings { endpoint: "s3.example.org".into(), ..at("s3://b") }).starts_with("`endpoint`")
        );
        assert!(refused(PublishSettings { known_hosts: "accept".into(), ..at("s3://b") }).starts_with("`known_hosts`"));
        assert!(refused(at("s3:///")).starts_with("`target`"));
    }
}
