"""TCP ports on the loopback address."""

import socket
from gettext import gettext as _

from akita_portal.embedded.failures import ServiceFailedError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that is free now; whoever binds it must be ready to lose the race and ask again."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def parse_port(text: str) -> int:
    """Read PORT=… as a person typed it. Raises ServiceFailedError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ServiceFailedError(
            _("PORT=%(text)s は使えません。PORT=8001 のような数字にしてください。") % {"text": text}
        )
    return int(text)


def require_free(port: int) -> None:
    """Raise ServiceFailedError when this port of the loopback address cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise ServiceFailedError(
                _("ポート %(port)s を使う権限がありません。PORT=8000 make demo のように 1024 以上にしてください。")
                % {"port": port}
            ) from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise ServiceFailedError(
                _(
                    "ポート %(port)s は別のプログラムが使っています。"
                    "そのプログラムを止めるか、PORT=%(other)s make demo のように別の番号で始めてください。"
                )
                % {"port": port, "other": other}
            ) from None
