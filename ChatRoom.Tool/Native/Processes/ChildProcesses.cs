using System.Runtime.InteropServices;

namespace ChatRoom.Native.Processes;

/// <summary>Waits for processes that <see cref="PosixSpawn"/> started, by wait(2) of Linux. Any thread, but one for each process.</summary>
internal static unsafe partial class ChildProcesses
{
    private const int ById = 1;
    private const int Ended = 4;
    private const int DoNotReap = 0x1000000;
    private const int Interrupted = 4;
    private const int DoNotWait = 1;
    private const int SignalInfoBytes = 128;
    private const int AfterSignal = 128;

    private static readonly HashSet<int> Ours = [];

    /// <summary>Guards the list of processes that we started. It is held from before a process starts until it is added.</summary>
    public static Lock StartLock { get; } = new();

    /// <summary>Adds a process that we started, and will reap. Guarded by <see cref="StartLock"/>, which the caller holds.</summary>
    public static void Add(int id) => Ours.Add(id);

    /// <summary>Reaps each of these processes that has ended, except for those that we started. The first process of a container inherits orphans.</summary>
    public static void ReapOthers(IEnumerable<int> ids)
    {
        lock (StartLock)
        {
            foreach (var id in ids.Where(id => !Ours.Contains(id)))
            {
                int status;
                _ = Wait(id, &status, DoNotWait);
            }
        }
    }

    /// <summary>
    /// A process that ignores SIGCHLD cannot learn how its children end. This sets the default, for us and for our children.
    /// </summary>
    public static void MakeWaitable()
    {
        if ((InheritedSignals.Get().Ignored & InheritedSignals.Bit(InheritedSignals.ChildEnded)) != 0)
        {
            _ = Posix.SetHandler(InheritedSignals.ChildEnded, 0);
        }
    }

    /// <summary>Returns when the process has ended. Until it is reaped, no other process can have its id.</summary>
    public static void WaitFor(int id)
    {
        var info = stackalloc byte[SignalInfoBytes];
        while (Wait(ById, id, info, Ended | DoNotReap) != 0)
        {
            ThrowUnlessInterrupted(id);
        }
    }

    /// <summary>Reaps a process that has ended; returns its exit code, or 128 plus the signal that ended it.</summary>
    public static int Reap(int id)
    {
        int status;
        lock (StartLock)
        {
            while (Wait(id, &status, 0) != id)
            {
                ThrowUnlessInterrupted(id);
            }

            Ours.Remove(id);
        }

        const int signalBits = 0x7f;
        var signal = status & signalBits;
        return signal == 0 ? (status >> 8) & 0xff : AfterSignal + signal;
    }

    private static void ThrowUnlessInterrupted(int id)
    {
        if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
        {
            throw new InvalidOperationException($"waiting for process {id}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int Wait(int kind, int id, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int id, int* status, int options);
}
