# How the bot presents itself in Telegram.

command-start = Book a lab test
command-book = New booking
command-mybookings = My bookings
command-person = Talk to a person
command-language = Change the language
command-help = How it works
command-cancel = Cancel what is open
command-privacy = How we handle your data
command-mydata = What we keep about you
command-forget = Erase my data
bot-description =
    Book lab tests at home: choose the tests, a time and your address. A phlebotomist comes to you, and the report arrives here.

    Tap START. हिन्दी में भी।
bot-short-description = Lab tests at home, booked in two minutes. हिन्दी में भी।
command-reports = My reports
