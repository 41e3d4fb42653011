"""Resident reports: what residents report to the robot waits here until our server polls it."""

from typing import Any

from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.group_sending import WECOM_TOKEN, page_of
from wechat.sandbox.state import SandboxPlatform

MOST_ORDERS = 50


def resident_reports(platform: SandboxPlatform, *, grid_id: str, user: str, text: str, **more: Any) -> dict[str, Any]:
    """Keep what a resident reported; it appears in the list of orders."""
    order = {
        "order_id": f"order{platform.next_number():08d}",
        "desc": text,
        "urge_type": int(more.get("urge_type", 1)),
        "case_name": str(more.get("case_name", "其他")),
        "grid_id": grid_id,
        "grid_name": str(more.get("grid_name", grid_id)),
        "create_time": int(platform.seconds()),
        "reporter_name": user,
        "reporter_mobile": "13900000000",
        "unionid": platform.unionid_of(user),
        "image_urls": [],
        "location": {},
        "process_list": [],
    }
    platform.state["report_orders"].append(order)
    return order


class OrderList(ApiHandler):
    """report/resident/get_order_list: at most 50 a page, from a moment on."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        if not self.platform.settings.reports_granted:
            raise Refused(48002, "api forbidden")
        body = self.body_json()
        if not 1 <= int(body.get("limit") or 0) <= MOST_ORDERS:
            raise Refused(40058, "invalid limit")
        begin = body.get("begin_create_time") or body.get("begin_modify_time")
        if not begin:
            raise Refused(40058, "begin_create_time or begin_modify_time is needed")
        rows = [one for one in self.platform.state["report_orders"] if one["create_time"] >= int(begin)]
        return page_of("order_list", rows, body)


class GridInfo(ApiHandler):
    """report/grid/get_grid_info."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        if not self.platform.settings.reports_granted:
            raise Refused(48002, "api forbidden")
        seen = {one["grid_id"]: one["grid_name"] for one in self.platform.state["report_orders"]}
        return {"grid_list": [{"grid_id": grid_id, "grid_name": name} for grid_id, name in seen.items()]}
