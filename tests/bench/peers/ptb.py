"""python-telegram-bot: a ConversationHandler in memory, one update after the other or so many at once.

`python -m tests.bench.peers.ptb <address of the Bot API> <updates at once>`
"""

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

STEPS = 10


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    return await answer(update, context, 1)


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE, step: int) -> int:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data[f"answer {step}"] = update.message.text
    await update.message.reply_text(f"step {step}")
    return step + 1 if step < STEPS else ConversationHandler.END


def step_of(step: int) -> MessageHandler[Any, Any]:
    async def heard(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        return await answer(update, context, step)

    return MessageHandler(filters.TEXT & ~filters.COMMAND, heard)


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    url, at_once = sys.argv[1], int(sys.argv[2])
    builder = Application.builder().token("123456789:bench").base_url(f"{url}/bot")
    if at_once > 1:
        builder = builder.concurrent_updates(at_once)
    application = builder.build()
    states: dict[object, Any] = {step: [step_of(step)] for step in range(2, STEPS + 1)}
    application.add_handler(ConversationHandler([CommandHandler("start", start)], states, []))
    application.run_polling(allowed_updates=["message"])


if __name__ == "__main__":
    main()
