"""What marks a paragraph as page furniture, whatever page it stands on.

Each rule here looks at one paragraph alone. A rule fires only where the whole paragraph is furniture, so that a sentence
which merely mentions sharing, photographs or cookies stays.
"""

import re

_LONGEST_FURNITURE_CHARS = 700  # of a cookie notice; nothing longer is looked at


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|") if phrase.strip())


_CONTROLS = _phrases("""
    listen live|watch live|live tv|listen to this article|listen to article|listen now|play video|play audio|pause|mute|unmute|
    full screen|fullscreen|get short url|short url|copy link|copy url|link copied|copied|share|share this|share this article|
    share this story|share this page|share this video|share this photo|share article|share story|share on facebook|share on twitter|
    share on x|share on whatsapp|share on linkedin|share on telegram|share via email|share with|share this with|share full article|
    tweet|tweet this|retweet|pin it|email|e-mail|email this|email article|email this article|print|print this|print article|
    print this page|print this article|save article|save for later|bookmark|add to bookmarks|facebook|twitter|linkedin|whatsapp|
    telegram|instagram|youtube|pinterest|reddit|messenger|tumblr|flipboard|vkontakte|vk|odnoklassniki|livejournal|rss|google+|
    tiktok|weibo|viber|threads|bluesky|mastodon|comments|leave a comment|post a comment|add a comment|view comments|
    show comments|read comments|hide comments|join the conversation|join the discussion|community standards|
    community guidelines|report abuse|report an error|report a typo|suggest a correction|send us a correction|subscribe|
    subscribe now|subscribe today|sign up|sign up now|sign in|sign out|log in|login|log out|register|create account|my account|
    become a member|support us|donate|donate now|give now|advertise with us|advertise|advertisement|advertising|
    sponsored content|promoted content|paid content|ad feedback|story continues below|story continues below advertisement|
    article continues below|article continues below advertisement|article continues after advertisement|
    story continues after advertisement|continue reading below|scroll to continue|continue reading|
    continue reading the main story|skip advertisement|skip ad|skip past newsletter promotion|after newsletter promotion|
    skip to content|skip to main content|skip to navigation|skip to footer|skip links|main menu|open menu|close menu|
    toggle navigation|toggle menu|back to top|scroll to top|homepage|home page|load more|see more|view more|view all|see all|
    show all|show more|show less|read more|read full story|read the full story|read full article|click to expand|more options|
    more info|learn more|find out more|click here|enlarge this image|toggle caption|hide caption|view gallery|open gallery|
    image source|image caption|media caption|getty images|loading|loading...|please wait|video player is loading|
    this video can not be played|terms of use|terms of service|terms & conditions|terms and conditions|privacy policy|
    privacy notice|privacy settings|cookie policy|cookie settings|manage cookies|manage consent|accept all|
    accept all cookies|accept cookies|reject all|i agree|got it|do not sell my personal information|do not sell my info|
    accessibility help|accessibility links|contact us|about us|help center|site map|sitemap|follow us|follow us on|
    download app|download the app|get the app|mobile apps|app store|google play|font size|text size|dark mode|night mode|
    light mode|switch to dark mode|change language|print edition|e-paper|today's paper|us edition|uk edition|
    international edition|trending now|all rights reserved
""")
# Words that are also subheadings of real articles: furniture only before the article starts or after it ends.
_PAGE_WORDS = _phrases("""
    listen|play|stop|download|save|saved|like|comment|discussion|discuss|reply|report|pin|account|subscriptions|newsletter|
    newsletters|ad|ads|sponsored|promoted|continue|menu|navigation|search|search for|close|open|cancel|submit|ok|next|
    previous|prev|back|top|home|sections|all sections|more|expand|collapse|enlarge|slideshow|image|photo|photos|video|videos|
    audio|podcast|podcasts|gallery|galleries|terms|privacy|cookies|accept|agree|accessibility|contact|about|faq|help|careers|
    jobs|press office|legal|imprint|editorial policy|editorial guidelines|corrections|feedback|follow|following|larger|
    smaller|language|english|breaking news|latest news|top stories|live updates|live|weather|horoscope|horoscopes|crossword|
    puzzles|games|shop|store|classifieds|obituaries|archive|archives|edition
""")
_SECTION_NAMES = _phrases("""
    news|world|world news|us|u.s.|us news|uk|uk news|europe|asia|africa|americas|middle east|russia|china|india|politics|
    business|economy|markets|money|finance|tech|technology|science|health|environment|climate|culture|arts|entertainment|
    lifestyle|life|style|fashion|travel|food|sport|sports|football|soccer|opinion|op-ed|op-edge|analysis|features|
    editorial|viral|local|education|books|music|film|movies|tv|real estate|autos|magazine|investigations|
    in pictures|documentaries|shows|programmes|multimedia|infographics|military|society|columnists|blogs
""")
_LINK_LISTS = _phrases("""
    related|related news|related stories|related story|related articles|related article|related content|related links|
    related coverage|related topics|related posts|related video|related videos|related reading|related internet links|
    more on this story|more on this topic|more on this|more from|more stories|more news|more like this|more to read|
    most read|most viewed|most popular|most shared|most commented|most watched|most recent|popular|popular stories|
    popular now|trending|trending stories|top stories|top news|latest|latest stories|latest headlines|latest news|recommended|
    recommended stories|recommended for you|recommended reading|you may like|you may also like|you might like|
    you might also like|you may have missed|don't miss|must read|must reads|must-read|editor's picks|editors' picks|
    editor's pick|featured|featured stories|in other news|elsewhere on the web|around the web|from around the web|
    from the web|read next|up next|what to read next|read more on this|further reading|read also|also read|see also|
    other news|other stories|other articles|similar articles|similar stories|next article|previous article|
    tags|topics|keywords|categories|filed under|key topics|story topics|explore more on these topics|
    suggested stories|suggested articles|sponsored stories|promoted stories|paid partner content|partner content
""")


def _alternatives(phrases: tuple[str, ...]) -> str:
    apostrophes = (re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+") for phrase in phrases)
    return "|".join(sorted(apostrophes, key=len, reverse=True))


_GAP = r"[\s\d|·•/>»›:,.…()\[\]!+→←▶►▼▲✕×✓*_-]"


def _only(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a line of nothing but these phrases, also run together ("Community standardsDiscussion").

    Possessive, so that a line which starts with many of them and ends otherwise is given up at once.
    """
    return re.compile(rf"{_GAP}*+(?:(?i:{_alternatives(phrases)})(?![a-z]){_GAP}*+)++")


_ONLY_CONTROLS = _only(_CONTROLS)
_ONLY_PAGE_WORDS = _only((*_CONTROLS, *_PAGE_WORDS))
_ONLY_SECTION_NAMES = _only((*_CONTROLS, *_PAGE_WORDS, *_SECTION_NAMES))
_SECTION_NAME = re.compile(rf"(?i:{_alternatives(_SECTION_NAMES)})\W*")
_LINK_LIST_LABEL = re.compile(
    rf"\W*(?:{_alternatives(_LINK_LISTS)}|more (?:from|in|on|about)\s.{{2,40}})\s*[:>»…\d()|]*", re.IGNORECASE
)

_ICON = re.compile(r"icon", re.IGNORECASE)
_PLAYER_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s*/\s*(?:\d{1,2}:)?\d{1,2}:\d{2})?")
_COUNT = re.compile(
    r"[\d.,]+\s?[KkMm]?\s(?:comments?|shares?|views?|likes?|reactions?|retweets?|followers?|photos?|min(?:ute)?s?(?:\s(?:read|listen))?"
    r"|(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\sago)"
    r"|(?:(?:reading|read) time\W+)?\d+\s?-?min(?:ute)?s?\s(?:read|to read)|(?:updated|published|posted)\s\d+\s\w+\sago",
    re.IGNORECASE,
)
_LINK_LEAD = re.compile(
    r"(?:also read|read also|read more|read next|see also|related|recommended|watch|listen|don['’]t miss|must read|up next|"
    r"more from [^:]{2,40}|more on [^:]{2,40})\s?(?:[:>»|]|–|—)\s?\S|(?:READ|MORE|WATCH|RELATED|LISTEN|SEE ALSO|READ MORE)\s?[:|>»]\s?\S",
)
_LINK_LEAD_ANY_CASE = re.compile(
    r"(?:also read|read also|read more|see also|related(?: story| article)?|watch)\s?[:>»|]\s?\S", re.IGNORECASE
)
_INVITATION = re.compile(
    r"(?:(?:did you )?(?:like|liked|enjoy|enjoyed|love|loved) (?:this|what you)\b|(?:like|follow|find|join) us (?:on|at)\b|"
    r"follow \S+ on (?:facebook|twitter|instagram|x\b|telegram|tiktok|linkedin)|follow @|sign up (?:for|to|here)\b|"
    r"subscribe (?:to|for|here|now)\b|click here\b|click (?:to|on the)\b|download (?:our|the) (?:free )?app\b|"
    r"get (?:the latest|our|unlimited|breaking|more stories)\b.*(?:inbox|newsletter|access|app\b|subscri)|"
    r"join our (?:channel|newsletter|mailing|telegram|whatsapp|community)|share (?:this|your (?:thoughts|opinion|views))\b|"
    r"tell us what you think|let us know what you think|what do you think\?|have your say|"
    r"(?:if you (?:like|liked|enjoy|enjoyed|found|value) (?:this|our|what)\b.*(?:share|subscribe|support|donat|follow|sign up))|"
    r"for more (?:news|stories|updates|information|on this|from)\b.*(?:follow|visit|click|subscribe|sign up|download|app\b|http|www)|"
    r"support (?:our|independent) journalism|your support\b.*(?:journalis|newsroom|reporting)|"
    r"think your friends would be interested)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:we (?:and our partners )?(?:use|store|value)|this (?:web)?site uses|our (?:web)?sites? uses?|by (?:continuing|clicking|using|browsing)\b)"
    r".*(?:cookies|privacy|personal data)",
    re.IGNORECASE | re.DOTALL,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*|\(c\)\s*)?(?:\d{4}|by\b|all rights)|.{0,120}\ball rights reserved\W*$",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(r"<?(?:https?://|www\.)\S+>?|[\w.+-]+@[\w-]+\.[\w.]+")
_SEPARATOR = re.compile(r"[^\w\s]{1,3}|(?:([^\w\s])\s*)\1?(?:\s*\1){2,}\s*")

_AGENCIES = (
    r"(?:Getty(?: Images)?|AP(?: Photo| Images)?|Reuters|REUTERS|AFP|EPA(?:-EFE)?|EFE|PA(?: Images| Wire| Media)?|Shutterstock|"
    r"Alamy|Corbis|iStock(?:photo)?|Unsplash|Pixabay|Pexels|Flickr|Wikimedia(?: Commons)?|Rex(?: Features)?|Anadolu(?: Agency)?|"
    r"TASS|Sputnik|RIA Novosti|Xinhua|Bloomberg|CNN|BBC|NBC|CBS|ABC|NurPhoto|Zuma(?: Press)?|ZUMA(?: Press)?|Imago|dpa|DPA|"
    r"SIPA|Sipa(?: USA)?|ANP|UPI|Instagram|Twitter|Facebook|YouTube|USA TODAY(?: Sports| Network)?|NASA|Handout|WireImage|FilmMagic)"
)
_CREDIT_WORD = (
    r"(?:photo(?:graph|s)?(?: credits?| by| courtesy(?: of)?)?|picture(?: credit| by)?|image(?: credits?| source| by| courtesy(?: of)?)?|"
    r"video(?: credit| by)?|(?:photo |image )?credits?|illustration(?: by)?|graphic by|file photo|file|pic|stock image|screenshot)"
)
_CREDIT_AFTER_WORD = rf"(?i:{_CREDIT_WORD})\s?[:,/©]\s?[^.!?\n]{{2,90}}\.?"
_CREDIT_BY = r"(?:Photo(?:graph)?|Photos|Image|Picture|Illustration|Video) (?:by|courtesy(?: of)?) [A-Z][^.!?\n]{2,70}"
_CREDIT_AGENCY = rf"(?:[A-Z©][\w.'’-]*(?:\s+[\w.'’-]+){{0,4}}\s?)?(?:/|\bvia\b|©|–)\s?{_AGENCIES}(?:\s?(?:/|via|,|-|–)\s?[A-Z][\w .'’-]{{1,40}})*"
_CREDIT_SIGN = rf"©\s?{_AGENCIES}(?:\s?[/.]\s?[A-Z][\w .'’-]{{1,40}})*"
_CREDIT_BRACKETS = rf"[(\[][^()\[\]]{{0,80}}(?:{_AGENCIES}|[Pp]hoto|[Cc]ourtesy|[Ii]mage)[^()\[\]]{{0,60}}[)\]]"
_CREDIT = rf"(?:{_CREDIT_AFTER_WORD}|{_CREDIT_BY}|{_CREDIT_AGENCY}|{_CREDIT_SIGN})\s*\|?"
_CREDIT_LINE = re.compile(rf"\s*(?:{_CREDIT}|{_CREDIT_BRACKETS})\s*")
# After a caption's full stop. Brackets need the word photo or image: "(Reuters)" there can be the source of the sentence.
_CREDIT_AT_END = re.compile(
    rf"(?<=[.!?”\"’)])\s+(?P<credit>{_CREDIT}|\((?:[^()]{{0,60}}(?:Photo|Getty|Images)[^()]{{0,60}})\))\s*$"
)
_CAPTION_LABEL = re.compile(r"(?:Image caption|Media caption|Caption|Photo caption)\s?[,:]\s*(?=\S)")
_READ_ON = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*(?P<link>(?i:read (?:more|on|the (?:rest|full)[\w ]*)|continue reading[^.]{0,80}|more|full story)\s*[»>→…]*)\s*$"
)


def furniture_reason(text: str) -> str | None:
    """Why a paragraph is page furniture wherever it stands, or None."""
    if _is_icon_list(text):
        return "names of icons"
    if len(text) > _LONGEST_FURNITURE_CHARS:
        return None
    if _COOKIES.match(text):
        return "cookie notice"
    if len(text) > 300:
        return None
    for pattern, reason in (
        (_ONLY_CONTROLS, "page control"),
        (_SEPARATOR, "separator"),
        (_BARE_LINK, "bare link"),
        (_COUNT, "count of comments, readers or minutes"),
        (_CREDIT_LINE, "photo credit"),
    ):
        if pattern.fullmatch(text):
            return reason
    if _LINK_LEAD.match(text) or _LINK_LEAD_ANY_CASE.match(text):
        return "link to another article"
    if _INVITATION.match(text):
        return "invitation to follow, share or subscribe"
    if _COPYRIGHT.match(text):
        return "copyright notice"
    return None


def outside_body_reason(text: str) -> str | None:
    """Why a paragraph is page furniture, given that it stands before the article starts or after it ends; or None."""
    if len(text) > 300:
        return None
    if _ONLY_PAGE_WORDS.fullmatch(text):
        return "page control"
    if _ONLY_SECTION_NAMES.fullmatch(text) and len(text.split()) >= 3:
        return "menu"
    return None


def is_section_name(text: str) -> bool:
    """Whether a line is the name of a news section and nothing else, as in a menu."""
    return len(text) < 30 and _SECTION_NAME.fullmatch(text) is not None


def is_player_time(text: str) -> bool:
    """Whether a line is a time on a media player, such as ``26:13`` or ``0:00 / 2:35``."""
    return len(text) < 20 and _PLAYER_TIME.fullmatch(text) is not None


def is_link_list_label(text: str) -> bool:
    """Whether a line announces links to other articles."""
    return len(text) < 60 and _LINK_LIST_LABEL.fullmatch(text) is not None


def is_credit(text: str) -> bool:
    """Whether a text is a photo credit and nothing else."""
    return len(text) < 160 and _CREDIT_LINE.fullmatch(text) is not None


def trims(text: str) -> tuple[tuple[int, int, str], ...]:
    """Furniture at the edges of a paragraph of content, as (start, end, reason) within ``text``."""
    found = []
    label = _CAPTION_LABEL.match(text)
    if label:
        found.append((0, label.end(), "caption label"))
    read_on = _READ_ON.search(text, max(0, len(text) - 120))
    if read_on:
        found.append((*read_on.span("link"), "link to the whole article"))
    elif len(text) < 1000:
        credit = _CREDIT_AT_END.search(text, max(0, len(text) - 200))
        if credit:
            found.append((*credit.span("credit"), "photo credit"))
    return tuple(found)


def _is_icon_list(text: str) -> bool:
    # "silicon" and "iconic" hold the letters too, but never in every other word.
    icons = len(_ICON.findall(text)) if "icon" in text else 0
    return icons >= 3 and icons * 3 >= len(text.split())
