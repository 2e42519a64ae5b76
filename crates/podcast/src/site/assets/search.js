// Searches among the episodes of the index: their titles and descriptions, and, once somebody searches, what is said in them.
// Without it the page shows them all.
"use strict";
(() => {
  const form = document.getElementById("cerca");
  if (!form) return;
  const field = document.getElementById("parole");
  const found = document.getElementById("trovate");
  // Accents and capitals make no difference, nor does the kind of apostrophe.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();
  const rows = Array.from(document.querySelectorAll("#elenco > li"), (row) => ({
    row, key: row.dataset.key, shown: plain(row.querySelector("article > div").textContent), said: "", folded: "",
  }));

  // What is said is fetched once, when it is needed. A page that was opened as a file has none.
  let words = null;
  const fetchWords = () => {
    words ??= !form.dataset.words ? Promise.resolve() : fetch(form.dataset.words)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((texts) => {
        for (const each of rows) {
          each.said = texts[each.key] ?? "";
          each.folded = plain(each.said);
        }
      })
      .catch(() => {});
    return words;
  };

  // A few words around the place where all of `wanted` are said together, else the longest of them, from a text that is as long
  // folded as it is written.
  const AROUND = 60;
  const quote = ({ said, folded }, wanted) => {
    const told = [wanted.join(" "), ...wanted.slice().sort((a, b) => b.length - a.length)].find((words) => folded.includes(words));
    if (!told || folded.length !== said.length) return "";
    const at = folded.indexOf(told);
    const from = at <= AROUND ? 0 : said.lastIndexOf(" ", at - AROUND) + 1;
    const to = said.indexOf(" ", at + AROUND);
    return `${from > 0 ? "… " : ""}${said.slice(from, to < 0 ? undefined : to)}${to < 0 ? "" : " …"}`;
  };

  const search = () => {
    const wanted = plain(field.value).split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const each of rows) {
      const fits = wanted.every((word) => each.shown.includes(word) || each.folded.includes(word));
      const here = fits && !wanted.every((word) => each.shown.includes(word));
      each.row.hidden = !fits;
      count += fits ? 1 : 0;
      each.quote?.remove();
      each.quote = null;
      const text = here ? quote(each, wanted.filter((word) => !each.shown.includes(word))) : "";
      if (text) {
        each.quote = document.createElement("p");
        each.quote.className = "dati citato";
        each.quote.textContent = text;
        each.row.querySelector("article > div").append(each.quote);
      }
    }
    found.textContent = !wanted.length ? "" : count === 0 ? "Nessuna puntata con queste parole" : count === 1 ? "1 puntata" : `${count} puntate`;
  };

  form.hidden = rows.length < 2;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("focus", fetchWords, { once: true });
  field.addEventListener("input", () => { search(); fetchWords().then(search); });
  if (field.value) fetchWords().then(search); // a browser that came back fills it in
})();
