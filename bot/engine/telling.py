"""How what a staff member asked for reaches them, in their group or in private."""

from bot.engine.contents import Attachment, Told
from bot.telegram.outgoing import (
    Delivery,
    EditBubble,
    Gone,
    Messenger,
    NoTopic,
    Rejected,
    SendBubble,
    SendFile,
    SendPicture,
)


async def tell(messenger: Messenger, contents: Told | Attachment, to: int) -> tuple[Delivery, bool]:
    """What became of it, and whether a message was changed instead of a new one sent. Where the message or the topic
    is gone, it is sent anew to the group itself."""
    match contents:
        case Told(bubble, reply_to, edits, thread_id):
            if edits:
                delivery = await messenger.deliver(to, EditBubble(edits, bubble))
                if not isinstance(delivery, Gone | Rejected):
                    return delivery, True
            delivery = await messenger.deliver(to, SendBubble(bubble, reply_to or None, thread_id))
            if isinstance(delivery, NoTopic):
                delivery = await messenger.deliver(to, SendBubble(bubble))
        case Attachment(filename, content, caption, picture, reply_to, thread_id):
            send = SendPicture if picture else SendFile
            delivery = await messenger.deliver(
                to, send(filename, content, caption, reply_to or None, thread_id)
            )
            if isinstance(delivery, NoTopic):
                delivery = await messenger.deliver(to, send(filename, content, caption))
    return delivery, False
