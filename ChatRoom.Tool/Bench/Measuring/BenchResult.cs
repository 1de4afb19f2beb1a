namespace ChatRoom.Bench.Measuring;

/// <summary>The result of a run. The traffic is null if nobody was to send.</summary>
internal sealed record BenchResult
{
    public required bool Ok { get; init; }

    public required string Dialect { get; init; }

    public required int Connections { get; init; }

    /// <summary>The rooms over which the members were spread.</summary>
    public required int Rooms { get; init; }

    /// <summary>Additional members that read nothing.</summary>
    public required int Stuck { get; init; }

    public required double JoinSeconds { get; init; }

    public required double JoinsPerSecond { get; init; }

    public required int ConnectionsLost { get; init; }

    public BenchTraffic? Traffic { get; init; }
}

/// <summary>The messages of a run, and their deliveries.</summary>
internal sealed record BenchTraffic
{
    public required int Senders { get; init; }

    public required int Size { get; init; }

    public required int Window { get; init; }

    public required int Rate { get; init; }

    /// <summary>The time from the first message to the last delivery.</summary>
    public required double Seconds { get; init; }

    public required long Messages { get; init; }

    public required long Deliveries { get; init; }

    public required double DeliveriesPerSecond { get; init; }

    public required BenchLatency LatencyMicroseconds { get; init; }

    public required long Lost { get; init; }

    public required long Repeated { get; init; }

    public required long OutOfOrder { get; init; }

    public required long Corrupt { get; init; }

    /// <summary>In each room, all members received the messages in the same order.</summary>
    public required bool SameTotalOrder { get; init; }
}

/// <summary>The time from sending a message to receiving it, in microseconds.</summary>
internal sealed record BenchLatency(double P50, double P90, double P99, double Max);
