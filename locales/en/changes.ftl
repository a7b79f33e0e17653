# A change of plan: asked for, then done by the clinic's staff in the lab's system.

nav-leave = Keep the booking as it is
booking-withdraw = Withdraw the request
booking-take-back = Take this request back
booking-again = Book again: { $name }, { $items }
booking-line-moving =
    { $line }
    🔁 Asked for: { $slot }
state-told-moving = booked, another time asked for
state-told-cancelling = booked, cancelling asked for

booked-ask-reschedule = <b>Which booking shall get another time?</b>
booked-ask-cancel = <b>Which booking shall be cancelled?</b>
booked-option = { $name }, { $slot }
booked-unclear = I did not find that booking. Please tap one.
booked-summary = 📄 { $reference }

move-ask =
    <b>Which time suits you better?</b>
    Booking { $reference } is on { $slot } now.
    Tap a time, or type one, for example: <i>tomorrow 8 am</i>
move-ask-again =
    <b>Which time suits you better?</b>
    Chosen so far: { $slot }.
move-present = { $slot } (now)
move-same = That is the time you have now. Please choose another one, or keep it.
move-review =
    <b>Shall we ask for this change?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    Now: { $old }
    New: <b>{ $new }</b>
    { $preparation }
move-yes = ✓ Ask for this time
move-other = Another time
move-keep = Keep the old time

reason-ask =
    <b>Cancel booking { $reference } on { $slot }?</b>
    If you like, tell us why. Tap or type.
reason-ask-short = Why shall it be cancelled?
reason-away = I am not there then
reason-unneeded = The test is not needed any more
reason-price = The price
reason-elsewhere = Done somewhere else
reason-none = I would rather not say
reason-move-instead = 🔁 Another time instead
reason-placeholder = Your reason, if you like
reason-too-long = That is a little long. Please use { $most } letters at most.
reason-summary = 💬 { $reason }
drop-review =
    <b>Shall we ask to cancel this booking?</b>

    📄 { $reference } · 👤 { $name }
    🧪 { $items }
    🕗 { $slot }
drop-yes = Yes, cancel it
drop-keep = Keep it

change-asked =
    ⏳ <b>{ $reference }: asked, not yet changed.</b>
    Now: { $old }
    Asked for: <b>{ $new }</b>
    Both times are kept for you until our team has changed it. We will tell you here.
cancel-asked =
    ⏳ <b>{ $reference }: asked, not yet cancelled.</b>
    🕗 { $slot }
    We will tell you here when our team has cancelled it.
change-done =
    ✅ <b>Changed. This is your new time:</b>
    Booking reference: <b>{ $reference }</b>

    👤 { $name }
    🧪 { $items }
    🕗 <b>{ $slot }</b>
    { $where }
    { $preparation }
    💵 Pay at collection: <b>{ $total }</b>, cash or UPI
change-refused = { $reference } could not be changed. It stays on <b>{ $slot }</b>. Our team will call you.
cancel-done-told = Booking <b>{ $reference }</b> on { $slot } is cancelled. Nobody will come, and there is nothing to pay.
cancel-refused = { $reference } could not be cancelled. It stays on <b>{ $slot }</b>. Our team will call you.
withdrawn-request = Your request <b>{ $reference }</b> is withdrawn. Should the lab have it already, our team takes it out.
withdrawn-done = Your request <b>{ $reference }</b> is out of the lab's system. Nobody will come.
withdrawn-refused = About your withdrawn request <b>{ $reference }</b>: our team will call you.
takeback-done = All right. { $reference } stays on <b>{ $slot }</b>.
takeback-nothing = Nothing is being changed on { $reference } any more.

change-over = { $reference } is not booked any more.
change-passed = The time of { $reference }, { $slot }, has passed. You can book again at any time.
change-unconfirmed = The lab has not answered about { $reference } yet. You can change the time once it is booked, or withdraw the request now.
change-near = { $reference } on { $slot } is very soon. Please call us to change or cancel it: { $phone }
change-near-team = { $reference } on { $slot } is very soon. Our team knows and will call you.
change-by-team = Our team changes { $reference } with you and will write to you here.
change-none = You have no booking to come that could be changed.
change-kept = All right, your booking stays as it is.
change-gone = That time is no longer free.

again-gone = Not offered any more: { $names }
again-price = The price today is { $total }; last time it was { $before }.
again-none = You have no earlier visit here yet. Let us book one.
