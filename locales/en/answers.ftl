# Common questions, answered from data.

answer-price = { $lines }
answer-price-line = { $name }: <b>{ $price }</b>
answer-price-which = Tell me the name of the test and I will tell you the price.
answer-total = The total for your tests is <b>{ $total }</b>, paid when the sample is taken.
answer-preparation-which = Tell me the name of the test and I will tell you how to prepare.
answer-report-time = How long the report takes depends on the test. It will come here, in this chat.
answer-report-hours =
    { $hours ->
        [one] The report usually comes within an hour after the sample reaches the lab, here in this chat.
       *[other] The report usually comes within { $hours } hours after the sample reaches the lab, here in this chat.
    }
answer-report-days =
    { $days ->
        [one] The report usually comes within one day, here in this chat.
       *[other] The report usually comes within { $days } days, here in this chat.
    }
answer-hours-home = 🏠 Samples at home: { $times }
answer-hours-lab = 🏥 At the lab: { $times }
answer-hours-opening = Opening hours: { $opening }
answer-times = { $days }, { $opens } to { $closes }
answer-times-daily = every day, { $opens } to { $closes }
answer-address =
    You can find us here:
    { $places }
answer-address-line = 📍 { $place } · { $phone }
answer-served = Yes, we come to { $pincode }.
answer-not-served = We do not come to { $pincode } yet. Our team can call you and see what is possible.
answer-served-which = Tell me your PIN code and I will tell you whether we come there.
answer-contents =
    <b>{ $name }</b>
    { $count ->
        [one] This package has one test:
       *[other] This package has { $count } tests:
    }
    { $tests }
answer-contents-line = • { $name }
answer-contents-unknown = I do not have the list of tests in { $name }. Our team can tell you.
answer-contents-which = Tell me the name of the package and I will tell you what is in it.
answer-status = { $reference }: { $state }, { $slot }
answer-payment = You pay when the sample is taken, in cash or by UPI. There is nothing to pay here.
answer-home = We take the sample at your home.
answer-home-or-lab = We take the sample at your home, or you can come to the lab, as you like.

day-mon = Mon
day-tue = Tue
day-wed = Wed
day-thu = Thu
day-fri = Fri
day-sat = Sat
day-sun = Sun

safety-emergency =
    🚨 <b>This sounds like an emergency. Please call 112 or 108 now</b>, or go to the nearest hospital.
    Please do not wait for a test. Our team has been told.
safety-self-harm =
    💛 I am sorry that it is so hard right now. You are not alone. Please call <b>Tele-MANAS 14416</b>, day or night, free of charge, or 112 if there is danger now.
    A person from our team has been told and will write to you.
safety-telemanas = Tele-MANAS 14416
safety-prenatal-sex = Finding out the sex of an unborn child is against the law in India. We do not do it, and we cannot give any hint of it.
safety-advice = I cannot give medical advice; please ask a doctor. I can book a test for you, or our team can talk to you: tap “Help”.
answer-visit-free = Coming to your home costs nothing extra.
answer-visit-charge = Coming to your home costs { $charge }.
answer-visit-charge-above = Coming to your home costs { $charge }; nothing when the tests come to { $above } or more.
