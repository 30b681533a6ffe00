"""What hands and eyes do at an entry grid, for the tests that open one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.assessment import SubjectResult
from permissions.session import system_session
from tests.models.desk import Desk

Open = Callable[..., Page]


def column(page: Page, field: str) -> list[str]:
    """Read a column of the shown unit, top to bottom."""
    return page.evaluate(
        """field => {
          const heads = [...document.querySelectorAll("th[data-field]")];
          const at = heads.findIndex((head) => head.dataset.field === field);
          return [...document.querySelectorAll("tbody tr")].map(
            (tr) => tr.querySelectorAll("td[data-c]")[at].textContent);
        }""",
        field,
    )


def go(page: Page, row: int, col: int) -> None:
    """Click a cell, whatever lies over it (the pen does)."""
    page.locator("tbody tr").nth(row).locator("td[data-c]").nth(col).click(force=True)


def saved(page: Page) -> None:
    expect(page.locator(".savebar .tag.ok")).to_contain_text("Đã lưu")
    expect(page.locator("td.new, td.busy")).to_have_count(0)


def send_again(page: Page) -> None:
    """Press "Ghi lại", unless the grid has sent its cells by itself meanwhile."""
    again = page.get_by_role("button", name="Ghi lại")
    again.or_(page.locator(".savebar .tag.ok")).first.click()


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def stored(desk: Desk, unit: str, period: str) -> dict[int, SubjectResult]:
    with system_session(desk.engine, "xem") as session:
        rows = session.scalars(
            select(SubjectResult).where(
                SubjectResult.unit_id == desk.units[unit],
                SubjectResult.period_id == desk.periods[period],
            )
        )
        return {row.pupil_id: row for row in rows}
