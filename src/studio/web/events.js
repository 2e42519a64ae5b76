// What the server tells by itself: one connection a page, and listeners that go with the view that asked for them.

const NAMES = ["hello", "issues", "issue", "show", "spoken", "unspoken", "marks", "job", "undo"];
const bus = new EventTarget();
let greeted = false;

/**
 * Calls `listener` with what an event carries, until `signal` is aborted. `lost` tells that the server is gone, `again`
 * that it is back: what is on the screen may be old then.
 */
export const on = (name, listener, signal) => bus.addEventListener(name, (e) => listener(e.detail), { signal });

/** Tells the page something as if the server had: what this page did is seen at once. */
export const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

/** Connects; the browser connects again by itself when the server was away. */
export function connect() {
  const source = new EventSource("/api/events");
  for (const name of NAMES) source.addEventListener(name, (e) => tell(name, JSON.parse(e.data)));
  source.addEventListener("hello", () => {
    if (greeted) tell("again");
    greeted = true;
  });
  source.addEventListener("error", () => {
    tell("lost");
    // A browser gives up on an answer that is no stream: a server that is being started anew, say.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
}
