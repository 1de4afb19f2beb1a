using System.Runtime.InteropServices;
using System.Text;
using ChatRoom.Files;

namespace ChatRoom.Native.Processes;

/// <summary>Calls on processes, signals, users and paths that the base library does not offer. Any thread. Not for Windows.</summary>
internal static partial class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>SIGSTOP on Linux. Other systems have another number for it.</summary>
    public const int Stop = 19;

    private const int BrokenPipe = 13;
    private const int ToExist = 0;
    private const int ToExecute = 1;

    /// <summary>A signal handler without an effect: the address of getpid(2), which is harmless at any moment.</summary>
    private static readonly Lazy<nint> EmptyHandler =
        new(() => NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(Posix).Assembly, null), "getpid"));

    /// <summary>The number of a signal that a user or a system sends; the same on every Unix.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => Terminate,
    };

    /// <summary>Sends a signal. Does nothing if the process is gone, or belongs to another user.</summary>
    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>
    /// Lets SIGPIPE end the programs that the base library starts, as in <c>yes | head -1</c>. The runtime ignores SIGPIPE, and a
    /// child would inherit that. It does not inherit a handler, so this sets one. Our own writes fail as before.
    /// </summary>
    public static void ResetSigPipeInChildren() => _ = SetHandler(BrokenPipe, EmptyHandler.Value);

    /// <summary>A path in the bytes that the calls here take.</summary>
    public static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path);

    /// <summary>True if the path is a file that may be executed, and no directory.</summary>
    public static bool MayExecute(byte[] path) => Access([.. path, 0], ToExecute) == 0 && !Exists([.. path, .. "/."u8]);

    public static bool Exists(byte[] path) => Access([.. path, 0], ToExist) == 0;

    /// <summary>The name of the user who runs this process; null: the system knows none.</summary>
    public static string? UserName()
    {
        // The name is the first field of struct passwd on every Unix.
        var entry = FindUser(EffectiveUser());
        return entry == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry));
    }

    /// <summary>True if the keys of a terminal send their signals to this process, and to those that it started.</summary>
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
