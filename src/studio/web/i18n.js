// The page's words: a table a language, chosen by the author, else by the browser.

import en from "./messages-en.js";
import it from "./messages-it.js";
import { PHRASES } from "./phrases-it.js";
import { keep, recall } from "./prefs.js";

const TABLES = { it, en };
export const LANGUAGES = { it: "Italiano", en: "English" };

let language = recall("language") ?? (navigator.languages ?? [navigator.language]).map((l) => l.slice(0, 2)).find((l) => l in TABLES) ?? "it";
document.documentElement.lang = language;

export const currentLanguage = () => language;

/** Chooses the language of the page; the caller draws anew. */
export function chooseLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  keep("language", chosen);
}

/** A text of the table; `{name}` in it is filled in. `{n|one|many}` chooses by number. */
export function t(key, values = {}) {
  const text = TABLES[language][key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
    const value = values[name];
    if (one !== undefined) return Number(value) === 1 ? one : many;
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

/** The name of one of the program's own words (a step, a kind, a class), or that word itself when there is none. */
export const nameOf = (group, word) => TABLES[language][`${group}.${word}`] ?? word;

/** A sentence of the program, which speaks English, in the page's language as far as we know it. */
export function phrase(text) {
  if (!text || language !== "it") return text;
  for (const [pattern, meant] of PHRASES) {
    const match = pattern.exec(text);
    if (match) return meant.replace(/\$(\d)/g, (_, n) => phrase(match[n]));
  }
  return text;
}

export const number = (n, digits = 2) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(n);
export const percent = (n) => new Intl.NumberFormat(language, { style: "percent" }).format(n);

/** `8:32`, `1:02:03`. */
export function clock(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** `12,3 MB`. */
export function bytes(n) {
  for (const unit of ["B", "kB", "MB"]) {
    if (n < 1000) return `${number(n, n < 10 ? 1 : 0)} ${unit}`;
    n /= 1000;
  }
  return `${number(n, 1)} GB`;
}

/** A day; what is no day is shown as it is. */
export function day(text) {
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text ?? "") ? `${text}T12:00:00` : text ?? "");
  return Number.isNaN(date.valueOf()) ? text ?? "" : new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(date);
}

/** A day and an hour. */
export function moment(text) {
  const date = new Date(text);
  return Number.isNaN(date.valueOf()) ? text : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

export { TABLES };
