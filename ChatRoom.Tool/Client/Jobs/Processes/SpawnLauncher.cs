using System.Runtime.InteropServices;
using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>Finds and starts programs on Linux as execvp(3) does. Arguments and variables are bytes.</summary>
internal sealed class SpawnLauncher(byte[] path, IReadOnlyList<byte[]> arguments) : Launcher
{
    private static readonly byte[] Shell = [.. "/bin/sh"u8];

    /// <summary>The search path of execvp(3) if there is no PATH.</summary>
    private static ReadOnlySpan<byte> DefaultPath => "/bin:/usr/bin"u8;

    public static (Launcher? Launcher, bool Exists) Find(IReadOnlyList<byte[]> arguments)
    {
        var exists = false;
        foreach (var candidate in Candidates(arguments[0]))
        {
            exists |= Posix.Exists(candidate);
            if (Posix.MayExecute(candidate))
            {
                return (new SpawnLauncher(candidate, arguments), true);
            }
        }

        return (null, exists);
    }

    public override (ChildProcess? Child, Failure? Failure) Start(PipedStreams piped, IReadOnlyCollection<(string Name, string? Value)> variables)
    {
        ChildProcesses.MakeWaitable();
        using var pipes = new ChildPipes();
        if (pipes.Open(piped) is not 0 and var failed)
        {
            return (null, Failed(failed));
        }

        var environment = Change(RawArguments.Variables(), variables);
        var error = PosixSpawn.Spawn(path, arguments, environment, pipes.Theirs, out var id);
        if (error == PosixSpawn.NotAProgram)
        {
            error = PosixSpawn.Spawn(Shell, [Shell, path, .. arguments.Skip(1)], environment, pipes.Theirs, out id);
        }

        return error == 0 ? (new SpawnedChild(id, pipes), null) : (null, Failed(error));
    }

    private static Failure Failed(int error) => error == PosixSpawn.NotFound
        ? new Failure(Outcome.CommandNotFound, "the interpreter that it asks for was not found")
        : new Failure(Outcome.CommandNotExecutable, Marshal.GetPInvokeErrorMessage(error));

    /// <summary>Our variables, with these changes at the end.</summary>
    private static List<byte[]> Change(List<byte[]> own, IReadOnlyCollection<(string Name, string? Value)> changes)
    {
        foreach (var (name, value) in changes)
        {
            var begin = Encoding.UTF8.GetBytes(name + "=");
            own.RemoveAll(variable => variable.AsSpan().StartsWith(begin));
            if (value is not null)
            {
                own.Add([.. begin, .. Encoding.UTF8.GetBytes(value)]);
            }
        }

        return own;
    }

    private static List<byte[]> Candidates(byte[] word)
    {
        if (word.Length == 0)
        {
            return [];
        }

        if (word.Contains((byte)'/'))
        {
            return [word];
        }

        List<byte[]> candidates = [];
        var folders = SearchPath();
        foreach (var range in folders.Split((byte)':'))
        {
            // An empty entry is the working directory.
            var folder = folders[range];
            candidates.Add(folder.IsEmpty ? word : [.. folder, (byte)'/', .. word]);
        }

        return candidates;
    }

    private static ReadOnlySpan<byte> SearchPath()
    {
        var name = "PATH="u8;
        foreach (var variable in RawArguments.Variables())
        {
            if (variable.AsSpan().StartsWith(name))
            {
                return variable.AsSpan(name.Length);
            }
        }

        return DefaultPath;
    }
}
