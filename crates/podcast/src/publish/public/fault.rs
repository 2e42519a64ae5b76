//! Why subscribers do not get what was sent: a sentence each, with what to do.

use std::fmt;
use std::io::ErrorKind;

use altavoce_base::tr;
use rustls::CertificateError;

/// What is wrong with something that is public.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// No such host.
    NoHost(String),
    /// No connection, or one that broke.
    NoAnswer,
    /// No answer in so many seconds.
    TooSlow(u64),
    /// A certificate that no app takes, and why.
    Certificate(&'static str),
    /// Redirects without an end.
    Loop,
    /// A redirect from https to http.
    Unencrypted,
    /// A status that says no.
    Status(u16),
    /// A redirect to, or the answer of, a page for people; the host that it came from, if that is another.
    WebPage(Option<String>),
    /// A feed of this show that was out before.
    Stale,
    /// The feed of another show, or of another program.
    OtherFeed,
    /// Another content of the right length, from this byte on.
    Content(u64),
    /// So many bytes, and so many were sent.
    Length(u64, u64),
    /// A media type, and the one it should have.
    Type(String, String),
    /// Ranges are not given.
    NoRanges,
    /// HEAD is refused, with this status.
    NoHead(u16),
}

impl Fault {
    /// Whether it may be gone in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Fault::NoAnswer | Fault::Stale | Fault::Content(_) | Fault::Length(..) => true,
            Fault::Status(status) => *status == 404 || *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// Whether it is of the host, so that whatever else lies there has it too.
    pub fn is_of_host(&self) -> bool {
        matches!(self, Fault::NoHost(_) | Fault::NoAnswer | Fault::TooSlow(_) | Fault::Certificate(_))
    }

    /// What an error of the connection means for whoever waits behind it. `host` is whom it was made to, `seconds` how
    /// long it was waited for.
    pub fn of(error: &ureq::Error, host: &str, seconds: u64) -> Fault {
        match error {
            ureq::Error::HostNotFound => Fault::NoHost(host.to_string()),
            ureq::Error::Timeout(_) => Fault::TooSlow(seconds),
            ureq::Error::TooManyRedirects => Fault::Loop,
            ureq::Error::RequireHttpsOnly(_) => Fault::Unencrypted,
            ureq::Error::Rustls(error) => of_certificate(error),
            ureq::Error::Io(error) => match error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                Some(error) => of_certificate(error),
                None if error.kind() == ErrorKind::TimedOut => Fault::TooSlow(seconds),
                // What the standard library says of a name that leads nowhere; it has no kind for it.
                None if error.to_string().contains("lookup address") => Fault::NoHost(host.to_string()),
                None => Fault::NoAnswer,
            },
            _ => Fault::NoAnswer,
        }
    }

    /// What to do about it: an imperative, no full stop.
    pub fn fix(&self) -> &'static str {
        match self {
            Fault::NoHost(_) => {
                tr!("mend [feed] url, look at the network here, or wait until the name is known everywhere")
            }
            Fault::NoAnswer => tr!("start the server there, or look whether [feed] url is right"),
            Fault::TooSlow(_) => tr!("look again later, or ask the host: apps give up too"),
            Fault::Certificate(_) => tr!("get another from the host, or mend [feed] url: no app connects before"),
            Fault::Loop | Fault::Unencrypted => tr!("mend the redirects at the host"),
            Fault::Status(401 | 403) => tr!("open the folder or the bucket to readers"),
            Fault::Status(404 | 410) => tr!("serve at [feed] url what `target` of [publish] holds"),
            Fault::Status(_) => tr!("look again later, or ask the host"),
            Fault::WebPage(_) => tr!("look from another network, and open in a browser what it wants"),
            Fault::Stale => tr!("wait, or empty the cache at the host: until then nobody gets anything new"),
            Fault::OtherFeed => tr!("serve at [feed] url what `target` of [publish] holds"),
            Fault::Content(_) | Fault::Length(..) => {
                tr!("publish with --verify full; if it stays, the host or a cache of it is at fault")
            }
            Fault::Type(..) => tr!("set the types of files at the host"),
            Fault::NoRanges => {
                tr!("choose a host that gives ranges: without them apps cannot skip, and Apple refuses the show")
            }
            Fault::NoHead(_) => tr!("let the host answer HEAD, by which directories look at a file"),
        }
    }
}

fn of_certificate(error: &rustls::Error) -> Fault {
    use CertificateError as C;
    let rustls::Error::InvalidCertificate(why) = error else { return Fault::NoAnswer };
    Fault::Certificate(match why {
        C::Expired | C::ExpiredContext { .. } => tr!("has expired"),
        C::NotValidYet | C::NotValidYetContext { .. } => tr!("is not valid yet, or this machine's clock is wrong"),
        C::NotValidForName | C::NotValidForNameContext { .. } => tr!("is for another host"),
        C::Revoked => tr!("was revoked"),
        C::UnknownIssuer | C::BadSignature | C::Other(_) => tr!("is signed by nobody whom apps trust"),
        _ => tr!("is no good"),
    })
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NoHost(host) => f.write_str(&tr!("the host {host} cannot be found")),
            Fault::NoAnswer => f.write_str(tr!("nobody answers there")),
            Fault::TooSlow(seconds) => f.write_str(&tr!("no answer came in {seconds} s")),
            Fault::Certificate(why) => f.write_str(&tr!("the certificate there {why}")),
            Fault::Loop => f.write_str(tr!("it is redirected without an end")),
            Fault::Unencrypted => f.write_str(tr!("it is redirected to http, which apps refuse")),
            Fault::Status(401 | 403) => f.write_str(tr!("the server gives it to nobody without permission")),
            Fault::Status(404 | 410) => f.write_str(tr!("it is not there")),
            Fault::Status(status) => f.write_str(&tr!("the server answers with the error {status}")),
            Fault::WebPage(None) => f.write_str(tr!("a page for people comes in its place")),
            Fault::WebPage(Some(host)) => {
                f.write_str(&tr!("a page of {host} comes in its place, as where a network wants somebody to sign in"))
            }
            Fault::Stale => f.write_str(tr!("a feed of before comes, as from a cache")),
            Fault::OtherFeed => f.write_str(tr!("another feed comes, not the one that was sent")),
            Fault::Content(at) => f.write_str(&tr!("what comes is not what was sent, from byte {at} on")),
            Fault::Length(there, sent) => f.write_str(&tr!("{there} bytes are there, and {sent} were sent")),
            Fault::Type(there, wanted) => f.write_str(&tr!("it comes as `{there}`, and should as `{wanted}`")),
            Fault::NoRanges => f.write_str(tr!("the server gives no part of the file, only all of it")),
            Fault::NoHead(status) => f.write_str(&tr!("the server refuses HEAD (status {status})")),
        }
    }
}
