# Booking ka kya hua, sach-sach: "pakki" tabhi, jab lab ne maan li ho.

outcome-sending =
    ⏳ Aapki request lab ko bheji ja rahi hai …
    Request number: <b>{ $reference }</b>
outcome-confirmed =
    ✅ <b>Aapki booking pakki ho gayi hai.</b>
    Booking number: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 Sample dete time dene hain: <b>{ $total }</b>, cash ya UPI
outcome-team-confirms =
    Aapki request <b>{ $reference }</b> mil gayi hai. Hamari team yahan ya phone par aapko batayegi.
outcome-team-calls =
    Aapki request <b>{ $reference }</b> abhi lab ke system mein nahi hai. Hamari team dekh rahi hai aur yahin batayegi.
outcome-checking =
    Aapki request <b>{ $reference }</b> bhej di hai, lab ke jawab ka wait hai. Hum yahin batayenge.
outcome-team-checks =
    Aapki request <b>{ $reference }</b> bhej di hai, par lab ka jawab abhi nahi aaya. Hamari team dekh rahi hai aur yahin batayegi.
outcome-same-contact =
    Aapki request <b>{ $reference }</b> mil gayi hai. Is number se aaj ek aur booking hai, isliye hamari team ise usi ke saath jodegi aur yahin batayegi.
outcome-ask-again =
    Lab ko ek jawab dobara chahiye: { $about }. Please phir se bataiye.

booking-change = Badlein
booking-cancel = Cancel karein
booking-calendar = Calendar mein jodein
booking-line =
    <b>{ $reference }</b> · { $state }
    👤 { $name }
    🧪 { $items }
    🕗 { $slot }
bookings-none = Abhi yahan aapki koi booking nahi hai.
calendar-title = Sample dene ka time, { $clinic }
calendar-caption = Yeh file kholiye, time aapke calendar mein jud jayega.

state-told-requested = request bhej di gayi
state-told-sending = request bhej di gayi, lab ka wait hai
state-told-confirmed = book ho gayi
state-told-unconfirmed = request bhej di gayi, jawab baaki hai
state-told-with_staff = hamari team ke paas
state-told-withdrawn = cancel ho gayi
state-told-failed = book nahi hui

report-ready = 📄 <b>{ $reference }</b> ki report ready hai. Abhi bheji ja rahi hai.
report-ready-no-file = 📄 <b>{ $reference }</b> ki report ready hai. Hamari team aapko bhejegi.
report-partly = 📄 { $reference }: { $total } mein se { $done } reports ready hain. Baaki bhi yahin aayengi.
report-send-ready = Jo ready hai, bhej dein
report-coming = Bhej rahe hain …
report-caption = Report { $reference }
report-corrected = Report { $reference }, sudhari hui. Ab yahi report kaam mein lijiye.
report-later = { $reference } ki report ready hai, par file nahi mil payi. Hamari team aapko bhejegi.
outcome-entry-today =
    Aapki request <b>{ $reference }</b> mil gayi hai. Is number ki ek entry aaj pehle se hai, isliye hamari team use poora karegi aur aapko yahin batayegi.
report-number-ask = <b>Purani reports.</b> Ve kis mobile number par hain? Lab wahan ek code bhejegi.
report-number-ask-noticed =
    <b>Purani reports.</b> Ve kis mobile number par hain? Lab wahan ek code bhejegi.

    { $notice }
report-number-notice = 🔒 { $clinic } is number se aapki reports dhoondhta hai. Number likhna hi aapki sahmati hai. Aur jaaniye: { $url }
report-number-unknown = Is number par lab ke paas koi report nahi hai. Kripya number phir se dekhiye.
report-waiting = ⏳ Ek pal, lab se poochha ja raha hai …
report-still-waiting = Lab ka jawab abhi nahi aaya.
report-code-ask =
    <b>Lab ne ek code bheja hai</b>, us number par jiske aakhir mein { $ending } hai. Kripya use yahan likhiye.
    Koi maange to bhi yeh code kisi ko mat dijiye.
report-code-placeholder = Code
report-code-unclear = Kripya code ke ank likhiye.
report-code-wrong =
    { $left ->
        [one] Yeh code sahi nahi hai. Ek baar aur likha ja sakta hai.
       *[other] Yeh code sahi nahi hai. { $left } baar aur likha ja sakta hai.
    }
report-code-too-often = Code bahut baar galat likha gaya.
report-code-expired = Yeh code ab nahi chalega.
report-code-over = Naya code bheja ja sakta hai.
report-code-again = Naya code bhejein
report-code-another = Doosra number
report-code-wait = Naya code { $seconds } second baad bheja ja sakta hai.
report-code-limit = Bahut saare code bheje ja chuke hain, ek ghanta rukna hoga. Tab tak hamari team madad kar sakti hai.
report-lab-away = Abhi lab se poochha nahi ja saka. Thodi der baad phir koshish kijiye, ya hamari team se baat kijiye.
report-closed = Aapki reports band kar di gayi hain.
report-list-ask = <b>Aapki reports.</b> Jo chahiye us par dabaiye. Ye das minute khuli rahengi.
report-list-none = Is number par koi report nahi hai.
report-list-item = 📄 { $day } { $year }
report-list-undated = 📄 Report
report-others =
    { $count ->
        [one] Kisi aur ki ek report
       *[other] Doosron ki { $count } reports
    }
report-others-ask =
    { $count ->
        [one] Is number ki ek report kisi aise vyakti ki hai jinke liye yahan se booking nahi hui. Kya vah aapki hai, ya use dekhne ki unki sahmati hai?
       *[other] Is number ki { $count } reports aise logon ki hain jinke liye yahan se booking nahi hui. Kya ve aapki hain, ya unhe dekhne ki unki sahmati hai?
    }
report-others-yes = Haan, dikhaiye
report-others-no = Nahi
report-old-caption = Aapki report
report-old-later = Vah file nahi mil saki. Hamari team aapko bhejegi.
report-held = 📄 <b>{ $reference }</b> ki report taiyaar hai. Hamari team use aap tak pahunchayegi.
report-held-toast = Yeh report hamari team aap tak pahunchayegi.
state-told-lead = call karne ki request, hamari team ke paas
