namespace ChatRoom.Protocol.Typed;

/// <summary>
/// Parses a line of <see cref="ServerLineWriter"/>, without the LF. Fields that a later version adds after the known ones are
/// ignored. The text is not filtered: a client that shows it must do that.
/// </summary>
internal static class ServerLineParser
{
    public static ParseResult TryParse(ReadOnlySpan<byte> bytes, out ServerLine line)
    {
        line = default;
        var from = new FieldReader(bytes);
        var word = from.Word();
        var isPast = word.SequenceEqual(TypedWords.Past);
        word = isPast ? from.Word() : word;
        if (KindOf(word) is not { } kind || (isPast && !IsEvent(kind)))
        {
            return ParseResult.UnknownWord;
        }

        line = IsEvent(kind) ? ReadEvent(kind, ref from) : ReadPersonal(kind, ref from);
        line.IsBot |= word.SequenceEqual(TypedWords.Bot);
        line.IsPast = isPast;
        return from.IsComplete ? ParseResult.Ok : ParseResult.Malformed;
    }

    private static bool IsEvent(ServerLineKind kind) => new ServerLine { Kind = kind }.IsEvent;

    private static ServerLineKind? KindOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual(TypedWords.Message) => ServerLineKind.Message,
        _ when word.SequenceEqual(TypedWords.Ack) => ServerLineKind.Ack,
        _ when word.SequenceEqual(TypedWords.Action) => ServerLineKind.Action,
        _ when word.SequenceEqual(TypedWords.Join) => ServerLineKind.Join,
        _ when word.SequenceEqual(TypedWords.Leave) => ServerLineKind.Leave,
        _ when word.SequenceEqual(TypedWords.Announcement) => ServerLineKind.Announcement,
        _ when word.SequenceEqual(TypedWords.Rename) => ServerLineKind.Rename,
        _ when word.SequenceEqual(TypedWords.Topic) => ServerLineKind.Topic,
        _ when word.SequenceEqual(TypedWords.Start) => ServerLineKind.Start,
        _ when word.SequenceEqual(TypedWords.Private) => ServerLineKind.Private,
        _ when word.SequenceEqual(TypedWords.Notice) => ServerLineKind.Notice,
        _ when word.SequenceEqual(TypedWords.Gap) => ServerLineKind.Gap,
        _ when word.SequenceEqual(TypedWords.Error) => ServerLineKind.Error,
        _ when word.SequenceEqual(TypedWords.Refused) => ServerLineKind.Refused,
        _ when word.SequenceEqual(TypedWords.Ping) => ServerLineKind.Ping,
        _ when word.SequenceEqual(TypedWords.Pong) => ServerLineKind.Pong,
        _ when word.SequenceEqual(TypedWords.Bye) => ServerLineKind.Bye,
        _ when word.SequenceEqual(TypedWords.Bot) => ServerLineKind.Message,
        _ when word.SequenceEqual(TypedWords.Watching) => ServerLineKind.Watching,
        _ when word.SequenceEqual(TypedWords.Unwatched) => ServerLineKind.Unwatched,
        _ when word.SequenceEqual(TypedWords.Present) => ServerLineKind.Present,
        _ when word.SequenceEqual(TypedWords.Total) => ServerLineKind.Total,
        _ when word.SequenceEqual(TypedWords.Usage) => ServerLineKind.Usage,
        _ when word.SequenceEqual(TypedWords.Commands) => ServerLineKind.Commands,
        _ when word.SequenceEqual(TypedWords.Room) => ServerLineKind.Room,
        _ when word.SequenceEqual(TypedWords.Rooms) => ServerLineKind.Rooms,
        _ when word.SequenceEqual(TypedWords.History) => ServerLineKind.History,
        _ when word.SequenceEqual(TypedWords.Log) => ServerLineKind.Log,
        _ when word.SequenceEqual(TypedWords.Session) => ServerLineKind.Session,
        _ when word.SequenceEqual(TypedWords.Subject) => ServerLineKind.Subject,
        _ when word.SequenceEqual(TypedWords.Retry) => ServerLineKind.Retry,
        _ when word.SequenceEqual(TypedWords.Servers) => ServerLineKind.Servers,
        _ when word.SequenceEqual(TypedWords.Node) => ServerLineKind.Node,
        _ when word.SequenceEqual(TypedWords.Cluster) => ServerLineKind.Cluster,
        _ when word.SequenceEqual(TypedWords.Welcome) => ServerLineKind.Welcome,
        _ when word.SequenceEqual(TypedWords.Greeting) => ServerLineKind.Greeting,
        _ => null,
    };

    private static ServerLine ReadEvent(ServerLineKind kind, scoped ref FieldReader from)
    {
        var line = new ServerLine { Kind = kind };
        line.Id = from.Number();
        line.Time = from.Number();
        line.Room = from.Word();
        line.Name = from.Word();
        if (line.Kind == ServerLineKind.Rename)
        {
            line.Other = from.Word();
        }
        else if (line.Kind == ServerLineKind.Join)
        {
            var rest = new FieldReader(from.Text());
            line.IsBot = rest.Word().SequenceEqual(TypedWords.Bot);
        }
        else
        {
            line.Text = from.Text();
        }

        return line;
    }

    private static ServerLine ReadPersonal(ServerLineKind kind, scoped ref FieldReader from)
    {
        var line = new ServerLine { Kind = kind };
        switch (line.Kind)
        {
            case ServerLineKind.Welcome:
                line.Room = from.Word();
                line.Name = from.Word();
                line.Id = from.Number();
                line.Time = from.Number();
                line.Number = from.Number();
                break;
            case ServerLineKind.Watching:
                line.Room = from.Word();
                line.Id = from.Number();
                line.Time = from.Number();
                line.Number = from.Number();
                break;
            case ServerLineKind.Unwatched:
                line.Room = from.Word();
                break;
            case ServerLineKind.Log:
                line.Room = from.Word();
                line.Code = from.Word();
                break;
            case ServerLineKind.Session or ServerLineKind.Retry or ServerLineKind.Commands or ServerLineKind.Rooms:
                line.Number = from.Number();
                break;
            case ServerLineKind.Subject:
                line.Room = from.Word();
                line.Time = from.Number();
                line.Name = from.Word();
                line.Text = from.Text();
                break;
            case ServerLineKind.Present:
                line.Room = from.Word();
                line.Name = from.Word();
                line.IsBot = from.Word().SequenceEqual(TypedWords.Bot);
                line.Time = from.Number();
                break;
            case ServerLineKind.Usage:
                line.Name = from.Word();
                line.Text = from.Text();
                break;
            case ServerLineKind.Room:
                line.Room = from.Word();
                line.Number = from.Number();
                line.Text = from.Text();
                break;
            case ServerLineKind.Node:
                line.Name = from.Word();
                line.Code = from.Word();
                line.Id = from.Number();
                line.Number = from.Number();
                line.Text = from.Text();
                break;
            case ServerLineKind.Cluster:
                line.Name = from.Word();
                line.Code = from.Word();
                line.Number = from.Number();
                line.Id = from.Number();
                break;
            case ServerLineKind.Total or ServerLineKind.History:
                line.Room = from.Word();
                line.Number = from.Number();
                break;
            case ServerLineKind.Private:
                line.Time = from.Number();
                line.Room = from.Word();
                line.Name = from.Word();
                line.Other = from.Word();
                line.Text = from.Text();
                break;
            case ServerLineKind.Notice:
                line.Time = from.Number();
                line.Text = from.Text();
                break;
            case ServerLineKind.Gap:
                line.Id = from.Number();
                line.Number = from.Number();
                line.Room = from.Word();
                break;
            case ServerLineKind.Ack:
                line.Number = from.Number();
                line.Id = from.Number();
                break;
            case ServerLineKind.Error:
                line.Code = from.Word();
                line.Number = from.Number();
                line.Text = from.Text();
                break;
            case ServerLineKind.Refused:
                line.Code = from.Word();
                line.Id = from.Number();
                line.Number = from.Number();
                line.Text = from.Text();
                break;
            case ServerLineKind.Greeting or ServerLineKind.Bye:
                line.Code = from.Word();
                line.Text = from.Text();
                break;
            default:
                line.Text = from.Text();
                break;
        }

        return line;
    }
}
