"""Every screen of the program by its endpoint; a route that isn't listed fails promise 1."""

from __future__ import annotations

#: what a generated grid answers; each record type has all of them
GRID_VERBS = frozenset(
    {
        "action_view",
        "ajax_lookup",
        "ajax_update",
        "create_view",
        "delete_view",
        "details_view",
        "edit_view",
        "export",
        "history_view",
        "index_view",
    }
)

#: a new screen is named here, under its part of the program, and crawled as everybody from then on
_PARTS = {
    "admission": "new",
    "annex": "paper",
    "archive": "check decide execute index propose seal show",
    "attendance": "ask decide export leaves month roll save start",
    "authority": (
        "asked duty duty_confirm duty_end duty_end_form duty_form end_sessions index leaving "
        "leaving_form person pupil signs stead stead_end stead_end_form stead_form teacher "
        "teacher_form"
    ),
    "awards": "add index new paper send settle show take_back",
    "bank": "lines",
    "board": "paper rows show",
    "books": "index",
    "calendar": "edit_day edit_terms edit_week show",
    "cases": "contest explain finish index new note outcome paper question rule settle show",
    "check": "show take_back",
    "composing": "look new send",
    "conduct": (
        "choose class_week disputes items my_class object_to pupils ranking save settle show "
        "start take_back write"
    ),
    "entry": "ask_owner confirm desk export save start undo written",
    "gaps": "send_reminders show",
    "giving": "add give look move new remind show take_back",
    "handing": "accept add index keep paper show sign withdraw",
    "health": (
        "check class_records class_round export export_checks export_measures find_pupil "
        "follow measure move_on new_visit pupil pupil_record rounds save_checks save_measures "
        "save_visit send_results start take_back tell_families visits watch"
    ),
    "hints": "right told",
    "home": "index",
    "homeroom": (
        "add book care copy_week cover edit families log meeting meetings organisation "
        "parents plan presence profile pupils remove results save_seats save_week seats start "
        "targets teachers week"
    ),
    "imports": "choose drop preview recheck refused_file upload write",
    "inbox": "done index read",
    "jobs": "again cancel index progress",
    "locks": (
        "add_window calendar change_window close_now copy_year drop_procedure drop_window "
        "new_window open_now procedure procedure_now procedures show writable write_procedure"
    ),
    "meetings": "add alike change close comments document index plans remind show table",
    "message_list": "family index",
    "messages": "again allow by_hand halt paper send show",
    "monthly": "desk export save start undo written",
    "new_year": "choose confirm_drafts drafts show undo write",
    "password": "change",
    "plan": "document note_after share show",
    "plan_compare": "show",
    "plan_lessons": "show",
    "plan_queue": "index opened settle",
    "plan_writing": "begin choose cleaned drop edit fill keep send",
    "plans": "hand_in index",
    "preview": "show",
    "printing": "again begin cancel fetch prepare progress run start",
    "profile": "changes class_list decide give_numbers save send start unnumbered withdraw",
    "progress": "by_day show who",
    "regroup": "campus choose merge merge_classes move_classes split split_class write",
    "regulation": "acknowledge document drop version write",
    "reopening": "allow ask decline finish send show",
    "report_books": "again check index put workbook",
    "review": "candidates classes pupil show",
    "review_bulk": "approve_all preview",
    "review_lifting": "allow ask decline finish",
    "review_steps": "approve_dossier change recognise_pupils return_dossier see send_proposal",
    "rights": "mine",
    "rulesets": "apply copy index one remove save_thresholds save_units thresholds trial units",
    "schedule": "paper show",
    "search": "find",
    "signin": "sign_in sign_out",
    "statistics": "paper rows show workbook",
    "summer": "new_round overview save show",
    "tables": "index paper",
    "today": "read show",
    "transfers": (
        "come coming declare declared end from_file index leave leaving note packet "
        "packet_file show undo"
    ),
}

SCREENS = frozenset(
    f"{part}.{name}" for part, names in _PARTS.items() for name in names.split()
) | {"static"}
