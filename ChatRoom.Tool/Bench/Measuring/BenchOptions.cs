using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Bench.Measuring;

/// <summary>What is measured, and when it is given up.</summary>
internal sealed record BenchOptions
{
    /// <summary>The smallest message has room for its sender, its number and its time.</summary>
    public const int MinSize = Payload.HeadBytes + 2;

    /// <summary>The largest is a text of the protocol's limit, and its line end.</summary>
    public const int MaxSize = Limits.MaxText + 1;

    public required ClientOptions Server { get; init; }

    /// <summary>The line dialect or the typed one.</summary>
    public Dialect Dialect { get; init; } = Dialect.Line;

    public int Receivers { get; init; } = 100;

    /// <summary>Members that send, besides the receivers; they read as well.</summary>
    public int Senders { get; init; } = 1;

    /// <summary>Every receiver sends, and nobody else does.</summary>
    public bool Both { get; init; }

    /// <summary>Further members that join first and then read nothing; nobody counts on them.</summary>
    public int Stuck { get; init; }

    /// <summary>Bytes of a message with its line end, without the name in front.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Messages that a sender may have on their way to the slowest reader.</summary>
    public int Window { get; init; } = 8;

    /// <summary>Messages a second of all senders together; 0 is as many as the window lets through.</summary>
    public int Rate { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages after which a sender stops before the time is over.</summary>
    public uint MaxMessages { get; init; } = 99_999_999;

    /// <summary>Joins and holds; nobody says anything.</summary>
    public bool Idle { get; init; }

    /// <summary>Connections that are being opened at once.</summary>
    public int JoinsAtOnce { get; init; } = 8;

    /// <summary>How long nobody may be let in while members join.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is on its way is lost when nothing has come for so long.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Uses only what every system has, also where this one has something faster.</summary>
    public bool Portable { get; init; }

    /// <summary>Members that are measured.</summary>
    public int Connections => Both ? Receivers : Receivers + SenderCount;

    public int SenderCount => Idle ? 0 : Both ? Receivers : Senders;
}
