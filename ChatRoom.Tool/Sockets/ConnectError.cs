using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Sockets;

/// <summary>An attempt to connect to one address, and why it failed.</summary>
internal readonly record struct FailedAttempt(IPAddress Address, SocketError Error);

/// <summary>Says in half a sentence why a client could not connect, and what to do.</summary>
internal static class ConnectError
{
    public static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there; start a room with 'chatroom server'",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no machine of that name is known",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => "there is no way to that network",
        SocketError.TimedOut => "no answer in time; check the address",
        SocketError.AccessDenied => "this system does not permit it; look at its firewall",
        SocketError.TooManyOpenSockets => "this process may not open more files; raise the limit with 'ulimit -n'",
        SocketError.AddressNotAvailable => "this machine has no address or port left to connect from",
        SocketError.AddressFamilyNotSupported => "this machine does not speak that version of IP",
        _ => new SocketException((int)error).Message,
    };

    /// <summary>One reason if all addresses have the same; otherwise that of each address.</summary>
    public static string Explain(IReadOnlyList<FailedAttempt> failed)
    {
        string[] reasons = [.. failed.Select(attempt => Explain(attempt.Error)).Distinct()];
        return reasons.Length == 1 ? reasons[0]
            : string.Join(", and ", failed.Select(attempt => $"at {attempt.Address} {Explain(attempt.Error).Split(';')[0]}"));
    }
}
