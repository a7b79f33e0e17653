# Clinic ki team apne group mein yeh padhti hai.

card =
    <b>{ $cause }</b>
    { $state }
    Shuru { $opened } · Bhasha: { $language } · Campaign: { $campaign }

    { $story }

    Patient ko likhne ke liye yahin reply kijiye. #{ $case }
card-waiting = 🟠 { $since } se wait mein
card-claimed = 🟢 { $staff } ke paas
card-resolved = ⚪ Poora ({ $staff }) { $outcome }
card-nothing-yet = Abhi kuch nahi kaha gaya.
card-no-phone = 📱 Number abhi nahi mila
card-words = 💬 “{ $words }”
card-location = 📍 https://maps.google.com/?q={ $location }
staff-tap-of = { $tap } · { $reference }
card-further = Aur: { $cause }. “{ $words }”
card-booking =
    <b>{ $reference }</b> · { $state }
    👤 { $name } · 📱 { $phone }
    🧪 { $items }
card-slot = 🕗 { $slot }
card-items = 🧪 { $items }
card-amount = 💵 { $total }
card-instructions = ℹ️ { $instructions }
card-ended-by-patient = Patient ne bot ke saath aage badhna chuna.

cause-asked_for_person = Kisi se baat karni hai
cause-asked_for_call = 📞 Call kijiye
cause-not_understood = Bot samajh nahi paaya
cause-not_served = Is PIN code mein service nahi
cause-unknown_test = Test nahi mila
cause-prescription = Parchi ya document bheja gaya
cause-emergency = 🚨 EMERGENCY ke shabd
cause-self_harm = 🚨 Khud ko nuksaan ke shabd
cause-advice = Salah chahiye
cause-no_slot = Koi slot khaali nahi
cause-change_booking = Booking badalni hai
cause-cancel_booking = Booking cancel karni hai
cause-visit_missed = Sample lene koi nahi pahuncha
cause-report_problem = Report nahi pahunch payi
cause-lab_refused = Lab ne booking lene se mana kiya
cause-lab_duplicate = Lab mein is number ki aaj ek entry pehle se hai
cause-lab_unconfirmed = Lab ko bheja, jawab nahi aaya: kya wahan hai?
cause-lab_forbidden = Lab is branch ko nahi maanti: settings dekhiye
cause-lab_unavailable = Lab mein sign-in nahi ho raha: keys dekhiye
cause-same_contact = Is number ki ek entry aaj pehle se hai, ek aur request
cause-unreachable = Booking hai, par patient tak Telegram par pahunchna nahi ho pa raha
cause-went_quiet = Booking beech mein ruk gayi
cause-stumbled = Bot ke andar kuch gadbad hui

state-requested = request aayi
state-sending = bheji ja rahi hai
state-confirmed = book ho gayi
state-unconfirmed = bhej di, jawab nahi aaya
state-with_staff = team ke paas
state-withdrawn = cancel
state-failed = book nahi hui

staff-claim = Yeh mere zimme
staff-release = Wapas dein
staff-resolve = Poora hua
staff-is-booked = Lab system mein hai
staff-not-booked = Wahan nahi hai
staff-claimed = Ab yeh aapke paas hai.
staff-released = Wapas diya gaya.
staff-resolved = Poora hua.
staff-noted = Note ho gaya; patient ko bata diya gaya hai.
staff-already-claimed = Yeh pehle se { $staff } ke paas hai.
staff-case-over = Yeh case poora ho chuka hai.
staff-set-aside = ⚠️ Patient ke ek message par kaam nahi ho saka (number { $reference }). Patient ko bata diya gaya hai.
staff-try-again = Phir try karein
group-declined = Yeh bot group mein kaam nahi karta. Please ise seedhe message kijiye.
card-not-carried =
    ✍️ <b>{ $reference }</b> lab ke system mein hai, par usmein sab kuch likhne ki jagah nahi hai. Kripya wahan yeh jod dijiye:
    👤 { $name } · 📱 { $phone }
    { $story }
card-signs =
    📄 Yahi baat { $count } report ke saath hai: { $more ->
        [0] { $signs }
       *[other] { $signs }, aur inse pehle ki { $more }
    }
card-party = 🤝 Bhejne wale: { $by }
card-linked-party = 🤝 Bhejne wale: { $name } ({ $by })
party-corporate = company { $party }
party-hospital = hospital { $party }
party-doctor = doctor { $party }
card-make-customer = 👉 Wahan lead ko customer bana dijiye.
staff-undelivered = ⚠️ Patient tak ek message Telegram par nahi pahunch paya.
card-change-move =
    🔁 <b>Lab ke system mein karna hai: doosra time.</b>
    Abhi: { $old }
    Naya: <b>{ $new }</b>
card-change-cancel =
    ✖️ <b>Lab ke system mein karna hai: cancel.</b>
    Wajah: { $reason }
card-change-remove =
    ✖️ <b>Patient ne request wapas le li, par shayad lab ke system mein hai: wahan se hata dijiye.</b>
    Wajah: { $reason }
card-change-taken-back = ↩ <b>{ $reference }</b>: patient ne badlav wapas le liya. Booking jaisi thi waisi rehne dijiye.
staff-moved = ✓ Time badal diya: { $reference }
staff-cancelled = ✓ Cancel kar di: { $reference }
staff-not-changed = ✗ Nahi ho sakta: { $reference }
cause-bill_deleted = Lab ne ek booking ka bill hata diya hai
card-lead-stored = 🧾 { $reference } lab ke system mein lead ke roop mein hai.
state-lead-stored = lab ke system mein lead
cause-report_held = Ek report jise team ko bhejna hai
cause-report_held_other = Report seedhe patient ko deni hai: booking kisi aur adult ne ki thi
staff-release-report = Patient ko bhej dein
staff-told-otherwise = Doosre tareeke se de di
