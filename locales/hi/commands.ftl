# टीम जो पूछती है और जो जवाब मिलते हैं।

desk-cannot-check = टेलीग्राम से अभी जवाब नहीं मिल रहा। एक मिनट बाद फिर कोशिश कीजिए।
desk-usage = इस तरह लिखिए: { $example }
desk-usage-booking = /booking ABCD-2345 या /booking 98765 43210
desk-usage-stats = /stats 30 (दिन, ज़्यादा से ज़्यादा 366)
desk-usage-link = /link mg-road diwali thyroid
desk-usage-slots = /slots mg-road 24 nov 9am close
desk-usage-leads = /leads, /leads source diwali, /leads assignee ID, /leads scoring, /leads show ID, /leads update ID status=contacted score=80 contacted notes=…, /leads delete ID
desk-more = और { $count }
desk-no-such-branch = इस नाम की कोई ब्रांच नहीं है।
desk-minutes = { $minutes } मिनट
desk-hours = { $hours } घंटे { $minutes } मिनट
desk-days = { $days } दिन { $hours } घंटे
desk-no-slot = समय अभी तय नहीं
desk-case-offered = कुछ करना नहीं
desk-case-waiting = इंतज़ार में
desk-case-claimed = { $staff } के पास
desk-case-resolved = पूरा

desk-today = <b>आज, { $day }</b> · { $count ->
    [0] कोई विज़िट नहीं
    [one] { $count } विज़िट
   *[other] { $count } विज़िट
}
desk-tomorrow = <b>कल, { $day }</b> · { $count ->
    [0] कोई विज़िट नहीं
    [one] { $count } विज़िट
   *[other] { $count } विज़िट
}
desk-branch = 📍 <b>{ $name }</b>
desk-hour = 🕗 { $hour }
desk-visit = • <b>{ $reference }</b> · { $about } · { $state }
desk-items = { $count ->
    [one] { $count } जाँच
   *[other] { $count } जाँचें
}
desk-fasting = { $hours } घंटे खाली पेट

desk-booking-none = इस रेफ़रेंस या नंबर की कोई बुकिंग नहीं है।
desk-booking-several = इस नंबर की { $count } बुकिंग:
desk-booking-line = • <b>{ $reference }</b> · { $slot } · { $state }
desk-booking-head = <b>{ $reference }</b> · { $state }
desk-booking-who = 👤 { $name } · 📱 { $phone }
desk-booking-where = 📍 { $branch } · { $mode }
desk-booking-lab = 🏷 लैब के सिस्टम का नंबर: { $id }
desk-booking-no-lab = 🏷 लैब के सिस्टम का नंबर अभी नहीं
desk-booking-reports = 📄 रिपोर्ट: { $announced } बताई गईं, { $sent } भेजी गईं
desk-booking-case = 💬 { $cause } · { $state }
desk-booking-made = { $made } को माँगी गई · विज्ञापन: { $campaign }

desk-open-none = कोई इंतज़ार में नहीं। सब केस पूरे हैं।
desk-open = <b>खुले केस: { $count }</b>, इनमें { $waiting } किसी के पास नहीं
desk-open-line = { $urgent ->
    [yes] 🚨{" "}
   *[no] {""}
}{ $number }. { $cause }{ $about } · { $state } · { $waited } से
desk-open-about = {" "}({ $reference })
desk-open-link = कार्ड { $number }

desk-stats = <b>पिछले { $days ->
    [one] { $days } दिन
   *[other] { $days } दिन
}</b>
desk-stats-none = पिछले { $days ->
    [one] { $days } दिन
   *[other] { $days } दिन
} में किसी ने नहीं लिखा।
desk-stats-campaign = <b>{ $name }</b>
desk-no-campaign = बिना विज्ञापन
desk-stats-funnel = { $started } ने शुरू किया · { $priceseen } ने दाम देखा · { $contact } ने नंबर दिया · { $booked } बुकिंग · { $collected } सैंपल · { $completed } पूरी रिपोर्ट
desk-stats-money = { $ordered } की बुकिंग · { $revenue } के सैंपल
desk-stats-human = टीम के आने तक { $minutes } मिनट ({ $count } में से आधों को इससे कम)
# यह तस्वीर में बनता है, जिसमें सिर्फ़ लैटिन अक्षर हैं।
desk-picture-started = Shuru kiya
desk-picture-price_seen = Daam dekha
desk-picture-contact = Number diya
desk-picture-booked = Booking
desk-picture-collected = Sample liya
desk-picture-completed = Report poori
desk-picture-no-campaign = Bina vigyapan

desk-link = { $branch } · विज्ञापन: { $campaign } · जाँच: { $item }
desk-link-branch = 📍 { $name }: { $link }
desk-link-no-item = “{ $item }” नाम की कोई जाँच या पैकेज यहाँ नहीं है।
desk-link-which = “{ $item }” इनमें से कौन सा है?
desk-link-unfit = ऐसा लिंक नहीं बन सकता। विज्ञापन के नाम में सिर्फ़ अंग्रेज़ी अक्षर, अंक और “-” हों, और नाम छोटा हो।

desk-slots = <b>{ $branch } · { $mode }</b>
desk-slots-which = कौन सी ब्रांच?
desk-slots-day = { $day }
desk-slots-line = { $when }: { $visits } में से { $taken } भरे{ $changed ->
    [yes] {" "}✎
   *[no] {""}
}
desk-slots-line-closed = { $when }: बंद{ $taken ->
    [0] {""}
   *[other] , { $taken } भरे
}
desk-slots-booked = बुकिंग: { $references }
desk-slots-holds = अभी चुने जा रहे हैं: { $count }
desk-slots-closed = ⛔ बंद किया: { $what }
desk-slots-set = ✎ { $what }: { $visits ->
    [one] एक समय में { $visits } विज़िट
   *[other] एक समय में { $visits } विज़िट
}
desk-slots-usual = ✅ फिर पहले जैसा: { $what }
desk-slots-over = ⚠️ { $when }: { $count ->
    [one] एक बुकिंग के लिए अब जगह नहीं
   *[other] { $count } बुकिंग के लिए अब जगह नहीं
}: { $references }। इन मरीज़ों को फोन कीजिए।
desk-slots-done = हो गया।
desk-slots-when = कौन सा दिन या समय? आज से छह महीने आगे तक का बताइए।
desk-slots-no-hours = क्लिनिक के समय के हिसाब से तब कोई विज़िट नहीं होती।
desk-slots-no-visits = इस ब्रांच में लैब आकर सैंपल नहीं दिए जाते।
desk-button-close-day = दिन बंद करें
desk-button-reopen-day = दिन खोलें
desk-button-close = बंद करें
desk-button-reopen = खोलें
desk-button-usual = पहले जैसा
desk-button-all-days = ‹ सब दिन
desk-button-newer = ‹ नए
desk-button-older = पुराने ›
desk-button-delete = मिटाएँ
desk-button-delete-yes = हाँ, मिटाएँ
desk-button-back = ‹ वापस

desk-leads-none = इस क्लिनिक की बुकिंग सीधे लैब के सिस्टम में जाती हैं। इस बॉट के साथ कोई लीड सिस्टम नहीं जुड़ा है।
desk-leads-unknown = लीड सिस्टम से ठीक जवाब नहीं आया। हो सकता है काम हो गया हो: दोबारा करने से पहले देख लीजिए।
desk-leads-sign-in = लीड सिस्टम में साइन-इन नहीं हो रहा। बॉट चलाने वाले उसका टोकन देखें।
desk-leads-not-there = ऐसी कोई लीड नहीं है।
desk-leads-refused = लीड सिस्टम ने मना किया: { $detail }
desk-leads-away = लीड सिस्टम से अभी संपर्क नहीं हो रहा। थोड़ी देर बाद फिर कोशिश कीजिए।
desk-leads-empty = कोई लीड नहीं।
desk-leads-line = { $number }. { $name } · { $status } · { $score } · { $source }
desk-leads-head = <b>{ $name }</b>
desk-leads-changed = बदल दिया:
desk-leads-deleted = मिटा दिया।
desk-leads-sure = { $name } की लीड हमेशा के लिए मिटानी है? बटन दबाइए या { $command } लिखिए।
desk-leads-scoring = <b>लीड के स्कोर</b>

desk-help-head = <b>टीम यह पूछ सकती है</b>, यहाँ और निजी चैट में:
desk-help-line = /{ $name } – { $about }
desk-help-foot = मरीज़ को लिखने के लिए उसके कार्ड का जवाब दीजिए।
desk-help-today = आज और कल की विज़िट
desk-help-booking = बुकिंग के बारे में सब कुछ, रेफ़रेंस या मोबाइल नंबर से
desk-help-open = कौन इंतज़ार में है, और कब से
desk-help-stats = हर विज्ञापन से क्या मिला
desk-help-link = विज्ञापन का लिंक और QR कोड
desk-help-slots = खाली समय; दिन या घंटा बंद करना, जगह बदलना
desk-help-leads = लीड सिस्टम: देखना, बदलना, मिटाना
desk-help-help = यह सूची
