# Plan badla: pehle maanga jaata hai, phir clinic ki team lab ke system mein badalti hai.

nav-leave = Booking jaisi hai waisi rakhein
booking-withdraw = Request wapas lein
booking-take-back = Yeh badlav rehne dein
booking-again = Phir se book karein: { $name }, { $items }
booking-line-moving =
    { $line }
    🔁 Maanga gaya time: { $slot }
state-told-moving = book ho gayi, doosra time maanga gaya hai
state-told-cancelling = book ho gayi, cancel karne ko kaha gaya hai

booked-ask-reschedule = <b>Kis booking ka time badalna hai?</b>
booked-ask-cancel = <b>Kaun si booking cancel karni hai?</b>
booked-option = { $name }, { $slot }
booked-unclear = Woh booking nahi mili. Please neeche se ek dabaiye.
booked-summary = 📄 { $reference }

move-ask =
    <b>Kaun sa time theek rahega?</b>
    Booking { $reference } abhi { $slot } par hai.
    Time dabaiye, ya likhiye, jaise: <i>kal subah 8 baje</i>
move-ask-again =
    <b>Kaun sa time theek rahega?</b>
    Ab tak chuna gaya: { $slot }.
move-present = { $slot } (abhi)
move-same = Yahi time abhi hai. Koi doosra chuniye, ya yahi rehne dijiye.
move-review =
    <b>Kya yeh badlav maang lein?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    Abhi: { $old }
    Naya: <b>{ $new }</b>
    { $preparation }
move-yes = ✓ Yeh time maangein
move-other = Doosra time
move-keep = Purana time rakhein

reason-ask =
    <b>Booking { $reference }, { $slot }: cancel karni hai?</b>
    Chahein to wajah bataiye. Dabaiye ya likhiye.
reason-ask-short = Cancel karne ki wajah kya hai?
reason-away = Us time ghar par koi nahi
reason-unneeded = Ab test ki zaroorat nahi
reason-price = Price
reason-elsewhere = Kahin aur ho gaya
reason-none = Wajah nahi batani
reason-move-instead = 🔁 Iske badle doosra time
reason-placeholder = Wajah, agar batana chahein
reason-too-long = Yeh thoda lamba hai. Please { $most } letters tak likhiye.
reason-summary = 💬 { $reason }
drop-review =
    <b>Kya yeh booking cancel karne ko kahein?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    🕗 { $slot }
drop-yes = Haan, cancel karein
drop-keep = Rehne dein

change-asked =
    ⏳ <b>{ $reference }: badlav maanga gaya hai, abhi badla nahi.</b>
    Abhi: { $old }
    Maanga gaya: <b>{ $new }</b>
    Jab tak hamari team badal nahi deti, dono time aapke liye rakhe hain. Hum yahin batayenge.
cancel-asked =
    ⏳ <b>{ $reference }: cancel karne ko kaha gaya hai, abhi cancel nahi hui.</b>
    🕗 { $slot }
    Jab hamari team cancel kar degi, hum yahin batayenge.
change-done =
    ✅ <b>Badal diya. Aapka naya time:</b>
    Booking number: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 Sample dete time dene hain: <b>{ $total }</b>, cash ya UPI
change-refused = { $reference } ka time nahi badal paya. Time wahi hai: <b>{ $slot }</b>. Hamari team aapko phone karegi.
cancel-done-told = Booking <b>{ $reference }</b>, { $slot }, cancel ho gayi. Koi nahi aayega, aur kuch dena nahi hai.
cancel-refused = { $reference } cancel nahi ho payi. Time wahi hai: <b>{ $slot }</b>. Hamari team aapko phone karegi.
withdrawn-request = Aapki request <b>{ $reference }</b> wapas le li gayi. Agar lab ko mil chuki ho, to hamari team hata degi.
withdrawn-done = Aapki request <b>{ $reference }</b> lab ke system se hat gayi hai. Koi nahi aayega.
withdrawn-refused = Aapki wapas li gayi request <b>{ $reference }</b> ke baare mein hamari team aapko phone karegi.
takeback-done = Theek hai. { $reference } ka time wahi hai: <b>{ $slot }</b>.
takeback-nothing = { $reference } mein ab kuch nahi badal raha hai.

change-over = { $reference } ab book nahi hai.
change-passed = { $reference } ka time, { $slot }, nikal chuka hai. Jab chahein, phir se book kijiye.
change-unconfirmed = { $reference } par lab ka jawab abhi nahi aaya. Book hone ke baad time badal sakta hai, ya request abhi wapas le lijiye.
change-near = { $reference }, { $slot }, bahut paas hai. Badalne ya cancel karne ke liye please phone kijiye: { $phone }
change-near-team = { $reference }, { $slot }, bahut paas hai. Hamari team ko bata diya hai, woh aapko phone karegi.
change-by-team = { $reference } hamari team aapke saath badlegi aur yahin likhegi.
change-none = Aage ki koi booking nahi hai jo badli ja sake.
change-kept = Theek hai, booking jaisi hai waisi hi rahegi.
change-gone = Woh time ab khaali nahi hai.

again-gone = Ab nahi milta: { $names }
again-price = Aaj ka price { $total } hai; pichhli baar { $before } tha.
again-none = Yahan abhi pehle ka koi test nahi hai. Chaliye, ek book karte hain.
