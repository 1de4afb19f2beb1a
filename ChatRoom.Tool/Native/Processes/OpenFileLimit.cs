using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatRoom.Native.Processes;

/// <summary>
/// How many files a program that we start may have open. The runtime raises the soft limit of this process to the hard one before
/// any of our code runs, and remembers nothing. So the limit that we were started with is taken to be that of the process that
/// started us, if both have the same hard limit. Otherwise somebody changed it in between, and it stays as it is.
/// Touched only by one thread at a time, as the limit belongs to the whole process.
/// </summary>
internal static partial class OpenFileLimit
{
    private const int OpenFiles = 7;

    private static readonly Lazy<nuint?> Inherited = new(FindInherited);

    /// <summary>Lowers the soft limit to the one that was inherited; returns what <see cref="Raise"/> takes, null for nothing.</summary>
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

    /// <summary>Makes it what it was before.</summary>
    public static void Raise(nuint? raised)
    {
        if (raised is { } soft && GetLimit(OpenFiles, out var limit) == 0)
        {
            limit.Soft = soft;
            _ = SetLimit(OpenFiles, limit);
        }
    }

    private static nuint? FindInherited()
    {
        // Where the runtime raised nothing, as with musl, there is nothing to find.
        if (GetLimit(OpenFiles, out var own) != 0 || own.Soft != own.Hard)
        {
            return null;
        }

        return ProcessFile.Field(string.Create(CultureInfo.InvariantCulture, $"/proc/{GetParent()}/limits"), "Max open files")
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
