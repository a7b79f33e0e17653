# Telegram mein bot ka parichay.

command-start = Lab test book karein
command-book = Nayi booking
command-mybookings = Meri bookings
command-person = Kisi se baat karein
command-language = Bhasha badlein
command-help = Kaise karein
command-cancel = Jo chal raha hai, chhodein
command-privacy = Aapki jaankari kaise rakhi jaati hai
command-mydata = Hamare paas aapki kya jaankari hai
command-forget = Meri jaankari mitayein
bot-description =
    Ghar baithe lab test book kijiye: test, time aur address chuniye. Sample lene koi aapke ghar aayega, aur report yahin aayegi.

    START dabaiye.
bot-short-description = Ghar baithe lab test, do minute mein book.
command-reports = Meri reports
