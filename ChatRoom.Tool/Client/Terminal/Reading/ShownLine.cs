using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// A server's line for a person: its fields as text, filtered again, because not every server filters.
/// <see cref="ServerLineKind"/> documents the fields. Lines of a tutorial server are recognized by their form.
/// </summary>
internal sealed record ShownLine(ServerLineKind Kind)
{
    public long Id { get; init; }

    /// <summary>Unix time in milliseconds; the present time for a line without one.</summary>
    public long Time { get; init; }

    public long Number { get; init; }

    public string Room { get; init; } = "";

    public string Name { get; init; } = "";

    public string Other { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>It is from before the reader joined, or <see cref="IsPast"/>.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The reader asked for it again.</summary>
    public bool IsPast { get; init; }

    /// <summary>The title of the history that it is part of; null: it happens now.</summary>
    public string? History => IsPast ? "history" : IsReplay ? "before you came" : null;

    /// <summary>It is an event of the room that happens now.</summary>
    public bool IsLive => !IsReplay && Id > 0 && Kind is >= ServerLineKind.Message and <= ServerLineKind.Topic;

    public static ShownLine Of(in ServerLine line, long now) => line.Kind == ServerLineKind.Relayed
        ? Relayed(Clean(line.Text)) with { Time = now }
        : new ShownLine(line.Kind)
        {
            Id = line.Id,
            Time = line.Time > 0 ? line.Time : now,
            Number = line.Number,
            Room = Clean(line.Room),
            Name = Clean(line.Name),
            Other = Clean(line.Other),
            Text = Clean(line.Text),
            IsReplay = line.IsReplay,
            IsPast = line.IsPast,
        };

    /// <summary>An unverified line: on such a server anybody can imitate another member's line.</summary>
    private static ShownLine Relayed(string text)
    {
        var relayed = new ShownLine(ServerLineKind.Relayed) { Text = text };
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var space = text.IndexOf(' ');
        var name = colon > 0 ? text[..colon] : space > 0 ? text[..space] : "";
        if (!Nickname.TryParse(name, out _))
        {
            return relayed;
        }

        return (colon, text[name.Length..]) switch
        {
            ( > 0, _) => new ShownLine(ServerLineKind.Message) { Name = name, Text = text[(colon + 2)..] },
            (_, " joined!") => new ShownLine(ServerLineKind.Join) { Name = name },
            (_, " left!") => new ShownLine(ServerLineKind.Leave) { Name = name },
            _ => relayed,
        };
    }

    private static string Clean(ReadOnlySpan<byte> field) =>
        TextFilter.IsPlainAscii(field) ? Encoding.ASCII.GetString(field) : TextFilter.Clean(Encoding.UTF8.GetString(field));
}
