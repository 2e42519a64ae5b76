//! Who may ask: the page that this program opened, and nobody else. Other pages in the same browser are kept out by a token that
//! they cannot read, names that lead here by a check of the host, and what others wrote by a policy that runs no script but ours.

use std::sync::Arc;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::Studio;
use super::refusal::Refusal;

/// Bytes of chance in a token.
const TOKEN_BYTES: usize = 24;

/// By which a program without a browser shows its token.
const TOKEN_HEADER: &str = "x-altavoce-token";

/// What the page may load and run: its own files, and sounds and pictures that it made itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// What whoever comes without the token sees.
const LOCKED: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>altavoce</title>\
    <p>Open the whole address that <code>altavoce studio</code> printed in the terminal.</p>\
    <p lang=\"it\">Apri l’indirizzo intero che <code>altavoce studio</code> ha scritto nel terminale.</p></html>\n";

/// A new token.
///
/// # Errors
/// The operator's: the system gives no random numbers.
pub fn token() -> Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|e| {
        Error::operator(tr!("the system gives no random numbers: {e}")).fix(tr!("try again")).caused_by(e)
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Lets a request through to `next`, or refuses it; and says with every answer what the page may do.
pub async fn guard(State(studio): State<Arc<Studio>>, request: Request, next: Next) -> Response {
    let mut response = match admit(&studio, &request) {
        Ok(()) => next.run(request).await,
        Err(response) => *response,
    };
    let headers = response.headers_mut();
    // a page of the show brings its own
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    response
}

/// Whether a request may be answered; else the answer that it gets.
fn admit(studio: &Studio, request: &Request) -> Result<(), Box<Response>> {
    let headers = request.headers();
    let refuse = |what: &str, fix: &str| {
        let refusal = Refusal::of(StatusCode::FORBIDDEN, Error::usage(what).fix(fix));
        Err(Box::new(refusal.into_response()))
    };
    let port = studio.address.port();
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = text(headers, header::HOST).unwrap_or_default();
    if !hosts.iter().any(|known| known == host) {
        return refuse(
            tr!("this is not the address of the studio"),
            tr!("open the address that altavoce studio printed"),
        );
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    let navigates = headers.get("sec-fetch-mode").and_then(|v| v.to_str().ok()) == Some("navigate");
    let is_foreign = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let opens = is_read && navigates && request.uri().path() == "/";
    if is_foreign && !opens {
        return refuse(tr!("another page asked for this"), tr!("open the studio itself"));
    }
    if !is_read {
        let origin = text(headers, header::ORIGIN);
        if origin.is_some_and(|origin| origin != format!("http://{host}")) {
            return refuse(tr!("another page asked for this"), tr!("open the studio itself"));
        }
        let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return refuse(tr!("a request that changes something must bring JSON"), tr!("load the page again"));
        }
    }
    // the address that was printed: the token goes into a cookie and out of sight
    if is_read && request.uri().path() == "/" && is_token(studio, query_token(request)) {
        let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", cookie_name(studio), studio.token);
        let mut response = Redirect::to("/").into_response();
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return Err(Box::new(response));
    }
    if is_token(studio, cookie(studio, headers))
        || is_token(studio, text(headers, HeaderName::from_static(TOKEN_HEADER)))
    {
        return Ok(());
    }
    if is_read && request.uri().path() == "/" {
        let head = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
        return Err(Box::new((StatusCode::UNAUTHORIZED, head, LOCKED).into_response()));
    }
    let locked =
        Error::usage(tr!("this page is not open any more")).fix(tr!("open the address that altavoce studio printed"));
    Err(Box::new(Refusal::of(StatusCode::UNAUTHORIZED, locked).into_response()))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether it is the token. Hashes are compared in a time that tells nothing.
fn is_token(studio: &Studio, given: Option<&str>) -> bool {
    given.is_some_and(|given| blake3::hash(given.as_bytes()) == blake3::hash(studio.token.as_bytes()))
}

fn query_token(request: &Request) -> Option<&str> {
    request.uri().query()?.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// Cookies do not tell ports apart, and two studios may be open.
fn cookie_name(studio: &Studio) -> String {
    format!("altavoce_studio_{}", studio.address.port())
}

fn cookie<'a>(studio: &Studio, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = format!("{}=", cookie_name(studio));
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name.as_str()))
}
