# The questions of a booking. Short sentences; what a button says can also be typed.

screen-noted =
    { $notes }

    { $body }
notes = { $notes }

language-ask = Which language shall we use? / कौन सी भाषा? / Kaun si bhasha?
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

tests-ask =
    <b>Which test or package do you need?</b>
    Type its name, for example: <i>CBC</i>, <i>thyroid</i>, <i>sugar fasting</i>.
    You can also send a photo of the prescription.
tests-placeholder = Name of the test
tests-add-more = Which other test? Type its name.
tests-results =
    { $count ->
        [one] I found this test. Tap it to add it:
       *[other] I found these. Tap the one you need:
    }
tests-result = { $number }. { $name } · { $price }
tests-result-chosen = ✓ { $name } · { $price }
tests-none-of-these = None of these
tests-nothing =
    I could not find that test. Please try another name, or type it as it is written on the prescription.
    You can also send a photo of the prescription: our team will read it.
tests-ask-team = Ask our team
tests-not-sold = This test is not available any more. Please choose another.
tests-not-at-branch = Not every test is available in your area. Please check the list.
tests-again = As last time: { $names }

cart =
    🧪 <b>Your tests</b>
    { $lines }
cart-item = • { $name } · { $price }
cart-included = • { $name } · already included
cart-discount = Discount: −{ $amount }
cart-visit-charge = Home visit: { $amount }
cart-total = <b>Total: { $amount }</b>
cart-ask =
    { $cart }

    Is this all?
cart-done = Yes, go on
cart-add = Add a test
cart-remove-one = Remove a test
cart-remove = ✕ { $name }
cart-remove-which = Which test shall I remove?
cart-show = Show my tests
cart-added = Added: { $name }
cart-removed = Removed: { $name }
cart-full = One booking can have { $limit } tests at most.

pincode-ask = <b>What is your PIN code?</b> The six digits of your area, for example 560001.
pincode-placeholder = PIN code
pincode-unknown = No matter. It stands on the Aadhaar card, on letters and on the electricity bill. Or our team calls you and finds it.
pincode-wrong = A PIN code has six digits and does not begin with 0. Please check it.
pincode-unserved = We do not come to { $pincode } yet. Our team can call you and see what is possible.
pincode-unserved-visit =
    We do not come to { $pincode } yet. You can visit us: { $branch }.
    Or our team can call you.
pincode-visit = I will visit the lab
pincode-call-me = Please call me
pincode-another = Another PIN code
pincode-summary = 📍 PIN code { $pincode }

mode-ask =
    <b>Where shall we take the sample?</b>
    At your home, or at our lab: { $branch }.
mode-home = At home
mode-lab = At the lab
mode-impossible = One of these tests cannot be taken at your home. Please change the tests, or talk to our team.
mode-change-tests = Change the tests
mode-changed = Please choose again where we take the sample.
mode-summary-lab = 🏥 At the lab: { $branch }

contact-ask-priced =
    🧾 <b>Total so far: { $total }</b>, paid when the sample is taken.

    { $ask }
contact-ask =
    <b>Which mobile number can we reach you on?</b>
    Tap the button below, or type the ten digits.

    { $notice }
contact-agree =
    <b>Shall we use the number { $phone }?</b>

    { $notice }
contact-agree-button = I agree, use this number
contact-other = Another number
contact-notice =
    🔒 { $clinic } uses your number, name, age, address and tests only to book the test and to bring you the report. By sharing or typing your number you agree to this. More: { $url } · /privacy
contact-notice-short =
    🔒 { $clinic } uses your number, name, age, address and tests only to book the test and to bring you the report. By sharing or typing your number you agree to this. More: /privacy
contact-share = 📱 Agree and share my number
contact-placeholder = Mobile number
contact-thanks = Thank you, I have your number.
contact-wrong = I need an Indian mobile number with ten digits, for example 98765 43210.
contact-summary = 📱 { $phone }

person-ask =
    <b>Who is the test for?</b>
    Please type name, age and gender, for example: <i>Sunita Devi, 58, F</i>
person-ask-saved = <b>Who is the test for?</b>
person-placeholder = Name, age, M or F
person-saved = { $name }, { $age }
person-new = Someone else
person-unclear = Please type the patient's name, age and gender, for example: Sunita Devi, 58, F
person-name = <b>{ $name }</b>
person-latin = <b>{ $name }</b> ({ $latin })
person-summary = 👤 { $about }

name-ask = <b>What is the patient's full name?</b>
name-placeholder = Full name
name-wrong = Please type the name in letters, as on an identity card.

age-ask = <b>How old is the patient?</b> For a baby, in months or days: <i>8 months</i>.
age-placeholder = Age, or date of birth
age-wrong = Please type the age, for example 58, or 8 months, or the date of birth 14/08/1967.
age-years =
    { $count ->
        [one] { $count } year
       *[other] { $count } years
    }
age-months =
    { $count ->
        [one] { $count } month
       *[other] { $count } months
    }
age-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

gender-ask = <b>What is the patient's gender?</b> Some results are read differently for women and men.
gender-female = Female
gender-male = Male
gender-other = Other
gender-undisclosed = I'd rather not say

guardian-ask =
    { $name } is under 18, so an adult must be at home.
    <b>Which adult will be there?</b> Name and relation, for example: <i>Ramesh Kumar, father</i>
guardian-placeholder = Name, relation
guardian-wrong = Please type the adult's name, for example: Ramesh Kumar, father
guardian-summary = 👥 Adult at home: { $name }

slot-ask =
    <b>When shall we take the sample?</b>
    Tap a time, or type one, for example: <i>tomorrow 8 am</i>
slot-placeholder = Day and time
slot-ask-day = <b>Which day?</b>
slot-ask-time = <b>{ $day }: which time?</b>
slot-found =
    { $count ->
        [one] This time is free:
       *[other] These times are free:
    }
slot-none = There is no free time in the coming days. Our team can help you.
slot-none-fits = No free time matches that. These are the soonest:
slot-day-full = There is no free time on that day. These are the soonest:
slot-nearest = That time is not free. These are the nearest:
slot-past = That day is over. Please choose a day from today on.
slot-invalid = I could not find that day or time in the calendar. Please type it again.
slot-gone = That time has just been taken. Please choose another.
slot-taken = Sorry, that time has just been taken. Please choose another.
slot-no-longer = Please choose the time again.
slot-time = { $day }, { $span }
slot-span = { $span }
slot-day = { $day }
slot-other-days = Other days and times
slot-chosen = 🕗 { $slot }
slot-summary = 🕗 <b>{ $slot }</b>
slot-unset = time to be agreed

address-ask =
    <b>Where shall our phlebotomist come?</b>
    House or flat number, street, area, and a landmark, please.
address-placeholder = Flat 12, Rose Villa, 4th Cross …
address-use-location = 📍 Use my location
address-ask-location = Tap the button below to share where you are, or type the address.
location-kept = Thank you, I have your location.
address-share = 📍 Share my location
address-ask-house = Thank you. <b>Which house or flat number, and which floor?</b>
address-house-placeholder = House, floor
address-wrong-house = Please type the house or flat number.
address-too-short = Please type a little more, so that we find you: house number, street and area.
address-too-long = Please make the address shorter than { $most } letters.
address-check = The PIN code has changed. Please give the address again.
address-summary = 🏠 { $address }
address-summary-located = 🏠 { $address } · 📍 location shared

review =
    <b>Please check everything:</b>

    { $summary }
review-confirm = ✓ Book it
review-change = Change something
review-add-note = Add a note
review-edit = What shall we change?
review-back = Back to the overview
review-ask-note = Please type your note for the phlebotomist.
review-note-placeholder = Your note
review-note-too-long = Please make the note shorter than { $most } letters.
review-note = 📝 { $note }
review-payment = 💵 Pay at collection: <b>{ $total }</b>, cash or UPI
review-price-changed = The price has changed. The total is now { $total }. Please check it again.
edit-tests = Tests
edit-pincode = PIN code
edit-mode = Home or lab
edit-contact = Mobile number
edit-person = Patient
edit-name = Name
edit-age = Age
edit-gender = Gender
edit-guardian = Adult at home
edit-slot = Day and time
edit-address = Address
edit-language = Language
edit-review = Overview
edit-noted = ✎ Changed.
edit-unclear = I saw that you changed your message, but could not read the new answer. The old one stays.

prepare = { $parts }
prepare-fasting = 🍽 Nothing to eat for { $hours } hours before the sample; water is fine.
prepare-fasting-until = 🍽 Nothing to eat after { $until } ({ $hours } hours before the sample); water is fine.
prepare-nothing = 🍽 You may eat and drink as usual.
prepare-unknown = ℹ️ { $names }: our team tells you how to prepare.
contact-ask-again =
    <b>Which mobile number can we reach you on?</b> Ten digits; giving it means that you agree (/privacy).
tests-same = Same as for { $name }: { $names }
