// A new show: what `altavoce new` asks.

import * as api from "./api.js";
import { button, el, field, fill } from "./dom.js";
import { phrase, t } from "./i18n.js";
import { complain, say } from "./notice.js";
import { go } from "./router.js";

const ASKED = [["title", "text", true], ["author", "text", true], ["email", "email", true], ["description", "area", false], ["url", "url", false], ["category", "text", false]];

export async function show(main, { state }) {
  const fields = new Map(ASKED.map(([name, type, required]) => [name, type === "area"
    ? el("textarea", { rows: 3, name })
    : el("input", { type, name, required, autocomplete: name === "email" ? "email" : "off" })]));
  const voice = el("select", { name: "voice" }, state.voices.filter((v) => v.installed).map((v) => el("option", { value: v.name }, v.name)));
  const fault = el("p", { class: "fault", role: "alert" });
  const form = el("form", { class: "card form", on: { submit: async (e) => {
    e.preventDefault();
    fault.textContent = "";
    for (const control of fields.values()) control.removeAttribute("aria-invalid");
    const answers = Object.fromEntries([...fields].map(([name, control]) => [name, control.value.trim() || null]));
    try {
      const made = await api.newShow({ ...answers, voice: voice.value || null });
      say(t("new.made", { n: made.files.length }));
      go("issues");
    } catch (error) {
      const control = fields.get(error.place);
      if (!control) { complain(error); return; }
      control.setAttribute("aria-invalid", "true");
      fault.textContent = [phrase(error.message), phrase(error.fix)].filter(Boolean).join(" ");
      control.focus();
    }
  } } },
    ASKED.map(([name]) => field(t(`new.${name}`), fields.get(name), t(`new.${name}.hint`))),
    voice.options.length > 0 && field(t("new.voice"), voice),
    fault,
    el("div", { class: "row" }, el("button", { type: "submit", class: "button full" }, t("new.begin")), button(t("cancel"), () => go("issues"))));
  fill(main, el("div", { class: "head" }, el("h1", {}, t("new.heading"))), el("p", {}, t("new.about")), form);
  return { title: t("new.heading"), keys: [] };
}
