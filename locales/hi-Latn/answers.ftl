# Aam sawal, data se jawab.

answer-price = { $lines }
answer-price-line = { $name }: <b>{ $price }</b>
answer-price-which = Test ka naam likhiye, hum price bata denge.
answer-total = Aapke tests ka total <b>{ $total }</b> hai, paise sample dete time dene hain.
answer-preparation-which = Test ka naam likhiye, hum taiyari bata denge.
answer-report-time = Har test ki report ka time alag hota hai. Report yahin is chat mein aayegi.
answer-report-hours = Sample lab pahunchne ke baad, aam taur par { $hours } ghante mein, report yahin is chat mein aa jaati hai.
answer-report-days = Report aam taur par { $days } din mein yahin is chat mein aa jaati hai.
answer-hours-home = 🏠 Ghar par sample: { $times }
answer-hours-lab = 🏥 Lab mein: { $times }
answer-hours-opening = Time: { $opening }
answer-times = { $days }, { $opens } se { $closes }
answer-times-daily = roz, { $opens } se { $closes }
answer-address =
    Hum yahan hain:
    { $places }
answer-address-line = 📍 { $place } · { $phone }
answer-served = Haan, hum { $pincode } mein aate hain.
answer-not-served = { $pincode } mein hum abhi nahi aate. Hamari team call karke bata sakti hai ki kya ho sakta hai.
answer-served-which = Apna PIN code likhiye, hum bata denge ki hum wahan aate hain ya nahi.
answer-contents =
    <b>{ $name }</b>
    { $count ->
        [one] Isme { $count } test hai:
       *[other] Isme { $count } tests hain:
    }
    { $tests }
answer-contents-line = • { $name }
answer-contents-unknown = { $name } mein kaun se tests hain, yeh yahan nahi likha hai. Hamari team bata sakti hai.
answer-contents-which = Package ka naam likhiye, hum bata denge ki usme kya-kya hai.
answer-status = { $reference }: { $state }, { $slot }
answer-payment = Paise sample dete time dene hain, cash ya UPI se. Yahan kuch nahi dena hai.
answer-home = Hum aapke ghar aakar sample lete hain.
answer-home-or-lab = Sample ghar par bhi ho sakta hai aur lab mein bhi, jaisa aapko theek lage.

day-mon = Mon
day-tue = Tue
day-wed = Wed
day-thu = Thu
day-fri = Fri
day-sat = Sat
day-sun = Sun

safety-emergency =
    🚨 <b>Yeh emergency lag rahi hai. Abhi 112 ya 108 par call kijiye</b>, ya sabse paas ke hospital jaiye.
    Test ka wait mat kijiye. Hamari team ko bata diya gaya hai.
safety-self-harm =
    💛 Yeh waqt itna mushkil hai, sunkar dukh hua. Yeh sab aapko akele nahi sehna hai. Please <b>Tele-MANAS 14416</b> par call kijiye, din ho ya raat, bilkul free; abhi khatra ho toh 112 par.
    Hamari team ko bata diya gaya hai, wahan se aapko message aayega.
safety-telemanas = Tele-MANAS 14416
safety-prenatal-sex = India mein janm se pehle yeh pata karna ki ladka hai ya ladki, kanoonan mana hai. Hum yeh nahi karte, aur iska koi ishara bhi nahi dete.
safety-advice = Ilaaj ki salah yahan nahi di ja sakti; please doctor se puchiye. Yahan test book ho sakta hai, ya hamari team se baat ho sakti hai: “Help” dabaiye.
answer-visit-free = Ghar aane ka alag se koi paisa nahi lagta.
answer-visit-charge = Ghar aane ke { $charge } lagte hain.
answer-visit-charge-above = Ghar aane ke { $charge } lagte hain; tests { $above } ya zyada ke hon toh kuch nahi.
