using ChatRoom.Files;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Tells the operator what is wrong with a room's files: each place once, and not without end. Any thread may tell.</summary>
internal sealed class DamageReports(string folder, Action<string> report)
{
    private const int Most = 40;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Path, long At)> _places = [];

    public void Tell(string path, long at, string sentence)
    {
        int count;
        lock (_gate)
        {
            if (_places.Count > Most || !_places.Add((path, at)))
            {
                return;
            }

            count = _places.Count;
        }

        report(count <= Most ? sentence : $"there is more damage in {folder} than is told one by one");
    }

    public void CannotRead(string path, Exception error) =>
        Tell(path, -1, $"cannot read {path}: {FileFailure.Reason(error)}");
}
