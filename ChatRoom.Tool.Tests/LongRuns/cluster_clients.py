"""The clients of exactly-once-cluster: senders and readers that go from server to server. One thread: asyncio."""

import asyncio
import time

from cluster_servers import Failure

EVENTS = (b"message", b"bot", b"action", b"join", b"leave", b"start", b"announcement", b"rename", b"topic")
WINDOW = 200


class Elsewhere(Exception):
    """This connection is over; the client goes on at another server."""


class Connection:
    """One connection in the typed dialect."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.rest = reader, writer, b""

    @staticmethod
    async def open(port, name, request, patience):
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port, limit=1 << 20), patience)
        except (OSError, asyncio.TimeoutError) as error:
            raise Elsewhere from error
        connection = Connection(reader, writer)
        try:
            # A server that stands still accepts connections, and says nothing.
            first = await asyncio.wait_for(reader.readexactly(4), patience)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
            connection.abort()
            raise Elsewhere from error
        if first == b"NAME":
            connection.send(f"{name}\0{request}\n".encode())
        return connection

    def send(self, data):
        self.writer.write(data)

    async def read(self, patience):
        """The lines that have come; none if nothing comes in time. Answers pings, and ends with Elsewhere."""
        try:
            data = await asyncio.wait_for(self.reader.read(1 << 18), patience)
        except asyncio.TimeoutError:
            return []
        except OSError as error:
            raise Elsewhere from error
        if not data:
            raise Elsewhere
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            if line.startswith(b"ping "):
                self.send(b"pong " + line[5:] + b"\n")
        return lines

    def abort(self):
        self.writer.transport.abort()


class Client:
    """Goes to a server at random, stays for some seconds, and goes to the next."""

    def __init__(self, name, cluster, options, rng):
        self.name, self.cluster, self.options, self.rng = name, cluster, options, rng
        self.visits = 0
        self.replaced = 0

    async def run(self):
        while not self.is_done:
            port = self.rng.choice(self.cluster.chat).port
            try:
                self.connection = await Connection.open(port, self.name, self.request(), self.options.stall)
                self.visits += 1
                try:
                    await self.visit(time.monotonic() + self.rng.expovariate(1 / self.options.stay))
                finally:
                    await self.leave()
            except Elsewhere:
                await asyncio.sleep(self.rng.uniform(0.01, 0.1))

    async def leave(self):
        """Some connections stay for a while and say nothing, as if their machine had vanished."""
        if self.rng.random() < 0.3:
            asyncio.get_running_loop().call_later(5, self.connection.abort)
        else:
            self.connection.abort()

    def goodbye(self, line):
        code = line.split(b" ")[1].decode()
        self.replaced += code == "replaced"
        if code not in ("cut-off", "draining", "replaced"):
            raise Failure(f"{self.name} was sent away: {line.decode()}")
        raise Elsewhere


class Sender(Client):
    """Says the numbers 1 to N in a session, and knows which of them are acknowledged."""

    def __init__(self, kind, *common):
        super().__init__(*common)
        self.kind = kind
        self.session = "".join(self.rng.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=24))
        self.is_known = False
        self.acknowledged = 0
        self.sent = 0
        self.allowed = 0.0
        self.waits_since = None
        self.longest = 0.0

    @property
    def is_done(self):
        return self.acknowledged == self.options.lines

    def request(self):
        return f"{self.kind} lobby {self.name} {'resume' if self.is_known else 'session'}={self.session} elsewhere"

    def allow(self, lines):
        """The sender may say this many lines so far."""
        self.allowed = min(lines, self.options.lines)
        if self.waits_since is None and int(self.allowed) > self.acknowledged:
            self.waits_since = time.monotonic()

    async def visit(self, until):
        next_number = None
        heard = time.monotonic()
        while not self.is_done:
            if next_number:
                last = min(int(self.allowed), self.acknowledged + WINDOW)
                if last >= next_number:
                    self.connection.send(b"".join(b"say %d lobby %d\n" % (n, n) for n in range(next_number, last + 1)))
                    next_number, self.sent = last + 1, max(self.sent, last)
            before = self.acknowledged
            for line in await self.connection.read(0.02):
                if line.startswith((b"ack ", b"session ")):
                    number = int(line.split(b" ")[1])
                    if not self.acknowledged <= number <= self.sent:
                        raise Failure(f"{self.name}: {line.decode()}, but {self.acknowledged} were acknowledged and {self.sent} sent")
                    self.acknowledge(number)
                    if line[0] == ord("s"):
                        self.is_known, next_number = True, number + 1
                elif line.startswith((b"error ", b"refused ")):
                    if line.split(b" ")[1] in (b"not-written", b"cut-off") and not next_number:
                        raise Elsewhere
                    raise Failure(f"{self.name}, {self.acknowledged} acknowledged: {line.decode()}")
                elif line.startswith(b"bye "):
                    self.goodbye(line)
            now = time.monotonic()
            if self.acknowledged > before or next_number and next_number > int(self.allowed) == self.acknowledged:
                heard = now
            if now > until or now - heard > self.options.stall:
                raise Elsewhere

    def acknowledge(self, number):
        now = time.monotonic()
        if number > self.acknowledged and self.waits_since is not None:
            self.longest = max(self.longest, now - self.waits_since)
            self.waits_since = now if number < int(self.allowed) else None
        self.acknowledged = number

    async def leave(self):
        if self.is_done:
            self.connection.send(b"quit\n")
            try:
                while True:
                    await self.connection.read(self.options.patience)
            except Elsewhere:
                pass
        await super().leave()


class ToolSender:
    """`chatroom send` in a pipe, which knows all servers and goes to the next by itself."""

    visits = replaced = 0
    longest = 0.0

    def __init__(self, name, cluster, options, environment):
        self.name, self.cluster, self.options, self.environment = name, cluster, options, environment
        self.allowed = self.acknowledged = 0
        self.more = asyncio.Event()

    def allow(self, lines):
        self.allowed = min(int(lines), self.options.lines)
        self.more.set()

    async def run(self):
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in self.cluster.chat)
        process = await asyncio.create_subprocess_exec(
            self.options.exe, "send", "--host", hosts, "--name", self.name, env=self.environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
        self.cluster.others.append(process)
        written = 0
        try:
            while written < self.options.lines:
                await self.more.wait()
                self.more.clear()
                process.stdin.write(b"".join(b"%d\n" % n for n in range(written + 1, self.allowed + 1)))
                written = self.allowed
                await process.stdin.drain()
            process.stdin.close()
        except ConnectionError:
            # It has ended; its exit code tells why.
            pass
        _, errors = await asyncio.wait_for(process.communicate(), self.options.patience)
        if process.returncode:
            raise Failure(f"{self.name}, which is chatroom send, exited with {process.returncode}: {errors.decode()[-1500:]}")
        self.acknowledged = self.options.lines


class Reader(Client):
    """Reads all events of the room, from the first on, at one server after the other."""

    def __init__(self, *common):
        super().__init__(*common)
        self.identity = None
        self.events = []
        self.end = None

    @property
    def is_done(self):
        return self.end is not None and len(self.events) >= self.end

    def request(self):
        return "watch lobby " + (f"after={len(self.events)} log={self.identity} elsewhere" if self.identity else "all log elsewhere")

    async def visit(self, until):
        is_watching = False
        heard = time.monotonic()
        while not self.is_done:
            for line in await self.connection.read(0.1):
                word, _, rest = line.partition(b" ")
                if word in EVENTS:
                    if int(rest.split(b" ", 1)[0]) != len(self.events) + 1:
                        raise Failure(f"{self.name} had event {len(self.events)} and was sent: {line.decode()}")
                    self.events.append(line)
                elif word == b"watching":
                    is_watching = True
                    if int(rest.split(b" ")[3]) != len(self.events) + 1:
                        raise Failure(f"{self.name} had event {len(self.events)} and is told: {line.decode()}")
                elif word == b"log":
                    identity = rest.split(b" ")[1].decode()
                    if self.identity not in (None, identity):
                        raise Failure(f"{self.name} knows log {self.identity} and is told: {line.decode()}")
                    self.identity = identity
                elif word == b"bye":
                    self.goodbye(line)
                elif line.startswith((b"error cut-off ", b"error not-written ")) and not is_watching:
                    raise Elsewhere
                elif word in (b"gap", b"error"):
                    raise Failure(f"{self.name} had event {len(self.events)} and was sent: {line.decode()}")
                heard = time.monotonic()
            now = time.monotonic()
            if now > until or not is_watching and now - heard > self.options.stall:
                raise Elsewhere


async def last_event(server, patience):
    """The id of the last event that a server knows, and the number of members there; (-1, -1): it does not answer."""
    last = -1
    try:
        connection = await Connection.open(server.port, "end", "watch lobby now\nwho lobby", patience)
        try:
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                for line in await connection.read(0.1):
                    fields = line.split(b" ")
                    if fields[0] == b"watching":
                        last = int(fields[2])
                    elif fields[0] == b"total":
                        return last, int(fields[2])
        finally:
            connection.abort()
    except Elsewhere:
        pass
    return -1, -1
