using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The option for the number of earlier messages that a client is sent when it joins.</summary>
internal sealed class HistorySetting(CommandDefinition command)
{
    private readonly Setting _history = Setting.Add(
        command, "--history <NUMBER>", "CHATROOM_HISTORY", null, "Show this many earlier messages. Default: 20 on a terminal, 0 in a pipe.");

    /// <summary>The default on a terminal: about one screen.</summary>
    public static Since OnTerminal => Since.Last(20);

    /// <summary>Reads the given value; null: none was given. False, with a sentence, if it is wrong.</summary>
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
