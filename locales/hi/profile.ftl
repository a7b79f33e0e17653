# Telegram में बॉट का परिचय।

command-start = जाँच बुक करें
command-book = नई बुकिंग
command-mybookings = मेरी बुकिंग
command-person = किसी से बात करें
command-language = भाषा बदलें
command-help = कैसे करें
command-cancel = जो चल रहा है, छोड़ें
command-privacy = आपकी जानकारी कैसे रखी जाती है
command-mydata = हमारे पास आपकी क्या जानकारी है
command-forget = मेरी जानकारी मिटाएँ
bot-description =
    घर बैठे जाँच बुक कीजिए: जाँच, समय और पता चुनिए। सैंपल लेने कोई आपके घर आएगा, और रिपोर्ट यहीं आएगी।

    START दबाइए।
bot-short-description = घर बैठे जाँच, दो मिनट में बुक।
command-reports = मेरी रिपोर्ट
