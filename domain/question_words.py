"""What a question asks about, without the words that only make it a question."""

import re

# These stand in few laws, so BM25 takes them for telling words; they are not.
_ASKING = (
    "请问 怎么办 怎么样 怎样 怎么 如何 什么样 为什么 什么 为何 是否 可不可以 可以 能不能 能否 应该 应当 需要 "
    "有没有 哪些 哪个 哪里 哪种 是不是 会不会 要不要 的话 情况下 情况 我们 他们 自己 对方 这种 这样 这个 那么 "
    "还是 还有 以及 或者 如果 但是 因为 所以 通过 关于 对于 进行 认定 处理 属于 有关 相关 具体 一般 主要 到底 "
    "究竟 吗 呢 吧 啊 的 了 我 她 他 你 怎 么 该"
)
_ASKING_WORDS = re.compile("|".join(sorted(_ASKING.split(), key=len, reverse=True)))
_DEFINITION = re.compile("什么是|是什么|定义|含义|有哪些|包括|区别|类型")


def subject_of(question: str) -> str:
    """The question with a space where asking words stood."""
    return _ASKING_WORDS.sub(" ", question)


def asks_for_definition(question: str) -> bool:
    """Whether the question asks what something is or what belongs to it."""
    return bool(_DEFINITION.search(question))
