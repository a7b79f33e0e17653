"""Whether a text is an address and not something else: "flat 12, rose villa, 4th cross", "मकान 12, गली 4"."""

from dialogs.understanding.phrases import phrases

_SHORTEST, _LONGEST = 10, 300

_PLACES = frozenset(
    [
        "flat",
        "house",
        "door",
        "plot",
        "room",
        "apartment",
        "apartments",
        "apt",
        "villa",
        "floor",
        "building",
        "bldg",
        "block",
        "tower",
        "wing",
        "road",
        "rd",
        "street",
        "lane",
        "cross",
        "main",
        "sector",
        "phase",
        "stage",
        "colony",
        "society",
        "layout",
        "enclave",
        "residency",
        "park",
        "garden",
        "gardens",
        "township",
        "quarters",
        "hostel",
        "near",
        "opp",
        "opposite",
        "behind",
        "beside",
        "landmark",
        "village",
        "post",
        "district",
        "nagar",
        "gali",
        "galli",
        "marg",
        "chowk",
        "bazar",
        "bazaar",
        "mohalla",
        "vihar",
        "puram",
        "pur",
        "peth",
        "wadi",
        "chawl",
        "makan",
        "makaan",
        "kothi",
        "manzil",
        "mandir",
        "masjid",
        "gurudwara",
        "thana",
        "gaon",
        "nivas",
        "niwas",
        "bhavan",
        "bhawan",
        "sadan",
        "kunj",
        "फ्लैट",
        "मकान",
        "घर",
        "प्लॉट",
        "कमरा",
        "अपार्टमेंट",
        "मंज़िल",
        "मंजिल",
        "बिल्डिंग",
        "ब्लॉक",
        "टावर",
        "रोड",
        "सड़क",
        "गली",
        "लेन",
        "सेक्टर",
        "फेज़",
        "फेज",
        "कॉलोनी",
        "सोसाइटी",
        "नगर",
        "मार्ग",
        "चौक",
        "बाज़ार",
        "बाजार",
        "मोहल्ला",
        "विहार",
        "पार्क",
        "कोठी",
        "मंदिर",
        "मस्जिद",
        "गुरुद्वारा",
        "थाना",
        "गाँव",
        "गांव",
        "निवास",
        "भवन",
        "सदन",
        "कुंज",
        "क्रॉस",
        "मेन",
        "विला",
    ]
)
"""Words that a way to a door is told with; each of them means other things elsewhere, two do not."""

_NUMBER_OF = frozenset(("no", "number", "num", "nambar", "नंबर", "नं"))


def has_place(text: str) -> bool:
    """Whether a word of places, a number or a part after a comma stands in the text: without, it leads nowhere."""
    found = phrases(text)
    return any(phrase.form in _PLACES or phrase.number is not None for phrase in found) or any(
        sign in text for sign in ",/-"
    )


def is_address(text: str) -> bool:
    """Whether the whole text tells where somebody lives: two words of places, or one and the number of a door."""
    told = text.strip()
    if not _SHORTEST <= len(told) <= _LONGEST or told.endswith("?"):
        return False
    found = phrases(told)
    places = sum(phrase.form in _PLACES for phrase in found)
    numbered = any(phrase.number is not None and len(phrase.form) <= 4 for phrase in found)
    return places >= 2 or (places == 1 and (numbered or any(phrase.form in _NUMBER_OF for phrase in found)))
