"""What the lab answers."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox.flabs import MAIN_BRANCH, FlabsStandIn, Lab
from bot.sandbox.pricelist import Offer, Pricelist, pricelist, read_pricelist
from tests.bot.sandbox.flabs_contract import checking_client, example, sign_in
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

CREATE = "/client/crm/lead/create"
SAMPLE_PRICES = Pricelist(
    {"6530a4a6f1d2c8b7e9aabcde": Offer("6530a4a6f1d2c8b7e9aabcde", "Complete Blood Count", 350)},
    {
        "6530a4a6f1d2c8b7e9afedcb": Offer(
            "6530a4a6f1d2c8b7e9afedcb", "Full Body Checkup", 1499, ("6530a4a6f1d2c8b7e9aabcde",)
        )
    },
)


@pytest.fixture
async def lab(clock: MovingClock) -> AsyncIterator[FlabsStandIn]:
    async with FlabsStandIn(
        clock=clock, steady=clock.steady, prices=SAMPLE_PRICES, custom_fields=frozenset({"utm_campaign"})
    ) as standin:
        yield standin


@pytest.fixture
async def client(lab: FlabsStandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with checking_client(lab) as connected:
        await sign_in(lab, connected)
        yield connected


def booking(**changes: object) -> dict[str, Any]:
    return example(CREATE, "booking") | changes  # type: ignore[no-any-return]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["error"]["details"]


async def test_wrong_credentials(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    wrong = {"clientID": lab.client_id, "clientSecret": "guess"}
    assert refusal(await client.post("/client/auth/token", json=wrong))[0] == 401
    missing = {"clientID": lab.client_id}
    assert refusal(await client.post("/client/auth/token", json=missing)) == (400, "clientSecret is required")


async def test_a_token_lives_ten_minutes(client: httpx.AsyncClient, clock: MovingClock) -> None:
    clock.forward(seconds=599)
    assert (await client.get("/client/labs")).status_code == 200
    clock.forward(seconds=1)
    assert refusal(await client.get("/client/labs")) == (401, "token expired")
    del client.headers["Authorization"]
    assert refusal(await client.get("/client/labs"))[0] == 401


async def test_a_refresh_token_works_once_and_dies_after_thirty_silent_days(
    lab: FlabsStandIn, client: httpx.AsyncClient, clock: MovingClock
) -> None:
    credentials = {"clientID": lab.client_id, "clientSecret": lab.client_secret}
    first = (await client.post("/client/auth/token", json=credentials)).json()["refreshToken"]

    async def refresh(token: str) -> httpx.Response:
        body = {"clientID": lab.client_id, "refreshToken": token}
        return await client.post("/client/auth/token/refresh", json=body)

    renewed = await refresh(first)
    client.headers["Authorization"] = f"Bearer {renewed.json()['authToken']}"
    assert (await client.get("/client/labs")).status_code == 200
    assert (await refresh(first)).status_code == 401
    clock.forward(days=30)
    assert (await refresh(renewed.json()["refreshToken"])).status_code == 401


async def test_old_refresh_tokens_may_be_kept() -> None:
    async with FlabsStandIn(keep_old_refresh=True) as lab, checking_client(lab) as client:
        credentials = {"clientID": lab.client_id, "clientSecret": lab.client_secret}
        first = (await client.post("/client/auth/token", json=credentials)).json()["refreshToken"]
        body = {"clientID": lab.client_id, "refreshToken": first}
        answers = [await client.post("/client/auth/token/refresh", json=body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]


async def test_branches_and_price_lists(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    labs = (await client.get("/client/labs")).json()
    assert labs["data"][0]["_id"] == MAIN_BRANCH.id
    tests = (await client.get("/client/crm/tests", params={"branchID": MAIN_BRANCH.id})).json()
    assert tests["data"] == [{"_id": "6530a4a6f1d2c8b7e9aabcde", "name": "Complete Blood Count", "cost": 350}]
    packages = (await client.get("/client/crm/packages", params={"branchID": MAIN_BRANCH.id})).json()
    assert packages["data"][0]["tests"][0]["name"] == "Complete Blood Count"
    lab.set_prices(pricelist(tests={"t": ("CBC", 400)}))
    assert (await client.get("/client/crm/tests", params={"branchID": MAIN_BRANCH.id})).json()["data"] == [
        {"_id": "t", "name": "CBC", "cost": 400}
    ]
    assert refusal(await client.get("/client/crm/tests")) == (400, "branchID is required")
    assert refusal(await client.get("/client/crm/tests", params={"branchID": "other"}))[0] == 403


async def test_branches_may_differ_in_price() -> None:
    second = Lab("lab_2", "Indiranagar")
    async with (
        FlabsStandIn(
            labs=(MAIN_BRANCH, second), prices_at={"lab_2": pricelist(tests={"T0320": ("CBC", 299)})}
        ) as lab,
        checking_client(lab) as client,
    ):
        await sign_in(lab, client)
        here = (await client.get("/client/crm/tests", params={"branchID": MAIN_BRANCH.id})).json()["data"]
        there = (await client.get("/client/crm/tests", params={"branchID": "lab_2"})).json()["data"]
        assert (len(here), there) == (553, [{"_id": "T0320", "name": "CBC", "cost": 299}])


@pytest.mark.parametrize("shape", ["named", "bare"])
async def test_lists_come_in_other_shapes_too(shape: str) -> None:
    async with (
        FlabsStandIn(list_shape="named" if shape == "named" else "bare") as lab,
        httpx.AsyncClient(base_url=lab.url) as client,
    ):
        await sign_in(lab, client)
        answer = (await client.get("/client/labs")).json()
        labs = answer["labs"] if shape == "named" else answer
        assert [each["_id"] for each in labs] == [MAIN_BRANCH.id]


def test_the_catalogue_of_the_sandbox() -> None:
    prices = read_pricelist()
    assert (len(prices.tests), len(prices.packages)) == (553, 38)
    assert prices.tests["T0320"].name == "Complete Blood Count"
    assert all(each in prices.tests for package in prices.packages.values() for each in package.contains)


@pytest.mark.parametrize("phase", ["lead", "booking"])
async def test_the_published_examples_are_taken(
    lab: FlabsStandIn, client: httpx.AsyncClient, phase: str
) -> None:
    answer = await client.post(CREATE, json=example(CREATE, phase))
    assert answer.status_code == 201
    assert answer.json()["phase"] == phase
    (entry,) = lab.entries
    assert (entry.id, entry.body) == (answer.json()["leadId"], example(CREATE, phase))
    assert len(lab.bookings if phase == "booking" else lab.leads) == 1


async def test_without_a_phase_it_is_a_lead(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    body = {name: value for name, value in booking().items() if name != "phase"}
    assert (await client.post(CREATE, json=body)).json()["phase"] == "lead"


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"first_name": ""}, "first_name is required"),
        ({"contact": "+919123456780"}, "contact is invalid"),
        ({"contact": 9123456780}, "contact is invalid"),
        ({"age": "45"}, "age is invalid"),
        ({"age_type": "years"}, "age_type is invalid"),
        ({"gender": "F"}, "gender is invalid"),
        ({"phase": "Booking"}, "phase is invalid"),
        ({"bookingType": "home"}, "bookingType is invalid"),
        ({"scheduledAt": "2026-05-15T08:30:00"}, "scheduledAt is invalid"),
        ({"scheduledAt": "tomorrow"}, "scheduledAt is invalid"),
        ({"tests": [{"test": "6530a4a6f1d2c8b7e9aabcde"}]}, "tests is invalid"),
        ({"unmappedTests": ["CBC"]}, "unmappedTests is invalid"),
        ({"email": None}, "email is invalid"),
        ({"paymentStatus": "paid"}, "paymentStatus is invalid"),
        ({"totalAmount": "350"}, "totalAmount is invalid"),
        ({"customFields": {"colour": "red"}}, "custom field colour does not exist"),
        ({"tests": [{"test": "gone", "cost": 1}]}, "test gone does not exist in this branch"),
    ],
)
async def test_what_the_lab_refuses(
    lab: FlabsStandIn, client: httpx.AsyncClient, changes: dict[str, object], details: str
) -> None:
    assert refusal(await client.post(CREATE, json=booking(**changes))) == (400, details)
    assert lab.entries == []


@pytest.mark.parametrize(
    "field",
    ["branchID", "integratorID", "first_name", "contact", "age", "age_type", "bookingType", "scheduledAt"],
)
async def test_what_a_booking_must_have(client: httpx.AsyncClient, field: str) -> None:
    body = {name: value for name, value in booking().items() if name != field}
    assert refusal(await client.post(CREATE, json=body)) == (400, f"{field} is required")


async def test_what_is_no_object_at_all(client: httpx.AsyncClient) -> None:
    for content in (b"", b"[]", b"{"):
        assert refusal(await client.post(CREATE, content=content))[0] == 400


async def test_what_the_lab_has_not(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    async with httpx.AsyncClient(base_url=lab.url, headers=client.headers) as unchecked:
        assert refusal(await unchecked.get("/client/crm/slots"))[0] == 404
        assert refusal(await unchecked.get(CREATE))[0] == 404
        assert refusal(await unchecked.get("/reports/guess.pdf"))[0] == 404


async def test_a_branch_of_another_account(client: httpx.AsyncClient) -> None:
    assert refusal(await client.post(CREATE, json=booking(branchID="other"))) == (
        403,
        "branchID does not belong to your account",
    )


async def test_one_entry_per_contact_and_day_in_india(
    lab: FlabsStandIn, client: httpx.AsyncClient, clock: MovingClock
) -> None:
    async def create(**changes: object) -> int:
        if not (await client.get("/client/labs")).is_success:
            await sign_in(lab, client)
        return (await client.post(CREATE, json=booking(**changes))).status_code

    assert await create() == 201
    assert refusal(await client.post(CREATE, json=booking(integratorID="again", email="b@example.com"))) == (
        409,
        "Lead with contact 9123456780 already exists today",
    )
    assert refusal(await client.post(CREATE, json=booking(contact="9000000001"))) == (
        409,
        "Lead with email anita@example.com already exists today",
    )
    assert await create(contact="9000000002", email="c@example.com", phase="lead") == 201
    clock.forward(hours=12, minutes=29)  # 23:59 in India, the next day has not come
    assert await create(email="d@example.com") == 409
    clock.forward(minutes=1)
    assert await create(email="d@example.com") == 201


async def test_an_entry_of_somebody_else_blocks_too(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    lab.enter_by_hand("9123456780")
    assert (await client.post(CREATE, json=booking())).status_code == 409


async def test_an_expired_token_may_come_as_400() -> None:
    async with FlabsStandIn(refuse_token_with=400) as lab, checking_client(lab) as client:
        await sign_in(lab, client)
        lab.tokens.expire_access()
        assert refusal(await client.post(CREATE, json=booking())) == (400, "token expired")
        assert refusal(await client.get("/client/labs")) == (401, "token expired")


async def test_an_answer_lost_after_the_entry_was_made(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    lab.faults.drop(CREATE, when="after")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(CREATE, json=booking())
    assert (await client.post(CREATE, json=booking())).status_code == 409
    assert len(lab.entries) == 1
    assert [call.status for call in lab.calls(CREATE)] == [None, 409]


async def test_faults_answer_in_the_lab_s_own_shape(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    lab.faults.fail(CREATE, status=500)
    assert refusal(await client.post(CREATE, json=booking())) == (500, "An unexpected error occurred")
    lab.faults.flood("/client/*", retry_after=9)
    flooded = await client.post(CREATE, json=booking())
    assert refusal(flooded) == (429, "slow down")
    assert flooded.headers["Retry-After"] == "9"
    lab.faults.garble(CREATE, status=201, when="after")
    garbled = await client.post(CREATE, json=booking())
    assert (garbled.status_code, garbled.text[:6]) == (201, "<html>")
    assert len(lab.entries) == 1


async def test_the_journal_keeps_no_secret(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    await client.post(CREATE, json=booking())
    token = client.headers["Authorization"].removeprefix("Bearer ")
    assert [(call.method, call.path, call.status) for call in lab.journal] == [
        ("POST", "/client/auth/token", 200),
        ("POST", CREATE, 201),
    ]
    assert lab.journal[1].body == booking()
    assert lab.journal[1].headers["Authorization"] == "Bearer …"
    assert token not in repr(lab.journal)
    assert lab.client_secret not in repr(lab.journal)


async def test_parties() -> None:
    async with (
        FlabsStandIn(prices=SAMPLE_PRICES, parties=frozenset({"corp", "doc"})) as lab,
        checking_client(lab) as client,
    ):
        await sign_in(lab, client)
        branch = {"branchID": MAIN_BRANCH.id}
        assert refusal(await client.get("/client/crm/tests", params=branch))[0] == 400
        both = branch | {"corporateUser": "corp", "organization": "doc"}
        assert refusal(await client.get("/client/crm/tests", params=both))[0] == 400
        stranger = branch | {"organization": "stranger"}
        assert refusal(await client.get("/client/crm/tests", params=stranger)) == (404, "party not found")
        right = branch | {"organization": "doc"}
        assert (await client.get("/client/crm/tests", params=right)).status_code == 200
        assert refusal(await client.post(CREATE, json=booking()))[0] == 400
        several = booking(corporateUser="corp", referredOrganization="doc")
        assert (await client.post(CREATE, json=several)).status_code == 201


async def test_prebookings(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    path = "/client/billing/create"
    body = example(path)
    answer = await client.post(path, json=body)
    assert answer.status_code == 200
    assert lab.prebookings[0].body == body
    without_items = {name: body[name] for name in ("patient_details", "integrator_id", "lead_source")}
    assert refusal(await client.post(path, json=without_items))[0] == 400
    assert refusal(await client.post(path, json=body | {"lead_source": "unheard"}))[0] == 400
    nobody = body | {"patient_details": {"first_name": "A"}}
    assert refusal(await client.post(path, json=nobody)) == (400, "gender is required")
    assert (await client.post(path, json=body | {"barCode": "B1"})).status_code == 200
    assert refusal(await client.post(path, json=body | {"barCode": "B1"})) == (409, "barCode already exists")


async def test_a_patient_signs_in_and_lists_reports(
    lab: FlabsStandIn, client: httpx.AsyncClient, clock: MovingClock
) -> None:
    ask, verify = "/client/patient/getLoginOTP", "/client/patient/verifyLoginOTP"
    assert refusal(await client.post(ask, json={"contact": "9123456780"})) == (404, "patient not found")
    await client.post(CREATE, json=booking())
    await lab.complete_report("EXT-BOOK-55012")
    sent = (await client.post(ask, json={"contact": "9123456780"})).json()
    code = lab.code_for("9123456780")
    wrong = {"otp": "x", "otpToken": sent["otpToken"]}
    assert refusal(await client.post(verify, json=wrong)) == (400, "otp is wrong")
    known = (await client.post(verify, json={"otp": code, "otpToken": sent["otpToken"]})).json()
    headers = {"patient-authorization": known["patientToken"]}
    reports = (await client.get("/client/patient/getReports", headers=headers)).json()
    assert [each["status"] for each in reports["data"]] == ["completed"]
    assert (await client.get(reports["data"][0]["reportURL"])).content.startswith(b"%PDF")
    assert refusal(await client.get("/client/patient/getReports"))[0] == 401
    again = (await client.post(ask, json={"contact": "9123456780"})).json()
    assert lab.waiting_code("9123456780") == lab.code_for("9123456780")
    clock.forward(seconds=300)
    assert lab.waiting_code("9123456780") is None
    late = {"otp": lab.code_for("9123456780"), "otpToken": again["otpToken"]}
    assert refusal(await client.post(verify, json=late)) == (400, "otp expired")
