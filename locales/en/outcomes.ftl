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
outcome-entry-today =
    We have your request <b>{ $reference }</b>. There is an entry for this number today already, so our team will complete it and tell you here.
report-number-ask = <b>Reports of earlier days.</b> Which mobile number are they under? The lab sends a code there.
report-number-ask-noticed =
    <b>Reports of earlier days.</b> Which mobile number are they under? The lab sends a code there.

    { $notice }
report-number-notice = 🔒 { $clinic } uses the number to find your reports. By typing it you agree to this. More: { $url }
report-number-unknown = The lab has no reports under that number. Please check it.
report-waiting = ⏳ One moment, I am asking the lab …
report-still-waiting = The lab has not answered yet.
report-code-ask =
    <b>The lab has sent a code</b> to the number that ends in { $ending }. Please type it here.
    Give it to nobody who asks you for it.
report-code-placeholder = Code
report-code-unclear = Please type the digits of the code.
report-code-wrong =
    { $left ->
        [one] That code is not right. You have one more try.
       *[other] That code is not right. You have { $left } more tries.
    }
report-code-too-often = That code was wrong too often.
report-code-expired = That code is no longer good.
report-code-over = You can have a new code sent.
report-code-again = Send a new code
report-code-another = Another number
report-code-wait = A new code can be sent in { $seconds } seconds.
report-code-limit = So many codes have been sent that you have to wait for an hour. Our team can help you meanwhile.
report-lab-away = The lab cannot be asked just now. Please try again a little later, or talk to our team.
report-closed = Your reports are closed.
report-list-ask = <b>Your reports.</b> Tap the one you need. They are open for ten minutes.
report-list-none = There are no reports under this number.
report-list-item = 📄 { $day } { $year }
report-list-undated = 📄 Report
report-others =
    { $count ->
        [one] One report of somebody else
       *[other] { $count } reports of others
    }
report-others-ask =
    { $count ->
        [one] One report under this number is not of anybody whom you have booked for here. Is it yours, or do you have that person's consent to see it?
       *[other] { $count } reports under this number are not of anybody whom you have booked for here. Are they yours, or do you have those persons' consent to see them?
    }
report-others-yes = Yes, show
report-others-no = No
report-old-caption = Your report
report-old-later = I could not get that file. Our team will send it to you.
report-held = 📄 The report for <b>{ $reference }</b> is ready. Our team will bring it to you.
report-held-toast = Our team will bring you this report.
state-told-lead = request to be called, with our team
