"""aiogram: a state machine with memory storage, so many updates at once.

`python -m tests.bench.peers.aiogram_memory <address of the Bot API> <updates at once>`
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message

STEPS = 10


class Dialog(StatesGroup):
    s2, s3, s4, s5, s6, s7, s8, s9, s10 = (State() for _ in range(STEPS - 1))


async def main() -> None:
    url, at_once = sys.argv[1], int(sys.argv[2])
    router = Router()
    states = list(Dialog.__all_states__)

    async def answer(message: Message, state: FSMContext, step: int) -> None:
        await state.update_data({f"answer {step}": message.text})
        await (state.set_state(states[step - 1]) if step < STEPS else state.clear())
        await message.answer(f"step {step}")

    @router.message(CommandStart())
    async def start(message: Message, state: FSMContext) -> None:
        await answer(message, state, 1)

    def listen(step: int) -> None:
        @router.message(states[step - 2])
        async def heard(message: Message, state: FSMContext) -> None:
            await answer(message, state, step)

    for step in range(2, STEPS + 1):
        listen(step)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    await dispatcher.start_polling(
        Bot("123456789:bench", session=session), tasks_concurrency_limit=at_once, handle_signals=True
    )


if __name__ == "__main__":
    asyncio.run(main())
