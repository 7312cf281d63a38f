/* Passkeys and the set-up of the second factor: what must not pass by a Reflex event. Delegated on the document. */
"use strict";
(() => {
  const LOST = "La connexion au portail a échoué. Vérifiez votre réseau, puis recommencez.";
  const UNKNOWN = "Ce navigateur ne connaît pas les clés d’accès. Mettez-le à jour, ou connectez-vous autrement.";
  const FAILURES = {
    NotAllowedError: "Rien n’a été fait : la demande a été annulée, ou le temps imparti est passé.",
    InvalidStateError: "Cet appareil a déjà une clé d’accès pour votre compte.",
    SecurityError: "Cette adresse ne permet pas les clés d’accès : ouvrez le portail par son adresse habituelle.",
    NotSupportedError: "Cet appareil ne sait pas créer de clé d’accès protégée par un code, un visage ou une empreinte.",
    ConstraintError: "Cet appareil ne peut pas vérifier que c’est bien vous : ajoutez-lui un code de verrouillage.",
    AbortError: "Une autre demande a pris la place de celle-ci. Recommencez.",
  };

  class Told extends Error {}

  /* The server's answer, or its sentence. */
  const ask = async (path, values) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    let answer;
    try {
      answer = await fetch(path, { method: "POST", body, credentials: "same-origin" });
    } catch {
      throw new Told(LOST);
    }
    const content = await answer.json().catch(() => ({}));
    if (answer.ok) return content;
    if (content.code === "reauthentication_needed") {
      location.assign(`/reauthentification?suite=${encodeURIComponent(location.pathname)}`);
    } else if (content.code === "session_expired") {
      location.assign("/connexion?erreur=session");
    }
    throw new Told(content.sentence || LOST);
  };

  /* WebAuthn speaks in bytes, and JSON in base64url. */
  const bytes = (text) => {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  };
  const text = (buffer) => {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const readable = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const answerOf = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (!options.user) {
      publicKey.allowCredentials = readable(options.allowCredentials);
      return navigator.credentials.get({ publicKey });
    }
    publicKey.user = { ...options.user, id: bytes(options.user.id) };
    publicKey.excludeCredentials = readable(options.excludeCredentials);
    return navigator.credentials.create({ publicKey });
  };
  const sent = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    response.transports = credential.response.getTransports?.() ?? [];
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  const busy = (button, state) => {
    button.setAttribute("aria-busy", String(state));
    button.disabled = state;
  };
  const attempt = async (zone, button, work) => {
    const message = zone.querySelector("[data-message]");
    message.textContent = "";
    busy(button, true);
    try {
      await work();
    } catch (error) {
      message.textContent = error instanceof Told ? error.message : (FAILURES[error.name] ?? LOST);
      busy(button, false);
      button.focus();
    }
  };
  const valuesOf = (zone) => {
    const values = {};
    for (const input of zone.querySelectorAll("input[name]")) {
      if (input.type !== "checkbox" || input.checked) values[input.name] = input.value;
    }
    return values;
  };

  const usePasskey = async (zone, purpose) => {
    if (!window.PublicKeyCredential || !navigator.credentials) throw new Told(UNKNOWN);
    const { options } = await ask("/auth/cles/demande", { usage: purpose });
    const reponse = sent(await answerOf(options));
    const { destination } = await ask(`/auth/cles/${purpose}`, { ...valuesOf(zone), reponse });
    location.assign(destination);
  };

  const showCodes = (zone, codes) => {
    const list = zone.querySelector("[data-codes-list]");
    list.replaceChildren(
      ...codes.map((code) => {
        const item = document.createElement("li");
        item.textContent = code;
        return item;
      }),
    );
    for (const part of zone.querySelectorAll("[data-before-codes]")) part.hidden = true;
    const shown = zone.querySelector("[data-codes]");
    shown.hidden = false;
    shown.querySelector("h3").focus();
  };
  const prepare = async (zone) => {
    const { image, secret } = await ask("/auth/double-authentification/preparer", {});
    zone.querySelector("[data-totp-image]").src = image;
    zone.querySelector("[data-totp-key]").textContent = secret;
    zone.querySelector("[data-totp-start]").hidden = true;
    const setup = zone.querySelector("[data-totp-setup]");
    setup.hidden = false;
    setup.querySelector("h3").focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const zone = button?.closest("[data-zone]");
    if (!zone) return;
    if (button.dataset.passkey) {
      attempt(zone, button, () => usePasskey(zone, button.dataset.passkey));
    } else if (button.hasAttribute("data-totp-begin")) {
      attempt(zone, button, () => prepare(zone));
    } else if (button.hasAttribute("data-new-codes")) {
      attempt(zone, button, async () => showCodes(zone, (await ask("/auth/double-authentification/codes", {})).codes));
    } else if (button.hasAttribute("data-print")) {
      print();
    }
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.hasAttribute("data-totp-form")) return;
      event.preventDefault();
      event.stopPropagation();
      const zone = form.closest("[data-zone]");
      attempt(zone, form.querySelector('button[type="submit"]'), async () => {
        const code = form.elements.namedItem("code").value;
        showCodes(zone, (await ask("/auth/double-authentification/confirmer", { code })).codes);
      });
    },
    true,
  );
})();
