/* Small behaviours that need no server and no React: delegated on the document, so that they survive every re-render. */
"use strict";
(() => {
  const on = (type, selector, handler, capture = false) =>
    document.addEventListener(
      type,
      (event) => {
        const target = event.target instanceof Element ? event.target.closest(selector) : null;
        if (target) handler(target, event);
      },
      capture,
    );

  /* « Afficher le mot de passe » */
  on("click", "[data-toggle-password]", (button) => {
    const box = button.closest(".secret");
    const input = box.querySelector("input");
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    box.toggleAttribute("data-shown", shown);
    input.focus();
  });

  /* Links that are buttons to assistive technologies answer to the space bar too. */
  on("keydown", 'a[role="button"]', (link, event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });

  /* Links of an error summary: the field takes the focus, the address does not change. */
  on("click", "[data-focus]", (link, event) => {
    const field = document.getElementById(link.dataset.focus);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  /* Ctrl + Entrée presses the button that a form keeps for it. */
  on("keydown", "form", (form, event) => {
    const button = event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.querySelector("[data-ctrl-enter]");
    if (!button) return;
    event.preventDefault();
    if (!button.disabled && !event.repeat) button.click();
  });

  /* « Plus d’actions » closes like any menu: a choice, Escape, or a click elsewhere. */
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.querySelector("summary").contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* The menu of a phone. */
  on("click", "[data-menu-toggle]", (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    const open = menu.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const button = document.querySelector('[data-menu-toggle][aria-expanded="true"]');
    if (button) {
      button.click();
      button.focus();
    }
  });
  on("click", "[popover] a, #choix-entreprise button", (choice) => choice.closest("[popover]").hidePopover());

  /* A menu closes when one goes elsewhere, chooses, or presses Escape. */
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => {
    const menu = event.target instanceof Element ? event.target.closest("details.menu") : null;
    closeMenus(event.target instanceof Element && event.target.closest("a") ? null : menu);
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Native dialogs. A click beside an open one closes it. */
  on("click", "[data-dialog-open]", (button) => document.getElementById(button.dataset.dialogOpen)?.showModal());
  on("click", "[data-dialog-close]", (button) => button.closest("dialog")?.close());
  on("mousedown", "dialog[open]", (dialog, event) => {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (event.target === dialog && !inside) dialog.close();
  });

  /* A download begins like a navigation, for which Reflex hangs up: the page, still there, calls again. */
  window.addEventListener("beforeunload", () => {
    setTimeout(() => document.dispatchEvent(new Event("visibilitychange")), 1000);
  });

  /* A file: chosen or dropped, and looked at before it travels. */
  on("dragover", "[data-drop-file]", (zone, event) => {
    event.preventDefault();
    zone.dataset.over = "";
  });
  on("dragleave", "[data-drop-file]", (zone, event) => {
    if (!zone.contains(event.relatedTarget)) delete zone.dataset.over;
  });
  on("drop", "[data-drop-file]", (zone, event) => {
    event.preventDefault();
    delete zone.dataset.over;
    const input = zone.querySelector('input[type="file"]');
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  on(
    "submit",
    "form[data-max-bytes]",
    (form, event) => {
      const input = form.querySelector('input[type="file"]');
      const file = input.files[0];
      const told = document.getElementById(`${input.id}-erreur`);
      told.textContent = "";
      // A form that names its own limit has other fields: what is missing is told with their errors, by the server.
      if (file ? file.size <= Number(form.dataset.maxBytes) : form.dataset.tooBig) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      told.textContent = file
        ? form.dataset.tooBig || "Ce fichier dépasse 5 Mo\u00a0: découpez-le en plusieurs fichiers."
        : "Choisissez un fichier avant de l’envoyer.";
      input.focus();
    },
    true,
  );

  /* A date proposes another one, some months later: at once, and never over what somebody has written there. */
  const later = (day, months) => {
    const date = new Date(`${day}T00:00Z`);
    if (Number.isNaN(date.valueOf())) return "";
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
    last.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()));
    return last.toISOString().slice(0, 10);
  };
  on("change", "[data-proposes]", (input) => {
    const months = Number(input.dataset.months);
    const next = document.getElementById(input.dataset.proposes);
    const before = later(input.dataset.before ?? input.defaultValue, months);
    input.dataset.before = input.value;
    if (months && [before, ""].includes(next.value)) next.value = later(input.value, months);
  });

  /* Something runs on the server: the page asks how far it is. */
  setInterval(() => {
    if (!document.hidden) document.querySelector("button[data-poll]")?.click();
  }, 700);

  /* « Encore 5 h pour annuler sans frais… » goes on by itself; its words are the server's. */
  const left = (minutes) =>
    minutes >= 2880
      ? `${Math.floor(minutes / 1440)}\u00a0jours`
      : minutes >= 60
        ? `${Math.floor(minutes / 60)}\u00a0h`
        : `${Math.max(minutes, 1)}\u00a0min`;
  setInterval(() => {
    for (const clock of document.querySelectorAll("[data-until]")) {
      const minutes = Math.floor((Date.parse(clock.dataset.until) - Date.now()) / 60_000);
      const words = clock.firstChild;
      if (!words || !words.data.startsWith("Encore")) continue;
      const said = minutes < 0 ? clock.dataset.over : words.data.replace(/^Encore .+? pour/, `Encore ${left(minutes)} pour`);
      if (words.data !== said) words.data = said;
    }
  }, 10_000);

  /* Native forms are sent once, and their button says so. The number of an operation lets the server recognize a
     request that the network has made twice. */
  const numbered = () => {
    const digits = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const settle = (form) => {
    delete form.dataset.sent;
    for (const number of form.querySelectorAll("input[data-operation]")) number.value = "";
    for (const button of form.querySelectorAll("button[aria-busy]")) {
      button.setAttribute("aria-busy", "false");
      button.disabled = false;
    }
  };
  on(
    "submit",
    "form[data-native]",
    (form, event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "oui";
      for (const number of form.querySelectorAll("input[data-operation]")) number.value = numbered();
      const button = event.submitter ?? form.querySelector('button[type="submit"]');
      /* After the browser has read the form: a disabled button would not send its value. */
      setTimeout(() => {
        if (button?.hasAttribute("aria-busy")) {
          button.setAttribute("aria-busy", "true");
          button.disabled = true;
        }
      });
    },
    true,
  );
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(settle));

  /* Log-out is told to the other tabs; they come back to the log-in page by themselves. */
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("presantra") : null;
  on("submit", "form[data-logout]", () => tabs?.postMessage("deconnexion"));
  tabs?.addEventListener("message", (event) => {
    if (event.data !== "deconnexion" || !location.pathname.startsWith("/espace")) return;
    /* The other tab's request must have ended the session first. */
    setTimeout(() => location.assign("/connexion"), 600);
  });

  /* The secret of a mailed link stands after « # »: never sent by the browser, and taken out of the address at once.
     Kept for this tab, so that a reload or an error in the form does not lose it. React may empty the field while it
     starts: it is filled again when the form leaves. */
  const fillToken = (form) => {
    const key = `presantra-jeton ${location.pathname}`;
    const input = form.elements.namedItem(form.dataset.fragmentToken);
    const arriving = location.hash.length > 1;
    if (arriving) {
      sessionStorage.setItem(key, location.hash.slice(1));
      history.replaceState(history.state, "", location.pathname + location.search);
    }
    const token = sessionStorage.getItem(key);
    if (input && token && input.value !== token) input.value = token;
    /* Only on the way in: coming back to the page must not send again. */
    if (arriving && "autoSubmit" in form.dataset) form.requestSubmit();
  };
  const takeFragment = () => document.querySelectorAll("form[data-fragment-token]").forEach(fillToken);
  on("submit", "form[data-fragment-token]", fillToken, true);

  /* Live advice on a new password. */
  let asking = 0;
  let timer;
  const advise = async (input, output) => {
    const turn = ++asking;
    const body = new FormData(input.form);
    try {
      const answer = await fetch("/auth/conseil", { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || turn !== asking) return;
      const advice = await answer.json();
      output.dataset.ok = String(advice.ok);
      output.textContent = advice.sentence;
    } catch {
      /* No network: the advice waits, the server will judge anyway. */
    }
  };
  on("input", "input[data-password-advice]", (input) => {
    const output = document.getElementById(input.dataset.passwordAdvice);
    clearTimeout(timer);
    asking += 1;
    if (!input.value) {
      delete output.dataset.ok;
      output.textContent = "";
      return;
    }
    timer = setTimeout(() => advise(input, output), 400);
  });

  /* An idle session: a warning five minutes before its end, then the log-in page. What counts is what the server
     counts: the events it has received, from any tab (socket.io writes 42 in front of each). */
  const WARNING = 5 * 60_000;
  let seen = Date.now();
  let told = 0;
  const alive = () => {
    seen = Date.now();
    const dialog = document.querySelector("dialog[data-idle-minutes]");
    if (dialog?.open) dialog.close();
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === "string" && data.startsWith("42")) {
      alive();
      if (seen - told > 5_000) tabs?.postMessage("activite");
      told = seen;
    }
    return send.call(this, data);
  };
  tabs?.addEventListener("message", (event) => event.data === "activite" && alive());
  setInterval(() => {
    const dialog = document.querySelector("dialog[data-idle-minutes]");
    if (!dialog) return;
    const left = seen + Number(dialog.dataset.idleMinutes) * 60_000 - Date.now();
    if (left <= 0) {
      location.assign(`/connexion?erreur=session&suite=${encodeURIComponent(location.pathname + location.search)}`);
    } else if (left <= WARNING && !dialog.open) {
      dialog.showModal();
    }
  }, 5_000);

  /* After a navigation inside the portal the new h1 takes the focus; a new error summary or result takes it
     whenever it appears. */
  /* Reflex writes this banner itself, in English, when a page outlives a new version of the portal. */
  const translateNewVersion = () => {
    const banner = document.querySelector('body > div[role="alert"]');
    if (banner?.firstChild?.data !== "A new version of this app is available.") return;
    banner.firstChild.data = "Une nouvelle version du portail est disponible.";
    banner.querySelector("button").textContent = "Recharger la page";
  };

  let path = location.pathname;
  let heading = null;
  const noticed = new WeakSet();
  const follow = () => {
    takeFragment();
    for (const form of document.querySelectorAll("form[data-auto-submit]:not([data-fragment-token], [data-sent])")) {
      form.requestSubmit();
    }
    translateNewVersion();
    for (const notice of document.querySelectorAll("[data-error-summary], [data-takes-focus]")) {
      if (noticed.has(notice)) continue;
      noticed.add(notice);
      notice.focus();
      notice.scrollIntoView({ block: "nearest" });
    }
    const title = document.querySelector("main h1");
    if (location.pathname !== path && title && title !== heading) {
      path = location.pathname;
      scrollTo(0, 0);
      title.focus({ preventScroll: true });
    }
    if (location.pathname === path) heading = title;
  };
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("hashchange", takeFragment);
  /* React may have emptied the field since. */
  on("submit", "form[data-fragment-token]", takeFragment, true);
  follow();
})();
