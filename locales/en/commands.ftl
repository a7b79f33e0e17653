# What the staff read when they ask: commands, their answers, and how they are written.

desk-cannot-check = Telegram does not answer just now. Please try again in a minute.
desk-usage = Please write it like this: { $example }
desk-usage-booking = /booking ABCD-2345 or /booking 98765 43210
desk-usage-stats = /stats 30 (days, 366 at most)
desk-usage-link = /link mg-road diwali thyroid
desk-usage-slots = /slots mg-road 24 nov 9am close
desk-usage-leads = /leads, /leads source diwali, /leads assignee ID, /leads scoring, /leads show ID, /leads update ID status=contacted score=80 contacted notes=…, /leads delete ID
desk-more = and { $count } more
desk-no-such-branch = There is no branch of that name.
desk-minutes = { $minutes } min
desk-hours = { $hours } h { $minutes } min
desk-days = { $days } d { $hours } h
desk-no-slot = no time yet
desk-case-offered = nothing to do
desk-case-waiting = waiting
desk-case-claimed = with { $staff }
desk-case-resolved = done

desk-today = <b>Today, { $day }</b> · { $count ->
    [0] no visits
    [one] { $count } visit
   *[other] { $count } visits
}
desk-tomorrow = <b>Tomorrow, { $day }</b> · { $count ->
    [0] no visits
    [one] { $count } visit
   *[other] { $count } visits
}
desk-branch = 📍 <b>{ $name }</b>
desk-hour = 🕗 { $hour }
desk-visit = • <b>{ $reference }</b> · { $about } · { $state }
desk-items = { $count ->
    [one] { $count } test
   *[other] { $count } tests
}
desk-fasting = { $hours } h fasting

desk-booking-none = There is no booking with this reference or number.
desk-booking-several = { $count } bookings of this number:
desk-booking-line = • <b>{ $reference }</b> · { $slot } · { $state }
desk-booking-head = <b>{ $reference }</b> · { $state }
desk-booking-who = 👤 { $name } · 📱 { $phone }
desk-booking-where = 📍 { $branch } · { $mode }
desk-booking-lab = 🏷 Number in the lab's system: { $id }
desk-booking-no-lab = 🏷 No number in the lab's system yet
desk-booking-reports = 📄 Reports: { $announced } announced, { $sent } sent
desk-booking-case = 💬 { $cause } · { $state }
desk-booking-made = Asked for { $made } · Campaign: { $campaign }

desk-open-none = Nobody waits. All cases are done.
desk-open = <b>Open cases: { $count }</b>, { $waiting } of them with nobody
desk-open-line = { $urgent ->
    [yes] 🚨{" "}
   *[no] {""}
}{ $number }. { $cause }{ $about } · { $state } · since { $waited }
desk-open-about = {" "}({ $reference })
desk-open-link = Card { $number }

desk-stats = <b>The last { $days ->
    [one] day
   *[other] { $days } days
}</b>
desk-stats-none = Nobody has written in the last { $days ->
    [one] day
   *[other] { $days } days
}.
desk-stats-campaign = <b>{ $name }</b>
desk-no-campaign = without a campaign
desk-stats-funnel = { $started } started · { $priceseen } saw the price · { $contact } gave a number · { $booked } booked · { $collected } collected · { $completed } completed
desk-stats-money = { $ordered } booked · { $revenue } collected
desk-stats-human = { $minutes } min until a person was there (half of { $count } waited less)
# Drawn into a picture, in Latin letters.
desk-picture-started = Started
desk-picture-price_seen = Saw the price
desk-picture-contact = Gave a number
desk-picture-booked = Booked
desk-picture-collected = Collected
desk-picture-completed = Completed
desk-picture-no-campaign = Without a campaign

desk-link = { $branch } · Campaign: { $campaign } · Test: { $item }
desk-link-branch = 📍 { $name }: { $link }
desk-link-no-item = No test or package here is called “{ $item }”.
desk-link-which = Which one is “{ $item }”?
desk-link-unfit = Such a link cannot be made. A campaign has letters, digits and “-” only, and must be short.

desk-slots = <b>{ $branch } · { $mode }</b>
desk-slots-which = Which branch?
desk-slots-day = { $day }
desk-slots-line = { $when }: { $taken } of { $visits } taken{ $changed ->
    [yes] {" "}✎
   *[no] {""}
}
desk-slots-line-closed = { $when }: closed{ $taken ->
    [0] {""}
   *[other] , { $taken } taken
}
desk-slots-booked = Booked: { $references }
desk-slots-holds = Being chosen just now: { $count }
desk-slots-closed = ⛔ Closed: { $what }
desk-slots-set = ✎ { $what }: { $visits ->
    [one] { $visits } visit at a time
   *[other] { $visits } visits at a time
}
desk-slots-usual = ✅ As usual again: { $what }
desk-slots-over = ⚠️ { $when }: { $count ->
    [one] one booking has no place any more
   *[other] { $count } bookings have no place any more
}: { $references }. Please call.
desk-slots-done = Done.
desk-slots-when = Which day or hour? From today on, half a year ahead at most.
desk-slots-no-hours = There are no visits at that time by the clinic's own hours.
desk-slots-no-visits = This branch takes no visits at the lab.
desk-button-close-day = Close the day
desk-button-reopen-day = Open the day
desk-button-close = Close
desk-button-reopen = Open
desk-button-usual = As usual
desk-button-all-days = ‹ All days
desk-button-newer = ‹ Newer
desk-button-older = Older ›
desk-button-delete = Delete
desk-button-delete-yes = Yes, delete
desk-button-back = ‹ Back

desk-leads-none = This clinic's bookings go to the lab's own system. There is no leads system set up for this bot.
desk-leads-unknown = The leads system did not answer properly. It may be done or not: please look before trying again.
desk-leads-sign-in = The leads system does not take our sign-in. Whoever runs the bot must look at its token.
desk-leads-not-there = There is no such lead.
desk-leads-refused = The leads system refused: { $detail }
desk-leads-away = The leads system cannot be reached just now. Please try again later.
desk-leads-empty = No leads.
desk-leads-line = { $number }. { $name } · { $status } · { $score } · { $source }
desk-leads-head = <b>{ $name }</b>
desk-leads-changed = Changed:
desk-leads-deleted = Deleted.
desk-leads-sure = Delete the lead of { $name } for good? Press the button or write { $command }
desk-leads-scoring = <b>How the leads score</b>

desk-help-head = <b>What I can tell the team</b>, here and in a private chat with me:
desk-help-line = /{ $name } – { $about }
desk-help-foot = Reply to a card to write to its patient.
desk-help-today = Visits of today and tomorrow
desk-help-booking = All about a booking, by reference or mobile number
desk-help-open = Who waits for a person, and for how long
desk-help-stats = What each campaign has brought
desk-help-link = Link and QR code for an advertisement
desk-help-slots = Free times; close or widen a day or an hour
desk-help-leads = The leads system: list, change, delete
desk-help-help = This list
