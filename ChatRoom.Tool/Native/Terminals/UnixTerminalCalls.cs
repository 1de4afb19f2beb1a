using System.Runtime.InteropServices;
using ChatRoom.Native.Processes;

namespace ChatRoom.Native.Terminals;

/// <summary>
/// The calls for a terminal on Unix that the base library does not offer: its attributes (termios(3)), its size, its input and
/// output, and its job. Linux with glibc or musl, and macOS. Any thread.
/// </summary>
internal static unsafe partial class UnixTerminalCalls
{
    public const int Input = 0;
    public const int Output = 1;

    /// <summary>In bytes; more than the attributes of a terminal need on any Unix.</summary>
    public const int AttributesLength = 128;

    private const int Now = 0;
    private const int OwnGroup = 0;

    private static readonly int StopFromTerminal = OperatingSystem.IsMacOS() ? 18 : 20;
    private static readonly nuint GetWindowSize = OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u;

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
            while (SetAttributes(Input, Now, from) != 0 && Marshal.GetLastPInvokeError() == Descriptor.Interrupted)
            {
            }
        }
    }

    public static bool TryGetSize(int file, out TerminalSize size)
    {
        var answer = stackalloc ushort[4];
        var error = Ioctl(file, GetWindowSize, answer, 0, 0, 0, 0, 0, answer);
        size = new TerminalSize(answer[1], answer[0]);
        return error == 0 && answer[0] > 0 && answer[1] > 0;
    }

    /// <summary>Waits for input of the terminal or of the file that wakes us, or for a signal; false if none came in time.</summary>
    public static bool WaitForInput(int wake, TimeSpan patience, out bool isInput, out bool isWoken)
    {
        var milliseconds = patience == Timeout.InfiniteTimeSpan ? -1 : (int)patience.TotalMilliseconds;
        return Descriptor.WaitToReadEither(Input, wake, milliseconds, out isInput, out isWoken) != 0;
    }

    /// <summary>The number of bytes read; 0 at the end, and -1 if there is nothing at the moment.</summary>
    public static int Read(int file, Span<byte> buffer)
    {
        var count = Descriptor.Read(file, buffer);
        return count >= 0 ? count : IsTemporary(count) ? -1 : 0;
    }

    /// <summary>True if the file accepts output at once.</summary>
    public static bool IsReadyToWrite(int file) => Descriptor.IsReadyToWrite(file);

    /// <summary>Returns when all is written, or the terminal is gone.</summary>
    public static void Write(int file, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Descriptor.Write(file, bytes);
            if (count >= 0)
            {
                bytes = bytes[count..];
            }
            else if (IsTemporary(count))
            {
                Descriptor.WaitToWrite(file);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Stops all processes of our job, as Ctrl-Z does if no process catches it.</summary>
    public static void StopJob() => Posix.Send(OwnGroup, StopFromTerminal);

    /// <summary>True if our job has the terminal, or if no job has it.</summary>
    public static bool IsInForeground() => Posix.ForegroundGroup(Input) is var group && (group < 0 || group == Posix.OwnGroup());

    private static bool IsTemporary(int failure) => -failure == Descriptor.Interrupted || -failure == Descriptor.TryAgain;

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int file, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int file, int when, byte* attributes);

    /// <summary>
    /// ioctl(2) is variadic, and the answer is its first variable argument. Linux, and macOS on x64, expect that in the register of
    /// the third argument. macOS on arm64 expects it on the stack, and the ninth argument is the first one there. So the answer is passed
    /// as both, and a system ignores the arguments that it does not expect.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int file, nuint request, ushort* answer, nint a, nint b, nint c, nint d, nint e, ushort* answerOnStack);
}
