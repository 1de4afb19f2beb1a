namespace ChatRoom.Protocol.Typed;

/// <summary>Writes a client's line in the typed dialect. <see cref="ClientLineParser"/> reads it back.</summary>
internal static class ClientLineWriter
{
    /// <summary>Writes the line with its LF; returns its length, at most <see cref="ClientLine.MaxEncoded"/>.</summary>
    public static int Write(in ClientLine line, Span<byte> output)
    {
        var to = new LineBuilder(output);
        switch (line.Kind)
        {
            // join ROOM NAME
            case ClientLineKind.Join:
                to.Add(Words.Join);
                to.Field(line.Room);
                to.Field(line.Name);
                break;

            // say NUMBER ROOM TEXT, command NUMBER ROOM TEXT
            case ClientLineKind.Say or ClientLineKind.Command:
                to.Add(line.Kind == ClientLineKind.Say ? Words.Say : Words.Command);
                to.Field(line.Number);
                to.Field(line.Room);
                to.Field(line.Text);
                break;

            // ping TEXT, pong TEXT
            case ClientLineKind.Ping or ClientLineKind.Pong:
                to.Add(line.Kind == ClientLineKind.Ping ? Words.Ping : Words.Pong);
                to.Field(line.Text);
                break;

            // quit
            default:
                to.Add(Words.Quit);
                break;
        }

        to.Add((byte)'\n');
        return to.Length;
    }
}
