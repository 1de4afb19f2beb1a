using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// What the base library does not offer of read(2), write(2), poll(2) and fcntl(2) for an open file that this process was
/// given. A failure is a negative number: minus errno. Not for Windows.
/// </summary>
internal static unsafe partial class Descriptor
{
    /// <summary>Nobody reads what was written.</summary>
    public const int BrokenPipe = 32;

    /// <summary>The file is not open, or not for this.</summary>
    public const int BadFile = 9;

    /// <summary>A call to the system that was interrupted by a signal.</summary>
    public const int Interrupted = 4;

    private const int GetFlags = 1;
    private const int ClosedOnExec = 1;
    private const int Forever = -1;
    private const short Readable = 0x1;
    private const short Writable = 0x4;

    /// <summary>Nothing that a pipe ever has. A system may overlook a file of which nothing is asked.</summary>
    private const short OutOfBand = 0x80;

    /// <summary>The file does not block, and there is nothing to do for now.</summary>
    public static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>
    /// Whether a file was open when this process was started. A file of our own would not outlive an exec; the flags of
    /// one that is not open are -1, and so all set.
    /// </summary>
    public static bool WasGiven(int file) => (Control(file, GetFlags) & ClosedOnExec) == 0;

    /// <summary>The number of bytes read, and 0 at the end.</summary>
    public static int Read(int file, Span<byte> buffer)
    {
        fixed (byte* to = buffer)
        {
            return Result(Read(file, to, (nuint)buffer.Length));
        }
    }

    /// <summary>The number of bytes written, which may be fewer than were given.</summary>
    public static int Write(int file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
        {
            return Result(Write(file, from, (nuint)bytes.Length));
        }
    }

    public static void WaitToRead(int file) => _ = Wait(file, Readable, Forever);

    public static void WaitToWrite(int file) => _ = Wait(file, Writable, Forever);

    /// <summary>False if the file takes nothing within this time.</summary>
    public static bool WaitToWrite(int file, int milliseconds) => Wait(file, Writable, milliseconds) != 0;

    /// <summary>Waits until nobody reads a pipe or a socket any more. On a file, that is forever.</summary>
    public static void WaitForHangUp(int file)
    {
        while (Wait(file, OutOfBand, Forever) <= 0)
        {
        }
    }

    private static int Wait(int file, short events, int milliseconds)
    {
        var watched = new Watched { File = file, Events = events };
        return Poll(&watched, 1, milliseconds);
    }

    private static int Result(nint count) => count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Watched* files, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int File;
        public short Events;
        public short Found;
    }
}
