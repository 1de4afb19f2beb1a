using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// The servers of one room that a client may use, in the order in which it tries them: those that it was given, then those that a server
/// named. One of them is the present one. After a lost connection, each of the others is tried once without a delay; then each of all after
/// every delay. Used by the loop that connects.
/// </summary>
internal sealed class ServerList
{
    private readonly ClientOptions _options;
    private readonly IReadOnlyList<ServerAddress> _given;
    private List<ServerAddress> _servers;
    private int _present;
    private int _left;

    /// <param name="options">The servers in the order in which they are tried. The first is the present one.</param>
    public ServerList(ClientOptions options)
    {
        (_options, _given) = (options, options.AllServers);
        _servers = [.. _given];
        BeginOutage();
    }

    public int Count => _servers.Count;

    /// <summary>The options for a connection to the present server; the others follow in their order.</summary>
    public ClientOptions Present => Count == 1 ? _options : _options with
    {
        Host = _servers[_present].Host,
        Port = _servers[_present].Port,
        Others = [.. _servers[(_present + 1)..], .. _servers[.._present]],
    };

    /// <summary>The next server is tried without a delay.</summary>
    public bool HasNextAtOnce => _left > 0;

    /// <summary>The present server is lost: each of the others may be tried without a delay.</summary>
    public void BeginOutage() => _left = Count - 1;

    /// <summary>The client has waited: each server may be tried without a further delay.</summary>
    public void BeginRound() => _left = Count;

    /// <summary>No other server helps before the next delay.</summary>
    public void EndRound() => _left = 0;

    /// <summary>The next server is the present one.</summary>
    public ClientOptions MoveOn()
    {
        _left--;
        _present = (_present + 1) % Count;
        return Present;
    }

    /// <summary>
    /// A server names the servers of its room, in place of those that were named before. They are added in random order to those that
    /// the client was given. Nothing that was said on this machine alone leaves it unencrypted: if all given servers are here and there is
    /// no TLS, so are the added ones.
    /// </summary>
    public void Learn(IReadOnlyList<ServerAddress> named)
    {
        var present = _servers[_present];
        var staysHere = _options.Tls is null && _given.All(server => server.IsOnThisMachine);
        var wanted = named.Where(server => !_given.Contains(server) && (!staysHere || server.IsOnThisMachine)).Take(ServerAddress.MaxCount).ToHashSet();
        var known = _servers.Where(server => _given.Contains(server) || wanted.Contains(server) || server.Equals(present)).ToList();
        ServerAddress[] added = [.. wanted.Except(known)];
        _options.Random.Shuffle(added);
        _servers = [.. known, .. added];
        _present = _servers.IndexOf(present);
        _left = Math.Min(_left, Count);
    }

    /// <summary>
    /// Tries each server once, beginning with the present one, until one succeeds, or fails for a reason that the others share. That one is
    /// the present one then. If all fail, the failure names all.
    /// </summary>
    /// <param name="attempt">Tries one server. Neither a result nor a failure: the user does not go on.</param>
    public async Task<(T? Result, Failure? Failure)> TryEachAsync<T>(Func<ClientOptions, Task<(T? Result, Failure? Failure)>> attempt)
        where T : class
    {
        List<FailedServer> failures = [];
        while (true)
        {
            var server = Present;
            var (result, failure) = await attempt(server);
            if (failure is not { IsOfOneServer: true })
            {
                return (result, failure);
            }

            failures.Add(new FailedServer(server.Address, failure));
            _present = (_present + 1) % Count;
            if (failures.Count == Count)
            {
                return (null, Failure.OfAll(failures));
            }
        }
    }
}
