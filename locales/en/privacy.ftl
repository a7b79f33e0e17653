# What people can ask of their own data.

privacy =
    🔒 <b>Your data at { $clinic }</b>
    What: mobile number, name, age, gender, address, tests, bookings and reports.
    What for: to book your tests and to bring you the report. Nothing else, no advertising.
    How long: { $days } days after your last booking, or longer where the law says so.
    Messages already in Telegram stay there; you can delete them in the app.
    /mydata shows what we keep, /forget erases it.
    Notice: { $url }
    Complaints: { $contact }
privacy-withdraw = Take back my consent
privacy-withdrawn = Your consent is taken back. Without it we cannot book; you can give it again at any time.
mydata =
    <b>What we keep about you</b>
    { $data }
mydata-person = 👤 { $name }, { $phone }
mydata-booking = 🧪 { $reference }: { $name }, { $state }
mydata-draft = ✎ The answers of the booking that is open now
mydata-consent = 🔒 Your consent to the privacy notice, version { $version }
mydata-nothing = We keep nothing about you yet.
forget-ask = Shall we erase everything that we keep about you here? Bookings already made at the lab stay there, and the law makes us keep some records for a while.
forget-yes = Yes, erase it
forget-done = Done. Your answers and saved people are erased now; records of bookings that the law makes us keep will be erased within { $days } days. Messages already in Telegram stay there.
