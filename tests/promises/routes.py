"""Every screen of the program by its endpoint; a route that isn't listed fails promise 1."""

from __future__ import annotations

#: what a generated grid answers; each record type has all of them
GRID_VERBS = frozenset(
    [
        "index_view",
        "details_view",
        "history_view",
        "create_view",
        "edit_view",
        "delete_view",
        "action_view",
        "export",
        "ajax_lookup",
        "ajax_update",
    ]
)

SCREENS = frozenset(
    [
        "static",
        "books.index",
        "home.index",
        "gaps.show",
        "gaps.send_reminders",
        "imports.choose",
        "imports.drop",
        "imports.preview",
        "imports.recheck",
        "imports.refused_file",
        "imports.upload",
        "imports.write",
        "password.change",
        "regulation.document",
        "regulation.acknowledge",
        "rights.mine",
        "search.find",
        "signin.sign_in",
        "signin.sign_out",
    ]
)
