# Apni jaankari ke baare mein.

privacy =
    🔒 <b>{ $clinic } ke paas aapki jaankari</b>
    Kya: mobile number, naam, age, gender, address, tests, bookings aur reports.
    Kisliye: tests book karne aur report pahunchane ke liye. Aur kisi kaam ke liye nahi, ads ke liye bhi nahi.
    Kab tak: aakhri booking ke { $days } din baad tak, ya jitna kanoon kahe.
    Telegram mein aa chuke messages wahin rehte hain; unhe app mein delete kiya ja sakta hai.
    Hamare paas kya rakha hai: /mydata, mitane ke liye: /forget
    Poori jaankari: { $url }
    Shikayat: { $contact }
privacy-withdraw = Sehmati wapas lein
privacy-withdrawn = Sehmati wapas le li gayi hai. Iske bina booking nahi ho sakti; sehmati phir se kabhi bhi di ja sakti hai.
mydata =
    <b>Aapke baare mein hum yeh rakhte hain</b>
    { $data }
mydata-person = 👤 { $name }, { $phone }
mydata-booking = 🧪 { $reference }: { $name }, { $state }
mydata-draft = ✎ Abhi chal rahi booking ke jawab
mydata-consent = 🔒 Privacy notice par aapki sehmati, version { $version }
mydata-nothing = Abhi hamare paas aapke baare mein kuch nahi hai.
forget-ask = Kya yahan rakhi aapki saari jaankari mita dein? Lab mein ho chuki bookings wahin rahengi, aur kuch records kanoonan thode time tak rakhne padte hain.
forget-yes = Haan, mita dein
forget-done = Ho gaya. Aapke jawab aur aapke bataye logon ki jaankari mita di gayi hai; jo records kanoonan rakhne hain, woh { $days } din mein mit jayenge. Telegram mein aa chuke messages wahin rehte hain.
