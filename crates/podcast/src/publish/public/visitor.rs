//! Who looks: as a podcast app does, without anything that only its owner knows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use ureq::http::Response;
use ureq::http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, ResponseExt};

use super::fault::Fault;
use crate::address::parse_web;
use crate::publish::storage::Environment;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many redirects a podcast app follows at least; download counters take two or three.
const REDIRECTS: u32 = 5;

/// A visitor without credentials.
pub struct Visitor {
    agent: Agent,
    /// When everything must be over.
    end: Instant,
}

/// What was asked for.
pub enum Ask {
    /// All of it.
    All,
    /// Its head alone.
    Head,
    /// These bytes, the last included.
    Range(u64, u64),
}

/// An answer that is no refusal.
pub struct Answer {
    response: Response<Body>,
    /// Whether it is the part that was asked for.
    pub is_part: bool,
    /// The host that answered, where redirects led to another one.
    pub elsewhere: Option<String>,
    wait: u64,
    host: String,
}

impl Visitor {
    /// Somebody who looks for no longer than `time`. Trusted are the public authorities, or those in the file that
    /// `SSL_CERT_FILE` names.
    ///
    /// # Errors
    /// The operator's: that file cannot be read.
    pub fn new(environment: Environment, time: Duration) -> Result<Visitor> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = environment("SSL_CERT_FILE").filter(|path| !path.is_empty()) {
            let pem = std::fs::read(&path).map_err(|e| Error::io(tr!("read the certificates"), &path, e))?;
            let certificates = parse_pem(&pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates.collect())));
        }
        let agent = Agent::config_builder()
            .tls_config(tls.build())
            .user_agent(concat!("altavoce/", env!("CARGO_PKG_VERSION"), " (podcast)"))
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .build();
        Ok(Visitor { agent: agent.into(), end: Instant::now() + time })
    }

    /// Whether there is time for one more question.
    pub fn has_time(&self) -> bool {
        Instant::now() < self.end
    }

    /// Asks; status, host and page are looked at.
    ///
    /// # Errors
    /// What keeps a subscriber from it.
    pub fn ask(&self, url: &str, what: &Ask) -> Result<Answer, Fault> {
        let host = parse_web(url).and_then(|url| url.host_str().map(String::from)).unwrap_or_default();
        let wait = PATIENCE.min(self.end.saturating_duration_since(Instant::now())).max(Duration::from_secs(1));
        let request = match what {
            Ask::Head => self.agent.head(url),
            Ask::All | Ask::Range(..) => self.agent.get(url),
        };
        let request = match what {
            // Sound as it is: a compressed part is no part.
            Ask::Head => request.header(ACCEPT_ENCODING, "identity"),
            Ask::Range(from, to) => {
                request.header(ACCEPT_ENCODING, "identity").header(RANGE, format!("bytes={from}-{to}"))
            }
            Ask::All => request,
        };
        let answer = request.config().timeout_global(Some(wait)).build().call();
        let response = answer.map_err(|e| Fault::of(&e, &host, wait.as_secs()))?;
        let at = response.get_uri();
        if url.starts_with("https://") && at.scheme_str() == Some("http") {
            return Err(Fault::Unencrypted);
        }
        let elsewhere = at.host().filter(|at| !at.eq_ignore_ascii_case(&host)).map(String::from);
        let status = response.status().as_u16();
        let answer = Answer { is_part: status == 206, response, elsewhere, wait: wait.as_secs(), host };
        match (what, status) {
            (_, 200 | 206) => Ok(answer),
            (Ask::Head, 405 | 501) => Err(Fault::NoHead(status)),
            // A sign-in page may come with any status, but from another host.
            _ if answer.elsewhere.is_some() && answer.is_page() => Err(Fault::WebPage(answer.elsewhere)),
            (_, status) => Err(Fault::Status(status)),
        }
    }
}

impl Answer {
    fn header(&self, name: ureq::http::HeaderName) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The media type, without its parameters, in small letters; empty when there is none.
    pub fn media_type(&self) -> String {
        let told = self.header(CONTENT_TYPE).unwrap_or_default();
        told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The length of the whole file, if the answer says it.
    pub fn length(&self) -> Option<u64> {
        match self.header(CONTENT_RANGE).filter(|_| self.is_part) {
            Some(range) => range.rsplit('/').next()?.trim().parse().ok(),
            None => self.header(CONTENT_LENGTH)?.trim().parse().ok(),
        }
    }

    /// Whether it calls itself a page for people.
    pub fn is_page(&self) -> bool {
        matches!(self.media_type().as_str(), "text/html" | "application/xhtml+xml")
    }

    /// Its first bytes, at most `most`.
    ///
    /// # Errors
    /// The connection broke.
    pub fn body(mut self, most: u64) -> Result<Vec<u8>, Fault> {
        use std::io::Read;
        let mut bytes = Vec::new();
        let read = self.response.body_mut().as_reader().take(most).read_to_end(&mut bytes);
        match read {
            Ok(_) => Ok(bytes),
            Err(e) => Err(Fault::of(&e.into(), &self.host, self.wait)),
        }
    }
}
