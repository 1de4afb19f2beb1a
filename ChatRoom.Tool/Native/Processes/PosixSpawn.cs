using System.Runtime.InteropServices;

namespace ChatRoom.Native.Processes;

/// <summary>
/// Starts programs by posix_spawn(3) of Linux. Paths, arguments and variables are bytes, as the system has them. The program gets
/// the signals, the signal mask and the limit of open files with which this process was started. It gets no descriptor that is
/// closed on exec. Any thread.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    /// <summary>ENOEXEC: the file is executable, but no program that the system knows. execvp(3) gives such a file to the shell.</summary>
    public const int NotAProgram = 8;

    /// <summary>ENOENT: there is no such file, or its interpreter is missing.</summary>
    public const int NotFound = 2;

    /// <summary>In bytes; the attributes and the file actions have at most 336, in glibc and in musl.</summary>
    private const int ObjectBytes = 512;
    private const int SignalSetWords = 16;
    private const short SetDefaults = 0x04;
    private const short SetMask = 0x08;

    /// <summary>Starts a program; returns 0 and its id, or the error.</summary>
    /// <param name="path">The file: an absolute path, or one from the working directory.</param>
    /// <param name="arguments">All of them, from <c>argv[0]</c> on.</param>
    /// <param name="variables">Each as <c>NAME=VALUE</c>.</param>
    /// <param name="files">From: our descriptor. To: its number in the program. Other descriptors keep their number.</param>
    /// <param name="id">The process that was started.</param>
    public static int Spawn(
        byte[] path, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> variables, ReadOnlySpan<(int From, int To)> files, out int id)
    {
        var inherited = InheritedSignals.Get();
        using var name = new CStrings([path]);
        using var argv = new CStrings(arguments);
        using var environment = new CStrings(variables);
        var attributes = stackalloc byte[ObjectBytes];
        var actions = stackalloc byte[ObjectBytes];
        var set = stackalloc ulong[SignalSetWords];
        new Span<ulong>(set, SignalSetWords).Clear();

        id = 0;
        _ = InitializeAttributes(attributes);
        _ = InitializeActions(actions);
        set[0] = inherited.SignalsToReset;
        _ = SetDefaultSignals(attributes, set);
        set[0] = inherited.Blocked;
        _ = SetSignalMask(attributes, set);
        _ = SetFlags(attributes, SetDefaults | SetMask);
        foreach (var (from, to) in files)
        {
            _ = AddDuplicate(actions, from, to);
        }

        int error;
        lock (ChildProcesses.StartLock)
        {
            var raised = OpenFileLimit.Lower();
            fixed (int* started = &id)
            {
                error = Spawn(started, name.Pointers[0], actions, attributes, argv.Pointers, environment.Pointers);
            }

            OpenFileLimit.Restore(raised);
            if (error == 0)
            {
                ChildProcesses.Add(id);
            }
        }

        _ = DestroyActions(actions);
        _ = DestroyAttributes(attributes);
        return error;
    }

    /// <summary>Makes a pipe that no other program inherits; returns 0, or the error.</summary>
    public static int MakePipe(out int reading, out int writing)
    {
        const int closedOnExec = 0x80000;
        var ends = stackalloc int[2];
        var error = Pipe(ends, closedOnExec) == 0 ? 0 : Marshal.GetLastPInvokeError();
        (reading, writing) = (ends[0], ends[1]);
        return error;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* id, byte* path, byte* actions, byte* attributes, byte** arguments, byte** variables);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(byte* attributes, ulong* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, ulong* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);
}
