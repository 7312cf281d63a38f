"""A form sent before the page can handle it: what was typed neither goes into the address nor is lost."""

from __future__ import annotations

import reflex as rx

# In the page itself: it must be there before the first form. React marks what it handles with a property of its own;
# what loads the page would then take back the answer to a form that overtakes it.
_HOLD = """\
(() => {
  const held = new Set();
  const loaded = () => document.querySelector('[data-loaded="true"]');
  addEventListener("submit", (event) => {
    const form = event.target;
    const handled = () => Object.keys(form).some((key) => key.startsWith("__reactProps$"));
    if (form.hasAttribute("action") || (handled() && !held.has(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held.has(form)) return;
    held.add(form);
    const button = event.submitter;
    let patience = 200;
    const waiting = setInterval(() => {
      if (form.isConnected && !(handled() && (loaded() || --patience < 0))) return;
      clearInterval(waiting);
      held.delete(form);
      if (!form.isConnected) return;
      if (button?.isConnected) button.click();
      else form.requestSubmit();
    }, 50);
  }, true);
})();"""


def mark_of_loading() -> rx.Component:
    """For the body of every page: whether the server has said all that the page begins with."""
    return rx.el.span(hidden=True, custom_attrs={"data-loaded": rx.cond(rx.State.is_hydrated, "true", "false")})


def hold_early_forms() -> rx.Component:
    """For the head of every page."""
    return rx.el.script(custom_attrs={"dangerouslySetInnerHTML": {"__html": _HOLD}})
