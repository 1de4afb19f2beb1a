namespace ChatRoom.Server.Options;

/// <summary>The events that a server reports to its operator, and their form. Never changes.</summary>
internal sealed record EventOptions
{
    /// <summary>Reports events of this level and above; default: info. Debug grows the log with every connection.</summary>
    public EventLevel Level { get; init; } = EventLevel.Info;

    /// <summary>Writes one JSON object a line, for programs; default: sentences.</summary>
    public bool IsJson { get; init; }

    /// <summary>Reports the addresses of connections; default: no. Risk: logs with personal data are often kept for a long time.</summary>
    public bool ShowsAddresses { get; init; }

    /// <summary>The clock for the time of events; default: that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
