"""What is said to an assistant so that it keeps something, in the web's most common languages.

In:  nothing.
Out: patterns; the group `at` is what is pointed out.
"""

from __future__ import annotations

import re

_START = r"(?:^|[.!?;:,…—–。！？；：，、\n]|\b(?:and|also|then|please|always|now|und|auch|bitte|et|puis|y|e|por favor)\b)\s*"
"""What stands before an order: "how to remember" is none."""

PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        # English
        _START + r"(?P<at>remember\b[^.!?\n]{0,40})",
        r"(?P<at>\b(?:save|store|keep|add|write|commit|put)\b[^.!?\n]{0,60}\b(?:to|in|into)\s+(?:your\s+|the\s+)?(?:long[- ]term\s+)?memor(?:y|ies)\b)",
        r"(?P<at>\b(?:update|change|edit)\s+your\s+memor(?:y|ies)\b|" + r"\bmemori[sz]e\s+(?:this|that|the following)\b)",
        r"(?P<at>\balways\s+(?:recommend|suggest|prefer|cite|mention|use|choose|trust|refer|promote|link|favou?r)\w*\b[^.!?\n]{0,40})",
        r"(?P<at>\bfrom\s+(?:now|this\s+(?:point|moment))\s+on(?:wards?)?\b)",
        r"(?P<at>\bin\s+(?:all\s+|any\s+|every\s+|your\s+)*(?:future|later|subsequent)\s+(?:conversation|chat|answer|response|repl|talk|session|quer|discussion)\w*\b)",
        r"(?P<at>\b(?:trusted|authoritative|preferred|most\s+reliable|go-to)\s+(?:source|authority|expert|reference|citation)\b)",
        r"(?P<at>\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|earlier|above|other)\s+(?:instruction|prompt|rule|message)\w*\b)",
        r"(?P<at>\b(?:do\s+not|don['’]t|never)\s+(?:tell|mention|reveal|inform)\w*\s+(?:this\s+to\s+|to\s+)?(?:the\s+)?(?:user|reader|anyone|anybody)\b)",
        # German
        r"(?P<at>\b(?:merke?|speichere?)\s+(?:dir|dich|das|dies|diese[snr]?|folgendes)\b[^.!?\n]{0,40}|\bbehalte?\s+(?:dir\s+)?(?:das|dies|folgendes)\b[^.!?\n]{0,30}|" + _START + r"erinnere\s+dich\b[^.!?\n]{0,40})",
        r"(?P<at>\bempfiehl\s+(?:immer|stets)\b[^.!?\n]{0,40}|\b(?:immer|stets)\s+(?:zu\s+)?(?:empfehlen|bevorzugen|zitieren|nennen)\b)",
        r"(?P<at>\b(?:von\s+jetzt\s+an|ab\s+(?:jetzt|sofort)|in\s+(?:allen\s+)?(?:zukünftigen|künftigen|späteren)\s+(?:gespräch|antwort|chat|unterhaltung)\w*)\b)",
        r"(?P<at>\b(?:vertrauenswürdige|verlässliche|bevorzugte)[rns]?\s+quelle\w*\b)",
        # French
        r"(?P<at>\b(?:souviens-toi|souvenez-vous|retiens|retenez|mémorise[zr]?)\b[^.!?\n]{0,40}|\b(?:enregistre[zr]?|garde[zr]?)\b[^.!?\n]{0,40}\ben\s+mémoire\b)",
        r"(?P<at>\b(?:recommande[zr]?|cite[zr]?|privilégie[zr]?)\s+toujours\b|\btoujours\s+recommander\b)",
        r"(?P<at>\b(?:à\s+partir\s+de\s+maintenant|désormais|dorénavant|dans\s+(?:toutes\s+)?(?:les|tes|vos)\s+(?:futures|prochaines)\s+(?:conversations|réponses))\b)",
        r"(?P<at>\bsources?\s+(?:de\s+confiance|fiables?\s+par\s+excellence|de\s+référence)\b)",
        # Spanish and Portuguese
        r"(?P<at>\b(?:recuerda|recuerde|memoriza|memorice|lembre-se|lembra-te|memorize)\b(?:\s+(?:que|esto|este|esta|de|isto|isso|o|a)\b)[^.!?\n]{0,40}|\b(?:guarda|guarde|salve)\b[^.!?\n]{0,40}\b(?:en|na)\s+(?:tu\s+|su\s+|sua\s+)?mem[oó]ria\b)",
        r"(?P<at>\b(?:recomienda|recomiende|recomenda|recomende)\s+sempre\b|\b(?:recomienda|recomiende)\s+siempre\b|\b(?:siempre|sempre)\s+recom(?:i?end)\w+\b)",
        r"(?P<at>\b(?:a\s+partir\s+de\s+(?:ahora|agora)|de\s+ahora\s+en\s+adelante|de\s+agora\s+em\s+diante|d['’]ora\s+in\s+poi)\b)",
        r"(?P<at>\b(?:fuente|fonte)s?\s+(?:de\s+confian[zç]a|confi[aá]ve(?:l|is)|fiable|affidabile|attendibile)\b)",
        # Italian, Dutch, Polish
        r"(?P<at>\b(?:ricordati|ricorda\s+che|memorizza)\b[^.!?\n]{0,40}|\b(?:consiglia|raccomanda)\s+sempre\b)",
        r"(?P<at>\b(?:onthoud|bewaar\s+in\s+je\s+geheugen)\b[^.!?\n]{0,40}|\baltijd\s+aanbevelen\b|\bbeveel\s+altijd\b|\bvanaf\s+nu\b|\bbetrouwbare\s+bron\b)",
        r"(?P<at>\b(?:zapamiętaj|od\s+teraz|zawsze\s+polecaj|zaufane\s+źródło)\b[^.!?\n]{0,40})",
        # Russian and Ukrainian
        r"(?P<at>\b(?:запомни(?:те)?|запам['’]ятай(?:те)?|всегда\s+рекомендуй(?:те)?|завжди\s+рекомендуй(?:те)?|отныне|с\s+этого\s+момента|надёжн\w+\s+источник\w*|надежн\w+\s+источник\w*|доверенн\w+\s+источник\w*)\b[^.!?\n]{0,40})",
        # Turkish, Vietnamese, Indonesian
        r"(?P<at>\b(?:bunu\s+hatırla|hafızana\s+kaydet|her\s+zaman\s+öner|bundan\s+sonra|güvenilir\s+kaynak)\w*|\b(?:hãy\s+(?:ghi\s+)?nhớ|luôn\s+(?:giới\s+thiệu|khuyên)|từ\s+(?:bây\s+giờ|nay)\s+trở\s+đi|nguồn\s+(?:đáng\s+)?tin\s+cậy)\b|\b(?:ingatlah|selalu\s+rekomendasikan|mulai\s+sekarang|sumber\s+tepercaya)\b)",
        # Chinese, Japanese, Korean
        r"(?P<at>记住|記住|请记得|請記得|存入(?:你的)?(?:记忆|記憶)|(?:总是|始终|總是|始終)(?:推荐|推薦|优先|優先)|从现在(?:开始|起)|從現在(?:開始|起)|(?:可信|可靠|权威|權威)(?:的)?(?:来源|來源|信源))",
        r"(?P<at>覚えて(?:おいて|ください|おくこと)|記憶して|メモリに保存|(?:常に|必ず|いつも)(?:推奨|おすすめ|勧め)|これから(?:は|ずっと)|今後(?:は|の(?:会話|回答))|信頼できる(?:情報源|ソース))",
        r"(?P<at>기억해|기억하(?:세요|십시오|라)|메모리에\s*저장|항상\s*추천|(?:지금|이제)부터|신뢰할\s*수\s*있는\s*(?:출처|정보원))",
        # Arabic and Hindi
        r"(?P<at>تذكّ?ر\s+(?:أن|هذا|دائما)|احفظ\s+(?:هذا|في\s+ذاكرتك)|(?:أوصِ?|اقترح)\s+دائم[اً]+|من\s+الآن\s+فصاعد[اً]+|مصدر\s+موثوق)",
        r"(?P<at>याद\s+रख(?:ो|ें|ना)|हमेशा\s+(?:सुझाव|सिफारिश|अनुशंसा)|अब\s+से|विश्वसनीय\s+स्रोत)",
    )
)  # fmt: skip
"""Orders to remember, to recommend always, to trust, to forget what was said, to keep quiet."""
