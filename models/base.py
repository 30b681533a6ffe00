"""The ground every table stands on: naming of constraints, times in UTC, enums by value."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, FromClause, MetaData, String
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

ISO = "%Y-%m-%dT%H:%M:%SZ"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """Return this moment as an aware UTC datetime without microseconds, as it is stored."""
    return datetime.now(UTC).replace(microsecond=0)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: ``timestamptz`` on PostgreSQL, sortable ISO text (second resolution) on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store text where the database has no moments of its own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(20))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive datetime: a moment without a zone is a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        moment = value.astimezone(UTC).replace(microsecond=0)
        return moment.strftime(ISO) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        del dialect
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.strptime(value, ISO).replace(tzinfo=UTC)
        moment: datetime = value.astimezone(UTC)
        return moment


class db_now(GenericFunction[datetime]):  # noqa: N801 - reads as the SQL function that it is
    """The database's own clock, the one that triggers and guard share (never the client's)."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(db_now, "sqlite")
def _sqlite_now(element: db_now, compiler: SQLCompiler, **kw: Any) -> str:
    del element, compiler, kw
    return "strftime('%Y-%m-%dT%H:%M:%SZ','now')"


@compiles(db_now, "postgresql")
def _postgresql_now(element: db_now, compiler: SQLCompiler, **kw: Any) -> str:
    del element, compiler, kw
    return "clock_timestamp()"


def enum_type(enum: type[StrEnum], length: int = 24) -> SqlEnum:
    """Store an enum by value in a fixed length, with a named CHECK on both databases."""
    return SqlEnum(
        enum,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=length,
        name=enum.__name__.lower(),
        values_callable=lambda e: [member.value for member in e],
    )


# Text whose order is computed by us (names.sort_key): compared byte by byte on both databases.
ByteOrdered = String(200).with_variant(String(200, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Every table: an id, and a version that the guard raises with each change of a row."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UTCDateTime()}

    #: what the people call one row of this table ("học sinh"); shown in history and messages
    label: ClassVar[str] = ""
    #: columns whose values never reach the history (the change itself does)
    redacted: ClassVar[frozenset[str]] = frozenset()
    #: False for operational tables (counters, progress) whose changes are no records
    recorded: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1, info={"label": "Phiên bản"})

    def __str__(self) -> str:
        """Name the row by what people call it."""
        return str(getattr(self, "name", None) or f"{self.label} {self.id}")


@cache
def twin(model: type[Base]) -> FromClause:
    """Return a second name of a model's table, for subqueries alone: two never inside each other.

    Made once, since every new alias copies every column.
    """
    return model.__table__.alias()


@cache
def models_by_table() -> dict[str, type[Base]]:
    """Return every mapped class by its table's name; asked when all are known."""
    return {m.class_.__tablename__: m.class_ for m in Base.registry.mappers}


def col(label: str, *args: Any, help: str = "", **kw: Any) -> Any:  # noqa: A002
    """Return a mapped column with its Vietnamese label (and an example or rule as help)."""
    return mapped_column(*args, info={"label": label, "help": help}, **kw)
