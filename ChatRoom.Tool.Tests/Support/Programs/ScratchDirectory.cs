using System.Runtime.Versioning;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>A directory for one test, with its scripts, and named pipes for test and script to wait for each other.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ScratchDirectory : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Makes a named pipe. Opening it waits for the other side.</summary>
    public async Task<string> MakePipeAsync(string name)
    {
        Requires.Program("mkfifo");
        await using var mkfifo = ToolProcess.StartOther("mkfifo", this[name]);
        Assert.That(await mkfifo.Exits(), Is.Zero);
        return this[name];
    }

    /// <summary>Lets a process go on that waits for the other side of a named pipe. If no process waits, this does nothing.</summary>
    public void Release(string name) => new FileStream(this[name], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();

    /// <summary>Writes a file for this user alone.</summary>
    public string Write(string name, string text, bool executable = false)
    {
        File.WriteAllText(this[name], text);
        File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | (executable ? UnixFileMode.UserExecute : 0));
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
