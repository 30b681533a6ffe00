"""The belt: triggers that refuse writes under a lock and any change of what is final.

Generated from the same lock paths and the same open-or-closed expression as the guard, for SQLite
and PostgreSQL, so that also a write from outside the program is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

from sqlalchemy import literal_column, not_
from sqlalchemy.dialects import postgresql, sqlite

from permissions.locks import open_row
from permissions.policy import POLICY

if TYPE_CHECKING:
    from sqlalchemy import Dialect

    from models.base import Base
    from permissions.rules import LockPath

#: One school-wide lock: writers share it, whoever closes or freezes takes it alone.
WRITERS_LOCK = 7_205_759_404

#: Rows that never change and never go.
FINAL = ("history_set", "history_line", "frozen_list", "staff_case_answer")

# A hand-over that both have signed is final.
_SIGNED = "OLD.received_at IS NOT NULL"

# What may still change: (table, condition under which an UPDATE is refused).
_SQLITE_NOW = "strftime('%Y-%m-%dT%H:%M:%SZ','now')"
GUARDED_UPDATES = {
    "closure": "OLD.starts_at <= {now} AND NOT (NEW.starts_at <= OLD.starts_at"
    " AND NEW.period_id IS OLD.period_id AND NEW.class_id IS OLD.class_id"
    " AND NEW.unit_id IS OLD.unit_id AND NEW.kind IS OLD.kind AND NEW.grade IS OLD.grade"
    " AND NEW.year_id = OLD.year_id AND (NEW.sealed OR NOT OLD.sealed))",
    "reopening": "NEW.closure_id <> OLD.closure_id OR NEW.requested_by <> OLD.requested_by"
    " OR (OLD.granted_by IS NOT NULL AND NEW.ends_at > OLD.ends_at)"
    " OR NEW.year_id <> OLD.year_id OR NOT (NEW.pupil_id IS OLD.pupil_id)"
    " OR (OLD.refused_by IS NOT NULL AND NOT (NEW.refused_by IS OLD.refused_by))"
    " OR NOT (NEW.period_id IS OLD.period_id) OR NOT (NEW.class_id IS OLD.class_id)"
    " OR NOT (NEW.unit_id IS OLD.unit_id) OR NOT (NEW.kind IS OLD.kind)"
    " OR NOT (NEW.grade IS OLD.grade)"
    " OR (OLD.granted_by IS NOT NULL AND NOT (NEW.granted_by IS OLD.granted_by))",
    "dossier_reopening": "NEW.dossier_id <> OLD.dossier_id OR NEW.class_id <> OLD.class_id"
    " OR NEW.requested_by <> OLD.requested_by OR NEW.reason <> OLD.reason"
    " OR (OLD.granted_by IS NOT NULL AND NEW.ends_at > OLD.ends_at)"
    " OR (OLD.granted_by IS NOT NULL AND NOT (NEW.granted_by IS OLD.granted_by))"
    " OR (OLD.refused_by IS NOT NULL AND NOT (NEW.refused_by IS OLD.refused_by))",
    "hand_over_minutes": _SIGNED,
    # what was proposed stays, and a decision once it is made
    "pupil_award": "NEW.pupil_id <> OLD.pupil_id OR NEW.form_id <> OLD.form_id"
    " OR NEW.content <> OLD.content OR NEW.made_by <> OLD.made_by OR NEW.batch <> OLD.batch"
    " OR OLD.withdrawn_at IS NOT NULL OR OLD.decision IS NOT NULL",
    # what somebody was asked about and what was decided stays, until the case is closed for good
    "staff_case": "OLD.closed_at IS NOT NULL OR NEW.staff_id <> OLD.staff_id"
    " OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NOT (NEW.account IS OLD.account)"
    " OR NEW.since <> OLD.since OR NEW.until <> OLD.until OR NEW.noted_by <> OLD.noted_by"
    " OR (OLD.asked_at IS NOT NULL AND NOT (NEW.question IS OLD.question))"
    " OR (OLD.decided_at IS NOT NULL AND (NOT (NEW.decision IS OLD.decision)"
    " OR NOT (NEW.form_id IS OLD.form_id) OR NOT (NEW.decided_at IS OLD.decided_at)))",
    "staff_case_fact": "NEW.case_id <> OLD.case_id OR NEW.words <> OLD.words"
    " OR NEW.number <> OLD.number OR NEW.code <> OLD.code"
    " OR CAST(NEW.lines AS TEXT) <> CAST(OLD.lines AS TEXT)"
    " OR (OLD.ruling IS NOT NULL AND NOT (NEW.ruling IS OLD.ruling))",
}
KEPT = tuple(GUARDED_UPDATES)
# Under which condition a row may not be deleted; a closure set for later may be taken back.
_KEPT_FROM_DELETING = {
    "closure": "OLD.sealed OR OLD.starts_at <= {now}",
    "hand_over_minutes": _SIGNED,
}

# An approval isn't taken back, reopened or not: only a later one takes its place.
_APPROVED = "OLD.approved_at IS NOT NULL"
_UNAPPROVED = f"{_APPROVED} AND (NEW.approved_at IS NULL OR NEW.approved_at < OLD.approved_at)"

# A register number stands for one pupil for good: never changed, and its pupil never goes.
_NUMBERED = "OLD.register_number IS NOT NULL"
_RENUMBERED = f"{_NUMBERED} AND NOT (NEW.register_number IS OLD.register_number)"

# The regulation as people acknowledged it: neither the document nor its items change any more.
_ACKNOWLEDGED = "EXISTS (SELECT 1 FROM acknowledgement a WHERE a.document_id = {row}.{column})"
ACKNOWLEDGED = {"regulation_document": "id", "regulation_item": "document_id"}


def _open(lock: LockPath, row: str, model: type[Base], dialect: Dialect) -> str:
    columns = {c.name: literal_column(f"{row}.{c.name}", c.type) for c in model.__table__.columns}
    expression = not_(open_row(lock, SimpleNamespace(**columns)))
    return str(expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _locked_models() -> Iterator[tuple[type[Base], LockPath]]:
    for model, rule in POLICY.items():
        if rule.lock is not None:
            yield model, rule.lock


def sqlite_ddl() -> list[str]:
    """Return the CREATE TRIGGER statements for SQLite."""
    dialect = sqlite.dialect()
    made: list[str] = []

    def refuse(name: str, when: str, table: str, condition: str, what: str) -> None:
        made.append(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{what}'); END"
        )

    for model, lock in _locked_models():
        table = model.__tablename__
        old, new = _open(lock, "OLD", model, dialect), _open(lock, "NEW", model, dialect)
        kept = _open(lock, "kept", model, dialect)
        replaced = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id AND ({kept}))"
        refuse(f"lock_{table}_insert", "INSERT", table, f"({new}) OR {replaced}", "LOCKED")
        after = f"({old})" if lock.self_freezing else f"({old}) OR ({new})"
        refuse(f"lock_{table}_update", "UPDATE", table, after, "LOCKED")
        refuse(f"lock_{table}_delete", "DELETE", table, old, "LOCKED")
    for table in FINAL:
        refuse(f"final_{table}_update", "UPDATE", table, "1", "FINAL")
        refuse(f"final_{table}_delete", "DELETE", table, "1", "FINAL")
        again = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id"
        again += {
            "history_set": " OR kept.txn = NEW.txn OR kept.prev = NEW.prev)",
            "history_line": " OR (kept.txn = NEW.txn AND kept.n = NEW.n))",
            "frozen_list": " OR (kept.dossier_id = NEW.dossier_id AND kept.number = NEW.number))",
        }.get(table, ")")
        refuse(f"final_{table}_insert", "INSERT", table, again, "FINAL")
    for table in KEPT:
        gone = _KEPT_FROM_DELETING.get(table, "1").format(now=_SQLITE_NOW)
        refuse(f"kept_{table}_delete", "DELETE", table, gone, "FINAL")
        again = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id)"
        refuse(f"kept_{table}_insert", "INSERT", table, again, "FINAL")
        condition = GUARDED_UPDATES[table].format(now=_SQLITE_NOW)
        refuse(f"kept_{table}_update", "UPDATE", table, condition, "FINAL")
    for table, column in ACKNOWLEDGED.items():
        old = _ACKNOWLEDGED.format(row="OLD", column=column)
        new = _ACKNOWLEDGED.format(row="NEW", column=column)
        if column != "id":
            refuse(f"read_{table}_insert", "INSERT", table, new, "FINAL")
        refuse(f"read_{table}_update", "UPDATE", table, f"{old} OR {new}", "FINAL")
        refuse(f"read_{table}_delete", "DELETE", table, old, "FINAL")
    refuse("lock_dossier_approved", "UPDATE", "dossier", _UNAPPROVED, "LOCKED")
    refuse("lock_dossier_kept", "DELETE", "dossier", _APPROVED, "LOCKED")
    refuse("register_pupil_update", "UPDATE", "pupil", _RENUMBERED, "FINAL")
    refuse("register_pupil_delete", "DELETE", "pupil", _NUMBERED, "FINAL")
    return made


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $body$ BEGIN {body} END $body$"
    )


def _raise(what: str) -> str:
    return f"RAISE EXCEPTION '{what}' USING ERRCODE = 'ST409';"


def _distinct(condition: str) -> str:
    """Write SQLite's IS as PostgreSQL compares values that may be empty."""
    return condition.replace(" IS OLD.", " IS NOT DISTINCT FROM OLD.")


def postgresql_ddl() -> list[str]:
    """Return the CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    share = f"PERFORM pg_advisory_xact_lock_shared({WRITERS_LOCK}); RETURN NULL;"
    alone = f"PERFORM pg_advisory_xact_lock({WRITERS_LOCK}); RETURN NULL;"
    made = [
        _function("st_writers", share),
        _function("st_alone", alone),
        _function("st_final", _raise("FINAL")),
    ]
    for model, lock in _locked_models():
        table = model.__tablename__
        old, new = _open(lock, "OLD", model, dialect), _open(lock, "NEW", model, dialect)
        fail = _raise("LOCKED")
        check_new = f"IF {new} THEN {fail} END IF;"
        check_old = f"IF {old} THEN {fail} END IF;"
        on_update = check_old if lock.self_freezing else f"{check_old} {check_new}"
        made.append(
            _function(
                f"st_lock_{table}",
                f"IF TG_OP = 'DELETE' THEN {check_old} RETURN OLD; END IF;"
                f" IF TG_OP = 'UPDATE' THEN {on_update} ELSE {check_new} END IF; RETURN NEW;",
            )
        )
        lock_function = "st_alone" if lock.self_freezing else "st_writers"
        made.append(
            f"CREATE TRIGGER a_writers_{table} BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {lock_function}()"
        )
        made.append(
            f"CREATE TRIGGER lock_{table} BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION st_lock_{table}()"
        )
    made.append(
        "CREATE TRIGGER a_alone_closure BEFORE INSERT OR UPDATE ON closure"
        " FOR EACH STATEMENT EXECUTE FUNCTION st_alone()"
    )
    made.extend(
        f"CREATE TRIGGER final_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION st_final()"
        for table in FINAL
    )
    fail = _raise("FINAL")
    renumbered = _distinct(_RENUMBERED)
    made.append(
        _function(
            "st_register",
            f"IF TG_OP = 'DELETE' THEN IF {_NUMBERED} THEN {fail} END IF; RETURN OLD; END IF;"
            f" IF {renumbered} THEN {fail} END IF; RETURN NEW;",
        )
    )
    made.append(
        "CREATE TRIGGER register_pupil BEFORE UPDATE OR DELETE ON pupil"
        " FOR EACH ROW EXECUTE FUNCTION st_register()"
    )
    locked = _raise("LOCKED")
    made.append(
        _function(
            "st_approved",
            f"IF TG_OP = 'DELETE' THEN IF {_APPROVED} THEN {locked} END IF; RETURN OLD; END IF;"
            f" IF {_UNAPPROVED} THEN {locked} END IF; RETURN NEW;",
        )
    )
    made.append(
        "CREATE TRIGGER lock_dossier_approved BEFORE UPDATE OR DELETE ON dossier"
        " FOR EACH ROW EXECUTE FUNCTION st_approved()"
    )
    for table, column in ACKNOWLEDGED.items():
        old = _ACKNOWLEDGED.format(row="OLD", column=column)
        new = _ACKNOWLEDGED.format(row="NEW", column=column)
        insert = "" if column == "id" else f" IF TG_OP = 'INSERT' AND {new} THEN {fail} END IF;"
        made.append(
            _function(
                f"st_read_{table}",
                f"IF TG_OP = 'DELETE' THEN IF {old} THEN {fail} END IF; RETURN OLD; END IF;"
                f" IF TG_OP = 'UPDATE' THEN IF {old} OR {new} THEN {fail} END IF; END IF;"
                f"{insert} RETURN NEW;",
            )
        )
        made.append(
            f"CREATE TRIGGER read_{table} BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION st_read_{table}()"
        )
    made.append(
        "CREATE TRIGGER register_pupil_all BEFORE TRUNCATE ON pupil"
        " FOR EACH STATEMENT EXECUTE FUNCTION st_final()"
    )
    for table in KEPT:
        condition = _distinct(GUARDED_UPDATES[table].format(now="clock_timestamp()"))
        gone = _KEPT_FROM_DELETING.get(table, "true").format(now="clock_timestamp()")
        made.append(
            _function(
                f"st_kept_{table}",
                f"IF TG_OP = 'DELETE' THEN IF {gone} THEN {fail} END IF; RETURN OLD; END IF;"
                f" IF {condition} THEN {fail} END IF; RETURN NEW;",
            )
        )
        made.append(
            f"CREATE TRIGGER kept_{table} BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION st_kept_{table}()"
        )
        made.append(
            f"CREATE TRIGGER final_{table} BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION st_final()"
        )
    return made


def ddl(dialect: str) -> list[str]:
    """Return the statements that install the belt on a dialect (sqlite or postgresql)."""
    return sqlite_ddl() if dialect == "sqlite" else postgresql_ddl()


def drop_ddl(dialect: str) -> list[str]:
    """Return the statements that take the belt off again (for migrations downwards)."""
    dropped = []
    for statement in ddl(dialect):
        words = statement.split()
        name = words[2]
        if words[1] == "FUNCTION":
            dropped.append(f"DROP FUNCTION IF EXISTS {name} CASCADE")
        elif dialect == "sqlite":
            dropped.append(f"DROP TRIGGER IF EXISTS {name}")
        else:
            table = words[words.index("ON") + 1]
            dropped.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    return list(reversed(dropped))
