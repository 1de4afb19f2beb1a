using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// The directory of a room's segments: <c>room-NAME</c> with the name in lower case. Each character except for
/// <c>a-z 0-9 _ -</c> is written <c>%hh</c>, so that every file system takes it and no two rooms share one.
/// </summary>
internal sealed class RoomDirectory(string dataFolder, Nickname room) : LogDirectory(dataFolder, NameOf(room))
{
    private const string Prefix = "room-";

    public Nickname Room { get; } = room;

    public static string NameOf(Nickname room)
    {
        var name = new StringBuilder(Prefix);
        foreach (var character in room.ToString().ToLowerInvariant())
        {
            _ = char.IsAsciiLetterOrDigit(character) || character is '_' or '-'
                ? name.Append(character)
                : name.Append(CultureInfo.InvariantCulture, $"%{(int)character:x2}");
        }

        return name.ToString();
    }

    public static bool TryParseName(string name, [NotNullWhen(true)] out Nickname? room)
    {
        room = null;
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && Nickname.TryParse(Uri.UnescapeDataString(name[Prefix.Length..]), out room)
            && NameOf(room) == name;
    }
}
