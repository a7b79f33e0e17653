# What the clinic's staff read in their group.

card =
    <b>{ $cause }</b>
    { $state }
    Opened { $opened } · Language: { $language } · Campaign: { $campaign }

    { $story }

    Reply here to write to the patient. #{ $case }
card-waiting = 🟠 Waiting since { $since }
card-claimed = 🟢 With { $staff }
card-resolved = ⚪ Done ({ $staff }) { $outcome }
card-nothing-yet = Nothing has been said yet.
card-no-phone = 📱 No number yet
card-words = 💬 “{ $words }”
card-location = 📍 https://maps.google.com/?q={ $location }
staff-tap-of = { $tap } · { $reference }
card-further = Also: { $cause }. “{ $words }”
card-booking =
    <b>{ $reference }</b> · { $state }
    👤 { $name } · 📱 { $phone }
    🧪 { $items }
card-slot = 🕗 { $slot }
card-items = 🧪 { $items }
card-amount = 💵 { $total }
card-instructions = ℹ️ { $instructions }
card-ended-by-patient = The patient goes on with the bot.

cause-asked_for_person = Wants to talk to a person
cause-asked_for_call = 📞 Please call
cause-not_understood = The bot did not understand
cause-not_served = PIN code not served
cause-unknown_test = Test not found
cause-prescription = Prescription or document sent
cause-emergency = 🚨 EMERGENCY words
cause-self_harm = 🚨 Words of self-harm
cause-advice = Wants advice
cause-no_slot = No free slot
cause-change_booking = Wants to change a booking
cause-cancel_booking = Wants to cancel a booking
cause-visit_missed = Nobody came for the sample
cause-report_problem = Report could not be delivered
cause-lab_refused = The lab refused the booking
cause-lab_duplicate = The lab already has an entry of this number today
cause-lab_unconfirmed = Sent to the lab, no answer: is it there?
cause-lab_forbidden = The lab refuses this branch: check the configuration
cause-lab_unavailable = The lab refuses our sign-in: check the keys
cause-same_contact = Another request of a number that has an entry today
cause-unreachable = Patient with a booking cannot be reached on Telegram
cause-went_quiet = Went quiet in the middle of a booking
cause-stumbled = Something went wrong inside the bot

state-requested = requested
state-sending = being sent
state-confirmed = booked
state-unconfirmed = sent, no answer
state-with_staff = with staff
state-withdrawn = cancelled
state-failed = failed

staff-claim = I take it
staff-release = Give it back
staff-resolve = Done
staff-is-booked = It is in the lab system
staff-not-booked = It is not there
staff-claimed = It is yours.
staff-released = Given back.
staff-resolved = Done.
staff-noted = Noted; the patient has been told.
staff-already-claimed = { $staff } has it already.
staff-case-over = This case is over.
staff-set-aside = ⚠️ A message of a patient could not be handled (number { $reference }). The patient has been told.
staff-try-again = Try again
group-declined = I only work in private chats. Please write to me directly.
card-not-carried =
    ✍️ <b>{ $reference }</b> is stored, but the lab's system has no room for all of it. Please add there:
    👤 { $name } · 📱 { $phone }
    { $story }
card-signs =
    📄 The same with { $count } reports: { $more ->
        [0] { $signs }
       *[other] { $signs }, and { $more } before them
    }
card-party = 🤝 Sent by { $by }
card-linked-party = 🤝 Sent by { $name }: { $by }
party-corporate = company { $party }
party-hospital = hospital { $party }
party-doctor = doctor { $party }
card-make-customer = 👉 Turn the lead into a customer there.
staff-undelivered = ⚠️ A message to a patient could not be delivered on Telegram.
card-change-move =
    🔁 <b>To do in the lab system: another time.</b>
    Now: { $old }
    New: <b>{ $new }</b>
card-change-cancel =
    ✖️ <b>To do in the lab system: cancel it.</b>
    Reason: { $reason }
card-change-remove =
    ✖️ <b>Withdrawn by the patient, and perhaps in the lab system: take it out there.</b>
    Reason: { $reason }
card-change-taken-back = ↩ <b>{ $reference }</b>: the patient took the request back. Please leave the booking as it was.
staff-moved = ✓ Time changed: { $reference }
staff-cancelled = ✓ Cancelled: { $reference }
staff-not-changed = ✗ Cannot be done: { $reference }
cause-bill_deleted = The lab has deleted the bill of a booking
card-lead-stored = 🧾 { $reference } is in the lab's system as a lead.
state-lead-stored = lead in the lab's system
cause-report_held = A report to be released by a person
cause-report_held_other = A report to be given to the patient in person: another adult booked it
staff-release-report = Send it to the patient
staff-told-otherwise = Given in another way
