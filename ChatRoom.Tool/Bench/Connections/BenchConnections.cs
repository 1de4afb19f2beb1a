using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Client.Options;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// All members of one run, the stuck ones first: opens their connections, a few at a time, and closes them. Only the run's
/// thread uses it.
/// </summary>
internal sealed class BenchConnections : IDisposable
{
    private const int ReceiveBytes = 256 << 10;
    private const int PlainBytes = 32 << 10;

    private readonly MemberNames _names;
    private readonly SocketPoller _socketPoller;
    private readonly BenchConnection?[] _connections;
    private IPEndPoint? _server;
    private int _started;
    private int _wanted;

    public BenchConnections(BenchOptions options, BenchClock clock)
    {
        Options = options;
        Clock = clock;
        Deliveries = new Deliveries(options.SenderCount);
        Senders = new BenchSenders(options, clock, Deliveries);
        _names = new MemberNames(options, MemberNames.RandomTag());
        Rooms = [.. Enumerable.Range(0, options.Rooms).Select(room => new BenchRoom(options, _names, Deliveries, room))];
        _socketPoller = SocketPoller.Create(options.Portable);
        _connections = new BenchConnection?[options.Stuck + options.Connections];
    }

    public BenchOptions Options { get; }

    public BenchClock Clock { get; }

    public Deliveries Deliveries { get; }

    public BenchSenders Senders { get; }

    /// <summary>The fingerprint of the server's certificate; null: no TLS.</summary>
    public Fingerprint? Certificate { get; private set; }

    /// <summary>The buffer for decrypted bytes, which all members share and none keeps in use.</summary>
    public byte[] PlainBuffer { get; } = new byte[PlainBytes];

    /// <summary>The buffer for received bytes, which all members share and none keeps in use.</summary>
    public byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);

    public BenchRoom[] Rooms { get; }

    /// <summary>The members that have joined, including stuck ones.</summary>
    public int Joined { get; private set; }

    /// <summary>The time of the last join, or of the last call of <see cref="BeginJoining"/>.</summary>
    public long LastJoin { get; private set; }

    public int Lost { get; private set; }

    /// <summary>Why a member could not join.</summary>
    public Failure? Failure { get; private set; }

    public bool HaveJoined => Joined >= _wanted;

    public void Join()
    {
        Joined++;
        LastJoin = Clock.Now;
        Open();
    }

    public void Fail(Failure failure) => Failure ??= failure;

    /// <summary>A member's connection ended before the server let it join.</summary>
    public void FailToJoin(SocketError error) => Fail(error switch
    {
        SocketError.Success => new Failure(Outcome.Lost, "the server closed a connection before the member had joined"),
        SocketError.TooManyOpenSockets => new Failure(Outcome.CannotConnect, TooManyConnections()),
        _ => Failure.CannotConnect(Options.Server, ConnectError.Explain(error)),
    });

    public void FailInTime() => Fail(new Failure(
        Outcome.CannotConnect, $"the server at {Options.Server.Address} did not let a member join in time; {Joined} had joined"));

    public void Lose() => Lost++;

    public void Wait(int milliseconds) => _socketPoller.Wait(milliseconds);

    /// <summary>Finds the server's address; false if there is none, or if this process may not open a connection for each member.</summary>
    public async Task<bool> FindAsync()
    {
        if (_connections.Length > OpenFiles.MaxConnections)
        {
            Fail(new Failure(Outcome.CannotConnect, TooManyConnections()));
            return false;
        }

        using var timeout = new CancellationTokenSource(Options.JoinTimeout, Options.Server.Time);
        try
        {
            await FindAddressAsync(timeout.Token);
            if (Failure is null && Options.Server.Tls is not null)
            {
                await FindCertificateAsync(timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            FailInTime();
        }

        return Failure is null;
    }

    /// <summary>Begins to open connections up to this total.</summary>
    public void BeginJoining(int wanted)
    {
        _wanted = wanted;
        LastJoin = Clock.Now;
        Open();
    }

    /// <summary>Creates the senders, after all members have joined.</summary>
    public void CreateSenders() =>
        Senders.Create([.. Enumerable.Range(0, Options.SenderCount).Select(sender => Member(_names.ConnectionOf(sender)))], Rooms);

    /// <summary>One member of each room sends a mark: a member that has received it has received everything before it.</summary>
    public void SendMarks(long number)
    {
        foreach (var room in Rooms)
        {
            Member(room.FirstReader).Send(
                [.. Options.IsTyped ? Encoding.ASCII.GetBytes($"say {number} {room.Name} ") : [], .. BenchReader.Mark, (byte)'\n']);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection?.Dispose();
        }

        _socketPoller.Dispose();
    }

    /// <summary>A name may have several addresses: an extra connection finds one that answers.</summary>
    private async Task FindAddressAsync(CancellationToken cancel)
    {
        var server = Options.Server;
        if (IPAddress.TryParse(server.Host, out var address))
        {
            _server = new IPEndPoint(address, server.Port);
            return;
        }

        var (socket, whyNot) = await HappyEyeballs.ConnectAsync(server.Host, server.Port, server.ConnectTimeout, server.Time, cancel);
        if (socket is null)
        {
            Fail(Failure.CannotConnect(server, whyNot!));
            return;
        }

        using (socket)
        {
            _server = (IPEndPoint)socket.RemoteEndPoint!;
        }
    }

    /// <summary>Validates the server's certificate with an extra connection; all members then require the same one.</summary>
    private async Task FindCertificateAsync(CancellationToken cancel)
    {
        var trust = new ServerTrust(Options.Server);
        var (connection, failure) = await TlsConnector.ConnectAsync(Options.Server, trust, cancel);
        if (connection is null)
        {
            Fail(failure!);
            return;
        }

        connection.Dispose();
        Certificate = trust.Presented;
    }

    private BenchConnection Member(int index) => _connections[Options.Stuck + index]!;

    private void Open()
    {
        while (_started < Math.Min(_wanted, Joined + Options.JoinsAtOnce) && Failure is null)
        {
            try
            {
                var connection = Create(_server!.AddressFamily);
                connection.Connect(_server);
                _socketPoller.Add(connection);
            }
            catch (SocketException error)
            {
                FailToJoin(error.SocketErrorCode);
            }
        }
    }

    private BenchConnection Create(AddressFamily family)
    {
        var index = _started++;
        var member = index - Options.Stuck;
        var room = Rooms[member < 0 ? Options.StuckSpread.RoomOf(index) : RoomOf(member)];
        var join = new BenchJoin(Options, room.Name, member < 0 ? _names.NameOfStuck(index) : _names.NameOf(member));
        var reader = member < 0 ? null : new BenchReader(Options, _names, room, Deliveries);
        return _connections[index] = new BenchConnection(this, reader, join, family);
    }

    private int RoomOf(int member) => member < Options.Receivers
        ? Options.ReceiverSpread.RoomOf(member)
        : Options.SenderSpread.RoomOf(member - Options.Receivers);

    private string TooManyConnections() =>
        $"this process may not open {_connections.Length} connections; raise its limit of open files with 'ulimit -n {_connections.Length + 200}' and try again";
}
