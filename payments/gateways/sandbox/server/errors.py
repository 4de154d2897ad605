"""Why a request is refused: codes that both protocols answer with."""


class Refused(Exception):
    """`code` is stable and for programs, `text` for the reader of a log; `status` is the HTTP status."""

    def __init__(self, code: str, text: str, *, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


def missing(what: str) -> Refused:
    return Refused("resource_missing", f"No such {what}", status=404)
