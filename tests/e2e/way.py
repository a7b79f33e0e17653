"""The way of an English booking, gone by a patient who never stumbles."""

from typing import Final, Literal

from bot.sandbox.chats import Bubble
from bot.sandbox.people import Patient

Asked = Literal["tests", "all", "pincode", "contact", "person", "slot", "address", "review"]
ASKS: Final[dict[Asked, str]] = {
    "tests": "Which test",
    "all": "Is this all?",
    "pincode": "PIN code?",
    "contact": "mobile number",
    "person": "Who is the test for?",
    "slot": "When shall we take",
    "address": "Where shall our phlebotomist come?",
    "review": "Please check everything",
}


async def go_to(
    patient: Patient,
    question: Asked,
    *,
    link: str = "mg-road_diwali",
    test: str = "hba1c",
    pincode: str = "560001",
    who: str = "Sunita Devi, 58, F",
    address: str = "Flat 12, Rose Villa, 4th Cross",
    mode: str = "",
) -> Bubble:
    """From the link to that question, by the first slot that is offered; the question, not yet answered. `mode` is the
    button to press where the branch can be visited, too."""
    await patient.start(link)
    for asked, words in ASKS.items():
        bubble = await patient.wait_for(words)
        if asked == question:
            break
        match asked:
            case "tests":
                await patient.say(test)
            case "all":
                await patient.press("Yes, go on")
            case "pincode":
                await patient.say(pincode)
                if mode:
                    await patient.wait_for(lambda bubble: mode in str(bubble.labels))
                    await patient.press(mode)
            case "contact":
                await patient.share_contact()
            case "person":
                await patient.say(who)
            case "slot":
                await patient.press(bubble.buttons[0][0].text)
            case "address":
                await patient.say(address)
    return bubble
