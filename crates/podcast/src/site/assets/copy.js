// The buttons that copy: a field's text, or a link to the moment that the player is at.
"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  const say = (text) => {
    const notice = one("avviso");
    if (!notice) return;
    notice.textContent = text;
    clearTimeout(say.later);
    say.later = setTimeout(() => { notice.textContent = ""; }, 2500);
  };

  // A page that is not served over HTTPS has no clipboard; a field that is selected has the old command.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      const before = document.activeElement;
      field.value = text;
      field.className = "nascosto";
      document.body.append(field);
      field.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { /* told below */ }
      field.remove();
      before?.focus?.();
      return done;
    }
  };
  const copied = async (text, what, otherwise) => say((await copy(text)) ? what : `Non si può copiare: ${otherwise}`);

  for (const button of all("[data-copia]")) {
    const field = one(button.dataset.copia);
    button.hidden = false;
    button.addEventListener("click", () => { field.select(); copied(field.value, "Copiato", "seleziona il testo a mano"); });
    field.addEventListener("focus", () => field.select());
  }

  // The player keeps the moment up to date.
  for (const button of all("[data-copia-link]")) {
    button.hidden = false;
    button.addEventListener("click", () => copied(`${location.href.split("#")[0]}${button.dataset.copiaLink}`, "Link copiato", "prendi l’indirizzo dalla barra del browser"));
  }
})();
