namespace ChatRoom.Server;

/// <summary>Why a server could not start.</summary>
/// <param name="Sentence">What is wrong, then what to do.</param>
/// <param name="IsUnreachable">It could not reach the NATS servers of its cluster.</param>
internal sealed record StartFailure(string Sentence, bool IsUnreachable);
