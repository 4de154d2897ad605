"""The SMTP server of a benchmark: a process of its own that takes everything and keeps nothing.

python -m tests.benchmarks.sink PORT
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

from akita_portal.embedded.ports import LOOPBACK


class Sink:
    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        return "250 accepted"


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(), hostname=LOOPBACK), LOOPBACK, port)
    sys.stdout.write("sink_ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
