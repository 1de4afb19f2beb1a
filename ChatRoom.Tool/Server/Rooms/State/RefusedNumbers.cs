using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The refused numbers of a session, for a client that lost its connection before it was sent the refusals. Only the newest
/// ranges are kept: a client with more unanswered refusals is sent some of them only. Loop thread only.
/// </summary>
internal sealed class RefusedNumbers
{
    /// <summary>Ranges that are kept. A refusal after an accepted line begins a new one.</summary>
    public const int MaxRanges = SessionStamp.MaxRefused;

    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>In rising order.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    /// <summary>Adds a range; numbers up to the highest of earlier ranges are ignored.</summary>
    public void Add(long first, long last)
    {
        var newest = _ranges.Count == 0 ? 0 : _ranges[^1].Last;
        first = Math.Max(first, newest + 1);
        if (first > last)
        {
            return;
        }

        if (_ranges.Count > 0 && first == newest + 1)
        {
            _ranges[^1] = (_ranges[^1].First, last);
            return;
        }

        if (_ranges.Count == MaxRanges)
        {
            _ranges.RemoveAt(0);
        }

        _ranges.Add((first, last));
    }
}
