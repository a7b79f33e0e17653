"""Which language to speak: asked only when Telegram does not say one that the clinic has."""

from dialogs.draft import Key
from dialogs.question import Answer, Chosen, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import text
from dialogs.understanding.commands import read_language

LANGUAGE: Key[str] = Key("language", str)


def ask(scene: Scene) -> Prompt:
    rows = tuple(
        (QuestionButton(text(f"language-{code}"), "language", code),) for code in scene.world.clinic.locales
    )
    return Prompt(text("language-ask"), rows)


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen(value):
            code: str | None = value
        case Typed(said, _):
            code = read_language(said)
        case _:
            code = None
    if code not in scene.world.clinic.locales:
        return Unclear()
    return Answer(scene.draft, language=code)


QUESTION = Question(
    key=LANGUAGE,
    ask=ask,
    hear=hear,
    answered=lambda scene: scene.conversation.language is not None,
)
