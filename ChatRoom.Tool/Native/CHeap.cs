using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>The heap of the C library, which the runtime uses when it compiles methods. Any thread.</summary>
internal static partial class CHeap
{
    /// <summary>Returns the free memory of the heap to the system. By itself glibc keeps most of it; only glibc can be asked.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl, which keeps little.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nint kept);
}
