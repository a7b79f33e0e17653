"""Groups that are none of ours: a polite line, and out."""

from telegram.error import TelegramError

from bot.telegram.client import TelegramClient
from bot.telegram.messenger import TelegramMessenger, delivery_of
from bot.telegram.outgoing import Bubble, Delivery, Moved, SendBubble, Sent, ShowTyping, TryAgain, Unreachable


async def decline(client: TelegramClient, chat_id: int, staff_chat_id: int, html: str) -> Delivery:
    """Says `html` in the group and leaves it. Never raises for what Telegram answers.

    The staff's group gets a new id when Telegram makes a supergroup of it, and news of the new one can come before
    word of the move. So the staff chat is asked first: if it is this very group, nothing is said and the answer is
    `Moved`.
    """
    messenger = TelegramMessenger(client)
    match await messenger.deliver(staff_chat_id, ShowTyping()):
        case Moved(chat_id=new_id) if new_id == chat_id:
            return Moved(chat_id)
        case TryAgain() as later:
            return later
    said = await messenger.deliver(chat_id, SendBubble(Bubble(html)))
    if isinstance(said, TryAgain | Unreachable):
        return said
    try:
        await client.leave_chat(chat_id)
    except TelegramError as error:
        return delivery_of(error)
    return Sent()
