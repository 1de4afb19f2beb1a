using System.Buffers.Binary;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// The mode of a terminal: the attributes of termios(3), in the system's layout, so that unknown ones are kept. Immutable.
/// </summary>
internal sealed class UnixMode
{
    private static readonly Layout SystemLayout = OperatingSystem.IsMacOS() ? Layout.MacOS : Layout.Linux;

    private readonly byte[] _attributes;

    private UnixMode(byte[] attributes) => _attributes = attributes;

    /// <summary>The present mode of standard input; null: it is not a terminal.</summary>
    public static UnixMode? Current()
    {
        var attributes = new byte[UnixTerminalCalls.AttributesLength];
        return UnixTerminalCalls.TryGetAttributes(attributes) ? new UnixMode(attributes) : null;
    }

    /// <summary>The same mode, but each typed byte arrives at once and unchanged, and nothing is echoed. Output is not changed.</summary>
    public UnixMode ForKeys()
    {
        var attributes = (byte[])_attributes.Clone();
        ClearFlags(attributes, 0, SystemLayout.InputFlags);
        ClearFlags(attributes, SystemLayout.Local, SystemLayout.LocalFlags);
        attributes[SystemLayout.Minimum] = 1;
        attributes[SystemLayout.Time] = 0;
        return new UnixMode(attributes);
    }

    public void Apply() => UnixTerminalCalls.SetAttributes(_attributes);

    /// <summary>All our flags are in the lowest four bytes, even if a word has eight.</summary>
    private static void ClearFlags(byte[] attributes, int at, uint flags)
    {
        var word = attributes.AsSpan(at, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) & ~flags);
    }

    /// <summary>The offsets of the attributes, and the flags to clear.</summary>
    /// <param name="Local">The local flags; the input flags come first on every system.</param>
    /// <param name="Minimum">VMIN.</param>
    /// <param name="Time">VTIME.</param>
    /// <param name="InputFlags">ISTRIP, INLCR, IGNCR, ICRNL, IXON.</param>
    /// <param name="LocalFlags">ISIG, ICANON, ECHO, ECHONL, IEXTEN.</param>
    private sealed record Layout(int Local, int Minimum, int Time, uint InputFlags, uint LocalFlags)
    {
        public static readonly Layout Linux = new(12, 17 + 6, 17 + 5, 0x20 | 0x40 | 0x80 | 0x100 | 0x400, 0x1 | 0x2 | 0x8 | 0x40 | 0x8000);
        public static readonly Layout MacOS = new(24, 32 + 16, 32 + 17, 0x20 | 0x40 | 0x80 | 0x100 | 0x200, 0x80 | 0x100 | 0x8 | 0x10 | 0x400);
    }
}
