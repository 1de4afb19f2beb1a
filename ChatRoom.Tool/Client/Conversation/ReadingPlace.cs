using ChatRoom.Client.Connecting;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The position in a room's log: the id of the log, and of the last event that was passed on. An event is passed on
/// once. Only the loop that receives uses it.
/// </summary>
internal sealed class ReadingPlace
{
    private const long Unknown = -1;

    private string _log = "";
    private long _last;
    private long _lastBefore;

    /// <summary>Begins to read. If history was asked for, the position is unknown until its first event.</summary>
    public void Begin(Admission admission, Since since) =>
        (_log, _last, _lastBefore) = (admission.Log, since.Kind == SinceKind.Now || admission.NextId <= admission.LastId ? admission.NextId - 1 : Unknown, 0);

    /// <summary>A request that continues at this position.</summary>
    public JoinRequest Continue(JoinRequest joinRequest) => joinRequest with { Since = _last == Unknown ? joinRequest.Since : Since.After(_last), Log = _log };

    /// <summary>Continues over another connection; false if the room has another log, or an older state of it, so that ids begin again.</summary>
    public bool Resume(Admission admission)
    {
        var isSame = admission.Log == _log;
        var continues = isSame && admission.LastId >= _last;
        _last = continues ? _last : isSame ? admission.LastId : 0;
        _lastBefore = continues ? _last : 0;
        _log = admission.Log;
        return continues;
    }

    /// <summary>True if a line was not passed on before. A line that is not an event is always new, and so is an event that was asked for again.</summary>
    public bool IsNew(in ServerLine line)
    {
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
}
