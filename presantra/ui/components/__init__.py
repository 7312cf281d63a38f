"""The kit: small pure functions that return semantic HTML.

Use it as ``from presantra.ui import components as ui``.
"""

from presantra.ui.components.actions import button, danger, link, link_button, primary, secondary
from presantra.ui.components.dialogs import confirmation, dialog, dialog_button, dialog_dismiss
from presantra.ui.components.downloads import download_link
from presantra.ui.components.feedback import (
    callout,
    empty_state,
    error_summary,
    live_region,
    loading,
    result,
    status_badge,
)
from presantra.ui.components.fields import (
    checkbox_field,
    choice_group,
    field,
    field_row,
    password_field,
    required_note,
    select_field,
    textarea_field,
)
from presantra.ui.components.forms import event_form, form_actions, hidden, native_form
from presantra.ui.components.icons import icon
from presantra.ui.components.sections import back_link, card, card_grid, definition_list, prose
from presantra.ui.components.tables import Column, cell, data_table, pager, row, row_header

__all__ = [
    "Column",
    "back_link",
    "button",
    "callout",
    "card",
    "card_grid",
    "cell",
    "checkbox_field",
    "choice_group",
    "confirmation",
    "danger",
    "data_table",
    "definition_list",
    "dialog",
    "dialog_button",
    "dialog_dismiss",
    "download_link",
    "empty_state",
    "error_summary",
    "event_form",
    "field",
    "field_row",
    "form_actions",
    "hidden",
    "icon",
    "link",
    "link_button",
    "live_region",
    "loading",
    "native_form",
    "pager",
    "password_field",
    "primary",
    "prose",
    "required_note",
    "result",
    "row",
    "row_header",
    "secondary",
    "select_field",
    "status_badge",
    "textarea_field",
]
