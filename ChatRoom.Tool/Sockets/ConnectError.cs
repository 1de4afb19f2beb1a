using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Sockets;

/// <summary>A failed attempt to connect to one address, and its error.</summary>
internal readonly record struct FailedAttempt(IPAddress Address, SocketError Error);

/// <summary>Explains in half a sentence why a client could not connect, and what to do.</summary>
internal static class ConnectError
{
    public static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there; start a room with 'chatroom server'",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no machine of that name is known; check the name",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => "there is no route to that network",
        SocketError.TimedOut => "no answer in time; check the address",
        SocketError.AccessDenied => "this system does not permit it; check its firewall",
        SocketError.TooManyOpenSockets => "this process may not open more files; raise the limit with 'ulimit -n'",
        SocketError.AddressNotAvailable => "this machine has no address or port left to connect from",
        SocketError.AddressFamilyNotSupported => "this machine does not speak that version of IP",
        _ => new SocketException((int)error).Message,
    };

    /// <summary>A single reason if all addresses have the same one; otherwise the reason for each address.</summary>
    public static string Explain(IReadOnlyList<FailedAttempt> failed)
    {
        string[] reasons = [.. failed.Select(attempt => Explain(attempt.Error)).Distinct()];
        return reasons.Length == 1 ? reasons[0]
            : string.Join(", and ", failed.Select(attempt => $"at {attempt.Address} {Explain(attempt.Error).Split(';')[0]}"));
    }
}
