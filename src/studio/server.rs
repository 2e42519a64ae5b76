//! Which address is answered by what. Each answer is an ordinary function that may read files and wait, so it runs on a thread of
//! its own.

use std::collections::HashMap;
use std::sync::Arc;

use altavoce_base::error::Error;
use altavoce_base::tr;
use altavoce_podcast::serve;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post, put};

use super::answer::{Asked, Outcome};
use super::refusal::Refusal;
use super::{
    Studio, assets, edit, heard, importing, issues, jobs, making, publishing, script, security, settings, sound, state,
    takes, undo, words,
};

/// The most that a request may bring: an export of a newsletter, written as base64.
const LARGEST: usize = 28 << 20;

/// Where the output folder is shown.
const PREVIEW: &str = "/preview";

/// What answers.
type Work = fn(&Studio, &Asked) -> Outcome;

/// The whole server.
pub fn router(studio: &Arc<Studio>) -> Router {
    let events = |State(studio): State<Arc<Studio>>| async move { studio.events.listen() };
    Router::new()
        .route("/", read(assets::index))
        .route("/web/{name}", read(assets::web))
        .route("/api/events", get(events))
        .route("/api/state", read(state::state))
        .route("/api/issues", read(issues::list))
        .route("/api/issues/{issue}/source", read(script::source))
        .route("/api/issues/{issue}/script", read(script::script))
        .route("/api/issues/{issue}/marks", read(script::marks))
        .route("/api/issues/{issue}/ahead", write(sound::ahead))
        .route("/api/issues/{issue}/sentences/{sid}/sound", read(sound::sound))
        .route("/api/issues/{issue}/sentences/{sid}/words/{word}", read(words::word))
        .route("/api/issues/{issue}/sentences/{sid}/try", write(words::try_it))
        .route("/api/issues/{issue}/sentences/{sid}/keep", write(words::keep))
        .route("/api/issues/{issue}/sentences/{sid}/pause", write(edit::pause))
        .route("/api/issues/{issue}/lines", replace(edit::put))
        .route("/api/issues/{issue}/restore", write(edit::restore))
        .route("/api/issues/{issue}/heard", write(heard::put))
        .route("/api/undo", write(undo::undo))
        .route("/api/sounds/{voice}/{file}", read(sound::wav))
        .route("/api/sounds/{voice}/{key}/peaks", read(sound::peaks))
        .route("/api/issues/{issue}/sentences/{sid}/takes", write(takes::speak).merge(replace(takes::keep)))
        .route("/api/issues/{issue}/chapters/{line}/voice", write(settings::voice))
        .route("/api/issues/{issue}/chapters/{line}/transition", write(settings::transition))
        .route("/api/issues/{issue}/make", write(making::start))
        .route("/api/issues/{issue}/made", read(making::made))
        .route("/api/issues/{issue}/waveform", read(making::waveform))
        .route("/api/job", read(jobs::job).merge(remove(jobs::cancel)))
        .route("/api/publish/plan", write(publishing::plan))
        .route("/api/publish", write(publishing::start))
        .route("/api/log", read(publishing::log))
        .route("/api/import", write(importing::import))
        .route("/api/new", write(importing::new))
        .route("/api/settings", read(settings::list).merge(replace(settings::put)))
        .route("/api/voices", read(settings::voices))
        .nest_service(PREVIEW, serve::router(&studio.folders.output, studio.address, PREVIEW))
        .fallback(missing)
        .method_not_allowed_fallback(unknown_method)
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(Arc::clone(studio), security::guard))
        .with_state(Arc::clone(studio))
}

fn read(work: Work) -> MethodRouter<Arc<Studio>> {
    get(move |state, names, headers, body| run(work, state, names, headers, body))
}

fn write(work: Work) -> MethodRouter<Arc<Studio>> {
    post(move |state, names, headers, body| run(work, state, names, headers, body))
}

fn remove(work: Work) -> MethodRouter<Arc<Studio>> {
    delete(move |state, names, headers, body| run(work, state, names, headers, body))
}

fn replace(work: Work) -> MethodRouter<Arc<Studio>> {
    put(move |state, names, headers, body| run(work, state, names, headers, body))
}

async fn run(
    work: Work,
    State(studio): State<Arc<Studio>>,
    Path(names): Path<HashMap<String, String>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let error = Error::usage(tr!("what was sent is too large")).fix(tr!("send at most 20 MB at a time"));
            return Refusal::of(rejection.status(), error).into_response();
        }
    };
    let asked = Asked { names, headers, body };
    let answered = tokio::task::spawn_blocking(move || work(&studio, &asked)).await;
    match answered {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::from(Error::bug(tr!("the studio failed at this")).fix(tr!("report it with what you did")))
            .into_response(),
    }
}

async fn missing() -> Response {
    Refusal::missing(tr!("there is nothing at this address")).into_response()
}

async fn unknown_method() -> Response {
    let error = Error::usage(tr!("this cannot be done here")).fix(tr!("load the page again"));
    Refusal::of(StatusCode::METHOD_NOT_ALLOWED, error).into_response()
}
