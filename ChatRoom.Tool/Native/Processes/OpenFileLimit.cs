using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatRoom.Native.Processes;

/// <summary>
/// Gives a program that we start the limit of open files with which we were started. The runtime raises our soft limit to the hard
/// one before our code runs, and does not keep the old value. So we take the soft limit of our parent process, if both processes
/// have the same hard limit. Otherwise the limit was changed in between, and stays.
/// One thread at a time, as the limit is one for the whole process: guarded by <see cref="ChildProcesses.StartLock"/>.
/// </summary>
internal static partial class OpenFileLimit
{
    private const int OpenFiles = 7;

    private static readonly Lazy<nuint?> Inherited = new(FindInherited);

    /// <summary>Lowers the soft limit to the inherited one; returns the old one for <see cref="Restore"/>. null: nothing was changed.</summary>
    public static nuint? Lower()
    {
        if (Inherited.Value is not { } inherited || GetLimit(OpenFiles, out var limit) != 0)
        {
            return null;
        }

        var raised = limit.Soft;
        limit.Soft = inherited;
        return SetLimit(OpenFiles, limit) == 0 ? raised : null;
    }

    /// <summary>Sets the soft limit to the old one again.</summary>
    public static void Restore(nuint? raised)
    {
        if (raised is { } soft && GetLimit(OpenFiles, out var limit) == 0)
        {
            limit.Soft = soft;
            _ = SetLimit(OpenFiles, limit);
        }
    }

    private static nuint? FindInherited()
    {
        // If the runtime did not raise the limit, as with musl, there is nothing to find.
        if (GetLimit(OpenFiles, out var own) != 0 || own.Soft != own.Hard)
        {
            return null;
        }

        return ProcFile.Field(string.Create(CultureInfo.InvariantCulture, $"/proc/{GetParent()}/limits"), "Max open files")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, var hard, ..]
            && Number(hard) == own.Hard && Number(soft) is var inherited && inherited < own.Hard
            ? inherited
            : null;
    }

    private static nuint Number(string text) =>
        nuint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : nuint.MaxValue;

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
