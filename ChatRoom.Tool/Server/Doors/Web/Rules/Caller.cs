using System.Net;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>The client that sent one request. If there are proxies between, it is the client behind them. Any thread.</summary>
/// <param name="address">The address that limits, bans and lists apply to.</param>
/// <param name="isCounted">Whether the request was already counted like a new connection of this address.</param>
/// <param name="left">Called once, when the request has ended and everything that stays of it.</param>
internal sealed class Caller(IPAddress address, bool isCounted, Action left)
{
    private int _uses = 1;

    public IPAddress Address => address;

    public bool IsCounted => isCounted;

    /// <summary>Something stays after the request, which calls <see cref="Leave"/> too.</summary>
    public void Stay() => Interlocked.Increment(ref _uses);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            left();
        }
    }
}
