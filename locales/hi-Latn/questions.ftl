# Booking ke sawal. Chhote vaakya; button par jo likha hai, woh type bhi kiya ja sakta hai.

screen-noted =
    { $notes }

    { $body }
notes = { $notes }

language-ask = Kaun si bhasha? / Which language shall we use? / कौन सी भाषा?
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

tests-ask =
    <b>Kaun sa test ya package chahiye?</b>
    Naam likhiye, jaise: <i>CBC</i>, <i>thyroid</i>, <i>sugar fasting</i>.
    Doctor ki parchi ki photo bhi chalegi.
tests-placeholder = Test ka naam
tests-add-more = Aur kaun sa test? Naam likhiye.
tests-results =
    { $count ->
        [one] Yeh test mila. Jodne ke liye ispar dabaiye:
       *[other] Yeh tests mile. Jo chahiye, uspar dabaiye:
    }
tests-result = { $number }. { $name } · { $price }
tests-result-chosen = ✓ { $name } · { $price }
tests-none-of-these = Inme se koi nahi
tests-nothing =
    Yeh test nahi mila. Koi doosra naam likhiye, ya jaisa parchi par likha hai.
    Parchi ki photo bhi chalegi: hamari team padh legi.
tests-ask-team = Hamari team se puchiye
tests-not-sold = Yeh test ab nahi hota. Please doosra chuniye.
tests-not-at-branch = Aapke area mein har test nahi hota. Please list dekh lijiye.
tests-again = Pichhli baar jaisa: { $names }

cart =
    🧪 <b>Aapke tests</b>
    { $lines }
cart-item = • { $name } · { $price }
cart-included = • { $name } · pehle se included
cart-discount = Discount: −{ $amount }
cart-visit-charge = Ghar aane ka charge: { $amount }
cart-total = <b>Total: { $amount }</b>
cart-ask =
    { $cart }

    Kya bas itna hi?
cart-done = Haan, aage badhein
cart-add = Test jodein
cart-remove-one = Test hatayein
cart-remove = ✕ { $name }
cart-remove-which = Kaun sa test hatana hai?
cart-show = Mere tests dekhein
cart-added = Jod diya: { $name }
cart-removed = Hata diya: { $name }
cart-full = Ek booking mein zyada se zyada { $limit } tests ho sakte hain.

pincode-ask = <b>Aapka PIN code kya hai?</b> Area ka 6 digit ka number, jaise 560001.
pincode-placeholder = PIN code
pincode-unknown = Koi baat nahi. Yeh Aadhaar card, chitthi ya bijli ke bill par likha hota hai. Ya hamari team aapko call karke dekh legi.
pincode-wrong = PIN code mein 6 digit hote hain aur woh 0 se shuru nahi hota. Please phir se dekhiye.
pincode-unserved = { $pincode } mein hum abhi nahi aate. Hamari team call karke bata sakti hai ki kya ho sakta hai.
pincode-unserved-visit =
    { $pincode } mein hum abhi nahi aate. Lab mein aana ho sake toh yahan aaiye: { $branch }.
    Ya hamari team aapko call kar sakti hai.
pincode-visit = Lab mein aana theek hai
pincode-call-me = Mujhe call kijiye
pincode-another = Doosra PIN code
pincode-summary = 📍 PIN code { $pincode }

mode-ask =
    <b>Sample kahan lena hai?</b>
    Aapke ghar par, ya hamari lab mein: { $branch }.
mode-home = Ghar par
mode-lab = Lab mein
mode-impossible = Inme se ek test ghar par nahi ho sakta. Please tests badliye, ya hamari team se baat kijiye.
mode-change-tests = Tests badlein
mode-changed = Sample kahan lena hai, yeh phir se bataiye.
mode-summary-lab = 🏥 Lab mein: { $branch }

contact-ask-priced =
    🧾 <b>Ab tak total: { $total }</b>, paise sample dete time dene hain.

    { $ask }
contact-ask =
    <b>Kis mobile number par baat ho sakti hai?</b>
    Neeche ka button dabaiye, ya 10 digit ka number likhiye.

    { $notice }
contact-agree =
    <b>Kya { $phone } number hi rakhein?</b>

    { $notice }
contact-agree-button = Sehmati hai, yahi number
contact-other = Doosra number
contact-notice =
    🔒 { $clinic } mein aapke number, naam, age, address aur tests ka istemal sirf test book karne aur report pahunchane ke liye hota hai. Number bhejna ya likhna hi aapki sehmati hai. Aur jaaniye: { $url } · /privacy
contact-notice-short =
    🔒 { $clinic } mein aapke number, naam, age, address aur tests ka istemal sirf test book karne aur report pahunchane ke liye hota hai. Number bhejna ya likhna hi aapki sehmati hai. Aur jaaniye: /privacy
contact-share = 📱 Sehmati hai, mera number bhejein
contact-placeholder = Mobile number
contact-thanks = Thank you, aapka number mil gaya.
contact-wrong = 10 digit ka Indian mobile number chahiye, jaise 98765 43210.
contact-summary = 📱 { $phone }

person-ask =
    <b>Test kiska hona hai?</b>
    Naam, age, aur M ya F likhiye, jaise: <i>Sunita Devi, 58, F</i>
person-ask-saved = <b>Test kiska hona hai?</b>
person-placeholder = Naam, age, M ya F
person-saved = { $name }, { $age }
person-new = Koi aur
person-unclear = Patient ka naam, age, aur M ya F likhiye, jaise: Sunita Devi, 58, F
person-name = <b>{ $name }</b>
person-latin = <b>{ $name }</b> ({ $latin })
person-summary = 👤 { $about }

name-ask = <b>Patient ka poora naam kya hai?</b>
name-placeholder = Poora naam
name-wrong = Naam letters mein likhiye, jaisa ID card par hai.

age-ask = <b>Patient ki age kitni hai?</b> Chhote bachche ki age mahine ya din mein likhiye: <i>8 mahine</i>.
age-placeholder = Age, ya date of birth
age-wrong = Age likhiye, jaise 58, ya 8 mahine, ya date of birth 14/08/1967.
age-years = { $count } saal
age-months =
    { $count ->
        [one] { $count } mahina
       *[other] { $count } mahine
    }
age-days = { $count } din

gender-ask = <b>Patient female hain ya male?</b> Kuch tests ki report dono ke liye alag padhi jaati hai.
gender-female = Female
gender-male = Male
gender-other = Other
gender-undisclosed = Batana nahi hai

guardian-ask =
    { $name } ki age 18 se kam hai, isliye us time ghar par kisi bade ka hona zaroori hai.
    <b>Ghar par kaun rahega?</b> Naam aur rishta, jaise: <i>Ramesh Kumar, papa</i>
guardian-placeholder = Naam, rishta
guardian-wrong = Ghar par jo bada rahega, uska naam likhiye, jaise: Ramesh Kumar, papa
guardian-summary = 👥 Ghar par bade: { $name }

slot-ask =
    <b>Sample kab lena hai?</b>
    Time par dabaiye, ya likhiye, jaise: <i>kal subah 8 baje</i>
slot-placeholder = Din aur time
slot-ask-day = <b>Kis din?</b>
slot-ask-time = <b>{ $day }: kis time?</b>
slot-found =
    { $count ->
        [one] Yeh time khaali hai:
       *[other] Yeh time khaali hain:
    }
slot-none = Aane wale dino mein koi time khaali nahi hai. Hamari team madad kar sakti hai.
slot-none-fits = Waisa koi time khaali nahi hai. Sabse jaldi yeh mil sakte hain:
slot-day-full = Us din koi time khaali nahi hai. Sabse jaldi yeh mil sakte hain:
slot-nearest = Woh time khaali nahi hai. Uske aas-paas yeh hain:
slot-past = Woh din nikal chuka hai. Aaj ya aage ka koi din chuniye.
slot-invalid = Woh din ya time calendar mein nahi mila. Please phir se likhiye.
slot-gone = Woh time abhi-abhi kisi aur ne le liya. Please doosra chuniye.
slot-taken = Sorry, woh time abhi-abhi kisi aur ne le liya. Please doosra chuniye.
slot-no-longer = Time phir se chunna hoga.
slot-time = { $day }, { $span }
slot-span = { $span }
slot-day = { $day }
slot-other-days = Doosre din aur time
slot-chosen = 🕗 { $slot }
slot-summary = 🕗 <b>{ $slot }</b>
slot-unset = time tay hona baaki hai

address-ask =
    <b>Sample lene kahan aana hai?</b>
    Ghar ya flat number, gali, area aur paas ka koi landmark likhiye.
address-placeholder = Flat 12, gali 4, area …
address-use-location = 📍 Meri location bhejein
address-ask-location = Neeche ke button se apni location bhejiye, ya address likhiye.
location-kept = Thank you, aapki location mil gayi.
address-share = 📍 Meri location bhejein
address-ask-house = Thank you. <b>Ghar ya flat number aur floor kya hai?</b>
address-house-placeholder = Ghar number, floor
address-wrong-house = Ghar ya flat number likhiye.
address-too-short = Thoda aur likhiye taaki hum pahunch sakein: ghar number, gali aur area.
address-too-long = Address thoda chhota likhiye, { $most } letters se kam.
address-check = PIN code badal gaya hai. Please address phir se likhiye.
address-summary = 🏠 { $address }
address-summary-located = 🏠 { $address } · 📍 location mili

review =
    <b>Please sab kuch dekh lijiye:</b>

    { $summary }
review-confirm = ✓ Book karein
review-change = Kuch badlein
review-add-note = Note likhein
review-edit = Kya badalna hai?
review-back = Wapas poori booking par
review-ask-note = Sample lene wale ke liye apna note likhiye.
review-note-placeholder = Aapka note
review-note-too-long = Note thoda chhota likhiye, { $most } letters se kam.
review-note = 📝 { $note }
review-payment = 💵 Sample dete time dene hain: <b>{ $total }</b>, cash ya UPI
review-price-changed = Price badal gaya hai. Ab total { $total } hai. Please phir se dekh lijiye.
edit-tests = Tests
edit-pincode = PIN code
edit-mode = Ghar ya lab
edit-contact = Mobile number
edit-person = Patient
edit-name = Naam
edit-age = Age
edit-gender = Gender
edit-guardian = Ghar par bade
edit-slot = Din aur time
edit-address = Address
edit-language = Bhasha
edit-review = Poori booking
edit-noted = ✎ Badal diya.
edit-unclear = Aapne message badla, par naya jawab samajh nahi aaya. Purana jawab hi rahega.

prepare = { $parts }
prepare-fasting = 🍽 Sample se pehle { $hours } ghante khaali pet rahiye; paani peena theek hai.
prepare-fasting-until = 🍽 { $until } ke baad kuch na khaiye (sample se pehle { $hours } ghante khaali pet); paani peena theek hai.
prepare-nothing = 🍽 Roz ki tarah khaiye-pijiye.
prepare-unknown = ℹ️ { $names }: taiyari kaise karni hai, hamari team batayegi.
contact-ask-again =
    <b>Kis mobile number par baat ho sakti hai?</b> 10 digit; number dena hi aapki sehmati hai (/privacy).
tests-same = Jo { $name } ka test hai: { $names }
