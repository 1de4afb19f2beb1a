using ChatRoom.Server.Dialects;
using ChatRoom.Server.Dialects.Line;
using ChatRoom.Server.Dialects.Tutorial;
using ChatRoom.Server.Dialects.Typed;

namespace ChatRoom.Tests.Support.Values;

/// <summary>The server's dialects, by short names.</summary>
internal static class TestDialects
{
    public static SessionDialect Tutorial => TutorialDialect.Instance;

    public static SessionDialect Line => LineDialect.Instance;

    public static SessionDialect Typed => TypedDialect.Instance;

    public static SessionDialect[] All { get; } = [Tutorial, Line, Typed];

    /// <summary>Those of people.</summary>
    public static SessionDialect[] Plain { get; } = [Tutorial, Line];
}
