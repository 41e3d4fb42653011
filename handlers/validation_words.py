"""What is wrong with a field, in words that a resident understands."""

from typing import Any

WORDS = {
    "missing": "此项必填。",
    "string_too_short": "至少要写{min_length}个字。",
    "string_too_long": "最多写{max_length}个字。",
    "string_type": "此项应为文字。",
    "string_pattern_mismatch": "格式不对。",
    "int_parsing": "此项应为整数。",
    "int_type": "此项应为整数。",
    "int_from_float": "此项应为整数。",
    "bool_parsing": "此项应为是或否。",
    "bool_type": "此项应为是或否。",
    "greater_than_equal": "不能小于{ge}。",
    "greater_than": "应大于{gt}。",
    "less_than_equal": "不能大于{le}。",
    "less_than": "应小于{lt}。",
    "date_from_datetime_parsing": "日期格式应为 2026-01-03。",
    "date_parsing": "日期格式应为 2026-01-03。",
    "date_type": "日期格式应为 2026-01-03。",
    "time_parsing": "时间格式应为 09:00。",
    "time_type": "时间格式应为 09:00。",
    "datetime_parsing": "时间格式应为 2026-01-03T09:00:00+08:00。",
    "datetime_from_date_parsing": "时间格式应为 2026-01-03T09:00:00+08:00。",
    "datetime_type": "时间格式应为 2026-01-03T09:00:00+08:00。",
    "timezone_aware": "时间要带时区，例如 +08:00。",
    "enum": "只能是 {expected} 之一。",
    "literal_error": "只能是 {expected} 之一。",
    "extra_forbidden": "没有这一项。",
    "model_type": "此项应为一个对象。",
    "model_attributes_type": "此项应为一个对象。",
    "list_type": "此项应为一个列表。",
    "too_short": "至少要有{min_length}项。",
    "too_long": "最多{max_length}项。",
}


def words_for(error: Any) -> str:
    """The sentence for one pydantic error; a rule of our own (``value_error``) brings its sentence along."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return WORDS.get(error["type"], "此项填写有误。").format(**error.get("ctx", {}))
