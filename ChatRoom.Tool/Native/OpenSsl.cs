using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// Finds out whether the runtime can load OpenSSL, which it needs for TLS on Unix except for macOS. Without the library, the runtime
/// aborts the process at the first use of TLS. So callers check this first, but only if they need TLS.
/// </summary>
internal static class OpenSsl
{
    public const string Missing = "TLS needs OpenSSL, and this system has no libssl that can be loaded; install OpenSSL, for example the package libssl3 or openssl-libs";

    /// <summary>The libraries that the runtime tries, in its order.</summary>
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    public static bool IsUsable => !OperatingSystem.IsLinux() || Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _));
}
