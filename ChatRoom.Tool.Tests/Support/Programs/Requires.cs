using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>Programs and rights that a test needs. If one is missing, the test is skipped, with the reason.</summary>
internal static class Requires
{
    public static void Linux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("this needs Linux");
        }
    }

    public static void Program(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!Array.Exists(folders, folder => File.Exists(Path.Combine(folder, name))))
        {
            Assert.Ignore($"{name} is not installed");
        }
    }

    /// <summary>The right to start a process in a network namespace of its own, in which no interface is up.</summary>
    public static async Task OwnNetworkAsync()
    {
        Program("unshare");
        await using var unshare = ToolProcess.StartOther("unshare", "--map-root-user", "--net", "true");
        if (await unshare.Exits() != 0)
        {
            Assert.Ignore($"a network namespace is not permitted: {await unshare.Errors}");
        }
    }
}
