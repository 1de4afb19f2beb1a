namespace ChatRoom.Server.Options;

/// <summary>Which of its events a server tells its operator, and how.</summary>
internal sealed record EventOptions
{
    public EventLevel Level { get; init; } = EventLevel.Info;

    /// <summary>One JSON object a line, for programs; otherwise sentences.</summary>
    public bool IsJson { get; init; }

    /// <summary>Tells where people come from, too: logs are kept longer than people think of.</summary>
    public bool ShowsAddresses { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
