using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatRoom.Native.Terminals;

/// <summary>The console functions of Windows for a terminal that the base library does not offer. Any thread.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsConsoleCalls
{
    public const int Input = -10;
    public const int Output = -11;
    public const uint KeyEvent = 1;
    public const uint ResizeEvent = 4;

    private const uint Failed = uint.MaxValue;
    private const uint Infinite = uint.MaxValue;
    private const uint TimedOut = 258;

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    public static partial nint Handle(int which);

    [LibraryImport("kernel32", EntryPoint = "GetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryGetMode(nint handle, out uint mode);

    [LibraryImport("kernel32", EntryPoint = "SetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TrySetMode(nint handle, uint mode);

    public static bool TryGetSize(nint handle, out TerminalSize size)
    {
        var isKnown = GetScreen(handle, out var screen);
        size = new TerminalSize(screen.Right - screen.Left + 1, screen.Bottom - screen.Top + 1);
        return isKnown && size is { Columns: > 0, Rows: > 0 };
    }

    /// <summary>Waits for input of the console, or until the event is set; false if neither happens in time.</summary>
    public static bool WaitForInput(nint input, nint wake, TimeSpan patience, out bool isInput)
    {
        var handles = stackalloc nint[2] { input, wake };
        var milliseconds = patience == Timeout.InfiniteTimeSpan ? Infinite : (uint)patience.TotalMilliseconds;
        var first = WaitForAny(2, handles, waitForAll: 0, milliseconds);
        isInput = first is 0 or Failed;
        return first != TimedOut;
    }

    /// <summary>The number of records that were read; 0 if the console is gone.</summary>
    public static int Read(nint handle, Span<Record> records)
    {
        fixed (Record* to = records)
        {
            return ReadRecords(handle, to, (uint)records.Length, out var count) ? (int)count : 0;
        }
    }

    /// <summary>Returns when all is written, in pieces that every version accepts, or when the console is gone.</summary>
    public static void Write(nint handle, ReadOnlySpan<char> text)
    {
        const int piece = 8192;
        fixed (char* from = text)
        {
            var written = 0;
            while (written < text.Length)
            {
                if (!WriteCharacters(handle, from + written, (uint)Math.Min(piece, text.Length - written), out var count, 0) || count == 0)
                {
                    return;
                }

                written += (int)count;
            }
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetConsoleScreenBufferInfo")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetScreen(nint handle, out Screen screen);

    [LibraryImport("kernel32", EntryPoint = "WaitForMultipleObjects")]
    private static partial uint WaitForAny(uint count, nint* handles, int waitForAll, uint milliseconds);

    [LibraryImport("kernel32", EntryPoint = "ReadConsoleInputW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadRecords(nint handle, Record* records, uint length, out uint count);

    [LibraryImport("kernel32", EntryPoint = "WriteConsoleW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteCharacters(nint handle, char* characters, uint length, out uint count, nint reserved);

    /// <summary>INPUT_RECORD with a KEY_EVENT_RECORD. Of other events only the kind is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    public struct Record
    {
        [FieldOffset(0)]
        public ushort Kind;

        [FieldOffset(4)]
        public int IsDown;

        [FieldOffset(8)]
        public ushort Repeats;

        [FieldOffset(10)]
        public ushort VirtualKey;

        [FieldOffset(14)]
        public char Character;
    }

    /// <summary>CONSOLE_SCREEN_BUFFER_INFO, of which only the visible window is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 22)]
    private struct Screen
    {
        [FieldOffset(10)]
        public short Left;

        [FieldOffset(12)]
        public short Top;

        [FieldOffset(14)]
        public short Right;

        [FieldOffset(16)]
        public short Bottom;
    }
}
