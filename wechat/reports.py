"""Resident reports (居民上报): what residents said to the robot of their group, polled as orders.

Source: developer.work.weixin.qq.com, documents 97157, 97158, 93514. Whether a corporation may call them is
granted by the platform [U]; refused, they answer 48002.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.errors import BadInput
from wechat.calls import PlatformCalls

MOST_ORDERS = 50
URGENT = 2


@dataclass(frozen=True)
class ReportOrder:
    """One report. The reporter's phone number stays on the platform: whoever handles it looks there."""

    order_id: str
    description: str
    case_name: str
    grid_id: str
    grid_name: str
    reporter_name: str
    created_at: datetime
    urgent: bool


@dataclass(frozen=True)
class OrderPage:
    """One page; keep ``next_cursor`` only after the orders are stored."""

    orders: tuple[ReportOrder, ...]
    next_cursor: str


class ResidentReports:
    """Thin calls over report/*."""

    def __init__(self, calls: PlatformCalls) -> None:
        self._calls = calls

    async def orders_since(self, begin: datetime, *, cursor: str = "", limit: int = MOST_ORDERS) -> OrderPage:
        """Orders created from then on, a page at a time (get_order_list). Raises: BadInput over 50; CallFailed."""
        if not 1 <= limit <= MOST_ORDERS:
            raise BadInput("一次最多取50条上报。", code="bad_limit")
        body: dict[str, Any] = {"begin_create_time": int(begin.timestamp()), "limit": limit}
        body |= {"cursor": cursor} if cursor else {}
        answer = await self._calls.post("report/resident/get_order_list", data=body)
        orders = tuple(_order(row) for row in answer.get("order_list") or ())
        return OrderPage(orders, str(answer.get("next_cursor") or ""))

    async def grids(self) -> dict[str, str]:
        """The grids by id, with their names (get_grid_info)."""
        answer = await self._calls.post("report/grid/get_grid_info", data={})
        return {str(row["grid_id"]): str(row.get("grid_name", "")) for row in answer.get("grid_list") or ()}


def _order(row: dict[str, Any]) -> ReportOrder:
    return ReportOrder(
        order_id=str(row["order_id"]),
        description=str(row.get("desc", "")),
        case_name=str(row.get("case_name", "")),
        grid_id=str(row.get("grid_id", "")),
        grid_name=str(row.get("grid_name", "")),
        reporter_name=str(row.get("reporter_name", "")),
        created_at=datetime.fromtimestamp(int(row.get("create_time", 0)), UTC),
        urgent=int(row.get("urge_type") or 0) == URGENT,
    )
