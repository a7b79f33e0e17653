"""A stand-in for the Telegram Bot API: the same calls, refusals and updates, on a loopback port.

What the bot sees follows the Bot API 10.0; the other side of the chats is `bot.sandbox.people`.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.sandbox import editing, membership, presentation, sending
from bot.sandbox.calls import Call, Params, read_params
from bot.sandbox.changes import Changes
from bot.sandbox.chats import Chat, Json, Standing, User, is_supergroup
from bot.sandbox.cloud import Cloud, FloodLimits
from bot.sandbox.faults import Answer, Drop, Endless, Faults, Flood, strike
from bot.sandbox.people import Group, Patient
from bot.sandbox.refusal import Refused, bad_request, too_many_requests
from bot.sandbox.server import LoopbackServer, go_on, hang_up

Method = Callable[[Cloud, Params], Any]

SANDBOX_TOKEN = "123456789:sandbox-bot-token"  # noqa: S105

METHODS: Mapping[str, Method] = {
    "answerCallbackQuery": editing.answer_callback_query,
    "closeForumTopic": membership.close_forum_topic,
    "copyMessage": sending.copy_message,
    "copyMessages": sending.copy_messages,
    "createForumTopic": membership.create_forum_topic,
    "deleteForumTopic": membership.delete_forum_topic,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "deleteMyCommands": presentation.delete_my_commands,
    "editForumTopic": membership.edit_forum_topic,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "editMessageText": editing.edit_message_text,
    "forwardMessage": sending.forward_message,
    "forwardMessages": sending.forward_messages,
    "getChat": membership.get_chat,
    "getChatAdministrators": membership.get_chat_administrators,
    "getChatMember": membership.get_chat_member,
    "getChatMemberCount": membership.get_chat_member_count,
    "getChatMenuButton": presentation.get_chat_menu_button,
    "getFile": presentation.get_file,
    "getForumTopicIconStickers": membership.get_forum_topic_icon_stickers,
    "getMe": presentation.get_me,
    "getMyCommands": presentation.get_my_commands,
    "getMyDescription": presentation.get_my_description,
    "getMyName": presentation.get_my_name,
    "getMyShortDescription": presentation.get_my_short_description,
    "leaveChat": membership.leave_chat,
    "pinChatMessage": editing.pin_chat_message,
    "reopenForumTopic": membership.reopen_forum_topic,
    "sendChatAction": sending.send_chat_action,
    "sendContact": sending.send_contact,
    "sendDocument": sending.send_document,
    "sendLocation": sending.send_location,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "setChatMenuButton": presentation.set_chat_menu_button,
    "setMessageReaction": editing.set_message_reaction,
    "setMyCommands": presentation.set_my_commands,
    "setMyDescription": presentation.set_my_description,
    "setMyName": presentation.set_my_name,
    "setMyShortDescription": presentation.set_my_short_description,
    "unpinAllChatMessages": editing.unpin_all_chat_messages,
    "unpinAllForumTopicMessages": membership.unpin_all_forum_topic_messages,
    "unpinChatMessage": editing.unpin_chat_message,
}

_NAMES = {
    name.lower(): name for name in (*METHODS, "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
}
_FLOODED = ("send", "edit", "copy", "forward", "createForumTopic", "closeForumTopic", "reopenForumTopic")


def utc_now() -> datetime:
    return datetime.now(UTC)


class TelegramStandIn:
    """A Bot API server with one bot, to which more can be added. `async with` starts and stops it.

    `clock` is the wall clock (dates of messages, lifetimes of updates); `flood` switches on limits like
    Telegram's own, measured by `steady`; `journal_limit` keeps only the newest calls; `webhook_pause` is the
    first real pause in seconds between deliveries to a webhook that fails.
    """

    def __init__(
        self,
        token: str = SANDBOX_TOKEN,
        *,
        username: str = "phlebot_sandbox_bot",
        name: str = "Asha Diagnostics",
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        steady: Callable[[], float] = time.monotonic,
        flood: FloodLimits | None = None,
        journal_limit: int | None = None,
        webhook_pause: float = 1.0,
        webhook_timeout: float = 60.0,
    ) -> None:
        self.token = token
        self.clock = clock
        self.faults = Faults()
        self.journal: deque[Call] = deque(maxlen=journal_limit)
        self._steady = steady
        self._flood = flood
        self._webhook_pause = webhook_pause
        self._webhook_timeout = webhook_timeout
        self._server = LoopbackServer(self._handle, host, port)
        self._clouds: dict[str, Cloud] = {}
        self._patients: dict[tuple[str, int], Patient] = {}
        self.add_bot(token, username=username, name=name)

    # Life

    async def __aenter__(self) -> Self:
        await self._server.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        for cloud in self._clouds.values():
            await cloud.updates.close()
        await self._server.down()

    async def go_down(self) -> None:
        """From now on connections are refused and nothing is delivered; chats and updates stay."""
        for cloud in self._clouds.values():
            cloud.updates.pause()
        await self._server.down()

    async def come_up(self) -> None:
        """Serves again, at the same address."""
        await self._server.up()
        for cloud in self._clouds.values():
            cloud.updates.resume()

    @property
    def url(self) -> str:
        """The address of the server: `<url>/bot<token>/<method>`, `<url>/file/bot<token>/<path>`."""
        return self._server.url

    # The other side

    def add_bot(self, token: str, *, username: str, name: str) -> None:
        """Registers another bot; people and groups are named per bot."""
        bot_id = token.partition(":")[0]
        if not bot_id.isdigit():
            raise ValueError("a bot's token begins with its numeric id and a colon")
        bot = User(int(bot_id), name, username=username, is_bot=True)
        cloud = Cloud(
            bot,
            self.clock,
            flood=self._flood,
            steady=self._steady,
            webhook_pause=self._webhook_pause,
            webhook_timeout=self._webhook_timeout,
            on_reply=lambda reply: self._on_reply(cloud, reply),
        )
        self._clouds[token] = cloud

    def cloud(self, token: str | None = None) -> Cloud:
        """Everything that is known of a bot, of the first one by default."""
        return self._clouds[token or self.token]

    @property
    def changes(self) -> Changes:
        """Fires at every change that the first bot or somebody in its chats made."""
        return self.cloud().changes

    def patient(
        self,
        user_id: int = 1001,
        first_name: str = "Sunita",
        last_name: str = "",
        *,
        language_code: str = "en",
        username: str = "",
        phone: str = "",
        token: str | None = None,
    ) -> Patient:
        """The person with this id, in a private chat that they have not started yet.

        Asked for again, it is the same person. `phone` is what sharing one's own number sends
        (`919876543210`, as Telegram writes it); without one, it follows from the id.
        """
        token = token or self.token
        known = self._patients.get((token, user_id))
        if known is not None:
            return known
        cloud = self.cloud(token)
        user = cloud.users.setdefault(user_id, User(user_id, first_name, last_name, username, language_code))
        chat = cloud.chats.setdefault(user_id, Chat(user_id, "private", person=user))
        number = phone or f"91{9000000000 + user_id % 1000000000}"
        patient = self._patients[token, user_id] = Patient(cloud, user, lambda: chat, number)
        return patient

    def group(
        self,
        chat_id: int = -1001234567890,
        title: str = "Staff",
        members: Mapping[int, str] | None = None,
        *,
        forum: bool = False,
        bot: Standing = "administrator",
        token: str | None = None,
    ) -> Group:
        """A group that the bot is in; an id like -100… makes a supergroup. Members by id and name."""
        if chat_id >= 0:
            raise ValueError("the id of a group is negative")
        cloud = self.cloud(token)
        chat = cloud.chats.get(chat_id)
        if chat is None:
            supergroup = is_supergroup(chat_id)
            chat = Chat(
                chat_id,
                "supergroup" if supergroup else "group",
                title=title,
                forum=forum,
                bot_standing=bot,
                last_id=int(supergroup),  # the first message of a supergroup tells of its creation
            )
            cloud.chats[chat_id] = chat
        group = Group(cloud, chat)
        for user_id, name in (members or {}).items():
            group.member(user_id, name)
        return group

    def calls(self, method: str) -> list[Call]:
        """The accepted calls of one method, oldest first."""
        return [call for call in self.journal if call.method == method and call.accepted]

    # Serving

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return await self._serve_file(request, path.removeprefix("/file/bot"))
        if not path.startswith("/bot"):
            return _response(404, _refusal(Refused(404, "Not Found")))
        token, _, asked = path.removeprefix("/bot").partition("/")
        cloud = self._clouds.get(token)
        if cloud is None:
            unknown = Refused(401, "Unauthorized") if ":" in token else Refused(404, "Not Found")
            return _response(unknown.code, _refusal(unknown))
        name = _NAMES.get(asked.lower(), asked)
        params = Params({}, {})
        fault = replaced = None
        status, answer = 200, {}
        try:
            params = await read_params(request)
        except Refused as refused:
            status, answer = refused.code, _refusal(refused)
        else:
            chat_id = params.object("chat_id")
            fault = self.faults.take(name, chat_id if isinstance(chat_id, int) else None)
            replaced = await strike(fault, "before")
            if replaced is None:
                status, answer = await self._answer(cloud, name, params)
                replaced = await strike(fault, "after")
        match replaced:
            case Flood(retry_after=pause):
                status, answer = 429, _refusal(too_many_requests(pause))
            case Answer(status=status, body=body, headers=headers):
                shown = _refusal(Refused(status, _reason(status))) if body is None else body
                self._note(name, params, status, shown, struck=True)
                return _response(status, shown, headers)
            case Drop():
                self._note(name, params, None, None, struck=True)
                return hang_up(request)
            case Endless(beginning=beginning):
                self._note(name, params, 200, None, struck=True)
                return await go_on(request, beginning)
            case None:
                pass
        self._note(name, params, status, answer, struck=fault is not None)
        return _response(status, answer)

    def _note(self, name: str, params: Params, status: int | None, answer: Any, *, struck: bool) -> None:
        self.journal.append(Call(name, params.values, params.uploads, self.clock(), status, answer, struck))

    async def _answer(self, cloud: Cloud, name: str, params: Params) -> tuple[int, Json]:
        try:
            method = METHODS.get(name)
            if method is not None:
                if name.startswith(_FLOODED) and name != "sendChatAction":
                    chat_id = params.object("chat_id")
                    cloud.check_flood(chat_id, opens_topic=name == "createForumTopic")
                    cloud.lose_topic(chat_id)
                return 200, {"ok": True, "result": method(cloud, params)}
            match name:
                case "getUpdates":
                    cloud.updates.allow(params.object("allowed_updates"))
                    updates = await cloud.updates.poll(
                        params.integer("offset") or 0,
                        params.integer("limit") or 100,
                        params.integer("timeout") or 0,
                    )
                    return 200, {"ok": True, "result": updates}
                case "setWebhook":
                    return 200, {"ok": True, "result": True, "description": _set_webhook(cloud, params)}
                case "deleteWebhook":
                    return 200, {"ok": True, "result": True, "description": _delete_webhook(cloud, params)}
                case "getWebhookInfo":
                    return 200, {"ok": True, "result": cloud.updates.info()}
        except Refused as refused:
            return refused.code, _refusal(refused)
        return 404, _refusal(Refused(404, "Not Found"))

    def _on_reply(self, cloud: Cloud, reply: Json) -> None:
        """Runs the call that a webhook answered with; nobody hears of its outcome, but the journal."""
        name = _NAMES.get(str(reply.pop("method")).lower(), "")
        params = Params(reply, {})
        method = METHODS.get(name)
        if method is None:
            return
        try:
            status, answer = 200, {"ok": True, "result": method(cloud, params)}
        except Refused as refused:
            status, answer = refused.code, _refusal(refused)
        self._note(name, params, status, answer, struck=False)

    async def _serve_file(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        token, _, path = rest.partition("/")
        cloud = self._clouds.get(token)
        file = cloud.files.at(path) if cloud is not None else None
        replaced = await strike(self.faults.take("download"), "before")
        if isinstance(replaced, Drop):
            return hang_up(request)
        if isinstance(replaced, Answer):
            return _response(replaced.status, replaced.body or _refusal(Refused(replaced.status, "Failed")))
        if file is None:
            return _response(404, _refusal(Refused(404, "Not Found")))
        return web.Response(body=file.content, content_type="application/octet-stream")


def _set_webhook(cloud: Cloud, params: Params) -> str:
    url = params.text("url") or ""
    if not url:
        return _delete_webhook(cloud, params)
    secret = params.text("secret_token")
    if secret is not None and not secret:
        raise bad_request("secret token contains unallowed characters")
    cloud.updates.allow(params.object("allowed_updates"))
    if params.flag("drop_pending_updates"):
        cloud.updates.drop_pending()
    same = cloud.updates.webhook is not None and cloud.updates.webhook.url == url
    cloud.updates.set_webhook(url, secret, params.integer("max_connections") or 40)
    return "Webhook is already set" if same else "Webhook was set"


def _delete_webhook(cloud: Cloud, params: Params) -> str:
    if params.flag("drop_pending_updates"):
        cloud.updates.drop_pending()
    if cloud.updates.webhook is None:
        return "Webhook is already deleted"
    cloud.updates.delete_webhook()
    return "Webhook was deleted"


def _reason(status: int) -> str:
    return {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}.get(
        status, "Failed"
    )


def _refusal(refused: Refused) -> Json:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return body


def _response(
    status: int, body: Mapping[str, Any] | str, headers: Mapping[str, str] | None = None
) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)
    parameters = body.get("parameters")
    if isinstance(parameters, dict) and "retry_after" in parameters:
        headers = {**(headers or {}), "Retry-After": str(parameters["retry_after"])}
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers
    )
