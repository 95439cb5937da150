"""Changes to a text that leave its labels as they are: how else the same visitor could have typed it."""

import random

import pypinyin

#: Characters that an input method or a hurried thumb puts in one another's place.
_CONFUSED = [
    "的得地", "在再", "吗嘛么", "帐账", "做作坐", "哪那", "以已", "他她它", "退腿", "货获", "订定",
    "没每", "是事", "有又", "到道", "块快", "了啦", "呢尼", "啊阿", "单担", "客可", "您你", "麻马",
    "像象", "报抱", "查察", "优忧", "惠会", "券卷", "付负", "收售", "换还", "修休", "送诵", "申伸",
]  # fmt: skip
_CONFUSION = {one: group.replace(one, "") for group in _CONFUSED for one in group}

_ENDS = ["", "", "。", "~", "…", "...", "！", "？", "?", " "]
_BEFORE = ["你好，", "您好 ", "请问", "那个，", "亲，", "hi，", "客服，", "在吗，", "嗯，", "哈喽，"]
_AFTER = ["，谢谢", "，麻烦了", "谢谢", "🙏", "，在线等", "哈", "哦", "呀", "，帮我看下"]
_SHOUTS = ["!!!", "！！！", "！！", "!!", "！！！！！"]
_PUNCTUATION = "，。！？、；：,.!?;:~～…"
_DROPPED = "，。、；：,;:~～"


def augmented(text: str, draw: random.Random) -> str:
    """One variant of `text`; about half the time the text itself."""
    if draw.random() < 0.45:
        return text
    if draw.random() < 0.25:
        text = "".join(c for c in text if c not in _DROPPED)
    if draw.random() < 0.15 and text and text[-1] in "。~…":
        text = text[:-1] + draw.choice(_ENDS)
    elif draw.random() < 0.10 and text and text[-1] not in _PUNCTUATION:
        text += draw.choice(["。", "~", "…", " "])
    if draw.random() < 0.10:
        text = "".join(" " if c in "，。、" else c for c in text)
    if draw.random() < 0.25:
        text = slipped(text, draw)
    if len(text) > 4 and draw.random() < 0.08:
        text = draw.choice(_BEFORE) + text
    if len(text) > 4 and draw.random() < 0.06:
        text += draw.choice(_AFTER)
    return text


def shouted(text: str, draw: random.Random) -> str:
    """The same words with exclamation marks, which make them sound a little angrier."""
    return text.rstrip("。~….") + draw.choice(_SHOUTS)


def spelled(text: str, draw: random.Random) -> str:
    """The same words as somebody without an input method types them: in pinyin, without tones."""
    return draw.choice(["", " "]).join(pypinyin.lazy_pinyin(text))


def slipped(text: str, draw: random.Random) -> str:
    """With one slip of an input method or a thumb: a character confused, lost, doubled or swapped."""
    if len(text) < 5:
        return text
    at = draw.randrange(len(text))
    kind = draw.random()
    if kind < 0.5:
        places = [i for i, c in enumerate(text) if c in _CONFUSION]
        if not places:
            return text
        at = draw.choice(places)
        return text[:at] + draw.choice(_CONFUSION[text[at]]) + text[at + 1 :]
    if kind < 0.7:
        return text[:at] + text[at + 1 :]
    if kind < 0.85:
        return text[:at] + text[at] + text[at:]
    if at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text
