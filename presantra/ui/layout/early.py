"""A form sent before the page can handle it: what was typed neither goes into the address nor is lost."""

from __future__ import annotations

import reflex as rx

# In the page itself: it must be there before the first form. React marks what it handles with a property of its own.
_HOLD = """\
(() => {
  const held = new Set();
  addEventListener("submit", (event) => {
    const form = event.target;
    const handled = () => Object.keys(form).some((key) => key.startsWith("__reactProps$"));
    if (form.hasAttribute("action") || handled()) return;
    event.preventDefault();
    if (held.has(form)) return;
    held.add(form);
    const button = event.submitter;
    const waiting = setInterval(() => {
      if (form.isConnected && !handled()) return;
      clearInterval(waiting);
      held.delete(form);
      if (!form.isConnected) return;
      if (button?.isConnected) button.click();
      else form.requestSubmit();
    }, 50);
  }, true);
})();"""


def hold_early_forms() -> rx.Component:
    """For the head of every page."""
    return rx.el.script(custom_attrs={"dangerouslySetInnerHTML": {"__html": _HOLD}})
