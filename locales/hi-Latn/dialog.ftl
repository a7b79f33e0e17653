# Baatcheet mein aana-jaana, aur sawalon ke aas-paas ki baatein.

greeting = Namaste! Yahan <b>{ $clinic }</b> ke lab test ghar baithe book hote hain. Bas do minute lagenge.
welcome-back = Welcome back. Jahan baat ruki thi, wahin se aage badhte hain.
home = Bataiye, kya madad karein? { $clinic } ki team ghar aakar sample leti hai.
home-book = Test book karein
nav-back = ‹ Peeche
nav-help = Help
nav-continue = Aage badhein
nav-keep = Jaisa hai, rehne dein
nav-person = Kisi se baat karein
nav-call = Mujhe call kijiye
nav-bookings = Meri bookings
nav-restart = Phir se shuru karein
nav-cancel = Yeh booking chhodein
keyboard-away = Thank you.
help =
    <b>Kaise karein</b>
    Button dabaiye ya apne shabdon mein jawab dijiye. Peeche jaana, koi bhi jawab badalna ya beech mein rukna, sab ho sakta hai: jab tak aakhir mein aap na kahein, kuch book nahi hota.
help-phone =
    <b>Kaise karein</b>
    Button dabaiye ya apne shabdon mein jawab dijiye. Peeche jaana, koi bhi jawab badalna ya beech mein rukna, sab ho sakta hai: jab tak aakhir mein aap na kahein, kuch book nahi hota.
    { $clinic }: { $phone }
cancel-done = Theek hai, kuch bhi book nahi hua.
cancel-nothing = Abhi cancel karne ke liye kuch nahi hai.
restart-done = Chaliye, phir se shuru karte hain.
stale = Yeh button purana hai. Abhi hum yahan hain.
unknown-command = Yeh command samajh nahi aaya.
not-understood = Sorry, samajh nahi aaya. Doosre shabdon mein bataiye, ya button dabaiye.
not-understood-person = Sorry, ab bhi samajh nahi aaya. Hamari team se koi aapki madad karega.
not-asked-for = Thank you. Abhi iski zaroorat nahi hai.
stumbled = Sorry, hamari taraf kuch gadbad hui. Hamari team ko pata hai. Yahan aage badhiye.
link-item = Hamare offer se: { $name }
media-photo = Photo mil gayi, thank you.
media-document = Document mil gaya, thank you.
media-voice = Thank you. Voice message yahan suna nahi ja sakta, hamari team sunegi.
media-audio = Thank you. Recording yahan suni nahi ja sakti, hamari team sunegi.
media-passed-on = Yeh hamari team tak pahuncha diya hai.
media-unreadable = Yeh padha nahi ja saka. Please likhkar bataiye.
nudge = Aapki booking abhi poori nahi hui hai. Jahan baat ruki thi, wahin se aage badhein?
nudge-resume = Aage badhein

handoff-waiting = { $clinic } ki team aapko yahin likhegi. Tab tak buttons se aage badhiye.
handoff-call = { $clinic } ki team aapko call karegi. Tab tak yahan aage badhiye.
handoff-closed = Abhi hamari team kaam par nahi hai, { $opens } se baat ho sakegi.
handoff-phone = Phone: { $phone }
handoff-end = Bina kisi se baat kiye aage badhein
handoff-claimed = 👋 { $clinic } ki team ab yahan hai. Bas likhiye.
handoff-over = Ab phir se bot aapke saath hai.
with-staff = Abhi aapki baat hamari team se ho rahi hai. Jo chahiye, likhiye.
with-staff-toast = Abhi aapki baat hamari team se ho rahi hai.

understood = ✓ { $answers }
cancel-ask = Kya yeh booking chhodni hai? Toh “Yeh booking chhodein” dabaiye. Koi ek test hatana ho toh likhiye: <i>hatao</i> aur uska naam.
tests-unavailable = Abhi tests ki list nahi khul rahi hai. Kuch minute baad phir try kijiye, ya hamari team se baat kijiye.
corrected = ✎ Badal diya: { $answers }
correction-person = patient
correction-time = din aur time
several-people = Pehle { $first } ki booking, phir { $next } ki.
next-person = Ab { $person } ki booking.
nav-undo = ↩ Badlav wapas lein
offer-en = Continue in English
offer-hi = हिन्दी में बात करें
offer-hi-Latn = Hinglish mein baat karein
relation-self = apni
relation-father = papa
relation-mother = mummy
relation-husband = pati
relation-wife = patni
relation-son = bete
relation-daughter = beti
relation-brother = bhai
relation-sister = behen
relation-grandfather = dada ji
relation-grandmother = dadi ji
relation-father_in_law = sasur ji
relation-mother_in_law = saas ji
relation-uncle = uncle
relation-aunt = aunty
relation-friend = dost
relation-other = rishtedar
lead-needs = Taaki ve aapki madad kar saken, kripya yeh bhi bataiye:
lead-skip = Nahi batana
lead-noted = Dhanyavaad. Hamari team tak yeh pahunch gaya hai.
lead-sent = Aapki request hamari team ke paas hai. Uska number: <b>{ $reference }</b>
lead-declined = Theek hai. Aapki request hamari team ke paas hai, ve aapko yahin likhenge.
nav-reports = Meri reports
