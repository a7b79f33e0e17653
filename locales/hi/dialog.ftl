# बातचीत में आना-जाना, और सवालों के आसपास की बातें।

greeting = नमस्ते! यहाँ <b>{ $clinic }</b> की जाँच घर बैठे बुक होती है। बस दो मिनट लगेंगे।
welcome-back = फिर से स्वागत है। जहाँ बात रुकी थी, वहीं से आगे बढ़ते हैं।
home = बताइए, क्या मदद करें? { $clinic } की टीम घर आकर सैंपल लेती है।
home-book = जाँच बुक करें
nav-back = ‹ पीछे
nav-help = मदद
nav-continue = आगे बढ़ें
nav-keep = जैसा है, रहने दें
nav-person = किसी से बात करें
nav-call = मुझे फोन कीजिए
nav-bookings = मेरी बुकिंग
nav-restart = फिर से शुरू
nav-cancel = यह बुकिंग छोड़ें
keyboard-away = धन्यवाद।
help =
    <b>कैसे करें</b>
    बटन दबाइए या अपने शब्दों में जवाब दीजिए। पीछे जाना, कोई भी जवाब बदलना या बीच में रुकना, सब हो सकता है: जब तक आख़िर में आप न कहें, कुछ बुक नहीं होता।
help-phone =
    <b>कैसे करें</b>
    बटन दबाइए या अपने शब्दों में जवाब दीजिए। पीछे जाना, कोई भी जवाब बदलना या बीच में रुकना, सब हो सकता है: जब तक आख़िर में आप न कहें, कुछ बुक नहीं होता।
    { $clinic }: { $phone }
cancel-done = ठीक है, कुछ भी बुक नहीं हुआ।
cancel-nothing = अभी रद्द करने के लिए कुछ नहीं है।
restart-done = चलिए, फिर से शुरू करते हैं।
stale = यह बटन पुराना है। अभी हम यहाँ हैं।
unknown-command = यह कमांड समझ नहीं आया।
not-understood = माफ़ कीजिए, समझ नहीं आया। दूसरे शब्दों में बताइए, या बटन दबाइए।
not-understood-person = माफ़ कीजिए, अब भी समझ नहीं आया। हमारी टीम से कोई आपकी मदद करेगा।
not-asked-for = धन्यवाद। अभी इसकी ज़रूरत नहीं है।
stumbled = माफ़ कीजिए, हमारी तरफ़ कुछ गड़बड़ हुई। हमारी टीम को पता है। यहाँ आगे बढ़िए।
link-item = हमारे ऑफ़र से: { $name }
media-photo = फोटो मिल गई, धन्यवाद।
media-document = काग़ज़ मिल गया, धन्यवाद।
media-voice = धन्यवाद। वॉइस मैसेज यहाँ सुना नहीं जा सकता, हमारी टीम सुनेगी।
media-audio = धन्यवाद। रिकॉर्डिंग यहाँ सुनी नहीं जा सकती, हमारी टीम सुनेगी।
media-passed-on = यह हमारी टीम तक पहुँचा दिया है।
media-unreadable = यह पढ़ा नहीं जा सका। कृपया लिखकर बताइए।
nudge = आपकी बुकिंग अभी पूरी नहीं हुई है। जहाँ बात रुकी थी, वहीं से आगे बढ़ें?
nudge-resume = आगे बढ़ें

handoff-waiting = { $clinic } की टीम आपको यहीं लिखेगी। तब तक यहाँ आगे बढ़िए।
handoff-call = { $clinic } की टीम आपको फोन करेगी। तब तक यहाँ आगे बढ़िए।
handoff-closed = अभी हमारी टीम काम पर नहीं है, { $opens } से बात हो सकेगी।
handoff-phone = फोन: { $phone }
handoff-end = बिना किसी से बात किए आगे बढ़ें
handoff-claimed = 👋 { $clinic } की टीम अब यहाँ है। बस लिखिए।
handoff-over = अब फिर से बॉट आपके साथ है।
with-staff = अभी आपकी बात हमारी टीम से हो रही है। जो चाहिए, लिखिए।
with-staff-toast = अभी आपकी बात हमारी टीम से हो रही है।

understood = ✓ { $answers }
cancel-ask = क्या यह बुकिंग छोड़नी है? तो “यह बुकिंग छोड़ें” दबाइए। कोई एक जाँच हटानी हो तो लिखिए: <i>हटाओ</i> और उसका नाम।
tests-unavailable = अभी जाँचों की लिस्ट नहीं खुल रही है। कुछ मिनट बाद फिर कोशिश कीजिए, या हमारी टीम से बात कीजिए।

corrected = ✎ बदल दिया: { $answers }
correction-person = मरीज़
several-people = पहले { $first } बुकिंग, फिर { $others }।
next-person = अब { $person } बुकिंग।
nav-undo = ↩ बदलाव वापस लें
offer-en = Continue in English
offer-hi = हिन्दी में बात करें
relation-self = अपनी
relation-father = पिता जी
relation-mother = माता जी
relation-husband = पति
relation-wife = पत्नी
relation-son = बेटे
relation-daughter = बेटी
relation-brother = भाई
relation-sister = बहन
relation-grandfather = दादा जी
relation-grandmother = दादी जी
relation-father_in_law = ससुर जी
relation-mother_in_law = सास जी
relation-uncle = चाचा जी
relation-aunt = चाची जी
relation-friend = दोस्त
relation-other = रिश्तेदार
correction-time = दिन और समय
offer-hi-Latn = Hinglish mein baat karein
lead-needs = ताकि वे आपकी मदद कर सकें, कृपया यह भी बताइए:
lead-skip = नहीं बताना
lead-noted = धन्यवाद। हमारी टीम तक यह पहुँच गया है।
lead-sent = आपकी रिक्वेस्ट हमारी टीम के पास है। उसका नंबर: <b>{ $reference }</b>
lead-declined = ठीक है। आपकी रिक्वेस्ट हमारी टीम के पास है, वे आपको यहीं लिखेंगे।
nav-reports = मेरी रिपोर्ट
small-greeting = नमस्ते! 🙏
small-greeting-often = नमस्ते! यहाँ जाँच बुक होती है। किसी से बात करनी हो तो लिखिए: <i>किसी से बात</i>।
small-thanks = आपका भी धन्यवाद। 🙏
small-fine = 🙏
small-later = कोई जल्दी नहीं। आपके जवाब यहीं रखे हैं; जब ठीक लगे, लिखिए।
waiting-unseen = यह हमारी टीम को भेज दिया है। अभी किसी ने देखा नहीं है; वे आपको यहीं लिखेंगे।
home-unclear = माफ़ कीजिए, समझ नहीं आया। बात आपकी बुकिंग की हो तो “मेरी बुकिंग” दबाइए; बाकी सब में हमारी टीम मदद करेगी।
lady-noted = 📝 यह आपकी बुकिंग के साथ लिख लिया है। वादा नहीं है, पर हमारी टीम किसी महिला को भेजने की कोशिश करेगी।
visit-missed = माफ़ कीजिए कि आपको इंतज़ार करना पड़ा। हमारी टीम को अभी बता दिया है।
cancel-none = यहाँ आपकी कोई बुकिंग नहीं है, इसलिए रद्द करने को कुछ नहीं। क्या कोई जाँच बुक करनी है?
reschedule-none = यहाँ आपकी कोई बुकिंग नहीं है जिसका समय बदला जाए। क्या कोई जाँच बुक करनी है?
whose-self = आपकी
whose-other = { $person } की
report-late = माफ़ कीजिए कि रिपोर्ट में देर हो रही है। हमारी टीम पता करेगी।
