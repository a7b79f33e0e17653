# क्लिनिक की टीम अपने ग्रुप में यह पढ़ती है।

card =
    <b>{ $cause }</b>
    { $state }
    शुरू { $opened } · भाषा: { $language } · विज्ञापन: { $campaign }

    { $story }

    मरीज़ को लिखने के लिए यहीं जवाब दीजिए। #{ $case }
card-waiting = 🟠 { $since } से इंतज़ार में
card-claimed = 🟢 { $staff } के पास
card-resolved = ⚪ पूरा ({ $staff }) { $outcome }
card-nothing-yet = अभी कुछ नहीं कहा गया।
card-no-phone = 📱 नंबर अभी नहीं मिला
card-words = 💬 “{ $words }”
card-location = 📍 https://maps.google.com/?q={ $location }
staff-tap-of = { $tap } · { $reference }
card-further = और: { $cause }। “{ $words }”
card-booking =
    <b>{ $reference }</b> · { $state }
    👤 { $name } · 📱 { $phone }
    🧪 { $items }
card-slot = 🕗 { $slot }
card-items = 🧪 { $items }
card-amount = 💵 { $total }
card-instructions = ℹ️ { $instructions }
card-ended-by-patient = मरीज़ ने बॉट के साथ आगे बढ़ना चुना।

cause-asked_for_person = किसी से बात करनी है
cause-asked_for_call = 📞 फोन कीजिए
cause-not_understood = बॉट समझ नहीं पाया
cause-not_served = इस पिन कोड में सेवा नहीं
cause-unknown_test = जाँच नहीं मिली
cause-prescription = पर्ची या काग़ज़ भेजा गया
cause-emergency = 🚨 इमरजेंसी के शब्द
cause-self_harm = 🚨 ख़ुद को नुकसान के शब्द
cause-advice = सलाह चाहिए
cause-no_slot = कोई समय खाली नहीं
cause-change_booking = बुकिंग बदलनी है
cause-cancel_booking = बुकिंग रद्द करनी है
cause-visit_missed = सैंपल लेने कोई नहीं पहुँचा
cause-report_problem = रिपोर्ट नहीं पहुँच पाई
cause-lab_refused = लैब ने बुकिंग लेने से मना किया
cause-lab_duplicate = लैब में इस नंबर की आज एक एंट्री पहले से है
cause-lab_unconfirmed = लैब को भेजा, जवाब नहीं आया: क्या वहाँ है?
cause-lab_forbidden = लैब इस ब्रांच को नहीं मानती: सेटिंग देखिए
cause-lab_unavailable = लैब में साइन-इन नहीं हो रहा: keys देखिए
cause-same_contact = इस नंबर की एक एंट्री आज पहले से है, एक और रिक्वेस्ट
cause-unreachable = बुकिंग है, पर मरीज़ तक Telegram पर पहुँचना नहीं हो पा रहा
cause-went_quiet = बुकिंग बीच में रुक गई
cause-stumbled = बॉट के अंदर कुछ गड़बड़ हुई

state-requested = रिक्वेस्ट आई
state-sending = भेजी जा रही है
state-confirmed = बुक हो गई
state-unconfirmed = भेज दी, जवाब नहीं आया
state-with_staff = टीम के पास
state-withdrawn = रद्द
state-failed = बुक नहीं हुई

staff-claim = यह मेरे ज़िम्मे
staff-release = वापस दें
staff-resolve = पूरा हुआ
staff-is-booked = लैब सिस्टम में है
staff-not-booked = वहाँ नहीं है
staff-claimed = अब यह आपके पास है।
staff-released = वापस दिया गया।
staff-resolved = पूरा हुआ।
staff-noted = दर्ज हो गया; मरीज़ को बता दिया गया है।
staff-already-claimed = यह पहले से { $staff } के पास है।
staff-case-over = यह मामला पूरा हो चुका है।
staff-set-aside = ⚠️ मरीज़ के एक मैसेज पर काम नहीं हो सका (नंबर { $reference })। मरीज़ को बता दिया गया है।
staff-try-again = फिर से कोशिश करें
group-declined = यह बॉट ग्रुप में काम नहीं करता। कृपया इसे सीधे मैसेज कीजिए।
card-not-carried =
    ✍️ <b>{ $reference }</b> लैब के सिस्टम में है, पर उसमें सब कुछ लिखने की जगह नहीं है। कृपया वहाँ यह जोड़ दीजिए:
    👤 { $name } · 📱 { $phone }
    { $story }
card-signs =
    📄 यही बात { $count } रिपोर्ट के साथ है: { $more ->
        [0] { $signs }
       *[other] { $signs }, और इनसे पहले की { $more }
    }
card-party = 🤝 भेजने वाले: { $by }
card-linked-party = 🤝 भेजने वाले: { $name } ({ $by })
party-corporate = कंपनी { $party }
party-hospital = अस्पताल { $party }
party-doctor = डॉक्टर { $party }
card-make-customer = 👉 वहाँ लीड को ग्राहक बना दीजिए।
staff-undelivered = ⚠️ मरीज़ तक एक मैसेज Telegram पर नहीं पहुँच पाया।
card-change-move =
    🔁 <b>लैब के सिस्टम में करना है: दूसरा समय।</b>
    अभी: { $old }
    नया: <b>{ $new }</b>
card-change-cancel =
    ✖️ <b>लैब के सिस्टम में करना है: रद्द करना।</b>
    वजह: { $reason }
card-change-remove =
    ✖️ <b>मरीज़ ने रिक्वेस्ट वापस ले ली, पर शायद लैब के सिस्टम में है: वहाँ से हटा दीजिए।</b>
    वजह: { $reason }
card-change-taken-back = ↩ <b>{ $reference }</b>: मरीज़ ने बदलाव वापस ले लिया। बुकिंग जैसी थी वैसी रहने दीजिए।
staff-moved = ✓ समय बदल दिया: { $reference }
staff-cancelled = ✓ रद्द कर दी: { $reference }
staff-not-changed = ✗ नहीं हो सकता: { $reference }
cause-bill_deleted = लैब ने एक बुकिंग का बिल हटा दिया है
card-lead-stored = 🧾 { $reference } लैब के सिस्टम में लीड के रूप में है।
state-lead-stored = लैब के सिस्टम में लीड
cause-report_held = एक रिपोर्ट जिसे टीम को भेजना है
cause-report_held_other = रिपोर्ट सीधे मरीज़ को देनी है: बुकिंग किसी और बालिग़ ने की थी
staff-release-report = मरीज़ को भेज दें
staff-told-otherwise = दूसरे तरीके से दे दी
