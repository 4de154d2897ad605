"""The fictional people whose cards the sandbox holds, and the corporations. None of them exists."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    code: str
    name: str
    birth: str  # YYYYMMDD
    gender: str  # 1 male, 2 female
    address: str

    @property
    def label(self) -> str:
        return self.name

    def userinfo(self) -> Mapping[str, str]:
        return {"name": self.name, "address": self.address, "birthdate": self.birth, "gender": self.gender}


PEOPLE: tuple[Person, ...] = (
    Person("hanako", "山王　花子", "19850412", "2", "秋田県秋田市山王一丁目2番34号"),
    Person("taro", "土崎　太郎", "19721103", "1", "秋田県秋田市土崎港中央六丁目16番30号"),
    Person("aoi", "御所野　葵", "19980228", "2", "秋田県秋田市御所野地蔵田五丁目1番9号"),
    Person("kenichi", "新屋　健一", "19500115", "1", "秋田県秋田市新屋扇町13番34号"),
    Person("misaki", "牛島　美咲", "20030707", "2", "秋田県秋田市牛島東四丁目7番8号　メゾン牛島203"),
    Person("shota", "泉　翔太", "19911231", "1", "秋田県秋田市泉中央三丁目5番12号"),
    Person("kazuko", "広面　和子", "19400505", "2", "秋田県秋田市広面字樋口100番地"),
    Person("ryo", "外旭川　亮", "19660909", "1", "秋田県秋田市外旭川字一本木60番地2"),
    Person("yoshio", "渡邉　𠮷男", "19590321", "1", "秋田県秋田市雄和妙法字上大部48番地1"),
    Person("yui", "河辺　結衣", "20001010", "2", "秋田県秋田市河辺和田字北条ケ崎38番地2"),
)


@dataclass(frozen=True, slots=True)
class Corporation:
    code: str
    name: str
    number: str
    account: str  # prime, member, entry

    @property
    def label(self) -> str:
        return f"{self.name}（GビズID{_ACCOUNTS[self.account]}）"

    def userinfo(self) -> Mapping[str, str]:
        return {"corp_name": self.name, "corp_reg_num": self.number, "account_type": self.account}


_ACCOUNTS = {"prime": "プライム", "member": "メンバー", "entry": "エントリー"}

# Numbers with right check digits that no corporation has.
CORPORATIONS: tuple[Corporation, ...] = (
    Corporation("senshu", "株式会社千秋見本商事", "7999901000001", "prime"),
    Corporation("kubota", "久保田見本建設株式会社", "2999901000006", "member"),
    Corporation("asahi", "合同会社旭川見本堂", "5999901000011", "entry"),
)
