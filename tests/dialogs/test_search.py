"""Tests and packages in what patients write: over the demonstration catalogue, another lab's list, and any text."""

import csv
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.catalogue import Item
from dialogs.money import Paise
from dialogs.understanding import knowledge, search
from dialogs.understanding.readings import Gender, TestMention
from dialogs.understanding.search import SearchIndex

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "tests" / "language"


def _catalogue() -> list[Item]:
    with (ROOT / "bot" / "sandbox" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return [
            Item(
                id=row["id"],
                kind="package" if row["kind"] == "package" else "test",
                name=row["name"],
                price=Paise(0),
                department=row["department"],
                sample_type=row["sample_type"],
            )
            for row in csv.DictReader(file)
        ]


ITEMS = _catalogue()
NAMES = {item.id: item.name for item in ITEMS}
INDEX = search.build_index(ITEMS)

OTHER_LAB = [
    Item(id=name, kind="package" if "Package" in name else "test", name=name, price=Paise(0))
    for name in (
        "S. CREATININE",
        "BLOOD SUGAR FASTING (FBS)",
        "BLOOD SUGAR PP (PPBS)",
        "HbA1c (GLYCOSYLATED HB)",
        "CBC (COMPLETE BLOOD COUNT)",
        "LIVER FUNCTION TEST (LFT)",
        "KIDNEY FUNCTION TEST (KFT/RFT)",
        "LIPID PROFILE",
        "TSH (ULTRASENSITIVE)",
        "VITAMIN D3 (25-OH)",
        "VITAMIN B-12",
        "URINE R/M",
        "URINE C/S",
        "HBsAg (RAPID)",
        "ELECTROLYTES (Na/K/Cl)",
        "PT-INR",
        "Aarogyam Women Package",
        "Healthy Heart Package",
        "Golden Years Package - Male",
    )
]
OTHER_INDEX = search.build_index(OTHER_LAB, {"gold plan": ["LIPID PROFILE"], "joda": ["PT-INR", "URINE R/M"]})


def _set(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (LANGUAGE / name).read_text(encoding="utf-8").splitlines() if line]


def _ids(text: str, index: SearchIndex = INDEX) -> list[str]:
    return [hit.item_id for hit in search.find(index, text)]


def _firsts(text: str, gender: Gender | None = None) -> list[str]:
    return [NAMES[mention.hits[0].item_id] for mention in search.mentions(INDEX, text, gender=gender)]


def _refused(text: str) -> list[str]:
    return [NAMES[mention.hits[0].item_id] for mention in search.refused(INDEX, text)]


def _scores(items: Sequence[dict[str, object]]) -> tuple[float, float, float]:
    """Recall at 1 and at 3, and the share of wrong results where nothing is meant."""
    found = [([*_ids(str(item["query"]))], item["acceptable_ids"]) for item in items]
    wanted = [(ids, good) for ids, good in found if isinstance(good, list) and good]
    nothing = [ids for ids, good in found if not good]
    first = sum(bool(set(ids[:1]) & set(good)) for ids, good in wanted) / len(wanted)
    third = sum(bool(set(ids[:3]) & set(good)) for ids, good in wanted) / len(wanted)
    return first, third, sum(map(bool, nothing)) / max(1, len(nothing))


@pytest.mark.parametrize("name", ["search.jsonl", "search_more.jsonl"])
def test_the_sets_keep_their_figures(name: str) -> None:
    first, third, wrong = _scores(_set(name))
    assert first >= 0.985
    assert third >= 0.99
    assert wrong <= 0.01


@pytest.mark.parametrize("language", ["hi", "hinglish"])
def test_hindi_in_both_scripts_is_read_as_well_as_english(language: str) -> None:
    items = [*_set("search.jsonl"), *_set("search_more.jsonl")]
    first, _, _ = _scores([item for item in items if item["lang"] == language])
    assert first >= 0.97


def test_further_languages_know_the_commonest_words() -> None:
    for item in _set("regional.jsonl"):
        if item["kind"] == "search":
            assert _ids(str(item["input"]))[0] in str(item["acceptable_ids"]), item


def test_the_tests_in_whole_sentences() -> None:
    for item in _set("oneshot.jsonl"):
        expected = item["expected"]
        assert isinstance(expected, dict)
        groups = expected["tests"]
        firsts = {m.hits[0].item_id for m in search.mentions(INDEX, str(item["utterance"]))}
        assert all(firsts & set(group) for group in groups), item
        assert firsts <= {one for group in groups for one in group}, item


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_name_finds_itself_first_and_surely(item: Item) -> None:
    (mention,) = search.mentions(INDEX, item.name)
    assert mention.hits[0].item_id == item.id
    assert mention.sure
    assert _ids(item.name.lower().replace(",", ""))[0] == item.id
    assert _ids(f"mujhe {item.name.lower()} karwana hai")[0] == item.id


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CBC", "Complete Blood Count"),
        ("HbA1c", "HbA1c, Glycated Haemoglobin"),
        ("sugar fasting", "Glucose, Fasting"),
        ("vitamin d", "Vitamin D Total, 25-Hydroxy"),
        ("TSH", "Thyroid Stimulating Hormone, Ultrasensitive"),
        ("lipid profile", "Lipid Profile"),
        ("thyroid", "Thyroid Profile, Total"),
        ("sugar", "Glucose, Fasting"),
        ("blood test", "Complete Blood Count"),
        ("kidney", "Kidney Function Test"),
        ("liver test", "Liver Function Test"),
        ("cholesterol", "Lipid Profile"),
        ("खून की जांच", "Complete Blood Count"),
        ("थायराइड", "Thyroid Profile, Total"),
    ],
)
def test_what_nearly_everybody_means_may_be_taken_without_asking(text: str, name: str) -> None:
    (mention,) = search.mentions(INDEX, text)
    assert NAMES[mention.hits[0].item_id] == name
    assert mention.sure


@pytest.mark.parametrize(
    "text",
    ["full body checkup", "dengue", "malaria test", "pap smear", "hormone test", "fever panel", "biopsy"],
)
def test_equals_are_offered_and_not_chosen(text: str) -> None:
    (mention,) = search.mentions(INDEX, text)
    assert not mention.sure
    assert 2 <= len(mention.hits) <= 5
    scores = [hit.score for hit in mention.hits]
    assert scores == sorted(scores, reverse=True)


def test_thyroid_is_tsh_where_no_profile_is_sold() -> None:
    assert _ids("thyroid ka test", OTHER_INDEX) == ["TSH (ULTRASENSITIVE)"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fbs", "BLOOD SUGAR FASTING (FBS)"),
        ("khana khane ke baad sugar", "BLOOD SUGAR PP (PPBS)"),
        ("glycated haemoglobin", "HbA1c (GLYCOSYLATED HB)"),
        ("खून की जांच", "CBC (COMPLETE BLOOD COUNT)"),
        ("rft", "KIDNEY FUNCTION TEST (KFT/RFT)"),
        ("colestrol", "LIPID PROFILE"),
        ("vit d", "VITAMIN D3 (25-OH)"),
        ("urine culture", "URINE C/S"),
        ("peshab ki jaanch", "URINE R/M"),
        ("sodium potassium", "ELECTROLYTES (Na/K/Cl)"),
        ("dil ka package", "Healthy Heart Package"),
        ("aarogyam", "Aarogyam Women Package"),
        ("gold plan", "LIPID PROFILE"),
    ],
)
def test_another_labs_names_are_read_with_the_same_knowledge(text: str, name: str) -> None:
    assert _ids(text, OTHER_INDEX)[0] == name


def test_a_clinics_own_word_for_several_items_is_asked_about() -> None:
    (mention,) = search.mentions(OTHER_INDEX, "mera joda test")
    assert [hit.item_id for hit in mention.hits] == ["PT-INR", "URINE R/M"]
    assert not mention.sure


@pytest.mark.parametrize(
    ("text", "asked", "refused"),
    [
        (
            "cbc and sugar, not thyroid",
            ["Complete Blood Count", "Glucose, Fasting"],
            ["Thyroid Profile, Total"],
        ),
        ("thyroid nahi chahiye", [], ["Thyroid Profile, Total"]),
        ("everything except CBC", [], ["Complete Blood Count"]),
        ("sugar ke alawa sab", [], ["Glucose, Fasting"]),
        ("cbc nahi lft", ["Liver Function Test"], ["Complete Blood Count"]),
        ("थायराइड नहीं चाहिए, सिर्फ शुगर", ["Glucose, Fasting"], ["Thyroid Profile, Total"]),
        ("sugar aur thyroid dono nahi chahiye", [], ["Glucose, Fasting", "Thyroid Profile, Total"]),
        ("hba1c hata do", [], ["HbA1c, Glycated Haemoglobin"]),
        ("cancel the cbc test only", [], ["Complete Blood Count"]),
        ("take out cbc", [], ["Complete Blood Count"]),
        ("cbc hata ke lft kar do", ["Liver Function Test"], ["Complete Blood Count"]),
        ("replace cbc with lft", ["Liver Function Test"], ["Complete Blood Count"]),
        ("cancel thyroid and add b12", ["Vitamin B12"], ["Thyroid Profile, Total"]),
        ("instead of cbc do lft", ["Liver Function Test"], ["Complete Blood Count"]),
        ("sugar test nahi hua abhi tak", ["Glucose, Fasting"], []),
        ("pata nahi thyroid hai ya sugar", ["Thyroid Profile, Total", "Glucose, Fasting"], []),
    ],
)
def test_what_is_refused_is_not_asked_for(text: str, asked: list[str], refused: list[str]) -> None:
    assert _firsts(text) == asked
    assert _refused(text) == refused


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "kal subah 9 baje Ramesh Kumar 45 male ka cbc, lft aur vitamin d, flat 12 rose apartments MG road 560001",
            ["Complete Blood Count", "Liver Function Test", "Vitamin D Total, 25-Hydroxy"],
        ),
        ("T3 T4 TSH", ["Thyroid Profile, Total"]),
        ("rubella igg igm", ["Rubella IgG Antibody", "Rubella IgM Antibody"]),
        ("vitamin d and b12", ["Vitamin D and Vitamin B12"]),
        (
            "cbc, urine, stool",
            ["Complete Blood Count", "Urine Routine and Microscopy", "Stool Routine and Microscopy"],
        ),
        ("uric acid test for gout", ["Uric Acid, Serum"]),
        ("dengue me platelet check karna hai", ["Platelet Count"]),
        ("papa ko diabetes hai, hba1c karwana hai", ["HbA1c, Glycated Haemoglobin"]),
        ("doctor ne lft likha hai", ["Liver Function Test"]),
        (
            "lh fsh prolactin amh tsh",
            ["LH FSH and Prolactin", "Anti Mullerian Hormone", "Thyroid Stimulating Hormone, Ultrasensitive"],
        ),
        (
            "my dad is diabetic, want kidney function and hba1c",
            ["Kidney Function Test", "HbA1c, Glycated Haemoglobin"],
        ),
        ("hepatitis b and c", ["Hepatitis B Surface Antigen", "Hepatitis C Antibody"]),
        (
            "apna khoon ki jaanch aur peshab ki jaanch dono",
            ["Complete Blood Count", "Urine Routine and Microscopy"],
        ),
        (
            "lipid and sugar for mom, dad ka psa",
            ["Lipid Profile", "Glucose, Fasting", "Prostate Specific Antigen, Total"],
        ),
        ("x-ray and cbc please", ["Complete Blood Count"]),
        ("can i do a vit d test", ["Vitamin D Total, 25-Hydroxy"]),
        ("B-12 Saket Nagar, cbc", ["Complete Blood Count"]),
        ("mera naam Geeta Arora hai, tsh karna hai", ["Thyroid Stimulating Hormone, Ultrasensitive"]),
    ],
)
def test_each_test_of_a_sentence_once(text: str, names: list[str]) -> None:
    assert _firsts(text) == names


@pytest.mark.parametrize(
    "text",
    [
        *(
            "usg thyroid",
            "kidney stone ultrasound",
            "हाथ का एक्स रे",
            "heart ka echo",
            "liver fibroscan",
            "eye checkup",
        ),
        *(
            "thyroid ki dawai",
            "b12 injection",
            "iron syrup",
            "hepatitis b vaccine",
            "sugar ka doctor",
            "bp check",
        ),
        *(
            "hello",
            "नमस्ते",
            "kal subah 8 baje",
            "9876543210",
            "560001",
            "Rahul Pal",
            "मोहन लाल",
            "report kab aayegi",
        ),
        *(
            "",
            " ",
            "?",
            "🙏",
            "test",
            "package",
            "fasting",
            "male",
            "nahi",
            "ok",
            "12/12/1990",
            "tum chor ho",
        ),
    ],
)
def test_what_a_laboratory_does_not_do_finds_nothing(text: str) -> None:
    assert search.find(INDEX, text) == ()
    assert search.mentions(INDEX, text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("thyroxine 50", []),
        ("thyroxine 50 mcg leta hu, tsh karna hai", ["Thyroid Stimulating Hormone, Ultrasensitive"]),
        ("thyroxine test", ["Thyroxine, Total"]),
        ("vitamin d 60k", []),
        ("insulin 64 female", ["Insulin, Fasting"]),
        ("diabetic for 5 years, need lipid profile", ["Lipid Profile"]),
        ("fever hai, cbc karna hai", ["Complete Blood Count"]),
        ("first pregnancy visit tests", ["Antenatal Profile, First Visit"]),
        ("urine routine and culture", ["Urine Routine and Microscopy", "Urine Culture and Sensitivity"]),
    ],
)
def test_a_dose_a_reason_and_a_specimen_for_two(text: str, names: list[str]) -> None:
    assert _firsts(text) == names


@pytest.mark.parametrize(
    "name", ["Abhilash", "Deepti", "Kanika", "Nisha", "Pritam", "Ritika", "Vitthal", "Shillong", "Dhule"]
)
def test_a_name_is_not_a_misspelt_test(name: str) -> None:
    assert _firsts(f"mera naam {name} hai") == []
    assert _firsts(f"{name} ke liye cbc") == ["Complete Blood Count"]


def test_nearly_every_phrase_of_the_knowledge_finds_an_item() -> None:
    known = knowledge.load()
    of_tests = [
        said
        for meant, listed in known.says
        for said in listed
        if meant[0] in INDEX.by_feature and meant[0] not in known.classes and meant[0] not in known.weak
    ]
    silent = [said for said in of_tests if not search.find(INDEX, said)]
    assert len(of_tests) > 5000
    assert len(silent) <= len(of_tests) // 100, silent


def _packages(mentions: Sequence[TestMention]) -> set[str]:
    return {NAMES[hit.item_id] for mention in mentions for hit in mention.hits}


def test_packages_for_the_other_sex_are_not_offered() -> None:
    assert "Master Health Check, Women" in _packages(search.mentions(INDEX, "full body checkup"))
    assert "Master Health Check, Women" not in _packages(search.mentions(INDEX, "full body checkup for papa"))
    assert _packages(search.mentions(INDEX, "senior citizen package", gender="female")) == {
        "Senior Citizen Check, Women"
    }
    assert _firsts("cancer check", gender="male") == ["Cancer Marker Screen, Men"]


def test_every_hit_says_why() -> None:
    (hit, *_) = search.find(INDEX, "colestrol")
    assert "colestrol" in hit.why
    assert "cholesterol" in hit.why
    assert 0 < hit.score <= 1


def test_at_most_as_many_as_wanted() -> None:
    assert len(search.find(INDEX, "sugar test", limit=2)) == 2


def test_an_empty_catalogue_has_no_test() -> None:
    empty = search.build_index([])
    assert search.find(empty, "cbc") == ()
    assert search.mentions(empty, "cbc aur lft") == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for mention in (*search.mentions(INDEX, text), *search.refused(INDEX, text)):
        assert mention.hits
        assert len(mention.hits) <= 5
    assert all(0 <= hit.score <= 1 for hit in search.find(INDEX, text))


def _words() -> st.SearchStrategy[str]:
    said = "sugar thyroid cbc not nahi and aur , test igg fasting urine vitamin d b12 usg dawai package papa में नहीं जांच x1"
    return st.lists(st.sampled_from(said.split(" ")), max_size=60).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(_words())
def test_any_order_of_the_words_is_read(text: str) -> None:
    asked = search.mentions(INDEX, text)
    assert search.mentions(INDEX, text) == asked
    search.refused(INDEX, text)


def _long_texts() -> Iterator[str]:
    for piece in (
        "a ",
        "thyriod colestrol ",
        "हीमोग्लोबन थायरड ",
        "vitamin d, ",
        "x",
        "(",
        "a.b.",
        "not ",
        "igg igm ",
        "1",
    ):
        yield piece * (20_000 // len(piece))


@pytest.mark.parametrize("text", [*_long_texts()], ids=lambda text: text[:12])
def test_no_text_takes_long(text: str) -> None:
    search.mentions(INDEX, "cbc")
    took = min(_seconds(text) for _ in range(3))
    assert took < 0.05


def _seconds(text: str, index: SearchIndex = INDEX) -> float:
    start = time.thread_time()
    search.mentions(index, text)
    return time.thread_time() - start


def test_five_thousand_items_are_searched_quickly() -> None:
    many = [replace(item, id=f"{item.id}-{n}", name=f"{item.name} {n}") for n in range(9) for item in ITEMS][
        :5000
    ]
    index = search.build_index(many)
    queries = [str(item["query"]) for item in _set("search.jsonl")]
    assert statistics.median(_seconds(query, index) for query in queries) < 0.003


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("el ef ti", "Liver Function Test"),
        ("ke ef ti karana hai", "Kidney Function Test"),
        ("pi es e test", "Prostate Specific Antigen, Total"),
        ("bee barah", "Vitamin B12"),
    ],
)
def test_an_abbreviation_said_letter_by_letter_in_latin_letters_is_read(said: str, name: str) -> None:
    assert _firsts(said) == [name]


@pytest.mark.parametrize("said", ["di ke liye", "se ke baad", "pi lo", "ji o ji", "ek do teen"])
def test_particles_that_sound_like_letters_name_no_test(said: str) -> None:
    assert _ids(said) == []


def test_a_hormone_named_beside_the_word_is_the_one_that_is_meant() -> None:
    assert _firsts("mote hone ka hormone leptin") == ["Leptin"]
    assert _firsts("hormone test") == ["LH FSH and Prolactin"]


def test_a_word_misspelt_within_a_name_is_read_alone_too() -> None:
    assert _firsts("vitmin complet package") == ["Vitamin Check, Complete"]


def test_what_tests_are_for_is_not_asked_for_beside_them() -> None:
    assert _firsts("cbc and pt inr for pre op") == ["Complete Blood Count", "Prothrombin Time with INR"]
    assert _firsts("pre op tests for dad") == ["Pre-operative Profile"]
