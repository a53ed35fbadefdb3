"""Which letter sequences are Vietnamese syllables: onset, rime and tone, by the rules of the written language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ONSETS = _set("b c d đ g h k l m n p q r s t v x ch gh gi kh ng ngh nh ph th tr") | {""}
# Rimes without tone. The last row holds finals found in names of places only (Đắk Lắk, Krông Pắk).
_RIMES = _set(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    oc oi om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uâc uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
    ak ăk âk ôk uk
    """
)
# After q the u belongs to the onset: the rimes that follow it.
_RIMES_AFTER_Q = frozenset(
    "u" + rime
    for rime in _set(
        """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât âu ây
    e en eo et ê ên ênh êt i in inh it iu ơ ơn ơi ơt ôc y yên yêt ynh yt yu
    """
    )
)
# After gi one i is written: gì, gìn, giếng.
_RIMES_AFTER_GI = _set("ên êng êt êc n m p")
_STOPS = ("c", "ch", "k", "p", "t")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONES_WITH_STOP = "\u0301\u0323"


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether one word, of any letter case, can be a Vietnamese syllable.

    Refuses a second tone, a tone other than sắc and nặng before a stop (c, ch, p, t), and every rime not in use.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    if tones and tones[0] not in _TONES_WITH_STOP and bare.endswith(_STOPS):
        return False
    return any(bare.startswith(onset) and _fits(onset, bare[len(onset) :]) for onset in _ONSETS)


def _fits(onset: str, rime: str) -> bool:
    if onset == "q":
        return rime in _RIMES_AFTER_Q
    if onset == "gi" and rime in _RIMES_AFTER_GI:
        return True
    return rime in _RIMES
