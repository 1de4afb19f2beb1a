using System.Runtime.InteropServices;

namespace ChatRoom.Native.Processes;

/// <summary>wait(2) on Linux, for processes that <see cref="Spawning"/> started. Any thread, each process by one.</summary>
internal static unsafe partial class Children
{
    private const int ById = 1;
    private const int Ended = 4;
    private const int StaysThere = 0x1000000;
    private const int Interrupted = 4;
    private const int AtOnce = 1;
    private const int SignalInfoBytes = 128;
    private const int AfterSignal = 128;

    private static readonly HashSet<int> Ours = [];

    /// <summary>Guards which processes we started and wait for: held from before one starts until it is added.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>We started it, and will reap it. Under the gate.</summary>
    public static void Add(int id) => Ours.Add(id);

    /// <summary>Reaps those of these that have ended and that we did not start: the first process of a container inherits what its children leave behind.</summary>
    public static void ReapOthers(IEnumerable<int> ids)
    {
        lock (Gate)
        {
            foreach (var id in ids.Where(id => !Ours.Contains(id)))
            {
                int status;
                _ = Wait(id, &status, AtOnce);
            }
        }
    }

    /// <summary>
    /// A process that ignores SIGCHLD is not told how its children end. It gets what all others have, and so do they.
    /// </summary>
    public static void MakeWaitable()
    {
        if ((InheritedSignals.Get().Ignored & InheritedSignals.Bit(InheritedSignals.ChildEnded)) != 0)
        {
            _ = Posix.SetHandler(InheritedSignals.ChildEnded, 0);
        }
    }

    /// <summary>Returns once the process has ended. Until it is reaped no other can have its id.</summary>
    public static void WaitFor(int id)
    {
        var info = stackalloc byte[SignalInfoBytes];
        while (Wait(ById, id, info, Ended | StaysThere) != 0)
        {
            ThrowUnlessInterrupted(id);
        }
    }

    /// <summary>Lets go of a process that has ended; returns its exit code, 128 and the signal where one ended it.</summary>
    public static int Reap(int id)
    {
        int status;
        lock (Gate)
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
