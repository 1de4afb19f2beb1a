using ChatRoom.Client.Connecting;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// How far a room was read: the last event that was handed on, and of which log it is. What was handed on
/// once is not new again. Touched only by the loop that receives.
/// </summary>
internal sealed class ReadingPlace
{
    private const long Unknown = -1;

    private string _log = "";
    private long _last;
    private long _lastBefore;

    /// <summary>Begins to read; where something of the time before is wanted, only its first event tells where that is.</summary>
    public void Begin(Admission admission, Since since) =>
        (_log, _last, _lastBefore) = (admission.Log, since.Kind == SinceKind.Now || admission.NextId <= admission.LastId ? admission.NextId - 1 : Unknown, 0);

    /// <summary>Makes an entry go on from here.</summary>
    public JoinRequest Continue(JoinRequest joinRequest) => joinRequest with { Since = _last == Unknown ? joinRequest.Since : Since.After(_last), Log = _log };

    /// <summary>Goes on over another connection; false where it is another log, or an older state of it, so that ids begin anew.</summary>
    public bool Resume(Admission admission)
    {
        var isSame = admission.Log == _log;
        var goesOn = isSame && admission.LastId >= _last;
        _last = goesOn ? _last : isSame ? admission.LastId : 0;
        _lastBefore = goesOn ? _last : 0;
        _log = admission.Log;
        return goesOn;
    }

    /// <summary>Whether a line was not handed on before; what is no event is new each time.</summary>
    public bool IsNew(in ServerLine line)
    {
        var id = line.Kind == ServerLineKind.Gap ? line.Id + line.Number - 1 : line.Id;
        if (id <= 0)
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
