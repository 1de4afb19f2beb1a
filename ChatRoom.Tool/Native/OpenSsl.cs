using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// Finds out whether the runtime can load OpenSSL, which it needs for TLS on Unix except for macOS. Without the library, the runtime
/// aborts the process at the first use of TLS. So callers check this first, but only if they need TLS. Any thread.
/// </summary>
internal static unsafe class OpenSsl
{
    public const string Missing = "TLS needs OpenSSL, and this system has no libssl that can be loaded; install OpenSSL, for example the package libssl3 or openssl-libs";

    private const int ContextClass = 1;
    private const int SetMode = 33;
    private const int ReleaseBuffers = 0x10;

    /// <summary>The libraries that the runtime tries, in its order.</summary>
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static readonly Lazy<nint> Library = new(Load);

    private static delegate* unmanaged<void*, int, nint, void*, nint> _control;

    public static bool IsUsable => !OperatingSystem.IsLinux() || Library.Value != 0;

    /// <summary>
    /// Lets idle connections give back the buffers of their records, 33 KiB each (SSL_MODE_RELEASE_BUFFERS). The runtime does not
    /// offer that. So a callback sets the mode of each context that the runtime makes from now on, and a connection takes the mode
    /// of its context. If the library lacks a function, nothing changes. Once, before the first connection.
    /// </summary>
    public static void ReleaseIdleBuffers()
    {
        if (!OperatingSystem.IsLinux() || _control is not null
            || !NativeLibrary.TryGetExport(Library.Value, "SSL_CTX_ctrl", out var control)
            || !NativeLibrary.TryGetExport(Library.Value, "CRYPTO_get_ex_new_index", out var register))
        {
            return;
        }

        _control = (delegate* unmanaged<void*, int, nint, void*, nint>)control;
        delegate* unmanaged<void*, void*, void*, int, nint, void*, void> made = &SetUp;
        _ = ((delegate* unmanaged<int, nint, void*, void*, void*, void*, int>)register)(ContextClass, 0, null, made, null, null);
    }

    /// <summary>CRYPTO_EX_new: a context was made.</summary>
    [UnmanagedCallersOnly]
    private static void SetUp(void* context, void* value, void* data, int index, nint number, void* pointer) =>
        _ = _control(context, SetMode, ReleaseBuffers, null);

    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return library;
            }
        }

        return 0;
    }
}
