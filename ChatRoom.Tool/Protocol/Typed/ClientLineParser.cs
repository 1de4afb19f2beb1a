namespace ChatRoom.Protocol.Typed;

/// <summary>Reads what <see cref="ClientLineWriter"/> writes, without the LF. The text is as it came, unfiltered.</summary>
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
            case ClientLineKind.Join or ClientLineKind.Send:
                line.Room = from.Word();
                line.Name = from.Word();
                ReadOptions(ref from, out line.IsBot, out line.IsNumbered);
                break;
            case ClientLineKind.Watch:
                line.Room = from.Word();
                return Since.TryParse(from.Word(), out line.Since) && from.Complete ? ParseResult.Ok : ParseResult.Malformed;
            case ClientLineKind.Who:
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
            case ClientLineKind.Ping or ClientLineKind.Pong:
                line.Text = from.Text();
                break;
            default:
                break;
        }

        return from.Complete ? ParseResult.Ok : ParseResult.Malformed;
    }

    /// <summary>Options that a later version knows are passed over.</summary>
    private static void ReadOptions(ref FieldReader from, out bool isBot, out bool isNumbered)
    {
        (isBot, isNumbered) = (false, false);
        while (!from.IsAtEnd)
        {
            var option = from.Word();
            isBot |= option.SequenceEqual(Words.Bot);
            isNumbered |= option.SequenceEqual(Words.Numbered);
        }
    }

    private static ClientLineKind? KindOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual(Words.Say) => ClientLineKind.Say,
        _ when word.SequenceEqual(Words.Command) => ClientLineKind.Command,
        _ when word.SequenceEqual(Words.Join) => ClientLineKind.Join,
        _ when word.SequenceEqual(Words.Send) => ClientLineKind.Send,
        _ when word.SequenceEqual(Words.Watch) => ClientLineKind.Watch,
        _ when word.SequenceEqual(Words.Who) => ClientLineKind.Who,
        _ when word.SequenceEqual(Words.Together) => ClientLineKind.Together,
        _ when word.SequenceEqual(Words.Ping) => ClientLineKind.Ping,
        _ when word.SequenceEqual(Words.Pong) => ClientLineKind.Pong,
        _ when word.SequenceEqual(Words.Quit) => ClientLineKind.Quit,
        _ => null,
    };
}
