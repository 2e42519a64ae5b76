// The show's settings: each key with its meaning and its line in show.toml. A value is kept when its field is left.

import * as api from "./api.js";
import { button, el, fill } from "./dom.js";
import { on } from "./events.js";
import { currentLanguage, nameOf, t } from "./i18n.js";
import { refusal, say } from "./notice.js";
import { MEANINGS } from "./settings-it.js";

export async function show(main, { signal, query, undo }) {
  const groups = el("div", { class: "settings" });
  let known = null;
  fill(main, el("div", { class: "head" }, el("h1", {}, t("settings.title"))), el("p", { class: "hint" }, t("settings.about")), groups);

  const meaning = (name, given) => (currentLanguage() === "it" && MEANINGS[name]) || plain(given ?? "");

  async function load() {
    known = await api.settings();
    fill(groups, known.groups.map((group) => el("section", { class: "card", "aria-labelledby": `group-${group.name || "show"}` },
      el("h2", { id: `group-${group.name || "show"}` }, nameOf("group", group.name || "show")),
      group.keys.map((key) => row(group, key)))));
  }

  function row(group, key) {
    const name = key.key;
    const set = key.line !== null;
    const id = `key-${name}`;
    const fault = el("div", {});
    const control = controlOf(key, id);
    control.setAttribute("aria-describedby", `${id}-hint`);
    const put = async (value) => {
      fill(fault);
      try {
        const { version } = await api.changeSetting(known.version, name, value);
        known.version = version;
        say(value === null ? t("settings.taken-out", { key: name }) : t("settings.kept", { key: name }), [t("undo"), undo]);
        await load();
        document.getElementById(id)?.focus({ preventScroll: true });
      } catch (e) {
        control.setAttribute("aria-invalid", "true");
        fill(fault, refusal(e, e.status === 409 && button(t("settings.reload"), load)));
      }
    };
    control.addEventListener("change", () => put(valueOf(key, control)));
    return el("div", { class: set ? "key set" : "key", data: { line: key.line ?? "", key: name } },
      el("div", {},
        el("label", { for: id }, el("code", {}, group.name ? name.slice(group.name.length + 1) : name)),
        el("p", { class: "hint", id: `${id}-hint` }, meaning(name, key.meaning)),
        el("div", { class: "facts" },
          el("span", {}, set ? t("settings.line", { file: known.file.split("/").at(-1), line: String(key.line) }) : shown(key.default) && t("settings.default", { value: shown(key.default) })),
          set && button(t("settings.take-out"), () => put(null), { class: "small", look: "plain", "aria-label": t("settings.take-out.of", { key: name }) }))),
      el("div", { class: "value" }, control, fault));
  }

  on("show", () => { if (!main.contains(document.activeElement) || document.activeElement === main) load(); }, signal);
  await load();
  const wanted = query.get("key") ? document.getElementById(`key-${query.get("key")}`) : groups.querySelector(`[data-line="${CSS.escape(query.get("line") ?? "-")}"] :is(input, select, textarea)`);
  wanted?.focus();
  wanted?.scrollIntoView({ block: "center" });
  return { title: t("settings.title"), keys: [] };
}

/** A value as TOML has it: a text, a number, a truth, a list of texts; or, of anything deeper, its TOML text as it is. */
function read(toml) {
  if (toml === null) return null;
  const literal = /^'([^']*)'$/.exec(toml);
  if (literal) return literal[1];
  try {
    const value = JSON.parse(toml.replace(/,\s*\]$/, "]")); // a list may end in a comma
    return Array.isArray(value) && !value.every((v) => typeof v === "string") ? { toml } : value;
  } catch { return { toml }; }
}

function controlOf(key, id) {
  const value = read(key.value);
  if (key.type === "boolean") return el("input", { type: "checkbox", id, checked: value ?? key.default === "true" });
  if (value?.toml !== undefined) return el("textarea", { id, class: "source", rows: Math.min(12, value.toml.split("\n").length + 1), spellcheck: "false", value: value.toml });
  if (key.type === "number") return el("input", { type: "number", step: "any", id, value: value ?? "", placeholder: shown(key.default) });
  if (key.type === "list") return el("textarea", { id, rows: Math.max(2, value?.length ?? 0), value: (value ?? []).join("\n") });
  const long = String(value ?? "").length > 60;
  return el(long ? "textarea" : "input", long ? { id, rows: 3, value } : { id, type: "text", value: value ?? "", placeholder: shown(key.default) });
}

/** What is put: a text that begins with [ or { is taken as TOML. */
function valueOf(key, control) {
  if (key.type === "boolean") return control.checked;
  if (key.type === "number") return control.value === "" ? null : Number(control.value);
  if (key.type === "list" && !/^\s*\[/.test(control.value)) return control.value.split("\n").map((l) => l.trim()).filter(Boolean);
  return control.value;
}

/** A default as one reads it. */
function shown(toml) {
  const value = read(toml);
  return Array.isArray(value) ? value.join(" ") : value?.toml?.replace(/["`]/g, "") ?? (value === null ? "" : String(value));
}

/** One line of Markdown as text. */
const plain = (markdown) => markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/`/g, "");
