//! Requests to answers: files by `ServeDir`, which knows ranges, conditions and HEAD; what is ours is what may be seen,
//! the types, and the addresses inside of feed and pages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;

use super::rewrite;
use crate::address;
use crate::site::render::POLICY;
use crate::{media_type, names};

/// What every request needs.
#[derive(Clone)]
struct AppState {
    output: Arc<PathBuf>,
    files: ServeDir,
    address: SocketAddr,
    prefix: &'static str,
}

/// The whole server: any path is a file below `output`. All of it lies below `prefix`, which is empty or begins with a stroke.
pub fn router(output: &Path, address: SocketAddr, prefix: &'static str) -> Router {
    let state = AppState {
        output: Arc::new(output.to_path_buf()),
        files: ServeDir::new(output).ignore_multi_range_requests(true),
        address,
        prefix,
    };
    let seen =
        [header::ACCEPT_RANGES, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ETAG, header::LAST_MODIFIED];
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::RANGE, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_RANGE])
        .expose_headers(seen);
    Router::new().fallback(handle).with_state(state).layer(cors)
}

async fn handle(State(state): State<AppState>, request: Request) -> Response {
    let mut response = if !matches!(*request.method(), Method::GET | Method::HEAD) {
        (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD, OPTIONS")], "Solo GET e HEAD.\n").into_response()
    } else {
        match decode(request.uri().path()) {
            None => missing(),
            Some(parts) if parts.iter().all(|p| p.is_empty()) => start(&state),
            Some(parts) => file(state, request, &parts).await,
        }
    };
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The parts of a path, percent-decoded; `None` when it names something that is not for others: dot files, ways out of
/// the folder, names that a file system reads in a way of its own.
fn decode(path: &str) -> Option<Vec<String>> {
    let part = |part: &str| {
        let name = address::decoded(part)?;
        let harmless = !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']);
        harmless.then_some(name)
    };
    path.trim_start_matches('/').split('/').map(part).collect()
}

/// The root leads to the pages, else to the feed.
fn start(state: &AppState) -> Response {
    let site = state.output.join(names::SITE).join("index.html");
    let target = if site.exists() { "/site/" } else { "/feed.xml" };
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, format!("{}{target}", state.prefix))]).into_response()
}

async fn file(state: AppState, request: Request, parts: &[String]) -> Response {
    let mut path = state.output.join(parts.iter().filter(|p| !p.is_empty()).collect::<PathBuf>());
    if parts.last().is_some_and(String::is_empty) {
        path.push("index.html");
    }
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_string();
    if name == names::FEED || name.ends_with(".html") {
        let asked = request.headers().clone();
        return readdressed(&state, &asked, &path, &name).await;
    }
    let mut response = serve(state.files, request).await;
    if response.status().is_success()
        && let Ok(content_type) = HeaderValue::from_str(&media_type::content_type(&name))
    {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    response
}

/// A file as it lies there. `ServeDir` does not read If-Range: a range of a file that has changed since would be glued
/// to the old beginning, so the file is looked at first.
async fn serve(mut files: ServeDir, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let again = |parts: &axum::http::request::Parts| Request::from_parts(parts.clone(), Body::empty());
    if let Some(known) = parts.headers.remove(header::IF_RANGE).filter(|_| parts.headers.contains_key(header::RANGE)) {
        let mut look = Request::new(Body::empty());
        (*look.method_mut(), *look.uri_mut()) = (Method::HEAD, parts.uri.clone());
        let now = files.try_call(look).await.map(|r| r.headers().clone()).unwrap_or_default();
        if ![header::ETAG, header::LAST_MODIFIED].iter().any(|name| now.get(name) == Some(&known)) {
            parts.headers.remove(header::RANGE);
        }
    }
    match files.try_call(again(&parts)).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => missing(),
        Ok(response) => response.map(Body::new).into_response(),
        Err(_) => missing(),
    }
}

/// The feed or a page, with the addresses of the public server turned into those under which it was asked for.
async fn readdressed(state: &AppState, asked: &HeaderMap, path: &Path, name: &str) -> Response {
    let Ok(text) = tokio::fs::read_to_string(path).await else { return missing() };
    let here = format!("http://{}{}", rewrite::host(asked, state.address), state.prefix);
    let text = match name {
        names::FEED => rewrite::feed(&text, &here),
        _ => match tokio::fs::read_to_string(state.output.join(names::FEED)).await {
            Ok(feed) => rewrite::page(&text, &feed, &here),
            Err(_) => text,
        },
    };
    let tag = format!("\"{}\"", &blake3::hash(text.as_bytes()).to_hex()[..24]);
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| HeaderValue::from_str(value).map(|v| headers.insert(name, v)).is_ok();
    set(header::ETAG, &tag);
    set(header::VARY, "Host");
    set(header::CONTENT_TYPE, &media_type::content_type(name));
    if name.ends_with(".html") {
        // The small player is made to be framed by others, and only it is.
        let framed = if name == "embed.html" { "*" } else { "'self'" };
        set(header::CONTENT_SECURITY_POLICY, &format!("{POLICY}; frame-ancestors {framed}"));
        set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    }
    let known = asked.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| {
        known.split(',').any(|k| matches!(k.trim().trim_start_matches("W/"), t if t == tag || t == "*"))
    }) {
        headers.remove(header::CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    // hyper sends a HEAD's length and leaves the body out
    (headers, text).into_response()
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "Qui non c'è niente.\n")
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_paths_are_read() {
        let rows = [
            ("/a/b.mp3", Some(vec!["a", "b.mp3"])),
            ("/site/", Some(vec!["site", ""])),
            ("/022%20%C3%A8/x", Some(vec!["022 è", "x"])),
            ("/", Some(vec![""])),
            ("/.cache/x", None),
            ("/a/.altavoce-x", None),
            ("/a/%2e%2e/b", None),
            ("/..%2fb", None),
            ("/a%2fb", None),
            ("/a%5cb", None),
            ("/c:/x", None),
            ("/a%00", None),
            ("/a%zz", None),
            ("/a%", None),
            ("/%ff", None),
        ];
        let got =
            |path| decode(path).map(|parts| parts.iter().map(String::as_str).map(String::from).collect::<Vec<_>>());
        let wrong: Vec<_> = rows
            .iter()
            .filter(|(path, wanted)| got(path) != wanted.as_ref().map(|w| w.iter().map(|s| s.to_string()).collect()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
