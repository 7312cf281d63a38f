/* Files of a message, sent one by one while it is written; words being written, kept in this tab until they leave. */
"use strict";
(() => {
  const LOST = "La connexion au portail a échoué. Vérifiez votre réseau, puis recommencez.";
  const TOO_BIG = "Ce fichier dépasse 5 Mo.";
  const WAIT = "Attendez la fin de l’envoi des pièces jointes.";
  const zoneOf = (event) => (event.target instanceof Element ? event.target.closest("[data-attach]") : null);

  /* Why a file was refused, or nothing. */
  const sendOne = async (zone, file) => {
    if (file.size > Number(zone.dataset.maxBytes)) return TOO_BIG;
    const body = new FormData();
    body.set("entreprise", zone.dataset.company);
    body.set("brouillon", zone.dataset.attach);
    body.set("fichier", file);
    try {
      const answer = await fetch("/messages/pieces", { method: "POST", body, credentials: "same-origin" });
      if (answer.ok) return "";
      const content = await answer.json().catch(() => ({}));
      if (content.code === "session_expired") {
        location.assign(`/connexion?erreur=session&suite=${encodeURIComponent(location.pathname + location.search)}`);
      }
      return content.sentence || (answer.status === 413 ? TOO_BIG : LOST);
    } catch {
      return LOST;
    }
  };

  const sendAll = async (zone, files) => {
    const told = zone.querySelector("[data-attach-error]");
    const doing = zone.querySelector("[data-attach-status]");
    const refusals = [];
    zone.dataset.sending = "";
    told.textContent = "";
    for (const file of files) {
      doing.textContent = `Envoi de ${file.name}…`;
      const problem = await sendOne(zone, file);
      if (problem) refusals.push(`${file.name}\u00a0: ${problem}`);
    }
    delete zone.dataset.sending;
    const kept = files.length - refusals.length;
    doing.textContent = kept ? (kept > 1 ? `${kept} pièces jointes ajoutées.` : "1 pièce jointe ajoutée.") : "";
    told.textContent = refusals.join(" ");
    zone.querySelector("button[data-attached]").click();
  };

  let queue = Promise.resolve();
  const enqueue = (zone, list) => {
    const files = Array.from(list);
    if (files.length) queue = queue.then(() => sendAll(zone, files)).catch(() => {});
  };
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (!zone || event.target.type !== "file") return;
    enqueue(zone, event.target.files);
    event.target.value = "";
  });
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    delete zone.dataset.over;
    enqueue(zone, event.dataTransfer.files);
  });
  /* A message must not leave without what is still on its way. */
  document.addEventListener(
    "submit",
    (event) => {
      const zone = event.target.querySelector("[data-attach][data-sending]");
      if (!zone) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      zone.querySelector("[data-attach-error]").textContent = WAIT;
    },
    true,
  );

  /* The key changes once the message has left: what was sent never comes back. */
  const PREFIX = "presantra-brouillon ";
  const restored = new WeakMap();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof Element) || !field.dataset.draft) return;
    if (field.value) sessionStorage.setItem(PREFIX + field.dataset.draft, field.value);
    else sessionStorage.removeItem(PREFIX + field.dataset.draft);
  });
  const restore = () => {
    for (const field of document.querySelectorAll("[data-draft]")) {
      if (restored.get(field) === field.dataset.draft) continue;
      restored.set(field, field.dataset.draft);
      const kept = sessionStorage.getItem(PREFIX + field.dataset.draft);
      if (kept && !field.value) field.value = kept;
    }
  };
  new MutationObserver(restore).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("form[data-logout]")) return;
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    },
    true,
  );
})();
