# What becomes of a booking, told truly: "confirmed" is said only when the lab has it.

outcome-sending =
    ⏳ Sending your request to the lab …
    Request number: <b>{ $reference }</b>
outcome-confirmed =
    ✅ <b>Your booking is confirmed.</b>
    Booking reference: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 Pay at collection: <b>{ $total }</b>, cash or UPI
outcome-team-confirms =
    We have your request <b>{ $reference }</b>. Our team will get back to you here or by phone.
outcome-team-calls =
    About your request <b>{ $reference }</b>: it is not in the lab's system yet. Our team is taking care of it and will write to you here.
outcome-checking =
    We have sent your request <b>{ $reference }</b> and are waiting for the lab's answer. We will tell you here.
outcome-team-checks =
    We have sent your request <b>{ $reference }</b>, but the lab has not answered yet. Our team is looking into it and will tell you here.
outcome-same-contact =
    We have your request <b>{ $reference }</b>. This number has another booking today, so our team will add it to that visit and tell you here.
outcome-ask-again =
    The lab could not take one answer: { $about }. Please give it again.

booking-change = Change
booking-cancel = Cancel
booking-calendar = Add to my calendar
booking-line =
    <b>{ $reference }</b> · { $state }
    👤 { $name }
    🧪 { $items }
    🕗 { $slot }
bookings-none = You have no bookings here at the moment.
calendar-title = Sample collection, { $clinic }
calendar-caption = Open this file to add the visit to your calendar.

state-told-requested = request sent
state-told-sending = request sent, waiting for the lab
state-told-confirmed = booked
state-told-unconfirmed = request sent, not answered yet
state-told-with_staff = with our team
state-told-withdrawn = cancelled
state-told-failed = not booked

report-ready = 📄 The report for <b>{ $reference }</b> is ready. I am getting it for you.
report-ready-no-file = 📄 The report for <b>{ $reference }</b> is ready. Our team will send it to you.
report-partly = 📄 { $reference }: { $done } of { $total } reports are ready. The rest will follow.
report-send-ready = Send what is ready
report-coming = Coming …
report-caption = Report { $reference }
report-corrected = Report { $reference }, corrected. Please use this one.
report-later = The report for { $reference } is ready, but I could not get the file. Our team will send it to you.
