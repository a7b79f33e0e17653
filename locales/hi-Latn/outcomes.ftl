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
