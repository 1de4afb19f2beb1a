using System.Globalization;

namespace ChatRoom.Native.Processes;

/// <summary>
/// What this process was started with. The runtime ignores SIGPIPE and nothing else, and leaves what is ignored alone, so the
/// rest can be seen at any time. Only Linux tells; without /proc nothing counts as blocked or ignored.
/// </summary>
/// <param name="Blocked">The signals that the first thread does not take, as bits from the lowest.</param>
/// <param name="Ignored">The signals that are ignored, SIGPIPE among them.</param>
internal sealed record InheritedSignals(ulong Blocked, ulong Ignored)
{
    public const int ChildEnded = 17;

    private const int BrokenPipe = 13;

    /// <summary>glibc has these for itself, and would leave them ignored in what it starts.</summary>
    private const ulong OfLibrary = 3UL << 31;

    private static readonly Lazy<InheritedSignals> Known = new(Read);

    public static InheritedSignals Get() => Known.Value;

    /// <summary>What a program that we start takes by default: SIGPIPE, of which the runtime hides how it was, and what is the library's.</summary>
    public ulong ToReset => Bit(BrokenPipe) | (OfLibrary & ~Ignored);

    public static ulong Bit(int signal) => 1UL << (signal - 1);

    private static InheritedSignals Read() => new(Bits("SigBlk:"), Bits("SigIgn:"));

    private static ulong Bits(string field) =>
        ulong.TryParse(ProcessFile.Field("/proc/self/status", field), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}
