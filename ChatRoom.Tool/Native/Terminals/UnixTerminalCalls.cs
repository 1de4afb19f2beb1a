using System.Runtime.InteropServices;

namespace ChatRoom.Native.Terminals;

/// <summary>
/// What a terminal needs of termios(3), ioctl(2), poll(2), read(2), write(2), kill(2) and tcgetpgrp(3), which the base
/// library does not offer. Linux with either C library, and macOS.
/// </summary>
internal static unsafe partial class UnixTerminalCalls
{
    public const int Input = 0;
    public const int Output = 1;

    /// <summary>More than the attributes of a terminal take on any Unix.</summary>
    public const int AttributesLength = 128;

    private const short Readable = 1;
    private const short Writable = 4;
    private const int AtOnce = 0;
    private const int Interrupted = 4;
    private const int OwnGroup = 0;

    private static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;
    private static readonly int StopFromTerminal = OperatingSystem.IsMacOS() ? 18 : 20;
    private static readonly nuint AskWindowSize = OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u;

    public static bool TryGetAttributes(Span<byte> attributes)
    {
        fixed (byte* to = attributes)
        {
            return GetAttributes(Input, to) == 0;
        }
    }

    public static void SetAttributes(ReadOnlySpan<byte> attributes)
    {
        fixed (byte* from = attributes)
        {
            while (SetAttributes(Input, AtOnce, from) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
            }
        }
    }

    public static bool TryGetSize(int file, out TerminalSize size)
    {
        var answer = stackalloc ushort[4];
        var error = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ControlOnStack(file, AskWindowSize, 0, 0, 0, 0, 0, 0, answer)
            : Control(file, AskWindowSize, answer);
        size = new TerminalSize(answer[1], answer[0]);
        return error == 0 && answer[0] > 0 && answer[1] > 0;
    }

    /// <summary>Waits until one of the two has something to read, or a signal came; false where nothing happened in time.</summary>
    public static bool WaitForInput(int wake, TimeSpan patience, out bool isInput, out bool isWoken)
    {
        var files = stackalloc Watched[2] { new() { File = Input, Events = Readable }, new() { File = wake, Events = Readable } };
        var count = Poll(files, 2, patience == Timeout.InfiniteTimeSpan ? -1 : (int)patience.TotalMilliseconds);
        isWoken = count > 0 && files[1].Found != 0;
        isInput = count > 0 && files[0].Found != 0;
        return count != 0;
    }

    /// <summary>The bytes read; 0 at the end, and less where there is nothing for now.</summary>
    public static int Read(int file, Span<byte> buffer)
    {
        fixed (byte* to = buffer)
        {
            var count = (int)Read(file, to, (nuint)buffer.Length);
            return count >= 0 ? count : IsPassing(Marshal.GetLastPInvokeError()) ? -1 : 0;
        }
    }

    public static bool IsReadyToWrite(int file, int milliseconds)
    {
        var watched = new Watched { File = file, Events = Writable };
        return Poll(&watched, 1, milliseconds) > 0 && (watched.Found & Writable) != 0;
    }

    /// <summary>Waits until all is written, or the terminal is gone.</summary>
    public static void Write(int file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
        {
            var written = 0;
            while (written < bytes.Length)
            {
                var count = (int)Write(file, from + written, (nuint)(bytes.Length - written));
                if (count >= 0)
                {
                    written += count;
                }
                else if (!IsPassing(Marshal.GetLastPInvokeError()))
                {
                    return;
                }
                else
                {
                    _ = IsReadyToWrite(file, milliseconds: -1);
                }
            }
        }
    }

    /// <summary>Does what Ctrl-Z does where nobody catches it: all of the job stop.</summary>
    public static void StopJob() => _ = Kill(OwnGroup, StopFromTerminal);

    /// <summary>True where the terminal is the job's that we belong to, or nobody's.</summary>
    public static bool IsInForeground() => ForegroundGroup(Input) is var group && (group < 0 || group == Group());

    private static bool IsPassing(int error) => error == Interrupted || error == TryAgain;

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int file, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int file, int when, byte* attributes);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, ushort* answer);

    /// <summary>The same where arguments of a number that varies are handed over on the stack, and only there.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlOnStack(int file, nuint request, nint a, nint b, nint c, nint d, nint e, nint f, ushort* answer);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Watched* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int file);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int Group();

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int File;
        public short Events;
        public short Found;
    }
}
