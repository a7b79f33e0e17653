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
