# आम सवाल, जानकारी से जवाब।

answer-price = { $lines }
answer-price-line = { $name }: <b>{ $price }</b>
answer-price-which = जाँच का नाम लिखिए, हम दाम बता देंगे।
answer-total = आपकी जाँचों के कुल <b>{ $total }</b> हुए, पैसे सैंपल देते समय देने हैं।
answer-preparation-which = जाँच का नाम लिखिए, हम तैयारी बता देंगे।
answer-report-time = हर जाँच की रिपोर्ट का समय अलग होता है। रिपोर्ट यहीं इस चैट में आएगी।
answer-report-hours = सैंपल लैब पहुँचने के बाद, आम तौर पर { $hours } घंटे में, रिपोर्ट यहीं इस चैट में आ जाती है।
answer-report-days = रिपोर्ट आम तौर पर { $days } दिन में यहीं इस चैट में आ जाती है।
answer-hours-home = 🏠 घर पर सैंपल: { $times }
answer-hours-lab = 🏥 लैब में: { $times }
answer-hours-opening = समय: { $opening }
answer-times = { $days }, { $opens } से { $closes }
answer-times-daily = रोज़, { $opens } से { $closes }
answer-address =
    हम यहाँ हैं:
    { $places }
answer-address-line = 📍 { $place } · { $phone }
answer-served = हाँ, हम { $pincode } में आते हैं।
answer-not-served = { $pincode } में हम अभी नहीं आते। हमारी टीम फोन करके बता सकती है कि क्या हो सकता है।
answer-served-which = अपना पिन कोड लिखिए, हम बता देंगे कि हम वहाँ आते हैं या नहीं।
answer-contents =
    <b>{ $name }</b>
    { $count ->
        [one] इसमें { $count } जाँच है:
       *[other] इसमें { $count } जाँचें हैं:
    }
    { $tests }
answer-contents-line = • { $name }
answer-contents-unknown = { $name } में कौन सी जाँचें हैं, यह यहाँ नहीं लिखा है। हमारी टीम बता सकती है।
answer-contents-which = पैकेज का नाम लिखिए, हम बता देंगे कि उसमें क्या-क्या है।
answer-status = { $reference }: { $state }, { $slot }
answer-payment = पैसे सैंपल देते समय देने हैं, कैश या UPI से। यहाँ कुछ नहीं देना है।
answer-home = हम आपके घर आकर सैंपल लेते हैं।
answer-home-or-lab = सैंपल घर पर भी हो सकता है और लैब में भी, जैसा आपको ठीक लगे।

day-mon = सोम
day-tue = मंगल
day-wed = बुध
day-thu = गुरु
day-fri = शुक्र
day-sat = शनि
day-sun = रवि

safety-emergency =
    🚨 <b>यह इमरजेंसी लगती है। अभी 112 या 108 पर फोन कीजिए</b>, या सबसे पास के अस्पताल जाइए।
    जाँच का इंतज़ार मत कीजिए। हमारी टीम को बता दिया गया है।
safety-self-harm =
    💛 यह समय इतना मुश्किल है, सुनकर दुख हुआ। यह सब आपको अकेले नहीं सहना है। कृपया <b>टेली-मानस 14416</b> पर फोन कीजिए, दिन हो या रात, मुफ़्त; अभी ख़तरा हो तो 112 पर।
    हमारी टीम को बता दिया गया है, वहाँ से आपको मैसेज आएगा।
safety-telemanas = टेली-मानस 14416
safety-prenatal-sex = भारत में जन्म से पहले यह पता करना कि लड़का है या लड़की, कानूनन मना है। हम यह नहीं करते, और इसका कोई इशारा भी नहीं देते।
safety-advice = इलाज की सलाह यहाँ नहीं दी जा सकती; कृपया डॉक्टर से पूछिए। यहाँ जाँच बुक हो सकती है, या हमारी टीम से बात हो सकती है: “मदद” दबाइए।
answer-visit-free = घर आने का अलग से कोई पैसा नहीं लगता।
answer-visit-charge = घर आने के { $charge } लगते हैं।
answer-visit-charge-above = घर आने के { $charge } लगते हैं; जाँचें { $above } या ज़्यादा की हों तो कुछ नहीं।
