using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The option for the place in a room's history at which a reader begins.</summary>
internal sealed class SinceSetting(CommandDefinition command)
{
    private readonly Setting _since = Setting.Add(
        command, "-s|--since <WHEN>", "CHATROOM_SINCE", null, "Begin after the event with this id (17), this long ago (10m), or with all that is kept (all).");

    /// <summary>Reads the given value; null: none was given. False, with a sentence, if it is wrong.</summary>
    public bool TryRead(out Since? since, out string whyNot)
    {
        since = null;
        var fits = _since.Value is not { } text || TryRead(text, out since);
        whyNot = fits ? "" : _since.Mistake("a place in the history", "give an event's id such as 17, an age such as 10m, or all");
        return fits;
    }

    private static bool TryRead(string text, out Since? since)
    {
        var fits = Since.TryRead(text, out var read);
        since = read;
        return fits;
    }
}
