using System.Runtime.Versioning;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>A copy of the tool that another user may run. The built one may be in a directory that only its owner can enter.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SharedToolCopy
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Copies the tool into this directory, and lets everybody enter it. Returns the program's path.</summary>
    public static string CopyTo(ScratchDirectory scratch)
    {
        Requires.Program("setpriv");
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("only the superuser can become an unknown user");
        }

        var folder = Directory.CreateDirectory(scratch["tool"]).FullName;
        File.SetUnixFileMode(scratch["."], Everybody);
        File.SetUnixFileMode(folder, Everybody);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(IsPartOfTheTool))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, Everybody);
        }

        return Path.Combine(folder, Path.GetFileName(ToolProcess.ToolPath));
    }

    private static bool IsPartOfTheTool(string file) =>
        Path.GetFileName(file) is var name && Array.Exists(["chatroom", "McMaster.", "Microsoft.Extensions.", "NATS.", "Wcwidth."], part => name.StartsWith(part, StringComparison.Ordinal));
}
