//! What the pages are told while they are open: a stream of events to every tab.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// Events that a slow tab may be behind before it is told to look at everything again.
const BEHIND: usize = 256;

/// Something that happened.
#[derive(Debug, Clone)]
struct Happened {
    number: u64,
    name: &'static str,
    data: Value,
}

/// Tells every open page.
#[derive(Debug, Clone)]
pub struct Events {
    sender: Sender<Happened>,
    count: Arc<AtomicU64>,
}

impl Events {
    /// Nobody listens yet.
    pub fn new() -> Events {
        Events { sender: channel(BEHIND).0, count: Arc::default() }
    }

    /// Tells of an event; `data` is what the page needs to know of it.
    pub fn tell(&self, name: &'static str, data: Value) {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        // an error means that no page is open
        let _ = self.sender.send(Happened { number, name, data });
    }

    /// The answer to a page that listens.
    pub fn listen(&self) -> Response {
        let state = (self.sender.subscribe(), true, self.clone());
        let stream = stream::unfold(state, |(mut receiver, begins, events)| async move {
            let happened = if begins { Some(events.hello()) } else { events.next(&mut receiver).await };
            let happened = happened?;
            let event =
                Event::default().event(happened.name).id(happened.number.to_string()).data(happened.data.to_string());
            Some((Ok::<Event, Infallible>(event), (receiver, false, events)))
        });
        Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
    }

    /// The next event; whoever missed some is greeted anew, and looks at everything again.
    async fn next(&self, receiver: &mut Receiver<Happened>) -> Option<Happened> {
        match receiver.recv().await {
            Ok(happened) => Some(happened),
            Err(RecvError::Lagged(_)) => Some(self.hello()),
            Err(RecvError::Closed) => None,
        }
    }

    fn hello(&self) -> Happened {
        let number = self.count.load(Ordering::Relaxed);
        Happened { number, name: "hello", data: json!({ "version": env!("CARGO_PKG_VERSION"), "now": number }) }
    }
}
