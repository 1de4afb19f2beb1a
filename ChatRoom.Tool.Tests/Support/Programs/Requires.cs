using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>Programs and rights that a test cannot do without. One that is absent skips the test and says so.</summary>
internal static class Requires
{
    public static void Linux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("only Linux has this");
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

    /// <summary>A process may be given a network of its own, in which nothing is up.</summary>
    public static async Task OwnNetworkAsync()
    {
        Program("unshare");
        await using var unshare = ToolProcess.StartOther("unshare", "--map-root-user", "--net", "true");
        if (await unshare.Exits() != 0)
        {
            Assert.Ignore($"a network of its own is not permitted: {await unshare.Errors}");
        }
    }
}
