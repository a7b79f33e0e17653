# योजना बदली: पहले माँगा जाता है, फिर क्लिनिक की टीम लैब के सिस्टम में बदलती है।

nav-leave = बुकिंग जैसी है वैसी रखें
booking-withdraw = रिक्वेस्ट वापस लें
booking-take-back = यह बदलाव रहने दें
booking-again = फिर से बुक करें: { $name }, { $items }
booking-line-moving =
    { $line }
    🔁 माँगा गया समय: { $slot }
state-told-moving = बुक हो गई, दूसरा समय माँगा गया है
state-told-cancelling = बुक हो गई, रद्द करने को कहा गया है

booked-ask-reschedule = <b>किस बुकिंग का समय बदलना है?</b>
booked-ask-cancel = <b>कौन सी बुकिंग रद्द करनी है?</b>
booked-option = { $name }, { $slot }
booked-unclear = वह बुकिंग नहीं मिली। कृपया नीचे से एक दबाइए।
booked-summary = 📄 { $reference }

move-ask =
    <b>कौन सा समय ठीक रहेगा?</b>
    बुकिंग { $reference } अभी { $slot } पर है।
    समय दबाइए, या लिखिए, जैसे: <i>कल सुबह 8 बजे</i>
move-ask-again =
    <b>कौन सा समय ठीक रहेगा?</b>
    अब तक चुना गया: { $slot }।
move-present = { $slot } (अभी)
move-same = यही समय अभी है। कोई दूसरा चुनिए, या यही रहने दीजिए।
move-review =
    <b>क्या यह बदलाव माँग लें?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    अभी: { $old }
    नया: <b>{ $new }</b>
    { $preparation }
move-yes = ✓ यह समय माँगें
move-other = दूसरा समय
move-keep = पुराना समय रखें

reason-ask =
    <b>बुकिंग { $reference }, { $slot }: रद्द करनी है?</b>
    चाहें तो वजह बताइए। दबाइए या लिखिए।
reason-ask-short = रद्द करने की वजह क्या है?
reason-away = उस समय घर पर कोई नहीं
reason-unneeded = अब जाँच की ज़रूरत नहीं
reason-price = कीमत
reason-elsewhere = कहीं और हो गई
reason-none = वजह नहीं बतानी
reason-move-instead = 🔁 इसके बदले दूसरा समय
reason-placeholder = वजह, अगर बताना चाहें
reason-too-long = यह थोड़ा लंबा है। कृपया { $most } अक्षरों तक लिखिए।
reason-summary = 💬 { $reason }
drop-review =
    <b>क्या यह बुकिंग रद्द करने को कहें?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    🕗 { $slot }
drop-yes = हाँ, रद्द करें
drop-keep = रहने दें

change-asked =
    ⏳ <b>{ $reference }: बदलाव माँगा गया है, अभी बदला नहीं।</b>
    अभी: { $old }
    माँगा गया: <b>{ $new }</b>
    जब तक हमारी टीम बदल नहीं देती, दोनों समय आपके लिए रखे हैं। हम यहीं बताएँगे।
cancel-asked =
    ⏳ <b>{ $reference }: रद्द करने को कहा गया है, अभी रद्द नहीं हुई।</b>
    🕗 { $slot }
    जब हमारी टीम रद्द कर देगी, हम यहीं बताएँगे।
change-done =
    ✅ <b>बदल दिया। आपका नया समय:</b>
    बुकिंग नंबर: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 सैंपल देते समय देने हैं: <b>{ $total }</b>, कैश या UPI
change-refused = { $reference } का समय नहीं बदल पाया। समय वही है: <b>{ $slot }</b>। हमारी टीम आपको फोन करेगी।
cancel-done-told = बुकिंग <b>{ $reference }</b>, { $slot }, रद्द हो गई। कोई नहीं आएगा, और कुछ देना नहीं है।
cancel-refused = { $reference } रद्द नहीं हो पाई। समय वही है: <b>{ $slot }</b>। हमारी टीम आपको फोन करेगी।
withdrawn-request = आपकी रिक्वेस्ट <b>{ $reference }</b> वापस ले ली गई। अगर लैब को मिल चुकी हो, तो हमारी टीम हटा देगी।
withdrawn-done = आपकी रिक्वेस्ट <b>{ $reference }</b> लैब के सिस्टम से हट गई है। कोई नहीं आएगा।
withdrawn-refused = आपकी वापस ली गई रिक्वेस्ट <b>{ $reference }</b> के बारे में हमारी टीम आपको फोन करेगी।
takeback-done = ठीक है। { $reference } का समय वही है: <b>{ $slot }</b>।
takeback-nothing = { $reference } में अब कुछ नहीं बदल रहा है।

change-over = { $reference } अब बुक नहीं है।
change-passed = { $reference } का समय, { $slot }, निकल चुका है। जब चाहें, फिर से बुक कीजिए।
change-unconfirmed = { $reference } पर लैब का जवाब अभी नहीं आया। बुक होने के बाद समय बदल सकता है, या रिक्वेस्ट अभी वापस ले लीजिए।
change-near = { $reference }, { $slot }, बहुत पास है। बदलने या रद्द करने के लिए कृपया फोन कीजिए: { $phone }
change-near-team = { $reference }, { $slot }, बहुत पास है। हमारी टीम को बता दिया है, वह आपको फोन करेगी।
change-by-team = { $reference } हमारी टीम आपके साथ बदलेगी और यहीं लिखेगी।
change-none = आगे की कोई बुकिंग नहीं है जो बदली जा सके।
change-kept = ठीक है, बुकिंग जैसी है वैसी ही रहेगी।
change-gone = वह समय अब खाली नहीं है।

again-gone = अब नहीं मिलती: { $names }
again-price = आज की कीमत { $total } है; पिछली बार { $before } थी।
again-none = यहाँ अभी पहले की कोई जाँच नहीं है। चलिए, एक बुक करते हैं।
