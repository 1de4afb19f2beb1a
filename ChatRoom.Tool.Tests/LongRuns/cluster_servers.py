"""The processes of exactly-once-cluster: nats-servers, chatroom servers, and the links between them. One thread: asyncio."""

import asyncio
import glob
import json
import os
import signal

from free_port import free_port

# Other scripts have other ports.
PORTS = range(15_000, 20_000)


class Failure(Exception):
    """Something that must not happen has happened. The text says what."""


class Program:
    """A process that is killed, stopped and started again. Only one failure of it happens at a time."""

    def __init__(self, name, command, environment, log):
        self.name, self.command, self.environment = name, command, environment
        self.log = open(log, "ab")
        self.process = None
        self.failing = asyncio.Lock()

    async def start(self, **streams):
        self.process = await asyncio.create_subprocess_exec(
            *self.command, env=self.environment, stderr=self.log, stdin=asyncio.subprocess.DEVNULL, **streams)

    def send(self, number):
        self.process.send_signal(number)

    async def end(self, number, patience):
        """Sends a signal that ends it; returns its exit code."""
        self.send(number)
        return await asyncio.wait_for(self.process.wait(), patience)

    async def kill_if_alive(self):
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def check_alive(self):
        if not self.failing.locked() and self.process.returncode is not None:
            raise Failure(f"{self.name} ended by itself with {self.process.returncode}: {self.logged()[-1500:]}")

    def logged(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as text:
            return text.read()


class NatsServer(Program):
    def __init__(self, folder, index, ports, routes, environment):
        name = f"n{index + 1}"
        configuration = os.path.join(folder, f"{name}.conf")
        with open(configuration, "w", encoding="utf-8") as to:
            to.write(f"server_name: {name}\nlisten: 127.0.0.1:{ports[index]}\n"
                     f'jetstream {{ store_dir: "{os.path.join(folder, name)}", max_memory_store: 64MB, max_file_store: 20GB }}\n')
            if len(ports) > 1:
                # Otherwise clients are told the ports themselves, and go past the links that are cut.
                to.write(f"cluster {{ name: test, no_advertise: true, listen: 127.0.0.1:{routes[index]},"
                         f" routes: [{', '.join(f'nats://127.0.0.1:{port}' for port in routes)}] }}\n")
        super().__init__(name, ["nats-server", "--config", configuration], environment, os.path.join(folder, f"{name}.log"))
        self.port = ports[index]

    async def stream_leader(self, stream):
        """The name of the server that leads a stream, as this one knows; None: it knows none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(b'CONNECT {"verbose":false}\r\nSUB answer 1\r\n'
                             + f"PUB $JS.API.STREAM.INFO.{stream} answer 0\r\n\r\n".encode())
                while line := await asyncio.wait_for(reader.readline(), 1):
                    if line.startswith(b"MSG "):
                        answer = json.loads(await reader.readexactly(int(line.split()[-1])))
                        return answer.get("cluster", {}).get("leader", self.name) if "error" not in answer else None
            finally:
                writer.close()
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
        return None


class ChatServer(Program):
    """A chatroom server of the cluster. It keeps its port, its name and its folder over restarts."""

    def __init__(self, folder, index, port, links, options, environment):
        name = f"c{index + 1}"
        self.port, self.links, self.patience = port, links, options.patience
        self.data = os.path.join(folder, name)
        urls = ",".join(f"nats://127.0.0.1:{link.port}" for link in links)
        super().__init__(name, [
            options.exe, "server", "--port", str(port), "--data", self.data, "--keep", "4GiB", "--verbose", "--cluster", urls,
            "--cluster-name", os.path.basename(folder), "--node-id", name, "--lease", f"{options.lease}s"],
            environment, os.path.join(folder, f"{name}.log"))

    async def start(self):
        await super().start(stdout=asyncio.subprocess.PIPE)
        if not await asyncio.wait_for(self.process.stdout.readline(), self.patience):
            raise Failure(f"{self.name} did not start: {self.logged()[-1500:]}")

    def check_log(self):
        """A server that has met a bug, or that its state differs from that of another, says so."""
        for line in self.logged().splitlines():
            if any(word in line for word in ("bug in chatroom", "bug of this program", "differs from", "has a hole", "went back", "Unhandled exception")):
                raise Failure(f"{self.name} reports: {line}")

    def events(self):
        """The events in its files of the room, as the typed dialect sends them, with their stamps."""
        for path in sorted(glob.glob(os.path.join(self.data, "room-lobby", "*.log"))):
            with open(path, "rb") as lines:
                for line in lines:
                    _, stamp, body = line.rstrip(b"\n").split(b" ", 2)
                    if body.split(b" ", 1)[0] not in (b"log/2", b"mark", b"subject", b"present", b"forget"):
                        yield stamp, body


class Link:
    """Forwards bytes from a chatroom server to a nats-server, and can be cut."""

    def __init__(self, to):
        self.to = to
        self.whole = asyncio.Event()
        self.whole.set()
        self.is_refusing = False
        self.writers = set()
        self.tasks = set()

    async def open(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def cut(self, refuses):
        """Connections are closed and new ones refused, or they stay and nothing comes through."""
        self.is_refusing = refuses
        self.whole.clear()
        if refuses:
            self.close_all()

    def mend(self):
        """What was on its way through is lost, with its connection."""
        self.close_all()
        self.is_refusing = False
        self.whole.set()

    def close_all(self):
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    async def serve(self, reader, writer):
        if self.is_refusing:
            writer.transport.abort()
            return
        try:
            there, to = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self.writers |= {writer, to}
        for task in (self.forward(reader, to), self.forward(there, writer)):
            task = asyncio.get_running_loop().create_task(task)
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def forward(self, source, target):
        try:
            while data := await source.read(1 << 18):
                await self.whole.wait()
                target.write(data)
                await target.drain()
        except OSError:
            pass
        target.close()
        self.writers.discard(target)


class Cluster:
    """All of them, and the failures that are caused."""

    def __init__(self, folder, options, rng, environment):
        self.folder, self.options, self.rng = folder, options, rng
        ports = [free_port(rng, PORTS) for _ in range(options.nats)]
        routes = [free_port(rng, PORTS) for _ in ports]
        self.nats = [NatsServer(folder, index, ports, routes, environment) for index in range(options.nats)]
        self.links = [[Link(port) for port in ports] for _ in range(options.servers)]
        self.environment = environment
        self.chat = []
        self.others = []
        self.stream = f"CHATROOM_{os.path.basename(folder)}"
        # A majority of the NATS servers must be alive, or nothing is tested for a while.
        self.nats_failing = asyncio.Lock()
        self.lost = None

    async def start(self):
        for server in self.nats:
            await server.start()
        for index, links in enumerate(self.links):
            for link in links:
                await link.open()
            self.chat.append(ChatServer(self.folder, index, free_port(self.rng, PORTS), links, self.options, self.environment))
        await asyncio.gather(*(server.start() for server in self.chat))

    def check(self):
        for program in self.nats + self.chat:
            program.check_alive()

    async def kill(self):
        """A chatroom server is lost without a word, and comes again."""
        await self.restart(signal.SIGKILL)

    async def terminate(self):
        """A chatroom server is told to end, and comes again: an upgrade."""
        await self.restart(signal.SIGTERM)

    async def restart(self, number):
        server = self.rng.choice(self.chat)
        async with server.failing:
            code = await server.end(number, self.options.patience)
            if code != (0 if number == signal.SIGTERM else -number):
                raise Failure(f"{server.name} ended with {code}: {server.logged()[-1500:]}")
            await asyncio.sleep(self.rng.uniform(0, 1))
            await server.start()

    async def stop(self):
        """A chatroom server stands still for longer than its lease, and goes on as if nothing had happened."""
        server = self.rng.choice(self.chat)
        async with server.failing:
            server.send(signal.SIGSTOP)
            await asyncio.sleep(self.rng.uniform(1.5, 3) * self.options.lease)
            server.send(signal.SIGCONT)

    async def cut(self):
        """A chatroom server reaches no NATS server for a while: shorter or longer than its lease."""
        server = self.rng.choice(self.chat)
        async with server.failing:
            refuses = self.rng.random() < 0.5
            for link in server.links:
                link.cut(refuses)
            await asyncio.sleep(self.rng.uniform(0.3, 3) * self.options.lease)
            for link in server.links:
                link.mend()

    async def kill_leader(self):
        """The NATS server that leads the log is lost. If there are several, it comes again only before the next one is lost: a
        nats-server 2.9 that comes again may keep an entry that the others do not have."""
        async with self.nats_failing:
            if self.lost:
                await self.start_lost()
                await asyncio.sleep(5)
            self.lost = await self.leader()
            await self.lost.failing.acquire()
            await self.lost.end(signal.SIGKILL, self.options.patience)
            if len(self.nats) == 1 or self.options.early:
                await asyncio.sleep(3)
                await self.start_lost()
            await self.leader()

    async def start_lost(self):
        await self.lost.start()
        self.lost.failing.release()
        self.lost = None

    async def stop_nats(self):
        """No NATS server does anything for 12 seconds."""
        async with self.nats_failing:
            running = [server for server in self.nats if server is not self.lost]
            for server in running:
                server.send(signal.SIGSTOP)
            await asyncio.sleep(12)
            for server in running:
                server.send(signal.SIGCONT)
            await self.leader()

    async def leader(self):
        for _ in range(int(self.options.patience / 0.1)):
            for asked in self.nats:
                name = await asked.stream_leader(self.stream)
                if found := next((server for server in self.nats if server.name == name and server.process.returncode is None), None):
                    return found
            await asyncio.sleep(0.1)
        raise Failure(f"{self.stream} has no leader")

    async def end(self):
        """Ends the chatroom servers as an operator does."""
        for server in self.chat:
            server.send(signal.SIGTERM)
        for server in self.chat:
            if code := await asyncio.wait_for(server.process.wait(), self.options.patience):
                raise Failure(f"{server.name} exited with {code} at the end: {server.logged()[-1500:]}")

    async def kill_all(self):
        for program in self.chat + self.nats:
            await program.kill_if_alive()
        for process in self.others:
            if process.returncode is None:
                process.kill()
                await process.wait()
