using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Log;

/// <summary>How the logs on disk are kept. Never changes.</summary>
/// <param name="Store">The sizes of segments, and how much is kept.</param>
/// <param name="SyncsAlways">Acknowledges a line only after an fsync.</param>
/// <param name="Report">Is given a sentence for the operator, on any thread.</param>
/// <param name="RequestSync">Asks for an fsync because an acknowledgement waits for it. Any thread.</param>
/// <param name="Times">Measures how long the disk takes.</param>
internal sealed record LogPolicy(
    StoreOptions Store, bool SyncsAlways, Action<string> Report, Action RequestSync, DiskTimes Times)
{
    public static LogPolicy Of(LogOptions options, Action<string> report, Action requestSync, DiskTimes times) =>
        new(new StoreOptions { Keep = options.Keep, KeepFor = options.KeepFor, Flush = options.Flush }, options.SyncsAlways, report, requestSync, times);
}
