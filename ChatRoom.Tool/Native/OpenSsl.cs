using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// Whether the runtime can load OpenSSL, which it needs for TLS on Unix except for macOS. It looks for the library at the first
/// use, and aborts the process if there is none: this asks before, and only on the way to TLS.
/// </summary>
internal static class OpenSsl
{
    public const string Missing = "TLS needs OpenSSL, and this system has no libssl that can be loaded; install it, such as the package libssl3 or openssl-libs";

    /// <summary>What the runtime tries, in its order.</summary>
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    public static bool IsUsable => !OperatingSystem.IsLinux() || Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _));
}
