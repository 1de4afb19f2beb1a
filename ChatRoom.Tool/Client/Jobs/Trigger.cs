using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Selects the messages that a bot handles. These are never its own and never another bot's: two bots that answer each
/// other would never stop. One loop uses it.
/// </summary>
internal sealed class Trigger(Nickname? from, TextPattern? pattern)
{
    private bool _gaveUp;

    /// <summary>Called once, with a warning, if matching a text took too long.</summary>
    public required Action<string> Explain { get; init; }

    public static bool IsFromAPerson(in ServerLine line, Nickname own) =>
        line.Kind == ServerLineKind.Message && !line.IsBot && Nickname.TryParse(line.Name, out var name) && !name.Equals(own);

    public bool Accepts(JobMessage message) =>
        (from is null || (Nickname.TryParse(message.Name, out var name) && name.Equals(from)))
        && (pattern is null || IsMatch(pattern, message));

    private bool IsMatch(TextPattern pattern, JobMessage message)
    {
        var match = pattern.IsMatch(message.Text);
        if (match is null && !_gaveUp)
        {
            _gaveUp = true;
            Explain(TextPattern.TookTooLong(message.Id));
        }

        return match ?? false;
    }
}
