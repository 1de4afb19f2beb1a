namespace ChatRoom.Server.Log.JetStream;

/// <summary>Why a server cannot use the log of its cluster.</summary>
internal enum ClusterFailureKind
{
    /// <summary>No NATS server answered in time.</summary>
    NoAnswer,

    /// <summary>The NATS servers refuse this server, or it does not trust them.</summary>
    Refused,

    /// <summary>The log has other settings than this server needs.</summary>
    OtherSettings,
}

/// <summary>The reason why a server cannot use the log of its cluster.</summary>
/// <param name="Sentence">One sentence for the operator: what is wrong, then what to do.</param>
internal sealed record ClusterFailure(ClusterFailureKind Kind, string Sentence);
