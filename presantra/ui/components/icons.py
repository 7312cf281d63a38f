"""A dozen line icons, drawn on a 24 px grid; always decorative, the words beside them carry the meaning."""

from __future__ import annotations

import reflex as rx

_PATHS: dict[str, tuple[str, ...]] = {
    "arrow-left": ("M19 12H5", "m11 18-6-6 6-6"),
    "arrow-right": ("M5 12h14", "m13 6 6 6-6 6"),
    "building": (
        "M5 21V4.5A1.5 1.5 0 0 1 6.5 3h7A1.5 1.5 0 0 1 15 4.5V21",
        "M15 10h2.5A1.5 1.5 0 0 1 19 11.5V21",
        "M3 21h18",
        "M8.5 7.5h3M8.5 11.5h3M8.5 15.5h3",
    ),
    "calendar": ("M4.5 6h15v14h-15z", "M4.5 10.5h15", "M8.5 3.5V7M15.5 3.5V7", "m9.5 15 2 2 3.5-3.5"),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "check-circle": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "m8.25 12.25 2.5 2.5 5-5"),
    "chevron-down": ("m6 9.5 6 6 6-6",),
    "dashboard": ("M4 4h7v7H4z", "M13 4h7v4h-7z", "M13 11h7v9h-7z", "M4 14h7v6H4z"),
    "file": ("M6 3h8l4.5 4.5V21H6z", "M14 3v4.5h4.5", "M9 12.5h6M9 16.5h6"),
    "help": (
        "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
        "M9.75 9.5a2.25 2.25 0 1 1 3.4 1.95c-.7.4-1.15.95-1.15 1.8",
        "M12 16.5v.01",
    ),
    "home": ("M4 11.5 12 4l8 7.5", "M6 10v10h12V10", "M10 20v-5.5h4V20"),
    "info": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11.5V16", "M12 8v.01"),
    "mail": ("M3.5 6h17v12.5h-17z", "m4 7 8 6 8-6"),
    "menu": ("M4 7h16", "M4 12h16", "M4 17h16"),
    "people": (
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
        "M2.5 20c0-3.5 2.8-5.5 6.5-5.5s6.5 2 6.5 5.5",
        "M15.5 5a3.5 3.5 0 0 1 0 6.5",
        "M17.5 14.8c2.5.6 4 2.4 4 5.2",
    ),
    "phone": (
        "M6.5 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2"
        "C10.7 18.8 5.2 13.3 4.5 5.7a2 2 0 0 1 2-2.2z",
    ),
    "receipt": ("M6 3.5v17l2-1.3 2 1.3 2-1.3 2 1.3 2-1.3 2 1.3v-17z", "M9.5 8.5h5M9.5 12h5"),
    "search": ("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "m15.5 15.5 5 5"),
    "user": ("M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5c0-3.8 3.2-6 7.5-6s7.5 2.2 7.5 6"),
    "warning": ("M12 4 2.5 20h19z", "M12 10v4.5", "M12 17.25v.01"),
}


def icon(name: str) -> rx.Component:
    """One icon by its name.

    Raises:
        KeyError: no icon has this name.
    """
    return rx.el.svg(
        *(rx.el.path(d=path) for path in _PATHS[name]),
        view_box="0 0 24 24",
        class_name="icon",
        aria_hidden="true",
        custom_attrs={"focusable": "false"},
    )
