"""Lanxi's sixteen divisions and the office that answers for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Division:
    """One subdistrict, town or township: its nine digits, its office id, its name."""

    code: str
    office: str
    name: str


DIVISIONS = (
    Division("330781001", "lanjiang", "兰江街道"),
    Division("330781002", "yunshan", "云山街道"),
    Division("330781004", "yongchang", "永昌街道"),
    Division("330781005", "chixi", "赤溪街道"),
    Division("330781006", "nvbu", "女埠街道"),
    Division("330781007", "shanghua", "上华街道"),
    Division("330781102", "youbu", "游埠镇"),
    Division("330781104", "zhuge", "诸葛镇"),
    Division("330781106", "huangdian", "黄店镇"),
    Division("330781108", "xiangxi", "香溪镇"),
    Division("330781109", "majian", "马涧镇"),
    Division("330781111", "meijiang", "梅江镇"),
    Division("330781112", "hengxi", "横溪镇"),
    Division("330781200", "lingdong", "灵洞乡"),
    Division("330781203", "shuiting", "水亭畲族乡"),
    Division("330781209", "baishe", "柏社乡"),
)
NAMES = {division.code: division.name for division in DIVISIONS}
LANJIANG, YOUBU, ZHUGE, NVBU = "330781001", "330781102", "330781104", "330781006"
ELSEWHERE = {"440305": "深圳市南山区", "310115": "上海市浦东新区", "330106": "杭州市西湖区"}
