// What was found, worst first. A finding leads to its place, and from there to the word that can be mended.

import { button, el, fill, reveal } from "./dom.js";
import { nameOf, phrase, t } from "./i18n.js";
import { wordOf } from "./script-model.js";

export class FindingsTab {
  constructor(desk) {
    this.desk = desk;
    this.list = el("ol", { class: "findings" });
    this.none = el("p", { class: "hint", hidden: true }, t("findings.none"));
    this.element = el("div", {},
      el("div", { class: "row" },
        button(t("findings.previous"), () => desk.stepFinding(-1), { class: "small" }),
        button(t("findings.next"), () => desk.stepFinding(1), { class: "small" })),
      this.none, this.list);
  }

  draw() {
    const { findings } = this.desk;
    this.none.hidden = findings.length > 0;
    fill(this.list, findings.map((finding, n) => this.#row(finding, n)));
    if (this.desk.findingAt >= findings.length) this.desk.findingAt = -1;
    if (this.desk.findingAt >= 0) this.choose(this.desk.findingAt);
    this.chosen();
  }

  #row(finding, n) {
    const { desk } = this;
    const go = () => {
      desk.findingAt = n;
      this.choose(n);
      const sid = finding.sids?.[0] ?? desk.sentences.find((s) => s.line >= finding.line)?.sid;
      if (sid) desk.goTo(sid, { focus: true });
      desk.panel.close();
    };
    const sid = finding.sids?.[0];
    const word = sid && desk.sentence(sid) ? wordOf(desk.sentence(sid), finding) : null;
    return el("li", { class: `finding risk-${finding.risk}` },
      el("button", { type: "button", class: "finding-go", on: { click: go } },
        el("span", { class: "risk" }, t(`risk.${finding.risk}`)),
        el("strong", { lang: "it" }, el("bdi", {}, finding.what)),
        el("span", { class: "hint" }, [nameOf("finding", finding.kind), t("line", { line: String(finding.line) }), finding.times > 1 && t("findings.times", { n: finding.times })].filter(Boolean).join(" · "))),
      el("p", { class: "why" }, phrase(finding.why)),
      finding.fix && el("p", { class: "hint" }, phrase(finding.fix)),
      word !== null && ["heteronym", "language", "name", "reading"].includes(finding.kind)
        && button(t("findings.mend"), () => desk.openWord(sid, word), { class: "small", "aria-label": t("findings.mend.of", { what: finding.what }) }));
  }

  /** Marks one as the one that is looked at. */
  choose(n, focus = false) {
    [...this.list.children].forEach((li, i) => li.classList.toggle("chosen", i === n));
    this.list.querySelectorAll(".finding-go").forEach((b, i) => { if (i === n) b.setAttribute("aria-current", "true"); else b.removeAttribute("aria-current"); });
    const row = this.list.children[n];
    if (!row) return;
    if (focus) row.firstElementChild.focus({ preventScroll: true });
    reveal(row);
  }

  /** Findings of the sentence that is chosen are marked. */
  chosen() {
    this.desk.findings.forEach((finding, i) => this.list.children[i]?.classList.toggle("here", Boolean(finding.sids?.includes(this.desk.current))));
  }
}
