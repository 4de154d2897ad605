"""Why a step towards publication is refused, in words for the administrator who asked."""

from django.utils.translation import gettext as _

from procedures.catalogue.errors import Refused


class StepNotNow(Refused):
    """The design is not where this step begins: `str` says why, and what to do."""


class WarningsUnread(StepNotNow):
    def __init__(self) -> None:
        super().__init__(_("見直すところを読み、「読みました」にチェックを入れてください。"))


class NoteMissing(Refused):
    """The reason was not written."""


class ChangedSinceSeen(Refused):
    def __init__(self, by: str) -> None:
        super().__init__(
            _("画面を開いたあとに%(name)sさんが内容を変更しました。変更を確かめてから、もう一度操作してください。")
            % {"name": by}
        )


class Over(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("この手続の作成は、すでに終わっています。公開したか、作成をやめています。経過を確かめてください。")
        )


class OpenComments(Refused):
    def __init__(self, count: int) -> None:
        super().__init__(
            _(
                "解決していないコメントが%(count)d件あります。コメントのページで解決済みにしてから、もう一度操作してください。"
            )
            % {"count": count}
        )
