# आम सवाल, जानकारी से जवाब।

answer-price = { $lines }
answer-price-line = { $name }: <b>{ $price }</b>
answer-price-which = जाँच का नाम लिखिए, दाम बता देंगे।
answer-total = आपकी जाँचों का कुल <b>{ $total }</b> है, सैंपल देते समय देना है।
answer-preparation-which = जाँच का नाम लिखिए, तैयारी बता देंगे।
answer-report-time = रिपोर्ट में कितना समय लगेगा, यह जाँच पर है। रिपोर्ट यहीं इस चैट में आएगी।
answer-report-hours = सैंपल लैब पहुँचने के बाद रिपोर्ट आम तौर पर { $hours } घंटे में यहीं इस चैट में आती है।
answer-report-days = रिपोर्ट आम तौर पर { $days } दिन में यहीं इस चैट में आती है।
answer-hours-home = 🏠 घर पर सैंपल: { $times }
answer-hours-lab = 🏥 लैब में: { $times }
answer-hours-opening = खुलने का समय: { $opening }
answer-times = { $days }, { $opens } से { $closes }
answer-times-daily = हर दिन, { $opens } से { $closes }
answer-address =
    हम यहाँ हैं:
    { $places }
answer-address-line = 📍 { $place } · { $phone }
answer-served = हाँ, हम { $pincode } में आते हैं।
answer-not-served = { $pincode } में हम अभी नहीं आते। हमारी टीम आपको फोन करके रास्ता निकाल सकती है।
answer-served-which = अपना पिन कोड लिखिए, हम बता देंगे कि वहाँ आते हैं या नहीं।
answer-contents =
    <b>{ $name }</b>
    इसमें { $count } जाँच:
    { $tests }
answer-contents-line = • { $name }
answer-contents-unknown = { $name } की जाँचों की सूची यहाँ नहीं है। हमारी टीम बता सकती है।
answer-contents-which = पैकेज का नाम लिखिए, उसमें क्या-क्या है बता देंगे।
answer-status = { $reference }: { $state }, { $slot }
answer-payment = पैसे सैंपल देते समय देने हैं, नकद या UPI से। यहाँ कुछ नहीं देना है।
answer-home = हम आपके घर आकर सैंपल लेते हैं।
answer-home-or-lab = हम घर आकर सैंपल लेते हैं, या आप लैब आ सकते हैं, जैसा आप चाहें।

day-mon = सोम
day-tue = मंगल
day-wed = बुध
day-thu = गुरु
day-fri = शुक्र
day-sat = शनि
day-sun = रवि

safety-emergency =
    🚨 <b>यह आपात स्थिति लगती है। अभी 112 या 108 पर फोन कीजिए</b>, या सबसे पास के अस्पताल जाइए।
    जाँच का इंतज़ार मत कीजिए। हमारी टीम को बता दिया गया है।
safety-self-harm =
    💛 दुख है कि अभी इतना मुश्किल समय है। आप अकेले नहीं हैं। कृपया <b>टेली-मानस 14416</b> पर फोन कीजिए, किसी भी समय, मुफ़्त; अभी ख़तरा हो तो 112 पर।
    हमारी टीम को बता दिया गया है, कोई आपको लिखेगा।
safety-telemanas = टेली-मानस 14416
safety-prenatal-sex = भारत में जन्म से पहले बच्चे का लिंग जानना कानूनन मना है। हम यह नहीं करते और इसका कोई इशारा भी नहीं देते।
safety-advice = इलाज की सलाह यहाँ नहीं दी जा सकती; कृपया डॉक्टर से पूछिए। हम जाँच बुक कर सकते हैं, या हमारी टीम से बात हो सकती है: “मदद” दबाइए।
