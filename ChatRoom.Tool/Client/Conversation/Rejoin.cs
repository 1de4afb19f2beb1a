using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// Joins a room, and joins it again after a lost connection: with the same name and session, and from the same position in the log, at
/// the next server at once, or after a delay. Only the loop that receives uses it.
/// </summary>
internal sealed class Rejoin(ClientOptions options)
{
    private readonly ReadingPlaces _places = new();
    private readonly ServerList _servers = new(options);
    private readonly Backoff? _backoff = options.Reconnect is { } reconnect ? new Backoff(reconnect, options.Time) : null;
    private JoinRequest? _joinRequest;
    private Admission? _admission;
    private int _hopeless;

    /// <summary>The client reconnects after a lost connection.</summary>
    public bool IsEnabled => _backoff is not null;

    /// <summary>The server that the client uses, or has tried last.</summary>
    public string Address => _servers.Present.Address;

    /// <summary>The next attempt is made without a delay.</summary>
    public bool HasNextAtOnce => _servers.HasNextAtOnce;

    /// <summary>The outage has lasted too long.</summary>
    public bool IsTimeUp => _backoff!.Left <= TimeSpan.Zero;

    /// <summary>The client's name in the room now.</summary>
    public Nickname Name => _joinRequest!.Name;

    /// <summary>The room that the client is in, or asks to join; empty: it reads several.</summary>
    public string Room => ReadsSeveral ? "" : _joinRequest!.Room;

    /// <summary>The client reads several rooms.</summary>
    public bool ReadsSeveral => _joinRequest!.ReadsSeveral;

    /// <summary>The server has not answered yet for all rooms that the client asked to read.</summary>
    public bool AwaitsAnswers => _places.AwaitsAnswers;

    /// <summary>In each room, the client has all events that were there when it began to read, over this connection.</summary>
    public bool IsCaughtUp => _places.IsCaughtUp;

    /// <summary>The server's answer to the last join.</summary>
    public Admission Admission => _admission!;

    /// <summary>Joins for the first time; returns the reason if the server refuses, or null.</summary>
    public async Task<Failure?> JoinAsync(Link link, JoinRequest joinRequest, CancellationToken cancel)
    {
        if (IsEnabled)
        {
            var session = joinRequest.Session.Length > 0 || joinRequest.Role == Role.Watcher ? joinRequest.Session : RandomHex.New(SessionId.MaxLength);
            joinRequest = joinRequest with
            {
                Session = session,
                GoesElsewhere = true,
                Log = joinRequest.Reads ? "" : null,
                Others = [.. joinRequest.Others.Select(other => other with { Log = "" })],
            };
        }

        (_admission, var refusal) = await RequestJoinAsync(link, options, joinRequest, cancel);
        if (_admission is not null)
        {
            _joinRequest = joinRequest;
            _places.Ask(joinRequest);
            _places.Begin(_admission);
            NoteAdmission();
        }

        return refusal;
    }

    /// <summary>The server has named the servers of its room.</summary>
    public void Learn(ReadOnlySpan<byte> servers) => _servers.Learn(ServerAddress.ReadList(servers));

    /// <param name="retryMilliseconds">The delay that the server asked for; 0: none.</param>
    /// <param name="isCutOff">The server has sent the client away because it is cut off from the others.</param>
    public void Lose(long retryMilliseconds, bool isCutOff)
    {
        _hopeless = 0;
        if (_backoff!.Lost(retryMilliseconds))
        {
            _servers.BeginOutage();
        }

        // A client that knows no other server stays with this one, and reads what is there.
        _joinRequest = _joinRequest! with { GoesElsewhere = _servers.Count > 1 || !isCutOff };
    }

    /// <summary>Tries once to connect and join: at the next server, after a delay if each was tried.</summary>
    public async Task<(TypedLink? Link, Failure? Failure)> TryAsync(CancellationToken cancel)
    {
        if (!_servers.HasNextAtOnce)
        {
            await Task.Delay(_backoff!.Next(), options.Time, cancel);
            _servers.BeginRound();
        }

        var limited = _backoff!.Limit(_servers.MoveOn());
        var (link, failure) = await Connector.ConnectAsync(limited, Name, isAgain: true, cancel);
        if (link is not TypedLink typed)
        {
            return (null, failure);
        }

        try
        {
            (_admission, failure) = await RequestJoinAsync(typed, limited, _joinRequest!.Reads ? _places.Continue(_joinRequest) : _joinRequest, cancel);
            if (_admission is not null)
            {
                link = null;
                return (typed, null);
            }

            // A chatroom server that did not answer may answer the next attempt.
            return (null, failure!.Outcome == Outcome.ProtocolError ? failure with { Outcome = Outcome.Lost } : failure);
        }
        finally
        {
            link?.Dispose();
        }
    }

    /// <summary>
    /// True if another attempt may succeed after this failure: it may pass, or another server need not share it. If all servers in turn
    /// fail for reasons that do not pass, there is no point in a further attempt.
    /// </summary>
    /// <param name="failure">The failure of the present server.</param>
    /// <param name="mayPass">The same server may succeed later.</param>
    public bool IsWorthAnotherTry(Failure failure, bool mayPass)
    {
        _hopeless = mayPass ? 0 : _hopeless + 1;
        if (mayPass && !failure.IsOfOneServer)
        {
            _servers.EndRound();
        }

        return mayPass || (failure.IsOfOneServer && _hopeless < _servers.Count);
    }

    /// <summary>The client is in again; false if the room has another log than before, or an older state of it.</summary>
    public bool Resume()
    {
        NoteAdmission();
        _backoff!.Connected();
        _places.AskAgain();
        return _places.Begin(Admission);
    }

    /// <summary>The client reads one more of its rooms; false as in <see cref="Resume"/>.</summary>
    public bool BeginRoom(in ServerLine watching) => _places.Begin(new Admission("", watching.Id, watching.Number)
    {
        Room = TextFilter.Clean(Encoding.UTF8.GetString(watching.Room)),
        Log = TextFilter.Clean(Encoding.UTF8.GetString(watching.Code)),
    });

    /// <summary>The server has answered for all rooms that there are.</summary>
    public void EndAnswers() => _places.EndAnswers();

    /// <summary>If there was a session, the next attempt begins another one.</summary>
    public void BeginSession() =>
        _joinRequest = _joinRequest!.Session.Length == 0 ? _joinRequest : _joinRequest with { Session = RandomHex.New(SessionId.MaxLength), IsResumed = false };

    /// <summary>True if a line was not received before. Marks an event that is older than the connection.</summary>
    public bool IsNew(ref ServerLine line)
    {
        if (!_places.IsNew(ref line))
        {
            return false;
        }

        // A replayed rename of our name is another person's: they had the name before this client joined.
        if (line.Kind == ServerLineKind.Rename && !line.IsReplay && line.Other.SequenceEqual(Name.Bytes) && Nickname.TryParse(line.Name, out var name))
        {
            _joinRequest = _joinRequest! with { Name = name };
        }

        return true;
    }

    /// <summary>The user has moved to another room.</summary>
    public void Move(in ServerLine welcome)
    {
        _joinRequest = _joinRequest! with { Room = TextFilter.Clean(Encoding.UTF8.GetString(welcome.Room)), Since = Since.Now };
        _admission = new Admission(Name.ToString(), welcome.Id, welcome.Id + 1) { Log = TextFilter.Clean(Encoding.UTF8.GetString(welcome.Code)) };
        _places.Ask(_joinRequest);
        _places.Begin(_admission);
    }

    /// <summary>Asks to join. It is a protocol error if the server does not answer in time.</summary>
    private static async Task<(Admission? Admission, Failure? Failure)> RequestJoinAsync(
        Link link, ClientOptions options, JoinRequest joinRequest, CancellationToken cancel)
    {
        using var limit = new TimeLimit(options.AnswerTimeout, options.Time, cancel);
        try
        {
            return await link.JoinAsync(joinRequest, limit);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer in time when we asked to join; try again"));
        }
    }

    private void NoteAdmission() => _joinRequest = _joinRequest! with
    {
        Name = Nickname.TryParse(Admission.Name, out var name) ? name : _joinRequest.Name,
        IsResumed = _joinRequest.Session.Length > 0,
    };
}
