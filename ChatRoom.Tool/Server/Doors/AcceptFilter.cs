using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Admits or refuses new connections by their address alone, before the server spends anything on them. Without TLS a refused
/// peer is sent one line. The operator's log reports the first refusal at once, and the following ones as a count.
/// One task admits; any thread calls <see cref="Leave"/> and <see cref="TryTakeRequest"/>.
/// </summary>
internal sealed class AcceptFilter(ServerOptions options, ServerEvents events)
{
    /// <summary>After a report, refused connections are only counted for this long.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private static readonly CloseReason[] Reasons = [CloseReason.NotAllowed, CloseReason.TooMany, CloseReason.TooFast];

    private static readonly Door[] Doors = Enum.GetValues<Door>();

    private readonly AddressTable _addresses = new(options.Time);
    private readonly Lock _lock = new();
    private readonly Dictionary<(CloseReason Reason, Door Door), (long Since, int Count)> _refused = [];
    private readonly int[] _open = new int[Doors.Length];
    private readonly long[] _admitted = new long[Doors.Length];

    /// <summary>The number of connections that are admitted and open. Any thread.</summary>
    public int Count => Doors.Sum(CountAt);

    /// <summary>The number of those at one door. Any thread.</summary>
    public int CountAt(Door door) => Volatile.Read(ref _open[(int)door]);

    /// <summary>The number of connections that a door has admitted since the start. Any thread.</summary>
    public long AdmittedAt(Door door) => Volatile.Read(ref _admitted[(int)door]);

    /// <summary>Admits and counts a connection, or refuses and closes it.</summary>
    /// <param name="socket">The socket of the new connection.</param>
    /// <param name="door">The door that it came to.</param>
    /// <param name="address">To be passed to <see cref="Leave"/> when the connection is closed.</param>
    public bool TryAdmit(Socket socket, Door door, [NotNullWhen(true)] out IPAddress? address)
    {
        address = TryFindAddress(socket);
        if (address is null)
        {
            socket.Dispose();
            return false;
        }

        var limits = options.Limits.Current;
        var whyNot = !limits.Admits(address) ? CloseReason.NotAllowed
            : IsProxy(address, door) ? null
            : _addresses.TryAdd(address, limits);
        if (whyNot is { } reason)
        {
            Refuse(socket, door, reason);
            events.Ended(reason, door);
            Note(reason, door, address);
            return false;
        }

        Interlocked.Increment(ref _open[(int)door]);
        Interlocked.Increment(ref _admitted[(int)door]);
        return true;
    }

    /// <summary>Whether a client may make a further request over an admitted connection: each counts like a new connection. Any thread.</summary>
    public bool TryTakeRequest(IPAddress address) => _addresses.TryTake(address, options.Limits.Current);

    /// <summary>An admitted connection is closed. Any thread.</summary>
    public void Leave(IPAddress address, Door door)
    {
        Interlocked.Decrement(ref _open[(int)door]);
        if (!IsProxy(address, door))
        {
            _addresses.Remove(address);
        }
    }

    /// <summary>Counts a request through a trusted proxy like a connection of its client, or returns why it is refused. Any thread.</summary>
    /// <param name="address">Of the client; to be passed to <see cref="LeaveBehindProxy"/> when the request has ended.</param>
    public CloseReason? TryAdmitBehindProxy(IPAddress address)
    {
        var limits = options.Limits.Current;
        var whyNot = limits.Admits(address) ? _addresses.TryAdd(address, limits) : CloseReason.NotAllowed;
        if (whyNot is { } reason)
        {
            events.Ended(reason, Door.Web);
            Note(reason, Door.Web, address);
        }

        return whyNot;
    }

    /// <summary>A counted request through a proxy has ended. Any thread.</summary>
    public void LeaveBehindProxy(IPAddress address) => _addresses.Remove(address);

    /// <summary>Reports the refused connections that are only counted so far. Called at intervals.</summary>
    public void Report()
    {
        foreach (var (reason, door) in from reason in Reasons from door in Doors select (reason, door))
        {
            var count = 0;
            lock (_lock)
            {
                if (_refused.TryGetValue((reason, door), out var noted) && options.Time.GetElapsedTime(noted.Since) >= ReportInterval)
                {
                    count = noted.Count;
                    _refused.Remove((reason, door));
                    if (count > 0)
                    {
                        _refused[(reason, door)] = (options.Time.GetTimestamp(), 0);
                    }
                }
            }

            if (count > 0)
            {
                events.NotLetIn(reason, door, more: count);
            }
        }
    }

    /// <summary>null: the peer is gone already.</summary>
    private static IPAddress? TryFindAddress(Socket socket)
    {
        try
        {
            var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>The connections of a proxy are those of its clients, who are counted one by one.</summary>
    private bool IsProxy(IPAddress address, Door door) => door == Door.Web && options.Web!.Proxies?.Contains(address) == true;

    private void Note(CloseReason reason, Door door, IPAddress address)
    {
        lock (_lock)
        {
            if (_refused.TryGetValue((reason, door), out var noted))
            {
                _refused[(reason, door)] = noted with { Count = noted.Count + 1 };
                return;
            }

            _refused[(reason, door)] = (options.Time.GetTimestamp(), 0);
        }

        events.NotLetIn(reason, door, from: address);
    }

    private void Refuse(Socket socket, Door door, CloseReason reason)
    {
        if (options.Tls is null)
        {
            // A new connection accepts this little at once; if it is broken, nobody is there to read it.
            socket.Send(LastWords(door, reason), SocketFlags.None, out _);
        }

        socket.Dispose();
    }

    private static ReadOnlySpan<byte> LastWords(Door door, CloseReason reason) => (door, reason) switch
    {
        (Door.Web, _) => RawAnswer.Of(WebRefusals.Of(reason), "Refused"),
        (Door.Irc, CloseReason.TooMany) => IrcGreeting.TooMany,
        (Door.Irc, CloseReason.TooFast) => IrcGreeting.TooFast,
        (Door.Irc, _) => IrcGreeting.NotAllowed,
        (_, CloseReason.TooMany) => Greeting.TooMany,
        (_, CloseReason.TooFast) => Greeting.TooFast,
        _ => Greeting.NotAllowed,
    };
}
