using NUnit.Framework;

namespace ChatRoom.Tests.Support;

/// <summary>Programs of the system that a test cannot do without. One that is absent skips the test and says so.</summary>
internal static class Needs
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
}
