using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>The bans, mutes and locks of operators. They survive restarts if the server keeps a log on disk.</summary>
internal sealed record ModerationStore(Bans Bans, Bans Mutes, TopicLocks Locks)
{
    /// <summary>Reads what an earlier run saved; false, and one sentence, if it cannot be read.</summary>
    /// <param name="requestSave">Called when there is something to save; null: nothing is kept on disk.</param>
    /// <param name="report">Writes a sentence to the operator's log.</param>
    public static bool TryOpen(
        ServerOptions options, Action? requestSave, Action<string> report, [NotNullWhen(true)] out ModerationStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        (store, whyNot) = (null, null);
        if (requestSave is null || options.Log is not { } log)
        {
            store = new ModerationStore(new Bans(options.Time), new Bans(options.Time), new TopicLocks());
            return true;
        }

        if (!Bans.TryOpen(options.Time, new BanFile(log.BansPath, report, "ban"), requestSave, out var bans, out whyNot)
            || !Bans.TryOpen(options.Time, new BanFile(log.MutesPath, report, "mute"), requestSave, out var mutes, out whyNot)
            || !TopicLocks.TryOpen(new ModerationFile(log.LocksPath, "locks of topics", report), requestSave, out var locks, out whyNot))
        {
            return false;
        }

        store = new ModerationStore(bans, mutes, locks);
        return true;
    }
}
