using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>The nicks that IRC connections have, from NICK on until the connection ends. No two look alike. Loop thread only.</summary>
internal sealed class IrcNames
{
    private readonly Dictionary<Nickname, IrcClient> _clients = new(LookAlike.Comparer);

    public IEnumerable<IrcClient> Clients => _clients.Values;

    /// <summary>The connection with that nick, or with one that looks like it.</summary>
    public bool TryFindLike(Nickname nick, [NotNullWhen(true)] out IrcClient? client) => _clients.TryGetValue(nick, out client);

    /// <summary>The registered connection with that nick.</summary>
    public bool TryFind(Nickname nick, [NotNullWhen(true)] out IrcClient? client) =>
        _clients.TryGetValue(nick, out client) && client is { IsRegistered: true } && nick.Equals(client.Nick);

    /// <summary>Gives a connection a nick, which nobody has, in place of the one that it has.</summary>
    public void Take(Nickname nick, IrcClient client)
    {
        Release(client);
        _clients.Add(nick, client);
        client.Nick = nick;
    }

    /// <summary>The connection ends, or takes another nick.</summary>
    public void Release(IrcClient client)
    {
        if (client.Nick is { } nick && _clients.TryGetValue(nick, out var holder) && holder == client)
        {
            _clients.Remove(nick);
        }
    }
}
