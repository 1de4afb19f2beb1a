using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Tests.Support.Values;

/// <summary>A client's line as values that a test can keep and compare, like <see cref="ServerLineValues"/>.</summary>
internal sealed record ClientLineValues(ClientLineKind Kind)
{
    public long Number { get; init; }

    public string Room { get; init; } = "";

    public string Name { get; init; } = "";

    public string Text { get; init; } = "";

    public Since Since { get; init; }

    public string Session { get; init; } = "";

    public bool IsResumed { get; init; }

    public bool AsksLog { get; init; }

    public string Log { get; init; } = "";

    public bool IsBot { get; init; }

    public bool IsNumbered { get; init; }

    public bool WantsTypedAnswers { get; init; }

    public bool GoesElsewhere { get; init; }

    public static ClientLineValues Of(in ClientLine line) => new(line.Kind)
    {
        Number = line.Number,
        Room = Encoding.UTF8.GetString(line.Room),
        Name = Encoding.UTF8.GetString(line.Name),
        Text = Encoding.UTF8.GetString(line.Text),
        Since = line.Since,
        Session = Encoding.UTF8.GetString(line.Session),
        IsResumed = line.IsResumed,
        AsksLog = line.AsksLog,
        Log = Encoding.UTF8.GetString(line.Log),
        IsBot = line.IsBot,
        IsNumbered = line.IsNumbered,
        WantsTypedAnswers = line.WantsTypedAnswers,
        GoesElsewhere = line.GoesElsewhere,
    };

    /// <summary>The line as it is sent, with its LF.</summary>
    public string Write()
    {
        var buffer = new byte[ClientLine.MaxEncoded];
        return Encoding.UTF8.GetString(buffer, 0, ClientLineWriter.Write(View(), buffer));
    }

    private ClientLine View() => new()
    {
        Kind = Kind,
        Number = Number,
        Room = Encoding.UTF8.GetBytes(Room),
        Name = Encoding.UTF8.GetBytes(Name),
        Text = Encoding.UTF8.GetBytes(Text),
        Since = Since,
        Session = Encoding.UTF8.GetBytes(Session),
        IsResumed = IsResumed,
        AsksLog = AsksLog,
        Log = Encoding.UTF8.GetBytes(Log),
        IsBot = IsBot,
        IsNumbered = IsNumbered,
        WantsTypedAnswers = WantsTypedAnswers,
        GoesElsewhere = GoesElsewhere,
    };
}
