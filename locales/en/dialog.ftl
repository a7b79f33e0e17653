# Moving about in the dialog, and what is said around the questions.

greeting = Namaste! Here you can book lab tests at home with <b>{ $clinic }</b>. It takes about two minutes.
welcome-back = Welcome back. Let us go on from where you stopped.
home = What can I do for you? { $clinic } takes the sample at your home.
home-book = Book a test
nav-back = ‹ Back
nav-help = Help
nav-continue = Go on
nav-keep = Keep it as it is
nav-person = Talk to a person
nav-call = Please call me
nav-bookings = My bookings
nav-restart = Start over
nav-cancel = Cancel this booking
keyboard-away = Thank you.
help =
    <b>How it works</b>
    Tap a button, or answer in your own words. You can go back, change any answer, or stop at any time: nothing is booked until you say so at the end.
help-phone =
    <b>How it works</b>
    Tap a button, or answer in your own words. You can go back, change any answer, or stop at any time: nothing is booked until you say so at the end.
    { $clinic }: { $phone }
cancel-done = All right, nothing was booked.
cancel-nothing = There is nothing to cancel just now.
restart-done = Let us start again from the beginning.
stale = That button is from earlier. Here is where we are now.
unknown-command = I do not know that command.
not-understood = Sorry, I did not understand that. Please say it another way, or tap a button.
not-understood-person = Sorry, I still do not understand. A person will help you.
not-asked-for = Thank you. I do not need that just now.
stumbled = Sorry, something went wrong on our side. Our team knows. You can go on here.
link-item = From our offer: { $name }
media-photo = Thank you for the photo.
media-document = Thank you for the document.
media-voice = Thank you. I cannot listen to voice messages, so our team will.
media-audio = Thank you. I cannot listen to recordings, so our team will.
media-passed-on = I have passed that on to our team.
media-unreadable = I cannot read that. Please type your answer.
nudge = Your booking is not finished yet. Shall we go on from where you stopped?
nudge-resume = Go on

handoff-waiting = A person from { $clinic } will write to you here. Until then, just go on.
handoff-call = The team of { $clinic } will call you. Meanwhile you can go on here.
handoff-closed = Our team is back on { $opens }.
handoff-phone = Phone: { $phone }
handoff-end = Go on without a person
handoff-claimed = 👋 A person from { $clinic } is here now. Just write.
handoff-over = You are with the booking assistant again.
with-staff = You are talking to our team just now. Just write what you need.
with-staff-toast = You are talking to our team just now.

understood = ✓ { $answers }
cancel-ask = Do you want to cancel this booking? Tap “Cancel this booking”. To remove one test, type: <i>remove</i> and its name.
tests-unavailable = Our list of tests cannot be shown just now. Please try again in a few minutes, or talk to our team.

corrected = ✎ Changed: { $answers }
correction-person = patient
several-people = First the booking for { $first }, then for { $others }.
next-person = Now the booking for { $person }.
nav-undo = ↩ Undo the change
offer-en = Continue in English
offer-hi = हिन्दी में बात करें
relation-self = self
relation-father = father
relation-mother = mother
relation-husband = husband
relation-wife = wife
relation-son = son
relation-daughter = daughter
relation-brother = brother
relation-sister = sister
relation-grandfather = grandfather
relation-grandmother = grandmother
relation-father_in_law = father-in-law
relation-mother_in_law = mother-in-law
relation-uncle = uncle
relation-aunt = aunt
relation-friend = friend
relation-other = relative
correction-time = day and time
offer-hi-Latn = Hinglish mein baat karein
lead-needs = So that they can help you, please answer this as well:
lead-skip = Rather not
lead-noted = Thank you. Our team has that now.
lead-sent = Our team has your request. Its number: <b>{ $reference }</b>
lead-declined = All right. Our team has your request as it is and will write to you here.
nav-reports = My reports
small-greeting = Namaste! 🙏
small-greeting-often = Namaste! I am the booking assistant. To reach a person, type: <i>person</i>.
small-thanks = You are welcome. 🙏
small-fine = 🙏
small-later = No hurry. Your answers are kept; just write when you are ready.
waiting-unseen = I have passed that on. Our team has not looked in yet; they will write to you here.
home-unclear = Sorry, I did not understand that. If it is about your booking, tap “My bookings”; our team helps with everything else.
lady-noted = 📝 Noted with your booking. We cannot promise it, but our team will try to send a woman.
visit-missed = We are very sorry that you had to wait. Our team has been told just now.
cancel-none = You have no booking here, so there is nothing to cancel. Would you like to book a test?
reschedule-none = You have no booking here whose time could be changed. Would you like to book a test?
whose-self = yourself
whose-other = your { $person }
report-late = We are sorry that the report takes so long. Our team looks into it.
