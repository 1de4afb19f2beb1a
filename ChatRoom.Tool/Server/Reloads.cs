using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>
/// The files that a running server can read again, each with a name for the operator. If one cannot be read, the others
/// are still read. Guarded by its own lock, because a second request may come during the first.
/// </summary>
internal sealed class Reloads(ServerEvents events)
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, Reload Reload)> _all = [];

    public void Add(string name, Reload reload) => _all.Add((name, reload));

    public void Run()
    {
        lock (_lock)
        {
            if (_all.Count == 0)
            {
                events.NothingToReload();
            }

            foreach (var (name, reload) in _all)
            {
                if (reload(out var outcome))
                {
                    events.Reloaded(name, outcome);
                }
                else
                {
                    events.NotReloaded(name, outcome);
                }
            }
        }
    }
}
