using ChatRoom.Native.Processes;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The default name: the user of this process.</summary>
internal static class DefaultName
{
    /// <summary>Equal to Environment.UserName, without the call to the system that the runtime would compile in each process.</summary>
    public static Nickname Get() =>
        Nickname.MakeAcceptable((OperatingSystem.IsWindows() ? null : Posix.UserName()) ?? Environment.UserName);
}
