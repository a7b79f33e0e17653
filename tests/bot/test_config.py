import base64
import re
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clinic_file import available_locales, load_clinic_files
from bot.config import ConfigError, load_clinics, load_settings
from bot.lab.entry_of import EntryRules
from dialogs.clinic import Desk, StaffHours

ROOT = Path(__file__).parents[2]

SMALLEST = """
name = "Asha Diagnostics"
backend = "flabs"
[staff]
chat_id = -1001234567890
[[branches]]
id = "B1"
slug = "mg-road"
pincodes = ["560001"]
[branches.collection]
"""

WHOLE = """
id = "asha"
name = "Asha Diagnostics"
timezone = "Asia/Kolkata"
locales = ["hi", "en"]
backend = "flabs-billing"
order = "person-first"
[staff]
chat_id = -1001234567890
hours = "09:00-19:30"
escalate_chat_id = -1009999999999
claim_minutes = 5
first_reply_minutes = 6.5
next_reply_minutes = 7
resolution_minutes = 90
initials = ["RK", "MS"]
on_duty = ["@asha_reception"]
replies.Parking = { en = "Behind the building.", hi = "पीछे।" }
[follow_up]
card_minutes = 0.5
nudge_minutes = 1
after_minutes = 2.25
[lab]
unconfirmed_minutes = 3.5
lead_source = "bot"
name_tests = true
send_email = true
custom_fields = { medium = "telegram", score = 7, paid = false }
sources = { diwali = "Google Ads" }
priorities = { asked_for_call = "urgent", went_quiet = "low" }
unmapped_tests = true
parties = { corporate = "C1" }
[price]
visit_charge = 99.50
free_above = 1000
ad_price.jan = { T1 = 499 }
[change]
cutoff_minutes = 60
[reports]
hosts = ["Files.Example.org"]
[privacy]
notice_url = "https://example.org/privacy"
notice_version = "2"
grievance_contact = "grievance@example.org"
retention_days = 30
[[branches]]
id = "B1"
slug = "mg-road"
name = "MG Road"
pincodes = ["560001", "5601*", "*"]
address = "12 MG Road"
phone = "080 4000 1234"
opening = "every day"
timezone = "Asia/Dubai"
[branches.collection]
days = ["mon", "sun"]
opens = "06:30"
closes = 11:30:00
slot_minutes = 30
capacity = 2
notice_minutes = 0
horizon_days = 14
closed = ["2026-12-25", 2027-01-26]
[branches.visit]
opens = "07:00"
closes = "19:00"
"""

TOKENS = {"TELEGRAM_BOT_TOKEN": "123:abc", "FLABS_CLIENT_ID": "id", "FLABS_CLIENT_SECRET": "secret"}
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.clinic_file.available_locales", lambda: frozenset({"en", "hi", "hi-Latn"}))


def clinic_file(folder: Path, text: str, name: str = "clinic.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_there_are_texts_in_english_and_hindi() -> None:
    assert {"en", "hi"} <= available_locales()


def test_a_file_with_only_what_is_required_is_a_clinic(tmp_path: Path) -> None:
    (clinic,) = load_clinics(clinic_file(tmp_path, SMALLEST, "asha.toml"))
    assert (clinic.id, clinic.name, clinic.backend) == ("asha", "Asha Diagnostics", "flabs")
    assert clinic.zone == ZoneInfo("Asia/Kolkata")
    assert clinic.locales == ("en", "hi", "hi-Latn")
    assert clinic.staff_chat_id == -1001234567890
    assert clinic.staff_hours is None
    assert clinic.follow_up.after_minutes == 120
    (branch,) = clinic.branches
    assert branch.collection.days == frozenset(range(7))
    assert (branch.collection.opens, branch.collection.closes) == (time(6), time(12))
    assert branch.visit is None
    assert branch.serves("560001")


def test_every_key_reaches_the_clinic(tmp_path: Path) -> None:
    (file,) = load_clinic_files(clinic_file(tmp_path, WHOLE))
    clinic = file.clinic
    assert clinic.id == "asha"
    assert clinic.locales == ("hi", "en")
    assert clinic.order == "person-first"
    assert clinic.staff_hours == StaffHours(time(9), time(19, 30))
    assert clinic.desk == Desk(
        5,
        6.5,
        7,
        90,
        ("RK", "MS"),
        ("@asha_reception",),
        -1009999999999,
        {"Parking": {"en": "Behind the building.", "hi": "पीछे।"}},
    )
    assert (
        clinic.follow_up.card_minutes,
        clinic.follow_up.nudge_minutes,
        clinic.follow_up.after_minutes,
    ) == (
        0.5,
        1,
        2.25,
    )
    assert clinic.unconfirmed_minutes == 3.5
    assert clinic.send_email is True
    assert file.lead_source == "bot"
    assert file.name_tests is True
    assert file.custom_fields == {"medium": "telegram", "score": 7, "paid": False}
    assert file.clinic.branches[0].parties.corporate == "C1"
    assert file.rules == EntryRules(
        sources={"diwali": "Google Ads"},
        priorities={"asked_for_call": "urgent", "went_quiet": "low"},
        custom_fields=file.custom_fields,
        unmapped_tests=True,
        unmapped_packages=False,
    )
    assert (clinic.prices.visit_charge, clinic.prices.free_above) == (9950, 100000)
    assert clinic.prices.ad_price == {"jan": {"T1": 49900}}
    assert clinic.cutoff_minutes == 60
    assert clinic.report_hosts == ("files.example.org",)
    assert clinic.privacy.notice_version == "2"
    assert clinic.privacy.retention_days == 30
    (branch,) = clinic.branches
    assert branch.zone == ZoneInfo("Asia/Dubai")
    assert branch.name == "MG Road"
    opening = branch.collection
    assert opening.days == {0, 6}
    assert (opening.opens, opening.closes, opening.slot_minutes) == (time(6, 30), time(11, 30), 30)
    assert (opening.capacity, opening.notice_minutes, opening.horizon_days) == (2, 0, 14)
    assert opening.closed == {date(2026, 12, 25), date(2027, 1, 26)}
    assert branch.visit is not None
    assert branch.visit.closes == time(19)


def test_the_demo_clinic_is_right() -> None:
    (clinic,) = load_clinics(ROOT / "clinic.toml")
    assert clinic.id == "asha"
    assert [branch.slug for branch in clinic.branches] == ["mg-road", "whitefield"]
    assert all(branch.serves("560001") != branch.serves("560066") for branch in clinic.branches)


def with_(line: str, under: str = "", text: str = SMALLEST) -> str:
    """The smallest file with a line more, at the top or under a table."""
    return f"{line}\n{text}" if not under else text.replace(under, f"{under}\n{line}", 1)


def without(line: str) -> str:
    return re.sub(rf"^{re.escape(line)}.*\n", "", SMALLEST, count=1, flags=re.MULTILINE)


def instead(old: str, new: str) -> str:
    assert old in SMALLEST
    return SMALLEST.replace(old, new)


SLOT = "[branches.collection]"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (without("name"), "name is missing; it must be the clinic's name as patients know it, in quotes"),
        (without("backend"), 'backend is missing; it must be one of "flabs", "flabs-billing", "glapi"'),
        (
            instead('"flabs"', '"flab"'),
            'backend is "flab"; it must be one of "flabs", "flabs-billing", "glapi"',
        ),
        (
            instead("-1001234567890", '"-100"'),
            'staff.chat_id is "-100"; it must be the id of a Telegram group: a negative number without quotes, like'
            " -1001234567890",
        ),
        (instead("-1001234567890", "77"), "staff.chat_id is 77; it must be the id of a Telegram group"),
        (without("chat_id"), "staff.chat_id is missing; it must be the id of a Telegram group"),
        (
            SMALLEST[: SMALLEST.index("[[branches]]")],
            "branches is missing; it must be at least one [[branches]] with id, slug and pincodes",
        ),
        (without("[branches.collection]"), "branches 1, collection is missing; it must be a table"),
        (
            with_("leads_beside = true", "[lab]", instead('"flabs"', '"glapi"') + "[lab]\n"),
            'lab.leads_beside is true, but backend is "glapi" already; leave one of them out',
        ),
        (
            with_('linked_parties.dr_rao = { doctor = "D" }', "[lab]", SMALLEST + "[lab]\n"),
            "lab.linked_parties",
        ),
        (
            with_('linked_parties.dr-rao = { doctor = "D" }', "[lab]", SMALLEST + "[lab]\n"),
            "lab.linked_parties is given, but not every branch has parties of its own",
        ),
        (
            with_('linked_parties.dr-rao = {}\nparties.corporate = "C"', "[lab]", SMALLEST + "[lab]\n"),
            "lab.linked_parties.dr-rao names nobody",
        ),
        (without("slug"), "branches 1, slug is missing; it must be up to 24 letters"),
        (
            instead("mg-road", "mg_road"),
            'branches 1, slug is "mg_road"; it must be up to 24 letters, digits and hyphens',
        ),
        (
            instead("560001", "56001"),
            'branches 1, pincodes has "56001"; it must be a list of six-digit pincodes',
        ),
        (
            instead("560001", "056001"),
            'branches 1, pincodes has "056001"; it must be a list of six-digit pincodes',
        ),
        (instead("560001", "56*001"), 'branches 1, pincodes has "56*001"; it must be a list of'),
        (
            instead('["560001"]', "[]"),
            "branches 1, pincodes is an empty list; it must be a list of six-digit pincodes",
        ),
        (
            instead('"560001"', "560001"),
            "branches 1, pincodes has 560001; it must be a list of six-digit pincodes",
        ),
        (with_('slugg = "x"', 'slug = "mg-road"'), 'branches 1 has no key "slugg"; did you mean "slug"?'),
        (with_('local = ["en"]'), 'there is no key "local"; did you mean "locales"?'),
        (with_("[followup]\ncard_minutes = 1\n"), 'there is no key "followup"; did you mean "follow_up"?'),
        (
            with_("capacity = 3", "chat_id = -1001234567890"),
            'staff has no key "capacity"; it belongs into the table',
        ),
        (with_('locales = ["en", "xx"]'), 'locales has "xx"; there are texts for en, hi'),
        (with_('locales = ["en", "en"]'), 'locales is "en" twice; each must be there once'),
        (
            with_('timezone = "Asia/Calcuta"'),
            'timezone is "Asia/Calcuta"; it must be a time zone like "Asia/Kolkata"',
        ),
        (with_('id = "Asha Labs"'), 'id is "Asha Labs"; it must be up to 32 small letters, digits, - and _'),
        (with_('order = "name-first"'), 'order is "name-first"; it must be "tests-first" or "person-first"'),
        (with_('catalogue = "prices.csv"'), 'catalogue is "prices.csv", which is no file beside clinic.toml'),
        (
            with_('opens = "6 am"', SLOT),
            'branches 1, collection.opens is "6 am"; it must be a time of day like "06:00"',
        ),
        (
            with_('closes = "05:00"', SLOT),
            'branches 1, collection.closes is "05:00"; it must be later than opens ("06:00")',
        ),
        (with_("slot_minutes = 400", SLOT), "branches 1, collection.slot_minutes is 400; a slot must fit"),
        (
            with_("slot_minutes = 0", SLOT),
            "branches 1, collection.slot_minutes is 0; it must be a whole number of minutes",
        ),
        (
            with_("capacity = 1.5", SLOT),
            "branches 1, collection.capacity is 1.5; it must be how many visits fit",
        ),
        (
            with_('days = ["monday"]', SLOT),
            'branches 1, collection.days has "monday"; it must be a list of days out of',
        ),
        (
            with_('closed = ["25.12.2026"]', SLOT),
            'branches 1, collection.closed has "25.12.2026"; it must be a list of dates',
        ),
        (SMALLEST + "[price]\nvisit_charge = -5\n", "price.visit_charge is -5; it must be rupees, 0 or more"),
        (SMALLEST + "[price]\nvisit_charge = 1.005\n", "price.visit_charge is 1.005; it must be rupees"),
        (
            SMALLEST + '[price]\nad_price.jan = { T1 = "x" }\n',
            'price.ad_price is "x"; it must be a table a campaign',
        ),
        (
            SMALLEST + "[follow_up]\nnudge_minutes = -1\n",
            "follow_up.nudge_minutes is -1; it must be minutes, 0 or more",
        ),
        (SMALLEST + '[lab]\nsend_email = "no"\n', 'lab.send_email is "no"; it must be true or false'),
        (SMALLEST + "[lab]\ncustom_fields = { a = [1] }\n", "lab.custom_fields has a list; it must be texts"),
        (
            SMALLEST + '[reports]\nhosts = ["https://x.org/a"]\n',
            'reports.hosts has "https://x.org/a"; it must be a list',
        ),
        (
            SMALLEST + '[privacy]\nnotice_url = "example.org"\n',
            'privacy.notice_url is "example.org"; it must be a web',
        ),
        (
            SMALLEST + "[privacy]\nretention_days = 0\n",
            "privacy.retention_days is 0; it must be a whole number of days",
        ),
        (
            with_('hours = "9-19"', "chat_id = -1001234567890"),
            'staff.hours is "9-19"; it must be from and to',
        ),
        (
            with_('hours = "19:00-09:00"', "chat_id = -1001234567890"),
            'staff.hours is "19:00-09:00"; it must be',
        ),
        (
            with_("escalate_chat_id = -1001234567890", "chat_id = -1001234567890"),
            "staff.escalate_chat_id is the same group as staff.chat_id",
        ),
        (
            SMALLEST + '[[branches]]\nid = "B1"\nslug = "b"\npincodes = ["560002"]\n[branches.collection]\n',
            'id of [[branches]] is "B1" twice; each must be there once',
        ),
        (
            SMALLEST
            + '[[branches]]\nid = "B2"\nslug = "MG-Road"\npincodes = ["560002"]\n[branches.collection]\n',
            'slug of [[branches]] is "mg-road" twice',
        ),
        ("name = Asha", "is not written as TOML should be: "),
    ],
)
def test_a_wrong_file_gets_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_clinics(clinic_file(tmp_path, text))
    said = str(refused.value)
    assert "\n" not in said
    assert said.startswith("clinic.toml")
    assert sentence in said


def test_a_file_that_is_not_there_and_a_folder_without_clinics(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r'CLINIC_FILE is ".*nowhere.toml", where there is nothing; it must be'
    ):
        load_clinics(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigError, match=r"it must hold one \.toml file a clinic"):
        load_clinics(tmp_path)
    (tmp_path / "clinic.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigError, match="cannot be read: it is not UTF-8 text"):
        load_clinics(tmp_path)


def test_a_folder_holds_several_clinics_each_with_secrets_of_its_own(tmp_path: Path) -> None:
    clinic_file(tmp_path, SMALLEST, "bina-labs.toml")
    clinic_file(tmp_path, SMALLEST, "asha.toml")
    env = {
        "CLINIC_FILE": str(tmp_path),
        "TELEGRAM_BOT_TOKEN__ASHA": "1:a",
        "TELEGRAM_BOT_TOKEN__BINA_LABS": "2:b",
        "FLABS_CLIENT_ID__ASHA": "ia",
        "FLABS_CLIENT_SECRET__ASHA": "sa",
        "FLABS_CLIENT_ID__BINA_LABS": "ib",
        "FLABS_CLIENT_SECRET__BINA_LABS": "sb",
    }
    asha, bina = load_settings(env).clinics
    assert (asha.clinic.id, asha.secrets.telegram_bot_token, asha.secrets.flabs_client_secret) == (
        "asha",
        "1:a",
        "sa",
    )
    assert (bina.clinic.id, bina.secrets.telegram_bot_token, bina.secrets.flabs_client_id) == (
        "bina-labs",
        "2:b",
        "ib",
    )

    with pytest.raises(
        ConfigError, match="TELEGRAM_BOT_TOKEN__ASHA is not set; it must be the token that BotFather"
    ):
        load_settings(env | {"TELEGRAM_BOT_TOKEN__ASHA": "", "TELEGRAM_BOT_TOKEN": "1:a"})
    with pytest.raises(ConfigError, match='is the same for the clinics "asha" and "bina-labs"'):
        load_settings(env | {"TELEGRAM_BOT_TOKEN__BINA_LABS": "1:a"})
    with pytest.raises(
        ConfigError, match=r'no clinic has the id "BINA"; did you mean FLABS_CLIENT_ID__BINA_LABS\?'
    ):
        load_settings(env | {"FLABS_CLIENT_ID__BINA": "x"})
    clinic_file(tmp_path, 'id = "asha"\n' + SMALLEST, "copy.toml")
    with pytest.raises(ConfigError, match=r'copy.toml: id is "asha", which asha.toml has already'):
        load_settings(env)


def test_four_variables_are_enough(tmp_path: Path) -> None:
    env = TOKENS | {"CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST))}
    settings = load_settings(env)
    (hosted,) = settings.clinics
    assert hosted.secrets.telegram_bot_token == "123:abc"
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", hosted.secrets.telegram_webhook_secret)
    assert "abc" not in hosted.secrets.telegram_webhook_secret
    assert (settings.host, settings.port, settings.database_url) == (
        "127.0.0.1",
        8080,
        "sqlite:///phlebot.db",
    )
    assert settings.telegram_mode == "polling"
    assert settings.telegram_rate == 28
    assert "FLABS_WEBHOOK_TOKEN is not set" in settings.notes[0]


def test_the_mode_follows_the_public_address_unless_it_is_said(tmp_path: Path) -> None:
    env = TOKENS | {"CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST)), "FLABS_WEBHOOK_TOKEN": "hook"}
    assert load_settings(env | {"PUBLIC_URL": "https://bot.example.org/"}).telegram_mode == "webhook"
    assert (
        load_settings(env | {"PUBLIC_URL": "https://bot.example.org/"}).public_url
        == "https://bot.example.org"
    )
    both = load_settings(env | {"PUBLIC_URL": "https://bot.example.org", "TELEGRAM_MODE": "polling"})
    assert both.telegram_mode == "polling"
    assert both.notes == ()
    for host in ("127.0.0.1:8080", "localhost:8080", "[::1]:8080"):
        assert load_settings(env | {"PUBLIC_URL": f"http://{host}"}).public_url == f"http://{host}"


def test_what_talks_to_nobody_needs_no_secrets(tmp_path: Path) -> None:
    env = {"CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST))}
    assert load_settings(env, secrets_needed=False).clinics[0].secrets.telegram_bot_token == ""


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    secrets = {
        "TELEGRAM_BOT_TOKEN": "123:swordfish1",
        "TELEGRAM_WEBHOOK_SECRET": "swordfish2",
        "FLABS_CLIENT_ID": "swordfish3",
        "FLABS_CLIENT_SECRET": "swordfish4",
        "FLABS_WEBHOOK_TOKEN": "swordfish5",
        "GLAPI_TOKEN": "swordfish6",
        "METRICS_TOKEN": "swordfish7",
        "DATABASE_URL": "postgresql://user:swordfish8@host/name",
        "PII_KEYS": f"k1:{KEY}",
    }
    settings = load_settings(secrets | {"CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST))})
    assert "swordfish" not in repr(settings)
    assert KEY not in repr(settings)
    assert settings.pii_keys == f"k1:{KEY}"


GLAPI = SMALLEST.replace('"flabs"', '"glapi"')


@pytest.mark.parametrize(
    ("change", "text", "sentence"),
    [
        (
            {"TELEGRAM_BOT_TOKEN": ""},
            SMALLEST,
            "TELEGRAM_BOT_TOKEN is not set; it must be the token that BotFather",
        ),
        (
            {"TELEGRAM_BOT_TOKEN": "swordfish"},
            SMALLEST,
            "TELEGRAM_BOT_TOKEN is not a bot's token (its value is not",
        ),
        ({"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_TOKEN": "1:a"}, SMALLEST, "did you mean TELEGRAM_BOT_TOKEN?"),
        ({"FLABS_CLIENT_SECRET": ""}, SMALLEST, "FLABS_CLIENT_SECRET is not set; it must be what Flabs gave"),
        ({"FLABS_CLIENT_SECRET": "sword fish"}, SMALLEST, "FLABS_CLIENT_SECRET holds spaces"),
        ({"FLABS_WEBHOOK_TOKEN": "sword/fish"}, SMALLEST, "FLABS_WEBHOOK_TOKEN cannot be part of an address"),
        (
            {"TELEGRAM_WEBHOOK_SECRET": "sword:fish"},
            SMALLEST,
            "TELEGRAM_WEBHOOK_SECRET has characters that Telegram",
        ),
        ({"TELEGRAM_WEBHOK_SECRET": "x"}, SMALLEST, "did you mean TELEGRAM_WEBHOOK_SECRET?"),
        ({"TELEGRAM_MODE": "push"}, SMALLEST, 'TELEGRAM_MODE is "push"; it must be "polling" or "webhook"'),
        ({"TELEGRAM_MODE": "webhook"}, SMALLEST, 'TELEGRAM_MODE is "webhook", but PUBLIC_URL is not set'),
        (
            {"PUBLIC_URL": "http://bot.example.org"},
            SMALLEST,
            'PUBLIC_URL is "http://bot.example.org"; it must begin',
        ),
        (
            {"PUBLIC_URL": "bot.example.org"},
            SMALLEST,
            'PUBLIC_URL is "bot.example.org"; it must be an address like',
        ),
        (
            {"TELEGRAM_API_URL": "ftp://x"},
            SMALLEST,
            'TELEGRAM_API_URL is "ftp://x"; it must be an address like',
        ),
        ({"FLABS_API_URL": "https://u:swordfish@x"}, SMALLEST, "FLABS_API_URL holds a user or a password"),
        (
            {"FLABS_API_URL": "https://x:port"},
            SMALLEST,
            'FLABS_API_URL is "https://x:port"; it must be an address',
        ),
        ({"PORT": "http"}, SMALLEST, 'PORT is "http"; it must be a number from 0 to 65535'),
        ({"PORT": "70000"}, SMALLEST, 'PORT is "70000"; it must be a number from 0 to 65535'),
        ({"HOST": "a b"}, SMALLEST, 'HOST is "a b"; it must be an address of this machine'),
        ({"TELEGRAM_RATE": "-1"}, SMALLEST, 'TELEGRAM_RATE is "-1"; it must be messages a second'),
        ({"DATABASE_URL": "mysql://u:swordfish@h/d"}, SMALLEST, 'DATABASE_URL begins with "mysql"'),
        ({"DATABASE_URL": "postgres://u:swordfish@h/d"}, SMALLEST, "did you mean postgresql://?"),
        (
            {"DATABASE_URL": "postgresql://u:swordfish@h/d"},
            SMALLEST,
            "PII_KEYS is not set, and DATABASE_URL is",
        ),
        ({"PII_KEYS": "k1:swordfish"}, SMALLEST, "PII_KEYS: the key 'k1' is not base64"),
        ({"PII_KEYS__ASHA": f"k1:{KEY}"}, SMALLEST, "PII_KEYS is one for all clinics; write PII_KEYS"),
        ({"TELEGRAM_BOT_TOKEN__ASHOK": "1:a"}, SMALLEST, 'no clinic has the id "ASHOK"; there is'),
        ({}, GLAPI, "GLAPI_API_URL is not set; it must be the address of the leads system"),
        (
            {"GLAPI_API_URL": "https://g"},
            GLAPI,
            "GLAPI_TOKEN is not set; it must be the token of the leads system",
        ),
        (
            {
                "GLAPI_API_URL": "https://g",
                "GLAPI_TOKEN": "t",
                "FLABS_CLIENT_ID": "",
                "FLABS_CLIENT_SECRET": "",
            },
            GLAPI,
            'catalogue is missing; with backend "glapi" and no Flabs account it must be the name of a .csv file',
        ),
        (
            {"GLAPI_API_URL": "https://g", "GLAPI_TOKEN": "swordfish", "GLAPI_TOKEN_FILE": "token"},
            GLAPI,
            "GLAPI_TOKEN and GLAPI_TOKEN_FILE are both set; there must be one of them",
        ),
        (
            {"GLAPI_API_URL": "https://g", "GLAPI_TOKEN_FILE": "no-such-file"},
            GLAPI,
            'GLAPI_TOKEN_FILE is "no-such-file", where there is no file',
        ),
    ],
)
def test_a_wrong_variable_gets_one_sentence(
    tmp_path: Path, change: dict[str, str], text: str, sentence: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load_settings(TOKENS | {"CLINIC_FILE": str(clinic_file(tmp_path, text))} | change)
    said = str(refused.value)
    assert sentence in said
    assert "\n" not in said
    assert "swordfish" not in said
    assert KEY not in said


def test_the_token_of_the_leads_system_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("t", encoding="utf-8")
    env = TOKENS | {"GLAPI_API_URL": "https://g", "GLAPI_TOKEN_FILE": str(file)}
    settings = load_settings(env | {"CLINIC_FILE": str(clinic_file(tmp_path, GLAPI))})
    assert settings.clinics[0].secrets.glapi_token_file == file
    assert settings.clinics[0].file.name_tests is False


def test_variables_of_other_programs_are_none_of_our_business(tmp_path: Path) -> None:
    env = TOKENS | {
        "CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST)),
        "TELEGRAM_DESKTOP": "1",
        "PATH": "/bin",
    }
    assert load_settings(env).clinics


def test_empty_variables_count_as_unset(tmp_path: Path) -> None:
    env = TOKENS | {"CLINIC_FILE": str(clinic_file(tmp_path, SMALLEST)), "PORT": "", "PUBLIC_URL": " "}
    assert load_settings(env).port == 8080
