using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// The calls on file descriptors that the base library does not offer: open(2), close(2), read(2), write(2), fsync(2), fcntl(2) and
/// poll(2). A failure is a negative number: minus errno. Any thread. Not for Windows.
/// </summary>
internal static unsafe partial class Descriptor
{
    /// <summary>errno: the descriptor is not open, or not open for this.</summary>
    public const int BadFile = 9;

    /// <summary>errno: a signal interrupted the call.</summary>
    public const int Interrupted = 4;

    public const short Readable = 0x1;
    public const short Writable = 0x4;

    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int Forever = -1;

    /// <summary>An event that a pipe never has. A system may skip a descriptor for which no event is requested.</summary>
    private const short OutOfBand = 0x80;

    /// <summary>errno: the descriptor does not block, and the call would have to wait.</summary>
    public static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>True if the descriptor was open when this process started.</summary>
    /// <remarks>
    /// A descriptor that this process opens is closed on exec; an inherited one is not. The flags of a descriptor that
    /// is not open are -1: all bits set.
    /// </remarks>
    public static bool IsInherited(int file) => (Fcntl(file, GetFlags) & CloseOnExec) == 0;

    /// <summary>Opens a file that exists; returns its descriptor.</summary>
    public static int Open(string path, int flags) => Result(OpenFile(path, flags));

    /// <summary>The number of bytes read; 0 at the end.</summary>
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

    /// <summary>Returns when all that was written to the file is on the disk.</summary>
    public static int Sync(int file) => Result(Fsync(file));

    public static void WaitToRead(int file) => _ = Poll(file, Readable, Forever);

    public static void WaitToWrite(int file) => _ = Poll(file, Writable, Forever);

    /// <summary>False if the file accepts no data within this time.</summary>
    public static bool WaitToWrite(int file, int milliseconds) => Poll(file, Writable, milliseconds) != 0;

    /// <summary>Waits until no process reads the pipe or the socket any more. On a file, it waits forever.</summary>
    public static void WaitForHangUp(int file)
    {
        while (Poll(file, OutOfBand, Forever) <= 0)
        {
        }
    }

    /// <summary>Waits for these events, an error or a hang-up: 1 if one came, 0 if none came in time, negative after a signal.</summary>
    public static int Poll(int file, short events, int milliseconds)
    {
        var entry = new PollEntry { File = file, Events = events };
        return Poll(&entry, 1, milliseconds);
    }

    /// <summary>True if the file accepts data at once; false after a hang-up.</summary>
    public static bool IsReadyToWrite(int file)
    {
        var entry = new PollEntry { File = file, Events = Writable };
        return Poll(&entry, 1, milliseconds: 0) > 0 && (entry.Found & Writable) != 0;
    }

    /// <summary>Like <see cref="Poll(int, short, int)"/>, for input of either of two files.</summary>
    public static int WaitToReadEither(int first, int second, int milliseconds, out bool isFirst, out bool isSecond)
    {
        var entries = stackalloc PollEntry[2] { new() { File = first, Events = Readable }, new() { File = second, Events = Readable } };
        var count = Poll(entries, 2, milliseconds);
        isFirst = count > 0 && entries[0].Found != 0;
        isSecond = count > 0 && entries[1].Found != 0;
        return count;
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    private static int Result(nint count) => count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int file, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Events;
        public short Found;
    }
}
