"""What pages write around an article, in lower case, and the names of outlets, as these write themselves."""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|") if phrase.strip())


# Furniture wherever it stands.
CONTROLS = _phrases("""
    listen live|watch live|live tv|listen to this article|listen to article|listen now|play video|play audio|unmute|
    full screen|fullscreen|get short url|short url|copy link|copy url|link copied|copied|share this|
    share this article|share this story|share this page|share this video|share this photo|share article|share story|
    share on facebook|share on twitter|share on x|share on whatsapp|share on linkedin|share on telegram|
    share via email|share with|share this with|share full article|tweet this|retweet|pin it|email this|email article|
    email this article|print this|print article|print this page|print this article|save article|save for later|
    add to bookmarks|leave a comment|post a comment|add a comment|view comments|show comments|read comments|
    hide comments|join the conversation|join the discussion|community standards|community guidelines|report abuse|
    report an error|report a typo|suggest a correction|send us a correction|subscribe now|subscribe today|sign up|
    sign up now|sign in|sign out|log in|login|log out|create account|my account|become a member|support us|donate now|
    give now|advertise with us|advertisement|sponsored content|promoted content|paid content|ad feedback|
    story continues below|story continues below advertisement|article continues below|
    article continues below advertisement|article continues after advertisement|story continues after advertisement|
    continue reading below|scroll to continue|continue reading|continue reading the main story|skip advertisement|
    skip ad|skip past newsletter promotion|after newsletter promotion|skip to content|skip to main content|
    skip to navigation|skip to footer|skip links|main menu|open menu|close menu|toggle navigation|toggle menu|
    back to top|scroll to top|homepage|home page|load more|see more|view more|view all|see all|show all|show more|
    show less|read more|read full story|read the full story|read full article|click to expand|more options|more info|
    find out more|click here|enlarge this image|toggle caption|hide caption|view gallery|open gallery|image source|
    image caption|media caption|getty images|loading...|please wait|video player is loading|
    this video can not be played|terms of use|terms of service|terms & conditions|terms and conditions|privacy policy|
    privacy notice|privacy settings|cookie policy|cookie settings|manage cookies|manage consent|accept all|
    accept all cookies|accept cookies|reject all|i agree|got it|do not sell my personal information|
    do not sell my info|accessibility help|accessibility links|contact us|about us|help center|site map|sitemap|
    follow us|follow us on|download app|download the app|get the app|mobile apps|app store|google play|dark mode|
    night mode|light mode|switch to dark mode|change language|print edition|e-paper|today's paper|us edition|
    uk edition|international edition|trending now|all rights reserved|share tweet|close panel|share page|
    about sharing|close share panel|reuse this content|comment via facebook|comment via sputnik
""")
# Words that are also subheadings of real articles: furniture only above the article or below it.
PAGE_WORDS = _phrases("""
    shares|
    listen|play|stop|download|save|saved|like|comment|discussion|discuss|reply|report|pin|account|subscriptions|
    newsletter|newsletters|ad|ads|sponsored|promoted|continue|menu|navigation|search|search for|close|open|cancel|
    submit|ok|next|previous|prev|back|top|home|sections|all sections|more|expand|collapse|enlarge|slideshow|image|
    photo|photos|video|videos|audio|podcast|podcasts|gallery|galleries|terms|privacy|cookies|accept|agree|
    accessibility|contact|about|faq|help|careers|jobs|press office|legal|imprint|editorial policy|
    editorial guidelines|corrections|feedback|follow|following|larger|smaller|language|english|breaking news|
    latest news|top stories|live updates|live|weather|horoscope|horoscopes|crossword|puzzles|games|shop|store|
    classifieds|obituaries|archive|archives|edition|pause|mute|share|tweet|email|e-mail|print|bookmark|facebook|
    twitter|linkedin|whatsapp|telegram|instagram|youtube|pinterest|reddit|messenger|tumblr|flipboard|vkontakte|vk|
    odnoklassniki|livejournal|rss|google+|tiktok|weibo|viber|threads|bluesky|mastodon|comments|subscribe|register|
    donate|advertise|advertising|learn more|loading|font size|text size
""")
# Sections of a news site, as in a menu.
SECTION_NAMES = _phrases("""
    news|world|world news|us|u.s.|us news|uk|uk news|europe|asia|africa|americas|middle east|russia|china|india|
    politics|business|economy|markets|money|finance|tech|technology|science|health|environment|climate|culture|arts|
    entertainment|lifestyle|life|style|fashion|travel|food|sport|sports|football|soccer|opinion|op-ed|op-edge|
    analysis|features|editorial|viral|local|education|books|music|film|movies|tv|real estate|autos|magazine|
    investigations|in pictures|documentaries|shows|programmes|multimedia|infographics|military|society|columnists|
    blogs
""")
# Lines that announce links to other articles.
LINK_LISTS = _phrases("""
    related|related news|related stories|related story|related articles|related article|related content|related links|
    related coverage|related posts|related video|related videos|related reading|related internet links|
    more on this story|more on this topic|more on this|more from|more stories|more news|more like this|more to read|
    most read|most viewed|most popular|most shared|most commented|most watched|most recent|popular|popular stories|
    popular now|trending|trending stories|top stories|top news|latest|latest stories|latest headlines|latest news|
    recommended|recommended stories|recommended for you|recommended reading|you may like|you may also like|
    you might like|you might also like|you may have missed|don't miss|must read|must reads|must-read|editor's picks|
    editors' picks|editor's pick|featured|featured stories|in other news|elsewhere on the web|around the web|
    from around the web|from the web|read next|up next|what to read next|read more on this|further reading|read also|
    also read|see also|other news|other stories|other articles|similar articles|similar stories|next article|
    previous article|suggested stories|suggested articles|sponsored stories|promoted stories|paid partner content|
    partner content
""")
# Lines that announce keywords; in a scholarly article these stand above the text, so only below it they are furniture.
TAG_LISTS = _phrases("""
    tags|topics|keywords|categories|filed under|key topics|story topics|explore more on these topics|related topics|
    in this article|more on
""")
OUTLETS = _phrases("""
    ABC|ABC News|AFP|Agence France-Presse|Al Arabiya|Al Jazeera|Al Mayadeen|Al-Monitor|Anadolu Agency|ANI|ANSA|AP|
    AP News|Arab News|Ars Technica|Asharq Al-Awsat|Associated Press|Axios|BBC|BBC News|BBC Sport|Bellingcat|Bloomberg|
    Boston Globe|Business Insider|BuzzFeed News|C-SPAN|CBC|CBC News|CBS|CBS News|CGTN|Chicago Tribune|CNBC|CNN|
    CNN Business|Daily Mail|Daily Mirror|Daily Sabah|Dawn|Defense News|Der Spiegel|Deutsche Welle|DPA|DW|EFE|El País|
    Euronews|Evening Standard|Fars News|Financial Times|Forbes|Foreign Affairs|Foreign Policy|Fox News|France 24|
    Gazeta.ru|Gulf News|Haaretz|Hindustan Times|HuffPost|Hurriyet Daily News|i24NEWS|Interfax|IRNA|ITAR-TASS|Izvestia|
    Kommersant|Kurdistan 24|Kyodo News|Le Monde|Lenta.ru|Los Angeles Times|Meduza|Mehr News|Middle East Eye|
    Military Times|MSNBC|National Geographic|National Review|NBC|NBC News|NDTV|New Scientist|New York Post|
    New York Times|Newsweek|NHK|NPR|PA Media|PBS|PBS NewsHour|Politico|POLITICO|Pravda|Press TV|ProPublica|PTI|
    Radio Free Europe|Radio Free Europe/Radio Liberty|RAPSI|RBC|Reuters|RFE/RL|RIA Novosti|Rolling Stone|
    Rossiya Segodnya|RT|Rudaw|Ruptly|SANA|Sky News|Slate|South China Morning Post|Sputnik|
    Sputnik International|Stars and Stripes|Tasnim|TASS|TechCrunch|The Associated Press|The Atlantic|The Boston Globe|
    The Conversation|The Daily Beast|The Daily Telegraph|The Economist|The Globe and Mail|The Guardian|The Hill|
    The Hindu|The Independent|The Indian Express|The Intercept|The Japan Times|The Jerusalem Post|
    The Kyiv Independent|The Moscow Times|The New York Times|The New Yorker|The Straits Times|The Sun|
    The Sunday Times|The Sydney Morning Herald|The Telegraph|The Times|The Times of India|The Times of Israel|
    The Verge|The Wall Street Journal|The Washington Post|The Week|TIME|TRT World|Ukrinform|UPI|USA TODAY|
    USA Today|VOA News|Voice of America|Vox|Wall Street Journal|Washington Post|WIRED|Xinhua|Yahoo News|Ynet|Yonhap|
    Zvezda
""")
