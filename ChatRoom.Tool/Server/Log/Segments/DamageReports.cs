using ChatRoom.Files;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Reports faults in a log's files to the operator: each place once, and a limited number of places. Any thread.</summary>
internal sealed class DamageReports(string folder, Action<string> report)
{
    private const int Max = 40;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Path, long At)> _places = [];

    /// <param name="at">The offset in the file, or a negative number for a fault of the whole file.</param>
    public void Report(string path, long at, string sentence)
    {
        int count;
        lock (_lock)
        {
            if (_places.Count > Max || !_places.Add((path, at)))
            {
                return;
            }

            count = _places.Count;
        }

        report(count <= Max ? sentence : $"there is more damage in {folder}, which is not reported one by one");
    }

    public void CannotRead(string path, Exception error) =>
        Report(path, -1, $"cannot read {path}: {FileFailure.Reason(error)}");
}
