"""What a person is told when an embedded service does not start: one sentence, and what to do."""

from gettext import gettext as _
from pathlib import Path


class ServiceFailedError(Exception):
    """An embedded service did not start. The text is one Japanese line for the person at the terminal."""


def disk_full(folder: Path) -> ServiceFailedError:
    return ServiceFailedError(
        _("ディスクの空きが足りません（%(folder)s）。不要なファイルを消してから、もう一度実行してください。")
        % {"folder": folder}
    )


def no_permission(folder: Path) -> ServiceFailedError:
    return ServiceFailedError(
        _("%(folder)s に書き込めません。持ち主と権限を確かめてから、もう一度実行してください。") % {"folder": folder}
    )


def explained(output: str, *, service: str, folder: Path, log: Path) -> ServiceFailedError:
    """Turn what a server printed (English, its own log) into one line that a person can act on."""
    if "No space left on device" in output:
        return disk_full(folder)
    if "Permission denied" in output:
        return no_permission(folder)
    return ServiceFailedError(
        _(
            "%(service)s のデータ（%(folder)s）を開けません。壊れている場合は RESET=1 make demo で作り直せます"
            "（見本のデータはすべて消えます）。記録: %(log)s"
        )
        % {"service": service, "folder": folder, "log": log}
    )


def did_not_start(name: str, *, log: Path, output: str) -> ServiceFailedError:
    if "No space left on device" in output:
        return disk_full(log.parent)
    return ServiceFailedError(
        _("%(name)sを始められませんでした。理由は %(log)s の最後にあります。") % {"name": name, "log": log}
    )


def keeps_dying(name: str, *, log: Path) -> ServiceFailedError:
    return ServiceFailedError(
        _("%(name)sが何度も止まるため、すべて止めました。理由は %(log)s の最後にあります。")
        % {"name": name, "log": log}
    )


def unexpected(error: OSError) -> ServiceFailedError:
    return ServiceFailedError(
        _("%(path)s を読み書きできません（%(reason)s）。確かめてから、もう一度実行してください。")
        % {"path": error.filename or _("ファイル"), "reason": error.strerror}
    )
