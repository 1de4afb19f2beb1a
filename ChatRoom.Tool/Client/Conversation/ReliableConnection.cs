using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// What a client and a room say to each other, over however many connections: each line is said once, and
/// each event is heard once. One loop receives, and it is that loop which comes back where the connection is
/// lost; who speaks need not know. But for the voice, touched only by the loop that receives.
/// </summary>
internal sealed class ReliableConnection : IDisposable
{
    private const string NameTaken = "name-taken";
    private const string LostText = "the connection was lost";

    private readonly ClientOptions _options;
    private readonly Rejoin _rejoin;
    private readonly LineHandler _take;
    private LineHandler _handOn = Ignore;
    private Link _link;
    private string _why = LostText;
    private long _retry;
    private bool _isAway;
    private string _goodbye = "";
    private string _log = "";
    private bool _toldWhyNot;
    private volatile bool _isLeaving;

    public ReliableConnection(Link link, ClientOptions options)
    {
        _link = link;

        // A server that acknowledges nothing cannot be asked what it knows.
        _options = link is TypedLink ? options : options with { Reconnect = null };
        _rejoin = new Rejoin(_options);
        Sender = new Sender(link);
        _take = Take;
    }

    /// <summary>The server has sent us away and wants us back neither now nor later; that it did is why we end.</summary>
    private bool IsUnwanted => _goodbye == Refusal.Replaced.Code || _goodbye is Refusal.KickedCode or Refusal.BannedCode or Refusal.IdleCode;

    /// <summary>What the server calls itself; empty where it does not say.</summary>
    public string Title => _link.Title;

    /// <summary>What we are called there now.</summary>
    public Nickname Name => _rejoin.Name;

    /// <summary>How we were let in last.</summary>
    public Admission Admission => _rejoin.Admission;

    public Sender Sender { get; }

    /// <summary>This server acknowledges what is said, so that it may be said at once.</summary>
    public bool Acknowledges => _link is TypedLink;

    /// <summary>Why nothing is received any more, and what became of what was said.</summary>
    public Failure End => Sender.End;

    /// <summary>Enters a room for the first time, or is told why not; it can be tried again under another name then.</summary>
    public Task<Failure?> EnterAsync(JoinRequest joinRequest, CancellationToken cancel = default) => _rejoin.EnterAsync(_link, joinRequest, cancel);

    /// <summary>
    /// Gives the next lines to <paramref name="handler"/>, or tries once to come back; false where the
    /// connection is lost for good. An outage is told by lines of our own: Disconnected and Connected.
    /// </summary>
    public Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        _handOn = handler;
        return _isAway ? ComeBackAsync(cancel) : HearAsync(cancel);
    }

    /// <summary>Asks who is in the room, where the server tells that: Present lines and a Total come with what is received then.</summary>
    public void AskWho() => Sender.AskWho(_rejoin.Room);

    /// <summary>Says goodbye, while receiving goes on.</summary>
    public Task LeaveAsync()
    {
        _isLeaving = true;
        return Sender.LeaveAsync();
    }

    public void Dispose() => _link.Dispose();

    private static void Ignore(in ServerLine line)
    {
        // Nobody listens before the first call of ReceiveAsync.
    }

    private async Task<bool> HearAsync(CancellationToken cancel) =>
        (await _link.ReceiveAsync(_take, cancel) && !IsUnwanted) || BeginOutage();

    private void Take(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Ack:
                Sender.Acknowledge(line.Number);
                break;
            case ServerLineKind.Error when line.Number > 0:
                Refuse(line.Number, line.Number, line.Text);
                break;
            case ServerLineKind.Refused:
                Refuse(line.Id, line.Number, line.Text);
                break;
            case ServerLineKind.Retry:
                _retry = line.Number;
                break;
            case ServerLineKind.Log:
                _log = TextFilter.Clean(Encoding.UTF8.GetString(line.Code));
                break;
            case ServerLineKind.Welcome:
                _rejoin.Move(line, _log);
                _handOn(line);
                break;
            case ServerLineKind.Bye:
                _why = TextFilter.Clean(Encoding.UTF8.GetString(line.Text));
                _goodbye = Encoding.UTF8.GetString(line.Code);
                if (!IsUnwanted)
                {
                    _handOn(line);
                }

                break;
            case var _ when _rejoin.IsNew(line):
                _handOn(line);
                break;
            default:
                break;
        }
    }

    /// <summary>Tells of each refused line once, under the label that the user knows.</summary>
    private void Refuse(long first, long last, ReadOnlySpan<byte> why)
    {
        foreach (var (from, to) in Sender.Refuse(first, last))
        {
            _handOn(from == to
                ? new ServerLine { Kind = ServerLineKind.Error, Number = to, Text = why }
                : new ServerLine { Kind = ServerLineKind.Refused, Id = from, Number = to, Text = why });
        }
    }

    /// <summary>The connection is lost: for the time being, or for good, where that is wanted, or the server has sent us away.</summary>
    private bool BeginOutage()
    {
        var wasSentAway = _goodbye.Length > 0 && _goodbye != Refusal.Draining.Code && _goodbye != Refusal.NotReading.Code && _goodbye != Refusal.SilentCode;
        if (!_rejoin.LeadsBack || _isLeaving || wasSentAway)
        {
            var outcome = _goodbye == Refusal.Replaced.Code ? Outcome.Lost : Outcome.Refused;
            return EndWith(IsUnwanted ? new Failure(outcome, _why) : null);
        }

        _isAway = true;
        Sender.Interrupt();
        _link.Dispose();
        _rejoin.Lose(_retry);
        Tell(ServerLineKind.Disconnected, _why);
        (_why, _goodbye, _retry, _toldWhyNot) = (LostText, "", 0, false);
        return true;
    }

    private bool EndWith(Failure? end)
    {
        Sender.Lose(end);
        return false;
    }

    /// <summary>Tries once; true where we are back, and where it may be tried again.</summary>
    private async Task<bool> ComeBackAsync(CancellationToken cancel)
    {
        if (_rejoin.IsTimeUp)
        {
            return EndWith(null);
        }

        var (link, failure) = await _rejoin.ComeBackAsync(cancel);
        return link is null ? IsWorthAnotherTry(failure!) : Resume(link);
    }

    private bool IsWorthAnotherTry(Failure failure)
    {
        if (failure.Code == Refusal.SessionForgotten.Code)
        {
            return BeginSession();
        }

        // Whoever has our name now may leave, a ghost of ours will be noticed, and a full disk is somebody's care.
        var mayChange = failure.Code == NameTaken || failure.Code == Refusal.NotWritten.Code;
        if (mayChange && !_toldWhyNot)
        {
            _toldWhyNot = true;
            Tell(ServerLineKind.Notice, failure.Sentence);
        }

        return failure.Outcome is Outcome.CannotConnect or Outcome.Lost
            || mayChange
            || failure.Code == Refusal.Draining.Code
            || EndWith(failure);
    }

    /// <summary>The server knows no session of ours: the next one, unless nobody can account for what was said in the last.</summary>
    private bool BeginSession()
    {
        _rejoin.BeginSession();
        return Sender.TryBeginSession() || EndWith(null);
    }

    /// <summary>Goes on over another connection, with what the server does not have yet.</summary>
    private bool Resume(TypedLink link)
    {
        _link = link;
        if (Admission.Dealt < 0 && !BeginSession())
        {
            return false;
        }

        foreach (var refused in Admission.Refused)
        {
            Refuse(refused.First, refused.Last, refused.Text);
        }

        var name = Name;
        var goesOn = _rejoin.Resume();
        _isAway = false;
        if (!goesOn)
        {
            Tell(ServerLineKind.Gap, "");
        }

        Tell(ServerLineKind.Connected, "", name.Equals(Name) ? default : Name.Bytes);

        Sender.Resume(link, Admission.Dealt);
        return true;
    }

    /// <summary>Hands on a line of our own about the connection.</summary>
    private void Tell(ServerLineKind kind, string text, ReadOnlySpan<byte> name = default) => _handOn(new ServerLine
    {
        Kind = kind,
        Time = kind == ServerLineKind.Gap ? 0 : _options.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Room = Encoding.ASCII.GetBytes(_rejoin.Room),
        Name = name,
        Code = Encoding.UTF8.GetBytes(_options.Address),
        Text = Encoding.UTF8.GetBytes(text),
    });
}
