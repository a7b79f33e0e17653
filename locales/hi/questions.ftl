# बुकिंग के सवाल। छोटे वाक्य; बटन पर जो लिखा है, वह टाइप भी किया जा सकता है।

screen-noted =
    { $notes }

    { $body }
notes = { $notes }

language-ask = कौन सी भाषा? / Which language shall we use? / Kaun si bhasha?
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

tests-ask =
    <b>कौन सी जाँच या पैकेज चाहिए?</b>
    नाम लिखिए, जैसे: <i>CBC</i>, <i>थायराइड</i>, <i>शुगर फास्टिंग</i>।
    डॉक्टर की पर्ची की फोटो भी चलेगी।
tests-placeholder = जाँच का नाम
tests-add-more = और कौन सी जाँच? नाम लिखिए।
tests-results =
    { $count ->
        [one] यह जाँच मिली। जोड़ने के लिए इस पर दबाइए:
       *[other] ये जाँचें मिलीं। जो चाहिए, उस पर दबाइए:
    }
tests-result = { $number }. { $name } · { $price }
tests-result-chosen = ✓ { $name } · { $price }
tests-none-of-these = इनमें से कोई नहीं
tests-nothing =
    यह जाँच नहीं मिली। कोई दूसरा नाम लिखिए, या जैसा पर्ची पर लिखा है।
    पर्ची की फोटो भी चलेगी: हमारी टीम पढ़ लेगी।
tests-ask-team = हमारी टीम से पूछिए
tests-not-sold = यह जाँच अब नहीं होती। कृपया दूसरी चुनिए।
tests-not-at-branch = आपके इलाके में हर जाँच नहीं होती। कृपया लिस्ट देख लीजिए।
tests-again = पिछली बार जैसा: { $names }

cart =
    🧪 <b>आपकी जाँचें</b>
    { $lines }
cart-item = • { $name } · { $price }
cart-included = • { $name } · पहले से शामिल
cart-discount = छूट: −{ $amount }
cart-visit-charge = घर आने का चार्ज: { $amount }
cart-total = <b>कुल: { $amount }</b>
cart-ask =
    { $cart }

    क्या बस इतना ही?
cart-done = हाँ, आगे बढ़ें
cart-add = जाँच जोड़ें
cart-remove-one = जाँच हटाएँ
cart-remove = ✕ { $name }
cart-remove-which = कौन सी जाँच हटानी है?
cart-show = मेरी जाँचें देखें
cart-added = जोड़ दिया: { $name }
cart-removed = हटा दिया: { $name }
cart-full = एक बुकिंग में ज़्यादा से ज़्यादा { $limit } जाँचें हो सकती हैं।

pincode-ask = <b>आपका पिन कोड क्या है?</b> इलाके के छह अंक, जैसे 560001।
pincode-placeholder = पिन कोड
pincode-unknown = कोई बात नहीं। यह आधार कार्ड, चिट्ठी या बिजली के बिल पर लिखा होता है। या हमारी टीम आपको फोन करके देख लेगी।
pincode-wrong = पिन कोड में छह अंक होते हैं और वह 0 से शुरू नहीं होता। कृपया फिर से देखिए।
pincode-unserved = { $pincode } में हम अभी नहीं आते। हमारी टीम फोन करके बता सकती है कि क्या हो सकता है।
pincode-unserved-visit =
    { $pincode } में हम अभी नहीं आते। लैब में आना हो सके तो यहाँ आइए: { $branch }।
    या हमारी टीम आपको फोन कर सकती है।
pincode-visit = लैब में आना ठीक है
pincode-call-me = मुझे फोन कीजिए
pincode-another = दूसरा पिन कोड
pincode-summary = 📍 पिन कोड { $pincode }

mode-ask =
    <b>सैंपल कहाँ लेना है?</b>
    आपके घर पर, या हमारी लैब में: { $branch }।
mode-home = घर पर
mode-lab = लैब में
mode-impossible = इनमें से एक जाँच घर पर नहीं हो सकती। कृपया जाँचें बदलिए, या हमारी टीम से बात कीजिए।
mode-change-tests = जाँच बदलें
mode-changed = सैंपल कहाँ लेना है, यह फिर से बताइए।
mode-summary-lab = 🏥 लैब में: { $branch }

contact-ask-priced =
    🧾 <b>अब तक कुल: { $total }</b>, पैसे सैंपल देते समय देने हैं।

    { $ask }
contact-ask =
    <b>किस मोबाइल नंबर पर बात हो सकती है?</b>
    नीचे का बटन दबाइए, या दस अंक लिखिए।

    { $notice }
contact-agree =
    <b>क्या { $phone } नंबर ही रखें?</b>

    { $notice }
contact-agree-button = सहमति है, यही नंबर
contact-other = दूसरा नंबर
contact-notice =
    🔒 { $clinic } में आपके नंबर, नाम, उम्र, पते और जाँचों का इस्तेमाल सिर्फ़ जाँच बुक करने और रिपोर्ट पहुँचाने के लिए होता है। नंबर भेजना या लिखना ही आपकी सहमति है। और जानिए: { $url } · /privacy
contact-notice-short =
    🔒 { $clinic } में आपके नंबर, नाम, उम्र, पते और जाँचों का इस्तेमाल सिर्फ़ जाँच बुक करने और रिपोर्ट पहुँचाने के लिए होता है। नंबर भेजना या लिखना ही आपकी सहमति है। और जानिए: /privacy
contact-share = 📱 सहमति है, मेरा नंबर भेजें
contact-placeholder = मोबाइल नंबर
contact-thanks = धन्यवाद, आपका नंबर मिल गया।
contact-wrong = दस अंकों का भारतीय मोबाइल नंबर चाहिए, जैसे 98765 43210।
contact-summary = 📱 { $phone }

person-ask =
    <b>जाँच किसकी होनी है?</b>
    नाम, उम्र, और महिला या पुरुष लिखिए, जैसे: <i>सुनीता देवी, 58, महिला</i>
person-ask-saved = <b>जाँच किसकी होनी है?</b>
person-placeholder = नाम, उम्र, महिला या पुरुष
person-saved = { $name }, { $age }
person-new = कोई और
person-unclear = मरीज़ का नाम, उम्र, और महिला या पुरुष लिखिए, जैसे: सुनीता देवी, 58, महिला
person-name = <b>{ $name }</b>
person-latin = <b>{ $name }</b> ({ $latin })
person-summary = 👤 { $about }

name-ask = <b>मरीज़ का पूरा नाम क्या है?</b>
name-placeholder = पूरा नाम
name-wrong = नाम अक्षरों में लिखिए, जैसा पहचान पत्र पर है।

age-ask = <b>मरीज़ की उम्र कितनी है?</b> छोटे बच्चे की उम्र महीनों या दिनों में लिखिए: <i>8 महीने</i>।
age-placeholder = उम्र, या जन्म की तारीख
age-wrong = उम्र लिखिए, जैसे 58, या 8 महीने, या जन्म की तारीख 14/08/1967।
age-years = { $count } साल
age-months =
    { $count ->
        [one] { $count } महीना
       *[other] { $count } महीने
    }
age-days = { $count } दिन

gender-ask = <b>मरीज़ महिला हैं या पुरुष?</b> कुछ जाँचों की रिपोर्ट दोनों के लिए अलग पढ़ी जाती है।
gender-female = महिला
gender-male = पुरुष
gender-other = अन्य
gender-undisclosed = बताना नहीं है

guardian-ask =
    { $name } की उम्र 18 से कम है, इसलिए उस समय घर पर किसी बड़े का होना ज़रूरी है।
    <b>घर पर कौन रहेगा?</b> नाम और रिश्ता, जैसे: <i>रमेश कुमार, पिता</i>
guardian-placeholder = नाम, रिश्ता
guardian-wrong = घर पर जो बड़ा रहेगा, उसका नाम लिखिए, जैसे: रमेश कुमार, पिता
guardian-summary = 👥 घर पर बड़े: { $name }

slot-ask =
    <b>सैंपल कब लेना है?</b>
    समय पर दबाइए, या लिखिए, जैसे: <i>कल सुबह 8 बजे</i>
slot-placeholder = दिन और समय
slot-ask-day = <b>किस दिन?</b>
slot-ask-time = <b>{ $day }: किस समय?</b>
slot-found =
    { $count ->
        [one] यह समय खाली है:
       *[other] ये समय खाली हैं:
    }
slot-none = आने वाले दिनों में कोई समय खाली नहीं है। हमारी टीम मदद कर सकती है।
slot-none-fits = वैसा कोई समय खाली नहीं है। सबसे जल्दी ये मिल सकते हैं:
slot-day-full = उस दिन कोई समय खाली नहीं है। सबसे जल्दी ये मिल सकते हैं:
slot-nearest = वह समय खाली नहीं है। उसके आसपास ये हैं:
slot-past = वह दिन निकल चुका है। आज या आगे का कोई दिन चुनिए।
slot-invalid = वह दिन या समय कैलेंडर में नहीं मिला। कृपया फिर से लिखिए।
slot-gone = वह समय अभी-अभी किसी और ने ले लिया। कृपया दूसरा चुनिए।
slot-taken = माफ़ कीजिए, वह समय अभी-अभी किसी और ने ले लिया। कृपया दूसरा चुनिए।
slot-no-longer = समय फिर से चुनना होगा।
slot-time = { $day }, { $span }
slot-span = { $span }
slot-day = { $day }
slot-other-days = दूसरे दिन और समय
slot-chosen = 🕗 { $slot }
slot-summary = 🕗 <b>{ $slot }</b>
slot-unset = समय तय होना बाकी है

address-ask =
    <b>सैंपल लेने कहाँ आना है?</b>
    मकान या फ्लैट नंबर, गली, इलाका और पास की कोई जानी-मानी जगह लिखिए।
address-placeholder = मकान 12, गली 4, इलाका …
address-use-location = 📍 मेरी लोकेशन भेजें
address-ask-location = नीचे के बटन से अपनी जगह भेजिए, या पता लिखिए।
location-kept = धन्यवाद, आपकी लोकेशन मिल गई।
address-share = 📍 मेरी लोकेशन भेजें
address-ask-house = धन्यवाद। <b>मकान या फ्लैट नंबर और मंज़िल क्या है?</b>
address-house-placeholder = मकान, मंज़िल
address-wrong-house = मकान या फ्लैट नंबर लिखिए।
address-too-short = थोड़ा और लिखिए ताकि हम पहुँच सकें: मकान नंबर, गली और इलाका।
address-too-long = पता थोड़ा छोटा लिखिए, { $most } अक्षरों से कम।
address-check = पिन कोड बदल गया है। कृपया पता फिर से लिखिए।
address-summary = 🏠 { $address }
address-summary-located = 🏠 { $address } · 📍 लोकेशन मिली

review =
    <b>कृपया सब कुछ देख लीजिए:</b>

    { $summary }
review-confirm = ✓ बुक करें
review-change = कुछ बदलें
review-add-note = नोट लिखें
review-edit = क्या बदलना है?
review-back = वापस पूरी बुकिंग पर
review-ask-note = सैंपल लेने वाले के लिए अपना नोट लिखिए।
review-note-placeholder = आपका नोट
review-note-too-long = नोट थोड़ा छोटा लिखिए, { $most } अक्षरों से कम।
review-note = 📝 { $note }
review-payment = 💵 सैंपल देते समय देने हैं: <b>{ $total }</b>, कैश या UPI
review-price-changed = दाम बदल गया है। अब कुल { $total } है। कृपया फिर से देख लीजिए।
edit-tests = जाँचें
edit-pincode = पिन कोड
edit-mode = घर या लैब
edit-contact = मोबाइल नंबर
edit-person = मरीज़
edit-name = नाम
edit-age = उम्र
edit-gender = महिला / पुरुष
edit-guardian = घर पर बड़े
edit-slot = दिन और समय
edit-address = पता
edit-language = भाषा
edit-review = पूरी बुकिंग
edit-noted = ✎ बदल दिया।
edit-unclear = आपने मैसेज बदला, पर नया जवाब समझ नहीं आया। पुराना जवाब ही रहेगा।

prepare = { $parts }
prepare-fasting = 🍽 सैंपल से पहले { $hours } घंटे खाली पेट रहिए; पानी पीना ठीक है।
prepare-fasting-until = 🍽 { $until } के बाद कुछ न खाइए (सैंपल से पहले { $hours } घंटे खाली पेट); पानी पीना ठीक है।
prepare-nothing = 🍽 रोज़ की तरह खाइए-पीजिए।
prepare-unknown = ℹ️ { $names }: तैयारी कैसे करनी है, हमारी टीम बताएगी।
contact-ask-again =
    <b>किस मोबाइल नंबर पर बात हो सकती है?</b> दस अंक; नंबर देना ही आपकी सहमति है (/privacy)।
tests-same = जो { $name } की जाँच है: { $names }
