namespace ChatRoom.Tests.Support.Programs;

/// <summary>The streams, variables and user that another program, a service or a container may start a process with.</summary>
internal sealed record RunCondition(string Name, params string[] Prefix)
{
    public static readonly RunCondition FullOutput = Redirected("A full output", ">/dev/full");
    public static readonly RunCondition ClosedOutput = Redirected("A closed output", ">&-");
    public static readonly RunCondition UnreadOutput = Prepared("An output that nobody reads", "output-gone");
    public static readonly RunCondition WaitingOutput = Prepared("An output that does not block and has a slow reader", "output-non-blocking");
    public static readonly RunCondition FullError = Redirected("A full standard error", "2>/dev/full");
    public static readonly RunCondition ClosedError = Redirected("A closed standard error", "2>&-");
    public static readonly RunCondition UnreadError = Prepared("A standard error that is full and never read", "error-unread");
    public static readonly RunCondition ClosedInput = Redirected("A closed input", "<&-");
    public static readonly RunCondition WaitingInput = Prepared("An input that does not block", "input-non-blocking");
    public static readonly RunCondition SlowInput = Prepared("A slow input", "input-slow");
    public static readonly RunCondition DirectoryAsInput = Redirected("A directory as its input", "</");
    public static readonly RunCondition NoHome = new("No home", ["env", .. WithoutHome]);
    public static readonly RunCondition UnknownUser =
        new("An unknown user", ["env", .. WithoutHome, "setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"]);
    public static readonly RunCondition EmptyEnvironment = new("An empty environment", ["env", "-i", .. RuntimeFolder]);
    public static readonly RunCondition ReadOnlyHome = new("A home that cannot be written", "env", "-u", "XDG_STATE_HOME", "HOME=/proc");

    /// <summary>Prepares streams that a shell cannot prepare, then replaces itself with the program in the same process.</summary>
    private const string Script = """
        import os, signal, sys, time

        def in_background(act):
            # A grandchild, so that the program has no unknown child to wait for.
            if os.fork() == 0:
                if os.fork() == 0:
                    os.close(2)
                    act()
                os._exit(0)
            os.wait()

        def fill(end):
            os.set_blocking(end, False)
            count = 0
            for piece in (4096, 1):
                try:
                    while True:
                        count += os.write(end, b'x' * piece)
                except BlockingIOError:
                    pass
            return count

        def read_slowly(end, count):
            time.sleep(0.4)
            while count > 0:
                count -= len(os.read(end, min(count, 4096)))
            while piece := os.read(end, 4096):
                os.write(1, piece)

        def write_slowly(end, *pieces):
            for piece in pieces:
                time.sleep(0.4)
                os.write(end, piece)

        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        what = sys.argv[1]
        read, write = os.pipe()
        if what == 'output-gone':
            os.close(read)
            os.dup2(write, 1)
        elif what == 'output-non-blocking':
            count = fill(write)
            in_background(lambda: (os.close(write), read_slowly(read, count)))
            os.dup2(write, 1)
        elif what == 'error-unread':
            fill(write)
            os.set_blocking(write, True)
            os.set_inheritable(read, True)
            os.dup2(write, 2)
        elif what == 'input-non-blocking':
            os.set_blocking(read, False)
            in_background(lambda: (os.close(read), write_slowly(write, b'hi\n')))
            os.dup2(read, 0)
        elif what == 'input-slow':
            in_background(lambda: (os.close(read), write_slowly(write, b'h', b'i\n')))
            os.dup2(read, 0)
        os.execv(sys.argv[2], sys.argv[2:])
        """;

    private static string[] WithoutHome => ["-u", "HOME", "-u", "XDG_STATE_HOME"];

    /// <summary>The variable for the runtime's directory, if the tool would not find the runtime without it.</summary>
    private static string[] RuntimeFolder => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? [$"DOTNET_ROOT={root}"] : [];

    /// <summary>Starts a program under this condition. The program itself is the process, not a child of it.</summary>
    public ToolProcess Start(string program, params string[] arguments) => ToolProcess.StartOther(Prefix[0], [.. Prefix[1..], program, .. arguments]);

    public override string ToString() => Name;

    private static RunCondition Redirected(string name, string redirection) => new(name, "sh", "-c", $"exec \"$@\" {redirection}", "sh");

    private static RunCondition Prepared(string name, string what) => new(name, "python3", "-c", Script, what);
}
