using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>
/// What a running server can read again, each under the name that its operator knows it by. Where one cannot be read,
/// the others are all the same. Guarded by its own lock: it may be asked for again meanwhile.
/// </summary>
internal sealed class Reloads(ServerEvents events)
{
    private readonly Lock _gate = new();
    private readonly List<(string What, Reload Reload)> _all = [];

    public void Add(string what, Reload reload) => _all.Add((what, reload));

    public void Run()
    {
        lock (_gate)
        {
            if (_all.Count == 0)
            {
                events.NothingToReload();
            }

            foreach (var (what, reload) in _all)
            {
                if (reload(out var outcome))
                {
                    events.Reloaded(what, outcome);
                }
                else
                {
                    events.NotReloaded(what, outcome);
                }
            }
        }
    }
}
