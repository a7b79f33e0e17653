# क्लिनिक की टीम अपने ग्रुप में यह पढ़ती है।

card =
    <b>{ $cause }</b>
    { $state }
    शुरू { $opened } · भाषा: { $language } · विज्ञापन: { $campaign }

    { $story }

    मरीज़ को लिखने के लिए इसी संदेश का जवाब दीजिए।
card-waiting = 🟠 { $since } से इंतज़ार में
card-claimed = 🟢 { $staff } के पास
card-resolved = ⚪ पूरा ({ $staff })
card-nothing-yet = अभी कुछ नहीं कहा गया।
card-no-phone = 📱 नंबर अभी नहीं मिला
card-words = 💬 “{ $words }”
card-further = और: { $cause }। “{ $words }”
card-booking =
    <b>{ $reference }</b> · { $state }
    👤 { $name } · 📱 { $phone }
    🧪 { $items }
card-slot = 🕗 { $slot }
card-instructions = ℹ️ { $instructions }
card-ended-by-patient = मरीज़ बॉट के साथ आगे बढ़ रहा है।
card-edited = ✎ मरीज़ ने संदेश बदला: “{ $words }”

cause-asked_for_person = किसी से बात करनी है
cause-asked_for_call = 📞 फोन कीजिए
cause-not_understood = बॉट समझ नहीं पाया
cause-not_served = इस पिन कोड में सेवा नहीं
cause-unknown_test = जाँच नहीं मिली
cause-prescription = पर्ची या काग़ज़ भेजा गया
cause-emergency = 🚨 आपात स्थिति के शब्द
cause-self_harm = 🚨 ख़ुद को नुकसान के शब्द
cause-advice = सलाह चाहिए
cause-no_slot = कोई समय खाली नहीं
cause-change_booking = बुकिंग बदलनी है
cause-cancel_booking = बुकिंग रद्द करनी है
cause-report_problem = रिपोर्ट नहीं पहुँच पाई
cause-lab_refused = लैब ने बुकिंग नहीं ली
cause-lab_duplicate = इस नंबर की आज एक प्रविष्टि पहले से है
cause-lab_unconfirmed = लैब को भेजा, जवाब नहीं आया: क्या वहाँ है?
cause-lab_forbidden = लैब इस शाखा को नहीं मानती: सेटिंग देखिए
cause-lab_unavailable = लैब में साइन-इन नहीं हो रहा: कुंजियाँ देखिए
cause-same_contact = उसी विज़िट में दूसरा व्यक्ति
cause-unreachable = मरीज़ Telegram पर नहीं मिल रहा, बुकिंग बाकी है
cause-went_quiet = बुकिंग के बीच में रुक गए
cause-stumbled = बॉट के अंदर कुछ गड़बड़ हुई

state-requested = अनुरोध
state-sending = भेजा जा रहा है
state-confirmed = बुक है
state-unconfirmed = भेजा, जवाब नहीं
state-with_staff = टीम के पास
state-withdrawn = वापस लिया
state-failed = नहीं हुई

staff-claim = मैं देखूँगा / देखूँगी
staff-release = वापस दें
staff-resolve = पूरा हुआ
staff-is-booked = लैब सिस्टम में है
staff-not-booked = वहाँ नहीं है
staff-claimed = अब यह आपके पास है।
staff-released = वापस दिया गया।
staff-resolved = पूरा हुआ।
staff-noted = लिख लिया; मरीज़ को बता दिया गया है।
staff-already-claimed = यह { $staff } के पास है।
staff-case-over = यह मामला पूरा हो चुका है।
staff-set-aside = ⚠️ मरीज़ का एक संदेश सँभाला नहीं जा सका (नंबर { $reference })। मरीज़ को बता दिया गया है।
staff-try-again = फिर से कोशिश करें
group-declined = यह बॉट सिर्फ़ निजी चैट में काम करता है। कृपया सीधे लिखिए।
staff-undelivered = ⚠️ मरीज़ तक एक संदेश Telegram पर नहीं पहुँच पाया।
