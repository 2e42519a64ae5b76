// Elements, made without HTML: whatever an author's files hold gets into the page as text, and as nothing else.

/**
 * Makes an element. `props`: `class`, `on` (listeners by event), `data` (dataset), and attributes by their names;
 * `true` sets an attribute without a value, `false`, `null` and `undefined` leave it out. Children are elements or text.
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "class") element.className = value;
    else if (name === "value" || name === "checked" || name === "selected" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

/** Puts children behind those that are there; lists are flattened, `null` and `false` are nothing. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Puts children in the place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

const SHAPES = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  previous: "M6 5h2v14H6zM20 5v14L9 12z",
  next: "M16 5h2v14h-2zM4 5v14l11-7z",
  chapter: "M4 5h10v2H4zM4 11h10v2H4zM4 17h7v2H4zM16 10v9l6-4.5z",
  onwards: "M3 6l8 6-8 6zM12 6l8 6-8 6z",
  pencil: "M4 16.5V20h3.5L18 9.5 14.5 6zM16 4.5l3.5 3.5 1.4-1.4a1 1 0 0 0 0-1.4l-2.1-2.1a1 1 0 0 0-1.4 0z",
  check: "M9.5 16.2 5.3 12l-1.4 1.4 5.6 5.6 11-11L19.100 6.600z",
  undo: "M12 6V2L6 7l6 5V8a5 5 0 1 1-4.600 7H5.300A7 7 0 1 0 12 6z",
  close: "M6.400 5 5 6.400 10.600 12 5 17.600 6.400 19 12 13.400 17.600 19 19 17.600 13.400 12 19 6.400 17.600 5 12 10.600z",
  flag: "M6 3h12l-3 4.500 3 4.500H8v9H6z",
  sound: "M4 9v6h4l5 4V5L8 9zM15.500 8a5 5 0 0 1 0 8z",
  zoom: "M10 4a6 6 0 1 0 3.700 10.700l4.800 4.800 1.400-1.400-4.800-4.800A6 6 0 0 0 10 4zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4 5.400 5.400 4l2.800 2.800-1.400 1.400zM15.800 17.200l1.400-1.400L20 18.600 18.600 20zM4 18.600l2.800-2.800 1.400 1.400L5.400 20zM15.800 6.800 18.600 4 20 5.400l-2.800 2.800z",
  up: "M12 6l8 10H4z",
};

/** A drawing from the table above, for the eye alone: what it stands beside says the same in words. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button; `look` is one of `full`, `plain`, `round`, or nothing. */
export function button(label, action, { look = "", symbol = null, ...props } = {}) {
  const inner = look === "round" ? [icon(symbol), el("span", { class: "unseen" }, label)] : [symbol && icon(symbol), label];
  return el("button", { type: "button", ...props, class: `button ${look} ${props.class ?? ""}`.trim(), on: { click: action } }, inner);
}

/** A field with its label above it, and below it what helps to fill it in. */
export function field(label, control, hint = null) {
  control.id ||= `field-${++count}`;
  const help = hint && el("p", { class: "hint", id: `${control.id}-hint` }, hint);
  if (help) control.setAttribute("aria-describedby", help.id);
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control, help);
}
let count = 0;

/** A box to tick, its label beside it. */
export function tick(label, checked, change) {
  return el("label", { class: "tick" }, el("input", { type: "checkbox", checked, on: { change: (e) => change(e.target.checked) } }), el("span", {}, label));
}

/** An address that may be followed: of the web, of mail, or of ours. Anything else (`javascript:`, `data:`) is null. */
export function safeAddress(text) {
  try {
    const url = new URL(text, location.href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

/** Whether keys pressed there are letters of a text, or belong to the control that has the focus. */
export const takesKeys = (element) => element?.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog") != null;

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Moves an element into sight, below the head and above the player. */
export function reveal(element) {
  const scroll = () => element.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
  scroll();
  // Paragraphs that were out of sight get their true height when they come into it.
  requestAnimationFrame(scroll);
}
