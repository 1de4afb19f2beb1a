namespace ChatRoom.Client;

/// <summary>What a client calls its session: 32 of <c>0-9 a-f</c>, at random, so that nobody else can go on with it.</summary>
internal static class SessionId
{
    /// <summary>A Guid comes from the system's secure source, as RandomNumberGenerator does, without loading OpenSSL for it.</summary>
    public static string New() => Guid.NewGuid().ToString("N");
}
