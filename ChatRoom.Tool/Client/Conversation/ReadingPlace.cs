using ChatRoom.Client.Connecting;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The position in a room's log: the id of the log, and of the last event that was passed on. An event is passed on
/// once. Only the loop that receives uses it.
/// </summary>
/// <param name="room">The room.</param>
/// <param name="since">The first event that was asked for.</param>
internal sealed class ReadingPlace(string room, Since since)
{
    private const long Unknown = -1;

    private string _log = "";
    private long _last;
    private long _lastBefore;
    private long _lastOfHistory;
    private long _lastAtBegin;
    private long _nextAtBegin;
    private bool _hasBegun;

    public string Room => room;

    /// <summary>The room is read over the present connection.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>All events have been passed on that were there when the present connection began to read.</summary>
    public bool IsCaughtUp => IsAnswered && (_nextAtBegin > _lastAtBegin || _last >= _lastAtBegin);

    /// <summary>The room is asked for over another connection.</summary>
    public void AskAgain() => IsAnswered = false;

    /// <summary>Begins to read, or continues over another connection; false if the room has another log, or an older state of it, so that ids begin again.</summary>
    /// <param name="admission">The server's answer.</param>
    /// <param name="isMade">The room was made after the program had asked for every room, so all of its events are new.</param>
    public bool Begin(Admission admission, bool isMade = false)
    {
        IsAnswered = true;
        var wasEmpty = _lastAtBegin == 0 && _last <= 0;
        (_lastAtBegin, _nextAtBegin) = (admission.LastId, admission.NextId);
        if (_hasBegun)
        {
            return Resume(admission, wasEmpty);
        }

        // If history was asked for, the position is unknown until its first event.
        _last = since.Kind == SinceKind.Now || admission.NextId <= admission.LastId ? admission.NextId - 1 : Unknown;
        _lastOfHistory = isMade ? 0 : admission.LastId;
        (_hasBegun, _log) = (true, admission.Log);
        return true;
    }

    /// <summary>The request that continues at this position.</summary>
    public OtherRoom Continue() => new(room, _hasBegun && _last != Unknown ? Since.After(_last) : since, _log);

    /// <summary>
    /// True if a line of this room was not passed on before. A line that is not an event is always new, and so is an event that
    /// was asked for again. Marks an event that is older than the connection.
    /// </summary>
    public bool IsNew(ref ServerLine line)
    {
        line.IsReplay = line.IsPast || (line.IsEvent && line.Id <= _lastOfHistory);
        var id = line.Kind == ServerLineKind.Gap ? line.Id + line.Number - 1 : line.Id;
        if (id <= 0 || line.IsPast)
        {
            return true;
        }

        if (id <= _lastBefore)
        {
            return false;
        }

        _last = id;
        return true;
    }

    /// <param name="admission">The server's answer.</param>
    /// <param name="wasEmpty">The room had no events. It may have another log after a restart, of which nothing was missed.</param>
    private bool Resume(Admission admission, bool wasEmpty)
    {
        // The events that a client missed are not history.
        _lastOfHistory = _log.Length > 0 ? 0 : admission.LastId;
        var isSame = admission.Log == _log;
        var continues = wasEmpty || (isSame && admission.LastId >= _last);
        _last = continues ? _last : isSame ? admission.LastId : 0;
        _lastBefore = continues ? _last : 0;
        _log = admission.Log;
        return continues;
    }
}
