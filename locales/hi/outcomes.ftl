# बुकिंग का क्या हुआ, सच-सच: "पक्की" तभी, जब लैब ने मान ली हो।

outcome-sending =
    ⏳ लैब को भेजा जा रहा है …
    रिक्वेस्ट नंबर: <b>{ $reference }</b>
outcome-confirmed =
    ✅ <b>आपकी बुकिंग पक्की हो गई है।</b>
    बुकिंग नंबर: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 सैंपल देते समय देने हैं: <b>{ $total }</b>, कैश या UPI
outcome-team-confirms =
    आपकी रिक्वेस्ट <b>{ $reference }</b> मिल गई है। हमारी टीम यहाँ या फोन पर आपको बताएगी।
outcome-team-calls =
    आपकी रिक्वेस्ट <b>{ $reference }</b> अभी लैब के सिस्टम में नहीं है। हमारी टीम देख रही है और यहीं बताएगी।
outcome-checking =
    आपकी रिक्वेस्ट <b>{ $reference }</b> भेज दी है, लैब के जवाब का इंतज़ार है। हम यहीं बताएँगे।
outcome-team-checks =
    आपकी रिक्वेस्ट <b>{ $reference }</b> भेज दी है, पर लैब का जवाब अभी नहीं आया। हमारी टीम देख रही है और यहीं बताएगी।
outcome-same-contact =
    आपकी रिक्वेस्ट <b>{ $reference }</b> मिल गई है। इस नंबर से आज एक और बुकिंग है, इसलिए हमारी टीम इसे उसी के साथ जोड़ेगी और यहीं बताएगी।
outcome-ask-again =
    लैब को एक जवाब दोबारा चाहिए: { $about }। कृपया फिर से बताइए।

booking-change = बदलें
booking-cancel = रद्द करें
booking-calendar = कैलेंडर में जोड़ें
booking-line =
    <b>{ $reference }</b> · { $state }
    👤 { $name }
    🧪 { $items }
    🕗 { $slot }
bookings-none = अभी यहाँ आपकी कोई बुकिंग नहीं है।
calendar-title = सैंपल लेने का समय, { $clinic }
calendar-caption = यह फ़ाइल खोलिए, समय आपके कैलेंडर में जुड़ जाएगा।

state-told-requested = रिक्वेस्ट भेज दी गई
state-told-sending = रिक्वेस्ट भेज दी गई, लैब का इंतज़ार है
state-told-confirmed = बुक हो गई
state-told-unconfirmed = रिक्वेस्ट भेज दी गई, जवाब बाकी है
state-told-with_staff = हमारी टीम के पास
state-told-withdrawn = रद्द हो गई
state-told-failed = बुक नहीं हुई

report-ready = 📄 <b>{ $reference }</b> की रिपोर्ट तैयार है। अभी भेजी जा रही है।
report-ready-no-file = 📄 <b>{ $reference }</b> की रिपोर्ट तैयार है। हमारी टीम आपको भेजेगी।
report-partly = 📄 { $reference }: { $total } में से { $done } रिपोर्ट तैयार हैं। बाकी भी यहीं आएँगी।
report-send-ready = जो तैयार है, भेज दें
report-coming = भेज रहे हैं …
report-caption = रिपोर्ट { $reference }
report-corrected = रिपोर्ट { $reference }, सुधारी हुई। अब यही रिपोर्ट काम में लीजिए।
report-later = { $reference } की रिपोर्ट तैयार है, पर फ़ाइल नहीं मिल पाई। हमारी टीम आपको भेजेगी।
outcome-entry-today =
    आपकी रिक्वेस्ट <b>{ $reference }</b> मिल गई है। इस नंबर की एक एंट्री आज पहले से है, इसलिए हमारी टीम उसे पूरा करेगी और आपको यहीं बताएगी।
report-number-ask = <b>पुरानी रिपोर्ट।</b> वे किस मोबाइल नंबर पर हैं? लैब वहाँ एक कोड भेजेगी।
report-number-ask-noticed =
    <b>पुरानी रिपोर्ट।</b> वे किस मोबाइल नंबर पर हैं? लैब वहाँ एक कोड भेजेगी।

    { $notice }
report-number-notice = 🔒 { $clinic } इस नंबर से आपकी रिपोर्ट ढूँढता है। नंबर लिखना ही आपकी सहमति है। और जानिए: { $url }
report-number-unknown = इस नंबर पर लैब के पास कोई रिपोर्ट नहीं है। कृपया नंबर फिर से देखिए।
report-waiting = ⏳ एक पल, लैब से पूछा जा रहा है …
report-still-waiting = लैब का जवाब अभी नहीं आया।
report-code-ask =
    <b>लैब ने एक कोड भेजा है</b>, उस नंबर पर जिसके आख़िर में { $ending } है। कृपया उसे यहाँ लिखिए।
    कोई माँगे तो भी यह कोड किसी को मत दीजिए।
report-code-placeholder = कोड
report-code-unclear = कृपया कोड के अंक लिखिए।
report-code-wrong =
    { $left ->
        [one] यह कोड सही नहीं है। एक बार और लिखा जा सकता है।
       *[other] यह कोड सही नहीं है। { $left } बार और लिखा जा सकता है।
    }
report-code-too-often = कोड बहुत बार ग़लत लिखा गया।
report-code-expired = यह कोड अब नहीं चलेगा।
report-code-over = नया कोड भेजा जा सकता है।
report-code-again = नया कोड भेजें
report-code-another = दूसरा नंबर
report-code-wait = नया कोड { $seconds } सेकंड बाद भेजा जा सकता है।
report-code-limit = बहुत सारे कोड भेजे जा चुके हैं, एक घंटा रुकना होगा। तब तक हमारी टीम मदद कर सकती है।
report-lab-away = अभी लैब से पूछा नहीं जा सका। थोड़ी देर बाद फिर कोशिश कीजिए, या हमारी टीम से बात कीजिए।
report-closed = आपकी रिपोर्ट बंद कर दी गई हैं।
report-list-ask = <b>आपकी रिपोर्ट।</b> जो चाहिए उस पर दबाइए। ये दस मिनट खुली रहेंगी।
report-list-none = इस नंबर पर कोई रिपोर्ट नहीं है।
report-list-item = 📄 { $day } { $year }
report-list-undated = 📄 रिपोर्ट
report-others =
    { $count ->
        [one] किसी और की एक रिपोर्ट
       *[other] दूसरों की { $count } रिपोर्ट
    }
report-others-ask =
    { $count ->
        [one] इस नंबर की एक रिपोर्ट किसी ऐसे व्यक्ति की है जिनके लिए यहाँ से बुकिंग नहीं हुई। क्या वह आपकी है, या उसे देखने की उनकी सहमति है?
       *[other] इस नंबर की { $count } रिपोर्ट ऐसे लोगों की हैं जिनके लिए यहाँ से बुकिंग नहीं हुई। क्या वे आपकी हैं, या उन्हें देखने की उनकी सहमति है?
    }
report-others-yes = हाँ, दिखाइए
report-others-no = नहीं
report-old-caption = आपकी रिपोर्ट
report-old-later = वह फ़ाइल नहीं मिल सकी। हमारी टीम आपको भेजेगी।
report-held = 📄 <b>{ $reference }</b> की रिपोर्ट तैयार है। हमारी टीम उसे आप तक पहुँचाएगी।
report-held-toast = यह रिपोर्ट हमारी टीम आप तक पहुँचाएगी।
state-told-lead = फोन करने की रिक्वेस्ट, हमारी टीम के पास
