"""States under the names that news gives them: "Paris" for France, "the French army" for one of its bodies."""

import re
from functools import lru_cache

from qa.words import fold

# State: its capital or seat; the adjective; other names. All as news in English writes them.
_TABLE = """
Afghanistan: Kabul; Afghan
Algeria: Algiers; Algerian
Argentina: Buenos Aires; Argentine, Argentinian
Armenia: Yerevan; Armenian
Australia: Canberra; Australian
Austria: Vienna; Austrian
Azerbaijan: Baku; Azerbaijani, Azeri
Bangladesh: Dhaka; Bangladeshi
Belarus: Minsk; Belarusian
Belgium: Brussels; Belgian
Bolivia: La Paz; Bolivian
Brazil: Brasilia; Brazilian
Bulgaria: Sofia; Bulgarian
Burma: Naypyidaw; Burmese; Myanmar
Cambodia: Phnom Penh; Cambodian
Cameroon: Yaoundé; Cameroonian
Canada: Ottawa; Canadian
Chad: N'Djamena; Chadian
Chile: Santiago; Chilean
China: Beijing; Chinese; People's Republic of China
Colombia: Bogota; Colombian
Congo: Kinshasa; Congolese; Democratic Republic of the Congo, DRC
Croatia: Zagreb; Croatian
Cuba: Havana; Cuban
Cyprus: Nicosia; Cypriot
Czech Republic: Prague; Czech; Czechia
Denmark: Copenhagen; Danish
Ecuador: Quito; Ecuadorian
Egypt: Cairo; Egyptian
Estonia: Tallinn; Estonian
Ethiopia: Addis Ababa; Ethiopian
Finland: Helsinki; Finnish
France: Paris; French; Elysee
Georgia: Tbilisi; Georgian
Germany: Berlin; German
Ghana: Accra; Ghanaian
Greece: Athens; Greek
Hungary: Budapest; Hungarian
India: New Delhi; Indian; Delhi
Indonesia: Jakarta; Indonesian
Iran: Tehran; Iranian; Islamic Republic of Iran
Iraq: Baghdad; Iraqi
Ireland: Dublin; Irish
Israel: Jerusalem; Israeli
Italy: Rome; Italian
Japan: Tokyo; Japanese
Jordan: Amman; Jordanian
Kazakhstan: Astana; Kazakh
Kenya: Nairobi; Kenyan
Kuwait: Kuwait City; Kuwaiti
Latvia: Riga; Latvian
Lebanon: Beirut; Lebanese
Libya: Tripoli; Libyan
Lithuania: Vilnius; Lithuanian
Malaysia: Kuala Lumpur; Malaysian
Mali: Bamako; Malian
Mexico: Mexico City; Mexican
Moldova: Chisinau; Moldovan
Morocco: Rabat; Moroccan
Nepal: Kathmandu; Nepali, Nepalese
Netherlands: The Hague; Dutch
New Zealand: Wellington; New Zealand
Nigeria: Abuja; Nigerian
North Korea: Pyongyang; North Korean; DPRK
Norway: Oslo; Norwegian
Oman: Muscat; Omani
Pakistan: Islamabad; Pakistani
Palestinian Authority: Ramallah; Palestinian
Peru: Lima; Peruvian
Philippines: Manila; Philippine, Filipino
Poland: Warsaw; Polish
Portugal: Lisbon; Portuguese
Qatar: Doha; Qatari
Romania: Bucharest; Romanian
Russia: Moscow; Russian; Kremlin, Russian Federation
Saudi Arabia: Riyadh; Saudi; Kingdom of Saudi Arabia
Serbia: Belgrade; Serbian
Singapore: Singapore; Singaporean
Slovakia: Bratislava; Slovak
Somalia: Mogadishu; Somali
South Africa: Pretoria; South African
South Korea: Seoul; South Korean
Spain: Madrid; Spanish
Sudan: Khartoum; Sudanese
Sweden: Stockholm; Swedish
Switzerland: Bern; Swiss
Syria: Damascus; Syrian
Taiwan: Taipei; Taiwanese
Thailand: Bangkok; Thai
Tunisia: Tunis; Tunisian
Turkey: Ankara; Turkish; Türkiye
Uganda: Kampala; Ugandan
Ukraine: Kyiv; Ukrainian; Kiev
United Arab Emirates: Abu Dhabi; Emirati; UAE
United Kingdom: London; British; Britain, UK, U.K., Great Britain, Downing Street, Whitehall
United States: Washington; American; US, U.S., USA, America, White House
Uzbekistan: Tashkent; Uzbek
Venezuela: Caracas; Venezuelan
Vietnam: Hanoi; Vietnamese
Yemen: Sanaa; Yemeni
Zimbabwe: Harare; Zimbabwean
"""
_BODY = re.compile(
    r"\b(?:ministry|ministries|minister|government|cabinet|military|army|armed forces|air force|navy|defen[cs]e|state department|"
    r"department|president|premier|embassy|officials?|authorities|troops)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?\b")


def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Names of the state as a whole, and the words that make a body one of its own; folded, to the state."""
    whole, own = {}, {}
    for line in _TABLE.strip().splitlines():
        state, _, rest = line.partition(":")
        capital, adjectives, *others = (part.split(",") for part in rest.split(";"))
        for name in (state, *capital, *(name for part in others for name in part)):
            whole[fold(name.strip())] = own[fold(name.strip())] = state
        own.update({fold(name.strip()): state for name in adjectives})
    return whole, own


_WHOLE, _OWN = _names()
_OWN_NAMES = re.compile(
    rf"(?<!\w)({'|'.join(re.escape(name) for name in sorted(_OWN, key=len, reverse=True))})s?(?!\w)"  # "Swedes", "Russians"
)

_ANY_NAME = re.compile(_OWN_NAMES.pattern, re.IGNORECASE)
_LONGEST_REMEMBERED = 1000  # characters of a text whose states are remembered: a sentence, not an article


def is_one_state(one: str, other: str) -> bool:
    """Whether two speakers stand for one state: both as its name or capital, or one so and the other as one of its bodies.

    Two bodies of one state are two speakers: a ministry may deny what the army says.
    """
    states = [(_WHOLE.get(_bare(name)), _state_of_body(name)) for name in (one, other)]
    (first, first_body), (second, second_body) = states
    return (first is not None and first in {second, second_body}) or (second is not None and second == first_body)


def state_in(name: str) -> str | None:
    """The state whose name, capital or adjective a speaker's name holds first ("American officials"), None where none."""
    match = _OWN_NAMES.search(_POSSESSIVE.sub("", fold(name)))
    return _OWN[match.group(1)] if match is not None else None


def states_in(text: str) -> set[str]:
    """The states that a text names, by any of their names, capitals or adjectives, written with a capital."""
    return set(_remembered_states(text) if len(text) <= _LONGEST_REMEMBERED else _states_in(text))


def _states_in(text: str) -> frozenset[str]:
    return frozenset(_OWN[fold(match.group(1))] for match in _ANY_NAME.finditer(text) if match.group()[0].isupper())


_remembered_states = lru_cache(maxsize=4096)(_states_in)


def states_of_name(name: str) -> set[str]:
    """The states that a name is the name of, and of nothing besides: "Moscow’s", "the Russians", "Russian-Turkish", "US-led"."""
    rest = _ANY_NAME.sub("", _POSSESSIVE.sub("", name))
    return states_in(name) if not any(word[:1].isupper() for word in re.findall(r"\w+", rest)) else set()


def _bare(name: str) -> str:
    return re.sub(r"^the ", "", fold(name).strip())


def _state_of_body(name: str) -> str | None:
    """The state that a ministry, an army, a minister is of, as far as the name says."""
    return state_in(name) if _BODY.search(name) else None
