namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Which of a session's numbers were refused, for a client that lost the connection before it was told. Only the
/// newest runs are kept: a client that lets more wait unanswered than these learns of some refusals only.
/// Guarded by the room's lock.
/// </summary>
internal sealed class RefusedNumbers
{
    /// <summary>Runs of numbers, one for each time that a refusal follows something that was said.</summary>
    public const int MostRanges = 64;

    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>The runs that are kept, rising.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    /// <summary>Adds a run; what is not above the numbers that are here is passed over.</summary>
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

        if (_ranges.Count == MostRanges)
        {
            _ranges.RemoveAt(0);
        }

        _ranges.Add((first, last));
    }
}
