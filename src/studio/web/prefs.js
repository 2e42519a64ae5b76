// What the author chose for this page: language, theme, speed, keys. It stays in this browser.

const PREFIX = "altavoce-studio:";

/** The value kept under `key`, or `fallback`; storage may be refused. */
export function recall(key, fallback = null) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : JSON.parse(text);
  } catch { return fallback; }
}

/** Keeps a value; null forgets it. */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch { /* it lasts as long as the page, then */ }
}

/** Keys that begin so, for drafts of paragraphs. */
export function recallAll(prefix) {
  try {
    return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX + prefix)).map((k) => k.slice(PREFIX.length));
  } catch { return []; }
}

export const THEMES = ["auto", "light", "dark"];

/** Light, dark, or as the system has it. */
export function applyTheme(theme = recall("theme", "auto")) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  keep("theme", theme);
  document.dispatchEvent(new Event("theme"));
}
