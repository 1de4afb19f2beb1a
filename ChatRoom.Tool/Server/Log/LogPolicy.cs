using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Log;

/// <summary>How the logs on disk are kept.</summary>
/// <param name="Store">The sizes of segments, and how many are kept.</param>
/// <param name="SyncsAlways">Nothing is acknowledged before it is on the disk itself.</param>
/// <param name="Report">Takes a sentence for the operator, from any thread.</param>
/// <param name="WishSync">Called when somebody waits for the disk; from any thread.</param>
/// <param name="Times">Takes how long the disk needs; null: nobody measures.</param>
internal sealed record LogPolicy(
    StoreOptions Store, bool SyncsAlways, Action<string> Report, Action WishSync, DiskTimes? Times = null)
{
    public static LogPolicy Of(LogOptions options, Action<string> report, Action wishSync, TimeSpan sessionsFor, DiskTimes times) =>
        new(new StoreOptions { Keep = options.Keep, KeepFor = options.KeepFor, SessionsFor = sessionsFor }, options.SyncsAlways, report, wishSync, times);
}
