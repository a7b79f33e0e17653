"""Messages that take something back or change it, and those that only sound like it."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.correction import is_correction


@pytest.mark.parametrize(
    "said",
    [
        "no, saturday", "sorry i meant 62", "make it my mother", "nahi shanivar ko",
        "galat ho gaya, pin 560038", "change to 9 am", "instead of cbc lft", "cbc instead of lft",
        "no saturday", "nope, sunday morning", "no no 9 am", "no, it's for my father", "no, i said 62",
        "wait, sunday", "actually tomorrow evening", "oops 560038", "sorry, not 25th, 26th",
        "not saturday, sunday", "sunday not saturday", "62 not 26", "mummy nahi papa", "aaj nahi kal",
        "kal nahi parso subah", "saturday ko nahi sunday ko", "shanivar kar do", "9 baje kar dijiye",
        "time badal ke 9 baje kar do", "change age to 62", "change the date to 25", "move it to sunday",
        "replace cbc with lft", "change cbc to lft", "i changed my mind, evening", "typo, 560038",
        "my mistake, it is 45", "by mistake i wrote 26", "galti se galat pin likh diya", "wrong number",
        "pin galat hai", "wrong pin code, 560038", "mera matlab thyroid", "i meant thyroid", "sorry, cbc",
        "no, sunita", "no, sunita devi", "no, thyroid", "scratch that, monday",
        "can you make it 10 instead", "tuesday instead of monday", "can we do it on sunday instead",
        "cbc ki jagah lft", "arre nahi sunday", "sorry 62", "matlab shanivar", "balki sunday ko",
        "should be 62", "age should be 62", "not thyroid but cbc", "cbc nahi lft",
        "update number 9876543210", "make that sunday", "nahi, papa ke liye", "number galat de diya",
        "ruko, 10 baje", "nahi 9 baje", "no 9 am", "no, female", "nahi female", "shift to evening",
        "can you change it to sunday?", "no, my wife", "maaf kijiye 45", "rather sunday", "no, home",
        "no i meant monday", "sorry it should be 560038", "oh sorry, 8 pm", "not my father, my mother",
        "it's for my mother not my father", "actually its my wife", "change it to evening",
        "change time to 7 am", "can we make it 10 am", "please make it friday", "oops wrong number",
        "i gave the wrong pin code", "i typed the wrong age", "no wait, sunday", "no not 9, 10",
        "let's do saturday instead", "correction: 560034", "i want lft instead of kft",
        "sorry not cbc, lft", "hold on, monday", "no, evening is better", "rather make it 9",
        "nahi nahi, ravivar", "nahi 10 baje", "nahi bhai, sunday ko", "are nahi, papa ka hai",
        "galti se 26 likh diya", "umar galat likh di, 62 hai", "pin code galat ho gaya",
        "number galat hai mera", "shanivar nahi ravivar ko", "9 nahi 10 baje", "meri nahi mummy ki",
        "mera nahi papa ka", "time badal do, 9 baje", "date badal kar 25 kar do", "address galat hai",
        "kal ki jagah parso", "thyroid ki jagah cbc", "sorry, 62 saal", "maaf karna, shaam ko",
        "matlab kal subah", "balki papa ke liye", "sunday kar dijiye", "shaam 6 baje kar do",
        "mummy ke liye kar do", "naam galat hai, sunita", "no, male", "no, 9876543210", "nope, tomorrow",
        "sorry friday", "i said 62 not 26", "change pin to 560038", "switch to home", "no, at the lab",
        "नहीं, शनिवार", "गलती से 26 लिख दिया, 62 है", "सॉरी, रविवार", "नहीं नहीं, सोमवार",
        "मम्मी नहीं पापा", "शनिवार कर दो", "पिन गलत है, 560038", "मेरा मतलब 62", "समय बदलकर 9 बजे कर दो",
        "गलत हो गया", "CBC की जगह LFT", "नहीं, कल सुबह", "नहीं रविवार को", "शनिवार नहीं रविवार",
        "उम्र गलत है, 62", "गलती हो गई, पिन 560038", "मेरा नहीं, मम्मी का", "9 बजे कर दीजिए",
        "तारीख बदलकर 25 कर दो", "थायराइड की जगह सीबीसी", "माफ कीजिए, शाम को", "अरे नहीं, सोमवार",
        "नंबर गलत दे दिया", "रविवार को कर दो",
    ],
)  # fmt: skip
def test_a_correction(said: str) -> None:
    assert is_correction(said)


@pytest.mark.parametrize(
    "said",
    [
        "no", "nahi", "nope", "no thanks", "no thank you", "no, thanks", "no thyroid", "thyroid nahi",
        "no thyroid please", "thyroid nahi chahiye", "nahi thyroid nahi chahiye", "i don't want cbc",
        "without sugar", "not thyroid", "not cbc", "no problem", "no more", "nothing else",
        "no, that's all", "nahi bas itna hi", "saturday", "tomorrow 8 am", "cbc", "kal subah 8 baje",
        "papa ka cbc", "can i change my booking", "how do i change the time", "change my booking",
        "time change karna hai", "date badal do", "sorry, i don't understand", "sorry", "wait", "actually",
        "galat", "that's wrong", "make it fast", "i'd rather not say", "rather not say",
        "galti se chai pi li", "by mistake i drank tea", "report galat hai",
        "report me gender galat likha hai", "matlab kya hai", "iska matlab kya hai", "what do you mean",
        "change language to hindi", "hindi me baat karo", "no 12, rose villa, 4th cross",
        "house no 12 mg road", "gali no 4", "test on sunday", "book for my mother", "nahi pata",
        "nahi chahiye", "mat karo", "no need", "no fasting?", "is it wrong to eat before the test",
        "sunita devi, 58, f", "book kar do", "cbc kar do", "thyroid test kal kar do", "haan",
        "yes saturday", "yes, 9 am", "ok tomorrow", "cancel", "help", "wrong", "sugar test no fasting",
        "is fasting needed or not", "do you work on sunday or not", "report nahi aayi",
        "nahi aaya technician", "koi nahi aaya kal", "no one came today",
        "phlebotomist did not come yesterday", "aap log sunday ko aate ho ya nahi",
        "i am not fasting today", "fasting nahi hai", "lipid nahi thyroid nahi", "no sir", "nahi ji",
        "nahi bhai", "no no", "nahi nahi", "no, not needed", "nahi, zaroorat nahi hai", "not required",
        "thyroid mat karo", "vitamin d hata do", "sugar nahi karwana", "no vitamin d", "don't need lipid",
        "remove cbc", "cbc hatao", "book cbc for saturday", "mummy ka thyroid kal subah",
        "saturday 9 am please", "560038", "62", "my mother", "sunita devi", "sunday ko lab khula hai kya",
        "sunday ko nahi khulta kya", "fasting karna hai ya nahi", "is it ok or not", "how much is cbc",
        "report kab aayegi", "report nahi mili abhi tak", "result is wrong", "kya galat hai isme",
        "what is wrong with me", "i made it", "thank you so much", "ok done", "bas itna hi",
        "aur kuch nahi", "no other tests", "no that is all", "nahi aur kuch nahi", "sorry for the delay",
        "sorry kya bola", "sorry samajh nahi aaya", "i can't come", "main nahi aa sakti",
        "koi nahi hai ghar par", "there is no lift", "flat no 12, second floor", "ward no 5",
        "no parking here", "do i have to pay now or not", "i had breakfast by mistake",
        "galti se nashta kar liya", "change", "badlo", "edit", "i want to change something",
        "kuch badalna hai", "can i change it later", "ruko", "ek minute", "actually i want to book cbc",
        "matlab", "nahi samjha", "not sure", "i do not know", "pata nahi", "no idea", "nahi abhi nahi",
        "not now", "phone no. 98860 98860", "i changed my mind, no need for the test", "wait 5 minutes",
        "saans nahi aa rahi", "he can't move his arm since morning", "inhaler not helping",
        "tomorrow but not before 9", "i can't make it", "", "🙂", "नहीं", "थायराइड नहीं",
        "थायराइड नहीं चाहिए", "क्या शनिवार को हो सकता है", "नहीं जी", "लिपिड नहीं करवाना", "शुगर नहीं",
        "क्या बदल सकते हैं", "गलती से चाय पी ली", "रिपोर्ट गलत है",
    ],
)  # fmt: skip
def test_no_correction(said: str) -> None:
    assert not is_correction(said)


def test_case_and_marks_do_not_matter() -> None:
    assert is_correction("NO!! Saturday")
    assert is_correction("Nahi… shanivaar ko")
    assert is_correction("No — Saturday.")
    assert not is_correction("NO.")


@given(st.text(max_size=300))
def test_any_text_can_be_read(said: str) -> None:
    assert is_correction(said) in (True, False)


@pytest.mark.parametrize(
    "said", ["no " * 5000, "not x, " * 900, "sorry saturday " * 900, "make it " * 900, "क" * 9000]
)
def test_a_long_text_is_read_in_time(said: str) -> None:
    is_correction("warm")
    spent = []
    for nth in range(3):  # another process may take one of them, never all
        begun = thread_time()
        is_correction(f"{nth} {said}")
        spent.append(thread_time() - begun)
    assert min(spent) < 0.05
