using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Admits or refuses new connections by their address alone, before the server spends anything on them. Without TLS a refused
/// peer is sent one line. The operator's log reports the first refusal at once, and the following ones as a count.
/// One task admits; any thread calls <see cref="Leave"/>.
/// </summary>
internal sealed class AcceptFilter(ServerOptions options, ServerEvents events)
{
    /// <summary>After a report, refused connections are only counted for this long.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private static readonly CloseReason[] Reasons = [CloseReason.NotAllowed, CloseReason.TooMany, CloseReason.TooFast];

    private readonly AddressTable _addresses = new(options.Time);
    private readonly Lock _lock = new();
    private readonly Dictionary<CloseReason, (long Since, int Count)> _refused = [];

    /// <summary>Admits and counts a connection, or refuses and closes it.</summary>
    /// <param name="socket">The socket of the new connection.</param>
    /// <param name="address">To be passed to <see cref="Leave"/> when the connection is closed.</param>
    public bool TryAdmit(Socket socket, [NotNullWhen(true)] out IPAddress? address)
    {
        address = TryFindAddress(socket);
        if (address is null)
        {
            socket.Dispose();
            return false;
        }

        var limits = options.Limits.Current;
        var whyNot = limits.Admits(address) ? _addresses.TryAdd(address, limits) : CloseReason.NotAllowed;
        if (whyNot is { } reason)
        {
            Refuse(socket, reason);
            events.Ended(reason);
            Note(reason, address);
        }

        return whyNot is null;
    }

    /// <summary>An admitted connection is closed. Any thread.</summary>
    public void Leave(IPAddress address) => _addresses.Remove(address);

    /// <summary>Reports the refused connections that are only counted so far. Called at intervals.</summary>
    public void Report()
    {
        foreach (var reason in Reasons)
        {
            var count = 0;
            lock (_lock)
            {
                if (_refused.TryGetValue(reason, out var noted) && options.Time.GetElapsedTime(noted.Since) >= ReportInterval)
                {
                    count = noted.Count;
                    _refused.Remove(reason);
                    if (count > 0)
                    {
                        _refused[reason] = (options.Time.GetTimestamp(), 0);
                    }
                }
            }

            if (count > 0)
            {
                events.NotLetIn(reason, more: count);
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

    private void Note(CloseReason reason, IPAddress address)
    {
        lock (_lock)
        {
            if (_refused.TryGetValue(reason, out var noted))
            {
                _refused[reason] = noted with { Count = noted.Count + 1 };
                return;
            }

            _refused[reason] = (options.Time.GetTimestamp(), 0);
        }

        events.NotLetIn(reason, from: address);
    }

    private void Refuse(Socket socket, CloseReason reason)
    {
        if (options.Tls is null)
        {
            // A new connection accepts this little at once; if it is broken, nobody is there to read it.
            socket.Send(
                reason switch
                {
                    CloseReason.TooMany => Greeting.TooMany,
                    CloseReason.TooFast => Greeting.TooFast,
                    _ => Greeting.NotAllowed,
                },
                SocketFlags.None,
                out _);
        }

        socket.Dispose();
    }
}
