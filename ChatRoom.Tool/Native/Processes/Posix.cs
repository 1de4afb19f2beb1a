using System.Runtime.InteropServices;
using System.Text;
using ChatRoom.Files;

namespace ChatRoom.Native.Processes;

/// <summary>What the base library does not offer of kill(2), signal(2), access(2), getpwuid(3) and tcgetpgrp(3). Not for Windows.</summary>
internal static partial class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>SIGSTOP on Linux; others number it otherwise.</summary>
    public const int Stop = 19;

    private const int BrokenPipe = 13;
    private const int ToExist = 0;
    private const int ToExecute = 1;

    /// <summary>Harmless at any moment, and so good enough to do nothing.</summary>
    private static readonly Lazy<nint> Nothing =
        new(() => NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(Posix).Assembly, null), "getpid"));

    /// <summary>The number of a signal that a user or a system sends; the same on every Unix.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => Terminate,
    };

    /// <summary>Sends a signal; to a process that is gone, or is not ours, it does nothing.</summary>
    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>
    /// For the base library, where it starts programs: the runtime ignores SIGPIPE, and what is ignored stays so in a child, where
    /// <c>yes | head -1</c> would complain. What is caught does not. Our own writes fail as before.
    /// </summary>
    public static void LetPipesEndChildren() => _ = SetHandler(BrokenPipe, Nothing.Value);

    /// <summary>A path as calls take it here.</summary>
    public static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path);

    /// <summary>Whether it is there, and is no directory, and may be executed.</summary>
    public static bool MayExecute(byte[] path) => Access([.. path, 0], ToExecute) == 0 && !Exists([.. path, .. "/."u8]);

    public static bool Exists(byte[] path) => Access([.. path, 0], ToExist) == 0;

    /// <summary>The name of the user that this process belongs to; null where the system knows none.</summary>
    public static string? UserName()
    {
        // The name is what a passwd begins with, whichever Unix it is.
        var entry = FindUser(EffectiveUser());
        return entry == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry));
    }

    /// <summary>True where the keys of a terminal send their signals to this process, and to those that it started.</summary>
    public static bool IsInForeground()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ForegroundGroup((int)terminal.DangerousGetHandle()) == OwnGroup();
        }
        catch (Exception none) when (FileFailure.IsExpected(none))
        {
            return false;
        }
    }

    /// <summary>Sets what a signal does, by the address of a function; 0: the default.</summary>
    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint SetHandler(int signal, nint handler);

    /// <summary>The process group that the keys of this terminal send signals to; negative if it is not our terminal.</summary>
    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    public static partial int ForegroundGroup(int terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "access")]
    private static partial int Access(byte[] path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial nint FindUser(uint user);
}
