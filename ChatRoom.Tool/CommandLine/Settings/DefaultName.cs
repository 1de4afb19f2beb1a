using ChatRoom.Native.Processes;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>Who somebody is who gives no name: the user that the process belongs to.</summary>
internal static class DefaultName
{
    /// <summary>As Environment.UserName has it, which compiles a call to the system in every process.</summary>
    public static Nickname Get() =>
        Nickname.MakeAcceptable((OperatingSystem.IsWindows() ? null : Posix.UserName()) ?? Environment.UserName);
}
