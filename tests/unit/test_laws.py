"""Law files are read into articles that are named as people cite them."""

import pytest

from domain.laws import (
    BadLawText,
    ended_by_civil_code,
    law_key,
    mark_current,
    parse_article_number,
    parse_citation,
    parse_law,
)

CRIMINAL_LAW = """# 中华人民共和国刑法

1997年3月14日 第八届全国人民代表大会第五次会议修订

2023年12月29日 《中华人民共和国刑法修正案（十二）》

2024年3月1日 施行

<!-- INFO END -->

## 第一编 总则

### 第一章  刑法的任务

第一条 为了惩罚犯罪，制定本法。

<!-- FORCE BREAK -->

## 第二编 分则

第一百三十三条之一 有下列情形之一的，处拘役：

（一）追逐竞驶的；

（二）醉酒驾驶的。

机动车所有人依照前款的规定处罚。

第二条的规定不是一条新的条文。

附件：

第一项 不属于任何条文。
"""
INHERITANCE = "# 中华人民共和国民法典\n\n# 继承编\n\n2020年5月28日 通过\n\n<!-- INFO END -->\n\n## 第一章 一般规定\n\n"


def law(name: str, date: str, article: str = "第一条 内容。") -> str:
    return f"# {name}\n\n{date} 通过\n\n<!-- INFO END -->\n\n{article}\n"


def test_articles_carry_number_path_text_and_date() -> None:
    first, drink_driving = parse_law(CRIMINAL_LAW, "刑法").articles
    assert (first.number_text, first.path) == ("第一条", ("第一编 总则", "第一章 刑法的任务"))
    assert first.text == "为了惩罚犯罪，制定本法。"
    assert (drink_driving.number, drink_driving.suffix, drink_driving.path) == (133, 1, ("第二编 分则",))
    assert drink_driving.text.splitlines() == [
        *("有下列情形之一的，处拘役：", "（一）追逐竞驶的；", "（二）醉酒驾驶的。"),
        *("机动车所有人依照前款的规定处罚。", "第二条的规定不是一条新的条文。"),
    ]
    assert drink_driving.version_date == "2023-12-29"  # passed on; 施行 is not a version


def test_the_file_name_dates_a_version() -> None:
    assert parse_law(law("慈善法", "2016年3月16日"), "慈善法(2023-12-29)").version_date == "2023-12-29"


def test_a_book_of_the_civil_code_is_cited_by_the_code() -> None:
    (article,) = parse_law(INHERITANCE + "第一千一百二十七条 遗产按照下列顺序继承：\n", "继承编").articles
    assert article.citation == "中华人民共和国民法典第一千一百二十七条"
    assert article.short_name == "民法典"
    assert article.path == ("继承编", "第一章 一般规定")


@pytest.mark.parametrize(
    ("name", "citation"),
    [
        ("中华人民共和国农村土地承包法", "农村土地承包法第一条"),
        ("中华人民共和国刑法", "中华人民共和国刑法第一条"),
        (
            "最高人民法院关于适用《中华人民共和国民法典》继承编的解释（一）",
            "最高人民法院关于适用《民法典》继承编的解释（一）第一条",
        ),
    ],
)
def test_citations_follow_common_usage(name: str, citation: str) -> None:
    (article,) = parse_law(law(name, "2020年1月1日"), name).articles
    assert article.citation == citation


@pytest.mark.parametrize(
    "citation",
    [
        *("《中华人民共和国刑法》第133条之一", "刑法第一百三十三条之一", "中华人民共和国刑法第一百三十三条之1"),
        " 刑 法第 133 条之一 ",
    ],
)
def test_one_article_has_many_spellings(citation: str) -> None:
    assert parse_citation(citation) == ("刑法", 133, 1)


def test_what_is_no_citation_is_told_apart() -> None:
    assert parse_citation("离婚怎么分财产") is None
    assert parse_citation("第五条") is None
    assert parse_article_number("第五章") is None
    assert parse_article_number("第5条") == (5, 0)


def test_brackets_inside_a_name_are_kept_in_its_key() -> None:
    assert law_key("关于适用〈中华人民共和国公司法〉的规定(二)") == "关于适用《公司法》的规定（二）"
    assert law_key("《公司法》") == "公司法"


@pytest.mark.parametrize(
    ("markdown", "complaint"),
    [
        ("没有标题\n<!-- INFO END -->\n第一条 内容。", "法律名称"),
        ("# 某法\n\n第一条 内容。", "INFO END"),
        (law("某法", "2020年1月1日", "第一条 甲。\n\n第一条 乙。"), "第一条出现了两次"),
    ],
)
def test_text_of_another_form_is_refused(markdown: str, complaint: str) -> None:
    with pytest.raises(BadLawText, match=complaint):
        parse_law(markdown, "某法")


def test_only_the_newest_version_is_current_with_all_its_books() -> None:
    texts = [
        law("中华人民共和国慈善法", "2016年3月16日"),
        law("慈善法", "2023年12月29日"),
        INHERITANCE + "第二条 乙。",
        INHERITANCE + "第一条 甲。",
    ]
    marked = mark_current(parse_law(text, "x") for text in texts)
    assert [version.current for version in marked] == [False, True, True, True]
    assert [version.articles[0].current for version in marked] == [False, True, True, True]


@pytest.mark.parametrize(
    ("name", "date", "ended"),
    [
        ("最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（一）", "2001年12月24日", True),
        ("中华人民共和国继承法", "1985年4月10日", True),
        ("中华人民共和国劳动合同法", "2012年12月28日", False),
        ("最高人民法院关于适用《中华人民共和国民法典》物权编的解释（一）", "2020年12月29日", False),
        ("最高人民法院关于审理买卖合同纠纷案件适用法律问题的解释", "2020年12月29日", False),
    ],
)
def test_what_the_civil_code_ended_is_not_current(name: str, date: str, ended: bool) -> None:
    assert ended_by_civil_code(parse_law(law(name, date), name)) is ended
