using System.Buffers.Binary;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// How a terminal treats what is typed and written: the attributes of termios(3), as the system laid them out, so that
/// what we do not know of is kept. Never changed once it is made.
/// </summary>
internal sealed class UnixMode
{
    private static readonly Layout System = OperatingSystem.IsMacOS() ? Layout.MacOS : Layout.Linux;

    private readonly byte[] _attributes;

    private UnixMode(byte[] attributes) => _attributes = attributes;

    /// <summary>How the terminal is now; null where standard input is none.</summary>
    public static UnixMode? Current()
    {
        var attributes = new byte[UnixTerminalCalls.AttributesLength];
        return UnixTerminalCalls.TryGetAttributes(attributes) ? new UnixMode(attributes) : null;
    }

    /// <summary>The same, but that each byte typed is told at once and as it is, and none is echoed. Output is not touched.</summary>
    public UnixMode ForKeys()
    {
        var attributes = (byte[])_attributes.Clone();
        TakeOff(attributes, 0, System.InputFlags);
        TakeOff(attributes, System.Local, System.LocalFlags);
        attributes[System.Minimum] = 1;
        attributes[System.Time] = 0;
        return new UnixMode(attributes);
    }

    public void Apply() => UnixTerminalCalls.SetAttributes(_attributes);

    /// <summary>All flags that matter are in the lowest four bytes, also where a word has eight.</summary>
    private static void TakeOff(byte[] attributes, int at, uint flags)
    {
        var word = attributes.AsSpan(at, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) & ~flags);
    }

    /// <summary>Where in the bytes things stand, and what is taken off.</summary>
    /// <param name="Local">The local flags; the input flags are first everywhere.</param>
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
