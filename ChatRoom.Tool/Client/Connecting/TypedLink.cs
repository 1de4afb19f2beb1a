using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client.Connecting;

/// <summary>A connection to a chatroom server, in the typed dialect.</summary>
internal sealed class TypedLink(ClientStream clientStream, LineSplitter lines, ReadOnlyMemory<byte> unread, string title, byte[]? password) : Link(clientStream)
{
    private volatile byte[] _room = [];
    private bool _readsSeveral;
    private long _acknowledged = -1;
    private RefusedLines[] _refused = [];
    private readonly Dictionary<string, byte[]> _logs = new(StringComparer.OrdinalIgnoreCase);
    private ReadOnlyMemory<byte> _unread = unread;

    private const string TooOld =
        "this server is too old to be read in several rooms over one connection; update it, or read each room over a connection of its own";

    /// <summary>The logs that a server may name before it lets the client into their rooms.</summary>
    private const int MaxLogs = 1024;

    public override string Title { get; } = title;

    public override Task<(Admission? Admission, Failure? Failure)> JoinAsync(JoinRequest joinRequest, TimeLimit limit)
    {
        WritePassword();
        _room = Encoding.ASCII.GetBytes(joinRequest.Room);
        _readsSeveral = joinRequest.ReadsSeveral;
        Write(new ClientLine
        {
            Kind = joinRequest.Role == Role.Member ? ClientLineKind.Join : joinRequest.Role == Role.Sender ? ClientLineKind.Send : ClientLineKind.Watch,
            Room = _room,
            Name = joinRequest.Name.Bytes,
            IsBot = joinRequest.IsBot,
            IsNumbered = joinRequest.IsNumbered,
            WantsTypedAnswers = joinRequest.WantsTypedAnswers,
            GoesElsewhere = joinRequest.GoesElsewhere,
            Since = joinRequest.Since,
            Session = Encoding.ASCII.GetBytes(joinRequest.Session),
            IsResumed = joinRequest.IsResumed,
            AsksLog = joinRequest.Log is not null,
            Log = Encoding.ASCII.GetBytes(joinRequest.Log ?? ""),
        });
        WriteOthers(joinRequest);
        return AwaitAnswerAsync(limit);
    }

    public override bool Ask(Question question, string room)
    {
        WritePassword();
        Write(question switch
        {
            Question.Members => new ClientLine { Kind = ClientLineKind.Who, Room = Encoding.ASCII.GetBytes(room) },
            Question.Commands => new ClientLine { Kind = ClientLineKind.Commands },
            Question.Rooms => new ClientLine { Kind = ClientLineKind.Rooms },
            _ => new ClientLine { Kind = ClientLineKind.Cluster },
        });
        return true;
    }

    public override bool Ping(ReadOnlySpan<byte> text)
    {
        Write(new ClientLine { Kind = ClientLineKind.Ping, Text = text });
        return true;
    }

    public override async Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        var bytes = !_unread.IsEmpty ? _unread : await ClientStream.ReceiveAsync(cancel) ? ClientStream.Received : default;
        _unread = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        if (Handle(bytes.Span, handler))
        {
            await ClientStream.FlushAsync();
        }

        return true;
    }

    /// <summary>Says a text, or runs a command that a person typed. Acknowledgements and refusals name the line by <paramref name="number"/>, which rises.</summary>
    public void Say(long number, ReadOnlySpan<byte> text, bool isCommand) =>
        Write(new ClientLine { Kind = isCommand ? ClientLineKind.Command : ClientLineKind.Say, Number = number, Room = _room, Text = text });

    /// <summary>Begins a group of <paramref name="count"/> texts: the server accepts all or none, with nothing between them.</summary>
    public void BeginGroup(int count) => Write(new ClientLine { Kind = ClientLineKind.Together, Number = count });

    public override Task LeaveAsync()
    {
        Write(new ClientLine { Kind = ClientLineKind.Quit });
        return ClientStream.FlushAsync();
    }

    private async Task<(Admission? Admission, Failure? Failure)> AwaitAnswerAsync(TimeLimit limit)
    {
        if (!await ClientStream.FlushAsync())
        {
            return (null, Lost());
        }

        while (true)
        {
            // ReceiveAsync handles the bytes after the answer.
            if (_unread.IsEmpty)
            {
                if (!await ClientStream.ReceiveAsync(limit))
                {
                    return (null, Lost());
                }

                _unread = ClientStream.Received;
            }

            if (ReadAnswer(out var admission, out var refusal))
            {
                return (admission, refusal);
            }
        }
    }

    /// <summary>Looks for the answer to the join request; true if it is there.</summary>
    private bool ReadAnswer(out Admission? admission, out Failure? refusal)
    {
        (admission, refusal) = (null, null);
        var span = _unread.Span;
        while (lines.Next(ref span, out var bytes) is var found and not SplitResult.NeedMore)
        {
            _unread = _unread[^span.Length..];
            if (found == SplitResult.TooLong || ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
            {
                continue;
            }

            switch (line.Kind)
            {
                case ServerLineKind.Session:
                    _acknowledged = line.Number;
                    break;
                case ServerLineKind.Log:
                    NoteLog(line);
                    break;
                case ServerLineKind.Error when Is(Refusal.RefusedBefore, line):
                    _refused = [.. _refused, new RefusedLines(line.Number, line.Number, line.Text.ToArray())];
                    break;
                case ServerLineKind.Refused:
                    _refused = [.. _refused, new RefusedLines(line.Id, line.Number, line.Text.ToArray())];
                    break;
                case ServerLineKind.Error or ServerLineKind.Bye:
                    refusal = RefusalOf(line, _readsSeveral);
                    return true;
                case ServerLineKind.Welcome:
                    NoteRoom(line);
                    admission = Admit(line, line.Id + 1) with { Members = line.Number };
                    return true;
                case ServerLineKind.Watching:
                    NoteRoom(line);
                    admission = Admit(line, line.Number);
                    return true;
                case ServerLineKind.Pong when _readsSeveral:
                    admission = new Admission("", 0, 1);
                    return true;
                default:
                    break;
            }
        }

        _unread = default;
        return false;
    }

    private Admission Admit(in ServerLine line, long nextId) => new(TextFilter.Clean(Encoding.UTF8.GetString(line.Name)), line.Id, nextId)
    {
        Room = TextFilter.Clean(Encoding.UTF8.GetString(line.Room)),
        AcknowledgedNumber = _acknowledged,
        Refused = _refused,
        Log = TextFilter.Clean(Encoding.UTF8.GetString(TakeLog(line))),
    };

    /// <summary>
    /// Answers pings, and passes all other lines on; true if an answer is to be flushed. A Welcome and a Watching are passed on
    /// with the identity of the room's log as their Code.
    /// </summary>
    private bool Handle(ReadOnlySpan<byte> bytes, LineHandler handler)
    {
        var hasAnswer = false;
        while (lines.Next(ref bytes, out var one) is var found and not SplitResult.NeedMore)
        {
            if (found == SplitResult.TooLong || ServerLineParser.TryParse(one, out var line) != ParseResult.Ok)
            {
                continue;
            }

            switch (line.Kind)
            {
                case ServerLineKind.Log:
                    NoteLog(line);
                    break;
                case ServerLineKind.Welcome:
                    NoteRoom(line);
                    line.Code = TakeLog(line);
                    handler(line);
                    break;
                case ServerLineKind.Watching:
                    line.Code = TakeLog(line);
                    handler(line);
                    break;
                case ServerLineKind.Ping when line.Text.Length <= Limits.MaxText:
                    Write(new ClientLine { Kind = ClientLineKind.Pong, Text = line.Text });
                    hasAnswer = true;
                    break;
                default:
                    handler(line);
                    break;
            }
        }

        return hasAnswer;
    }

    /// <summary>Asks for the other rooms; if these are all rooms, then also for the end of the answers, as nobody knows how many there are.</summary>
    private void WriteOthers(JoinRequest joinRequest)
    {
        foreach (var other in joinRequest.Others)
        {
            Write(new ClientLine
            {
                Kind = ClientLineKind.Watch,
                Room = Encoding.ASCII.GetBytes(other.Room),
                Since = other.Since,
                AsksLog = other.Log is not null,
                Log = Encoding.ASCII.GetBytes(other.Log ?? ""),
            });
        }

        if (joinRequest.ReadsEvery)
        {
            Ping("watched"u8);
        }
    }

    /// <summary>Notes the identity of a room's log until the client is let into the room.</summary>
    private void NoteLog(in ServerLine line)
    {
        if (_logs.Count < MaxLogs)
        {
            _logs[Encoding.UTF8.GetString(line.Room)] = line.Code.ToArray();
        }
    }

    private byte[] TakeLog(in ServerLine line) => _logs.Remove(Encoding.UTF8.GetString(line.Room), out var log) ? log : [];

    /// <summary>Notes the room, as the server spells it.</summary>
    private void NoteRoom(in ServerLine line)
    {
        if (line.Room.Length <= Limits.MaxName)
        {
            _room = line.Room.ToArray();
        }
    }

    /// <summary>Writes the password before the first request. A server that requires none ignores it.</summary>
    private void WritePassword()
    {
        if (password is not null && _room.Length == 0)
        {
            Write(new ClientLine { Kind = ClientLineKind.Password, Text = password });
        }
    }

    private void Write(in ClientLine line)
    {
        Span<byte> buffer = stackalloc byte[ClientLine.MaxEncoded];
        ClientStream.Write(buffer[..ClientLineWriter.Write(line, buffer)]);
    }

    /// <summary>The server's refusal to let the client into a room.</summary>
    /// <param name="readsSeveral">The client reads several rooms: an old server knows neither a second watch nor a room for all.</param>
    public static Failure RefusalOf(in ServerLine line, bool readsSeveral)
    {
        var isTooOld = readsSeveral && (Is(Refusal.BadLine, line) || Is(Refusal.BadRoom, line));
        return new Failure(
            Outcome.Refused,
            isTooOld ? TooOld : TextFilter.Clean(Encoding.UTF8.GetString(line.Text)),
            Encoding.UTF8.GetString(line.Code));
    }

    private static bool Is(Refusal refusal, in ServerLine line) => Encoding.UTF8.GetString(line.Code) == refusal.Code;

    private static Failure Lost() => new(Outcome.Lost, "the server closed the connection before it let us in");
}
