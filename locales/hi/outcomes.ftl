# बुकिंग का क्या हुआ, सच-सच: "पक्की" तभी, जब लैब ने मान ली हो।

outcome-sending =
    ⏳ आपका अनुरोध लैब को भेजा जा रहा है …
    अनुरोध नंबर: <b>{ $reference }</b>
outcome-confirmed =
    ✅ <b>आपकी बुकिंग पक्की हो गई है।</b>
    बुकिंग नंबर: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 सैंपल देते समय: <b>{ $total }</b>, नकद या UPI
outcome-team-confirms =
    आपका अनुरोध <b>{ $reference }</b> मिल गया है। हमारी टीम यहाँ या फोन पर आपको बताएगी।
outcome-team-calls =
    अनुरोध <b>{ $reference }</b> अभी लैब के सिस्टम में नहीं है। हमारी टीम देख रही है और यहीं बताएगी।
outcome-checking =
    अनुरोध <b>{ $reference }</b> भेज दिया है, लैब के जवाब का इंतज़ार है। हम यहीं बताएँगे।
outcome-team-checks =
    अनुरोध <b>{ $reference }</b> भेज दिया है, पर लैब का जवाब अभी नहीं आया। हमारी टीम देख रही है और यहीं बताएगी।
outcome-same-contact =
    आपका अनुरोध <b>{ $reference }</b> मिल गया है। इस नंबर से आज एक और बुकिंग है, इसलिए हमारी टीम इसे उसी में जोड़ेगी और यहीं बताएगी।
outcome-ask-again =
    लैब एक जवाब नहीं ले पाई: { $about }। कृपया फिर से बताइए।

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
calendar-caption = कैलेंडर में जोड़ने के लिए यह फ़ाइल खोलिए।

state-told-requested = अनुरोध भेजा गया
state-told-sending = अनुरोध भेजा गया, लैब का इंतज़ार है
state-told-confirmed = बुक है
state-told-unconfirmed = अनुरोध भेजा गया, जवाब बाकी है
state-told-with_staff = हमारी टीम के पास
state-told-withdrawn = वापस लिया गया
state-told-failed = बुक नहीं हुई

report-ready = 📄 <b>{ $reference }</b> की रिपोर्ट तैयार है। अभी भेजी जा रही है।
report-ready-no-file = 📄 <b>{ $reference }</b> की रिपोर्ट तैयार है। हमारी टीम आपको भेजेगी।
report-partly = 📄 { $reference }: { $total } में से { $done } रिपोर्ट तैयार हैं। बाकी बाद में आएँगी।
report-send-ready = जो तैयार है, भेजें
report-coming = भेज रहे हैं …
report-caption = रिपोर्ट { $reference }
report-corrected = रिपोर्ट { $reference }, सुधारी हुई। कृपया यही इस्तेमाल कीजिए।
report-later = { $reference } की रिपोर्ट तैयार है, पर फ़ाइल नहीं मिल पाई। हमारी टीम आपको भेजेगी।
