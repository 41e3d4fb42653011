"""The stand-in's routes, mountable inside another application under a prefix."""

import re
from typing import Any

from tornado.web import URLSpec

from wechat.sandbox import (
    bot,
    control,
    group_sending,
    join_ways,
    kf,
    mini_program,
    reports,
    simulator,
    wecom,
    wecom_login,
)
from wechat.sandbox.state import SandboxPlatform

_WECHAT: dict[str, type] = {
    "sns/jscode2session": mini_program.CodeToSession,
    "cgi-bin/stable_token": mini_program.StableToken,
    "wxa/business/getuserphonenumber": mini_program.PhoneNumber,
    "cgi-bin/message/subscribe/send": mini_program.SubscribeSend,
    "wxa/getwxacodeunlimit": mini_program.UnlimitedCode,
    "wxa/msg_sec_check": mini_program.TextCheck,
}

_WECOM: dict[str, type] = {
    "gettoken": wecom.GetToken,
    "media/upload": wecom.MediaUpload,
    "externalcontact/add_msg_template": group_sending.AddMsgTemplate,
    "externalcontact/get_groupmsg_list_v2": group_sending.GroupMsgList,
    "externalcontact/get_groupmsg_task": group_sending.GroupMsgTask,
    "externalcontact/get_groupmsg_send_result": group_sending.GroupMsgSendResult,
    "externalcontact/remind_groupmsg_send": group_sending.RemindGroupMsg,
    "externalcontact/cancel_groupmsg_send": group_sending.CancelGroupMsg,
    "externalcontact/groupchat/list": wecom.GroupChatList,
    "externalcontact/groupchat/get": wecom.GroupChatGet,
    "externalcontact/groupchat/add_join_way": join_ways.AddJoinWay,
    "externalcontact/groupchat/get_join_way": join_ways.GetJoinWay,
    "externalcontact/group_welcome_template/add": join_ways.AddWelcome,
    "externalcontact/group_welcome_template/edit": join_ways.EditWelcome,
    "externalcontact/group_welcome_template/get": join_ways.GetWelcome,
    "externalcontact/group_welcome_template/del": join_ways.DeleteWelcome,
    "externalcontact/opengid_to_chatid": wecom.OpengidToChatid,
    "kf/sync_msg": kf.SyncMsg,
    "kf/send_msg": kf.SendMsg,
    "kf/send_msg_on_event": kf.SendMsgOnEvent,
    "kf/service_state/get": kf.ServiceStateGet,
    "kf/service_state/trans": kf.ServiceStateTrans,
    "report/resident/get_order_list": reports.OrderList,
    "report/grid/get_grid_info": reports.GridInfo,
    "webhook/send": wecom.WebhookSend,
    "auth/getuserinfo": wecom_login.GetUserInfo,
    "aibot/response": bot.LateAnswer,
}

_CONTROL: dict[str, type] = {
    "login-code": control.LoginCode,
    "phone-code": control.PhoneCode,
    "consent": control.Consent,
    "notices": control.Notices,
    "faults": control.FaultOrders,
    "expire-tokens": control.ExpireTokens,
    "calls": control.Calls,
    "rooms": control.Rooms,
    r"rooms/([^/]+)/messages": control.RoomMessages,
    r"join-ways/([^/]+)/join": control.JoinByWay,
    "group-entry": control.GroupEntry,
    "group-tasks": control.GroupTasks,
    r"group-tasks/([^/]+)/confirm": control.ConfirmGroupTask,
    "webhooks": control.Webhooks,
    "kf-messages": control.KfMessages,
    "resident-reports": control.ResidentReports,
    "smart-bot": control.SmartBot,
    "wecom-event": control.WeComEvent,
    "deliveries": control.Deliveries,
}


def make_sandbox_routes(platform: SandboxPlatform, prefix: str = "") -> list[URLSpec]:
    """All routes. Base addresses are then PREFIX/wechat, PREFIX/wecom and PREFIX/simulator."""
    platform.prefix = prefix
    patterns: dict[str, Any] = {f"/wechat/{path}": handler for path, handler in _WECHAT.items()}
    patterns |= {f"/wecom/cgi-bin/{path}": handler for path, handler in _WECOM.items()}
    patterns |= {f"/control/{path}": handler for path, handler in _CONTROL.items()}
    patterns |= {"/wecom-login/wwlogin/sso/login": wecom_login.LoginPage}
    patterns |= {"/wecom-login/wwlogin/sso/confirm": wecom_login.ConfirmLogin}
    patterns |= {"/simulator/send": simulator.SimulatorSend, r"/media/([\w]+)": wecom.MediaFile}
    return [
        URLSpec(f"{re.escape(prefix)}{pattern}", handler, {"platform": platform})
        for pattern, handler in patterns.items()
    ]
