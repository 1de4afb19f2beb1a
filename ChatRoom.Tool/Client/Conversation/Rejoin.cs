using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The way into a room: as what one enters, and, for coming back over another connection, in which session,
/// from which place on, and when. Touched only by the loop that receives.
/// </summary>
internal sealed class Rejoin(ClientOptions options)
{
    private readonly ReadingPlace _place = new();
    private readonly Backoff? _backoff = options.Reconnect is { } reconnect ? new Backoff(reconnect, options.Time) : null;
    private JoinRequest? _joinRequest;
    private Admission? _admission;

    /// <summary>A connection that is lost may be had again.</summary>
    public bool LeadsBack => _backoff is not null;

    /// <summary>The time that an outage may last is over.</summary>
    public bool IsTimeUp => _backoff!.Left <= TimeSpan.Zero;

    /// <summary>What we are called there now.</summary>
    public Nickname Name => _joinRequest!.Name;

    /// <summary>The room that we are in, or on the way to.</summary>
    public string Room => _joinRequest!.Room;

    /// <summary>How we were let in last.</summary>
    public Admission Admission => _admission!;

    /// <summary>Enters for the first time, or is told why not.</summary>
    public async Task<Failure?> EnterAsync(Link link, JoinRequest joinRequest, CancellationToken cancel)
    {
        if (LeadsBack)
        {
            var session = joinRequest.Session.Length > 0 || joinRequest.Role == Role.Watcher ? joinRequest.Session : RandomHex.New(SessionId.MaxLength);
            joinRequest = joinRequest with { Session = session, Log = joinRequest.Reads ? "" : null };
        }

        (_admission, var refusal) = await JoinAsync(link, options, joinRequest, cancel);
        if (_admission is not null)
        {
            _joinRequest = joinRequest;
            _place.Begin(_admission, joinRequest.Since);
            Arrive();
        }

        return refusal;
    }

    /// <param name="retryMilliseconds">When the server said to come back; 0 where it said nothing.</param>
    public void Lose(long retryMilliseconds) => _backoff!.Lost(retryMilliseconds);

    /// <summary>Waits for its time, and tries once to come back.</summary>
    public async Task<(TypedLink? Link, Failure? Failure)> ComeBackAsync(CancellationToken cancel)
    {
        await Task.Delay(_backoff!.Next(), options.Time, cancel);
        var limited = _backoff.Limit(options);
        var (link, failure) = await Connector.ConnectAsync(limited, Name, isAgain: true, cancel);
        if (link is not TypedLink typed)
        {
            return (null, failure);
        }

        try
        {
            (_admission, failure) = await JoinAsync(typed, limited, _joinRequest!.Reads ? _place.Continue(_joinRequest) : _joinRequest, cancel);
            if (_admission is not null)
            {
                link = null;
                return (typed, null);
            }

            // A chatroom server that falls silent may speak the next time.
            return (null, failure!.Outcome == Outcome.ProtocolError ? failure with { Outcome = Outcome.Lost } : failure);
        }
        finally
        {
            link?.Dispose();
        }
    }

    /// <summary>Is in again; false where the room has another log than before, or an older state of it.</summary>
    public bool Resume()
    {
        Arrive();
        _backoff!.Connected();
        return _place.Resume(Admission);
    }

    /// <summary>The next try begins another session, if there was one.</summary>
    public void BeginSession() =>
        _joinRequest = _joinRequest!.Session.Length == 0 ? _joinRequest : _joinRequest with { Session = RandomHex.New(SessionId.MaxLength), IsResumed = false };

    /// <summary>Whether a line was not heard before.</summary>
    public bool IsNew(in ServerLine line)
    {
        if (!_place.IsNew(line))
        {
            return false;
        }

        // Whoever had our name before we came, and chose another, was somebody else.
        if (line.Kind == ServerLineKind.Rename && !line.IsReplay && line.Other.SequenceEqual(Name.Bytes) && Nickname.TryParse(line.Name, out var name))
        {
            _joinRequest = _joinRequest! with { Name = name };
        }

        return true;
    }

    /// <summary>Is in another room from here on, to which the user went.</summary>
    public void Move(in ServerLine welcome, string log)
    {
        _joinRequest = _joinRequest! with { Room = TextFilter.Clean(Encoding.UTF8.GetString(welcome.Room)), Since = Since.Now };
        _admission = new Admission(Name.ToString(), welcome.Id, welcome.Id + 1) { Log = log };
        _place.Begin(_admission, Since.Now);
    }

    /// <summary>Asks to join; a server that does not answer in time is a protocol error.</summary>
    private static async Task<(Admission? Admission, Failure? Failure)> JoinAsync(
        Link link, ClientOptions options, JoinRequest joinRequest, CancellationToken cancel)
    {
        using var limit = new TimeLimit(options.AnswerTimeout, options.Time, cancel);
        try
        {
            return await link.EnterAsync(joinRequest, limit);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer when we asked to join"));
        }
    }

    private void Arrive() => _joinRequest = _joinRequest! with
    {
        Name = Nickname.TryParse(Admission.Name, out var name) ? name : _joinRequest.Name,
        IsResumed = _joinRequest.Session.Length > 0,
    };
}
