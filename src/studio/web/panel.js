// The panel beside the script: what was found, the sentence that is chosen, the word that is being mended.

import { button, el, fill } from "./dom.js";
import { t } from "./i18n.js";
import { FindingsTab } from "./panel-findings.js";
import { SentenceTab } from "./panel-sentence.js";
import { WordTab } from "./panel-word.js";

const TABS = ["findings", "sentence", "word"];

export class Panel {
  constructor(desk) {
    this.desk = desk;
    this.open = "findings";
    this.tabs = { findings: new FindingsTab(desk, this), sentence: new SentenceTab(desk, this), word: new WordTab(desk, this) };
    this.buttons = TABS.map((name) => el("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, class: "tab",
      on: { click: () => this.show(name), keydown: (e) => this.#key(e, name) },
    }, el("span", {}, t(`panel.${name}`)), el("span", { class: "badge" })));
    this.bodies = TABS.map((name) => el("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: 0, class: "panel-body" }, this.tabs[name].element));
    this.element = el("aside", { class: "panel", "aria-label": t("panel.label") },
      el("div", { class: "panel-head" },
        el("div", { role: "tablist", "aria-label": t("panel.label") }, this.buttons),
        button(t("panel.close"), () => this.close(), { look: "round", symbol: "close", class: "small closer" })),
      this.bodies);
    this.show("findings", false);
  }

  /** Opens a tab; on a phone the panel comes up with it. */
  show(name, up = true) {
    this.open = name;
    TABS.forEach((tab, i) => {
      const on = tab === name;
      this.buttons[i].setAttribute("aria-selected", String(on));
      this.buttons[i].tabIndex = on ? 0 : -1;
      this.bodies[i].hidden = !on;
    });
    if (up) this.element.classList.add("up");
    this.tabs[name].shown?.();
  }

  /** Puts the panel of a phone away; false when it was not up. */
  close() {
    const was = this.element.classList.contains("up");
    this.element.classList.remove("up");
    const inside = this.element.contains(document.activeElement);
    return inside || (was && getComputedStyle(this.element).position === "fixed");
  }

  #key(e, name) {
    const at = TABS.indexOf(name);
    const to = { ArrowRight: (at + 1) % 3, ArrowLeft: (at + 2) % 3, Home: 0, End: 2 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.show(TABS[to]);
    this.buttons[to].focus();
  }

  draw() {
    this.tabs.findings.draw();
    this.tabs.sentence.draw();
    fill(this.buttons[0].lastChild, this.desk.findings.length || null);
  }

  /** Another sentence is chosen. */
  chosen() {
    this.tabs.sentence.draw();
    this.tabs.findings.chosen();
  }

  /** Marks changed. */
  marked() { this.tabs.sentence.marked(); }

  showFinding(n) {
    this.show("findings", this.element.classList.contains("up"));
    this.tabs.findings.choose(n);
  }

  showFindingOf(sid) {
    const n = this.desk.findings.findIndex((f) => f.sids?.includes(sid));
    if (n < 0) return;
    this.desk.findingAt = n;
    this.show("findings");
    this.tabs.findings.choose(n, true);
  }

  showWord(sid, i) {
    this.show("word");
    this.tabs.word.load(sid, i);
  }

  showPause() {
    this.show("sentence");
    this.tabs.sentence.focusPause();
  }

  showTakes() {
    this.show("sentence");
    this.tabs.sentence.takes();
  }
}
