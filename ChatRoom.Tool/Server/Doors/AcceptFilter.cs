using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Who may connect, judged by the address alone, before anything is spent on a newcomer. One that may not is told in a line,
/// where nothing is encrypted, and closed. That is told to the operator at once when it begins, and then by number.
/// Newcomers come from one task; others leave from any thread.
/// </summary>
internal sealed class AcceptFilter(ServerOptions options, ServerEvents events)
{
    /// <summary>How long turned-away newcomers are only counted, after one was told of.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private static readonly CloseReason[] Reasons = [CloseReason.NotAllowed, CloseReason.TooMany, CloseReason.TooFast];

    private readonly AddressTable _addresses = new(options.Time);
    private readonly Lock _gate = new();
    private readonly Dictionary<CloseReason, (long Since, int Count)> _turnedAway = [];

    /// <summary>Counts a newcomer in, or turns it away and closes it.</summary>
    /// <param name="socket">The newcomer's.</param>
    /// <param name="address">To be given back to <see cref="Leave"/> when it is gone.</param>
    public bool TryEnter(Socket socket, [NotNullWhen(true)] out IPAddress? address)
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
            TurnAway(socket, reason);
            events.Ended(reason);
            Note(reason, address);
        }

        return whyNot is null;
    }

    /// <summary>Somebody who was counted in is gone.</summary>
    public void Leave(IPAddress address) => _addresses.Remove(address);

    /// <summary>Tells how many were turned away and not yet told of. Called every now and then.</summary>
    public void Report()
    {
        foreach (var reason in Reasons)
        {
            var count = 0;
            lock (_gate)
            {
                if (_turnedAway.TryGetValue(reason, out var noted) && options.Time.GetElapsedTime(noted.Since) >= Quiet)
                {
                    count = noted.Count;
                    _turnedAway.Remove(reason);
                    if (count > 0)
                    {
                        _turnedAway[reason] = (options.Time.GetTimestamp(), 0);
                    }
                }
            }

            if (count > 0)
            {
                events.NotLetIn(reason, more: count);
            }
        }
    }

    /// <summary>Null where the peer is gone already.</summary>
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
        lock (_gate)
        {
            if (_turnedAway.TryGetValue(reason, out var noted))
            {
                _turnedAway[reason] = noted with { Count = noted.Count + 1 };
                return;
            }

            _turnedAway[reason] = (options.Time.GetTimestamp(), 0);
        }

        events.NotLetIn(reason, from: address);
    }

    private void TurnAway(Socket socket, CloseReason reason)
    {
        if (options.Tls is null)
        {
            // A new connection takes so little at once; if it is broken, nobody is there to be told.
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
