using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Tests.Support.Values;

/// <summary>A server's line as values, because a test cannot keep, compare or randomly make a view over bytes.</summary>
internal sealed record ServerLineValues(ServerLineKind Kind)
{
    /// <summary>The kinds that our servers send. The others are a tutorial server's, or made by our client.</summary>
    public static IReadOnlyList<ServerLineKind> Kinds { get; } =
        [.. Enum.GetValues<ServerLineKind>().Except([ServerLineKind.Relayed, ServerLineKind.Disconnected, ServerLineKind.Connected])];

    public long Id { get; init; }

    public long Time { get; init; }

    public long Number { get; init; }

    public string Room { get; init; } = "";

    public string Name { get; init; } = "";

    public string Other { get; init; } = "";

    public string Code { get; init; } = "";

    public string Text { get; init; } = "";

    public bool IsBot { get; init; }

    public bool IsPast { get; init; }

    /// <summary>The longest possible line of its kind.</summary>
    public static ServerLineValues Longest(ServerLineKind kind) => new(kind)
    {
        Id = long.MaxValue,
        Time = long.MaxValue,
        Number = long.MaxValue,
        Room = new string('r', Limits.MaxName),
        Name = new string('n', Limits.MaxName),
        Other = new string('o', Limits.MaxName),
        Code = new string('c', Limits.MaxName),
        Text = new string('t', Limits.MaxText),
        IsPast = kind is >= ServerLineKind.Message and <= ServerLineKind.Topic,
    };

    public static ServerLineValues Of(in ServerLine line) => new(line.Kind)
    {
        Id = line.Id,
        Time = line.Time,
        Number = line.Number,
        Room = Encoding.UTF8.GetString(line.Room),
        Name = Encoding.UTF8.GetString(line.Name),
        Other = Encoding.UTF8.GetString(line.Other),
        Code = Encoding.UTF8.GetString(line.Code),
        Text = Encoding.UTF8.GetString(line.Text),
        IsBot = line.IsBot,
        IsPast = line.IsPast,
    };

    /// <summary>The line in a dialect, with its LF.</summary>
    public string In(Dialect dialect) => Encoding.UTF8.GetString(dialect.Encoding.Encode(View()));

    public ServerLine View() => new()
    {
        Kind = Kind,
        Id = Id,
        Time = Time,
        Number = Number,
        Room = Encoding.UTF8.GetBytes(Room),
        Name = Encoding.UTF8.GetBytes(Name),
        Other = Encoding.UTF8.GetBytes(Other),
        Code = Encoding.UTF8.GetBytes(Code),
        Text = Encoding.UTF8.GetBytes(Text),
        IsBot = IsBot,
        IsPast = IsPast,
    };
}
