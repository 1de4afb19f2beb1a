using System.Globalization;

namespace ChatRoom.Native.Processes;

/// <summary>
/// The signals that were blocked or ignored when this process started. The runtime ignores SIGPIPE, and keeps the other ignored
/// signals ignored, so they can be read at any time. Linux only: without /proc, no signal counts as blocked or ignored. Any thread.
/// </summary>
/// <param name="Blocked">The signals that the first thread blocks, as bits: signal 1 is the lowest.</param>
/// <param name="Ignored">The signals that are ignored, always with SIGPIPE.</param>
internal sealed record InheritedSignals(ulong Blocked, ulong Ignored)
{
    public const int ChildEnded = 17;

    private const int BrokenPipe = 13;

    /// <summary>glibc uses these itself, and would leave them ignored in a program that it starts.</summary>
    private const ulong OfLibrary = 3UL << 31;

    private static readonly Lazy<InheritedSignals> Known = new(Read);

    public static InheritedSignals Get() => Known.Value;

    /// <summary>The signals to set to the default in a program that we start: those of glibc, and SIGPIPE, whose inherited state the runtime hides.</summary>
    public ulong SignalsToReset => Bit(BrokenPipe) | (OfLibrary & ~Ignored);

    public static ulong Bit(int signal) => 1UL << (signal - 1);

    private static InheritedSignals Read() => new(Bits("SigBlk:"), Bits("SigIgn:"));

    private static ulong Bits(string field) =>
        ulong.TryParse(ProcFile.Field("/proc/self/status", field), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}
