using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// A client's conversation with a room over any number of connections: each line is said once, and each event is passed
/// on once. One loop receives, and reconnects after a lost connection. Only that loop uses this type, except for
/// <see cref="Sender"/> and <see cref="LeaveAsync"/>, which any thread may use.
/// </summary>
internal sealed class ReliableConnection : IDisposable
{
    private const string LostText = "the connection was lost";

    /// <summary>An entry at a server that the client has left may come this much later than the one at the next.</summary>
    private static readonly TimeSpan OwnDoingLimit = TimeSpan.FromSeconds(30);

    private readonly ClientOptions _options;
    private readonly Rejoin _rejoin;
    private readonly LineHandler _handle;
    private LineHandler _next = Ignore;
    private Link _link;
    private string _reason = LostText;
    private string _lostAddress = "";
    private long? _changedServerAt;
    private bool _isOwnDoing;
    private long _retry;
    private bool _isAway;
    private string _byeCode = "";
    private Failure? _refusal;
    private bool _hasReported;
    private volatile bool _isLeaving;

    public ReliableConnection(Link link, ClientOptions options)
    {
        _link = link;

        // Without acknowledgements nobody knows which lines a server has, so there is no reconnecting.
        _options = link is TypedLink ? options : options with { Reconnect = null };
        _rejoin = new Rejoin(_options);
        Sender = new Sender(link);
        _handle = Handle;
    }

    /// <summary>The server has removed the client for good, and has given the reason.</summary>
    private bool IsRemoved => _byeCode == Refusal.Replaced.Code || _byeCode is Refusal.KickedCode or Refusal.BannedCode or Refusal.IdleCode;

    /// <summary>The address of the server.</summary>
    public string Address => _rejoin.Address;

    /// <summary>The server's title; empty if it has none.</summary>
    public string Title => _link.Title;

    /// <summary>The client's name in the room now.</summary>
    public Nickname Name => _rejoin.Name;

    /// <summary>The server's answer to the last join.</summary>
    public Admission Admission => _rejoin.Admission;

    public Sender Sender { get; }

    /// <summary>In each room that is read, all events have come that were there when this connection began to read it.</summary>
    public bool IsCaughtUp => _rejoin.IsCaughtUp;

    /// <summary>This server acknowledges lines, so the client need not wait between them.</summary>
    public bool Acknowledges => _link is TypedLink;

    /// <summary>Why the conversation has ended, and which lines were not acknowledged.</summary>
    public Failure End => Sender.End;

    /// <summary>Joins a room for the first time; returns the refusal, or null. After a refusal the client may try another name.</summary>
    public Task<Failure?> JoinAsync(JoinRequest joinRequest, CancellationToken cancel = default) => _rejoin.JoinAsync(_link, joinRequest, cancel);

    /// <summary>
    /// Passes the next lines to <paramref name="handler"/>, or tries once to reconnect; false if the connection is lost
    /// for good. The client itself adds lines about an outage: Disconnected and Connected.
    /// </summary>
    public Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        _next = handler;
        return _isAway ? ReconnectAsync(cancel) : ReceiveOverLinkAsync(cancel);
    }

    /// <summary>Asks for a list, if there is a connection.</summary>
    public void Ask(Question question) => Sender.Ask(question, _rejoin.Room);

    /// <summary>Leaves the room. Receiving goes on.</summary>
    public Task LeaveAsync()
    {
        _isLeaving = true;
        return Sender.LeaveAsync();
    }

    public void Dispose() => _link.Dispose();

    private static void Ignore(in ServerLine line)
    {
        // There is no handler before the first call of ReceiveAsync.
    }

    private async Task<bool> ReceiveOverLinkAsync(CancellationToken cancel)
    {
        var received = await _link.ReceiveAsync(_handle, cancel);
        return _refusal is not null ? EndWith(_refusal) : (received && !IsRemoved) || BeginOutage();
    }

    private void Handle(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Ack:
                Sender.Acknowledge(line.Number);
                break;
            case ServerLineKind.Error when line.Number > 0:
                Refuse(line.Number, line.Number, line.Text);
                break;
            case ServerLineKind.Error when _rejoin.AwaitsAnswers:
                _refusal ??= TypedLink.RefusalOf(line, readsSeveral: true);
                break;
            case ServerLineKind.Refused:
                Refuse(line.Id, line.Number, line.Text);
                break;
            case ServerLineKind.Retry:
                _retry = line.Number;
                break;
            case ServerLineKind.Servers:
                _rejoin.Learn(line.Text);
                break;
            case ServerLineKind.Watching when _rejoin.ReadsSeveral:
                BeginRoom(line);
                break;
            case ServerLineKind.Pong:
                _rejoin.EndAnswers();
                break;
            case ServerLineKind.Welcome:
                _rejoin.Move(line);
                _next(line);
                break;
            case ServerLineKind.Bye:
                _reason = TextFilter.Clean(Encoding.UTF8.GetString(line.Text));
                _byeCode = Encoding.UTF8.GetString(line.Code);
                if (!IsRemoved)
                {
                    _next(line);
                }

                break;
            default:
                PassOn(line);
                break;
        }
    }

    private void PassOn(ServerLine line)
    {
        if (_rejoin.IsNew(ref line))
        {
            _next(line);
        }
    }

    private void BeginRoom(in ServerLine watching)
    {
        if (!_rejoin.BeginRoom(watching))
        {
            Report(ServerLineKind.Gap, "", room: watching.Room);
        }
    }

    /// <summary>Passes on each refusal once, with the label that the user knows.</summary>
    private void Refuse(long first, long last, ReadOnlySpan<byte> reason)
    {
        foreach (var (from, to) in Sender.Refuse(first, last))
        {
            _next(from == to
                ? new ServerLine { Kind = ServerLineKind.Error, Number = to, Text = reason }
                : new ServerLine { Kind = ServerLineKind.Refused, Id = from, Number = to, Text = reason });
        }
    }

    /// <summary>The connection is lost; false if for good: the client is leaving or does not reconnect, or the server has ended the membership.</summary>
    private bool BeginOutage()
    {
        // The entry that this client asked for at the server before may have come later than the one here.
        _isOwnDoing = _byeCode == Refusal.Replaced.Code && _changedServerAt is { } at && _options.Time.GetElapsedTime(at) < OwnDoingLimit;
        var isFinal = !_isOwnDoing && _byeCode.Length > 0 && _byeCode != Refusal.Draining.Code && _byeCode != Refusal.CutOff.Code && _byeCode != Refusal.NotReading.Code && _byeCode != Refusal.SilentCode;
        if (!_rejoin.IsEnabled || _isLeaving || isFinal)
        {
            var outcome = _byeCode == Refusal.Replaced.Code ? Outcome.Lost : Outcome.Refused;
            return EndWith(IsRemoved ? new Failure(outcome, _reason) : null);
        }

        _isAway = true;
        Sender.Interrupt();
        _link.Dispose();
        _rejoin.Lose(_retry, isCutOff: _byeCode == Refusal.CutOff.Code);
        Report(ServerLineKind.Disconnected, _reason);
        _lostAddress = Address;
        (_reason, _byeCode, _retry, _hasReported) = (LostText, "", 0, false);
        return true;
    }

    private bool EndWith(Failure? end)
    {
        Sender.Close(end);
        return false;
    }

    /// <summary>Tries once; false if there is no point in another attempt.</summary>
    private async Task<bool> ReconnectAsync(CancellationToken cancel)
    {
        if (_rejoin.IsTimeUp)
        {
            return EndWith(null);
        }

        var (link, failure) = await _rejoin.TryAsync(cancel);
        return link is null ? IsWorthAnotherTry(failure!) : Resume(link);
    }

    private bool IsWorthAnotherTry(Failure failure)
    {
        if (failure.Code == Refusal.SessionForgotten.Code)
        {
            return BeginSession();
        }

        // These refusals may pass: the name gets free, or the operator makes room on the disk.
        var mayChange = failure.Code == Refusal.NameTakenCode || failure.Code == Refusal.NotWritten.Code;
        var mayPass = mayChange || failure.Outcome is Outcome.CannotConnect or Outcome.Lost || failure.Code == Refusal.Draining.Code || failure.Code == Refusal.CutOff.Code;
        if (!_rejoin.IsWorthAnotherTry(failure, mayPass))
        {
            return EndWith(failure);
        }

        // A server that cannot be trusted, for example, is reported even if the next one takes its place.
        if (!_hasReported && (!mayPass || (mayChange && !_rejoin.HasNextAtOnce)))
        {
            _hasReported = true;
            Report(ServerLineKind.Notice, failure.Sentence);
        }

        return true;
    }

    /// <summary>The server does not know the session: begins another, unless the server may have accepted lines of the last.</summary>
    private bool BeginSession()
    {
        _rejoin.BeginSession();
        return Sender.TryBeginSession() || EndWith(null);
    }

    /// <summary>Continues over another connection with the lines that the server does not have yet.</summary>
    private bool Resume(TypedLink link)
    {
        _link = link;
        if (Admission.AcknowledgedNumber < 0 && !BeginSession())
        {
            return false;
        }

        foreach (var refused in Admission.Refused)
        {
            Refuse(refused.First, refused.Last, refused.Text);
        }

        var name = Name;
        var continues = _rejoin.Resume();
        _changedServerAt = Address == _lostAddress || _isOwnDoing ? null : _options.Time.GetTimestamp();
        _isAway = false;

        // Before the reports: their receiver may have questions.
        Sender.Resume(link, Admission.AcknowledgedNumber);
        if (!continues)
        {
            Report(ServerLineKind.Gap, "", room: Encoding.UTF8.GetBytes(Admission.Room));
        }

        Report(ServerLineKind.Connected, "", name.Equals(Name) ? default : Name.Bytes);
        return true;
    }

    /// <summary>Passes on a line of the client itself about the connection.</summary>
    private void Report(ServerLineKind kind, string text, ReadOnlySpan<byte> name = default, ReadOnlySpan<byte> room = default) => _next(new ServerLine
    {
        Kind = kind,
        Time = kind == ServerLineKind.Gap ? 0 : _options.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Room = room.IsEmpty ? Encoding.ASCII.GetBytes(_rejoin.Room) : room,
        Name = name,
        Other = kind == ServerLineKind.Connected && Address != _lostAddress ? Encoding.UTF8.GetBytes(Address) : default,
        Code = Encoding.UTF8.GetBytes(Address),
        Text = Encoding.UTF8.GetBytes(text),
    });
}
