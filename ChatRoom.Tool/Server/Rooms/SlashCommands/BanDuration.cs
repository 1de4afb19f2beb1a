using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>How long something holds, as operators type it: <c>10m 2h 7d</c>, always with its unit.</summary>
internal static class BanDuration
{
    public static bool TryParse(string word, out TimeSpan term)
    {
        term = default;
        return word.Length > 0 && char.IsAsciiLetter(word[^1]) && Duration.TryParseAge(word, out term);
    }

    /// <summary>Takes a time off what stands behind a name; false where the word was meant as one and is none. Without one it is for ever.</summary>
    public static bool TryTake(ref ChatText text, out TimeSpan? term)
    {
        term = null;
        var word = Encoding.UTF8.GetString(text.FirstWord(out var rest));
        if (TryParse(word, out var given))
        {
            term = given;
            text = rest;
            return true;
        }

        // A mistyped time must not become a reason, and the ban one for ever.
        return word.Length == 0 || !char.IsAsciiDigit(word[0]);
    }
}
