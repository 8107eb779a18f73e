"""The words that tell what a page is about.

In:  a page's title, its headings and its text, as plain text.
Out: a few words, those that stand there most often.

A page is looked at alone: how common a word is in the site is weighed later, by `related`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nsmallest

MOST = 10
"""Words kept of a page, besides those that its author names."""

AUTHORS = "="
"""What a word begins with that the author names in the front matter's `keywords`."""

_TITLE = 5
_HEADING = 2
"""How many times as much as in the text a word counts there."""

_LONGEST = 1_500
"""Characters of a text that are looked at: what it is about is said by then, or in its headings."""

_ASCII = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalpha()})
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _cjk() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Chinese, Japanese and Korean text, and its runs in one script; compiled when wanted."""
    return (
        re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+"),
        re.compile(r"[\u30a1-\u30fa\u30fc]+|[\u3400-\u4dbf\u4e00-\u9fff]+|[\uac00-\ud7af]+"),
    )


def keywords(title: str, headings: Iterable[str], text: str, named: Sequence[str] = ()) -> str:
    """The words, parted by blanks; `named` are the author's own."""
    whole = f"{text[:_LONGEST]}\n{_HEADING * (' '.join(headings) + ' ')}\n{_TITLE * (title + ' ')}"
    counts = Counter(_words(whole))
    found = [
        (-count, word)
        for word, count in counts.items()
        if count > 1 and word not in _STOP and (len(word) > 2 or not word.isascii())
    ]
    own = dict.fromkeys(AUTHORS + "_".join(name.lower().split()) for name in named if name.strip())
    return " ".join((*own, *(word for _, word in nsmallest(MOST, found))))


def _words(text: str) -> list[str]:
    """The words of a text in small letters; of Chinese, Japanese and Korean, pairs of characters.

    These languages have no blanks between words, or endings that hide them. In Japanese what is
    written in hiragana is grammar mostly, and a run of katakana is a word.
    """
    small = text.lower()
    if small.isascii():
        return small.translate(_ASCII).split()
    cjk, runs = _cjk()
    if cjk.search(small) is None:
        return _WORD.findall(small)
    found = _WORD.findall(cjk.sub(" ", small))
    for run in runs.findall(small):
        if run[0] < "\u3100":
            found += [run] if len(run) > 1 else []
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


_STOP = frozenset(
    # English
    """about above after again against all along already also although always among and another any
    anything are aren around because been before being below best better between both but came can
    cannot come comes could couldn did didn different does doesn doing don done down during each
    easy either else end enough even ever every everything example few find first following for
    from full further gets getting give given gives goes going gone good got had has have having
    hence her here hers herself him himself his how however into isn its itself just keep kind know
    known last later least less let like likely little look looks made make makes making many may
    maybe mean means might more moreover most much must need needed needs neither never new next
    none nor not nothing now off often old once one ones only onto open other others otherwise ought
    our ours ourselves out over own part perhaps please point possible put quite rather really
    right said same say says second see seem seems seen set several shall she should show shown
    shows simple simply since small some something sometimes soon still such sure take taken takes
    than that the their theirs them themselves then there therefore these they thing things think
    this those though three through thus time times today together too took toward two under until
    upon use used useful uses using usually very via want wants was wasn way ways well went were
    what whatever when where whether which while who whole whom whose why will with within without
    won word words work works would wouldn write written yes yet you your yours yourself"""
    # German
    """ aber alle allem allen aller alles als also andere anderen anderer anderes auch auf aus außer
    bei beim bereits beziehungsweise bin bis bist bzw dabei dadurch daher damit danach dann daran
    darauf daraus darf darin darum das dass dasselbe davon dazu dein deine dem den denen denn
    dennoch der deren derselbe des deshalb dessen die dies diese dieselbe diesem diesen dieser
    dieses doch
    dort durch ein eine einem einen einer eines einige einigen einmal er erst erste ersten es etwa
    etwas euch euer für ganz gar geben gegen gehen geht gemacht genau gibt gut hab habe haben hat
    hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer indem ins ist
    jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte
    lassen lässt machen macht man manche mehr mein meine mich mir mit müssen muss nach nachdem neben
    nicht nichts noch nun nur oder ohne schon sehr seit sein seine seinem seinen seiner sich sie
    sind sodass sogar solche soll sollen sollte sondern sonst über und uns unser unsere unter viel
    viele vielen vom von vor war waren warum was weder weil weiter welche welchem welchen welcher
    welches wenig wenn wer werden wie wieder will wir wird wirst wollen worden wurde wurden würde
    würden zeigt zum zur zwar zwei zwischen"""
    # French
    """ afin ailleurs ainsi alors après assez aucun aucune aussi autre autres aux avant avec avoir
    beaucoup bien car cela celle celles celui cependant ces cet cette ceux chaque chez comme comment
    dans depuis des deux doit donc dont elle elles encore entre est étaient était étant être eux
    fait faire fois font ici ils jamais jusque les leur leurs lors lorsque mais même mêmes moins mon
    nos notre nous ont par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi puis
    quand que quel quelle quelles quelque quelques quels qui quoi sans selon sera ses seulement son
    sont sous souvent sur tandis tous tout toute toutes très trop une vers voici voilà vos votre
    vous"""
    # Spanish, Portuguese, Italian
    """ algo algún alguna algunas alguno algunos ante antes aquel aquella así aún aunque cada casi
    como con contra cual cuales cuando cómo del desde donde dos durante ella ellas ellos entonces
    entre era eran eres esa esas ese eso esos esta está estaba están estar estas este esto estos
    fue fueron hace hacer hacia hasta hay las los más mientras mismo mucho muchos muy nada nos
    nosotros otra otras otro otros para pero poco por porque puede pueden pues qué quien sea ser
    sido siempre sin sobre solo son sus también tanto tiene tienen todas todo todos una unas uno
    unos usted vez ainda algum alguns aos apenas aquela até com cujo das dela dele depois dos elas
    eles então essa esse estão eu fazer foi foram isso isto já lhe mais mas mesmo minha muito
    muitos não nas nem nos nossa nosso num numa onde ou pela pelas pelo pelos pode podem pois qual
    quando quanto quem são seja sem seu seus sua suas tem têm tudo uma umas você alla alle allo
    anche ancora avere bene che chi ciò cioè col come così cui dagli dai dal dalla dalle degli dei
    del della delle dello deve dopo dove due essa esse essere fare già gli hanno infatti invece loro
    mai meno molto nei nel nella nelle nello noi non ogni oltre oppure per perché però più poi
    prima proprio può qualche quale quali quando quanto quella quelle quello questa queste questi
    questo quindi sarà se sempre senza sia siamo sono sopra sotto stata stato sua sue sugli sul
    sulla sulle suo suoi tra tutte tutti tutto una uno verso"""
    # Dutch
    """ aan alle als altijd andere beide bij bijna daar dan dat deze die dit doch doen door dus een
    eens elk elke enkele geen gewoon haar had heb hebben heeft hem het hier hij hoe hun ieder iets
    ik ja je jij kan kunnen maar meer men met mij mijn moet moeten naar niet niets nog nu ook om
    omdat onder ons onze ook over reeds te tegen toch toen tot uit van veel voor waar waarom wanneer
    want waren wat wel welke werd wie wil worden wordt zal zei zelf zich zij zijn zo zoals zonder
    zou""".split()
)
"""Words that say nothing of what a text is about, in the languages most sites are in."""
