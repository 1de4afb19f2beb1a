using ChatRoom.Protocol.Text;

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
            // password TEXT
            case ClientLineKind.Password:
                to.Add(TypedWords.Password);
                to.Field(line.Text);
                break;

            // join ROOM NAME [OPTION...], send ROOM NAME [OPTION...]
            case ClientLineKind.Join or ClientLineKind.Send:
                to.Add(line.Kind == ClientLineKind.Join ? TypedWords.Join : TypedWords.Send);
                to.Field(line.Room);
                to.Field(line.Name);
                Options(ref to, line);
                break;

            // watch ROOM SINCE [log | log=IDENTITY] [elsewhere]
            case ClientLineKind.Watch:
                to.Add(TypedWords.Watch);
                to.Field(line.Room);
                line.Since.Write(ref to);
                LogOption(ref to, line);
                ElsewhereOption(ref to, line);
                break;

            // who ROOM, unwatch ROOM
            case ClientLineKind.Who or ClientLineKind.Unwatch:
                to.Add(line.Kind == ClientLineKind.Who ? TypedWords.Who : TypedWords.Unwatch);
                to.Field(line.Room);
                break;

            // commands
            case ClientLineKind.Commands:
                to.Add(TypedWords.Commands);
                break;

            // rooms
            case ClientLineKind.Rooms:
                to.Add(TypedWords.Rooms);
                break;

            // cluster
            case ClientLineKind.Cluster:
                to.Add(TypedWords.Cluster);
                break;

            // together COUNT
            case ClientLineKind.Together:
                to.Add(TypedWords.Together);
                to.Field(line.Number);
                break;

            // say NUMBER ROOM TEXT, command NUMBER ROOM TEXT
            case ClientLineKind.Say or ClientLineKind.Command:
                to.Add(line.Kind == ClientLineKind.Say ? TypedWords.Say : TypedWords.Command);
                to.Field(line.Number);
                to.Field(line.Room);
                to.Field(line.Text);
                break;

            // ping TEXT, pong TEXT
            case ClientLineKind.Ping or ClientLineKind.Pong:
                to.Add(line.Kind == ClientLineKind.Ping ? TypedWords.Ping : TypedWords.Pong);
                to.Field(line.Text);
                break;

            // quit
            default:
                to.Add(TypedWords.Quit);
                break;
        }

        to.Add((byte)'\n');
        return to.Length;
    }

    // [bot] [numbered] [session=ID | resume=ID] [SINCE] [log | log=IDENTITY] [answers] [elsewhere]
    private static void Options(ref LineBuilder to, in ClientLine line)
    {
        if (line.IsBot)
        {
            to.Field(TypedWords.Bot);
        }

        if (line.IsNumbered)
        {
            to.Field(TypedWords.Numbered);
        }

        if (!line.Session.IsEmpty)
        {
            to.Field(line.IsResumed ? TypedWords.ResumeSession : TypedWords.BeginSession);
            to.Add(line.Session);
        }

        if (line.Kind == ClientLineKind.Join && line.Since != Since.Now)
        {
            line.Since.Write(ref to);
        }

        LogOption(ref to, line);
        if (line.WantsTypedAnswers)
        {
            to.Field(TypedWords.Answers);
        }

        ElsewhereOption(ref to, line);
    }

    private static void ElsewhereOption(ref LineBuilder to, in ClientLine line)
    {
        if (line.GoesElsewhere)
        {
            to.Field(TypedWords.Elsewhere);
        }
    }

    private static void LogOption(ref LineBuilder to, in ClientLine line)
    {
        if (line.AsksLog)
        {
            to.Field(line.Log.IsEmpty ? TypedWords.Log : TypedWords.KnownLog);
            to.Add(line.Log);
        }
    }
}
