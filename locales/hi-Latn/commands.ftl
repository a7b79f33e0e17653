# Team jo poochti hai aur jo jawab milte hain.

desk-cannot-check = Telegram se abhi jawab nahi mil raha. Ek minute baad phir koshish kijiye.
desk-usage = Is tarah likhiye: { $example }
desk-usage-booking = /booking ABCD-2345 ya /booking 98765 43210
desk-usage-stats = /stats 30 (din, zyada se zyada 366)
desk-usage-link = /link mg-road diwali thyroid
desk-usage-slots = /slots mg-road 24 nov 9am close
desk-usage-leads = /leads, /leads source diwali, /leads assignee ID, /leads scoring, /leads show ID, /leads update ID status=contacted score=80 contacted notes=…, /leads delete ID
desk-more = aur { $count }
desk-no-such-branch = Is naam ki koi branch nahi hai.
desk-minutes = { $minutes } minute
desk-hours = { $hours } ghante { $minutes } minute
desk-days = { $days } din { $hours } ghante
desk-no-slot = samay abhi tay nahi
desk-case-offered = kuchh karna nahi
desk-case-waiting = intezaar mein
desk-case-claimed = { $staff } ke paas
desk-case-resolved = poora

desk-today = <b>Aaj, { $day }</b> · { $count ->
    [0] koi visit nahi
    [one] { $count } visit
   *[other] { $count } visit
}
desk-tomorrow = <b>Kal, { $day }</b> · { $count ->
    [0] koi visit nahi
    [one] { $count } visit
   *[other] { $count } visit
}
desk-branch = 📍 <b>{ $name }</b>
desk-hour = 🕗 { $hour }
desk-visit = • <b>{ $reference }</b> · { $about } · { $state }
desk-items = { $count ->
    [one] { $count } jaanch
   *[other] { $count } jaanchein
}
desk-fasting = { $hours } ghante khaali pet

desk-booking-none = Is reference ya number ki koi booking nahi hai.
desk-booking-several = Is number ki { $count } booking:
desk-booking-line = • <b>{ $reference }</b> · { $slot } · { $state }
desk-booking-head = <b>{ $reference }</b> · { $state }
desk-booking-who = 👤 { $name } · 📱 { $phone }
desk-booking-where = 📍 { $branch } · { $mode }
desk-booking-lab = 🏷 Lab ke system ka number: { $id }
desk-booking-no-lab = 🏷 Lab ke system ka number abhi nahi
desk-booking-reports = 📄 Report: { $announced } bataayi gayi, { $sent } bheji gayi
desk-booking-case = 💬 { $cause } · { $state }
desk-booking-made = { $made } ko maangi gayi · Vigyapan: { $campaign }

desk-open-none = Koi intezaar mein nahi. Sab case poore hain.
desk-open = <b>Khule case: { $count }</b>, inmein { $waiting } kisi ke paas nahi
desk-open-line = { $urgent ->
    [yes] 🚨{" "}
   *[no] {""}
}{ $number }. { $cause }{ $about } · { $state } · { $waited } se
desk-open-about = {" "}({ $reference })
desk-open-link = Card { $number }

desk-stats = <b>Pichhle { $days ->
    [one] { $days } din
   *[other] { $days } din
}</b>
desk-stats-none = Pichhle { $days ->
    [one] { $days } din
   *[other] { $days } din
} mein kisi ne nahi likha.
desk-stats-campaign = <b>{ $name }</b>
desk-no-campaign = bina vigyapan
desk-stats-funnel = { $started } ne shuru kiya · { $priceseen } ne daam dekha · { $contact } ne number diya · { $booked } booking · { $collected } sample · { $completed } poori report
desk-stats-money = { $ordered } ki booking · { $revenue } ke sample
desk-stats-human = Team ke aane tak { $minutes } minute ({ $count } mein se aadhon ko isse kam)
# Yeh tasveer mein banta hai, jismein sirf Latin akshar hain.
desk-picture-started = Shuru kiya
desk-picture-price_seen = Daam dekha
desk-picture-contact = Number diya
desk-picture-booked = Booking
desk-picture-collected = Sample liya
desk-picture-completed = Report poori
desk-picture-no-campaign = Bina vigyapan

desk-link = { $branch } · Vigyapan: { $campaign } · Jaanch: { $item }
desk-link-branch = 📍 { $name }: { $link }
desk-link-no-item = “{ $item }” naam ki koi jaanch ya package yahan nahi hai.
desk-link-which = “{ $item }” inmein se kaun sa hai?
desk-link-unfit = Aisa link nahi ban sakta. Vigyapan ke naam mein sirf letters, digits aur “-” hon, aur naam chhota ho.

desk-slots = <b>{ $branch } · { $mode }</b>
desk-slots-which = Kaun si branch?
desk-slots-day = { $day }
desk-slots-line = { $when }: { $visits } mein se { $taken } bhare{ $changed ->
    [yes] {" "}✎
   *[no] {""}
}
desk-slots-line-closed = { $when }: band{ $taken ->
    [0] {""}
   *[other] , { $taken } bhare
}
desk-slots-booked = Booking: { $references }
desk-slots-holds = Abhi chune ja rahe hain: { $count }
desk-slots-closed = ⛔ Band kiya: { $what }
desk-slots-set = ✎ { $what }: { $visits ->
    [one] ek samay mein { $visits } visit
   *[other] ek samay mein { $visits } visit
}
desk-slots-usual = ✅ Phir pehle jaisa: { $what }
desk-slots-over = ⚠️ { $when }: { $count ->
    [one] ek booking ke liye ab jagah nahi
   *[other] { $count } booking ke liye ab jagah nahi
}: { $references }. In patients ko phone kijiye.
desk-slots-done = Ho gaya.
desk-slots-when = Kaun sa din ya samay? Aaj se chheh mahine aage tak ka bataiye.
desk-slots-no-hours = Clinic ke samay ke hisaab se tab koi visit nahi hoti.
desk-slots-no-visits = Is branch mein lab aakar sample nahi diye jaate.
desk-button-close-day = Din band karein
desk-button-reopen-day = Din kholein
desk-button-close = Band karein
desk-button-reopen = Kholein
desk-button-usual = Pehle jaisa
desk-button-all-days = ‹ Sab din
desk-button-newer = ‹ Naye
desk-button-older = Purane ›
desk-button-delete = Mitaayein
desk-button-delete-yes = Haan, mitaayein
desk-button-back = ‹ Wapas

desk-leads-none = Is clinic ki booking seedhe lab ke system mein jaati hain. Is bot ke saath koi leads system nahi juda hai.
desk-leads-unknown = Leads system se theek jawab nahi aaya. Ho sakta hai kaam ho gaya ho: dobara karne se pehle dekh lijiye.
desk-leads-sign-in = Leads system mein sign-in nahi ho raha. Bot chalane wale uska token dekhein.
desk-leads-not-there = Aisi koi lead nahi hai.
desk-leads-refused = Leads system ne mana kiya: { $detail }
desk-leads-away = Leads system se abhi sampark nahi ho raha. Thodi der baad phir koshish kijiye.
desk-leads-empty = Koi lead nahi.
desk-leads-line = { $number }. { $name } · { $status } · { $score } · { $source }
desk-leads-head = <b>{ $name }</b>
desk-leads-changed = Badal diya:
desk-leads-deleted = Mita diya.
desk-leads-sure = { $name } ki lead hamesha ke liye mitaani hai? Button dabaiye ya { $command } likhiye.
desk-leads-scoring = <b>Leads ke score</b>

desk-help-head = <b>Team yeh pooch sakti hai</b>, yahan aur private chat mein:
desk-help-line = /{ $name } – { $about }
desk-help-foot = Patient ko likhne ke liye uske card ka jawab dijiye.
desk-help-today = Aaj aur kal ki visit
desk-help-booking = Booking ke baare mein sab kuchh, reference ya mobile number se
desk-help-open = Kaun intezaar mein hai, aur kab se
desk-help-stats = Har vigyapan se kya mila
desk-help-link = Vigyapan ka link aur QR code
desk-help-slots = Khaali samay; din ya ghanta band karna, jagah badalna
desk-help-leads = Leads system: dekhna, badalna, mitaana
desk-help-help = Yeh list
