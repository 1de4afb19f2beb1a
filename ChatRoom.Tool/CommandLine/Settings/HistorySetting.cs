using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The option that says how much of what was said before a client is told when it joins.</summary>
internal sealed class HistorySetting(CommandDefinition command)
{
    private readonly Setting _history = Setting.Add(
        command, "--history <NUMBER>", "CHATROOM_HISTORY", null, "Show so many of the last things that were said; 20 on a terminal, none in a pipe.");

    /// <summary>What a person is shown who asked for nothing: about a screen.</summary>
    public static Since OnTerminal => Since.Last(20);

    /// <summary>Reads it; null where nothing was given. False, and a sentence, where it is wrong.</summary>
    public bool TryRead(out Since? history, out string whyNot)
    {
        (history, whyNot) = (null, "");
        if (_history.Value is null)
        {
            return true;
        }

        var fits = _history.TryReadNumber(least: 0, Limits.MaxHistory, out var count, out whyNot);
        history = count == 0 ? Since.Now : Since.Last(count);
        return fits;
    }
}
