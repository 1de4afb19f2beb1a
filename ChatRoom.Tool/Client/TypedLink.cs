using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client;

/// <summary>A conversation with a chatroom server, in the typed dialect.</summary>
internal sealed class TypedLink(Wire wire, LineSplitter lines, ReadOnlyMemory<byte> unread, string title) : Link(wire)
{
    private readonly Acknowledgements _acknowledgements = new();
    private volatile byte[] _room = [];
    private long _lastId;
    private ReadOnlyMemory<byte> _unread = unread;

    public override string Title { get; } = title;

    public override int Unacknowledged => _acknowledgements.Outstanding;

    public override Task<(Admission? Admission, Failure? Failure)> EnterAsync(Entry entry, CancellationToken cancel)
    {
        _room = Encoding.ASCII.GetBytes(entry.Room);
        Write(new ClientLine
        {
            Kind = entry.IsMember ? ClientLineKind.Join : ClientLineKind.Send,
            Room = _room,
            Name = entry.Name.Bytes,
            IsBot = entry.IsBot,
            IsNumbered = entry.IsNumbered,
            Since = entry.Since,
        });
        return AwaitAnswerAsync(cancel);
    }

    public override Task<(Admission? Admission, Failure? Failure)> WatchAsync(string room, Since since, CancellationToken cancel)
    {
        Write(new ClientLine { Kind = ClientLineKind.Watch, Room = Encoding.ASCII.GetBytes(room), Since = since });
        return AwaitAnswerAsync(cancel);
    }

    public override bool AskWho(string room)
    {
        Write(new ClientLine { Kind = ClientLineKind.Who, Room = Encoding.ASCII.GetBytes(room) });
        return true;
    }

    public override async Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        var bytes = _unread.IsEmpty ? await Wire.ReceiveAsync(cancel) : _unread;
        _unread = default;
        if (bytes.IsEmpty)
        {
            _acknowledgements.Lose();
            return false;
        }

        if (Handle(bytes.Span, handler))
        {
            await Wire.FlushAsync();
        }

        return true;
    }

    public override ValueTask SayAsync(long number, ReadOnlySpan<byte> text)
    {
        Count(number, new ClientLine { Kind = ClientLineKind.Say, Number = number, Room = _room, Text = text });
        return ValueTask.CompletedTask;
    }

    public override void Together(int count) => Write(new ClientLine { Kind = ClientLineKind.Together, Number = count });

    public override ValueTask TypeAsync(long number, ReadOnlySpan<byte> typed)
    {
        Count(number, new ClientLine { Kind = ClientLineKind.Command, Number = number, Room = _room, Text = typed });
        return ValueTask.CompletedTask;
    }

    public override Task<bool> FlushAsync() => Wire.FlushAsync();

    public override Task<bool> WaitForAcknowledgementsAsync(int outstanding) => _acknowledgements.WaitAsync(outstanding);

    public override Task LeaveAsync()
    {
        Write(new ClientLine { Kind = ClientLineKind.Quit });
        return Wire.FlushAsync();
    }

    private async Task<(Admission? Admission, Failure? Failure)> AwaitAnswerAsync(CancellationToken cancel)
    {
        if (!await Wire.FlushAsync())
        {
            return (null, Lost());
        }

        while (true)
        {
            // What follows the answer in the same bytes stays for ReceiveAsync.
            if (_unread.IsEmpty && (_unread = await Wire.ReceiveAsync(cancel)).IsEmpty)
            {
                return (null, Lost());
            }

            if (ReadAnswer(out var admission, out var refusal))
            {
                return (admission, refusal);
            }
        }
    }

    /// <summary>Looks for what the server says to our entering; true once it has said it.</summary>
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
                case ServerLineKind.Error or ServerLineKind.Bye:
                    refusal = new Failure(Outcome.Refused, TextFilter.Clean(Encoding.UTF8.GetString(line.Text)));
                    return true;
                case ServerLineKind.Welcome:
                    Enter(line);
                    admission = new Admission(TextFilter.Clean(Encoding.UTF8.GetString(line.Name)), line.Id, line.Id + 1);
                    return true;
                case ServerLineKind.Watching:
                    Enter(line);
                    admission = new Admission("", line.Id, line.Number);
                    return true;
                default:
                    break;
            }
        }

        _unread = default;
        return false;
    }

    /// <summary>Hands on what the user is to know; true where something is to be answered.</summary>
    private bool Handle(ReadOnlySpan<byte> bytes, LineHandler handler)
    {
        var answered = false;
        while (lines.Next(ref bytes, out var one) is var found and not SplitResult.NeedMore)
        {
            if (found == SplitResult.TooLong || ServerLineParser.TryParse(one, out var line) != ParseResult.Ok)
            {
                continue;
            }

            line.IsReplay = line.Kind is >= ServerLineKind.Message and <= ServerLineKind.Topic && line.Id <= _lastId;
            switch (line.Kind)
            {
                case ServerLineKind.Welcome:
                    Enter(line);
                    handler(line);
                    break;
                case ServerLineKind.Ack:
                    _acknowledgements.Acknowledge(line.Number);
                    break;
                case ServerLineKind.Ping when line.Text.Length <= Limits.MaxText:
                    Write(new ClientLine { Kind = ClientLineKind.Pong, Text = line.Text });
                    answered = true;
                    break;
                default:
                    handler(line);
                    break;
            }
        }

        return answered;
    }

    /// <summary>From here on this is the room, as the server spells it; events up to that id are what was before.</summary>
    private void Enter(in ServerLine line)
    {
        _lastId = line.Id;
        if (line.Room.Length <= Limits.MaxName)
        {
            _room = line.Room.ToArray();
        }
    }

    private void Count(long number, in ClientLine line)
    {
        _acknowledgements.Say(number);
        Write(line);
    }

    private void Write(in ClientLine line)
    {
        Span<byte> buffer = stackalloc byte[ClientLine.MaxEncoded];
        Wire.Write(buffer[..ClientLineWriter.Write(line, buffer)]);
    }

    private static Failure Lost() => new(Outcome.Lost, "the server closed the connection before it let us in");
}
