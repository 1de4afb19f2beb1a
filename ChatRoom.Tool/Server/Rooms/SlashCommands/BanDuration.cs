using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The duration of a ban or a mute as operators type it: <c>10m 2h 7d</c>, always with its unit.</summary>
internal static class BanDuration
{
    public static bool TryParse(string word, out TimeSpan duration)
    {
        duration = default;
        return word.Length > 0 && char.IsAsciiLetter(word[^1]) && Duration.TryParseAge(word, out duration);
    }

    /// <summary>Takes a duration off the text after a name. False: the first word begins with a digit and is no duration.</summary>
    /// <param name="duration">null: forever.</param>
    public static bool TryTake(ref ChatText text, out TimeSpan? duration)
    {
        duration = null;
        var word = Encoding.UTF8.GetString(text.FirstWord(out var rest));
        if (TryParse(word, out var given))
        {
            duration = given;
            text = rest;
            return true;
        }

        // A mistyped duration must not become the reason of a ban that lasts forever.
        return word.Length == 0 || !char.IsAsciiDigit(word[0]);
    }
}
