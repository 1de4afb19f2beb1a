using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Bench.Measuring;

/// <summary>The load of a run, its duration, and its time limits.</summary>
internal sealed record BenchOptions
{
    /// <summary>The smallest message, which holds its sender, its number and its time.</summary>
    public const int MinSize = Payload.HeadBytes + 2;

    /// <summary>The largest message: the longest text of the protocol, and a line end.</summary>
    public const int MaxSize = Limits.MaxText + 1;

    public required ClientOptions Server { get; init; }

    /// <summary>The members use the typed dialect; otherwise the line dialect.</summary>
    public bool IsTyped { get; init; }

    public int Receivers { get; init; } = 100;

    /// <summary>The rooms over which the members are spread: at most as many as receivers.</summary>
    public int Rooms { get; init; } = 1;

    /// <summary>Members that send, in addition to the receivers. They receive as well.</summary>
    public int Senders { get; init; } = 1;

    /// <summary>Every receiver sends, and there are no other senders.</summary>
    public bool Both { get; init; }

    /// <summary>More members, which join first and then read nothing. They are not measured.</summary>
    public int Stuck { get; init; }

    /// <summary>The bytes of a message with its line end, without the name before it.</summary>
    public int Size { get; init; } = 64;

    /// <summary>The most messages of a sender that the slowest reader has not received yet.</summary>
    public int Window { get; init; } = 8;

    /// <summary>Messages per second of all senders together; 0: as many as the window allows.</summary>
    public int Rate { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most messages of each sender.</summary>
    public uint MaxMessages { get; init; } = 99_999_999;

    /// <summary>Members join and stay, and nobody sends.</summary>
    public bool Idle { get; init; }

    /// <summary>The most connections that join at the same time.</summary>
    public int JoinsAtOnce { get; init; } = 8;

    /// <summary>The longest time between two joins.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Missing messages count as lost when nothing has arrived for this long.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Uses only what every system has, even if this one has something faster.</summary>
    public bool Portable { get; init; }

    /// <summary>The measured members.</summary>
    public int Connections => Both ? Receivers : Receivers + SenderCount;

    public int SenderCount => Idle ? 0 : Both ? Receivers : Senders;

    public Spread ReceiverSpread => new(Receivers, Rooms);

    public Spread SenderSpread => new(SenderCount, Rooms);

    public Spread StuckSpread => new(Stuck, Rooms);

    public string RoomName(int room) => Rooms == 1 ? Server.Room : $"bench-{room + 1}";
}
