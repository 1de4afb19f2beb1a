namespace ChatRoom.Protocol.Typed;

/// <summary>Parses a line of <see cref="ClientLineWriter"/>, without the LF. The text is not filtered.</summary>
internal static class ClientLineParser
{
    public static ParseResult TryParse(ReadOnlySpan<byte> bytes, out ClientLine line)
    {
        line = default;
        var from = new FieldReader(bytes);
        if (KindOf(from.Word()) is not { } kind)
        {
            return ParseResult.UnknownWord;
        }

        line.Kind = kind;
        switch (kind)
        {
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch:
                line = ReadJoin(kind, ref from, out var isWellFormed);
                if (!isWellFormed)
                {
                    return ParseResult.Malformed;
                }

                break;
            case ClientLineKind.Who or ClientLineKind.Unwatch:
                line.Room = from.Word();
                break;
            case ClientLineKind.Together:
                line.Number = from.Number();
                break;
            case ClientLineKind.Say or ClientLineKind.Command:
                line.Number = from.Number();
                line.Room = from.Word();
                line.Text = from.Text();
                break;
            case ClientLineKind.Password or ClientLineKind.Ping or ClientLineKind.Pong:
                line.Text = from.Text();
                break;
            default:
                break;
        }

        return from.IsComplete ? ParseResult.Ok : ParseResult.Malformed;
    }

    private static ClientLine ReadJoin(ClientLineKind kind, scoped ref FieldReader from, out bool isWellFormed)
    {
        var line = new ClientLine { Kind = kind };
        line.Room = from.Word();
        isWellFormed = true;
        if (kind == ClientLineKind.Watch)
        {
            isWellFormed = Since.TryParse(from.Word(), out line.Since);
        }
        else
        {
            line.Name = from.Word();
        }

        while (!from.IsAtEnd)
        {
            ReadOption(from.Word(), ref line);
        }

        return line;
    }

    /// <summary>An unknown option is ignored: a later version may have added it.</summary>
    private static void ReadOption(ReadOnlySpan<byte> option, ref ClientLine line)
    {
        line.IsBot |= option.SequenceEqual(TypedWords.Bot);
        line.IsNumbered |= option.SequenceEqual(TypedWords.Numbered);
        line.WantsTypedAnswers |= option.SequenceEqual(TypedWords.Answers);
        line.GoesElsewhere |= option.SequenceEqual(TypedWords.Elsewhere);
        line.AsksLog |= option.SequenceEqual(TypedWords.Log) || option.StartsWith(TypedWords.KnownLog);
        if (option.StartsWith(TypedWords.KnownLog))
        {
            line.Log = option[TypedWords.KnownLog.Length..];
        }
        else if (option.StartsWith(TypedWords.BeginSession) || option.StartsWith(TypedWords.ResumeSession))
        {
            line.IsResumed = option.StartsWith(TypedWords.ResumeSession);
            line.Session = option[(option.IndexOf((byte)'=') + 1)..];
        }
        else if (line.Kind == ClientLineKind.Join && Since.TryParse(option, out var since))
        {
            line.Since = since;
        }
    }

    private static ClientLineKind? KindOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual(TypedWords.Say) => ClientLineKind.Say,
        _ when word.SequenceEqual(TypedWords.Command) => ClientLineKind.Command,
        _ when word.SequenceEqual(TypedWords.Join) => ClientLineKind.Join,
        _ when word.SequenceEqual(TypedWords.Send) => ClientLineKind.Send,
        _ when word.SequenceEqual(TypedWords.Watch) => ClientLineKind.Watch,
        _ when word.SequenceEqual(TypedWords.Unwatch) => ClientLineKind.Unwatch,
        _ when word.SequenceEqual(TypedWords.Who) => ClientLineKind.Who,
        _ when word.SequenceEqual(TypedWords.Commands) => ClientLineKind.Commands,
        _ when word.SequenceEqual(TypedWords.Rooms) => ClientLineKind.Rooms,
        _ when word.SequenceEqual(TypedWords.Cluster) => ClientLineKind.Cluster,
        _ when word.SequenceEqual(TypedWords.Password) => ClientLineKind.Password,
        _ when word.SequenceEqual(TypedWords.Together) => ClientLineKind.Together,
        _ when word.SequenceEqual(TypedWords.Ping) => ClientLineKind.Ping,
        _ when word.SequenceEqual(TypedWords.Pong) => ClientLineKind.Pong,
        _ when word.SequenceEqual(TypedWords.Quit) => ClientLineKind.Quit,
        _ => null,
    };
}
