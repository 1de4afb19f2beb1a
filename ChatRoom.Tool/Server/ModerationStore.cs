using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>What operators did that lasts: over restarts, where the server keeps a log on disk.</summary>
internal sealed record ModerationStore(Bans Bans, Bans Mutes, TopicLocks Locks)
{
    /// <summary>Reads what an earlier run left; false, and one sentence, where it cannot be read.</summary>
    /// <param name="wishSave">Called when there is something to save; null where nothing is kept on disk.</param>
    /// <param name="report">Takes a sentence for the operator.</param>
    public static bool TryOpen(
        ServerOptions options, Action? wishSave, Action<string> report, [NotNullWhen(true)] out ModerationStore? kept, [NotNullWhen(false)] out string? whyNot)
    {
        (kept, whyNot) = (null, null);
        if (wishSave is null || options.Log is not { } log)
        {
            kept = new ModerationStore(new Bans(options.Time), new Bans(options.Time), new TopicLocks());
            return true;
        }

        if (!Bans.TryOpen(options.Time, new BanFile(log.BansPath, report, "ban"), wishSave, out var bans, out whyNot)
            || !Bans.TryOpen(options.Time, new BanFile(log.MutesPath, report, "mute"), wishSave, out var mutes, out whyNot)
            || !TopicLocks.TryOpen(new ModerationFile(log.LocksPath, "locks of topics", report), wishSave, out var locks, out whyNot))
        {
            return false;
        }

        kept = new ModerationStore(bans, mutes, locks);
        return true;
    }
}
